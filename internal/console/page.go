package console

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

//go:embed templates/index.html
var templates embed.FS

//go:embed static/console.css
var styleSheet []byte

// The sizes of the page.
const (
	devicesPerPage = 50
	eventsPerPage  = 25
)

// page is what the console serves besides data.
type page struct {
	template  *template.Template
	stylePath string
}

func newPage() (*page, error) {
	t, err := template.New("index.html").ParseFS(templates, "templates/index.html")
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(styleSheet)
	return &page{template: t, stylePath: "/static/console." + hex.EncodeToString(sum[:6]) + ".css"}, nil
}

// view is the data of the page. It has no field that could hold a secret.
type view struct {
	Style   string
	Now     moment
	Count   int
	Devices []deviceRow
	Here    string // where this page begins; empty on the first one
	After   string // where the next page begins; empty on the last one
	First   bool
	Chosen  string // MAC of the device whose events are shown; empty for all
	Events  []eventRow
}

type deviceRow struct {
	MAC, Model, Firmware, Accept string
	Redirect                     string // scheme and host; empty for none
	Enabled                      bool
	Last                         *eventRow // nil when it never asked
}

type eventRow struct {
	Time                                moment
	MAC, Reason, Tone, Sentence, Source string
	Status                              int
	Method, Target, UserAgent, User     string
	TLS                                 bool
}

// moment is a time in two forms.
type moment struct{ Machine, Person string }

func momentOf(t time.Time) moment {
	t = t.UTC()
	return moment{Machine: t.Format(time.RFC3339), Person: t.Format("2006-01-02 15:04:05")}
}

// index shows the devices and the events.
func (c *Console) index(w http.ResponseWriter, r *http.Request) {
	after, chosen, err := parameters(r)
	if err != nil {
		plain(w, http.StatusBadRequest, "bad request: "+err.Error()+"\n")
		return
	}
	v, err := c.view(r.Context(), after, chosen)
	if err != nil {
		c.c.Logger.Error("page cannot be made", "err", err)
		plain(w, http.StatusServiceUnavailable, "the database does not answer\n")
		return
	}
	var b bytes.Buffer
	if err := c.page.template.Execute(&b, v); err != nil {
		c.c.Logger.Error("page cannot be made", "err", err)
		plain(w, http.StatusInternalServerError, "internal error\n")
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(b.Bytes()) // a client that went away is no fault of ours
}

// parameters reads what the page's own links send.
func parameters(r *http.Request) (after, chosen model.MAC, err error) {
	q := r.URL.Query()
	if s := q.Get("after"); s != "" {
		if after, err = model.ParseMAC(s); err != nil {
			return after, chosen, err
		}
	}
	if s := q.Get("device"); s != "" {
		chosen, err = model.ParseMAC(s)
	}
	return after, chosen, err
}

// view collects one page of devices with their last events, and the latest events of one device or of all.
func (c *Console) view(ctx context.Context, after, chosen model.MAC) (view, error) {
	v := view{Style: c.page.stylePath, Now: momentOf(c.c.Now()), First: after.IsZero()}
	if !v.First {
		v.Here = after.String()
	}
	var err error
	if v.Count, err = c.c.Store.CountDevices(ctx, inventory.DefaultTenant); err != nil {
		return v, err
	}
	devices, err := c.c.Store.ListDevices(ctx, inventory.DefaultTenant, after, devicesPerPage+1)
	if err != nil {
		return v, err
	}
	if len(devices) > devicesPerPage {
		devices = devices[:devicesPerPage]
		v.After = devices[devicesPerPage-1].MAC.String()
	}
	for i := range devices {
		row, err := c.device(ctx, &devices[i])
		if err != nil {
			return v, err
		}
		v.Devices = append(v.Devices, row)
	}
	v.Events, err = c.events(ctx, chosen)
	if !chosen.IsZero() {
		v.Chosen = chosen.String()
	}
	return v, err
}

func (c *Console) device(ctx context.Context, d *inventory.Device) (deviceRow, error) {
	row := deviceRow{MAC: d.MAC.String(), Model: d.Model, Firmware: d.Firmware, Accept: strings.ReplaceAll(d.Accept.String(), ",", ", "), Enabled: d.Enabled}
	if !d.Redirect.IsZero() {
		row.Redirect = d.Redirect.Place()
	}
	last, err := c.c.Store.DeviceEvents(ctx, d.Tenant, d.MAC, 1)
	if err == nil && len(last) > 0 {
		e := rowOf(&last[0])
		row.Last = &e
	}
	return row, err
}

func (c *Console) events(ctx context.Context, chosen model.MAC) ([]eventRow, error) {
	var events []inventory.Event
	var err error
	if chosen.IsZero() {
		events, err = c.c.Store.LatestEvents(ctx, inventory.DefaultTenant, eventsPerPage)
	} else {
		events, err = c.c.Store.DeviceEvents(ctx, inventory.DefaultTenant, chosen, eventsPerPage)
	}
	rows := make([]eventRow, len(events))
	for i := range events {
		rows[i] = rowOf(&events[i])
	}
	return rows, err
}

func rowOf(e *inventory.Event) eventRow {
	row := eventRow{
		Time: momentOf(e.Time), Reason: string(e.Reason), Tone: toneOf(e.Reason), Sentence: e.Sentence, Source: e.Source,
		Status: e.Status, Method: e.Method, Target: e.Target, UserAgent: e.UserAgent, User: e.User, TLS: e.TLS,
	}
	if !e.MAC.IsZero() {
		row.MAC = e.MAC.String()
	}
	return row
}

// toneOf sorts reasons by what they ask of a person: nothing, nothing yet, or a look.
func toneOf(r inventory.Reason) string {
	switch r {
	case inventory.ReasonServed, inventory.ReasonNotModified, inventory.ReasonRedirected, inventory.ReasonIndexServed,
		inventory.ReasonFirmwareServed:
		return "good"
	case inventory.ReasonUnauthenticated, inventory.ReasonIntegratedRefusedAsExpected, inventory.ReasonStaleNonce,
		inventory.ReasonForeignNonce, inventory.ReasonReplayedNC:
		return "usual"
	default:
		return "look"
	}
}

// style serves the style sheet under a name that changes with its content.
func (c *Console) style(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(styleSheet) // a client that went away is no fault of ours
}
