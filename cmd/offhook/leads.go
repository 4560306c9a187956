package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// A lead is an address that a change makes phones ask for their next document. After a wrong one
// they never come back for another.
type lead struct {
	Address string `json:"address"`
	// Another says that the address is on another server than the previous one, as far as known.
	Another bool `json:"another_server"`
	Phones  int  `json:"phones"`
}

// String is "leads 42 phones to another server: prov.example.net".
func (l lead) String() string {
	where := "another address of the same server"
	if l.Another {
		where = "another server"
	}
	return fmt.Sprintf("leads %s to %s: %s", count(l.Phones, "phone"), where, l.Address)
}

// leads count phones by the address that they are led to.
type leads map[lead]int

// add counts a phone that is led from one address to another; "" means no address.
func (l leads) add(before, after string) {
	if after == "" || before == after {
		return
	}
	server := func(address string) string { return discovery.Origin(discovery.WithScheme(address)) }
	l[lead{Address: after, Another: server(before) != server(after)}]++
}

// addChanges counts a phone whose document changes.
func (l leads) addChanges(m *model.Model, changes []provdoc.Change) {
	for _, c := range changes {
		isNew := c.Kind == provdoc.Added || c.Kind == provdoc.Changed
		if p, _ := provdoc.LookupParameterFor(m, c.Item); p.Role.Leads() && isNew {
			l.add(c.Before, c.After)
		}
	}
}

// list returns what was counted, the most phones first.
func (l leads) list() []lead {
	list := make([]lead, 0, len(l))
	for led, phones := range l {
		led.Phones = phones
		list = append(list, led)
	}
	slices.SortFunc(list, func(a, b lead) int {
		return cmp.Or(b.Phones-a.Phones, cmp.Compare(a.Address, b.Address))
	})
	return list
}

// maxLeads is how many addresses are named; the phones of the others are one count.
const maxLeads = 3

// leadLines are the leads for a person.
func leadLines(list []lead) []string {
	var lines []string
	rest := 0
	for i, led := range list {
		if i < maxLeads {
			lines = append(lines, led.String())
		} else {
			rest += led.Phones
		}
	}
	if rest > 0 {
		more := len(list) - maxLeads
		lines = append(lines, fmt.Sprintf("leads %s to %d more addresses", count(rest, "phone"), more))
	}
	return lines
}

// A leadReader finds where devices are led. It asks the layers once for all devices that have the
// same ones.
type leadReader struct {
	layers *provision.Layers
	shared map[[3]string]map[string]string
}

func newLeadReader(layers *provision.Layers) *leadReader {
	return &leadReader{layers, map[[3]string]map[string]string{}}
}

// redirectLead is the key of a redirect among the items of a device.
const redirectLead = "redirect"

// of returns the addresses that a device asks for its next document, by the item that says so. Of a
// redirect it is only the server, because the rest may hold a secret.
func (r *leadReader) of(d *inventory.Device) map[string]string {
	m, err := model.Lookup(d.Model)
	switch {
	case err != nil || d.MAC.IsZero():
		return nil
	case d.Redirect.URL != "":
		return map[string]string{redirectLead: d.Redirect.Place()}
	case d.Document != nil:
		return leadItems(m, documentEntries(m, d.Document))
	case slices.ContainsFunc(d.Settings, isTag):
		return r.rendered(m, *d) // a template may have it from there
	}
	key := [3]string{d.Model, d.Site, d.Profile}
	shared, known := r.shared[key]
	if !known {
		bare := *d
		bare.Settings = nil
		shared = r.rendered(m, bare)
		r.shared[key] = shared
	}
	own := leadItems(m, settingEntries(d.Settings))
	if len(own) == 0 {
		return shared
	}
	both := maps.Clone(shared)
	maps.Copy(both, own)
	return both
}

// rendered are the addresses in the document that a device would get, or in its values when there
// is no such document.
func (r *leadReader) rendered(m *model.Model, d inventory.Device) map[string]string {
	if d.Version.IsZero() {
		d.Version = inventory.NextVersion(time.Time{}, time.Now())
	}
	doc, err := r.layers.Render(&d)
	if err != nil {
		entries, _ := allEntries(r.layers, &d)
		return leadItems(m, entries)
	}
	return leadItems(m, documentEntries(m, doc.Bytes))
}

// isTag reports whether a setting is a value of the operator for templates.
func isTag(s inventory.Setting) bool { return strings.HasPrefix(s.Item, "%") }

// leadItems are the addresses among entries.
func leadItems(m *model.Model, entries []provdoc.Entry) map[string]string {
	items := map[string]string{}
	for _, e := range entries {
		if p, _ := provdoc.LookupParameterFor(m, e.Name); p.Role.Leads() {
			items[cmp.Or(p.Tag, p.Item)] = provdoc.Value(e.Value).Text()
		}
	}
	return items
}

// settingEntries are settings as entries, the raw ones too.
func settingEntries(settings []inventory.Setting) []provdoc.Entry {
	entries := make([]provdoc.Entry, len(settings))
	for i, s := range settings {
		entries[i] = provdoc.Entry{Name: s.Item, Value: s.Value}
	}
	return entries
}

// addMoved counts a device that is led elsewhere than before.
func (l leads) addMoved(before, after map[string]string) {
	for item, address := range after {
		l.add(before[item], address)
	}
}
