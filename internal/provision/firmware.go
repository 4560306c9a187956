package provision

import (
	"io"
	"time"

	"github.com/offhook/offhook/internal/inventory"
)

// Firmware is a folder of firmware files. Its methods are called for requests whose credentials were right, and for no others.
type Firmware interface {
	// Names returns the names of the files that can be opened.
	Names() ([]string, error)
	// Open opens a file by its name, which has no folders in it. The error is fs.ErrNotExist when there is no such file.
	Open(name string) (*Blob, error)
}

// A Blob is an open file. Whoever gets one closes its Content.
type Blob struct {
	Content  io.ReadSeekCloser
	Size     int64
	Modified time.Time
	// ETag is a strong entity tag, quotes included.
	ETag string
}

// Sent says what became of a Blob: status is the one that was sent. Until then a decision with one is about the whole file.
func (o *Outcome) Sent(status int) {
	d := &o.Decision
	if d.Blob == nil || d.Status == status {
		return
	}
	d.Status = status
	switch status {
	case statusNotModified:
		d.Reason = inventory.ReasonNotModified
	case statusPartialContent:
	default:
		d.Reason = inventory.ReasonNoDocument
	}
}
