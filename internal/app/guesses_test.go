package app

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"testing"
	"time"

	foreign "github.com/icholy/digest"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// attacker sends wrong passwords from an address of the loopback network. They need no nonce of the
// server's: a wrong answer is one under any.
type attacker struct {
	t      testing.TB
	client *http.Client
	server string
}

// clientAt returns a client with an address of its own.
func clientAt(t testing.TB, source string) *http.Client {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(source)}}
	transport := &http.Transport{DialContext: dialer.DialContext}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 10 * time.Second}
}

func newAttacker(t testing.TB, a *App, source string) *attacker {
	return &attacker{t, clientAt(t, source), a.Addresses().Phones}
}

// guess sends n wrong passwords for a user name.
func (a *attacker) guess(n int, target, user string) {
	a.t.Helper()
	line := fmt.Sprintf(`Digest username=%q, realm="Provisioning", nonce="bm9uY2U", uri=%q, `+
		`response="00000000000000000000000000000000", qop=auth, nc=00000001, cnonce="x"`, user, target)
	for range n {
		r, err := http.NewRequestWithContext(
			context.Background(), http.MethodGet, "http://"+a.server+target, http.NoBody)
		if err != nil {
			a.t.Fatal(err)
		}
		r.Header.Set("Authorization", line)
		answer, err := a.client.Do(r)
		if err != nil {
			a.t.Fatal(err)
		}
		if err := answer.Body.Close(); err != nil {
			a.t.Fatal(err)
		}
		if answer.StatusCode != http.StatusUnauthorized {
			a.t.Fatalf("a wrong password got %d, want 401", answer.StatusCode)
		}
	}
}

// loginAt fetches a target with a pair from an address, and returns the status.
func loginAt(t testing.TB, a *App, source, target, user, password string) int {
	t.Helper()
	client := clientAt(t, source)
	client.Transport = &foreign.Transport{
		Username: user, Password: password, Transport: client.Transport,
	}
	return do(t, client, a.Addresses().Phones, target).status
}

const (
	weakPassword   = "Office-2019"
	strongPassword = "q7Vx-mT2k-Lw9z-Rb4N-e8Hc"
)

// guessable returns a device with a configured pair.
func guessable(i int, password string) inventory.Device {
	return inventory.Device{
		Tenant: inventory.DefaultTenant, Model: "N510", Enabled: true,
		Accept:   inventory.AcceptConfigured,
		MAC:      model.MAC{0x7C, 0x2F, 0x80, 0, 0, byte(i)},
		Username: fmt.Sprintf("u%04d", i), Configured: digest.NewSecret(password),
	}
}

// restoring is a store that closes a channel when the networks of devices were read.
type restoring struct {
	inventory.Store
	done chan struct{}
}

func (r *restoring) EachGoodNetwork(
	ctx context.Context, tenant string, do func(inventory.GoodNetwork) error,
) error {
	defer close(r.done)
	return r.Store.EachGoodNetwork(ctx, tenant, do)
}

// TestPasswordsOfTheTests keeps the tests below honest.
func TestPasswordsOfTheTests(t *testing.T) {
	t.Parallel()
	weak, strong := guessable(7, weakPassword), guessable(8, strongPassword)
	if r := weak.Record(); !r.WeakConfigured {
		t.Error("the weak password counts as strong")
	}
	if r := strong.Record(); r.WeakConfigured {
		t.Error("the strong password counts as weak")
	}
}

