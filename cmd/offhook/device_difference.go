package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// dryRun is a flag of commands that change a phone: what they would do is shown, and nothing is stored.
type dryRun struct{ mode string }

// The ways of showing what a phone would get.
const (
	dryRunDifference = "difference"
	dryRunDocument   = "document"
)

func addDryRunFlag(cmd *cobra.Command) *dryRun {
	f := &dryRun{}
	cmd.Flags().StringVar(&f.mode, "dry-run", "", "store nothing, and show the difference to what the phone got last; with --dry-run=document the bytes that it would get, secrets included")
	cmd.Flags().Lookup("dry-run").NoOptDefVal = dryRunDifference
	return f
}

func (f *dryRun) check() error {
	switch f.mode {
	case "", dryRunDifference, dryRunDocument:
		return nil
	}
	return usageError("--dry-run=%s is not known: give difference or document", f.mode)
}

// show prints what a phone that is described like this would get, and where it would be led.
func (f *dryRun) show(
	ctx context.Context, cmd *cobra.Command, s *desk, layers *provision.Layers, d *inventory.Device, led leads,
) error {
	doc, err := s.wouldGet(ctx, layers, d)
	if err != nil {
		return err
	}
	if f.mode == dryRunDocument {
		_, err := cmd.OutOrStdout().Write(doc.Bytes)
		return err
	}
	diff, err := s.difference(ctx, d, doc)
	if err != nil {
		return err
	}
	lines := append(diff.lines("would get"), leadLines(led.list())...)
	return report(cmd, "%s", strings.Join(lines, "\n"))
}

// errNoDocument says that a phone gets no document of its own.
var errNoDocument = errors.New("it is sent elsewhere or disabled, so it gets no document")

// wouldGet renders a device that is not stored like this, with the VERSION that it would have.
func (s *desk) wouldGet(ctx context.Context, layers *provision.Layers, d *inventory.Device) (provision.Document, error) {
	if !d.Redirect.IsZero() || !d.Enabled {
		return provision.Document{}, exitError(exitUsage, fmt.Errorf("device %s: %w", d.MAC, errNoDocument))
	}
	return s.publisher.Would(ctx, time.Now(), layers, *d)
}

// difference is how the document of a phone differs from what it got last.
type difference struct {
	MAC string `json:"mac"`
	// Bytes is the size of the document.
	Bytes int `json:"bytes"`
	// Served is when the phone got its last one; nil when it never did.
	Served  *time.Time       `json:"served"`
	Changes []provdoc.Change `json:"changes"`
}

func (s *desk) difference(ctx context.Context, d *inventory.Device, doc provision.Document) (*difference, error) {
	m, err := model.Lookup(d.Model)
	if err != nil {
		return nil, err
	}
	served, err := s.ServedDocument(ctx, d.Tenant, d.MAC)
	if err != nil && !errors.Is(err, inventory.ErrNotFound) {
		return nil, err
	}
	diff := &difference{MAC: d.MAC.String(), Bytes: len(doc.Bytes), Changes: provdoc.Difference(m, served.Bytes, doc.Bytes)}
	if err == nil {
		diff.Served = &served.Served
	}
	return diff, nil
}

// lines are the difference for a person.
func (d *difference) lines(verb string) []string {
	var lines []string
	switch {
	case d.Served == nil:
		lines = append(lines, fmt.Sprintf("%s %s its first document, of %d bytes", d.MAC, verb, d.Bytes))
	case len(d.Changes) == 0:
		return []string{fmt.Sprintf("%s %s the document that it has since %s", d.MAC, verb, d.Served.Format(time.RFC3339))}
	default:
		lines = append(lines, fmt.Sprintf("%s %s another document, of %d bytes, than the one of %s", d.MAC, verb, d.Bytes, d.Served.Format(time.RFC3339)))
	}
	for _, c := range d.Changes {
		lines = append(lines, "  "+c.String())
	}
	return lines
}

func newDeviceDifferenceCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "diff MAC",
		Short: "Show how a phone's document differs from what it got last",
		Long: `Show how the document that a phone gets differs, item by item, from the one that it
got last: + is new, - is gone, ~ has another value, = is written otherwise and
means the same. Secrets are not shown.`,
		Args: cobra.ExactArgs(1),
	}
	stored := addStoreFlags(cmd)
	var asJSON bool
	addJSONFlag(cmd, &asJSON)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return withDevice(cmd, stored, args[0], func(ctx context.Context, s *desk, d *inventory.Device) error {
			layers, err := s.layers(ctx)
			if err != nil {
				return err
			}
			doc, err := s.wouldGet(ctx, layers, d)
			if err != nil {
				return err
			}
			diff, err := s.difference(ctx, d, doc)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), diff)
			}
			return report(cmd, "%s", strings.Join(diff.lines("gets"), "\n"))
		})
	}
	return cmd
}
