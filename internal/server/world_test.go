package server

import (
	"bufio"
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/guard"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
)

const (
	macKnown    = "7C2F80123456"
	macDisabled = "7C2F80AAAAAA"
	macUnknown  = "7C2F80FFFFFF"
	macUnread   = "7C2F80BBBBBB" // its document cannot be read now
	userUnread  = "unread-username"
	user        = "broadsoft-username"
	password    = "broadsoft-password"
	body        = `<?xml version="1.0" encoding="ISO-8859-1"?><ProviderFrame/>`
)

// inMemory is the directory and the documents of the tests.
type inMemory struct{ index *inventory.Index }

func (d inMemory) Device(mac model.MAC) (inventory.Record, bool, error) {
	r, ok := d.index.Device(mac)
	return r, ok, nil
}

func (d inMemory) Owner(name string, not model.MAC) (inventory.Record, bool, error) {
	r, ok := d.index.Owner(name, not)
	return r, ok, nil
}

func (d inMemory) Holders(
	name string, into []inventory.Holder,
) ([]inventory.Holder, error) {
	return d.index.Holders(name, into), nil
}

func (d inMemory) Document(_ context.Context, _ string, mac model.MAC, _ int64) (provision.Document, error) {
	if mac.String() == macUnread {
		return provision.Document{}, provision.ErrUnavailable
	}
	device := inventory.Device{Document: []byte(body)}
	return (*provision.Layers)(nil).Render(&device)
}

// world is a handler with everything around it, and the events that it recorded.
type world struct {
	handler *Handler
	stop    func() // of the listener, which waits for the requests under way
	mu      sync.Mutex
	events  []inventory.Event
}

func mustMAC(t testing.TB, s string) model.MAC {
	t.Helper()
	mac, err := model.ParseMAC(s)
	if err != nil {
		t.Fatal(err)
	}
	return mac
}

func newWorld(t testing.TB, change ...func(*Config)) *world {
	t.Helper()
	return newWorldFrom(t, func(*provision.Config) {}, change...)
}

// newWorldOf is a world with firmware.
func newWorldOf(t testing.TB, firmware provision.Firmware) *world {
	t.Helper()
	return newWorldFrom(t, func(c *provision.Config) { c.Firmware = firmware })
}

func newWorldWith(t testing.TB, replay digest.ReplayStore, change ...func(*Config)) *world {
	t.Helper()
	return newWorldFrom(t, func(c *provision.Config) { c.Replay = replay }, change...)
}

func newWorldFrom(t testing.TB, changeProvision func(*provision.Config), change ...func(*Config)) *world {
	t.Helper()
	d := inMemory{inventory.NewIndex()}
	for _, mac := range []string{macKnown, macDisabled} {
		r := inventory.Record{MAC: mustMAC(t, mac), Model: "N720", Enabled: mac == macKnown, Accept: inventory.AcceptConfigured, Revision: 1}
		if r.Enabled {
			r.Username, r.Configured = user, digest.NewSecret(password)
		}
		d.index.Put(r)
	}
	d.index.Put(inventory.Record{
		MAC: mustMAC(t, macUnread), Model: "N720", Enabled: true, Accept: inventory.AcceptConfigured, Revision: 1,
		Username: userUnread, Configured: digest.NewSecret(password),
	})
	v, err := digest.NewVerifier(digest.Config{Realm: "Provisioning", Keys: digest.NewKeyRing(1, [32]byte{1}), Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	pc := provision.Config{
		Directory: d, Verifier: v, Replay: digest.NewMemoryReplay(1<<20, time.Time{}),
		Guard: guard.New(guard.Config{}), Documents: d,
	}
	changeProvision(&pc)
	p, err := provision.New(pc)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{}
	c := Config{Provisioner: p, Record: w.record, Logger: slog.New(slog.DiscardHandler)}
	for _, f := range change {
		f(&c)
	}
	if w.handler, err = NewHandler(c); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) record(r Report) {
	e := r.Event()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = append(w.events, e)
}

func (w *world) reasons() []inventory.Reason {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := make([]inventory.Reason, len(w.events))
	for i, e := range w.events {
		list[i] = e.Reason
	}
	return list
}

// serveOn serves a free address on loopback. The caller must call Stop.
func serveOn(t testing.TB, c ListenerConfig) *Listener {
	t.Helper()
	ln, err := Open(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.Logger = quiet
	return Serve(ln, c)
}

// listen serves the handler on loopback until the test ends.
func (w *world) listen(t testing.TB) string {
	t.Helper()
	l := serveOn(t, ListenerConfig{Handler: w.handler})
	w.stop = sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := l.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	t.Cleanup(w.stop)
	return l.Addr()
}

// raw sends bytes as they are and returns the head and the body of the answer as they came.
func raw(t testing.TB, addr, request string) (head, rest string) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(bufio.NewReader(conn))
	if err != nil && len(all) == 0 {
		t.Fatal(err)
	}
	head, rest, _ = strings.Cut(string(all), "\r\n\r\n")
	return head, rest
}

// get is a raw request that closes the connection.
func get(target string, fields ...string) string {
	return "GET " + target + " HTTP/1.1\r\nHost: example.net\r\nConnection: close\r\n" + strings.Join(append(fields, ""), "\r\n") + "\r\n"
}

// authorize answers a challenge as a phone does.
func authorize(t testing.TB, challenge, method, target, name, secret string) string {
	t.Helper()
	challenges, err := digest.ParseChallenges([]string{challenge})
	if err != nil {
		t.Fatal(err)
	}
	in := digest.Input{
		Algorithm: digest.MD5, User: name, Realm: challenges[0].Realm, Password: digest.NewSecret(secret), Nonce: challenges[0].Nonce,
		QOP: "auth", NC: "00000001", Cnonce: "0a4f113b", Method: method, URI: target,
	}
	line := digest.Authorization{
		Username: name, Realm: in.Realm, Nonce: in.Nonce, URI: target, Response: in.Response(),
		Algorithm: digest.MD5, QOP: in.QOP, NC: in.NC, Cnonce: in.Cnonce,
	}
	return line.String()
}

// login sends a request with the credentials of the known device straight to the handler.
func (w *world) login(t testing.TB, method, target string, change func(*http.Request)) *http.Response {
	t.Helper()
	first := httptest.NewRecorder()
	w.handler.ServeHTTP(first, httptest.NewRequest(method, target, nil))
	r := httptest.NewRequest(method, target, nil)
	r.Header.Set("Authorization", authorize(t, first.Result().Header["WWW-Authenticate"][0], method, target, user, password))
	if change != nil {
		change(r)
	}
	second := httptest.NewRecorder()
	w.handler.ServeHTTP(second, r)
	return second.Result()
}
