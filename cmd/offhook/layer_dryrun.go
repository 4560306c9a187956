package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// layerDryRun is a flag of commands that change what phones share: what they would do is shown, and nothing is stored.
type layerDryRun struct {
	mode string
	mac  model.MAC // whose document is shown; zero for the differences of all
}

// dryRunDocumentOf begins the value that asks for the document of one phone.
const dryRunDocumentOf = dryRunDocument + ":"

func addLayerDryRunFlag(cmd *cobra.Command) *layerDryRun {
	f := &layerDryRun{}
	cmd.Flags().StringVar(&f.mode, "dry-run", "", "store nothing, and show which phones would get another document and in what it differs; with --dry-run=document:MAC the bytes that this one would get, secrets included")
	cmd.Flags().Lookup("dry-run").NoOptDefVal = dryRunDifference
	return f
}

// isOn reports whether nothing is to be stored.
func (f *layerDryRun) isOn() bool { return f.mode != "" }

// check reads the value of the flag.
func (f *layerDryRun) check() (err error) {
	text, isDocument := strings.CutPrefix(f.mode, dryRunDocumentOf)
	switch {
	case isDocument:
		if f.mac, err = model.ParseMAC(text); err != nil {
			return usageError("--dry-run=%s: %v", f.mode, err)
		}
		return nil
	case f.mode == "", f.mode == dryRunDifference:
		return nil
	}
	return usageError("--dry-run=%s is not known: give difference, or document:MAC", f.mode)
}

// show prints what a change would do, and returns why it would be refused.
func (f *layerDryRun) show(ctx context.Context, cmd *cobra.Command, s *desk, p *preview, asJSON bool) error {
	if f.mac.IsZero() {
		return errors.Join(p.print(cmd, asJSON), p.refusal())
	}
	d, err := s.Device(ctx, inventory.DefaultTenant, f.mac)
	if err != nil {
		return err
	}
	doc, err := s.wouldGet(ctx, p.after, &d)
	if err != nil {
		return err
	}
	_, err = cmd.OutOrStdout().Write(doc.Bytes)
	return errors.Join(err, p.refusal())
}
