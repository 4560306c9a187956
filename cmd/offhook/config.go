package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/app"
)

// newConfigCommand returns `offhook config`.
func newConfigCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "Show and check the configuration of the server"}
	cmd.AddCommand(newConfigExampleCommand(), newConfigCheckCommand())
	return cmd
}

func newConfigExampleCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "example",
		Short: "Print a configuration file with every value, commented",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return app.Example(cmd.OutOrStdout())
		},
	}
}

func newConfigCheckCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check the configuration and print each value and where it came from",
		Long: `Check the configuration as "offhook serve" would read it with the same flags, and
print each value and where it came from. Secrets are redacted. A certificate that
clients refuse, or will soon, is a warning: the server serves it all the same. For a
firmware folder, it says which models get which file, and whether phones install it.`,
		Args: cobra.NoArgs,
	}
	flags := newConfigFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		loaded, err := flags.read()
		if err != nil {
			return err
		}
		if err := loaded.Print(cmd.OutOrStdout()); err != nil {
			return err
		}
		if err := loaded.Config.Validate(); err != nil {
			return exitError(exitUsage, err)
		}
		offers, warnings, firmwareErr := loaded.Config.CheckFirmware()
		for _, w := range warnings {
			warn(cmd, "%s", w)
		}
		for _, o := range offers {
			progress(cmd, "firmware %v", o)
		}
		faults, err := loaded.Config.CheckCertificates()
		for _, f := range faults {
			warn(cmd, "%s: %s", f.File, f.Fault)
		}
		return exitError(exitUsage, errors.Join(firmwareErr, err))
	}
	return cmd
}
