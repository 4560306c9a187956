package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// changesServer reports whether two forms of a layer differ in the host of a server, so that a line
// may work from then on.
func changesServer(old, changed *inventory.Layer) bool {
	return slices.ContainsFunc(changed.Settings, func(s inventory.Setting) bool {
		isHost := func(p provdoc.Parameter) bool { return p.Type == provdoc.TypeHost }
		found := provdoc.LookupParameters(s.Item)
		return !slices.Contains(old.Settings, s) && slices.ContainsFunc(found, isHost)
	})
}

// A waitingLine works with the new values of a layer, and nothing says that it is active.
type waitingLine struct {
	mac  model.MAC
	line string
}

// waitingLines are the lines that a change of a layer gives what they lacked. Only device line
// activates a line, so that no change of a layer writes to devices.
func (s *desk) waitingLines(
	ctx context.Context, p *preview, kind inventory.LayerKind, name string,
) (waiting []waitingLine, err error) {
	if !p.givesServer {
		return nil, nil
	}
	err = s.Affected(ctx, inventory.DefaultTenant, kind, name, func(d *inventory.Device) error {
		m, err := model.Lookup(d.Model)
		if err != nil || !provdoc.SwitchesAccounts(m) {
			return nil //nolint:nilerr // a device of an unknown model has no lines
		}
		for _, a := range unsaidLines(p.after, m, d) {
			if before, _ := wholeLine(p.before, m, d, a); isWorking(a) && !isWorking(before) {
				waiting = append(waiting, waitingLine{d.MAC, lineName(a)})
			}
		}
		return nil
	})
	return waiting, err
}

// unsaidLines are the lines of a device of which nothing says whether they are active.
func unsaidLines(layers *provision.Layers, m *model.Model, d *inventory.Device) []provdoc.Account {
	entries, err := allEntries(layers, d)
	if err != nil {
		return nil
	}
	accounts, _ := provdoc.AccountsOf(m, entries)
	return slices.DeleteFunc(accounts, func(a provdoc.Account) bool { return a.Active != nil })
}

// isWorking reports whether a line has all that it needs; some registrars ask for no password.
func isWorking(a provdoc.Account) bool {
	return !slices.ContainsFunc(a.Lacks(), func(name string) bool { return name != "password" })
}

// waitingWarning says which lines wait, three of them by name; "" without any.
func waitingWarning(waiting []waitingLine) string {
	if len(waiting) == 0 {
		return ""
	}
	const shown = 3
	var names []string
	for _, w := range waiting[:min(len(waiting), shown)] {
		names = append(names, fmt.Sprintf("%s %s", w.mac, w.line))
	}
	if more := len(waiting) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return fmt.Sprintf("the server completes %s, not active yet (%s): "+
		"offhook device line MAC N --inactive=false activates one",
		count(len(waiting), "line"), strings.Join(names, ", "))
}
