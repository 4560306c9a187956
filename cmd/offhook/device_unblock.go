package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
)

// unblockEvents is how many events of a device are searched for refusals, and unblockFor how old
// they may be: a budget is full again long before.
const (
	unblockEvents = 1000
	unblockFor    = 24 * time.Hour
)

// unblockView is what device unblock prints as JSON.
type unblockView struct {
	MAC       string        `json:"mac"`
	Unblocked bool          `json:"unblocked"`
	Refused   []refusedView `json:"refused"`
}

// refusedView is an address whose guesses were refused lately.
type refusedView struct {
	Source   string    `json:"source"`
	Requests int       `json:"requests"`
	Last     time.Time `json:"last"`
	Why      string    `json:"why"`
}

func newDeviceUnblockCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "unblock MAC",
		Short: "Let networks that guessed at a weak pair of a phone try again at once",
		Long: `Let networks that guessed at a weak pair of a phone try again at once.

A network that sent too many wrong passwords for a phone must wait before a weak pair opens
anything for it; a strong pair never waits. This command shows which addresses were refused in
the last 24 hours and why, and ends the wait on every server. Any change of the phone, such as a
new pair, ends it too.`,
		Args: cobra.ExactArgs(1),
	}
	stored := addStoreFlags(cmd)
	var asJSON bool
	addJSONFlag(cmd, &asJSON)
	dry := cmd.Flags().Bool("dry-run", false, "show who was refused, and change nothing")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		mac, err := parseMAC(args[0])
		if err != nil {
			return err
		}
		return stored.with(cmd, reads, func(ctx context.Context, s *desk) error {
			if _, err := s.Device(ctx, inventory.DefaultTenant, mac); err != nil {
				return err
			}
			events, err := s.DeviceEvents(ctx, inventory.DefaultTenant, mac, unblockEvents)
			if err != nil {
				return err
			}
			view := unblockView{MAC: mac.String(), Unblocked: !*dry, Refused: refusedLately(events)}
			if !*dry {
				if err := s.Unblock(ctx, inventory.DefaultTenant, mac); err != nil {
					return err
				}
			}
			return printUnblock(cmd, &view, asJSON)
		})
	}
	return cmd
}

// refusedLately returns who was refused, the latest first. Events are the newest first.
func refusedLately(events []inventory.Event) []refusedView {
	refused := []refusedView{}
	at := make(map[string]int)
	for i := range events {
		e := &events[i]
		if e.Reason != inventory.ReasonThrottled || time.Since(e.Time) > unblockFor {
			continue
		}
		n, found := at[e.Source]
		if !found {
			n, at[e.Source] = len(refused), len(refused)
			refused = append(refused, refusedView{Source: e.Source, Last: e.Time, Why: e.Sentence})
		}
		refused[n].Requests++
	}
	return refused
}

func printUnblock(cmd *cobra.Command, view *unblockView, asJSON bool) error {
	if asJSON {
		return writeJSON(cmd.OutOrStdout(), view)
	}
	if len(view.Refused) > 0 {
		out := newTable(cmd.OutOrStdout(), "LAST", "REQUESTS", "FROM", "WHY")
		for _, r := range view.Refused {
			if err := out.row(r.Last.Format(time.RFC3339), fmt.Sprint(r.Requests), r.Source, r.Why); err != nil {
				return err
			}
		}
		if err := out.flush(); err != nil {
			return err
		}
	} else {
		progress(cmd, "%s: nobody was refused in the last 24 hours", view.MAC)
	}
	if !view.Unblocked {
		return report(cmd, "%s would be unblocked", view.MAC)
	}
	return report(cmd, "%s unblocked", view.MAC)
}
