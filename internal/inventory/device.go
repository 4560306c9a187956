package inventory

import (
	"bytes"
	"slices"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// Device is one phone as the operator described it.
type Device struct {
	// Tenant owns the device; DefaultTenant until there are more.
	Tenant string
	// MAC names the device within its tenant.
	MAC model.MAC
	// Name is what people call it, such as "Empfang"; Comment is what they should know of it. Both may
	// be empty, several devices may have the same name, and no document has either.
	Name, Comment string
	// Model is a name of the model table, such as "N720".
	Model string
	// Firmware is the version as the operator wrote it, in any notation of the
	// field; empty means the model's default.
	Firmware string
	// Enabled is false for a device whose requests are all refused.
	Enabled bool
	// Accept says which credentials open the device's document.
	Accept Accept
	// Integrated is the device password of the factory; zero means not known.
	Integrated digest.Secret
	// Username and Configured are the configured pair; both empty means none.
	Username   string
	Configured digest.Secret
	// PairForm is how the generated document sets the configured pair; empty
	// means the form of the model.
	PairForm model.PairForm
	// Site and Profile name the layers that the device takes values from besides the global one; empty means none.
	Site, Profile string
	// Settings are the device's own values, which go into the generated document in this order.
	Settings []Setting
	// Document is sent as it is; nil means that one is generated for the
	// device's family. Do not modify it in place.
	Document []byte
	// Redirect is where the device is sent instead of being given a document; the zero Redirect is none.
	Redirect Redirect
	// Version is the minute that VERSION shows. It moves on with every change
	// of content and is never twice the same, since a phone ignores a document
	// with the VERSION that it has. [G p43]
	Version time.Time
	// Content stands for the bytes of the document that Version was given to, nil when that is not known; ContentSeq is the
	// LayerSet that it was made of. Publishing sets them. Do not modify Content in place.
	Content    []byte
	ContentSeq int64
	// Revision counts the changes of the device, from 1. The store sets it.
	Revision int64
	// Created and Updated are set by the store, in UTC.
	Created, Updated time.Time
}

// SameContent reports whether the document of d would be that of e but for its
// VERSION.
func (d *Device) SameContent(e *Device) bool {
	return d.Model == e.Model &&
		d.Firmware == e.Firmware &&
		d.Username == e.Username &&
		sameSecret(d.Configured, e.Configured) &&
		d.PairForm == e.PairForm &&
		d.Site == e.Site &&
		d.Profile == e.Profile &&
		slices.Equal(d.Settings, e.Settings) &&
		(d.Document == nil) == (e.Document == nil) &&
		bytes.Equal(d.Document, e.Document)
}

// Same reports whether all that an operator can set is the same in d and e.
func (d *Device) Same(e *Device) bool {
	return d.SameContent(e) &&
		d.Name == e.Name &&
		d.Comment == e.Comment &&
		d.Enabled == e.Enabled &&
		d.Accept == e.Accept &&
		sameSecret(d.Integrated, e.Integrated) &&
		d.Redirect.same(&e.Redirect)
}

func sameSecret(a, b digest.Secret) bool { return a.Reveal() == b.Reveal() }

// Clone returns a copy that shares no memory with d that either may change.
func (d *Device) Clone() Device {
	c := *d
	c.Settings = slices.Clone(d.Settings)
	return c
}

// Set sets a setting, in its old place when it is there and at the end when it
// is not.
func (d *Device) Set(item, value string) { d.Put(Setting{Item: item, Value: value}) }

// Put is Set for any setting.
func (d *Device) Put(s Setting) { d.Settings = setSetting(d.Settings, s) }

// Unset removes a setting and reports whether it was there.
func (d *Device) Unset(item string) (found bool) {
	d.Settings, found = unsetSetting(d.Settings, item)
	return found
}

// Record returns what the request path needs of d.
func (d *Device) Record() Record {
	return Record{
		MAC:        d.MAC,
		Model:      d.Model,
		Firmware:   d.Firmware,
		Enabled:    d.Enabled,
		Accept:     d.Accept,
		Integrated: d.Integrated,
		Username:   d.Username,
		Configured: d.Configured,
		Revision:   d.Revision,

		WeakIntegrated: d.Weak(d.Integrated),
		WeakConfigured: d.Weak(d.Configured),
	}
}
