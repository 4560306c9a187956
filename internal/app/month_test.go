package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/internal/inventory"
)

// living is an emulated phone that runs by a manual clock and polls a server.
type living struct {
	t     *testing.T
	a     *App
	d     inventory.Device
	phone *emulator.Phone
	clock *emulator.ManualClock
}

// neighbour is a profile that the phones of these tests have not.
const neighbour = "neighbour"

// live switches a phone on that has a profile of its own, a place and an account, and waits until its memory was written.
func live(t *testing.T, a *App, name string, series byte, switches map[string]string) *living {
	t.Helper()
	l := &living{t: t, a: a, d: deviceA(t), clock: emulator.NewManualClock(time.Now())}
	l.d.MAC[5], l.d.Model = series, name
	l.d.Accept, l.d.Username, l.d.Configured = inventory.AcceptIntegrated, "", digest.Secret{}
	l.d.Profile, l.d.Site = "own-"+l.d.MAC.String(), "berlin"
	p := profileFor(lookupModel(t, name))
	p.Tenant, p.Kind, p.Name, p.Models = inventory.DefaultTenant, inventory.LayerProfile, l.d.Profile, []string{name}
	if err := a.Store().CreateLayer(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	setLine(t, &l.d, "pbx.example.net")
	add(t, a, l.d)
	c := phoneOf(t, &l.d)
	c.Clock, c.Switches, c.History, c.DataServer = l.clock, switches, 100, "http://prov.test/"+l.d.MAC.String()+".xml"
	c.Base = &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, l.a.Addresses().Phones)
	}}
	var err error
	if l.phone, _, err = emulator.New(c); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.phone.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	})
	waiting, enough := context.WithTimeout(t.Context(), 10*time.Second)
	defer enough()
	if _, err := l.phone.Wait(waiting, func(s emulator.State) bool { return s.FlashWrites == 1 }); err != nil {
		t.Fatalf("%s: the first document does not arrive: %v", name, err)
	}
	return l
}

// pass lets days pass, with a poll on each, and demands how often the memory was written by then.
func (l *living) pass(what string, days, writes int) {
	l.t.Helper()
	before := l.phone.State()
	l.clock.Advance(time.Duration(days) * day)
	s := l.phone.State()
	if s.FlashWrites != writes {
		l.t.Errorf("%s, %s: the memory was written %d times, want %d", l.d.Model, what, s.FlashWrites, writes)
	}
	if polls := len(s.Attempts) - len(before.Attempts); polls != days {
		l.t.Errorf("%s, %s: %d polls in %d days", l.d.Model, what, polls, days)
	}
	for _, attempt := range s.Attempts {
		if o := attempt.Outcome.Outcome; o != "provisioned" && o != "unchanged" {
			l.t.Errorf("%s, %s: a poll ended with %s: %s", l.d.Model, what, o, attempt.Outcome.Reason)
		}
	}
}

// edit sets a value of a layer and waits until the listeners know it.
func (l *living) edit(kind inventory.LayerKind, name, item, value string) {
	l.t.Helper()
	edit(l.t, l.a, kind, name, func(layer *inventory.Layer) { layer.Set(item, value) })
}

func edit(t *testing.T, a *App, kind inventory.LayerKind, name string, change func(*inventory.Layer)) {
	t.Helper()
	_, err := a.Store().UpdateLayer(t.Context(), inventory.DefaultTenant, kind, name, func(l *inventory.Layer) error {
		change(l)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sync1(t, a)
}

// monthModels are one model of each family, with a value of a profile that it has and one for all phones that it has not.
//
// A document of the Maxwell and Nx70 kind has no VERSION: the phone applies it each time, and writes what is another value than it has.
// The switch settings-version is for files of form 1.0, of which the server writes none, so that it changes nothing here.
var monthModels = []struct {
	name, item, foreign string
	switches            map[string]string
}{
	{"N510", "S_DATA_SERVER", "DmGlobal.0.NtpServer", nil},
	{"N720", "S_HTTP_PROXY_URL", "DmGlobal.0.NtpServer", nil},
	{"DE410", "S_SIP_SERVER_2", "DmGlobal.0.NtpServer", nil},
	{"C610", "S_SIP_SERVER_2", "DmGlobal.0.NtpServer", nil},
	{"Maxwell3", "WebUI.Language", "S_HTTP_PROXY_URL", nil},
	{"Maxwell3", "WebUI.Language", "S_HTTP_PROXY_URL", map[string]string{"settings-version": "changed"}},
	{"N870", "DmGlobal.0.NtpServer", "S_HTTP_PROXY_URL", nil},
	{"N870", "DmGlobal.0.NtpServer", "S_HTTP_PROXY_URL", map[string]string{"settings-version": "changed"}},
}

// restart stops a server and starts it anew on the same data.
func restart(t *testing.T, a *App, c Config) *App {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := a.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	next, err := New(t.Context(), c, quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, next) })
	if err := next.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	sync1(t, next)
	return next
}

