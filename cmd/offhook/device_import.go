package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
)

// importFlags are what an import can be told.
type importFlags struct {
	stored      *storeFlags
	dryRun      importDryRun
	replace     bool
	makeSites   bool
	skipForeign bool
	asJSON      bool
	identity    string
	documents   *takeOverFlags
}

// importResult is the result of an import without faults as JSON.
type importResult struct {
	Devices int `json:"devices"`
	// Replaced are those of them that were there already.
	Replaced int `json:"replaced,omitempty"`
	// Changed of these get another document.
	Changed int `json:"changed,omitempty"`
	// Sites are the missing sites that were added, or would be.
	Sites  []string `json:"sites,omitempty"`
	DryRun bool     `json:"dry_run"`
	// Groups are the replaced devices by their changes, in a dry run. Others counts those beyond the
	// groups that are kept.
	Groups []*previewGroup `json:"groups,omitempty"`
	Others int             `json:"others,omitempty"`
	// Leads are the addresses that devices ask for their next document from then on.
	Leads []lead `json:"leads,omitempty"`
	// Skipped are the files that were not documents.
	Skipped []string `json:"skipped,omitempty"`
}

func newDeviceImportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Add phones from a table, or from the documents of an existing installation, all or none",
		Long: `Add phones from a table, or from the documents of an existing installation. What a
file is, its content says.

A table is CSV as spreadsheets save it: with commas, semicolons or tabs, in UTF-8,
UTF-16 or Windows-1252. The first line names the columns, in English or in German:
mac and model are required; firmware, enabled, accept, integrated_password, username,
password, pair_form, document (the name of a file beside the table), site, profile,
name, comment, redirect, redirect_username and redirect_password are optional. Every
other column is a setting: a tag, an NVM item or a param of the catalogue, or raw:ITEM
for what the catalogue does not have. An empty field sets nothing. Export writes an
apostrophe before what a spreadsheet would run or change, and import removes it.
A value that a spreadsheet changed, such as 12 for 0012, is a fault.

A document becomes the settings of one phone. Its MAC is --mac, MAC_ADDRESS or the
name of the file. Its model is --model, or the one that has its items; if several
models have them and PROFILE_NAME names none of these, give --model. Values that the
layers of the phone already have are left to them. Items that the catalogue does not
have become raw settings. Items that no setting can hold, or that the phone ignores,
are listed as lost, with their place.

With --replace, phones that exist already get the values of the table, or the settings
of the document. An empty field of a table removes the phone's value; a value without
a column stays. --identity opens what is encrypted with age. - reads the standard input.

If anything is wrong, nothing is stored. Each fault is printed with its line and
column. Of many similar faults you see the first three and a count; --json prints them
all. A file that is not a document, such as a web page or the configuration of another
phone, is a fault too: --skip-foreign leaves it out and names it. --dry-run shows what
would change for existing phones, but never a password.`,
		Example: `  offhook device import --dry-run phones.csv
  offhook device import phones.csv
  offhook device import --profile lobby tftpboot/*.xml
  offhook device import --skip-foreign tftpboot/*`,
		Args: cobra.MinimumNArgs(1),
	}
	f := &importFlags{stored: addStoreFlags(cmd), documents: addTakeOverFlags(cmd)}
	addJSONFlag(cmd, &f.asJSON)
	f.dryRun.add(cmd)
	cmd.Flags().BoolVar(&f.replace, "replace", false, "change the phones that are there already")
	cmd.Flags().BoolVar(&f.makeSites, "make-sites", false,
		"add missing sites, without values")
	cmd.Flags().BoolVar(&f.skipForeign, "skip-foreign", false,
		"of documents: leave out files that are not documents, and import the others")
	cmd.Flags().StringVar(&f.identity, "identity", "", "@FILE with the age key that opens what is encrypted")
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) }
	return cmd
}

