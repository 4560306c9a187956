package provision

import (
	"hash/maphash"
	"sync"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/provdoc"
)

const (
	// maxComparisons is how many bytes of memory the comparisons take that Effects keeps.
	maxComparisons = 64 << 20
	// maxOfKind is how many of them are tried for a device.
	maxOfKind = 32
)

// Effects tells what a change of the layers does to one device after the other. Documents that are written alike and hold other values are
// compared once. It is safe for concurrent use.
type Effects struct {
	before, after *Layers

	mu    sync.Mutex // guards what follows
	known map[deviceKind][]*provdoc.Comparison
	size  int // of all that is known, in bytes
}

// NewEffects compares two Layers.
func NewEffects(before, after *Layers) *Effects {
	return &Effects{before: before, after: after, known: make(map[deviceKind][]*provdoc.Comparison)}
}

// deviceKind is what documents that are written alike have in common: only those of one kind are tried.
type deviceKind struct {
	model, firmware, site, profile string
	names                          uint64 // of the device's own values
}

var kindSeed = maphash.MakeSeed()

func kindOf(d *inventory.Device) deviceKind {
	var h maphash.Hash
	h.SetSeed(kindSeed)
	if d.Username != "" {
		h.WriteString(string(d.PairForm))
	}
	for i := range d.Settings {
		h.WriteByte('\n')
		h.WriteString(d.Settings[i].Item)
	}
	return deviceKind{d.Model, d.Firmware, d.Site, d.Profile, h.Sum64()}
}

// Of compares what a device gets from the two Layers, but for VERSION, which publishing gives. What the document of a device with a
// document or a redirect of its own would be is not looked at. Changes may be shared with other devices: do not modify them.
func (e *Effects) Of(d *inventory.Device) Effect {
	effect := Effect{MAC: d.MAC, Model: d.Model}
	if d.Document != nil || !d.Redirect.IsZero() {
		return effect
	}
	b := bodiesOf(e.before, e.after, d)
	if b.areAlike() {
		return effect
	}
	if b.afterErr != nil {
		effect.Fault, effect.Faulty = b.afterErr, b.isFaultyBefore(d)
		return effect
	}
	c, changes, err := e.compare(d, &b)
	if err != nil {
		effect.Fault, effect.Faulty = err, true
		return effect
	}
	effect.Changes, effect.Fault = changes, faultOf(c.Later)
	effect.Faulty = b.beforeErr != nil || effect.Fault != nil && faultOf(c.Earlier) != nil
	for _, f := range c.Unmet() {
		effect.Unmet = append(effect.Unmet, f.Item+": "+f.Message)
	}
	return effect
}

// compare finds a comparison that tells of the documents of a device, or makes one.
func (e *Effects) compare(d *inventory.Device, b *bodies) (*provdoc.Comparison, []provdoc.Change, error) {
	kind := kindOf(d)
	for _, c := range e.ofKind(kind) {
		if changes, ok := c.Of(b.before, b.after, d.MAC); ok {
			return c, changes, nil
		}
	}
	phone, err := targetOf(d)
	if err != nil {
		return nil, nil, err
	}
	c := provdoc.Compare(phone, b.before, b.after)
	e.keep(kind, c)
	return c, c.Changes, nil
}

// ofKind returns the comparisons of a kind, the latest first.
func (e *Effects) ofKind(kind deviceKind) []*provdoc.Comparison {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.known[kind]
}

// keep remembers a comparison in front of the others of its kind, and forgets all when they are too many: each is made again where it is
// still needed.
func (e *Effects) keep(kind deviceKind, c *provdoc.Comparison) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.size += c.Size(); e.size > maxComparisons {
		e.size = c.Size()
		clear(e.known)
	}
	list := append([]*provdoc.Comparison{c}, e.known[kind]...) // others read the old list
	if len(list) > maxOfKind {
		e.size -= list[maxOfKind].Size()
		list = list[:maxOfKind]
	}
	e.known[kind] = list
}
