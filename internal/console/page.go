package console

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"html/template"
	"net/http"
	"strconv"
	"time"

	"github.com/offhook/offhook/internal/inventory"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed static/console.css
var styleSheet []byte

// pages are what the console serves besides data.
type pages struct {
	templates *template.Template
	stylePath string
}

func newPages() (*pages, error) {
	t, err := template.ParseFS(templates, "templates/*.html")
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(styleSheet)
	return &pages{templates: t, stylePath: "/static/console." + hex.EncodeToString(sum[:6]) + ".css"}, nil
}

// frame is what every page shows. Neither it nor the data of any page has a field that could hold a secret.
type frame struct {
	Style, Title string
	// Place is the page of the menu that is shown; empty for none of them.
	Place string
	Now   moment
	Count string
}

func (c *Console) frame(ctx context.Context, title, place string) (frame, error) {
	n, err := c.c.Store.CountDevices(ctx, inventory.DefaultTenant)
	return frame{Style: c.pages.stylePath, Title: title, Place: place, Now: momentOf(c.c.Now()), Count: counted(n, "device")}, err
}

// moment is a time in two forms.
type moment struct{ Machine, Person string }

func momentOf(t time.Time) moment {
	t = t.UTC()
	return moment{Machine: t.Format(time.RFC3339), Person: t.Format("2006-01-02 15:04:05")}
}

// grouped is a number with commas between the thousands.
func grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// counted is "1 device" or "1,200 devices".
func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return grouped(n) + " " + noun
}

// retryAfter is in how many seconds a page may be there again.
const retryAfter = "30"

// badRequest is the error of an address that no link of the console has.
type badRequest struct{ error }

// show answers with a page, or with a sentence about the error that there is in place of its data.
func (c *Console) show(w http.ResponseWriter, name string, data any, err error) {
	var bad badRequest
	switch {
	case errors.As(err, &bad):
		plain(w, http.StatusBadRequest, "bad request: "+bad.Error()+"\n")
		return
	case errors.Is(err, inventory.ErrNotFound):
		plain(w, http.StatusNotFound, "there is no such device\n")
		return
	case err != nil:
		c.c.Logger.Error("page cannot be made", "err", err)
		w.Header().Set("Retry-After", retryAfter)
		plain(w, http.StatusServiceUnavailable, "The database does not answer.\n")
		return
	}
	var b bytes.Buffer
	if err := c.pages.templates.ExecuteTemplate(&b, name, data); err != nil {
		c.c.Logger.Error("page cannot be made", "err", err)
		plain(w, http.StatusInternalServerError, "internal error\n")
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(b.Bytes()) // a client that went away is no fault of ours
}

// style serves the style sheet under a name that changes with its content.
func (c *Console) style(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(styleSheet) // a client that went away is no fault of ours
}
