package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/app"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

const (
	// shownMACs is how many phones of a group are named.
	shownMACs = 10
	// shownGroups is how many groups of phones are kept apart.
	shownGroups = 20
)

// preview is what a change of a layer does, before it is stored.
type preview struct {
	Layer string `json:"layer"`
	// Devices have the layer, Changed of them get another document, Faulty of them would get one with an error, and Unmet of them
	// would ignore a value that they got, or heeded, before.
	Devices int             `json:"devices"`
	Changed int             `json:"changed"`
	Faulty  int             `json:"faulty"`
	Unmet   int             `json:"unmet"`
	Groups  []*previewGroup `json:"groups"`
	// Others are the changed devices that are in no group, as there are too many.
	Others int `json:"others"`
	// Leads are the addresses that devices ask for their next document from then on.
	Leads []lead `json:"leads,omitempty"`

	leads    leads
	byText   map[string]*previewGroup
	before   *provision.Layers
	after    *provision.Layers
	warnings []error
	// givesServer says that the change may give a line the server that it lacked.
	givesServer bool
}

// previewGroup are devices whose documents change in the same way.
type previewGroup struct {
	Model   string           `json:"model"`
	Devices int              `json:"devices"`
	MACs    []string         `json:"macs"` // the first of them
	Changes []provdoc.Change `json:"changes"`
	Fault   string           `json:"fault"`
	Unmet   []string         `json:"unmet"`
}

// newPreview returns a preview of nothing yet.
func newPreview(layer string) *preview {
	return &preview{Layer: layer, byText: make(map[string]*previewGroup), leads: leads{}}
}

// preview works out what a change of a layer does. Nothing is stored.
func (s *desk) preview(ctx context.Context, kind inventory.LayerKind, name string, change func(*inventory.Layer) error) (*preview, error) {
	set, err := s.LayerSet(ctx, inventory.DefaultTenant)
	if err != nil {
		return nil, err
	}
	old, err := set.Layer(kind, name)
	if err != nil {
		return nil, err
	}
	changed := old.Clone()
	if err := change(&changed); err != nil {
		return nil, err
	}
	if err := changed.Validate(); err != nil {
		return nil, err
	}
	p := newPreview(changed.String())
	p.givesServer = changesServer(&old, &changed)
	p.before, p.after = provision.NewLayers(set), provision.NewLayers(replaced(set, changed))
	if p.warnings, err = checkLayer(&old, &changed); err != nil {
		return nil, err
	}
	err = app.Preview(ctx, s, p.before, p.after, kind, name, p.add)
	p.Leads = p.leads.list()
	return p, err
}

// previewTemplate works out what a new text of a template does to the phones of the profiles that have it.
func (s *desk) previewTemplate(ctx context.Context, t inventory.Template) (*preview, error) {
	set, err := s.LayerSet(ctx, inventory.DefaultTenant)
	if err != nil {
		return nil, err
	}
	changed := set
	changed.Templates = append(slices.DeleteFunc(slices.Clone(set.Templates), func(o inventory.Template) bool { return o.Name == t.Name }), t)
	before := provision.NewLayers(set)
	p := newPreview("template " + t.Name)
	p.after = provision.NewLayers(changed)
	for i := range set.Layers {
		if set.Layers[i].Template != t.Name {
			continue
		}
		if err := app.Preview(ctx, s, before, p.after, set.Layers[i].Kind, set.Layers[i].Name, p.add); err != nil {
			return nil, err
		}
	}
	p.Leads = p.leads.list()
	return p, nil
}

// checkLayer refuses values that no document could have, unless the layer has them before the change,
// and returns the values that deserve a second look.
func checkLayer(before, l *inventory.Layer) (warnings []error, err error) {
	faults, err := provision.CheckLayer(l)
	if err != nil {
		return nil, invalid(err)
	}
	had, _ := provision.CheckLayer(before) // an error says that no model of it is known
	for i := range faults {
		if slices.Contains(had, faults[i]) {
			faults[i].Refused = false
		}
	}
	return provision.Warnings(faults), invalid(provision.Refusal(faults))
}

// replaced returns a set with another form of one of its layers.
func replaced(set inventory.LayerSet, changed inventory.Layer) inventory.LayerSet {
	set.Layers = slices.Clone(set.Layers)
	i := slices.IndexFunc(set.Layers, func(l inventory.Layer) bool { return l.Kind == changed.Kind && l.Name == changed.Name })
	if i < 0 {
		set.Layers = append(set.Layers, changed)
	} else {
		set.Layers[i] = changed
	}
	return set
}

