package main

import (
	"cmp"
	"strings"
	"time"

	"github.com/offhook/offhook/internal/inventory"
)

// layerView is a layer as the commands show it, without its secrets.
type layerView struct {
	Kind     inventory.LayerKind `json:"kind"`
	Name     string              `json:"name"`
	Models   []string            `json:"models"`
	Template string              `json:"template"`
	Comment  string              `json:"comment"`
	Standard bool                `json:"standard"`
	Devices  int                 `json:"devices"`
	Revision int64               `json:"revision"`
	Updated  time.Time           `json:"updated"`
	Settings []settingView       `json:"settings"`

	title string
}

// viewLayer shows a layer, of whose devices the number is among the counts.
func viewLayer(l *inventory.Layer, counts map[string]int) layerView {
	return layerView{
		Kind: l.Kind, Name: l.Name, Models: append([]string{}, l.Models...), Template: l.Template, Comment: l.Comment, Standard: l.IsStandard(),
		Revision: l.Revision, Updated: l.Updated, Settings: viewSettings(l.Settings), title: l.String(),
		Devices: counts[l.String()],
	}
}

// lines are the layer for a person.
func (v *layerView) lines() []string {
	lines := []string{"layer:     " + v.title, "phones:    " + count(v.Devices, "phone")}
	if v.Kind == inventory.LayerProfile {
		lines = append(lines, "models:    "+strings.Join(v.Models, ", "), "template:  "+cmp.Or(v.Template, "none, written from the values"))
	}
	if v.Comment != "" {
		lines = append(lines, "comment:   "+v.Comment)
	}
	if v.Revision > 0 {
		lines = append(lines, "changed:   "+v.Updated.Format(time.RFC3339))
	}
	for _, s := range v.Settings {
		lines = append(lines, "set:       "+s.line())
	}
	if len(v.Settings) == 0 {
		lines = append(lines, "set:       nothing")
	}
	return lines
}
