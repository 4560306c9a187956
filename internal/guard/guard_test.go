package guard

import (
	"net/netip"
	"sync"
	"testing"
	"time"
)

var (
	start  = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	home   = netip.MustParseAddr("192.0.2.10")
	abroad = netip.MustParseAddr("198.51.100.7")
)

func device(n int) [6]byte { return [6]byte{0x7C, 0x2F, 0x80, byte(n >> 16), byte(n >> 8), byte(n)} }

func known(n int, source netip.Addr) Attempt {
	return Attempt{Device: device(n), Known: true, Source: source}
}

// spend makes wrong attempts until the guard refuses, and returns how many it let through.
func spend(g *Guard, now time.Time, a Attempt, limit int) int {
	for i := range limit {
		if ok, _ := g.Allow(now, a); !ok {
			return i
		}
		g.Wrong(now, a)
	}
	return limit
}

func TestSecurity15DeviceBudget(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	a := known(1, home)
	if got := spend(g, start, a, 100); got != DefaultDeviceBurst {
		t.Fatalf("wrong credentials let through at once = %d, want %d", got, DefaultDeviceBurst)
	}
	if ok, why := g.Allow(start.Add(191*time.Second), a); ok || why != WhyDevice {
		t.Errorf("after 191 s: Allow = %t, %q, want false, %q", ok, why, WhyDevice)
	}
	if got := spend(g, start.Add(192*time.Second), a, 100); got != 1 {
		t.Errorf("let through after 192 s = %d, want 1", got)
	}
	if ok, _ := g.Allow(start, known(2, home)); !ok {
		t.Error("another device behind the same address was refused")
	}
}

func TestSecurity15GuessesADay(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	a := known(1, home)
	spend(g, start, a, 100)
	total := 0
	for s := range 24 * 3600 {
		total += spend(g, start.Add(time.Duration(s+1)*time.Second), a, 100)
	}
	if total != 450 {
		t.Errorf("guesses a day = %d, want 450", total)
	}
}

func TestSecurity15RightLoginGivesBudgetBack(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	a := known(1, home)
	spend(g, start, a, DefaultDeviceBurst-1)
	g.Right(start, a)
	if got := spend(g, start, a, 100); got != DefaultDeviceBurst {
		t.Errorf("let through after a right login = %d, want %d", got, DefaultDeviceBurst)
	}
}

func TestSecurity15NobodyLocksAPhoneOut(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	phone, attacker := known(1, home), known(1, abroad)
	g.Right(start, phone)
	spend(g, start, attacker, 1000)
	if ok, _ := g.Allow(start, attacker); ok {
		t.Error("the attacker still has a budget")
	}
	if got := spend(g, start, phone, 100); got != DefaultDeviceBurst {
		t.Errorf("the phone's own budget = %d, want %d", got, DefaultDeviceBurst)
	}
	g.Right(start, phone)
	if ok, _ := g.Allow(start, attacker); ok {
		t.Error("the phone's login gave the attacker a budget")
	}
}

func TestSecurity15GoodNetworksAreFew(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	spend(g, start, known(1, abroad), 100)
	sources := make([]netip.Addr, goodNetworks+1)
	for i := range sources {
		sources[i] = netip.AddrFrom4([4]byte{192, 0, 2, byte(i + 1)})
		g.Right(start, known(1, sources[i]))
	}
	g.Right(start, known(1, sources[1]))
	for i, source := range sources {
		if ok, _ := g.Allow(start, known(1, source)); ok != (i > 0) {
			t.Errorf("network of login %d has a budget of its own = %t, want %t", i, ok, i > 0)
		}
	}
}

func TestSecurity15NetworkBudget(t *testing.T) {
	t.Parallel()
	g := New(Config{NetworkBurst: 50, NetworkInterval: time.Second})
	let := 0
	for i := range 100 {
		let += spend(g, start, known(i, abroad), 1)
	}
	if let != 50 {
		t.Errorf("guesses over all devices = %d, want 50", let)
	}
	if ok, why := g.Allow(start, known(200, abroad)); ok || why != WhyNetwork {
		t.Errorf("Allow = %t, %q, want false, %q", ok, why, WhyNetwork)
	}
	if ok, _ := g.Allow(start, known(200, home)); !ok {
		t.Error("another network was refused")
	}
	g.Right(start, known(300, abroad))
	if ok, _ := g.Allow(start, known(300, abroad)); !ok {
		t.Error("a phone that logged in rightly from that network was refused")
	}
}

func TestSecurity14KnownPhonesBehindOneAddress(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	for i := range 500 {
		if ok, why := g.Allow(start, known(i, home)); !ok {
			t.Fatalf("phone %d of 500 was refused: %s", i, why)
		}
		g.Right(start, known(i, home))
	}
	for i := range 500 {
		if ok, why := g.Allow(start, known(i, home)); !ok {
			t.Fatalf("phone %d of 500 was refused at its second boot: %s", i, why)
		}
	}
}

