package console

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// The sizes of the pages.
const (
	devicesPerPage = 50
	eventsPerPage  = 25
)

// devicesView is the page of the devices, with the latest events of all.
// refusalsPerPage is how many networks and reasons the page shows.
const refusalsPerPage = 20

type devicesView struct {
	frame
	Devices []deviceRow
	After   string // where the next page begins; empty on the last one
	First   bool
	Events  eventList
	// Refusals are what nobody answered for in the last hour.
	Refusals []inventory.RefusalCount
}

type deviceRow struct {
	MAC, Name, Comment      string // the latter two may be empty
	Model, Firmware, Accept string
	Redirect                string // scheme and host; empty for none
	Enabled                 bool
	Last                    *eventRow // nil when it never asked
}

// devices shows a page of the devices.
func (c *Console) devices(w http.ResponseWriter, r *http.Request) {
	v, err := c.devicesView(r)
	c.show(w, "devices.html", v, err)
}

// macOf reads a MAC that a link of the console sends; zero when there is none.
func macOf(r *http.Request, parameter string) (mac model.MAC, err error) {
	if s := r.URL.Query().Get(parameter); s != "" {
		if mac, err = model.ParseMAC(s); err != nil {
			return mac, badRequest{err}
		}
	}
	return mac, nil
}

// devicesView collects one page of devices with their last events, and the latest events of all.
func (c *Console) devicesView(r *http.Request) (v devicesView, err error) {
	after, err := macOf(r, "after")
	if err != nil {
		return v, err
	}
	v.First = after.IsZero()
	if v.frame, err = c.frame(r.Context(), "devices", "devices"); err != nil {
		return v, err
	}
	devices, err := c.c.Store.ListDevices(r.Context(), inventory.DefaultTenant, after, devicesPerPage+1)
	if err != nil {
		return v, err
	}
	if len(devices) > devicesPerPage {
		devices = devices[:devicesPerPage]
		v.After = devices[devicesPerPage-1].MAC.String()
	}
	for i := range devices {
		row, err := c.deviceRow(r.Context(), &devices[i])
		if err != nil {
			return v, err
		}
		v.Devices = append(v.Devices, row)
	}
	events, err := c.c.Store.LatestEvents(r.Context(), inventory.DefaultTenant, eventsPerPage)
	v.Events = eventList{Events: rowsOf(events), None: "Nothing has happened yet."}
	if err != nil {
		return v, err
	}
	v.Refusals, err = c.c.Store.RefusalCounts(
		r.Context(), inventory.DefaultTenant, c.c.Now().Add(-time.Hour), refusalsPerPage)
	return v, err
}

func (c *Console) deviceRow(ctx context.Context, d *inventory.Device) (deviceRow, error) {
	row := deviceRow{
		MAC: d.MAC.String(), Name: d.Name, Comment: d.Comment, Model: d.Model, Firmware: d.Firmware,
		Accept: acceptOf(d), Enabled: d.Enabled, Redirect: redirectOf(d),
	}
	last, err := c.c.Store.DeviceEvents(ctx, d.Tenant, d.MAC, 1)
	if err == nil && len(last) > 0 {
		e := rowOf(&last[0])
		row.Last = &e
	}
	return row, err
}

func acceptOf(d *inventory.Device) string { return strings.ReplaceAll(d.Accept.String(), ",", ", ") }

// redirectOf is where a device is sent, without what may be secret; empty for nowhere.
func redirectOf(d *inventory.Device) string {
	if d.Redirect.IsZero() {
		return ""
	}
	return d.Redirect.Place()
}
