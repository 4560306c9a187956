package provision

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log/slog"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// Document is what a phone downloads. It holds secrets: formatting or logging it shows its size alone.
type Document struct {
	// Bytes is the body. Do not modify it.
	Bytes []byte
	// ETag is a strong entity tag, quotes included.
	ETag string
	// ContentType is that of the kind of document and of its encoding.
	ContentType string
	// Redirect is where the device is sent instead; the other fields are zero then. Nil means nowhere.
	Redirect *Redirect
	// Held says why this is an older document: the newer one has an error, or cannot be stored, which is
	// ErrUnavailable. Nil when it is the newest. It holds no secret.
	Held error

	again *writing // how it is written once more; nil for what is not written from compiled values
}

// String shows the size alone.
func (d Document) String() string { return fmt.Sprintf("document of %d bytes", len(d.Bytes)) }

// GoString shows the size alone.
func (d Document) GoString() string { return d.String() }

// LogValue shows the size alone.
func (d Document) LogValue() slog.Value { return slog.StringValue(d.String()) }

// redirectOf returns where a device is sent that has a redirect.
func redirectOf(d *inventory.Device) (Document, error) {
	address, err := d.RedirectAddress()
	if err != nil {
		return Document{}, fmt.Errorf("redirect device %s: %w", d.MAC, err)
	}
	withPair, err := d.RedirectWithPair()
	if err != nil {
		return Document{}, fmt.Errorf("redirect device %s: %w", d.MAC, err)
	}
	return Document{Redirect: &Redirect{Place: d.Redirect.Place(), Address: digest.NewSecret(address), WithPair: withPair}}, nil
}

// Resolve returns what a device would get with the VERSION that it has: where it is sent, or its document. A document with an error
// is ErrFaulty.
func (l *Layers) Resolve(d *inventory.Device) (Document, error) {
	if !d.Redirect.IsZero() {
		return redirectOf(d)
	}
	document, err := l.Render(d)
	if err == nil {
		err = fit(d, document.Bytes)
	}
	if err != nil {
		return Document{}, err
	}
	return document, nil
}

// Render returns the document of a device with the VERSION that it has: its stored document byte for byte, what the template of its
// profile makes, or the document of its family with the values of its layers, its configured pair and its settings. The same device and
// the same layers give the same bytes.
func (l *Layers) Render(d *inventory.Device) (Document, error) { return l.render(d, d.Version) }

// render is Render with another VERSION.
func (l *Layers) render(d *inventory.Device, at time.Time) (Document, error) {
	if d.Document != nil {
		return foreignDocument(d.Document), nil
	}
	w, err := l.write(d, at)
	if err != nil {
		return Document{}, err
	}
	if w.again == nil {
		return foreignDocument(w.body), nil
	}
	document := newDocument(w.body, w.contentType)
	document.again = w.again
	return document, nil
}

// body is the document of a device, which has none of its own, with the VERSION that it has.
func (l *Layers) body(d *inventory.Device) ([]byte, error) {
	w, err := l.write(d, d.Version)
	return w.body, err
}

// written is a document as it was written. What a template made tells its content type itself, and is not written again.
type written struct {
	body        []byte
	contentType string
	again       *writing
}

func (l *Layers) write(d *inventory.Device, at time.Time) (written, error) {
	w, err := l.writeAny(d, at)
	if err != nil {
		return written{}, fmt.Errorf("render document of %s: %w", d.MAC, err)
	}
	return w, nil
}

func (l *Layers) writeAny(d *inventory.Device, at time.Time) (written, error) {
	m, err := model.Lookup(d.Model)
	if err != nil {
		return written{}, err
	}
	layers, err := l.of(d)
	if err != nil {
		return written{}, err
	}
	version := ""
	if !at.IsZero() {
		version = provdoc.FormatVersion(at.UTC())
	}
	if name := templateOf(layers); name != "" {
		body, err := l.execute(name, m, layers, d, version)
		return written{body: body}, err
	}
	pairForm := pairFormOf(m, d)
	c, err := l.compiled(m, layers, d, pairForm == model.PairQuoted)
	if err != nil {
		return written{}, err
	}
	own, err := c.Prepare(provdoc.Part{Entries: ownEntries(m, pairForm, d), Raw: rawOf(d.Settings)})
	if err != nil {
		return written{}, err
	}
	again := &writing{c, own, d.MAC, version}
	return written{again.body(), provdoc.ContentType(m), again}, nil
}

// foreignDocument is a document that somebody else wrote.
func foreignDocument(body []byte) Document {
	parsed, _ := provdoc.Parse(body)
	return newDocument(body, parsed.ContentType())
}

func newDocument(body []byte, contentType string) Document {
	sum := sha256.Sum256(body)
	return Document{Bytes: body, ETag: `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`, ContentType: contentType}
}

// pairFormOf is how the document of a device sets its configured pair; "" where no source says how.
func pairFormOf(m *model.Model, d *inventory.Device) model.PairForm {
	return cmp.Or(d.PairForm, m.PairForm)
}

// ownEntries returns the configured pair in its form and the settings after it, so that a setting may overrule it.
func ownEntries(m *model.Model, form model.PairForm, d *inventory.Device) []provdoc.Entry {
	return append(pairEntries(m, form, d), valuesOf(d.Settings)...)
}

// pairEntries are the configured pair. Without a form it is left out: no source says how a document for such a model sets it.
func pairEntries(m *model.Model, form model.PairForm, d *inventory.Device) []provdoc.Entry {
	if d.Username == "" || form == "" {
		return nil
	}
	username, password := m.PairNames(form)
	return []provdoc.Entry{{Name: username, Value: d.Username}, {Name: password, Value: d.Configured.Reveal()}}
}
