package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
)

// listPage is how many devices are read at a time.
const listPage = 500

func newDeviceListCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the phones",
		Long: `List the phones in the order of their MACs: MAC, model, firmware, state, accepted
credentials, configured user name, name and comment, in a table on a terminal and with tabs
between them elsewhere.`,
		Args: cobra.NoArgs,
	}
	stored := addStoreFlags(cmd)
	var asJSON bool
	addJSONFlag(cmd, &asJSON)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return stored.with(cmd, reads, func(ctx context.Context, s *desk) error {
			out := newTable(cmd.OutOrStdout(),
				"MAC", "MODEL", "FIRMWARE", "STATE", "ACCEPTS", "USER NAME", "NAME", "COMMENT")
			empty := true
			err := eachDevice(ctx, s, func(d *inventory.Device) error {
				empty = false
				if asJSON {
					return writeJSON(cmd.OutOrStdout(), viewDevice(d))
				}
				return out.row(d.MAC.String(), d.Model, d.Firmware, state(d), d.Accept.String(), d.Username,
					d.Name, out.brief(d.Comment))
			})
			if empty && err == nil {
				progress(cmd, "there are no devices: offhook device add adds one")
			}
			return cmp.Or(err, out.flush())
		})
	}
	return cmd
}

// eachDevice calls a function for every device, in the order of the MACs.
func eachDevice(ctx context.Context, s inventory.Store, do func(*inventory.Device) error) error {
	var after model.MAC
	for {
		page, err := s.ListDevices(ctx, inventory.DefaultTenant, after, listPage)
		if err != nil {
			return err
		}
		for i := range page {
			if err := do(&page[i]); err != nil {
				return err
			}
		}
		if len(page) < listPage {
			return nil
		}
		after = page[len(page)-1].MAC
	}
}

func state(d *inventory.Device) string {
	switch {
	case !d.Enabled:
		return "disabled"
	case !d.Redirect.IsZero():
		return "redirected"
	default:
		return "enabled"
	}
}

func newDeviceShowCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show MAC",
		Short: "Show all that is known of a phone, but for secrets",
		Long: `Show all that is known of a phone, but for secrets. Each value is shown with where
it comes from, when that is not the device itself, and with the values whose place
it takes: from the lowest up, these are global, the site, the profile, the configured
pair and the device. Items of the pair are among the values only where they meet a
value of another.`,
		Args: cobra.ExactArgs(1),
	}
	stored := addStoreFlags(cmd)
	var asJSON bool
	addJSONFlag(cmd, &asJSON)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return withDevice(cmd, stored, args[0], func(ctx context.Context, s *desk, d *inventory.Device) error {
			layers, err := s.layers(ctx)
			if err != nil {
				return err
			}
			document, err := layers.Render(d)
			if err != nil {
				return err
			}
			values, err := layers.Values(d)
			if err != nil {
				return err
			}
			detail := deviceDetail{viewDevice(d), viewSettings(d.Settings), viewValues(values), len(document.Bytes), d.Document == nil}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), detail)
			}
			return report(cmd, "%s", strings.Join(detail.lines(state(d)), "\n"))
		})
	}
	return cmd
}

// lines are the device for a person.
func (v deviceDetail) lines(state string) []string {
	origin := "generated"
	if !v.Generated {
		origin = "its own"
	}
	lines := []string{
		"mac:                 " + v.MAC,
		"model:               " + v.Model,
		"firmware:            " + cmp.Or(v.Firmware, "not known"),
		"state:               " + state,
		"accepts:             " + v.Accept.String(),
		"integrated password: " + cmp.Or(v.IntegratedPassword, "not known"),
		"user name:           " + cmp.Or(v.Username, "none"),
		"password:            " + cmp.Or(v.Password, "none"),
		"pair form:           " + cmp.Or(string(v.PairForm), "that of the model"),
		fmt.Sprintf("document:            %s, %d bytes, version %s", origin, v.DocumentBytes, v.Version.Format("2006-01-02 15:04")),
		fmt.Sprintf("changed:             %s, revision %d", v.Updated.Format(time.RFC3339), v.Revision),
	}
	for _, layer := range []struct{ title, name string }{
		{"name:                ", v.Name}, {"comment:             ", v.Comment},
		{"site:                ", v.Site}, {"profile:             ", v.Profile},
	} {
		if layer.name != "" {
			lines = append(lines, layer.title+layer.name)
		}
	}
	lines = append(lines, v.redirectLines()...)
	for _, value := range v.Values {
		lines = append(lines, value.line())
	}
	return lines
}

