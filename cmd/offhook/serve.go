package main

import (
	"context"
	"errors"
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
within a second. SIGTERM lets requests under way end; a second one stops at once.

Every value can also be set in the file given by --config and by a variable of
the environment; "offhook config example" lists them.`,
		Args: cobra.NoArgs,
	}
	flags := newConfigFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		loaded, err := flags.load()
		if err != nil {
			return err
		}
		return serve(cmd, loaded.Config)
	}
	return cmd
}

// serve runs the server until the command's context ends, then drains it.
func serve(cmd *cobra.Command, c app.Config) error {
	log := c.NewLogger(cmd.ErrOrStderr())
	a, err := app.New(cmd.Context(), c, log)
	if err != nil {
		return configError(copyHint(err, c.Data))
	}
	err = a.Start(cmd.Context())
	if err == nil {
		log.Info("ready", "data", c.Data)
		<-cmd.Context().Done()
		log.Info("stopping", "within", c.DrainTimeout.String())
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(cmd.Context()), time.Duration(c.DrainTimeout))
	defer cancel()
	if err := errors.Join(err, a.Stop(ctx)); err != nil {
		return configError(err)
	}
	return nil
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
