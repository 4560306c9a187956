package guard

import (
	"encoding/binary"
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

// v4 returns the address n of a /8.
func v4(n int) netip.Addr {
	return netip.AddrFrom4([4]byte{10, byte(n >> 16), byte(n >> 8), byte(n)})
}

// guess makes wrong attempts until the guard refuses, and returns how many it let through.
func guess(g *Guard, now time.Time, a Attempt, limit int) int {
	for i := range limit {
		if g.Allow(now, a).Refused() {
			return i
		}
		g.Wrong(now, a)
	}
	return limit
}

func TestSecurity15BudgetOfANetwork(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	a := known(1, home)
	if got := guess(g, start, a, 100); got != DefaultBurst {
		t.Fatalf("guesses at once = %d, want %d", got, DefaultBurst)
	}
	want := Refusal{netip.MustParsePrefix("192.0.2.10/32"), start.Add(DefaultInterval)}
	if got := g.Allow(start, a); got != want {
		t.Errorf("Allow = %+v, want %+v", got, want)
	}
	if !g.Allow(start.Add(DefaultInterval-time.Second), a).Refused() {
		t.Error("the network was let through a second too early")
	}
	if got := guess(g, want.Until, a, 100); got != 1 {
		t.Errorf("guesses when the refusal ends = %d, want 1", got)
	}
	if g.Allow(start, known(2, home)).Refused() {
		t.Error("the network was refused at another device")
	}
}

// TestSecurity15NobodyShutsAPhoneOut has ten thousand networks guess at a device, and at a thousand
// other devices from the phone's own network. The phone has guessed nothing and is not refused.
func TestSecurity15NobodyShutsAPhoneOut(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	for i := range 10000 {
		guess(g, start, known(1, v4(i)), 100)
	}
	for i := range 1000 {
		guess(g, start, known(100+i, home), 100)
	}
	phone := known(1, home)
	if r := g.Allow(start, phone); r.Refused() {
		t.Fatalf("the phone was refused: %+v", r)
	}
	if got := guess(g, start, phone, 100); got != DefaultBurst {
		t.Errorf("guesses of the phone's network = %d, want %d", got, DefaultBurst)
	}
}

// TestSecurity15GuessesADay is the source of the figures in docs/security.md.
func TestSecurity15GuessesADay(t *testing.T) {
	t.Parallel()
	one := func(int) netip.Addr { return abroad }
	tests := []struct {
		name                string
		sources             int
		source              func(int) netip.Addr
		good                bool
		firstDay, otherDays int
	}{
		{name: "one address", sources: 1, source: one, firstDay: 58, otherDays: 48},
		{
			name: "1,000 addresses", sources: 1000, firstDay: 58000, otherDays: 48000,
			source: func(i int) netip.Addr { return v4(i << 8) },
		},
		{
			name: "one /24", sources: 256, firstDay: 174, otherDays: 144,
			source: func(i int) netip.Addr { return netip.AddrFrom4([4]byte{203, 0, 113, byte(i)}) },
		},
		{
			name: "one /48", sources: 1 << 10, firstDay: 174, otherDays: 144,
			source: func(i int) netip.Addr {
				return netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 0, 1, byte(i >> 8), byte(i)})
			},
		},
		{name: "address of the phone", sources: 1, source: one, good: true, firstDay: 470, otherDays: 450},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g := New(Config{})
			if tt.good {
				g.Right(start, known(1, abroad))
			}
			day := func(begin time.Time) (total int) {
				for at := time.Duration(0); at < 24*time.Hour; at += time.Minute / 5 {
					if at%time.Minute != 0 && !tt.good {
						continue
					}
					for i := range tt.sources {
						total += guess(g, begin.Add(at), known(1, tt.source(i)), 100)
					}
				}
				return total
			}
			first, second := day(start), day(start.Add(24*time.Hour))
			if near := first - tt.firstDay; near < -tt.sources || near > 0 {
				t.Errorf("guesses on the first day = %d, want %d", first, tt.firstDay)
			}
			if near := second - tt.otherDays; near < 0 || near > tt.sources {
				t.Errorf("guesses on the second day = %d, want %d", second, tt.otherDays)
			}
		})
	}
}

