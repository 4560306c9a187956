package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/model"
)

// listSwitches prints the switches of the model: how each stands, what else it takes, and what that means.
func listSwitches(cmd *cobra.Command, o phoneOptions) error {
	m, err := o.lookup()
	if err != nil {
		return exitError(exitUsage, err)
	}
	list := newTable(cmd.OutOrStdout(), "NAME", "DEFAULT", "VALUES", "MEANING")
	for _, s := range m.Switches {
		if !o.json {
			if err := list.row(s.Name, s.Default, switchValues(s), s.Meaning); err != nil {
				return err
			}
			continue
		}
		line := struct {
			Name     string   `json:"name"`
			Default  string   `json:"default"`
			Values   []string `json:"values"` // null: a whole number
			Meaning  string   `json:"meaning"`
			Evidence string   `json:"evidence"`
		}{s.Name, s.Default, s.Values, s.Meaning, s.Evidence}
		if err := writeJSON(cmd.OutOrStdout(), line); err != nil {
			return err
		}
	}
	return list.flush()
}

// switchValues says what a switch takes.
func switchValues(s model.Switch) string {
	if s.Values == nil {
		return "a number"
	}
	return strings.Join(s.Values, ", ")
}

// switchHint says which switch was probably meant, or where they are listed.
func switchHint(m *model.Model, name string) string {
	names := make([]string, len(m.Switches))
	for i, s := range m.Switches {
		names[i] = s.Name
	}
	if near := nearest(name, names); near != "" {
		return fmt.Sprintf("did you mean --switch %s=VALUE?", near)
	}
	return fmt.Sprintf("offhook phone --model %s --switch list says what each of them does", m.Name)
}
