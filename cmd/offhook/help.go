package main

import (
	"github.com/spf13/cobra"
)

// newHelpCommand is cobra's, but for the exit code of a command that does not exist.
func newHelpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "Help about a command",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			found, rest, err := cmd.Root().Find(args)
			if err != nil {
				return exitError(exitUsage, err)
			}
			if len(rest) > 0 {
				return runGroup(found, rest)
			}
			found.InitDefaultHelpFlag()
			return found.Help()
		},
	}
}
