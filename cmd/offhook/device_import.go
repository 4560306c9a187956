package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
)

// importFlags are what an import can be told.
type importFlags struct {
	stored          *storeFlags
	dryRun, replace bool
	asJSON          bool
	identity        string
	documents       *takeOverFlags
}

// importResult is the result of an import without faults as JSON.
type importResult struct {
	Devices int `json:"devices"`
	// Replaced are those of them that were there already.
	Replaced int `json:"replaced,omitempty"`
	// Changed of these get another document.
	Changed int  `json:"changed,omitempty"`
	DryRun  bool `json:"dry_run"`
}

func newDeviceImportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Add phones from a table, or from the documents of an existing installation, all or none",
		Long: `Add phones from a table, or from the documents of an existing installation. What a
file is, its content says.

A table is CSV with commas or semicolons, in UTF-8. The first line names the
columns: mac and model are needed; firmware, enabled, accept, integrated_password,
username, password, pair_form, document (the name of a file beside the table), site,
profile, redirect, redirect_username and redirect_password may be there. Every other
column is a setting: a tag, an NVM item or a param of the catalogue, or raw:ITEM for
what the catalogue does not have. An empty field says nothing. Of an apostrophe
before = + - @, a space or nothing, and behind a space, the field has what follows or
stands before it: export writes that so that a spreadsheet runs nothing.

A document becomes the settings of one phone: its model is --model, or the likeliest
one, its MAC is --mac, MAC_ADDRESS or the name of the file. What the layers of the
phone say already is left to them, and what the catalogue does not have is kept as a
raw setting. What no setting stands for, and what the phone ignores, is listed as
lost, with its place.

With --replace a phone that is there already is changed: to the columns of the table,
where an empty field takes away what the phone has and what has no column stays; or
to the settings of the document. What is encrypted with age is opened with --identity.
With - the standard input is read.

If anything is wrong, each fault is printed with its line and column, and nothing is
stored.`,
		Example: `  offhook device import --dry-run phones.csv
  offhook device import phones.csv
  offhook device import --profile lobby tftpboot/*.xml`,
		Args: cobra.MinimumNArgs(1),
	}
	f := &importFlags{stored: addStoreFlags(cmd), documents: addTakeOverFlags(cmd)}
	addJSONFlag(cmd, &f.asJSON)
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "look for faults, and store nothing")
	cmd.Flags().BoolVar(&f.replace, "replace", false, "change the phones that are there already")
	cmd.Flags().StringVar(&f.identity, "identity", "", "@FILE with the age key that opens what is encrypted")
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) }
	return cmd
}

// run imports everything, or nothing.
func (f *importFlags) run(cmd *cobra.Command, args []string) error {
	identities, err := readIdentities(f.identity)
	if err != nil {
		return err
	}
	sources, err := readSources(cmd, args, identities)
	if err != nil {
		return err
	}
	change, err := f.documents.change(sources)
	if err != nil {
		return err
	}
	into, err := f.stored.openInto(cmd)
	if err != nil {
		return err
	}
	into.replace, into.identities = f.replace, identities
	var devices []csvDevice
	var faults []csvFault
	if sources[0].isDocument {
		devices, faults = takeOver(sources, change, into)
	} else {
		read := readCSV(sources[0].file, sources[0].data, into)
		devices, faults = read.devices, read.faults
		if read.guess != "" {
			warn(cmd, "%s", read.guess)
		}
	}
	if err := into.close(); err != nil {
		return err
	}
	if len(faults) > 0 {
		return refuseImport(cmd, strings.Join(args, ", "), faults, f.asJSON)
	}
	return f.store(cmd, into, devices)
}

// store stores the devices, and tells what deserves a second look.
func (f *importFlags) store(cmd *cobra.Command, into importInto, devices []csvDevice) error {
	result := importResult{Devices: len(devices), DryRun: f.dryRun}
	all := make([]inventory.Device, len(devices))
	for i := range devices {
		all[i] = devices[i].Device
		if all[i].Revision > 0 {
			result.Replaced++
		}
		if devices[i].getsAnother(into.layers) {
			result.Changed++
		}
	}
	if !f.dryRun {
		err := f.stored.with(cmd, writes, func(ctx context.Context, s *desk) error { return s.SaveDevices(ctx, all) })
		if err != nil {
			return err
		}
	}
	for i := range devices {
		warnAll(cmd, devices[i].warnings)
		warnDevice(cmd, into.layers, &devices[i].Device)
		if err := devices[i].taken.report(cmd, f.asJSON); err != nil {
			return err
		}
	}
	return reportImport(cmd, result, f.asJSON)
}

// refuseImport prints the faults: as the result where JSON is asked for, else with the errors.
func refuseImport(cmd *cobra.Command, files string, faults []csvFault, asJSON bool) error {
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
	return usageError("%s has %s: nothing was imported", files, count(len(faults), "fault"))
}

func reportImport(cmd *cobra.Command, result importResult, asJSON bool) error {
	verb, replaced := "imported", ""
	if result.DryRun {
		verb = "could be imported"
	}
	if result.Replaced > 0 {
		replaced = fmt.Sprintf(", %d in the place of those before: %d of them with another document", result.Replaced, result.Changed)
	}
	if asJSON {
		return writeJSON(cmd.OutOrStdout(), result)
	}
	return report(cmd, "%s %s%s", count(result.Devices, "device"), verb, replaced)
}

// getsAnother reports whether a device that is there already gets another document.
func (d *csvDevice) getsAnother(layers *provision.Layers) bool {
	if d.before.MAC.IsZero() {
		return false
	}
	before, beforeErr := layers.Render(&d.before)
	now, err := layers.Render(&d.Device)
	return beforeErr != nil || err != nil || !bytes.Equal(before.Bytes, now.Bytes)
}

// count is "1 device", "2 devices".
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
