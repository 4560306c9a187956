package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/provdoc"
)

func newItemShowCommand() *cobra.Command {
	var flags itemFlags
	var language string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show NAME",
		Short: "Show all that is known of an item",
		Long: `Show all that is known of an item: its names, what its value is, the models that
have it and since when, what it depends on, its place in the web interface, where
this is known from, and what it does, in English and German. NAME is a tag, an NVM
item or a param, as a document or offhook item list has it. Where models differ
there is one block for each group of them.`,
		Example: `  offhook item show S_PROV_USERNAME --model N720
  offhook item show --lang de SipProvider.0.DTMFTransmission`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if language != "" && language != langEnglish && language != langGerman {
				return usageError("--lang %q: give %s or %s", language, langEnglish, langGerman)
			}
			phone, err := flags.read()
			if err != nil {
				return err
			}
			items, err := findItems(phone, args[0])
			if err != nil {
				return exitError(exitUsage, err)
			}
			return showItems(cmd, items, language, asJSON)
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&language, "lang", "", "say what it does in this language alone: en or de")
	addJSONFlag(cmd, &asJSON)
	return cmd
}

// The languages of the help of an item.
const (
	langEnglish = "en"
	langGerman  = "de"
)

// findItems finds what a name means on the phone. The error names the nearest name, or the models that have it.
func findItems(phone itemPhone, name string) ([]provdoc.Parameter, error) {
	all := provdoc.LookupParameters(name)
	if len(all) == 0 {
		if near := provdoc.Nearest(phone.model, name); near != "" {
			return nil, fmt.Errorf("there is no item %.80q: did you mean %s?", name, near)
		}
		return nil, fmt.Errorf("there is no item %.80q: offhook item list shows all of them", name)
	}
	var models []string
	var found []provdoc.Parameter
	for _, p := range all {
		models = append(models, p.Models...)
		if phone.has(p) {
			found = append(found, p)
		}
	}
	if found == nil {
		return nil, fmt.Errorf("%s is known for %s, not for %s", name, strings.Join(models, ", "), phone.model.Name)
	}
	return found, nil
}

// showItems prints items with an empty line between them.
func showItems(cmd *cobra.Command, items []provdoc.Parameter, language string, asJSON bool) error {
	for i, p := range items {
		view := viewItem(p).in(language)
		var err error
		if asJSON {
			err = writeJSON(cmd.OutOrStdout(), view)
		} else {
			_, err = fmt.Fprintln(cmd.OutOrStdout(), strings.Repeat("\n", min(i, 1))+strings.Join(view.lines(itemType(p)), "\n"))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// lines are the item for a person.
func (v itemView) lines(value string) []string {
	secret := "no"
	if v.Secret {
		secret = "yes, its value is never shown"
	}
	condition := "nothing"
	if v.Condition != "" {
		condition = "under its tag it counts only while " + v.Condition
	}
	lines := []string{
		"tag:        " + cmp.Or(v.Tag, "none"),
		"item:       " + cmp.Or(v.Item, "not known"),
		"value:      " + value,
		"secret:     " + secret,
		"models:     " + strings.Join(v.Models, ", "),
		"since:      " + v.since(),
		"depends on: " + condition,
		"web:        " + cmp.Or(v.Web, "not known"),
		"evidence:   " + v.Evidence,
	}
	if v.Help != "" {
		lines = append(lines, "help:       "+v.Help)
	}
	if v.HelpDE != "" {
		lines = append(lines, "Hilfe:      "+v.HelpDE)
	}
	return lines
}

// since says which firmware brought the item, with the models where they differ: "BL02.00.10 (DE900, DE700)".
func (v itemView) since() string {
	var versions []string
	models := map[string][]string{}
	for _, name := range v.Models {
		version := cmp.Or(v.Since[name], "not known")
		if models[version] == nil {
			versions = append(versions, version)
		}
		models[version] = append(models[version], name)
	}
	if len(versions) == 1 {
		return versions[0]
	}
	for i, version := range versions {
		versions[i] = version + " (" + strings.Join(models[version], ", ") + ")"
	}
	return strings.Join(versions, "; ")
}
