package main

import (
	"fmt"
	"slices"

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
	var all []string
	for _, f := range emulator.Faults() {
		all = append(all, f.Name)
	}
	for _, name := range names {
		if slices.Contains(all, name) {
			continue
		}
		hint := "offhook phone --fault list says what each of them does"
		if near := nearest(name, all); near != "" {
			hint = fmt.Sprintf("did you mean --fault %s?", near)
		}
		return withHint(fmt.Errorf("--fault %.40q is not known", name), hint)
	}
	return nil
}

// nearest is the one of names that a mistyped name probably means, "" when none is near.
func nearest(name string, names []string) string {
	known := &cobra.Command{SuggestionsMinimumDistance: 2}
	for _, n := range names {
		known.AddCommand(&cobra.Command{Use: n, RunE: func(*cobra.Command, []string) error { return nil }})
	}
	if near := known.SuggestionsFor(name); len(near) > 0 {
		return near[0]
	}
	return ""
}
