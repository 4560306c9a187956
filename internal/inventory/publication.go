package inventory

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/offhook/offhook/model"
)

// Publication is a document without an error, which takes the place of the one before.
type Publication struct {
	Tenant string
	MAC    model.MAC
	// Revision and Content are those of the device that the document was made of; when it has others by now, nothing is published.
	Revision int64
	Content  []byte
	// LayerSeq is the LayerSet that the document was made of.
	LayerSeq int64
	// Version is the minute that its VERSION shows, and Fingerprint stands for all its bytes.
	Version     time.Time
	Fingerprint []byte
	Document    PublishedDocument
}

// PublishedDocument is a document as it was sent or is to be sent. It holds secrets: formatting or logging it shows its size alone.
type PublishedDocument struct {
	Bytes []byte
	// ETag is the entity tag, quotes included.
	ETag        string
	ContentType string
	// Published is when it was first good, Served when the phone last got it; zero for never. The store sets both.
	Published, Served time.Time
}

// String shows the size alone.
func (d PublishedDocument) String() string { return fmt.Sprintf("document of %d bytes", len(d.Bytes)) }

// GoString shows the size alone.
func (d PublishedDocument) GoString() string { return d.String() }

// LogValue shows the size alone.
func (d PublishedDocument) LogValue() slog.Value { return slog.StringValue(d.String()) }

// Served says that a phone got the document with this tag.
type Served struct {
	Tenant string
	MAC    model.MAC
	ETag   string
	Time   time.Time
}
