package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/provision"
)

// importSummary collects what is told of an import, one device after another.
type importSummary struct {
	layers  *provision.Layers
	result  importResult
	leads   leads
	reader  *leadReader
	preview *preview
	// The warnings, each sentence once.
	guesses, documents, own *tally
}

func newImportSummary(into importInto, isDryRun bool) *importSummary {
	return &importSummary{
		layers: into.layers,
		result: importResult{Sites: into.newSites, DryRun: isDryRun},
		leads:  leads{}, reader: newLeadReader(into.layers), preview: newPreview(""),
		guesses: newTally("document"), documents: newTally("document"), own: newTally("device"),
	}
}

// add takes a device without faults.
func (s *importSummary) add(d *csvDevice) error {
	s.result.Devices++
	s.leads.addMoved(s.reader.of(&d.before), s.reader.of(&d.Device))
	if !d.before.MAC.IsZero() {
		s.addReplaced(d)
	}
	d.taken.note(s.guesses, s.documents)
	for _, w := range d.warnings {
		s.documents.addPlaced(w.Error(), d.document, d.MAC.String())
	}
	for _, w := range deviceWarnings(s.layers, &d.Device) {
		s.own.add(w, d.MAC.String(), fmt.Sprintf("device %s: %s", d.MAC, w))
	}
	return nil
}

// addReplaced takes a device that is there already.
func (s *importSummary) addReplaced(d *csvDevice) {
	s.result.Replaced++
	documents := d.documents(s.layers)
	if documents.differ() {
		s.result.Changed++
	}
	if s.result.DryRun {
		s.preview.add(provision.Effect{MAC: d.MAC, Model: d.Model, Changes: d.changes(documents)})
	}
}

// warn prints the warnings.
func (s *importSummary) warn(cmd *cobra.Command) {
	for _, line := range s.guesses.lines() {
		progress(cmd, "%s", line)
	}
	warnTally(cmd, s.documents)
	warnTally(cmd, s.own)
}

// list is the result.
func (s *importSummary) list() importResult {
	result := s.result
	result.Groups, result.Others = s.preview.Groups, s.preview.Others
	result.Leads = s.leads.list()
	return result
}
