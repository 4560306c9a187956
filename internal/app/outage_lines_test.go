package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/console"
	"github.com/offhook/offhook/internal/guard"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/internal/server"
	"github.com/offhook/offhook/model"
)

var errDead = errors.New("the database does not answer")

// deadDatabase refuses everything.
type deadDatabase struct{ inventory.Store }

func (deadDatabase) Device(model.MAC) (inventory.Record, bool, error) {
	return inventory.Record{}, false, errDead
}

func (deadDatabase) Owner(string, model.MAC) (inventory.Record, bool, error) {
	return inventory.Record{}, false, errDead
}

func (deadDatabase) Holders(string, []inventory.Holder) ([]inventory.Holder, error) {
	return nil, errDead
}

func (deadDatabase) AppendEvents(context.Context, []inventory.Event) error   { return errDead }
func (deadDatabase) NoteGood(context.Context, []inventory.GoodNetwork) error { return errDead }
func (deadDatabase) NoteServed(context.Context, []inventory.Served) error    { return errDead }
func (deadDatabase) AddRefusals(
	context.Context, []inventory.RefusalCount, []inventory.Event,
) error {
	return errDead
}

// deadDocuments makes no document.
type deadDocuments struct{}

func (deadDocuments) Document(
	context.Context, string, model.MAC, int64,
) (provision.Document, error) {
	return provision.Document{}, errDead
}

// TestOutageDoesNotFillTheLog asks the listener of phones and the console five thousand times each
// within a minute, while the database is dead. The log has a bounded number of lines, and the sums
// of the minute are right.
func TestOutageDoesNotFillTheLog(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log logBuffer
		logger := slog.New(slog.NewTextHandler(&log, nil))
		r := newRecorder(deadDatabase{}, logger)
		defer r.stop()
		phones, health := deadHandlers(t, r, logger)
		const requests = 5000
		for n := range requests {
			path := fmt.Sprintf("/7C2F80%06X.xml", n)
			askHandler(t, phones, path, 503)
			askHandler(t, health, "/readyz", 503)
			<-time.After(10 * time.Millisecond)
		}
		synctest.Wait()
		if got := strings.Count(log.String(), "\n"); got > 40 {
			t.Errorf("%d lines within a minute:\n%s", got, log.String())
		}
		<-time.After(time.Minute)
		askHandler(t, phones, "/", 503)
		askHandler(t, health, "/readyz", 503)
		<-time.After(noteRhythm)
		synctest.Wait()
		for _, line := range []string{
			`level=ERROR msg="request could not be answered" more=4990 `,
			`level=WARN msg="not ready" more=4990 `,
		} {
			if strings.Count(log.String(), line) != 1 {
				t.Errorf("the log lacks the sum %s:\n%s", line, log.String())
			}
		}
	})
}

// deadHandlers are the handlers of a server whose database is dead.
func deadHandlers(t *testing.T, r *recorder, log *slog.Logger) (phones, health http.Handler) {
	t.Helper()
	verifier, err := digest.NewVerifier(digest.Config{
		Realm: "Provisioning", Tenant: inventory.DefaultTenant,
		Keys: digest.NewKeyRing(1, [32]byte{1}), Rand: rand.Reader,
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := provision.New(provision.Config{
		Directory: deadDatabase{}, Verifier: verifier, Guard: guard.New(guard.Config{}),
		Replay: digest.NewMemoryReplay(10, time.Now()), Documents: deadDocuments{},
	})
	if err != nil {
		t.Fatal(err)
	}
	phones, err = server.NewHandler(server.Config{Provisioner: p, Record: r.record, Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	health, err = console.New(console.Config{
		Store: struct{ inventory.Store }{}, Publisher: &provision.Publisher{},
		Ready: func(context.Context) error { return errDead }, Logger: server.Summing(log),
	})
	if err != nil {
		t.Fatal(err)
	}
	return phones, health
}

// askHandler asks a handler, without a network.
func askHandler(t *testing.T, h http.Handler, target string, want int) {
	t.Helper()
	r := httptest.NewRequest("GET", target, nil)
	r.RequestURI, r.Host = target, "localhost"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != want {
		t.Fatalf("%s: %d, want %d", target, w.Code, want)
	}
}

// brokenNetworks fails a few times before it has a network.
type brokenNetworks struct {
	inventory.Networks
	fails int
}

func (b *brokenNetworks) EachGoodNetwork(
	_ context.Context, _ string, each func(inventory.GoodNetwork) error,
) error {
	if b.fails--; b.fails >= 0 {
		return errDead
	}
	return each(inventory.GoodNetwork{
		MAC: model.MAC{1}, Network: netip.MustParsePrefix("192.0.2.1/32"), Time: time.Now(),
	})
}

// TestNetworksAreReadAfterAnOutage restores the networks of devices once the database answers, and
// says once that it did not.
func TestNetworksAreReadAfterAnOutage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log logBuffer
		g := guard.New(guard.Config{})
		defer restoreNetworks(&brokenNetworks{fails: 100}, g, log.logger())()
		<-time.After(time.Hour)
		a := guard.Attempt{
			Device: model.MAC{1}, Known: true, Source: netip.MustParseAddr("192.0.2.1"),
		}
		for range guard.DefaultBurst + 1 { // more than a network has that is not restored
			g.Wrong(time.Now(), a)
		}
		if r := g.Allow(time.Now(), a); r.Refused() {
			t.Errorf("the network was not restored: %+v", r)
		}
		if got := strings.Count(log.String(), "\n"); got != 2 {
			t.Errorf("log:\n%s\nwant a line at the begin and one at the end", log.String())
		}
	})
}