func TestSecurity15RightLoginGivesBudgetBack(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	phone, attacker := known(1, home), known(1, abroad)
	guess(g, start, phone, 100)
	g.Right(start, phone)
	guess(g, start, attacker, 100)
	if got := guess(g, start, phone, 100); got != DefaultGoodBurst {
		t.Errorf("guesses after a right login = %d, want %d", got, DefaultGoodBurst)
	}
	g.Right(start, phone)
	if !g.Allow(start, attacker).Refused() {
		t.Error("the phone's login gave the attacker a budget")
	}
}

// TestSecurity15GoodNetworkIsNotItsArea lets a neighbour guess in the /24 of a phone.
func TestSecurity15GoodNetworkIsNotItsArea(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	phone := known(1, home)
	g.Right(start, phone)
	for i := range 200 {
		guess(g, start, known(1, netip.AddrFrom4([4]byte{192, 0, 2, byte(i + 20)})), 100)
	}
	if r := g.Allow(start, phone); r.Refused() {
		t.Errorf("the phone was refused for its neighbours: %+v", r)
	}
	if !g.Allow(start, known(1, netip.MustParseAddr("192.0.2.250"))).Refused() {
		t.Error("the /24 has no budget of its own")
	}
}

func TestSecurity15GoodNetworksAreFew(t *testing.T) {
	t.Parallel()
	g := New(Config{Burst: 1})
	sources := make([]netip.Addr, goodNetworks+1)
	for i := range sources {
		sources[i] = v4(i << 8)
		guess(g, start, known(1, sources[i]), 1)
		g.Right(start, known(1, sources[i]))
	}
	g.Right(start, known(1, sources[1]))
	for i, source := range sources {
		if refused := g.Allow(start, known(1, source)).Refused(); refused != (i == 0) {
			t.Errorf("network of login %d is refused = %t, want %t", i, refused, i == 0)
		}
	}
}

// TestSecurity15GoodNetworksOutliveAStart restores what Right said should be kept.
func TestSecurity15GoodNetworksOutliveAStart(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	a := known(1, netip.MustParseAddr("2001:db8:1:2::9"))
	kept := g.Right(start, a)
	if want := netip.MustParsePrefix("2001:db8:1:2::/64"); kept != want {
		t.Fatalf("the network to keep = %v, want %v", kept, want)
	}
	if again := g.Right(start.Add(time.Hour), a); again.IsValid() {
		t.Errorf("it is to be kept again after an hour: %v", again)
	}
	if again := g.Right(start.Add(25*time.Hour), a); again != kept {
		t.Errorf("the network to keep after a day = %v, want %v", again, kept)
	}

	later := start.Add(48 * time.Hour)
	g = New(Config{})
	g.Restore(a.Device, kept, start)
	if got := guess(g, later, a, 100); got != DefaultGoodBurst {
		t.Errorf("guesses after the start = %d, want %d", got, DefaultGoodBurst)
	}
	for i := range goodNetworks + 2 {
		g.Restore(device(2), netip.PrefixFrom(v4(i<<8), 32), start)
	}
	if got := guess(g, later, known(2, v4((goodNetworks+1)<<8)), 100); got != DefaultBurst {
		t.Errorf("guesses from a network too many = %d, want %d", got, DefaultBurst)
	}
}