// TestMonthOfPollsWithLayers: a month of daily polls writes the memory of a phone once, whatever happens to layers that say nothing to it, and
// though the server starts anew in between. A change of its profile is one write, two changes between two polls are one together, and a
// change that is taken back before the phone asks is one at most. [G p43]
func TestMonthOfPollsWithLayers(t *testing.T) {
	t.Parallel()
	c := loopback(t)
	a, err := New(t.Context(), c, quiet)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	setLayer(t, a, inventory.LayerSite, "berlin", siteValues...)
	addProfile(t, a, neighbour, "a.example.net")
	var phones []*living
	for i, m := range monthModels {
		phones = append(phones, live(t, a, m.name, byte(i+1), m.switches))
	}
	all := func(do func(i int, l *living)) {
		t.Helper()
		for i, l := range phones {
			do(i, l)
		}
	}
	pass := func(what string, days, writes int) {
		t.Helper()
		renewed(t, a)
		all(func(_ int, l *living) { l.pass(what, days, writes) })
	}
	pass("nothing happens", 5, 1)
	setProxy(t, a, neighbour, "b.example.net")
	pass("another profile changes", 5, 1)
	edit(t, a, inventory.LayerProfile, neighbour, func(l *inventory.Layer) { l.Comment = "for the neighbours" })
	all(func(_ int, l *living) {
		edit(t, a, inventory.LayerProfile, l.d.Profile, func(p *inventory.Layer) { p.Comment = "for the lobby" })
	})
	pass("comments change", 5, 1)
	a = restart(t, a, c)
	all(func(_ int, l *living) { l.a = a })
	pass("the server starts anew", 5, 1)
	all(func(i int, l *living) {
		edit(t, a, inventory.LayerGlobal, "", func(g *inventory.Layer) { g.Settings = nil })
		l.edit(inventory.LayerGlobal, "", monthModels[i].foreign, "far.example.net")
		renewed(t, a)
		l.pass("a value for all phones that the model has not changes", 10, 1)
	})
	edit(t, a, inventory.LayerGlobal, "", func(g *inventory.Layer) { g.Settings = nil })
	renewed(t, a)

	set := func(value string) {
		t.Helper()
		all(func(i int, l *living) { l.edit(inventory.LayerProfile, l.d.Profile, monthModels[i].item, value) })
	}
	set("1.example.net")
	pass("its profile changes", 3, 2)
	set("2.example.net")
	renewed(t, a)
	set("3.example.net")
	pass("its profile changes twice between two polls", 3, 3)
	all(func(i int, l *living) {
		for _, s := range l.phone.State().Settings {
			if s.Value == "2.example.net" || s.Value == "1.example.net" {
				t.Errorf("%s: %s is still %s", l.d.Model, s.Item, s.Value)
			}
		}
	})
	set("4.example.net")
	renewed(t, a)
	set("3.example.net")
	renewed(t, a)
	all(func(_ int, l *living) {
		l.clock.Advance(3 * day)
		if got := l.phone.State().FlashWrites; got > 4 {
			t.Errorf("%s: a change that was taken back wrote the memory %d times, want once at most", l.d.Model, got-3)
		}
	})
}