// TestSecurity15WrongPasswordsFromElsewhere sends what once shut a phone out: wrong passwords for its
// document and for an index file, and many for the phones behind its own address.
func TestSecurity15WrongPasswordsFromElsewhere(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), new(logBuffer).logger(), nil)
	for i := range 60 {
		password := strongPassword
		if i == 7 || i == 9 {
			password = weakPassword
		}
		if err := a.Store().CreateDevice(t.Context(), guessable(i, password)); err != nil {
			t.Fatal(err)
		}
	}
	sync1(t, a)
	elsewhere := newAttacker(t, a, "127.6.6.6")
	for _, i := range []int{7, 8} {
		elsewhere.guess(25, "/"+guessable(i, "").MAC.String()+".xml", fmt.Sprintf("u%04d", i))
		elsewhere.guess(25, "/42/2/master.bin", fmt.Sprintf("u%04d", i))
	}
	behind := newAttacker(t, a, "127.0.7.1")
	for i := 10; i < 60; i++ {
		behind.guess(20, "/"+guessable(i, "").MAC.String()+".xml", fmt.Sprintf("u%04d", i))
	}
	for _, tt := range []struct {
		source string
		device int
		status int
	}{
		{"127.0.7.1", 7, 200}, {"127.0.7.1", 8, 200}, {"127.0.7.1", 9, 200}, {"127.0.7.1", 10, 200},
		{"127.0.7.1", 59, 200}, {"127.6.6.6", 8, 200}, {"127.6.6.6", 7, 401}, {"127.6.6.6", 9, 200},
	} {
		d := guessable(tt.device, strongPassword)
		if tt.device == 7 || tt.device == 9 {
			d.Configured = digest.NewSecret(weakPassword)
		}
		for _, target := range []string{"/" + d.MAC.String() + ".xml", "/42/2/master.bin"} {
			got := loginAt(t, a, tt.source, target, d.Username, d.Configured.Reveal())
			if got != tt.status {
				t.Errorf("device %d at %s from %s: %d, want %d", tt.device, target, tt.source, got, tt.status)
			}
		}
	}
}

// TestSecurity15GoodNetworkOutlivesARestart lets a phone log in, restarts the server, and lets its
// neighbours in the /24 use up what they share.
func TestSecurity15GoodNetworkOutlivesARestart(t *testing.T) {
	t.Parallel()
	c, d := loopback(t), guessable(7, weakPassword)
	target := "/" + d.MAC.String() + ".xml"
	a := start(t, c, new(logBuffer).logger(), nil)
	add(t, a, d)
	if got := loginAt(t, a, "127.0.8.1", target, d.Username, weakPassword); got != 200 {
		t.Fatalf("first login: %d, want 200", got)
	}
	stop(t, a)
	restored := make(chan struct{})
	a = start(t, c, new(logBuffer).logger(), func(st inventory.Store) inventory.Store {
		return &restoring{st, restored}
	})
	sync1(t, a)
	<-restored
	for i := range 10 {
		newAttacker(t, a, fmt.Sprintf("127.0.8.%d", 100+i)).guess(11, target, d.Username)
	}
	if got := loginAt(t, a, "127.0.8.2", target, d.Username, weakPassword); got != 401 {
		t.Errorf("login from another address of the /24: %d, want 401", got)
	}
	if got := loginAt(t, a, "127.0.8.1", target, d.Username, weakPassword); got != 200 {
		t.Errorf("login from the network of the phone after the restart: %d, want 200", got)
	}
}

// TestSecurity16UnblockedByAChange uses up the budget of a network, and lets an administrator act.
func TestSecurity16UnblockedByAChange(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), new(logBuffer).logger(), nil)
	d := guessable(7, weakPassword)
	add(t, a, d)
	target, source := "/"+d.MAC.String()+".xml", "127.0.9.1"
	login := func() int { return loginAt(t, a, source, target, d.Username, weakPassword) }
	for name, change := range map[string]func() error{
		"the command": func() error {
			return a.Store().Unblock(t.Context(), inventory.DefaultTenant, d.MAC)
		},
		"a change of the device": func() error {
			_, err := a.Store().UpdateDevice(t.Context(), inventory.DefaultTenant, d.MAC,
				func(d *inventory.Device) error { d.Comment += "x"; return nil })
			return err
		},
	} {
		newAttacker(t, a, source).guess(31, target, d.Username)
		if got := login(); got != 401 {
			t.Errorf("before %s: %d, want 401", name, got)
		}
		if err := change(); err != nil {
			t.Fatal(err)
		}
		sync1(t, a)
		if got := login(); got != 200 {
			t.Errorf("after %s: %d, want 200", name, got)
		}
	}
}
