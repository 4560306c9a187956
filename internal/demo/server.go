package demo

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"sync"

	"github.com/offhook/offhook/internal/app"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// server is a real server with its operator.
type server struct {
	app       *app.App
	addresses Addresses
	// stop ends the server, once; it returns the same error again.
	stop func() error
}

// startServer starts a server with every listener that the demonstration needs.
func startServer(ctx context.Context, config Config) (*server, error) {
	c := app.Default()
	c.Data = config.DataDir
	c.Listen = cmp.Or(config.Listen, "127.0.0.1:0")
	c.Console = cmp.Or(config.Console, "127.0.0.1:0")
	c.LabBasic = "127.0.0.1:0"
	a, err := app.New(ctx, c, cmp.Or(config.Logger, slog.New(slog.DiscardHandler)))
	if err != nil {
		return nil, err
	}
	s := &server{app: a}
	s.stop = sync.OnceValue(func() error { return a.Stop(context.WithoutCancel(ctx)) })
	if err := a.Start(ctx); err != nil {
		_ = s.stop()
		return nil, err
	}
	at := a.Addresses()
	s.addresses = Addresses{Phones: "http://" + at.Phones, LabBasic: "http://" + at.LabBasic, Console: "http://" + at.Console}
	return s, nil
}

// url is where the phone with this address finds its document.
func (s *server) url(basic bool, mac model.MAC) string {
	base := s.addresses.Phones
	if basic {
		base = s.addresses.LabBasic
	}
	return base + "/" + mac.String() + ".xml"
}

// enter makes the device known to the server.
func (s *server) enter(ctx context.Context, b *box, e Entry) error {
	d, err := b.device(e)
	if err != nil {
		return fmt.Errorf("enter device %s: %w", b.mac, err)
	}
	if err := s.app.Store().CreateDevice(ctx, d); err != nil {
		return fmt.Errorf("enter device %s: %w", b.mac, err)
	}
	return s.app.Sync(ctx)
}

// accept changes which credentials open the document of a device.
func (s *server) accept(ctx context.Context, mac model.MAC, accept inventory.Accept) error {
	_, err := s.app.Store().UpdateDevice(ctx, inventory.DefaultTenant, mac, func(d *inventory.Device) error {
		d.Accept = accept
		return nil
	})
	if err != nil {
		return fmt.Errorf("edit device %s: %w", mac, err)
	}
	return s.app.Sync(ctx)
}
