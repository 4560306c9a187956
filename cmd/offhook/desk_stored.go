package main

import (
	"context"
	"fmt"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// storedError is what went wrong after a change was stored. A command that ends with another code
// than 0 has changed nothing, unless its error says what it stored.
type storedError struct{ err error }

func (e *storedError) Error() string {
	return fmt.Sprintf("the change is stored, but afterwards: %v", e.err)
}

func (e *storedError) Unwrap() error { return e.err }

// afterStored returns err as one that came after a change was stored. A nil err stays nil.
func afterStored(err error) error {
	if err == nil {
		return nil
	}
	return &storedError{err}
}

// note keeps that something was stored.
func (s *desk) note(err error) error {
	s.stored = s.stored || err == nil
	return err
}

// CreateDevice implements inventory.Devices.
func (s *desk) CreateDevice(ctx context.Context, d inventory.Device) error {
	return s.note(s.Store.CreateDevice(ctx, d))
}

// SaveDevices implements inventory.Devices.
func (s *desk) SaveDevices(ctx context.Context, devices []inventory.Device) error {
	return s.note(s.Store.SaveDevices(ctx, devices))
}

// UpdateDevice implements inventory.Devices.
func (s *desk) UpdateDevice(
	ctx context.Context, tenant string, mac model.MAC, change func(*inventory.Device) error,
) (inventory.Device, error) {
	d, err := s.Store.UpdateDevice(ctx, tenant, mac, change)
	return d, s.note(err)
}

// DeleteDevice implements inventory.Devices.
func (s *desk) DeleteDevice(ctx context.Context, tenant string, mac model.MAC) error {
	return s.note(s.Store.DeleteDevice(ctx, tenant, mac))
}

// CreateLayer implements inventory.Layers.
func (s *desk) CreateLayer(ctx context.Context, l inventory.Layer) error {
	return s.note(s.Store.CreateLayer(ctx, l))
}

// UpdateLayer implements inventory.Layers.
func (s *desk) UpdateLayer(
	ctx context.Context, tenant string, kind inventory.LayerKind, name string,
	change func(*inventory.Layer) error,
) (inventory.Layer, error) {
	l, err := s.Store.UpdateLayer(ctx, tenant, kind, name, change)
	return l, s.note(err)
}

// DeleteLayer implements inventory.Layers.
func (s *desk) DeleteLayer(
	ctx context.Context, tenant string, kind inventory.LayerKind, name string,
) error {
	return s.note(s.Store.DeleteLayer(ctx, tenant, kind, name))
}

// SaveTemplate implements inventory.Layers.
func (s *desk) SaveTemplate(ctx context.Context, t inventory.Template) (int64, error) {
	number, err := s.Store.SaveTemplate(ctx, t)
	return number, s.note(err)
}

// DeleteTemplate implements inventory.Layers.
func (s *desk) DeleteTemplate(ctx context.Context, tenant, name string) error {
	return s.note(s.Store.DeleteTemplate(ctx, tenant, name))
}
