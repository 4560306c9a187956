package provision

import (
	"bytes"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// Effect is what a change of the layers does to the document of one device.
type Effect struct {
	MAC   model.MAC
	Model string
	// Changes are the differences by item; empty when the document stays as it is.
	Changes []provdoc.Change
	// Fault says why the new document could not be sent, so that the device would keep the one that it has; nil when it could.
	Fault error
	// Faulty says that the document before could not be sent either.
	Faulty bool
}

// IsNone reports whether the device notices nothing.
func (e *Effect) IsNone() bool { return len(e.Changes) == 0 && (e.Fault == nil || e.Faulty) }

// EffectOf compares what a device gets from two Layers, but for VERSION, which publishing gives. What the document of a device with
// a document or a redirect of its own would be is not looked at.
func EffectOf(before, after *Layers, d *inventory.Device) Effect {
	e, _ := effectOf(before, after, d)
	return e
}

// effectOf is EffectOf, and reports besides whether it is the same for devices that are alike.
func effectOf(before, after *Layers, d *inventory.Device) (e Effect, alike bool) {
	e = Effect{MAC: d.MAC, Model: d.Model}
	if d.Document != nil || !d.Redirect.IsZero() {
		return e, false
	}
	old, oldErr := before.Render(d)
	now, err := after.Render(d)
	alike = err == nil && oldErr == nil && len(old.Bytes)+len(now.Bytes) < maxAlike
	if err == nil && oldErr == nil && bytes.Equal(old.Bytes, now.Bytes) {
		return e, alike
	}
	if err == nil {
		var faults int
		faults, err = faultsOf(d, &now)
		alike = alike && faults < maxAlikeFaults
	}
	e.Fault, e.Faulty = err, oldErr != nil || err != nil && fit(d, &old) != nil
	if len(now.Bytes) > 0 {
		m, _ := model.Lookup(d.Model)
		e.Changes = provdoc.Difference(m, old.Bytes, now.Bytes)
	}
	return e, alike
}
