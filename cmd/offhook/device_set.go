package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
)

func newDeviceSetCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "set MAC ITEM=VALUE...",
		Short: "Set items of a phone's generated document",
		Long: `Set items of a phone's generated document. ITEM is a tag, an NVM item or a param
of the catalogue; the value of a secret item may also be @FILE. What the model does not have, what
does not fit, and what would be without effect is refused.

raw:ITEM is an item that the catalogue does not have for the model, such as one that
an older installation sets: its value is written exactly as it stands, inner quotes
included. device unset takes it away under the same name.`,
		Example: `  offhook device set 7C2F80123456 S_SIP_SERVER=sip.example.net S_SIP_PASSWORD=@sip.txt
  offhook device set 7C2F80123456 'raw:BS_OLD.aucName="Hall"'`,
		Args: cobra.MinimumNArgs(2),
	}
	stored, dry := addStoreFlags(cmd), addDryRunFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		settings, err := parseSettings(args[1:])
		if err != nil {
			return err
		}
		return updateDevice(cmd, stored, dry, args[0], "changed", func(_ *provision.Layers, d *inventory.Device) error {
			return applySettings(d, settings)
		})
	}
	return cmd
}

func newDeviceUnsetCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "unset MAC ITEM...",
		Short: "Remove items from a phone's generated document",
		Args:  cobra.MinimumNArgs(2),
	}
	stored, dry := addStoreFlags(cmd), addDryRunFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return updateDevice(cmd, stored, dry, args[0], "changed", func(_ *provision.Layers, d *inventory.Device) error {
			m, _ := model.Lookup(d.Model)
			for _, item := range args[1:] {
				name, ok := sameSetting(m, d.Settings, item)
				if !ok {
					return invalid(fmt.Errorf("device %s has no setting %s: offhook device show lists them", d.MAC, item))
				}
				d.Unset(name)
			}
			return nil
		})
	}
	return cmd
}

func newDeviceEnableCommand() *cobra.Command {
	return newSwitchCommand("enable", "Serve a phone again", "enabled", true)
}

func newDeviceDisableCommand() *cobra.Command {
	return newSwitchCommand("disable", "Stop serving a phone, and keep what is known of it", "disabled", false)
}

func newSwitchCommand(name, short, done string, enabled bool) *cobra.Command {
	cmd := &cobra.Command{Use: name + " MAC", Short: short, Args: cobra.ExactArgs(1)}
	stored := addStoreFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return updateDevice(cmd, stored, &dryRun{}, args[0], done, func(_ *provision.Layers, d *inventory.Device) error {
			d.Enabled = enabled
			return nil
		})
	}
	return cmd
}

func newDeviceRemoveCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "rm MAC", Short: "Remove a phone; its events stay", Args: cobra.ExactArgs(1)}
	stored := addStoreFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		mac, err := parseMAC(args[0])
		if err != nil {
			return err
		}
		return stored.with(cmd, reads, func(ctx context.Context, s *desk) error {
			if err := s.DeleteDevice(ctx, inventory.DefaultTenant, mac); err != nil {
				return err
			}
			return report(cmd, "%s removed", mac)
		})
	}
	return cmd
}
