package console

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// deviceView is the page of one device.
type deviceView struct {
	frame
	MAC, Model, Firmware, Accept string
	Name, Comment                string // empty for none
	Site, Profile                string // empty for none
	Enabled                      bool
	Document                     documentView
	Values                       []valueRow
	Events                       eventList
}

// documentView is what a device gets, compared with what it got last.
type documentView struct {
	// Redirect is where the device is sent instead; empty for nowhere.
	Redirect string
	// Fault says in a sentence why the device gets no new document; empty when it does.
	Fault string
	// Bytes is the size of the document, Version the minute that its VERSION shows.
	Bytes   string
	Version string
	// Own says that the document was given to the device, and is not made of its values.
	Own bool
	// Published is when the last document was first good, Served when the device got its last one; nil for never.
	Published, Served *moment
	Changes           []changeRow
}

// changeRow is one difference between the document and the one that the device got last.
type changeRow struct{ Kind, Tone, Item, Before, After string }

// valueRow is a value that a device gets, and the values of other layers whose place it takes.
type valueRow struct {
	Item, Value, From string
	Over              []valueRow
}

// device shows one device: what it gets, where each value comes from, and what it asked for.
func (c *Console) device(w http.ResponseWriter, r *http.Request) {
	v, err := c.deviceView(r)
	c.show(w, "device.html", v, err)
}

func (c *Console) deviceView(r *http.Request) (v deviceView, err error) {
	mac, err := macOf(r, "mac")
	if err == nil && mac.IsZero() {
		err = badRequest{errors.New("mac is missing: write /device?mac=7C2F80123456")}
	}
	if err != nil {
		return v, err
	}
	ctx := r.Context()
	d, err := c.c.Store.Device(ctx, inventory.DefaultTenant, mac)
	if err != nil {
		return v, err
	}
	v = deviceView{
		MAC: d.MAC.String(), Name: d.Name, Comment: d.Comment,
		Model: d.Model, Firmware: d.Firmware, Accept: acceptOf(&d),
		Site: d.Site, Profile: d.Profile, Enabled: d.Enabled,
	}
	if v.frame, err = c.frame(ctx, v.MAC, ""); err != nil {
		return v, err
	}
	layers, err := c.c.Publisher.Current(ctx, d.ContentSeq)
	if err != nil {
		return v, err
	}
	if values, err := layers.Values(&d); err == nil { // else the document has the same error, and tells of it
		v.Values = shownValues(values)
	}
	if v.Document, err = c.documentView(ctx, layers, &d); err != nil {
		return v, err
	}
	events, err := c.c.Store.DeviceEvents(ctx, d.Tenant, d.MAC, eventsPerPage)
	v.Events = eventList{Events: rowsOf(events), None: "This device has not asked for anything, or not for long."}
	return v, err
}

// shownValues are values with the secret ones hidden.
func shownValues(values []provision.Value) []valueRow {
	rows := make([]valueRow, len(values))
	for i, v := range values {
		rows[i] = valueRow{Item: v.Item, Value: provdoc.Shown(v.Item, v.Value), From: v.From, Over: shownValues(v.Over)}
	}
	return rows
}

// documentView works out what a device would get now. Nothing is published.
func (c *Console) documentView(ctx context.Context, layers *provision.Layers, d *inventory.Device) (v documentView, err error) {
	v = documentView{Redirect: redirectOf(d), Own: d.Document != nil}
	good, err := c.c.Store.GoodDocument(ctx, d.Tenant, d.MAC)
	if v.Published, err = momentUnless(good.Published, err); err != nil {
		return v, err
	}
	served, err := c.c.Store.ServedDocument(ctx, d.Tenant, d.MAC)
	if v.Served, err = momentUnless(served.Served, err); err != nil || v.Redirect != "" {
		return v, err
	}
	doc, err := c.c.Publisher.Would(ctx, c.c.Now(), layers, *d)
	if err != nil {
		v.Fault = provision.Preview(d, provision.Document{}, err).Sentence
		return v, nil
	}
	m, err := model.Lookup(d.Model)
	if err != nil {
		return v, err
	}
	v.Bytes, v.Version = counted(len(doc.Bytes), "byte"), d.Version.UTC().Format("2006-01-02 15:04")
	v.Changes = changesOf(provdoc.Difference(m, served.Bytes, doc.Bytes))
	return v, nil
}

// momentUnless is a time that there may be none of.
func momentUnless(t time.Time, err error) (*moment, error) {
	if errors.Is(err, inventory.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	m := momentOf(t)
	return &m, nil
}

// changeTones are how much each kind of change stands out.
var changeTones = map[provdoc.ChangeKind]string{provdoc.Added: "good", provdoc.Removed: "look", provdoc.Changed: "usual", provdoc.Rewritten: "usual"}

func changesOf(changes []provdoc.Change) []changeRow {
	rows := make([]changeRow, len(changes))
	for i, c := range changes {
		rows[i] = changeRow{Kind: string(c.Kind), Tone: changeTones[c.Kind], Item: c.Item, Before: c.Before, After: c.After}
	}
	return rows
}
