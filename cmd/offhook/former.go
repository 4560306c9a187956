package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// formerFlag lets cmd take a former name of a flag, with a warning. The help does not show it.
// MarkDeprecated of pflag would print into the result of the command.
func formerFlag(cmd *cobra.Command, former, successor string) {
	flag := cmd.Flags().Lookup(successor)
	value := &formerValue{flag.Value, cmd, former, successor}
	added := cmd.Flags().VarPF(value, former, "", "former name of --"+successor)
	added.NoOptDefVal, added.Hidden = flag.NoOptDefVal, true
}

// formerValue passes what a former flag is given on to its successor.
type formerValue struct {
	pflag.Value
	cmd               *cobra.Command
	former, successor string
}

// Set warns, and sets the successor.
func (v *formerValue) Set(text string) error {
	warnFormer(v.cmd, "--"+v.former, "--"+v.successor)
	return v.cmd.Flags().Set(v.successor, text)
}

// formerCommand turns cmd into a hidden command with a former name, which warns. The successor is
// the whole command, such as "offhook device status".
func formerCommand(cmd *cobra.Command, former, successor string) *cobra.Command {
	cmd.Use = former + strings.TrimPrefix(cmd.Use, cmd.Name())
	cmd.Hidden = true
	cmd.PreRun = func(cmd *cobra.Command, _ []string) {
		warnFormer(cmd, cmd.CommandPath(), successor)
	}
	return cmd
}

func warnFormer(cmd *cobra.Command, former, successor string) {
	warn(cmd, "%s is now %s: the next release does not accept the old name", former, successor)
}
