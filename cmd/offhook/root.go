package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// run executes the command line args and returns the exit code of the process. The first interrupt or SIGTERM cancels
// the context of the command; a second one ends the process at once.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)

	root := newRootCommand()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	printError(stderr, err)
	return exitCode(err)
}

// newRootCommand returns the whole command tree.
func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "offhook",
		Short: "Provision Gigaset phones over HTTP Digest, and be one",
		Long: `offhook is both ends of Gigaset phone auto-provisioning over HTTP Digest: a
provisioning server that phones fetch their configuration from, and a faithful
emulator of the phones.`,
		SilenceErrors:              true,
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
		DisableAutoGenTag:          true,
	}
	root.AddCommand(
		newServeCommand(), newConfigCommand(), newDeviceCommand(), newProfileCommand(), newSiteCommand(), newGlobalCommand(), newTemplateCommand(),
		newPhoneCommand(), newLabCommand(), newCheckCommand(), newItemCommand(), newDemoCommand(),
		newAcceptCopyCommand(), newCompactCommand(), newVersionCommand(),
	)
	root.SetHelpCommand(newHelpCommand())
	root.InitDefaultCompletionCmd()
	finish(root)
	return root
}

// finish gives cmd and everything below it what all commands share: exit codes in the help, the code of an error that
// has none, and an answer to a subcommand that does not exist.
func finish(cmd *cobra.Command) {
	if cmd.HasSubCommands() {
		cmd.Args = cobra.ArbitraryArgs
		cmd.RunE = runGroup
	}
	if cmd.Annotations[exitCodesAnnotation] == "" {
		cmd.Annotations = exitCodes()
	}
	if cmd.Long == "" {
		cmd.Long = cmd.Short + "."
	}
	cmd.Long = strings.TrimSpace(cmd.Long) + "\n\nExit codes:\n" + strings.TrimRight(cmd.Annotations[exitCodesAnnotation], "\n")
	cmd.SetFlagErrorFunc(flagError)
	cmd.Args = hintArgs(cmd.Args)
	if inner := cmd.RunE; inner != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			return internalUnlessCoded(patiently(cmd, func() error { return inner(cmd, args) }))
		}
	}
	for _, sub := range cmd.Commands() {
		finish(sub)
	}
}

// runGroup answers for a command that only holds others: help when nothing follows, else an unknown command.
func runGroup(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return cmd.Help()
	}
	hint := fmt.Sprintf("%s --help lists the commands", cmd.CommandPath())
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		hint = fmt.Sprintf("did you mean %s %s?", cmd.CommandPath(), near[0])
	}
	return withHint(usageError("unknown command %q for %q", args[0], cmd.CommandPath()), hint)
}

// flagError is the answer to a flag that cobra does not accept.
func flagError(cmd *cobra.Command, err error) error {
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		err = flagValueError(invalid.GetFlag(), invalid.GetValue())
	}
	return withHint(exitError(exitUsage, err), cmd.CommandPath()+" --help lists the flags")
}

// flagValueError says what the value of a flag looks like.
func flagValueError(flag *pflag.Flag, value string) error {
	form := "a " + flag.Value.Type()
	switch flag.Value.Type() {
	case "bool":
		form = "true or false"
	case "duration":
		form = "a duration with its unit, such as 30s or 2m"
	case "int":
		form = "a whole number"
	}
	return fmt.Errorf("--%s %q: give %s", flag.Name, value, form)
}

// hintArgs returns accept with the usage of the command as a hint to what it does not accept.
func hintArgs(accept cobra.PositionalArgs) cobra.PositionalArgs {
	if accept == nil {
		accept = cobra.ArbitraryArgs
	}
	return func(cmd *cobra.Command, args []string) error {
		if accept(cmd, args) == nil {
			return nil
		}
		needed, most := argumentNames(cmd.Use)
		return withHint(argumentError(needed, most, args), "usage: "+cmd.UseLine())
	}
}

// argumentNames returns the arguments that a usage line names after the command, and how many there may be with those in
// brackets, which may be left out.
func argumentNames(use string) (needed []string, most int) {
	words := strings.Fields(use)[1:]
	for i := 0; i < len(words); i++ {
		switch {
		case strings.HasPrefix(words[i], "--"):
			i++
		case words[i] == "[flags]":
		case strings.HasPrefix(words[i], "["):
			most++
		default:
			needed, most = append(needed, words[i]), most+1
		}
	}
	return needed, most
}

// argumentError names the argument that is missing, or the first that is too many.
func argumentError(needed []string, most int, args []string) error {
	if len(args) < len(needed) {
		return usageError("the argument %s is missing", strings.TrimSuffix(needed[len(args)], "..."))
	}
	return usageError("there is an argument too many: %q", args[most])
}

// internalUnlessCoded returns err with the code of an internal error when it has none.
func internalUnlessCoded(err error) error {
	if _, ok := errors.AsType[*codedError](err); ok || err == nil {
		return err
	}
	return exitError(exitInternal, err)
}
