package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// exportFlags are what an export can be told.
type exportFlags struct {
	stored                   *storeFlags
	profile, site, documents string
	secrets, excel           bool
	recipients               []string
}

func newDeviceExportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export [FILE.csv]",
		Short: "Write the phones as a table that device import reads",
		Long: `Write the phones as a table that device import reads, to a file or to the standard
output: one line a phone, with the columns that some of them use. What layers give is
not in it. device import --replace of the table changes nothing.

Secrets are left out: passwords, the values of secret items and of items that the
catalogue does not have, and addresses of redirects with a key in them. An import
leaves them as they are, and a new phone has none. With --secrets they are in it, and
the whole table is encrypted to the age keys of --recipient; device import opens it
with --identity. Documents of their own, which are full of secrets, are written beside
the table only then, encrypted too, into the folder of --documents.

An apostrophe goes before what a spreadsheet would run or change: = + - @, a number
such as 0012 or 1E5, a date, true. device import removes it again.`,
		Example: `  offhook device export --site berlin phones.csv
  offhook device export --secrets --recipient @keys.txt --documents documents phones.csv.age`,
		Args: cobra.MaximumNArgs(1),
	}
	f := &exportFlags{stored: addStoreFlags(cmd)}
	flags := cmd.Flags()
	flags.Var((*nameValue)(&f.profile), "profile", "only the phones of this profile")
	flags.Var((*nameValue)(&f.site), "site", "only the phones of this site")
	flags.BoolVar(&f.excel, "excel", false,
		"for Excel in countries with a decimal comma: semicolons and a byte order mark")
	flags.BoolVar(&f.secrets, "secrets", false, "with all secrets, encrypted")
	flags.StringArrayVar(&f.recipients, "recipient", nil, "age key to encrypt to, or @FILE with keys; may be repeated")
	flags.StringVar(&f.documents, "documents", "", "folder, made when missing, for the documents of their own")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		to, err := f.check(cmd, args)
		if err != nil {
			return err
		}
		return f.stored.with(cmd, reads, func(ctx context.Context, s *desk) error {
			return f.export(ctx, cmd, s, to, append(args, "-")[0])
		})
	}
	return cmd
}

// check refuses secrets that would not be encrypted.
func (f *exportFlags) check(cmd *cobra.Command, args []string) ([]age.Recipient, error) {
	switch {
	case f.secrets && len(f.recipients) == 0:
		return nil, withHint(usageError("--secrets needs --recipient: secrets leave only encrypted to a key"), "age-keygen makes a key, and prints the one to encrypt to")
	case !f.secrets && len(f.recipients) > 0:
		return nil, usageError("--recipient is without effect: a table without --secrets has nothing to encrypt")
	case !f.secrets && f.documents != "":
		return nil, usageError("--documents needs --secrets and --recipient: documents are full of secrets")
	case f.secrets && len(args) == 0 && isTerminal(cmd.OutOrStdout()):
		return nil, usageError("what is encrypted is not for a terminal: name a file")
	}
	return readRecipients(f.recipients)
}

// export writes the documents, and then the table.
func (f *exportFlags) export(ctx context.Context, cmd *cobra.Command, s *desk, to []age.Recipient, file string) error {
	devices, err := f.devices(ctx, s)
	if err != nil {
		return err
	}
	t := newExportTable(devices, f.secrets, f.documentFile(file))
	t.excel = f.excel
	table, err := t.bytes(devices)
	if err != nil {
		return err
	}
	if f.secrets {
		if table, err = encrypt(table, to); err != nil {
			return err
		}
	}
	if err := cmp.Or(f.writeDocuments(devices, to), writeResult(cmd, file, table)); err != nil {
		return exitError(exitUsage, err)
	}
	f.warn(cmd, t, devices)
	warnOrder(cmd, t, devices)
	return reportExport(cmd, file, len(devices))
}

// devices returns the devices that are asked for, in the order of their MACs.
func (f *exportFlags) devices(ctx context.Context, s *desk) (devices []inventory.Device, err error) {
	for _, layer := range []struct {
		kind inventory.LayerKind
		name string
	}{{inventory.LayerProfile, f.profile}, {inventory.LayerSite, f.site}} {
		if layer.name == "" {
			continue
		}
		if _, err := s.layer(ctx, layer.kind, layer.name); err != nil {
			return nil, withHint(exitError(exitUsage, err), fmt.Sprintf("offhook %s list shows those that there are", layer.kind))
		}
	}
	err = eachDevice(ctx, s, func(d *inventory.Device) error {
		if f.profile != "" && d.Profile != f.profile || f.site != "" && d.Site != f.site {
			return nil
		}
		whole, err := s.Device(ctx, d.Tenant, d.MAC)
		if errors.Is(err, inventory.ErrNotFound) {
			return nil // it was removed meanwhile
		}
		devices = append(devices, whole)
		return err
	})
	return devices, err
}

// documentFile returns the name of the file with the document of a device, as it stands in a table.
func (f *exportFlags) documentFile(table string) func(d *inventory.Device) string {
	folder := f.documents
	if relative, err := filepath.Rel(filepath.Dir(table), f.documents); err == nil && !filepath.IsAbs(folder) {
		folder = relative
	}
	return func(d *inventory.Device) string {
		if d.Document == nil || f.documents == "" {
			return ""
		}
		return filepath.Join(folder, documentName(d.MAC))
	}
}

func documentName(mac model.MAC) string { return mac.String() + ".age" }

// warn says what the table lacks.
func (f *exportFlags) warn(cmd *cobra.Command, t *exportTable, devices []inventory.Device) {
	documents := 0
	for i := range devices {
		if devices[i].Document != nil && f.documents == "" {
			documents++
		}
	}
	const rest = ": --secrets --recipient KEY exports them, encrypted"
	for _, lack := range []struct {
		n    int
		what string
	}{
		{t.omitted.passwords, "have passwords, which are left out" + rest},
		{t.omitted.settings, "have secret or raw settings, which are left out" + rest},
		{t.omitted.redirects, "have a redirect with a key in it, so that all redirects are left out" + rest},
		{documents, "have a document of their own, which is left out: --documents DIR beside --secrets exports it"},
	} {
		if lack.n > 0 {
			warn(cmd, "of %s, %d %s", count(len(devices), "phone"), lack.n, lack.what)
		}
	}
}

// warnOrder names the phones to which the order of their settings matters, and for which the table has another: there is one order
// of columns for all.
func warnOrder(cmd *cobra.Command, t *exportTable, devices []inventory.Device) {
	const sentence = "the order of its settings matters, and the columns have a different one: " +
		"an import elsewhere would change its document"
	same := newTally("device")
	for i := range devices {
		d := &devices[i]
		m, err := model.Lookup(d.Model)
		if err != nil || d.Document != nil {
			continue
		}
		own, columns := t.orders(d)
		if provdoc.OrderMatters(m, entriesOf(&own), entriesOf(&columns)) {
			same.add(sentence, d.MAC.String(), fmt.Sprintf("device %s: %s", d.MAC, sentence))
		}
	}
	warnTally(cmd, same)
}

// reportExport says what was written, unless the table itself is the result.
func reportExport(cmd *cobra.Command, file string, devices int) error {
	if file == "-" {
		return nil
	}
	return report(cmd, "%s exported", count(devices, "device"))
}
