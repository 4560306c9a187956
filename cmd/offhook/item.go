package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

func newItemCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "item",
		Short: "Show what can be set on a phone",
	}
	cmd.AddCommand(newItemListCommand(), newItemShowCommand())
	return cmd
}

func newItemListCommand() *cobra.Command {
	var flags itemFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list [WORD]...",
		Short: "List the items that a model has",
		Long: `List the items that can be set on a phone: the name to write, what its value is,
"secret" where it is never shown, and what it does. In a table on a terminal and
with tabs between them elsewhere. A WORD keeps those that have it in their name,
help or place in the web interface; of several words all must be there.

In a name stands for what differs:

  _n, [_n]   the number of an account; with [_n] account 1 has none: S_SIP_SERVER
             and S_SIP_SERVER_2, but S_SIP_ACCOUNT_NAME_1
  [0-99]     an index between the two, or [%] for all of them
  [p], {i}   an index from 0
  {key}      a handset, five digits such as 00001, or its IPUI`,
		Example: `  offhook item list --model N720 digest
  offhook item list --model DE410 --firmware BL02.00.07
  offhook item list --json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, words []string) error {
			phone, err := flags.read()
			if err != nil {
				return err
			}
			return listItems(cmd, phone, words, asJSON)
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&flags.firmware, "firmware", "", "leave out what a later firmware brought; needs --model")
	addJSONFlag(cmd, &asJSON)
	return cmd
}

// itemFlags say which phone the items are for.
type itemFlags struct{ model, firmware string }

func (f *itemFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.model, "model", "", "the items of this model alone: "+strings.Join(modelNames(), ", "))
}

// read reads the flags.
func (f *itemFlags) read() (p itemPhone, err error) {
	if f.model == "" {
		if f.firmware != "" {
			return p, usageError("--firmware is one of a model: give --model too")
		}
		return p, nil
	}
	if p.model, err = model.Lookup(f.model); err != nil || f.firmware == "" {
		return p, exitError(exitUsage, err)
	}
	if p.firmware, err = p.model.ParseFirmware(f.firmware); err != nil {
		return p, exitError(exitUsage, err)
	}
	return p, nil
}

// itemPhone is the phone that items are shown for: a model or nil, and its firmware or none.
type itemPhone struct {
	model    *model.Model
	firmware model.Firmware
}

// has reports whether the phone has an item.
func (p itemPhone) has(item provdoc.Parameter) bool {
	if p.model == nil {
		return true
	}
	return item.Has(p.model.Name) && (p.firmware.IsZero() || item.SinceFor(p.model).Compare(p.firmware) <= 0)
}

// listItems prints the items of a phone that have all words.
func listItems(cmd *cobra.Command, phone itemPhone, words []string, asJSON bool) error {
	t := newTable(cmd.OutOrStdout(), "NAME", "VALUE", "SECRET", "WHAT IT DOES")
	var last []string
	empty := true
	for _, p := range provdoc.Parameters() {
		if !phone.has(p) || !hasWords(p, words) {
			continue
		}
		empty = false
		row := []string{itemName(p), itemType(p), secretMark(p), p.Help}
		var err error
		if asJSON {
			err = writeJSON(cmd.OutOrStdout(), viewItem(p))
		} else if !slices.Equal(row, last) { // models that differ in what is not shown
			last = slices.Clone(row)
			err = t.row(row...)
		}
		if err != nil {
			return err
		}
	}
	if empty {
		progress(cmd, "no item has all of that: offhook item list without words shows all")
	}
	return t.flush()
}

// hasWords reports whether all words stand in the names, texts or place of an item, in any case.
func hasWords(p provdoc.Parameter, words []string) bool {
	text := strings.ToLower(strings.Join([]string{p.Tag, p.Item, p.Help, p.HelpDE, p.Web}, "\n"))
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, strings.ToLower(word)) })
}

// itemName is the name to write: the tag where there is one.
func itemName(p provdoc.Parameter) string {
	if p.Tag != "" {
		return p.Tag
	}
	return p.Item
}

func secretMark(p provdoc.Parameter) string {
	if p.Secret {
		return "secret"
	}
	return ""
}

// itemType says in words what the value of an item is, with its limits.
func itemType(p provdoc.Parameter) string {
	switch p.Type {
	case provdoc.TypeString:
		return atMost("text", p.MaxLen, "characters")
	case provdoc.TypeHost:
		return atMost("host without port", p.MaxLen, "characters")
	case provdoc.TypeHostPort:
		return atMost("host with or without port", p.MaxLen, "characters")
	case provdoc.TypeURL:
		return atMost("http:// or https:// address", p.MaxLen, "characters")
	case provdoc.TypeHTTP:
		return atMost("http:// address", p.MaxLen, "characters")
	case provdoc.TypeNumber:
		return strings.TrimSpace(fmt.Sprintf("number %d to %d %s", p.Min, p.Max, p.Unit))
	case provdoc.TypeBoolean:
		return "true or false"
	case provdoc.TypeBytes:
		return atMost("list of bytes", p.MaxLen, "bytes")
	case provdoc.TypePIN:
		return fmt.Sprintf("PIN of %d digits, two in each byte", 2*p.MaxLen)
	case provdoc.TypeIPv4:
		return "IPv4 address as one number"
	case provdoc.TypeMask:
		return fmt.Sprintf("sum of bits, %d to %d", p.Min, p.Max)
	}
	return p.Type.String()
}

// atMost adds a limit to words, unless it is not known.
func atMost(words string, limit int, what string) string {
	if limit == 0 {
		return words
	}
	return fmt.Sprintf("%s, at most %d %s", words, limit, what)
}
