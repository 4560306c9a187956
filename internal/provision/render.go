package provision

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log/slog"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// versionLayout is ddmmyyhhmm, the form of VERSION. [G p43]
const versionLayout = "0201061504"

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
}

// String shows the size alone.
func (d Document) String() string { return fmt.Sprintf("document of %d bytes", len(d.Bytes)) }

// GoString shows the size alone.
func (d Document) GoString() string { return d.String() }

// LogValue shows the size alone.
func (d Document) LogValue() slog.Value { return slog.StringValue(d.String()) }

// Resolve returns what a device gets: the redirect that it has, or else its document. A document with an error is ErrFaulty.
func Resolve(d *inventory.Device) (Document, error) {
	if d.Redirect.IsZero() {
		return renderFit(d)
	}
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

// Render returns the document of a device: its stored document byte for byte, or the document of its family with its configured pair
// and its settings. The same device gives the same bytes.
func Render(d *inventory.Device) (Document, error) {
	if d.Document != nil {
		stored, _ := provdoc.Parse(d.Document)
		return newDocument(d.Document, stored.ContentType()), nil
	}
	m, err := model.Lookup(d.Model)
	if err != nil {
		return Document{}, fmt.Errorf("render document of %s: %w", d.MAC, err)
	}
	form := cmp.Or(d.PairForm, m.PairForm)
	frame := provdoc.Frame{
		Model: m, MAC: d.MAC, ProfileName: m.ProfileName, Entries: entries(m, form, d), QuotedPair: form == model.PairQuoted,
	}
	if !d.Version.IsZero() {
		frame.Version = d.Version.UTC().Format(versionLayout)
	}
	body, err := provdoc.Build(frame)
	if err != nil {
		return Document{}, fmt.Errorf("render document of %s: %w", d.MAC, err)
	}
	return newDocument(body, provdoc.ContentType(m)), nil
}

func newDocument(body []byte, contentType string) Document {
	sum := sha256.Sum256(body)
	return Document{Bytes: body, ETag: `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`, ContentType: contentType}
}

// entries returns the configured pair in its form and the settings after it, so that a setting may overrule it. Without
// a form the pair is left out: no source says how a document for such a model sets it.
func entries(m *model.Model, form model.PairForm, d *inventory.Device) []provdoc.Entry {
	list := make([]provdoc.Entry, 0, 2+len(d.Settings))
	if d.Username != "" && form != "" {
		username, password := m.PairNames(form)
		list = append(list,
			provdoc.Entry{Name: username, Value: d.Username},
			provdoc.Entry{Name: password, Value: d.Configured.Reveal()})
	}
	for _, s := range d.Settings {
		list = append(list, provdoc.Entry{Name: s.Item, Value: s.Value})
	}
	return list
}