func TestSecurity16RenewGivesFreshBudgets(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	g.Right(start, known(1, abroad))
	for _, source := range []netip.Addr{home, abroad} {
		guess(g, start, known(1, source), 100)
		guess(g, start, known(2, source), 100)
	}
	g.Renew(device(1))
	for _, source := range []netip.Addr{home, abroad} {
		if r := g.Allow(start.Add(time.Second), known(1, source)); r.Refused() {
			t.Errorf("%s is still refused: %+v", source, r)
		}
		if !g.Allow(start.Add(time.Second), known(2, source)).Refused() {
			t.Errorf("%s is not refused at another device any more", source)
		}
	}
	if got := guess(g, start.Add(time.Second), known(1, home), 100); got != DefaultBurst {
		t.Errorf("guesses after it = %d, want %d", got, DefaultBurst)
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
	if len(g.devices) != 0 || len(g.budgets) != 0 {
		t.Errorf("strangers filled %d devices and %d budgets, want none", len(g.devices), len(g.budgets))
	}
}

// TestSecurity15FullMemoryRefusesNobody fills every table. Who has guessed nothing is let through.
func TestSecurity15FullMemoryRefusesNobody(t *testing.T) {
	t.Parallel()
	g := New(Config{MaxDevices: 100, MaxBudgets: 50})
	for i := range 10000 {
		at := start.Add(time.Duration(i) * time.Millisecond)
		g.Wrong(at, known(i, v4(i)))
		g.Right(at, known(i, v4(i)))
		g.Renew(device(i))
		if r := g.Allow(at, known(i, home)); r.Refused() {
			t.Fatalf("device %d was refused: %+v", i, r)
		}
	}
	if len(g.devices) > 100 || len(g.budgets) > 50 || len(g.renewed) > maxRenewed {
		t.Errorf("entries = %d devices, %d budgets, %d renewed, want at most 100, 50, %d",
			len(g.devices), len(g.budgets), len(g.renewed), maxRenewed)
	}
}

// TestSecurity15ClockSetBackLocksNobodyOut uses up budgets a year ahead. Who is refused spends
// nothing, so nothing but the guard itself can end the wait.
func TestSecurity15ClockSetBackLocksNobodyOut(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	a, served, renewed := known(1, home), known(2, home), known(3, home)
	ahead := start.AddDate(1, 0, 0)
	g.Right(ahead, served)
	for _, a := range []Attempt{a, served} {
		guess(g, ahead, a, 100)
		if !g.Allow(ahead, a).Refused() {
			t.Fatalf("100 guesses at %v used up nothing", a.Device)
		}
		if r := g.Allow(start, a); r.Refused() {
			t.Errorf("%v is refused after the clock was set back: %+v", a.Device, r)
		}
		if got := guess(g, start, a, 100); got > DefaultGoodBurst {
			t.Errorf("guesses after the clock was set back = %d, want a burst", got)
		}
	}
	hour := start.Add(time.Hour)
	guess(g, hour, renewed, 100)
	g.Renew(renewed.Device)
	if r := g.Allow(start, renewed); r.Refused() {
		t.Errorf("still refused after the device was renewed an hour earlier: %+v", r)
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

func TestNetworkPrefix(t *testing.T) {
	t.Parallel()
	tests := []struct{ address, network, area, region string }{
		{"192.0.2.77", "192.0.2.77/32", "192.0.2.0/24", "192.0.0.0/16"},
		{"2001:db8:1:2::9", "2001:db8:1:2::/64", "2001:db8:1::/48", "2001:db8::/32"},
	}
	for _, tt := range tests {
		n := networkOf(netip.MustParseAddr(tt.address))
		got := [3]string{n.Prefix().String(), n.area().Prefix().String(), n.region().Prefix().String()}
		if want := [3]string{tt.network, tt.area, tt.region}; got != want {
			t.Errorf("networks of %s = %v, want %v", tt.address, got, want)
		}
		if back := networkOf(n.Prefix().Addr()); back != n {
			t.Errorf("network of %v = %v, want %v", n.Prefix(), back, n)
		}
	}
	none := networkOf(netip.Addr{})
	if none.Prefix().IsValid() || none.area() != none || none.region() != none {
		t.Errorf("no address has the networks %v, %v, %v", none, none.area(), none.region())
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 500 {
				a := known(i%50, v4(w))
				g.Allow(start, a)
				g.Wrong(start, a)
				g.Right(start, a)
				g.Renew(a.Device)
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
	guess(g, start, a, 3)
	b.ReportAllocs()
	for b.Loop() {
		if g.Allow(start, a).Refused() {
			b.Fatal("refused")
		}
	}
}

// TestIdleCountsNothing does the work of wrong answers from a hundred thousand networks. It fills no
// table and uses up no budget.
func TestIdleCountsNothing(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	a := Attempt{Device: [6]byte{1}, Known: true}
	for n := range uint32(100_000) {
		var address [4]byte
		binary.BigEndian.PutUint32(address[:], n)
		a.Source = netip.AddrFrom4(address)
		g.Idle(now, a)
		g.Wrong(now, Attempt{Device: [6]byte{2}, Source: a.Source})
	}
	for range DefaultAreaBurst {
		g.Idle(now, a)
	}
	if len(g.budgets) != 0 || len(g.devices) != 0 || len(g.idle) != 1 {
		t.Errorf("%d budgets, %d devices and %d idle entries, want 0, 0, 1",
			len(g.budgets), len(g.devices), len(g.idle))
	}
	if r := g.Allow(now, a); r.Refused() {
		t.Errorf("Idle used up a budget: %v", r)
	}
}
