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
	// Unmet says of each value that the phone would ignore from now on, as its condition does not hold, what would be right.
	Unmet []string
}

// IsNone reports whether the device notices nothing.
func (e *Effect) IsNone() bool { return len(e.Changes) == 0 && (e.Fault == nil || e.Faulty) }

// bodies are what a device gets from two Layers.
type bodies struct {
	before, after       []byte
	beforeErr, afterErr error
}

// bodiesOf renders a device without a document and a redirect of its own.
func bodiesOf(before, after *Layers, d *inventory.Device) (b bodies) {
	b.before, b.beforeErr = before.body(d)
	b.after, b.afterErr = after.body(d)
	return b
}

// areAlike reports whether there is nothing to compare.
func (b *bodies) areAlike() bool {
	return b.beforeErr == nil && b.afterErr == nil && bytes.Equal(b.before, b.after)
}

// isFaultyBefore reports whether the document before could not be sent either.
func (b *bodies) isFaultyBefore(d *inventory.Device) bool {
	return b.beforeErr != nil || fit(d, b.before) != nil
}
