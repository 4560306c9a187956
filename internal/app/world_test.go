package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	foreign "github.com/icholy/digest"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/model"
)

const (
	macA       = "7C2F80123456"
	integrated = "canary-integrated-5a"
	username   = "broadsoft-username"
	configured = "canary-configured-7c"
)

// logBuffer keeps what is logged. It is safe for concurrent use.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *logBuffer) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// counted is a store that counts what the path of a request could ask it.
type counted struct {
	inventory.Store
	devices atomic.Int64
	gate    chan struct{} // when not nil, ChangesSince waits until it is closed
}

func (c *counted) Device(ctx context.Context, tenant string, mac model.MAC) (inventory.Device, error) {
	c.devices.Add(1)
	return c.Store.Device(ctx, tenant, mac)
}

func (c *counted) ChangesSince(ctx context.Context, seq int64, limit int) ([]inventory.Change, error) {
	if c.gate != nil {
		select {
		case <-c.gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return c.Store.ChangesSince(ctx, seq, limit)
}

func mustMAC(t testing.TB, s string) model.MAC {
	t.Helper()
	mac, err := model.ParseMAC(s)
	if err != nil {
		t.Fatal(err)
	}
	return mac
}

func deviceA(t testing.TB) inventory.Device {
	t.Helper()
	return inventory.Device{
		Tenant: inventory.DefaultTenant, MAC: mustMAC(t, macA), Model: "N720", Enabled: true, Accept: inventory.AcceptConfigured,
		Integrated: digest.NewSecret(integrated), Username: username, Configured: digest.NewSecret(configured),
	}
}

// loopback is a configuration for tests.
func loopback(t testing.TB) Config {
	t.Helper()
	c := Default()
	c.Data, c.Listen, c.Console = t.TempDir(), "127.0.0.1:0", "127.0.0.1:0"
	return c
}

// start runs a server until the test ends. The change may wrap the store.
func start(t testing.TB, c Config, log *slog.Logger, wrap func(inventory.Store) inventory.Store) *App {
	t.Helper()
	s, err := c.settle()
	if err != nil {
		t.Fatal(err)
	}
	key, err := store.LoadKey(c.Data, true)
	if err != nil {
		t.Fatal(err)
	}
	var st inventory.Store
	if st, err = store.Open(context.Background(), store.Config{DataDir: c.Data, Key: key}); err != nil {
		t.Fatal(err)
	}
	if wrap != nil {
		st = wrap(st)
	}
	d, err := openDoors(context.Background(), s, log)
	if err != nil {
		t.Fatal(err)
	}
	a, err := assemble(s, d, log, st, key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, a) })
	if err := a.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	return a
}

func stop(t testing.TB, a *App) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := a.Stop(ctx); err != nil {
		t.Errorf("stop: %v", err)
	}
}

// add stores a device and waits until the listeners know it.
func add(t testing.TB, a *App, d inventory.Device) {
	t.Helper()
	if err := a.Store().CreateDevice(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	sync1(t, a)
}

func sync1(t testing.TB, a *App) {
	t.Helper()
	if err := a.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// answer is what a request came back with.
type answer struct {
	status int
	header http.Header
	body   string
}

// fetch asks as a foreign Digest client does.
func fetch(t testing.TB, addr, target, user, password string) answer {
	t.Helper()
	client := &http.Client{Transport: &foreign.Transport{Username: user, Password: password}, Timeout: 10 * time.Second}
	return do(t, client, addr, target)
}

// get asks without credentials.
func get(t testing.TB, addr, target string) answer {
	t.Helper()
	return do(t, &http.Client{Timeout: 10 * time.Second}, addr, target)
}

func do(t testing.TB, client *http.Client, addr, target string) answer {
	t.Helper()
	resp, err := client.Get("http://" + addr + target)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(body)}
}

func manyDevices(n int) []inventory.Device {
	devices := make([]inventory.Device, n)
	for i := range devices {
		devices[i] = manyDevice(i)
	}
	return devices
}

// manyDevice is one of manyDevices.
func manyDevice(i int) inventory.Device {
	return inventory.Device{
		Tenant: inventory.DefaultTenant, Model: "N510", Enabled: true, Accept: inventory.AcceptConfigured,
		MAC:      model.MAC{0x7C, 0x2F, 0x81, byte(i >> 16), byte(i >> 8), byte(i)},
		Username: fmt.Sprintf("user-%d", i), Configured: digest.NewSecret(fmt.Sprintf("password-%d", i)),
	}
}