// add counts the effect on one device.
func (p *preview) add(e provision.Effect) {
	p.Devices++
	if e.IsNone() {
		return
	}
	fault := ""
	if e.Fault != nil && !e.Faulty {
		p.Faulty++
		fault = e.Fault.Error()
	}
	if len(e.Unmet) > 0 {
		p.Unmet++
	}
	p.Changed++
	m, _ := model.Lookup(e.Model)
	p.leads.addChanges(m, e.Changes)
	key := e.Model + "\n" + fault
	for _, unmet := range e.Unmet {
		key += "\n! " + unmet
	}
	for _, c := range e.Changes {
		key += "\n" + c.String()
	}
	g := p.byText[key]
	switch {
	case g == nil && len(p.Groups) == shownGroups:
		p.Others++
		return
	case g == nil:
		g = &previewGroup{Model: e.Model, Changes: e.Changes, Fault: fault, Unmet: e.Unmet}
		p.byText[key] = g
		p.Groups = append(p.Groups, g)
	}
	g.Devices++
	g.MACs = append(g.MACs, e.MAC.String())
	if slices.Sort(g.MACs); len(g.MACs) > shownMACs {
		g.MACs = g.MACs[:shownMACs]
	}
}

// summary is "42 of 130 phones get another document".
func (p *preview) summary(would bool) string {
	verb, one, none := "get", "gets", "changes"
	if would {
		verb, one, none = "would get", "would get", "would change"
	}
	switch {
	case p.Devices == 0:
		return "no phone has it"
	case p.Changed == 0:
		return fmt.Sprintf("no document of %s %s", count(p.Devices, "phone"), none)
	case p.Devices == 1:
		return fmt.Sprintf("its one phone %s another document", one)
	case p.Changed == 1:
		return fmt.Sprintf("1 of %d phones %s another document", p.Devices, one)
	}
	return fmt.Sprintf("%d of %d phones %s another document", p.Changed, p.Devices, verb)
}

// lines are the preview for a person.
func (p *preview) lines() []string {
	lines := append([]string{p.Layer + ": " + p.summary(true)}, leadLines(p.Leads)...)
	return append(lines, p.groupLines()...)
}

// groupLines are the groups for a person.
func (p *preview) groupLines() (lines []string) {
	for _, g := range p.Groups {
		lines = append(lines, g.lines()...)
	}
	if p.Others > 0 {
		lines = append(lines, fmt.Sprintf("and %s in other ways", count(p.Others, "phone")))
	}
	return lines
}

func (g *previewGroup) lines() []string {
	names := firstOf(g.MACs, g.Devices)
	lines := []string{fmt.Sprintf("%d × %s: %s", g.Devices, g.Model, names)}
	for _, why := range g.refused() {
		lines = append(lines, "  ! "+why)
	}
	for _, c := range g.Changes {
		lines = append(lines, "  "+c.String())
	}
	return lines
}

// print shows what would be done.
func (p *preview) print(cmd *cobra.Command, asJSON bool) error {
	if asJSON {
		return writeJSON(cmd.OutOrStdout(), p)
	}
	return report(cmd, "%s", strings.Join(p.lines(), "\n"))
}

// report says what was done.
func (p *preview) report(cmd *cobra.Command, asJSON bool) error {
	if asJSON {
		return writeJSON(cmd.OutOrStdout(), p)
	}
	lines := append([]string{p.Layer + " changed: " + p.summary(false)}, leadLines(p.Leads)...)
	return report(cmd, "%s", strings.Join(lines, "\n"))
}

// refused lists what the devices must not get.
func (g *previewGroup) refused() []string {
	if g.Fault != "" {
		return append([]string{g.Fault}, g.Unmet...)
	}
	return g.Unmet
}

// refusal is the error of a change that makes documents with an error, or with values that phones ignore; nil when it makes none.
func (p *preview) refusal() error {
	switch {
	case p.Faulty > 0:
		return exitError(exitUsage, fmt.Errorf("%s of %s would get a document with an error: nothing was changed", count(p.Faulty, "phone"), p.Layer))
	case p.Unmet > 0:
		return exitError(exitUsage, fmt.Errorf("%s of %s would ignore what is set: nothing was changed", count(p.Unmet, "phone"), p.Layer))
	}
	return nil
}

// printFaults shows the groups that the refusal is about, with why.
func (p *preview) printFaults(cmd *cobra.Command) {
	for _, g := range p.Groups {
		if n := len(g.refused()); n > 0 {
			progress(cmd, "%s", strings.Join(g.lines()[:1+n], "\n"))
		}
	}
}
