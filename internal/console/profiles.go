package console

import (
	"context"
	"net/http"
	"strings"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
)

// profilesView is the page of what devices share.
type profilesView struct {
	frame
	Renewal renewal
	// Wear are sentences on layers that wear out the flash of their phones.
	Wear   []string
	Groups []layerGroup
}

// renewal says how far the documents are after a change.
type renewal struct {
	// Outdated of All documents are of older layers; Outdated is empty when none is.
	Outdated, All string
	// Done of Total is Outdated for a bar.
	Done, Total int
	// Faulty devices keep the document from before, as the new one has an error; empty when none does. First are some of them.
	Faulty string
	First  []string
}

// layerGroup are layers of one kind.
type layerGroup struct {
	ID, Title, None string
	Profiles        bool
	Layers          []layerRow
}

type layerRow struct {
	// Name is what the table shows; ID is where the page of a device leads to.
	Name, ID, Comment, Models, Template string
	Standard, Wears                     bool
	Devices, Values                     string
	Changed                             *moment // nil for never
}

// profiles shows what devices share, and how far the documents are after a change of it.
func (c *Console) profiles(w http.ResponseWriter, r *http.Request) {
	v, err := c.profilesView(r.Context())
	c.show(w, "profiles.html", v, err)
}

func (c *Console) profilesView(ctx context.Context) (v profilesView, err error) {
	if v.frame, err = c.frame(ctx, "profiles", "profiles"); err != nil {
		return v, err
	}
	set, err := c.c.Store.LayerSet(ctx, inventory.DefaultTenant)
	if err != nil {
		return v, err
	}
	if v.Renewal, err = c.renewal(ctx, set.Seq); err != nil {
		return v, err
	}
	counts, err := c.c.Store.CountLayers(ctx, inventory.DefaultTenant)
	if err != nil {
		return v, err
	}
	edits, err := inventory.RecentEdits(ctx, c.c.Store, inventory.DefaultTenant, c.c.Now())
	if err != nil {
		return v, err
	}
	global, err := set.Layer(inventory.LayerGlobal, "")
	if err != nil {
		return v, err
	}
	v.Groups = []layerGroup{
		{ID: "own", Title: "Profiles", Profiles: true, None: "There are no profiles of your own yet. offhook profile add adds one."},
		{ID: "sites", Title: "Sites", None: "There are no sites yet. offhook site add adds one."},
		{ID: "all", Title: "All devices"},
		{ID: "built-in", Title: "Built-in profiles", Profiles: true},
	}
	for group, layers := range [][]inventory.Layer{ofKind(set.Layers, inventory.LayerProfile), ofKind(set.Layers, inventory.LayerSite), {global}, provision.Standard()} {
		for i := range layers {
			wear, wears := inventory.WearOf(&layers[i], edits, counts[layers[i].String()])
			if wears {
				sentence := wear.String()
				v.Wear = append(v.Wear, strings.ToUpper(sentence[:1])+sentence[1:]+".")
			}
			row := layerRowOf(&layers[i], counts[layers[i].String()])
			row.Wears = wears
			v.Groups[group].Layers = append(v.Groups[group].Layers, row)
		}
	}
	return v, nil
}

func ofKind(all []inventory.Layer, kind inventory.LayerKind) (layers []inventory.Layer) {
	for i := range all {
		if all[i].Kind == kind {
			layers = append(layers, all[i])
		}
	}
	return layers
}

func layerRowOf(l *inventory.Layer, devices int) layerRow {
	row := layerRow{
		Name: l.Name, ID: string(l.Kind) + "-" + l.Name, Comment: l.Comment, Models: strings.Join(l.Models, ", "), Template: l.Template,
		Standard: l.IsStandard(), Devices: grouped(devices), Values: grouped(len(l.Settings)),
	}
	if l.Kind == inventory.LayerGlobal {
		row.Name = "global"
	}
	if l.Revision > 0 {
		changed := momentOf(l.Updated)
		row.Changed = &changed
	}
	return row
}

// renewal says how many documents are of older layers than those of seq.
func (c *Console) renewal(ctx context.Context, seq int64) (r renewal, err error) {
	outdated, err := c.c.Store.CountOutdated(ctx, inventory.DefaultTenant, seq)
	if err != nil {
		return r, err
	}
	if r.Total, err = c.c.Store.CountDevices(ctx, inventory.DefaultTenant); err != nil {
		return r, err
	}
	r.All, r.Done = grouped(r.Total), max(r.Total-outdated, 0)
	if outdated > 0 {
		r.Outdated = grouped(outdated)
	}
	faults := c.c.Faults()
	if faults.Count > 0 {
		r.Faulty = counted(faults.Count, "device")
	}
	for _, mac := range faults.First {
		r.First = append(r.First, mac.String())
	}
	return r, nil
}