// redirectLines are where the phone is sent, if anywhere.
func (v deviceDetail) redirectLines() []string {
	if v.Redirect == "" {
		return nil
	}
	lines := []string{"redirect:            " + v.Redirect + ", instead of the document"}
	if v.RedirectUsername != "" {
		lines = append(lines, "redirect user name:  "+v.RedirectUsername, "redirect password:   "+v.RedirectPassword)
	}
	return lines
}

// withDevice runs a function on the device that the command line names.
func withDevice(cmd *cobra.Command, stored *storeFlags, name string, do func(context.Context, *desk, *inventory.Device) error) error {
	mac, err := parseMAC(name)
	if err != nil {
		return err
	}
	return stored.with(cmd, reads, func(ctx context.Context, s *desk) error {
		d, err := s.Device(ctx, inventory.DefaultTenant, mac)
		if err != nil {
			return err
		}
		return do(ctx, s, &d)
	})
}

func newDeviceDocumentCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "document MAC",
		Short: "Print exactly the bytes that the phone would get, secrets included",
		Args:  cobra.ExactArgs(1),
	}
	stored := addStoreFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return withDevice(cmd, stored, args[0], func(ctx context.Context, s *desk, d *inventory.Device) error {
			doc, err := s.publisher.Document(ctx, time.Now(), *d)
			decision := provision.Preview(d, doc, err)
			switch {
			case !d.Enabled:
				err := exitError(exitUsage, fmt.Errorf("device %s is disabled, so it gets no document", d.MAC))
				return withHint(err, fmt.Sprintf("offhook device enable %s", d.MAC))
			case !d.Redirect.IsZero():
				err := exitError(exitUsage, fmt.Errorf("device %s is redirected to %s, so it gets no document", d.MAC, d.Redirect.Place()))
				return withHint(err, fmt.Sprintf("offhook device edit %s --redirect '' ends that", d.MAC))
			case decision.Document == nil:
				return errors.New(decision.Sentence)
			}
			_, err = cmd.OutOrStdout().Write(decision.Document.Bytes)
			return err
		})
	}
	return cmd
}

func newDeviceEventsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "events [MAC]",
		Short: "Show the last requests of a phone and what became of them, the newest first",
		Long: `Show the last requests of a phone and what became of them, the newest first.

A phone keeps its last 100 requests for 90 days; events_per_device and events_for change
that. Of the requests that name no known phone, the server keeps the newest 1,000, up to
20 of each network, and counts the others: see the console.

Without MAC, show requests for shared files that named no device, requests that could
not be read, and TLS handshakes that failed. The last two leave one event for each
source and minute.`,
		Args: cobra.MaximumNArgs(1),
	}
	stored := addStoreFlags(cmd)
	var asJSON bool
	addJSONFlag(cmd, &asJSON)
	limit := cmd.Flags().Int("limit", 20, "how many events to show")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		var mac model.MAC // the zero one has the events of no device
		none := "there are no events without a device"
		if len(args) > 0 {
			var err error
			if mac, err = parseMAC(args[0]); err != nil {
				return err
			}
			none = mac.String() + " has no events"
		}
		if *limit < 1 {
			return usageError("--limit %d shows nothing: give 1 or more", *limit)
		}
		return stored.with(cmd, reads, func(ctx context.Context, s *desk) error {
			events, err := s.DeviceEvents(ctx, inventory.DefaultTenant, mac, *limit)
			if err != nil {
				return err
			}
			if len(events) == 0 {
				progress(cmd, "%s: a request shows here within a second", none)
			}
			return printEvents(cmd, events, asJSON)
		})
	}
	return cmd
}

func printEvents(cmd *cobra.Command, events []inventory.Event, asJSON bool) error {
	out := newTable(cmd.OutOrStdout(), "TIME", "STATUS", "REASON", "FROM", "WHAT HAPPENED")
	for i := range events {
		e := &events[i]
		var err error
		if asJSON {
			err = writeJSON(cmd.OutOrStdout(), viewEvent(e))
		} else {
			err = out.row(e.Time.Format(time.RFC3339), shownStatus(e.Status), string(e.Reason),
				e.Source, e.Sentence)
		}
		if err != nil {
			return err
		}
	}
	return out.flush()
}

// shownStatus is the status of an answer, a dash when there was no answer.
func shownStatus(status int) string {
	if status == 0 {
		return "-"
	}
	return fmt.Sprint(status)
}
