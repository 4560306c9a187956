package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
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
		into = into.withSites(sitesOf(cmd.Context(), sources, change))
	}
	return f.finish(cmd, &importRun{sources: sources, change: change, into: into}, skipped)
}

// finish looks at everything, and stores it when nothing is wrong.
func (f *importFlags) finish(cmd *cobra.Command, run *importRun, skipped []string) error {
	ctx := cmd.Context()
	sum := newImportSummary(run.into, f.dryRun.isOn())
	sum.result.Skipped = skipped
	faults := f.faultList(cmd)
	err := run.look(ctx, faults, sum.add)
	if err := errors.Join(err, run.into.close()); err != nil {
		return interrupted(ctx, err)
	}
	if run.guess != "" {
		warn(cmd, "%s", run.guess)
	}
	if faults.all > 0 {
		missing := run.into.withSites(sitesOf(ctx, run.sources, run.change)).newSites
		return refuseImport(cmd, run.sources, faults, missing, f.asJSON)
	}
	if !f.dryRun.isOn() {
		err := f.stored.with(cmd, writes, func(ctx context.Context, s *desk) error {
			return saveImport(ctx, s, run.into.newSites, run.devices(ctx, s))
		})
		if err != nil {
			return interrupted(ctx, err)
		}
	}
	err = f.report(cmd, run, sum)
	if !f.dryRun.isOn() {
		err = afterStored(err)
	}
	return err
}

// report prints what an import did, or would do.
func (f *importFlags) report(cmd *cobra.Command, run *importRun, sum *importSummary) error {
	sum.warn(cmd)
	for i := range run.taken {
		if err := run.taken[i].taken.report(cmd, f.asJSON); err != nil {
			return err
		}
	}
	return reportImport(cmd, sum.list(), f.asJSON)
}

// faultList is the list for the faults, which with --json are printed as they are found.
func (f *importFlags) faultList(cmd *cobra.Command) *faultList {
	if !f.asJSON {
		return &faultList{}
	}
	out := cmd.OutOrStdout()
	return &faultList{each: func(f csvFault) error { return writeJSON(out, f) }}
}

// interrupted says that nothing was stored when an interrupt or SIGTERM ended an import.
func interrupted(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	return exitError(exitInternal, errors.New("interrupted: nothing was imported"))
}

// refuseImport prints the faults, those of one kind together. With --json all of them have been
// printed already.
func refuseImport(
	cmd *cobra.Command, sources []importSource, faults *faultList, missing []string, asJSON bool,
) error {
	err := faults.err
	if !asJSON {
		_, err = fmt.Fprintln(cmd.ErrOrStderr(), strings.Join(faults.lines(), "\n"))
	}
	if err != nil {
		return err
	}
	return hintImport(sources, missing,
		usageError("%s %s: nothing was imported", filesHave(sources), count(faults.all, "fault")))
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
