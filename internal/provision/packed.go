package provision

import (
	"log/slog"
	"unsafe"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// Packed is a Document that takes little memory: of one that is written from compiled values it keeps what the device has of its own, and
// writes it again each time. It holds secrets: formatting or logging it shows its size alone.
type Packed struct {
	document Document
	again    *writing
}

// writing is how a document is written from compiled values.
type writing struct {
	compiled *provdoc.Compiled
	own      *provdoc.Own
	mac      model.MAC
	version  string
}

func (w *writing) body() []byte {
	return w.compiled.Append(make([]byte, 0, w.compiled.Size(w.own)), w.mac, w.version, w.own)
}

// Pack returns the document packed.
func (d Document) Pack() Packed {
	p := Packed{document: d, again: d.again}
	if p.again != nil {
		p.document.Bytes = nil
	}
	return p
}

// Document returns the document as it was packed.
func (p *Packed) Document() Document {
	d := p.document
	if p.again != nil {
		d.Bytes = p.again.body()
	}
	return d
}

// Size is how many bytes of memory it takes, without what documents share.
func (p *Packed) Size() int {
	n := int(unsafe.Sizeof(*p)) + len(p.document.Bytes) + len(p.document.ETag)
	if p.again != nil {
		n += int(unsafe.Sizeof(*p.again)) + p.again.own.MemorySize()
	}
	if r := p.document.Redirect; r != nil {
		n += len(r.Place) + len(r.Address.Reveal()) + len(r.WithPair.Reveal())
	}
	return n
}

// String shows the size alone.
func (p Packed) String() string { return "packed " + p.document.String() }

// GoString shows the size alone.
func (p Packed) GoString() string { return p.String() }

// LogValue shows the size alone.
func (p Packed) LogValue() slog.Value { return slog.StringValue(p.String()) }
