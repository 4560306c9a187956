package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store"
)

// maxCSV bounds an import: 100,000 phones with all that can be said of them fit.
const maxCSV = 256 << 20

// importResult is the result of an import without faults as JSON.
type importResult struct {
	Devices int  `json:"devices"`
	DryRun  bool `json:"dry_run"`
}

func newDeviceImportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import FILE.csv",
		Short: "Add phones from a table, all or none",
		Long: `Add phones from a table in CSV with commas or semicolons, in UTF-8. The first
line names the columns: mac and model are needed; firmware, enabled, accept,
integrated_password, username, password, document (the name of a file beside the
table), site, profile, redirect, redirect_username and redirect_password may be there. Every
other column is a setting: a tag or an NVM item of the catalogue. An empty field
says nothing. With - the table is read from the standard input.

If anything is wrong, each fault is printed with its line and column, and no
phone is added.`,
		Example: `  offhook device import --dry-run phones.csv
  offhook device import phones.csv`,
		Args: cobra.ExactArgs(1),
	}
	stored := addStoreFlags(cmd)
	var asJSON bool
	addJSONFlag(cmd, &asJSON)
	dryRun := cmd.Flags().Bool("dry-run", false, "look for faults, and add nothing")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		data, err := readTable(cmd, args[0])
		if err != nil {
			return exitError(exitUsage, err)
		}
		layers, err := stored.layersAt(cmd)
		if err != nil {
			return err
		}
		devices, faults := readCSV(args[0], data, layers)
		there, err := stored.findThere(cmd, args[0], devices)
		if err != nil {
			return err
		}
		if faults = append(faults, there...); len(faults) > 0 {
			return refuseImport(cmd, args[0], faults, asJSON)
		}
		if !*dryRun {
			if err := stored.importDevices(cmd, devices); err != nil {
				return err
			}
		}
		for i := range devices {
			warnAll(cmd, devices[i].warnings)
			warnDevice(cmd, layers, &devices[i].Device)
		}
		return reportImport(cmd, importResult{len(devices), *dryRun}, asJSON)
	}
	return cmd
}

// readTable reads the file, or the standard input.
func readTable(cmd *cobra.Command, file string) ([]byte, error) {
	in := cmd.InOrStdin()
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, maxCSV+1))
	if err == nil && len(data) > maxCSV {
		err = fmt.Errorf("%s has more than %d bytes: split it", file, maxCSV)
	}
	return data, err
}

// findThere returns a fault for each device that the database has already. Without a database there is none, and none is
// made.
func (f *storeFlags) findThere(cmd *cobra.Command, file string, devices []csvDevice) ([]csvFault, error) {
	config, err := f.config()
	if err != nil {
		return nil, err
	}
	s, _, err := store.OpenData(cmd.Context(), config, false)
	if errors.Is(err, store.ErrNoDatabase) {
		return nil, nil
	}
	if err != nil {
		return nil, exitError(exitUsage, err)
	}
	var faults []csvFault
	for i := range devices {
		d := &devices[i]
		_, err := s.Device(cmd.Context(), d.Tenant, d.MAC)
		if err == nil {
			faults = append(faults, csvFault{file, d.line, 1, "mac", fmt.Sprintf("%s exists already: remove the line, and change the device with offhook device edit", d.MAC)})
		} else if !errors.Is(err, inventory.ErrNotFound) {
			return nil, errors.Join(err, s.Close())
		}
	}
	return faults, s.Close()
}

func (f *storeFlags) importDevices(cmd *cobra.Command, devices []csvDevice) error {
	all := make([]inventory.Device, len(devices))
	for i := range devices {
		all[i] = devices[i].Device
	}
	return f.with(cmd, writes, func(ctx context.Context, s *desk) error { return s.CreateDevices(ctx, all) })
}

// refuseImport prints the faults: as the result where JSON is asked for, else with the errors.
func refuseImport(cmd *cobra.Command, file string, faults []csvFault, asJSON bool) error {
	for _, f := range faults {
		var err error
		if asJSON {
			err = writeJSON(cmd.OutOrStdout(), f)
		} else {
			_, err = fmt.Fprintln(cmd.ErrOrStderr(), f)
		}
		if err != nil {
			return err
		}
	}
	return usageError("%s has %s: nothing was imported", file, count(len(faults), "fault"))
}

func reportImport(cmd *cobra.Command, result importResult, asJSON bool) error {
	switch {
	case asJSON:
		return writeJSON(cmd.OutOrStdout(), result)
	case result.DryRun:
		return report(cmd, "%s could be imported", count(result.Devices, "device"))
	}
	return report(cmd, "%s imported", count(result.Devices, "device"))
}

// count is "1 device", "2 devices".
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
