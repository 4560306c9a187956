package main

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/offhook/offhook/internal/app"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
)

// desk is the database that a command works on, with what publishes documents into it.
type desk struct {
	inventory.Store
	publisher *provision.Publisher
	stored    bool // whether a change was stored
}

func newDesk(s inventory.Store, key [32]byte) *desk {
	return &desk{Store: s, publisher: app.NewPublisher(s, key)}
}

// layers are those that the database has now, or has had a moment ago.
func (s *desk) layers(ctx context.Context) (*provision.Layers, error) {
	return s.publisher.Layers(ctx, 0)
}

// publish gives the document of a device that was changed its VERSION, as a phone that asks next would.
func (s *desk) publish(ctx context.Context, d inventory.Device) (provision.Document, error) {
	doc, err := s.publisher.Document(ctx, time.Now(), d)
	if err == nil && doc.Held != nil {
		err = doc.Held
	}
	return doc, err
}

// cause is what the database said of a document that is not available, on one line.
func cause(err error) string {
	return strings.ReplaceAll(cmp.Or(errors.Unwrap(err), err).Error(), "\n", ": ")
}
