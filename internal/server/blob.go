package server

import (
	"io"
	"net/http"
	"time"

	"github.com/offhook/offhook/internal/provision"
)

// slowestLine is how many bytes a second a phone takes at least; a slower one is cut off, and asks for the rest with Range.
const slowestLine = 16 << 10

// serveBlob sends a firmware file, the parts of it that were asked for, or nothing when the phone has it. It returns the status
// and the number of bytes that were sent.
func serveBlob(w http.ResponseWriter, r *http.Request, b *provision.Blob) (status, sent int) {
	defer b.Content.Close()
	limit := writeTimeout + time.Duration(b.Size/slowestLine)*time.Second
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(limit)) // a ResponseWriter of a test has none
	header := w.Header()
	header["Content-Type"] = binaryType
	header.Set("ETag", b.ETag)
	counting := &blobWriter{ResponseWriter: w}
	http.ServeContent(counting, r, "", b.Modified, b.Content)
	return counting.status, int(counting.sent)
}

// binaryType is that of firmware.
var binaryType = []string{"application/octet-stream"}

// blobWriter notes the status, counts the bytes of the body, and gives the fields of the header the form that all answers have.
type blobWriter struct {
	http.ResponseWriter
	status int
	sent   int64
}

// WriteHeader puts the entity tag under the exact name of the wire, and gives an answer without the file a plain body.
func (w *blobWriter) WriteHeader(status int) {
	w.status = status
	header := w.Header()
	if tag, ok := header["Etag"]; ok {
		delete(header, "Etag")
		header[fieldETag] = tag
	}
	header["Cache-Control"] = noStore
	w.ResponseWriter.WriteHeader(status)
}

// Write counts.
func (w *blobWriter) Write(b []byte) (int, error) {
	n, err := w.ResponseWriter.Write(b)
	w.sent += int64(n)
	return n, err
}

// ReadFrom keeps the way open on which the kernel copies the file to the connection by itself.
func (w *blobWriter) ReadFrom(r io.Reader) (int64, error) {
	n, err := io.Copy(w.ResponseWriter, r)
	w.sent += n
	return n, err
}
