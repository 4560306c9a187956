package provision

import (
	"crypto/sha256"
	"hash"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

const (
	// maxEffects is how many changes Effects keeps for devices that are alike.
	maxEffects = 1 << 16
	// maxAlike is the size of a document, and of the values of a device, up to which devices can be alike: above that, it
	// could be the length of all values together that is at fault.
	maxAlike = 256 << 10
	// maxAlikeFaults is how many findings a document may have then.
	maxAlikeFaults = provdoc.MaxFindings / 2
)

// Effects tells what a change of the layers does to one device after the other, each as EffectOf does. Devices of one model and with the
// same layers, whose own values have the same names, are alike: a change has one effect on all of them, and is worked out once. It is
// safe for concurrent use.
type Effects struct {
	before, after *Layers

	mu    sync.Mutex // guards what follows
	known map[effectKey]Effect
	size  int // of all that is known, in changes
}

// effectKey stands for all that the effect on a device depends on, but for values that are wrong by themselves or not at all.
type effectKey [sha256.Size]byte

// NewEffects compares two Layers.
func NewEffects(before, after *Layers) *Effects {
	return &Effects{before: before, after: after, known: make(map[effectKey]Effect)}
}

// Of is EffectOf for a device. Changes may be shared with other devices: do not modify them.
func (e *Effects) Of(d *inventory.Device) Effect {
	key, ok := e.key(d)
	if !ok {
		return EffectOf(e.before, e.after, d)
	}
	if effect, found := e.find(key); found {
		effect.MAC = d.MAC
		return effect
	}
	effect, alike := effectOf(e.before, e.after, d)
	if alike && !showsOwn(effect.Changes, d) {
		e.keep(key, effect)
	}
	return effect
}

// showsOwn reports whether changes tell of a value of the device's own: a change of the layers may decide which of two counts that are
// for one item.
func showsOwn(changes []provdoc.Change, d *inventory.Device) bool {
	m, err := model.Lookup(d.Model)
	if err != nil {
		return true
	}
	items := make(map[string]bool)
	for _, entry := range ownEntries(m, pairFormOf(m, d), d) {
		items[itemOf(m, entry.Name)] = true
	}
	return slices.ContainsFunc(changes, func(c provdoc.Change) bool { return items[itemOf(m, c.Item)] })
}

// itemOf is the NVM item that a name stands for, or the name where none is known.
func itemOf(m *model.Model, name string) string {
	if p, known := provdoc.LookupParameterFor(m, name); known && p.Item != "" {
		return p.Item
	}
	return provdoc.NormalName(name)
}

func (e *Effects) find(key effectKey) (Effect, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	effect, found := e.known[key]
	return effect, found
}

// keep remembers an effect, and forgets all when they are too many: each is worked out again where it is still needed.
func (e *Effects) keep(key effectKey, effect Effect) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.size += 1 + len(effect.Changes); e.size > maxEffects {
		e.size = 1 + len(effect.Changes)
		clear(e.known)
	}
	e.known[key] = effect
}

// key returns the key of a device; false for one that is to be looked at by itself.
func (e *Effects) key(d *inventory.Device) (key effectKey, ok bool) {
	m, err := model.Lookup(d.Model)
	if err != nil || d.Document != nil || !d.Redirect.IsZero() || e.before.hasTemplate(d) || e.after.hasTemplate(d) {
		return key, false
	}
	var firmware model.Firmware
	if d.Firmware != "" {
		if firmware, err = m.ParseFirmware(d.Firmware); err != nil {
			return key, false
		}
	}
	own := ownEntries(m, pairFormOf(m, d), d)
	if !fine(m, firmware, own) {
		return key, false
	}
	h := sha256.New()
	write(h, d.Model, d.Firmware, d.Site, d.Profile, string(pairFormOf(m, d)), strconv.FormatBool(d.Version.IsZero()))
	for _, entry := range own {
		write(h, entry.Name, telling(m, entry))
	}
	for _, raw := range rawOf(d.Settings) {
		write(h, inventory.RawPrefix+raw.Name, raw.Value)
	}
	h.Sum(key[:0])
	return key, true
}

// write adds texts to a hash, so that no two lists of them give the same.
func write(h hash.Hash, texts ...string) {
	for _, text := range texts {
		h.Write(strconv.AppendInt(nil, int64(len(text)), 10))
		h.Write([]byte{' '})
		h.Write([]byte(text))
	}
}

// fine reports whether none of a device's own values is at fault by itself, and they are not many.
func fine(m *model.Model, firmware model.Firmware, own []provdoc.Entry) bool {
	size := 0
	for _, entry := range own {
		size += len(entry.Name) + len(entry.Value)
	}
	if size > maxAlike {
		return false
	}
	for _, f := range provdoc.CheckEntries(m, firmware, own) {
		if f.Code == codeOverLimit || f.Code == codeBadValue {
			return false
		}
	}
	return true
}

// telling is the part of a value on which other values can depend. A text, an address, a PIN: these differ from device to device, and
// are right or wrong by themselves.
func telling(m *model.Model, entry provdoc.Entry) string {
	p, known := provdoc.LookupParameterFor(m, entry.Name)
	if !known || p.Attribute || strings.Contains(entry.Value, "://") {
		return entry.Value
	}
	switch p.Type {
	case provdoc.TypeString, provdoc.TypeIPv4, provdoc.TypeBytes, provdoc.TypePIN:
		return ""
	}
	return entry.Value
}

// hasTemplate reports whether a template writes the document of a device.
func (l *Layers) hasTemplate(d *inventory.Device) bool {
	if d.Profile == "" {
		return false
	}
	p, err := l.find(inventory.LayerProfile, d.Profile)
	return err == nil && p.Template != ""
}
