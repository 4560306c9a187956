package store

import (
	"bytes"
	"compress/flate"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// The columns that hold sealed values. They are part of what is authenticated.
const (
	columnCheck       = "key_check.sealed"
	columnCredentials = "devices.credentials"
	columnSettings    = "devices.settings"
	columnDocument    = "devices.document"
	columnRedirect    = "devices.redirect"

	columnLayerSettings = "layers.settings"
	columnTemplateText  = "template_versions.text"
	columnBody          = "documents.body"
)

// sealVersion is the first byte of every sealed value.
const sealVersion = 1

var errSealed = errors.New("the stored secret does not open: it was changed, moved from another row, or sealed with another key")

// sealer encrypts and authenticates what is secret in the database with
// XChaCha20-Poly1305. A value opens only in the tenant, device and column that
// it was sealed for. It is safe for concurrent use.
type sealer struct {
	aead cipher.AEAD
	// packers are compressors that wait for their next document: to set one up
	// takes a megabyte, and longer than to compress.
	packers sync.Pool // of *flate.Writer
}

func newSealer(master [32]byte) *sealer {
	key := DeriveKey(master, "database seal")
	aead, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		panic(err) // only for a key of another size
	}
	return &sealer{aead: aead}
}

// place is where a sealed value belongs.
type place struct {
	tenant string
	mac    model.MAC
	column string
}

// data returns the associated data: no two places have the same, as the parts
// of fixed size come first and tenants cannot hold a zero byte.
func (p place) data() []byte {
	b := make([]byte, 0, 64)
	b = append(b, p.mac[:]...)
	b = append(b, p.tenant...)
	b = append(b, 0)
	return append(b, p.column...)
}

func (s *sealer) seal(p place, text []byte) []byte {
	const head = 1 + chacha20poly1305.NonceSizeX
	sealed := make([]byte, head, head+len(text)+chacha20poly1305.Overhead)
	sealed[0] = sealVersion
	if _, err := rand.Read(sealed[1:head]); err != nil {
		panic(err) // crypto/rand never fails
	}
	return s.aead.Seal(sealed, sealed[1:head], text, p.data())
}

func (s *sealer) open(p place, sealed []byte) ([]byte, error) {
	const head = 1 + chacha20poly1305.NonceSizeX
	if len(sealed) < head || sealed[0] != sealVersion {
		return nil, errSealed
	}
	text, err := s.aead.Open(nil, sealed[1:head], sealed[head:], p.data())
	if err != nil {
		return nil, errSealed
	}
	return text, nil
}

// sealCredentials seals both passwords as one value: the length of the first
// in one byte, then the two.
func (s *sealer) sealCredentials(d *inventory.Device) []byte {
	integrated, configured := d.Integrated.Reveal(), d.Configured.Reveal()
	text := make([]byte, 0, 1+len(integrated)+len(configured))
	text = append(text, byte(len(integrated)))
	text = append(text, integrated...)
	text = append(text, configured...)
	return s.seal(place{d.Tenant, d.MAC, columnCredentials}, text)
}

func (s *sealer) openCredentials(tenant string, mac model.MAC, sealed []byte) (integrated, configured digest.Secret, err error) {
	text, err := s.open(place{tenant, mac, columnCredentials}, sealed)
	if err != nil {
		return digest.Secret{}, digest.Secret{}, err
	}
	if len(text) == 0 || int(text[0]) >= len(text) {
		return digest.Secret{}, digest.Secret{}, fmt.Errorf("credentials of %d bytes", len(text))
	}
	split := 1 + int(text[0])
	return digest.NewSecret(string(text[1:split])), digest.NewSecret(string(text[split:])), nil
}

// rawMark stands behind the item and the value of a raw setting.
const rawMark = "raw"

