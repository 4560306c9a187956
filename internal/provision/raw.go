package provision

import (
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// rawOf are the raw ones of settings, as they are written.
func rawOf(settings []inventory.Setting) (raw []provdoc.Entry) {
	for _, s := range settings {
		if s.Raw {
			raw = append(raw, provdoc.Entry{Name: s.Item, Value: s.Value})
		}
	}
	return raw
}

// layerPart is what a layer says to a model. Raw items are for models that are known, and so in profiles alone.
func layerPart(m *model.Model, layer *inventory.Layer) provdoc.Part {
	part := provdoc.Part{Entries: layerEntries(m, layer)}
	if layer.Kind == inventory.LayerProfile {
		part.Raw = rawOf(layer.Settings)
	}
	return part
}

// sharedPart is what the layers say to a model, a later layer in place of an earlier one.
func sharedPart(m *model.Model, layers []*inventory.Layer) provdoc.Part {
	var merged provdoc.Part
	for _, layer := range layers {
		merged = provdoc.MergeParts(m, merged, layerPart(m, layer))
	}
	return merged
}

// rawFaults adds what keeps raw items from being written for a model.
func rawFaults(faults []ValueFault, m *model.Model, raw []provdoc.Entry) []ValueFault {
	for _, e := range raw {
		if err := provdoc.CheckRaw(m, e); err != nil {
			faults = append(faults, ValueFault{Item: inventory.RawPrefix + e.Name, Message: err.Error(), Refused: true})
		}
	}
	return faults
}
