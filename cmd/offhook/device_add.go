package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
)

func newDeviceAddCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "add MAC --model MODEL",
		Short: "Add a phone",
		Long: `Add a phone. Without --document it gets the document of its family, with its
configured pair and the --set items.`,
		Example: `  offhook device add 7C:2F:80:12:34:56 --model N720 --username site42 --password @pair.txt
  offhook device add 7C2F80123457 --model DE410 --integrated-password @label.txt --set S_SIP_SERVER_1=sip.example.net`,
		Args: cobra.ExactArgs(1),
	}
	stored, flags, dry := addStoreFlags(cmd), addDeviceFlags(cmd), addDryRunFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := dry.check(); err != nil {
			return err
		}
		mac, err := parseMAC(args[0])
		if err != nil {
			return err
		}
		change, err := flags.change()
		if err != nil {
			return err
		}
		d := inventory.Device{Tenant: inventory.DefaultTenant, MAC: mac, Enabled: true}
		if err := completeDevice(&d, change, flags.changed("accept")); err != nil {
			return deviceError(err)
		}
		return stored.with(cmd, writesUnless(dry.mode != ""), func(ctx context.Context, s *desk) error {
			layers, err := s.layers(ctx)
			if err != nil {
				return err
			}
			if err := checkDevice(layers, &d); err != nil {
				return err
			}
			if dry.mode != "" {
				return dryAdd(ctx, cmd, s, dry, layers, &d)
			}
			err = s.CreateDevice(ctx, d)
			if errors.Is(err, inventory.ErrConflict) {
				return withHint(err, "offhook device edit changes a device that exists")
			}
			if err != nil {
				return err
			}
			warnDevice(cmd, layers, &d)
			led := leads{}
			led.addMoved(nil, newLeadReader(layers).of(&d))
			if err := report(cmd, "%s added: %s, accepts %s", d.MAC, d.Model, d.Accept); err != nil {
				return err
			}
			return reportLeads(cmd, led)
		})
	}
	return cmd
}

// dryAdd shows what a new phone would get.
func dryAdd(ctx context.Context, cmd *cobra.Command, s *desk, dry *dryRun, layers *provision.Layers, d *inventory.Device) error {
	if _, err := s.Device(ctx, d.Tenant, d.MAC); err == nil {
		return withHint(exitError(exitUsage, fmt.Errorf("device %s exists already", d.MAC)), "offhook device edit --dry-run shows what a change would do")
	}
	d.Version = inventory.NextVersion(time.Time{}, time.Now())
	warnDevice(cmd, layers, d)
	led := leads{}
	led.addMoved(nil, newLeadReader(layers).of(d))
	return dry.show(ctx, cmd, s, layers, d, led)
}

// completeDevice makes a new device of what was said about it, and checks it before a database is made: as far as that goes without the
// layers in it.
func completeDevice(d *inventory.Device, change deviceChange, acceptGiven bool) error {
	if err := change.apply(d); err != nil {
		return err
	}
	if !acceptGiven {
		d.Accept = inventory.AcceptIntegrated
		if d.Username != "" {
			d.Accept = inventory.AcceptConfigured
		}
	}
	if d.Site != "" || d.Profile != "" {
		return d.Validate()
	}
	return checkDevice(nil, d)
}

func newDeviceEditCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "edit MAC",
		Short: "Change a phone",
		Long: `Change a phone: what no flag names stays as it is. An empty --username removes
the configured pair, an empty --document goes back to the generated document.`,
		Example: `  offhook device edit 7C2F80123456 --accept integrated,configured
  offhook device edit 7C2F80123456 --username site43 --password @pair.txt`,
		Args: cobra.ExactArgs(1),
	}
	stored, flags, dry := addStoreFlags(cmd), addDeviceFlags(cmd), addDryRunFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if !flags.any() {
			return withHint(usageError("no flag says what to change"), "offhook device edit --help lists the flags")
		}
		change, err := flags.change()
		if err != nil {
			return err
		}
		return updateDevice(cmd, stored, dry, args[0], "changed", func(_ *provision.Layers, d *inventory.Device) error { return change.apply(d) })
	}
	return cmd
}

// updateDevice changes the device that the command line names and says so, or shows what the change would do.
func updateDevice(cmd *cobra.Command, stored *storeFlags, dry *dryRun, name, done string, change func(*provision.Layers, *inventory.Device) error) error {
	mac, err := parseMAC(name)
	if err != nil {
		return err
	}
	if err := dry.check(); err != nil {
		return err
	}
	return stored.with(cmd, reads, func(ctx context.Context, s *desk) error {
		layers, err := s.layers(ctx)
		if err != nil {
			return err
		}
		reader, led := newLeadReader(layers), leads{}
		checked := func(d *inventory.Device) error {
			before := d.Clone()
			if err := change(layers, d); err != nil {
				return err
			}
			clear(led) // a change is made again when another one came between
			led.addMoved(reader.of(&before), reader.of(d))
			return checkChange(layers, &before, d)
		}
		if dry.mode != "" {
			return dryUpdate(ctx, cmd, s, dry, layers, mac, checked, led)
		}
		d, err := s.UpdateDevice(ctx, inventory.DefaultTenant, mac, checked)
		if err != nil {
			return err
		}
		_, err = s.publish(ctx, d)
		switch stored := warnStored(cmd, layers, &d); {
		case errors.Is(err, provision.ErrUnavailable):
			warn(cmd, "the change is stored, but the new document is not yet, so the phone keeps "+
				"the last one until the database takes it: %v", cause(err))
		case err != nil && !stored:
			return err
		}
		warnDevice(cmd, layers, &d)
		if err := report(cmd, "%s %s", d.MAC, done); err != nil {
			return err
		}
		return reportLeads(cmd, led)
	})
}

// dryUpdate shows what a change would do.
func dryUpdate(
	ctx context.Context, cmd *cobra.Command, s *desk, dry *dryRun, layers *provision.Layers, mac model.MAC,
	change func(*inventory.Device) error, led leads,
) error {
	d, err := s.Device(ctx, inventory.DefaultTenant, mac)
	if err != nil {
		return err
	}
	if err := change(&d); err != nil {
		return err
	}
	warnDevice(cmd, layers, &d)
	return dry.show(ctx, cmd, s, layers, &d, led)
}

// reportLeads says where a change leads phones.
func reportLeads(cmd *cobra.Command, led leads) error {
	for _, line := range leadLines(led.list()) {
		if err := report(cmd, "%s", line); err != nil {
			return err
		}
	}
	return nil
}

// report prints what was done.
func report(cmd *cobra.Command, format string, args ...any) error {
	_, err := fmt.Fprintf(cmd.OutOrStdout(), format+"\n", args...)
	return err
}
