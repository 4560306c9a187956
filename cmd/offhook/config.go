package main

import (
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
print each value and where it came from. Secrets are redacted.`,
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
		return exitError(exitUsage, loaded.Config.CheckCertificates())
	}
	return cmd
}
