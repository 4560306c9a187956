package main

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/app"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/internal/store"
)

// desk is the database that a command works on, with what publishes documents into it.
type desk struct {
	inventory.Store
	publisher *provision.Publisher
}

func newDesk(s inventory.Store, key [32]byte) *desk {
	return &desk{Store: s, publisher: app.NewPublisher(s, key)}
}

// layers are those that the database has now, or has had a moment ago.
func (s *desk) layers(ctx context.Context) (*provision.Layers, error) {
	return s.publisher.Layers(ctx, 0)
}

// layersAt are the layers of the database that flags name; without a database there are none but the built-in ones.
func (f *storeFlags) layersAt(cmd *cobra.Command) (*provision.Layers, error) {
	config, err := f.config()
	if err != nil {
		return nil, err
	}
	s, key, err := store.OpenData(cmd.Context(), config, false)
	if errors.Is(err, store.ErrNoDatabase) {
		return provision.NewLayers(inventory.LayerSet{}), nil
	}
	if err != nil {
		return nil, exitError(exitUsage, err)
	}
	layers, err := newDesk(s, key).layers(cmd.Context())
	return layers, errors.Join(err, s.Close())
}

// publish gives the document of a device that was changed its VERSION, as a phone that asks next would.
func (s *desk) publish(ctx context.Context, d inventory.Device) (provision.Document, error) {
	doc, err := s.publisher.Document(ctx, time.Now(), d)
	if err == nil && doc.Held != nil {
		err = doc.Held
	}
	return doc, err
}
