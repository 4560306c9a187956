package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
)

// fleetStatus says how far the documents of all devices are.
type fleetStatus struct {
	Devices int `json:"devices"`
	// Outdated are the devices whose documents are of older layers than there are.
	Outdated int `json:"outdated"`
}

func (s *desk) fleetStatus(ctx context.Context) (status fleetStatus, err error) {
	if status.Devices, err = s.CountDevices(ctx, inventory.DefaultTenant); err != nil {
		return status, err
	}
	seq, err := s.LayerSeq(ctx, inventory.DefaultTenant)
	if err != nil {
		return status, err
	}
	status.Outdated, err = s.CountOutdated(ctx, inventory.DefaultTenant, seq)
	return status, err
}

// lines are the status for a person.
func (s fleetStatus) lines() []string {
	documents := "all are up to date"
	if s.Outdated > 0 {
		documents = fmt.Sprintf("%d of %d are still to be made anew", s.Outdated, s.Devices)
	}
	return []string{"phones:     " + fmt.Sprint(s.Devices), "documents:  " + documents}
}

func newDeviceStatusCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show how many phones there are, and how many documents are still to be made anew",
		Long: `Show how many phones there are, and how many of their documents are still to be made
anew after a change of the values that they share. A running server makes them in
the background, and each at the latest when its phone asks for it. That of a new
phone is made when it asks first.`,
		Args: cobra.NoArgs,
	}
	stored := addStoreFlags(cmd)
	var asJSON bool
	addJSONFlag(cmd, &asJSON)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return stored.with(cmd, reads, func(ctx context.Context, s *desk) error {
			status, err := s.fleetStatus(ctx)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), status)
			}
			return report(cmd, "%s", strings.Join(status.lines(), "\n"))
		})
	}
	return cmd
}
