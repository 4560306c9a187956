package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

func newDeviceLineCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "line MAC [N]",
		Short: "Set the SIP accounts of a phone, and list them",
		Long: `Set the SIP accounts of a phone, and list them. A line is an account by its
number: N510 has 1 to 6, N720 1 to 100; on the Nx70 class it may also be the IPUI
of a handset. What is given becomes the items that the model has for it, under the
right numbers, among the settings of the device: device show and device document
show them, and device set changes what has no flag here.

What is not given stays. A line is new as long as it has no number, whatever else
is set for it. The user name of a new line for the registrar is its number,
registrar and domain are those of the server, ports are 5060 (5061 with TLS), and on
bases where handsets are assigned it belongs to the handset of its number. A line
becomes active once it has a number and a server, in any order. A server
that only a profile, a site or global sets has its registrar and its domain there
too: a line that had a copy of them would keep it when the server changes. On the
families where lines share providers (N720, Nx70), lines with the same server share
one. An empty value removes what is there.

Without a flag the lines are listed: number of the line, number, name, user name,
password, server, registrar, domain, outbound proxy, handsets that ring, state; in
a table on a terminal and with tabs between them elsewhere.`,
		Example: `  offhook device line 7C2F80123456 1 --number 1001 --name Desk --password @sip.txt --server pbx.example.net
  offhook device line 7C2F80123456 2 --number 1002 --server pbx.example.net --handset 1,2=Hall
  offhook device line 7C2F80123456`,
		Args: cobra.RangeArgs(1, 2),
	}
	stored, flags, dry := addStoreFlags(cmd), addLineFlags(cmd), addDryRunFlag(cmd)
	var asJSON bool
	addJSONFlag(cmd, &asJSON)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) == 1 && flags.any():
			return usageError("the flags do not say which line: give its number behind the MAC")
		case flags.remove && flags.sets():
			return usageError("--rm removes the line: leave the other flags out")
		case flags.remove:
			return removeLine(cmd, stored, dry, args[0], args[1])
		case flags.any():
			return setLine(cmd, stored, dry, flags, args[0], args[1])
		}
		return listLines(cmd, stored, asJSON, args)
	}
	return cmd
}

// entriesOf are the settings of a device that the catalogue knows.
func entriesOf(d *inventory.Device) []provdoc.Entry {
	entries := make([]provdoc.Entry, 0, len(d.Settings))
	for _, s := range d.Settings {
		if !s.Raw {
			entries = append(entries, provdoc.Entry{Name: s.Item, Value: s.Value})
		}
	}
	return entries
}

// setEntries replaces them; the raw ones stay, behind them.
func setEntries(d *inventory.Device, entries []provdoc.Entry) {
	settings := make([]inventory.Setting, 0, len(entries))
	for _, e := range entries {
		settings = append(settings, inventory.Setting{Item: e.Name, Value: e.Value})
	}
	for _, s := range d.Settings {
		if s.Raw {
			settings = append(settings, s)
		}
	}
	d.Settings = settings
}

// lineOf reads the number of a line of a device.
func lineOf(d *inventory.Device, name string) (*model.Model, provdoc.Account, error) {
	m, err := model.Lookup(d.Model)
	if err != nil {
		return nil, provdoc.Account{}, invalid(err)
	}
	a, err := provdoc.ParseAccount(m, name)
	return m, a, invalid(err)
}

// setLine changes a line, or makes it.
func setLine(cmd *cobra.Command, stored *storeFlags, dry *dryRun, flags *lineFlags, device, line string) error {
	change, err := flags.change()
	if err != nil {
		return err
	}
	var warnings []string
	err = updateDevice(cmd, stored, dry, device, "changed", func(layers *provision.Layers, d *inventory.Device) error {
		m, id, err := lineOf(d, line)
		if err != nil {
			return err
		}
		was, _ := wholeLine(layers, m, d, id)
		settings, err := change.apply(m, entriesOf(d), id, sharedProvider(layers, m, d, id))
		if err != nil {
			return invalid(err)
		}
		setEntries(d, settings)
		is, _ := wholeLine(layers, m, d, id)
		warnings = lineWarnings(m, line, was, is)
		return nil
	})
	if err == nil {
		for _, w := range warnings {
			warn(cmd, "%s", w)
		}
	}
	return err
}

// sharedProvider is what a line has of its provider without settings of its own.
func sharedProvider(
	layers *provision.Layers, m *model.Model, d *inventory.Device, id provdoc.Account,
) provdoc.Provider {
	without := d.Clone()
	settings, _ := provdoc.RemoveAccount(m, entriesOf(d), id)
	setEntries(&without, settings)
	shared, _ := wholeLine(layers, m, &without, id)
	own, _, err := provdoc.FindAccount(m, entriesOf(d), id)
	if err == nil && shared.Provider.Server.Host == "" && own.Provider.Server.Host == "" {
		shared, _ = wholeLine(layers, m, d, id) // the line names a provider of the layers
	}
	return shared.Provider
}