// sealSettings returns nil, which is NULL, for no settings.
func (s *sealer) sealSettings(p place, settings []inventory.Setting) ([]byte, error) {
	if len(settings) == 0 {
		return nil, nil
	}
	rows := make([][]string, len(settings))
	for i, setting := range settings {
		rows[i] = []string{setting.Item, setting.Value}
		if setting.Raw {
			rows[i] = append(rows[i], rawMark)
		}
	}
	text, err := json.Marshal(rows)
	if err != nil {
		return nil, err
	}
	return s.seal(p, text), nil
}

func (s *sealer) openSettings(p place, sealed []byte) ([]inventory.Setting, error) {
	if sealed == nil {
		return nil, nil
	}
	text, err := s.open(p, sealed)
	if err != nil {
		return nil, err
	}
	var rows [][]string
	if err := json.Unmarshal(text, &rows); err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	settings := make([]inventory.Setting, len(rows))
	for i, row := range rows {
		raw := len(row) == 3 && row[2] == rawMark
		if len(row) != 2 && !raw {
			return nil, fmt.Errorf("setting %d has %d parts that a newer version may know", i+1, len(row))
		}
		settings[i] = inventory.Setting{Item: row[0], Value: row[1], Raw: raw}
	}
	return settings, nil
}

func settingsPlace(tenant string, mac model.MAC) place { return place{tenant, mac, columnSettings} }

func (s *sealer) sealDocument(d *inventory.Device) []byte {
	if d.Document == nil {
		return nil
	}
	return s.seal(place{d.Tenant, d.MAC, columnDocument}, d.Document)
}

func (s *sealer) openDocument(tenant string, mac model.MAC, sealed []byte) ([]byte, error) {
	if sealed == nil {
		return nil, nil
	}
	return s.open(place{tenant, mac, columnDocument}, sealed)
}

// sealRedirect returns nil, which is NULL, for no redirect.
func (s *sealer) sealRedirect(d *inventory.Device) ([]byte, error) {
	if d.Redirect.IsZero() {
		return nil, nil
	}
	text, err := json.Marshal([3]string{d.Redirect.URL, d.Redirect.Username, d.Redirect.Password.Reveal()})
	if err != nil {
		return nil, err
	}
	return s.seal(place{d.Tenant, d.MAC, columnRedirect}, text), nil
}

func (s *sealer) openRedirect(tenant string, mac model.MAC, sealed []byte) (inventory.Redirect, error) {
	if sealed == nil {
		return inventory.Redirect{}, nil
	}
	text, err := s.open(place{tenant, mac, columnRedirect}, sealed)
	if err != nil {
		return inventory.Redirect{}, err
	}
	var parts [3]string
	if err := json.Unmarshal(text, &parts); err != nil {
		return inventory.Redirect{}, fmt.Errorf("redirect: %w", err)
	}
	return inventory.Redirect{URL: parts[0], Username: parts[1], Password: digest.NewSecret(parts[2])}, nil
}

// sealBody compresses and seals a document. It is not sealed beside what others choose, so that its size tells nothing of its secrets
// that the size of the document does not tell.
func (s *sealer) sealBody(tenant string, mac model.MAC, document []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := s.packer(&b)
	if err != nil {
		return nil, err
	}
	defer s.packers.Put(w)
	if _, err := w.Write(document); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return s.seal(place{tenant, mac, columnBody}, b.Bytes()), nil
}

// packer returns a compressor, which knows nothing of earlier documents.
func (s *sealer) packer(to io.Writer) (*flate.Writer, error) {
	if w, ok := s.packers.Get().(*flate.Writer); ok {
		w.Reset(to)
		return w, nil
	}
	return flate.NewWriter(to, flate.BestSpeed)
}

func (s *sealer) openBody(tenant string, mac model.MAC, sealed []byte) ([]byte, error) {
	packed, err := s.open(place{tenant, mac, columnBody}, sealed)
	if err != nil {
		return nil, err
	}
	document, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), inventory.MaxDocument+1))
	if err == nil && len(document) > inventory.MaxDocument {
		err = fmt.Errorf("a document of more than %d bytes", inventory.MaxDocument)
	}
	return document, err
}