// run imports everything, or nothing.
func (f *importFlags) run(cmd *cobra.Command, args []string) error {
	if err := f.dryRun.check(cmd); err != nil {
		return err
	}
	identities, err := readIdentities(f.identity)
	if err != nil {
		return err
	}
	sources, err := readSources(cmd, args, identities)
	if err != nil {
		return err
	}
	var skipped []string
	if f.skipForeign {
		if sources, skipped, err = withoutForeign(sources); err != nil {
			return err
		}
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
	if f.makeSites {
		into = into.withSites(sitesOf(sources, change))
	}
	read := readImport(sources, change, into)
	if err := into.close(); err != nil {
		return err
	}
	if read.guess != "" {
		warn(cmd, "%s", read.guess)
	}
	if len(read.faults) > 0 {
		missing := into.withSites(sitesOf(sources, change)).newSites
		return refuseImport(cmd, sources, read.faults, missing, f.asJSON)
	}
	return f.store(cmd, into, read.devices, skipped)
}

// readImport reads one table, or documents.
func readImport(sources []importSource, change takeOverChange, into importInto) (read csvImport) {
	if isTable(sources) {
		return readCSV(sources[0].file, sources[0].data, into)
	}
	read.devices, read.faults = takeOver(sources, change, into)
	return read
}

// store stores the devices, and tells what deserves a second look.
func (f *importFlags) store(
	cmd *cobra.Command, into importInto, devices []csvDevice, skipped []string,
) error {
	all := make([]inventory.Device, len(devices))
	for i := range devices {
		all[i] = devices[i].Device
	}
	result := f.result(into, devices)
	result.Skipped = skipped
	if !f.dryRun.isOn() {
		err := f.stored.with(cmd, writes, func(ctx context.Context, s *desk) error {
			return saveImport(ctx, s, into.newSites, all)
		})
		if err != nil {
			return err
		}
	}
	err := f.report(cmd, into, devices, result)
	if !f.dryRun.isOn() {
		err = afterStored(err)
	}
	return err
}

// report prints what an import did, or would do.
func (f *importFlags) report(
	cmd *cobra.Command, into importInto, devices []csvDevice, result importResult,
) error {
	warnImport(cmd, into.layers, devices)
	for i := range devices {
		if err := devices[i].taken.report(cmd, f.asJSON); err != nil {
			return err
		}
	}
	return reportImport(cmd, result, f.asJSON)
}

// result says what an import does.
func (f *importFlags) result(into importInto, devices []csvDevice) importResult {
	result := importResult{Devices: len(devices), Sites: into.newSites, DryRun: f.dryRun.isOn()}
	reader, led := newLeadReader(into.layers), leads{}
	p := newPreview("")
	for i := range devices {
		d := &devices[i]
		led.addMoved(reader.of(&d.before), reader.of(&d.Device))
		if d.before.MAC.IsZero() {
			continue
		}
		result.Replaced++
		documents := d.documents(into.layers)
		if documents.differ() {
			result.Changed++
		}
		if f.dryRun.isOn() {
			p.add(provision.Effect{MAC: d.MAC, Model: d.Model, Changes: d.changes(documents)})
		}
	}
	result.Groups, result.Others, result.Leads = p.Groups, p.Others, led.list()
	return result
}

// warnImport prints the warnings of an import, each sentence once.
func warnImport(cmd *cobra.Command, layers *provision.Layers, devices []csvDevice) {
	guesses, documents, own := newTally("document"), newTally("document"), newTally("device")
	for i := range devices {
		d := &devices[i]
		d.taken.note(guesses, documents)
		for _, w := range d.warnings {
			documents.addPlaced(w.Error(), d.document, d.MAC.String())
		}
		for _, w := range deviceWarnings(layers, &d.Device) {
			own.add(w, d.MAC.String(), fmt.Sprintf("device %s: %s", d.MAC, w))
		}
	}
	for _, line := range guesses.lines() {
		progress(cmd, "%s", line)
	}
	warnTally(cmd, documents)
	warnTally(cmd, own)
}

// refuseImport prints the faults: all of them as the result with --json, else those of one kind
// together as errors.
func refuseImport(
	cmd *cobra.Command, sources []importSource, faults []csvFault, missing []string, asJSON bool,
) error {
	if asJSON {
		for _, f := range faults {
			if err := writeJSON(cmd.OutOrStdout(), f); err != nil {
				return err
			}
		}
	} else {
		lines := strings.Join(faultLines(faults), "\n")
		if _, err := fmt.Fprintln(cmd.ErrOrStderr(), lines); err != nil {
			return err
		}
	}
	return hintImport(sources, missing,
		usageError("%s %s: nothing was imported", filesHave(sources), count(len(faults), "fault")))
}

func reportImport(cmd *cobra.Command, result importResult, asJSON bool) error {
	if len(result.Skipped) > 0 {
		warn(cmd, "%s skipped, not a document for these phones: %s",
			count(len(result.Skipped), "file"), someOf(result.Skipped))
	}
	if asJSON {
		return writeJSON(cmd.OutOrStdout(), result)
	}
	return report(cmd, "%s", strings.Join(result.lines(), "\n"))
}

// lines are the result for a person.
func (r *importResult) lines() (lines []string) {
	verb, added, replaced := "imported", "added", ""
	if r.DryRun {
		verb, added = "could be imported", "would be added"
	}
	lines = (&preview{Groups: r.Groups, Others: r.Others}).groupLines()
	if len(r.Sites) > 0 {
		sites := count(len(r.Sites), "site")
		lines = append(lines, fmt.Sprintf("%s %s: %s", sites, added, someOf(r.Sites)))
	}
	if r.Replaced > 0 {
		replaced = fmt.Sprintf("; %d existed already, with %s",
			r.Replaced, count(r.Changed, "changed document"))
	}
	lines = append(lines, fmt.Sprintf("%s %s%s", count(r.Devices, "device"), verb, replaced))
	return append(lines, leadLines(r.Leads)...)
}

// count is "1 device", "2 devices".
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
