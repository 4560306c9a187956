package main

import (
	"bytes"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// importDryRun is the flag of an import that stores nothing, and shows what would change.
type importDryRun struct{ mode string }

func (f *importDryRun) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.mode, "dry-run", "",
		"store nothing: look for faults, and show what would change for existing phones")
	cmd.Flags().Lookup("dry-run").NoOptDefVal = dryRunDifference
}

func (f *importDryRun) isOn() bool { return f.mode != "" }

// check reads the value of the flag. It was a switch once, and --dry-run=true is still taken.
func (f *importDryRun) check(cmd *cobra.Command) error {
	switch f.mode {
	case "", dryRunDifference:
	case "true":
		warn(cmd, "--dry-run=true is now --dry-run=%s, or --dry-run alone", dryRunDifference)
		f.mode = dryRunDifference
	case "false":
		warn(cmd, "--dry-run=false no longer has an effect: leave it out")
		f.mode = ""
	default:
		return usageError("--dry-run=%s is not known: give difference", f.mode)
	}
	return nil
}

// documentPair is what a phone gets before and after an import.
type documentPair struct {
	before, now         []byte
	beforeErr, afterErr error
}

// documents renders a device that is there already as it was and as it becomes.
func (d *csvDevice) documents(layers *provision.Layers) (p documentPair) {
	before, err := layers.Render(&d.before)
	now, err2 := layers.Render(&d.Device)
	return documentPair{before.Bytes, now.Bytes, err, err2}
}

func (p *documentPair) differ() bool {
	return p.beforeErr != nil || p.afterErr != nil || !bytes.Equal(p.before, p.now)
}

// changes are what an import changes of a device that is there already: its columns, and its
// document item by item. No secret is among them.
func (d *csvDevice) changes(p documentPair) []provdoc.Change {
	changes := columnChanges(&d.before, &d.Device)
	m, err := model.Lookup(d.Model)
	if err != nil || !p.differ() {
		return changes
	}
	return append(changes, provdoc.Difference(m, p.before, p.now)...)
}

// columnChanges are the columns of a table in which two forms of a device differ. Settings are
// left to the document that they are in.
func columnChanges(before, now *inventory.Device) (changes []provdoc.Change) {
	for _, c := range exportColumns {
		if c.of == nil {
			continue
		}
		old, text := c.of(before), c.of(now)
		if old == text {
			continue
		}
		change := provdoc.Change{Kind: provdoc.Changed, Item: c.name, Secret: c.secret}
		switch {
		case old == "":
			change.Kind = provdoc.Added
		case text == "":
			change.Kind = provdoc.Removed
		}
		change.Before, change.After = shownColumn(c, old), shownColumn(c, text)
		changes = append(changes, change)
	}
	return changes
}

// shownColumn is the text of a column without what is secret.
func shownColumn(c exportColumn, text string) string {
	if c.secret && text != "" {
		return "[redacted]"
	}
	if c.name == "redirect" {
		return provision.Presentable(text)
	}
	return text
}
