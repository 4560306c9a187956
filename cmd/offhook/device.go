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

// access says whether a command needs the database to be there already.
type access bool

const (
	reads  access = false
	writes access = true
)

// with runs a function on the store. Only a command that writes makes a database and a key.
func (f *storeFlags) with(cmd *cobra.Command, a access, do func(ctx context.Context, s *desk) error) error {
	config, err := f.config()
	if err != nil {
		return err
	}
	s, key, err := store.OpenData(cmd.Context(), config, bool(a))
	if errors.Is(err, store.ErrNoDatabase) {
		return withHint(exitError(exitUsage, err), "offhook device add makes one; --data names another folder")
	}
	if err != nil {
		return exitError(exitUsage, copyHint(err, config.DataDir))
	}
	err = do(cmd.Context(), newDesk(s, key))
	return deviceError(errors.Join(err, s.Close()))
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
