package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/demo"
)

// How long the dialogue of a demo phone waits for a key.
const (
	promptOnce = 300 * time.Millisecond
	promptLive = 5 * time.Second
)

// demoOptions are the flags of the command.
type demoOptions struct {
	once, json            bool
	data, listen, console string
}

func newDemoCommand() *cobra.Command {
	var o demoOptions
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Run a server and its phones on loopback, from the box to dial tone",
		Long: `Run the whole system on loopback: a server on the embedded database, and phones
of every family in the specification, one for each way that it describes. Each
phone's ladder is printed as it happens, then one line for each phone with how
it ended and what was expected.

It stays up until it is interrupted, unless --once is given. It needs no network
and nothing installed.`,
		Args:        cobra.NoArgs,
		Annotations: exitCodes(exitShort),
		RunE:        func(cmd *cobra.Command, _ []string) error { return runDemo(cmd, o) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.once, "once", false, "end when the phones have ended, with free ports and short prompts")
	flags.StringVar(&o.data, "data", "", "folder of the database, made if it is missing (default a temporary one)")
	flags.StringVar(&o.listen, "listen", "", "address for the phones (default 127.0.0.1:8480, with --once a free port)")
	flags.StringVar(&o.console, "console", "", "address of the console (default 127.0.0.1:8481, with --once a free port)")
	addJSONFlag(cmd, &o.json)
	return cmd
}

// runDemo plays every case and turns a shortfall into the exit code.
func runDemo(cmd *cobra.Command, o demoOptions) error {
	config, cleanup, err := o.config(cmd)
	if err != nil {
		return err
	}
	defer cleanup()
	var stay func(context.Context)
	if !o.once {
		stay = func(ctx context.Context) {
			progress(cmd, "the server stays up until it is interrupted")
			<-ctx.Done()
		}
	}
	results, err := demo.Run(cmd.Context(), config, demo.Cases(), stay)
	switch {
	case errors.Is(err, context.Canceled):
		return errors.New("interrupted before every phone had ended")
	case err != nil:
		return configError(err)
	}
	if slices.ContainsFunc(results, func(r demo.Result) bool { return !r.OK() }) {
		return exitSilently(exitShort)
	}
	return nil
}

// config turns the flags into a configuration; cleanup removes the temporary folder, if there is one.
func (o demoOptions) config(cmd *cobra.Command) (config demo.Config, cleanup func(), err error) {
	config = demo.Config{
		DataDir: o.data, Listen: o.listen, Console: o.console,
		PromptTimeout: promptOnce, Reporter: demo.NewText(cmd.OutOrStdout()),
	}
	if o.json {
		config.Reporter = demo.NewJSON(cmd.OutOrStdout())
	}
	if !o.once {
		config.PromptTimeout = promptLive
		config.Listen = cmp.Or(o.listen, "127.0.0.1:8480")
		config.Console = cmp.Or(o.console, "127.0.0.1:8481")
	}
	if o.data != "" {
		return config, func() {}, nil
	}
	config.DataDir, err = os.MkdirTemp("", "offhook-demo-")
	if err != nil {
		return config, nil, fmt.Errorf("make a folder for the database: %w", err)
	}
	return config, func() { _ = os.RemoveAll(config.DataDir) }, nil
}
