package model

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// sections are the generated parts of docs/devices.md by name.
func sections() map[string][]string {
	return map[string][]string{
		"models":         modelLines(),
		"authentication": authenticationLines(),
		"discovery":      discoveryLines(),
		"life":           lifeLines(),
		"faces":          faceLines(),
		"switches":       switchLines(),
	}
}

// header is the head of a table.
func header(columns ...string) []string {
	return []string{row(columns...), "|" + strings.Repeat(" --- |", len(columns))}
}

// row is a line of a table, with a dash in an empty cell.
func row(cells ...string) string {
	for i, c := range cells {
		cells[i] = cmp.Or(c, "-")
	}
	return "| " + strings.Join(cells, " | ") + " |"
}

// modelLines says what each model is called and what its documents are.
func modelLines() []string {
	lines := header("model", "default firmware", "variant", "User-Agent over plain HTTP", "its documents", "MAC in file names", "evidence")
	for _, m := range Models() {
		lines = append(lines, row(m.Name, m.DefaultFirmware.String(), m.Variant, code(m.UserAgentFor(m.DefaultFirmware, MAC{}, true)),
			documentText(m), string(m.MACCase), m.Evidence))
	}
	return lines
}

// grouped is a table with one row for all models that have the same cells.
func grouped(cells func(*Model) []string, columns ...string) []string {
	lines := header(append([]string{"models"}, columns...)...)
	var names, rows []string
	for _, m := range Models() {
		text := row(cells(m)...)
		at := slices.Index(rows, text)
		if at < 0 {
			names, rows = append(names, m.Name), append(rows, text)
			continue
		}
		names[at] += ", " + m.Name
	}
	for i := range rows {
		lines = append(lines, "| "+names[i]+" "+rows[i])
	}
	return lines
}

// authenticationLines says which rungs a model has, and from which firmware on.
func authenticationLines() []string {
	return grouped(func(m *Model) []string {
		return []string{
			gateText(m, ConfiguredPair), gateText(m, Keypad), promptText(m), gateText(m, URLPair), yesNo(m.Basic), pairText(m),
			itemsText(m.UsernameItem, m.PasswordItem),
		}
	}, "configured pair from", "dialogue from", "the dialogue", "pair in a redirect from", "Basic for testing", "pair in a document", "NVM items of the pair")
}

// discoveryLines says how a model finds its document.
func discoveryLines() []string {
	return grouped(func(m *Model) []string {
		return []string{walkText(m), itemsText(m.DataServerItem), gateText(m, DHCP66File), yesNo(m.ActivationCode), numberText(m.Subscriptions)}
	}, "a base address leads to", "NVM item of the data server", "DHCP option 66 from", "activation code", "subscriptions in %SUBLIST")
}

// lifeLines says what else makes a model ask, and what a document makes it do.
func lifeLines() []string {
	return grouped(func(m *Model) []string {
		return []string{timerText(m), checkSyncText(m), gateText(m, CheckSyncReboot), yesNo(m.RebootTag), yesNo(m.ExtendedProfiles)}
	}, "timer", "check-sync", "its setting from", "REBOOT", "EXTENDED_PROFILE and CERTIFICATE")
}

