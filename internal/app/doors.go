package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"

	"github.com/offhook/offhook/internal/server"
	"github.com/offhook/offhook/internal/store"
)

// doors are what a server needs of its surroundings, checked and open before
// anything is written: its certificates, its addresses, the folder of firmware
// and the rights on the data folder. A start that fails for one of them leaves
// no file behind.
type doors struct {
	certificates *server.Certificates // nil without TLS
	firmware     *server.Folder       // nil when none is offered
	// The addresses; nil for one that is not configured.
	phones, phonesTLS, labBasic, console net.Listener
}

// lockFile is in the data folder; the server that runs on it holds its lock.
const lockFile = "offhook.lock"

// openDoors opens all of them or, with any error, none.
func openDoors(ctx context.Context, s settled, log *slog.Logger) (*doors, error) {
	d := &doors{}
	err := cmp.Or(d.open(ctx, s, log), checkData(s.Config))
	if err != nil {
		return nil, errors.Join(&configError{err}, d.close())
	}
	return d, nil
}

func (d *doors) open(ctx context.Context, s settled, log *slog.Logger) (err error) {
	if s.ListenTLS != "" {
		if d.certificates, err = server.LoadCertificates(s.certificates, log); err != nil {
			return err
		}
	}
	if s.FirmwareDir != "" {
		if d.firmware, err = server.OpenFolder(s.FirmwareDir, log); err != nil {
			return fmt.Errorf("firmware_dir: %w", err)
		}
	}
	for _, door := range []struct {
		address string
		opened  *net.Listener
	}{
		{s.Listen, &d.phones}, {s.ListenTLS, &d.phonesTLS},
		{s.LabBasic, &d.labBasic}, {s.Console, &d.console},
	} {
		if door.address == "" {
			continue
		}
		if *door.opened, err = server.Open(ctx, door.address); err != nil {
			return err
		}
	}
	return nil
}

// checkData reports what keeps the server from working on its data folder.
func checkData(c Config) error {
	files := []string{store.KeyFile}
	if c.Database == "" {
		files = append(files, store.DatabaseFile, lockFile)
	}
	return store.CheckFolder(c.Data, files...)
}

// close closes what is open. Listeners that are served are closed already.
func (d *doors) close() error {
	var errs []error
	for _, ln := range []net.Listener{d.phones, d.phonesTLS, d.labBasic, d.console} {
		if ln == nil {
			continue
		}
		if err := ln.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	if d.firmware != nil {
		errs = append(errs, d.firmware.Close())
	}
	return errors.Join(errs...)
}
