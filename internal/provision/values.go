package provision

import (
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// originDevice is what a value of the device itself is from.
const originDevice = "device"

// Value is one value that a device gets, and where it comes from.
type Value struct {
	Item, Value string
	// From is the layer, such as "global" or "profile lobby", or "device".
	From string
	// Over are the values of other layers whose place it takes, the nearest first.
	Over []Value
}

// Values returns the values of a device in the order of its document, its configured pair not among them, and the operator's own for
// templates. They may be secrets.
func (l *Layers) Values(d *inventory.Device) ([]Value, error) {
	m, err := model.Lookup(d.Model)
	if err != nil {
		return nil, err
	}
	layers, err := l.of(d)
	if err != nil {
		return nil, err
	}
	var names []string
	var all [][]provdoc.Entry
	for _, layer := range layers {
		names, all = append(names, layer.String()), append(all, withTags(layerEntries(m, layer), layer.Settings))
	}
	names, all = append(names, originDevice), append(all, withTags(valuesOf(d.Settings), d.Settings))
	merged := provdoc.MergeLayers(m, all...)
	values := make([]Value, len(merged))
	for i := range merged {
		values[i] = valueOf(&merged[i], names)
	}
	return values, nil
}

// withTags adds the operator's own %NAME% values, which templates have.
func withTags(entries []provdoc.Entry, settings []inventory.Setting) []provdoc.Entry {
	for _, s := range settings {
		if isTag(s.Item) {
			entries = append(entries, provdoc.Entry{Name: s.Item, Value: s.Value})
		}
	}
	return entries
}

func valueOf(l *provdoc.Layered, names []string) Value {
	v := Value{Item: l.Name, Value: l.Value, From: names[l.Layer]}
	for i := range l.Over {
		v.Over = append(v.Over, valueOf(&l.Over[i], names))
	}
	return v
}