// faceLines says what a person sees of a model.
func faceLines() []string {
	return grouped(func(m *Model) []string {
		return []string{strings.Join(m.WebMenu, " - "), code(m.PIN), itemsText(m.PINItem), displayText(m.Display)}
	}, "page of the pair", "web password", "its NVM item", "display")
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

func itemsText(items ...string) string {
	var codes []string
	for _, item := range items {
		if item != "" {
			codes = append(codes, code(item))
		}
	}
	return strings.Join(codes, ", ")
}

func documentText(m *Model) string {
	if m.Dialect == Provisioning {
		return "`<provisioning>`, productID " + code(m.ProductID)
	}
	return fmt.Sprintf("`<ProviderFrame>`, %s, %s", code(m.ProfileName), code(m.Schema))
}

func gateText(m *Model, f Feature) string {
	g, ok := m.GateFor(f)
	if !ok {
		return ""
	}
	return cmp.Or(g.From.String(), "any") + " " + g.Evidence
}

func promptText(m *Model) string {
	if m.PromptTimeout == 0 {
		return ""
	}
	text := fmt.Sprintf("%.0f s", m.PromptTimeout.Seconds())
	if m.PromptRestarts {
		text += " after the last key"
	}
	if m.PromptTries > 0 {
		text += fmt.Sprintf(", %d tries", m.PromptTries)
	}
	return text
}

func pairText(m *Model) string {
	switch m.PairForm {
	case PairSymbolic:
		return "SYMB_ITEM"
	case PairTags:
		return "S_PROV_*"
	case PairParams:
		return "param"
	}
	return ""
}

func walkText(m *Model) string {
	if m.BaseWalk == WalkFiles {
		return "`provisioning.xml`, else `<MAC>.xml`"
	}
	return "`<variant>/<id>/master.bin` and on through the index files"
}

func timerText(m *Model) string {
	switch m.TimerUnit {
	case time.Second:
		return code(m.TimerItem) + " in seconds"
	case time.Minute:
		return code(m.TimerItem) + " in minutes"
	}
	return "daily"
}

func checkSyncText(m *Model) string {
	text := map[CheckSyncRebootRule]string{
		RebootNever: "asks", RebootAsked: "asks; reboot=true by a switch", RebootAllowed: "asks; reboot=true while the setting is 1",
		RebootAlways: "asks; reboots while the setting is 1",
	}[m.CheckSync.Reboot]
	if !m.CheckSync.Enabled {
		text = "ignored"
	}
	if m.CheckSync.Item != "" {
		text += ": " + code(m.CheckSync.Item)
	}
	return text
}

func displayText(d Display) string {
	if d.Lines == 0 {
		return ""
	}
	text := fmt.Sprintf("%d lines of %d (uncertain)", d.Lines, d.Columns)
	if d.OK != "" {
		text += fmt.Sprintf("; keys %s and %s", d.OK, d.Cancel)
	}
	return text
}

func numberText(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// switchLines is the table of the switches of all models, with a row for each default.
func switchLines() []string {
	var names []string
	rows := map[string][]string{}
	for _, m := range Models() {
		for _, s := range m.Switches {
			if !slices.Contains(names, s.Name) {
				names = append(names, s.Name)
			}
			line := row(code(s.Name), valuesText(s), s.Meaning, s.Evidence, holders(s))
			if !slices.Contains(rows[s.Name], line) {
				rows[s.Name] = append(rows[s.Name], line)
			}
		}
	}
	lines := header("switch", "values, the default first", "what it says", "evidence", "models")
	for _, name := range names {
		lines = append(lines, rows[name]...)
	}
	return lines
}

func valuesText(s Switch) string {
	words := []string{code(s.Default)}
	for _, v := range s.Values {
		if v != s.Default {
			words = append(words, code(v))
		}
	}
	if s.Values == nil {
		words = append(words, fmt.Sprintf("a number from 0 to %d", maxSwitchNumber))
	}
	return strings.Join(words, ", ")
}

// holders lists the families whose models have the switch with its default, and the models where not all of a family do.
func holders(s Switch) string {
	var names []string
	for _, m := range Models() {
		name := m.Name
		if wholeFamily(m, s) {
			name = m.Family
		}
		if hasDefault(m, s) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

func wholeFamily(m *Model, s Switch) bool {
	return !slices.ContainsFunc(Models(), func(other *Model) bool { return other.Family == m.Family && !hasDefault(other, s) })
}

func hasDefault(m *Model, s Switch) bool {
	own, ok := m.Switch(s.Name)
	return ok && own.Default == s.Default
}