// wholeLine is a line with what the layers of the device say of it.
func wholeLine(layers *provision.Layers, m *model.Model, d *inventory.Device, id provdoc.Account) (provdoc.Account, bool) {
	entries, err := allEntries(layers, d)
	if err != nil {
		return provdoc.Account{}, false
	}
	account, ok, err := provdoc.FindAccount(m, entries, id)
	return account, ok && err == nil
}

// allEntries are the values of a device and of its layers.
func allEntries(layers *provision.Layers, d *inventory.Device) ([]provdoc.Entry, error) {
	values, err := layers.Values(d)
	entries := make([]provdoc.Entry, len(values))
	for i, v := range values {
		entries[i] = provdoc.Entry{Name: v.Item, Value: v.Value}
	}
	return entries, err
}

// lineWarnings say what keeps a line from working. was and is are the line before and after a
// change, with what its layers say.
func lineWarnings(m *model.Model, line string, was, is provdoc.Account) (warnings []string) {
	add := func(format string, args ...any) { warnings = append(warnings, fmt.Sprintf(format, args...)) }
	isOn := func(a provdoc.Account) bool { return a.Active != nil && *a.Active }
	lacks := is.Lacks()
	switch {
	case is.Active != nil && !*is.Active:
	case !provdoc.SwitchesAccounts(m) || isOn(is):
		if len(lacks) > 0 {
			add("line %s has no %s yet", line, strings.Join(lacks, ", no "))
		}
	case isWorking(is):
		add("line %s is complete but not set active: --inactive=false activates it", line)
	default:
		add("line %s is not active yet: %s missing", line, areMissing(lacks))
		if is.Number != "" {
			add("line %s stays inactive when a profile, a site or global gets the server: "+
				"--inactive=false activates it then", line)
		}
	}
	if isOn(was) && is.Active == nil {
		add("a phone that has line %s already keeps it: --inactive turns it off there", line)
	}
	return warnings
}

// areMissing is "number is", "number and server are" or "number, password and server are".
func areMissing(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0] + " is"
	}
	return strings.Join(names[:last], ", ") + " and " + names[last] + " are"
}

// removeLine takes a line out of the settings. The phone keeps what it has, as nothing tells it otherwise.
func removeLine(cmd *cobra.Command, stored *storeFlags, dry *dryRun, device, line string) error {
	var canRest bool
	err := updateDevice(cmd, stored, dry, device, "changed", func(_ *provision.Layers, d *inventory.Device) error {
		m, id, err := lineOf(d, line)
		if err != nil {
			return err
		}
		account, _, err := provdoc.FindAccount(m, entriesOf(d), id)
		if err != nil {
			return invalid(err)
		}
		settings, ok := provdoc.RemoveAccount(m, entriesOf(d), id)
		if !ok {
			return invalid(fmt.Errorf("device %s has no line %s: offhook device line %s lists them", d.MAC, line, d.MAC))
		}
		canRest = account.Active != nil
		setEntries(d, settings)
		return nil
	})
	if err == nil && canRest {
		warn(cmd, "a phone that has line %s already keeps it: --inactive instead of --rm turns it off there", line)
	}
	return err
}

// listLines shows one line of a device, or all.
func listLines(cmd *cobra.Command, stored *storeFlags, asJSON bool, args []string) error {
	return withDevice(cmd, stored, args[0], func(ctx context.Context, s *desk, d *inventory.Device) error {
		layers, err := s.layers(ctx)
		if err != nil {
			return err
		}
		lines, err := linesOf(layers, d)
		if err != nil {
			return invalid(err)
		}
		if len(args) == 2 {
			if lines, err = oneLine(d, lines, args[1]); err != nil {
				return err
			}
		}
		if len(lines) == 0 {
			progress(cmd, "%s has no lines: offhook device line %s 1 --number NUMBER --server HOST makes one", d.MAC, d.MAC)
		}
		return printLines(cmd, lines, asJSON)
	})
}

// oneLine picks the line with that name.
func oneLine(d *inventory.Device, lines []lineView, name string) ([]lineView, error) {
	_, id, err := lineOf(d, name)
	if err != nil {
		return nil, err
	}
	for _, v := range lines {
		if v.Line == lineName(id) {
			return []lineView{v}, nil
		}
	}
	return nil, invalid(fmt.Errorf("device %s has no line %s: offhook device line %s lists them", d.MAC, name, d.MAC))
}
