package provision

import (
	"slices"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// What a value is from that no layer has.
const (
	// OriginDevice is a setting of the device itself.
	OriginDevice = "device"
	// OriginPair is the configured pair, which stands above the layers and below the settings of the device.
	OriginPair = "configured pair"
)

// Value is one value that a device gets, and where it comes from.
type Value struct {
	Item, Value string
	// Raw says that it is written exactly as it stands.
	Raw bool
	// From is the layer, such as "global" or "profile lobby", or OriginPair or OriginDevice.
	From string
	// Over are the values of other layers whose place it takes, the nearest first.
	Over []Value
}

// Values returns the values of a device in the order of its document, and the operator's own for templates. Its configured pair is among
// them where it takes the place of another value, or another value its place. They may be secrets.
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
	var parts []provdoc.Part
	for _, layer := range layers {
		part := layerPart(m, layer)
		part.Entries = withTags(part.Entries, layer.Settings)
		names, parts = append(names, layer.String()), append(parts, part)
	}
	own := provdoc.Part{Entries: withTags(valuesOf(d.Settings), d.Settings), Raw: rawOf(d.Settings)}
	if templateOf(layers) == "" { // a template takes the pair from the device
		names, parts = append(names, OriginPair), append(parts, provdoc.Part{Entries: pairEntries(m, pairFormOf(m, d), d)})
	}
	names, parts = append(names, OriginDevice), append(parts, own)
	for _, part := range parts {
		all = append(all, slices.Concat(part.Entries, part.Raw))
	}
	merged := provdoc.MergeLayers(m, all...)
	values := make([]Value, 0, len(merged))
	for i := range merged {
		if v := valueOf(&merged[i], names, parts); v.From != OriginPair || len(v.Over) > 0 {
			values = append(values, v)
		}
	}
	slices.SortStableFunc(values, func(a, b Value) int { return rawLast(a) - rawLast(b) })
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

// rawLast orders raw items behind all others, as documents do.
func rawLast(v Value) int {
	if v.Raw {
		return 1
	}
	return 0
}

func valueOf(l *provdoc.Layered, names []string, parts []provdoc.Part) Value {
	v := Value{Item: l.Name, Value: l.Value, From: names[l.Layer], Raw: slices.Contains(parts[l.Layer].Raw, l.Entry)}
	for i := range l.Over {
		v.Over = append(v.Over, valueOf(&l.Over[i], names, parts))
	}
	return v
}
