package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/app"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/model"
)

// newDeviceCommand returns `offhook device` with everything below it.
func newDeviceCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "device",
		Short: "Add, change and look at the phones that the server knows",
		Long: `Add, change and look at the phones that the server knows. The commands work on
the database itself, whether a server runs on it or not; a running server sees a
change within a second.

A MAC is taken with or without colons, dashes or dots, in any case.`,
	}
	cmd.AddCommand(
		newDeviceAddCommand(), newDeviceEditCommand(), newDeviceSetCommand(), newDeviceUnsetCommand(),
		newDeviceEnableCommand(), newDeviceDisableCommand(), newDeviceUnblockCommand(), newDeviceRemoveCommand(), newDeviceImportCommand(), newDeviceExportCommand(),
		newDeviceListCommand(), newDeviceShowCommand(), newDeviceLineCommand(), newDeviceEventsCommand(), newDeviceDocumentCommand(),
		newDeviceDifferenceCommand(), newDeviceStatusCommand(),
	)
	return cmd
}

// storeFlags say where the database is.
type storeFlags struct {
	data     string
	database *secretValue
}

func addStoreFlags(cmd *cobra.Command) *storeFlags {
	f := &storeFlags{}
	cmd.Flags().StringVar(&f.data, "data", "", dataUsage())
	f.database = secretFlag(cmd, "database", "OFFHOOK_DATABASE", "postgres:// URL that replaces the embedded database")
	return f
}

// dataUsage is the help of --data.
func dataUsage() string {
	return "folder of the embedded database and the key file, or $OFFHOOK_DATA (default " +
		app.Default().Data + ")"
}

// access is what a command does with the database.
type access int

const (
	// reads needs a database that is there already.
	reads access = iota
	// writes makes what is missing.
	writes
	// tries is the dry run of a command that writes. It makes nothing: without a database it
	// gets an empty one for as long as it runs.
	tries
)

// writesUnless is the access of a command that writes, which may be a dry run.
func writesUnless(dryRun bool) access {
	if dryRun {
		return tries
	}
	return writes
}

// with runs a function on the store. Only a command that writes makes a database and a key.
func (f *storeFlags) with(cmd *cobra.Command, a access, do func(ctx context.Context, s *desk) error) error {
	s, key, err := f.open(cmd.Context(), a)
	if err != nil {
		return err
	}
	desk := newDesk(s, key)
	err, closed := do(cmd.Context(), desk), s.Close()
	if !desk.stored {
		return deviceError(errors.Join(err, closed))
	}
	if closed != nil {
		warn(cmd, "the change is stored, but the database did not close well: %v", closed)
	}
	return deviceError(afterStored(err))
}

// open opens the store, or says what would be right.
func (f *storeFlags) open(ctx context.Context, a access) (*store.Store, [32]byte, error) {
	config, err := f.config()
	if err != nil {
		return nil, [32]byte{}, err
	}
	s, key, err := store.OpenData(ctx, config, a == writes)
	switch {
	case errors.Is(err, store.ErrNoDatabase) && a == tries:
		return store.OpenScratch(ctx)
	case errors.Is(err, store.ErrNoDatabase):
		return nil, key, withHint(exitError(exitUsage, err), hintNoDatabase(config))
	case err != nil:
		return nil, key, exitError(exitUsage, copyHint(err, config.DataDir))
	}
	return s, key, nil
}

// hintNoDatabase says what makes a database.
func hintNoDatabase(config store.Config) string {
	if config.URL != "" {
		return "offhook device add makes the tables; --database names another database"
	}
	return "offhook device add makes one; --data names another folder"
}

// config puts flags, environment and defaults together.
func (f *storeFlags) config() (store.Config, error) {
	config := store.Config{DataDir: settingFrom(f.data, "OFFHOOK_DATA", app.Default().Data)}
	url, _, err := f.database.Secret()
	if err != nil || url.IsZero() {
		return config, err
	}
	config.URL = url.Reveal()
	// The server reads @FILE from the environment too, and both may have the same environment.
	if path, isFile := strings.CutPrefix(config.URL, "@"); isFile {
		if config.URL, err = readSecretFile(path); err != nil {
			return config, exitError(exitUsage, fmt.Errorf("$%s: %w", f.database.env, err))
		}
	}
	return config, exitError(exitUsage, store.CheckURL(config.URL))
}

// deviceError gives the errors that a person mends their exit code and a hint.
func deviceError(err error) error {
	switch {
	case errors.Is(err, inventory.ErrNotFound):
		return withHint(exitError(exitUsage, err), "offhook device list shows the devices")
	case errors.Is(err, inventory.ErrConflict), errors.Is(err, inventory.ErrInvalid):
		return exitError(exitUsage, err)
	}
	return err
}

// parseMAC reads the MAC of the command line.
func parseMAC(text string) (model.MAC, error) {
	mac, err := model.ParseMAC(text)
	return mac, exitError(exitUsage, err)
}
