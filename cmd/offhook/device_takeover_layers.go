package main

import (
	"slices"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// leaveToLayers takes out the settings that the layers of the device say already, so that a change there reaches it, unless that
// would make another document.
func (t *taking) leaveToLayers(d *inventory.Device, m *model.Model) {
	values, err := t.layers.Values(d)
	if err != nil {
		return // the check of the device says so
	}
	shared := map[string]bool{}
	for _, v := range values {
		if isShared(m, v) {
			shared[v.Item] = true
		}
	}
	if len(shared) == 0 {
		return
	}
	less := d.Clone()
	less.Settings = slices.DeleteFunc(less.Settings, func(s inventory.Setting) bool { return shared[s.Item] })
	if t.saysTheSame(d, &less, m) {
		d.Settings = less.Settings
		t.view.Shared = len(shared)
	}
}

// isShared reports whether a value of the device is the one that it would have from its layers.
func isShared(m *model.Model, v provision.Value) bool {
	if v.From != provision.OriginDevice || len(v.Over) == 0 || v.Over[0].From == provision.OriginPair {
		return false
	}
	below := v.Over[0]
	_, same := sameSetting(m, []inventory.Setting{{Item: below.Item}}, v.Item)
	return same && below.Value == v.Value && below.Raw == v.Raw
}

// saysTheSame reports whether two devices get documents that mean the same to a phone.
func (t *taking) saysTheSame(a, b *inventory.Device, m *model.Model) bool {
	one, err := t.layers.Render(a)
	if err != nil {
		return false
	}
	two, err := t.layers.Render(b)
	return err == nil && !slices.ContainsFunc(provdoc.Difference(m, one.Bytes, two.Bytes), func(c provdoc.Change) bool { return c.Kind != provdoc.Rewritten })
}
