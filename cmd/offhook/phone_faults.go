package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/emulator"
)

// listFaults prints the faults that a phone can have.
func listFaults(cmd *cobra.Command, asJSON bool) error {
	list := newTable(cmd.OutOrStdout(), "NAME", "MEANING")
	for _, f := range emulator.Faults() {
		if !asJSON {
			if err := list.row(f.Name, f.Meaning); err != nil {
				return err
			}
			continue
		}
		line := struct {
			Name    string `json:"name"`
			Meaning string `json:"meaning"`
		}{f.Name, f.Meaning}
		if err := writeJSON(cmd.OutOrStdout(), line); err != nil {
			return err
		}
	}
	return list.flush()
}

// checkFaults says whether there is such a fault, and which one was probably meant.
func checkFaults(names []string) error {
	known := &cobra.Command{SuggestionsMinimumDistance: 2}
	var all []string
	for _, f := range emulator.Faults() {
		all = append(all, f.Name)
		known.AddCommand(&cobra.Command{Use: f.Name, RunE: func(*cobra.Command, []string) error { return nil }})
	}
	for _, name := range names {
		if slices.Contains(all, name) {
			continue
		}
		hint := "offhook phone --fault list says what each of them does"
		if near := known.SuggestionsFor(name); len(near) > 0 {
			hint = fmt.Sprintf("did you mean --fault %s?", near[0])
		}
		return withHint(fmt.Errorf("--fault %.40q is not known; the faults are %s", name, strings.Join(all, ", ")), hint)
	}
	return nil
}
