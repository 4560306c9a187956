// Package app is the server as a whole: it reads the configuration, opens the store, and starts and stops the listeners.
package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/guard"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/internal/server"
	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/model"
)

// fingerprintKey is what the key of the fingerprints of documents is derived for.
const fingerprintKey = "fingerprints of documents"

// NewPublisher returns what publishes documents into a store that is opened with a key, for those who change devices without a
// server. Its layers are read once and again when a device has newer ones.
func NewPublisher(st inventory.Store, key [32]byte) *provision.Publisher {
	return newPublisher(st, newLayers(st), key)
}

func newPublisher(shelf provision.Shelf, l *layers, key [32]byte) *provision.Publisher {
	return &provision.Publisher{Shelf: shelf, Key: store.DeriveKey(key, fingerprintKey), Layers: l.at}
}

// App is one server. New makes it, Start serves its addresses, Stop ends it.
type App struct {
	config     settled
	log        *slog.Logger
	doors      *doors
	store      inventory.Store
	devices    *follower
	renewer    *renewer
	publishing *publishing
	publisher  *provision.Publisher
	recorder   *recorder
	refusals   *server.Refusals
	keeper     *keeper
	health     *health
	daily      func()     // ends what is said once a day
	restored   func()     // ends what restores the networks of devices
	files      *fileWatch // nil in tests without files
	provision  *provision.Provisioner
	listeners  []*server.Listener
	addresses  Addresses
	lock       *os.File // nil when none is held
}

// Addresses are those that the listeners got, as host:port; empty for a listener that is not there.
type Addresses struct {
	Phones, PhonesTLS, Console, LabBasic string
}

// New opens the addresses and the store and prepares the server. It refuses a
// configuration that is not valid and a key that is no secret, and writes
// nothing before everything else is there. The caller must call Stop, also when
// Start is never called.
func New(ctx context.Context, c Config, log *slog.Logger) (*App, error) {
	s, err := c.settle()
	if err != nil {
		return nil, err
	}
	d, err := openDoors(ctx, s, log)
	if err != nil {
		return nil, err
	}
	st, key, err := store.OpenData(ctx, store.Config{DataDir: c.Data, URL: c.Database, Logger: log}, true)
	if err != nil {
		return nil, errors.Join(&configError{err}, d.close())
	}
	var lock *os.File
	if c.Database == "" {
		if lock, err = lockData(c.Data); err != nil {
			return nil, errors.Join(err, st.Close(), d.close())
		}
	}
	a, err := assemble(s, d, log, st, key)
	if err != nil {
		return nil, errors.Join(err, unlock(lock))
	}
	a.lock = lock
	a.files = watchFiles(st.Intact, log)
	return a, nil
}

func unlock(lock *os.File) error {
	if lock == nil {
		return nil
	}
	return lock.Close()
}

// assemble wires the parts. It starts those that work in the background; the follower begins to read the devices.
func assemble(
	s settled, d *doors, log *slog.Logger, st inventory.Store, key [32]byte,
) (*App, error) {
	nonces := newNonces(s, st, key)
	verifier, err := digest.NewVerifier(digest.Config{
		Realm:  s.Realm,
		Tenant: inventory.DefaultTenant,
		Keys:   digest.NewKeyRing(1, nonces.key),
		Policy: digest.Policy{Algorithms: s.algorithms},
		Rand:   rand.Reader,
	})
	if err != nil {
		return nil, errors.Join(err, st.Close(), d.close())
	}
	a := &App{config: s, log: log, doors: d, store: st}
	shared := newLayers(st)
	a.publishing = &publishing{Shelf: st}
	publisher := newPublisher(a.publishing, shared, key)
	a.publisher = publisher
	docs := newDocuments(st, publisher, documentCacheSize)
	a.renewer = renew(st, publisher, shared, log)
	budgets := guard.New(guard.Config{})
	device := func(mac model.MAC) {
		docs.forget(mac)
		budgets.Renew(mac)
	}
	a.devices = follow(st, shared, followed{device: device, layers: func() {
		docs.forgetAll()
		a.renewer.changed()
	}}, log)
	a.restored = restoreNetworks(st, budgets, log)
	a.recorder = newRecorder(st, log)
	a.refusals = server.NewRefusals(a.recorder.record, log, s.proxies)
	a.health = newHealth(st, a.recorder)
	a.keeper = keep(st, s.retention, nonces.sweep, log)
	a.watchCertificates()
	c := provision.Config{
		Directory: a.devices,
		Verifier:  verifier,
		Replay:    nonces.used,
		Guard:     budgets,
		Documents: docs,
		Index:     s.index(),
		LogKey:    store.DeriveKey(key, "user names in events"),
	}
	if d.firmware != nil {
		c.Firmware = d.firmware
	}
	if a.provision, err = provision.New(c); err != nil {
		return nil, errors.Join(err, a.Stop(context.Background()))
	}
	return a, nil
}

// watchCertificates says once a day what is wrong with the certificates.
func (a *App) watchCertificates() {
	a.daily = func() {}
	if a.doors.certificates == nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() { a.doors.certificates.Watch(ctx) })
	a.daily = func() { cancel(); done.Wait() }
}

// Start serves the addresses.
func (a *App) Start(context.Context) error {
	d, at := a.doors, &a.addresses
	var tlsConfig *tls.Config
	if d.certificates != nil {
		tlsConfig = d.certificates.TLSConfig()
	}
	if d.labBasic != nil {
		a.log.Warn("the listener for tests asks for Basic: passwords cross the network readable", "addr", a.config.LabBasic)
	}
	return cmp.Or(
		a.servePhones(d.phones, &at.Phones, nil, false),
		a.servePhones(d.phonesTLS, &at.PhonesTLS, tlsConfig, false),
		a.servePhones(d.labBasic, &at.LabBasic, nil, true),
		a.serveConsole(d.console),
	)
}

// Stop drains the listeners, writes the events that are left and closes the store. When the context ends first, connections
// are cut.
func (a *App) Stop(ctx context.Context) error {
	var errs []error
	for _, l := range a.listeners {
		errs = append(errs, l.Stop(ctx))
	}
	a.listeners = nil
	a.refusals.Close()
	a.recorder.stop()
	a.keeper.stop()
	a.files.stop()
	a.daily()
	a.restored()
	a.devices.stop()
	a.renewer.stop()
	a.publishing.wait()
	return errors.Join(append(errs, a.doors.close(), a.store.Close(), unlock(a.lock))...)
}

// Store returns the store, for those who change devices in the same process.
func (a *App) Store() inventory.Store { return a.store }

// Addresses returns where the server listens. It is valid after Start.
func (a *App) Addresses() Addresses { return a.addresses }

// Sync waits until the listeners know of every change that was made before the call.
func (a *App) Sync(ctx context.Context) error {
	if err := a.devices.sync(ctx); err != nil {
		return fmt.Errorf("follow the devices: %w", err)
	}
	return nil
}

// Ready reports why the server does not answer phones well at the moment; nil means that it does.
func (a *App) Ready(ctx context.Context) error {
	if err := a.devices.failing(); err != nil {
		return err
	}
	if err := a.files.check(); err != nil {
		return err
	}
	return a.health.check(ctx)
}
