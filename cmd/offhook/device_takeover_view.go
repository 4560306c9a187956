package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/provdoc"
)

// takenView is what became of a document, for a person.
type takenView struct {
	File  string `json:"file"`
	MAC   string `json:"mac"`
	Model string `json:"model"`
	// Guessed says that nobody but the document itself told the model.
	Guessed bool `json:"guessed"`
	// Values and Raw are the settings of the device, Shared those that are left to its layers.
	Values int `json:"values"`
	Raw    int `json:"raw"`
	Shared int `json:"shared"`
	// Lost is what no setting stands for.
	Lost []lossView `json:"lost"`

	warnings []error
}

// lossView is a part of a document that no setting stands for.
type lossView struct {
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Item   string `json:"item"`
	Reason string `json:"reason"`
}

// lose notes losses.
func (v *takenView) lose(losses ...provdoc.Loss) {
	for _, l := range losses {
		v.Lost = append(v.Lost, lossView(l))
	}
}

// hasLost reports whether a finding says what a loss says already.
func (v *takenView) hasLost(f provdoc.Finding) bool {
	return slices.Contains(v.Lost, lossView{f.Line, f.Column, f.Item, f.Message})
}

// describe counts the settings of the device, and puts the losses in the order of the document.
func (v *takenView) describe(d *inventory.Device) {
	slices.SortStableFunc(v.Lost, func(a, b lossView) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column)) })
	v.MAC, v.Model = d.MAC.String(), d.Model
	for _, s := range d.Settings {
		if s.Raw {
			v.Raw++
		} else {
			v.Values++
		}
	}
}

// note notes what deserves a second look, which other documents may share; a nil view has nothing.
func (v *takenView) note(guesses, warnings *tally) {
	if v == nil {
		return
	}
	if v.Guessed {
		guesses.add(fmt.Sprintf("taken for documents of the %s: --model says otherwise", v.Model), v.File,
			fmt.Sprintf("%s: taken for a document of the %s: --model says otherwise", v.File, v.Model))
	}
	for _, w := range v.warnings {
		warnings.addPlaced(w.Error(), v.File, "")
	}
	for _, l := range v.Lost {
		warnings.addPlaced(fmt.Sprintf("%s:%s", v.File, provdoc.Loss(l)), v.File, "")
	}
}

// report says what became of a document; a nil view prints nothing.
func (v *takenView) report(cmd *cobra.Command, asJSON bool) error {
	if v == nil {
		return nil
	}
	if asJSON {
		return writeJSON(cmd.OutOrStdout(), v)
	}
	line := fmt.Sprintf("%s: %s %s, %s", v.File, v.MAC, v.Model, count(v.Values, "value"))
	for _, part := range []struct {
		n    int
		what string
	}{{v.Raw, "raw"}, {v.Shared, "left to its layers"}, {len(v.Lost), "lost"}} {
		if part.n > 0 {
			line += fmt.Sprintf(", %d %s", part.n, part.what)
		}
	}
	return report(cmd, "%s", line)
}