func TestSecurity14UnknownDevicesSlowTheNetwork(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	ask := func(at time.Time, n int, source netip.Addr) (bool, bool) {
		return g.Unknown(at, Attempt{Device: device(n), Source: source})
	}
	for i := range UnknownLimit - 1 {
		if slowed, _ := ask(start.Add(time.Duration(i)*time.Second), i, abroad); slowed {
			t.Fatalf("slowed after %d unknown devices", i+1)
		}
	}
	at := start.Add(5 * time.Minute)
	if slowed, _ := ask(at, 0, abroad); slowed {
		t.Error("the same unknown device counted twice")
	}
	if slowed, began := ask(at, 1000, abroad); !slowed || !began {
		t.Errorf("unknown device %d: slowed, began = %t, %t, want true, true", UnknownLimit, slowed, began)
	}
	if slowed, began := ask(at, 1001, abroad); !slowed || began {
		t.Errorf("next unknown device: slowed, began = %t, %t, want true, false", slowed, began)
	}
	if ok, why := g.Allow(at, Attempt{Device: device(1), Source: abroad}); ok || why != WhyUnknown {
		t.Errorf("unknown device of the network: Allow = %t, %q, want false, %q", ok, why, WhyUnknown)
	}
	if ok, _ := g.Allow(at, known(5000, abroad)); !ok {
		t.Error("a known device behind the network was refused")
	}
	if ok, _ := g.Allow(at, Attempt{Device: device(1), Source: home}); !ok {
		t.Error("another network was slowed")
	}
	if ok, _ := g.Allow(at.Add(DefaultUnknownWindow+time.Second), Attempt{Device: device(1), Source: abroad}); !ok {
		t.Error("the network is still slowed after the window")
	}
}

func TestSecurity14SlowScanIsNotSlowed(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	for i := range 1000 {
		at := start.Add(time.Duration(i) * 4 * time.Second)
		if slowed, _ := g.Unknown(at, Attempt{Device: device(i), Source: abroad}); slowed {
			t.Fatalf("slowed after %d devices, although never 200 within 10 minutes", i+1)
		}
	}
}

func TestSecurity18IPv6IsCountedBy64(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string
		want bool
	}{
		{"2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true},
		{"2001:db8:1:2::1", "2001:db8:1:3::1", false},
		{"192.0.2.1", "192.0.2.2", false},
		{"192.0.2.1", "::ffff:192.0.2.1", true},
		{"0.0.0.0", "::", false},
	}
	for _, tt := range tests {
		if got := networkOf(netip.MustParseAddr(tt.a)) == networkOf(netip.MustParseAddr(tt.b)); got != tt.want {
			t.Errorf("%s and %s are one network = %t, want %t", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestUnknownDeviceHasNoBudget(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	stranger := Attempt{Device: device(1), Source: abroad}
	for range 5000 {
		g.Wrong(start, stranger)
		g.Right(start, stranger)
	}
	if len(g.devices) != 0 || len(g.networks) != 0 {
		t.Errorf("strangers filled %d device and %d network entries, want none", len(g.devices), len(g.networks))
	}
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	g := New(Config{MaxDevices: 100, MaxNetworks: 10})
	for i := range 10000 {
		source := netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)})
		g.Wrong(start.Add(time.Duration(i)*time.Millisecond), known(i, source))
		g.Unknown(start.Add(time.Duration(i)*time.Millisecond), Attempt{Device: device(i), Source: source})
	}
	if len(g.devices) > 100 || len(g.networks) > 10 || len(g.unknown.index) > unknownNetworks {
		t.Errorf("entries = %d devices, %d networks, %d watched, want at most 100, 10, %d",
			len(g.devices), len(g.networks), len(g.unknown.index), unknownNetworks)
	}
}

func TestClockSetBackLocksNobodyOutForLong(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	a := known(1, home)
	spend(g, start.AddDate(1, 0, 0), a, 100)
	spend(g, start, a, 1)
	later := start.Add(2*DefaultDeviceBurst*DefaultDeviceInterval + DefaultDeviceInterval)
	g.Wrong(start, a)
	if ok, why := g.Allow(later, a); !ok {
		t.Errorf("still refused %s after the clock was set back: %s", later.Sub(start), why)
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 500 {
				a := known(i%50, netip.AddrFrom4([4]byte{10, 0, 0, byte(w)}))
				g.Allow(start, a)
				g.Wrong(start, a)
				g.Right(start, a)
				g.Unknown(start, a)
			}
		})
	}
	wg.Wait()
	if got := len(g.devices); got != 50 {
		t.Errorf("devices = %d, want 50", got)
	}
}

func BenchmarkAllow(b *testing.B) {
	g := New(Config{})
	a := known(1, home)
	g.Right(start, a)
	b.ReportAllocs()
	for b.Loop() {
		if ok, _ := g.Allow(start, a); !ok {
			b.Fatal("refused")
		}
	}
}

func BenchmarkUnknown(b *testing.B) {
	g := New(Config{})
	a := Attempt{Device: device(1), Source: home}
	b.ReportAllocs()
	for b.Loop() {
		if slowed, _ := g.Unknown(start, a); slowed {
			b.Fatal("slowed")
		}
	}
}
