package main

import (
	"slices"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/provdoc"
)

// lostOfOneName is why of several settings of one name all but the last are lost.
const lostOfOneName = "it is there several times, and a device has one setting of a name: the last one is kept, or keep the document as it is"

// settings are what was taken, as settings of the device, without those that no device can have.
func (t *taking) settings(d *inventory.Device, taken *provdoc.Taken) {
	settings := make([]inventory.Setting, 0, len(taken.Entries)+len(taken.Raw))
	for _, e := range taken.Entries {
		settings = append(settings, inventory.Setting{Item: e.Name, Value: e.Value})
	}
	for _, e := range taken.Raw {
		settings = append(settings, inventory.Setting{Item: e.Name, Value: e.Value, Raw: true})
	}
	last, seen := map[string]int{}, map[string]int{}
	for i, s := range settings {
		last[s.Item] = i
	}
	d.Settings = nil
	for i, s := range settings {
		at := taken.Places(s.Item)[seen[s.Item]]
		seen[s.Item]++
		if err := s.Validate(); err != nil {
			t.lose(at, s.Item, err.Error())
		} else if last[s.Item] != i {
			t.lose(at, s.Item, lostOfOneName)
		} else {
			d.Settings = append(d.Settings, s)
		}
	}
}

func (t *taking) lose(at provdoc.Place, item, reason string) {
	t.view.lose(provdoc.Loss{Line: at.Line, Column: at.Column, Item: item, Reason: reason})
}

// idleCodes are the rules that a setting breaks which has no effect on the phone, or is an address
// that no phone can ask.
var idleCodes = []string{"condition-not-met", "below-firmware", "bad-address", "unknown-token"}

// loseIdle removes the settings that are of no use to the phone. They are lost, because device set
// would refuse them.
func (t *taking) loseIdle(d *inventory.Device, taken *provdoc.Taken) {
	faults, err := t.layers.CheckValues(d)
	if err != nil {
		return // the check of the device says so
	}
	for _, f := range faults {
		if f.Refused && slices.Contains(idleCodes, f.Code) && d.Unset(f.Item) {
			t.lose(t.placeOf(f, d, taken), f.Item, f.Message)
		}
	}
}
