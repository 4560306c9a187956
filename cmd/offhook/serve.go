package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/offhook/offhook/internal/app"
)

// newServeCommand returns `offhook serve`.
func newServeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Provision phones",
		Long: `Provision phones: answer their requests with HTTP Digest and give each one its
document. A device is added with "offhook device add"; a running server sees it
within a second.

SIGTERM, SIGINT or SIGQUIT lets requests under way end; a second one cuts them.
Events are written in either case. SIGHUP reads certificates and configuration
again; the log says which changed values need a restart.

Every value can also be set in the file given by --config and by a variable of
the environment; "offhook config example" lists them.`,
		Args: cobra.NoArgs,
	}
	flags := newConfigFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		signals := catchSignals()
		defer signals.stop()
		loaded, err := flags.load()
		if err != nil {
			return err
		}
		return serve(cmd, loaded.Config, flags.load, signals)
	}
	return cmd
}

// logLimit is how long the last lines of the log may take at the end.
const logLimit = 2 * time.Second

// serve runs the server, and writes its log and its error through a queue: nothing waits for a log
// that nobody reads.
func serve(
	cmd *cobra.Command, c app.Config, again func() (app.Loaded, error), signals *serveSignals,
) error {
	log, level, queue := c.NewLogger(cmd.ErrOrStderr())
	defer queue.Close(logLimit) // after a panic too
	err := serveUntilStopped(cmd, c, again, signals, log, level)
	if err != nil {
		printError(queue, err)
		err = errors.Join(err, errSilent)
	}
	return err
}

// serveUntilStopped runs the server until the command's context or a signal ends it, then drains
// it.
func serveUntilStopped(
	cmd *cobra.Command, c app.Config, again func() (app.Loaded, error), signals *serveSignals,
	log *slog.Logger, level *slog.LevelVar,
) error {
	a, err := app.New(cmd.Context(), c, log)
	if err != nil {
		return configError(copyHint(err, c.Data))
	}
	if err = a.Start(cmd.Context()); err == nil {
		log.Info("ready", "data", c.Data)
		for signals.next(cmd.Context()) == readAgain {
			if loaded, err := reload(a, again, log); err == nil {
				c.DrainTimeout = loaded.DrainTimeout
				level.Set(loaded.Level())
			}
		}
		log.Info("stopping", "within", c.DrainTimeout.String())
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(cmd.Context()), time.Duration(c.DrainTimeout))
	defer cancel()
	signals.hurry(ctx, func() {
		log.Warn("stopping at once; requests are cut")
		cancel()
	})
	if err := errors.Join(err, a.Stop(ctx)); err != nil {
		return configError(err)
	}
	return nil
}

// reload reads the configuration and the certificates again, and puts to use
// what it can. With an error everything stays as it was.
func reload(a *app.App, again func() (app.Loaded, error), log *slog.Logger) (app.Config, error) {
	loaded, err := again()
	var r app.Reloaded
	if err == nil {
		r, err = a.Reload(loaded.Config)
	}
	if err != nil {
		log.Error("the new configuration has an error; the old one stays in use", "err", err)
		return loaded.Config, err
	}
	log.Info("configuration and certificates read again", "changed", cmp.Or(strings.Join(r.Used, " "), "nothing"))
	if len(r.Restart) > 0 {
		log.Warn("changed values need a restart", "keys", strings.Join(r.Restart, " "))
	}
	return loaded.Config, nil
}

// configError gives an error that the operator mends in the configuration the code of a usage error.
func configError(err error) error {
	if errors.Is(err, app.ErrConfig) {
		return exitError(exitUsage, err)
	}
	return err
}

// configFlags are --config and one flag for each value that serve takes on the command line.
type configFlags struct {
	set    *pflag.FlagSet
	file   string
	fields []app.Field
}

// newConfigFlags gives cmd the flags.
func newConfigFlags(cmd *cobra.Command) *configFlags {
	defaults := app.Default()
	f := &configFlags{set: cmd.Flags(), fields: defaults.Fields()}
	f.set.StringVar(&f.file, "config", "", "configuration file (or $OFFHOOK_CONFIG)")
	for _, field := range f.fields {
		if !field.Flag {
			continue
		}
		switch v := field.Value.(type) {
		case *bool:
			f.set.Bool(field.FlagName(), *v, field.Usage)
		case *string:
			f.set.String(field.FlagName(), *v, field.Usage)
		case *[]string:
			f.set.StringSlice(field.FlagName(), *v, field.Usage)
		}
	}
	return f
}

// load puts file, environment and flags together and checks the result.
func (f *configFlags) load() (app.Loaded, error) {
	loaded, err := f.read()
	if err == nil {
		err = withHint(exitError(exitUsage, loaded.Config.Validate()), "offhook config check shows each value and where it came from")
	}
	return loaded, err
}

// read puts file, environment and flags together.
func (f *configFlags) read() (app.Loaded, error) {
	if f.file == "" {
		f.file = os.Getenv("OFFHOOK_CONFIG")
	}
	given := make(map[string]string)
	for _, field := range f.fields {
		flag := f.set.Lookup(field.FlagName())
		if flag == nil || !flag.Changed {
			continue
		}
		given[field.Key] = flag.Value.String()
		if list, ok := flag.Value.(pflag.SliceValue); ok {
			given[field.Key] = strings.Join(list.GetSlice(), ",")
		}
	}
	loaded, err := app.Load(f.file, os.LookupEnv, given)
	return loaded, exitError(exitUsage, err)
}
