package guard

import (
	"net/netip"
	"testing"
	"time"
)

// search names n unknown devices, one from each source in turn, within a few minutes, and returns
// the searches that began.
func search(g *Guard, n int, source func(int) netip.Addr) (began []netip.Prefix) {
	for i := range n {
		at := start.Add(time.Duration(i) * 4 * time.Minute / time.Duration(n))
		if s := g.Unknown(at, Attempt{Device: device(i), Source: source(i)}); s.Began {
			began = append(began, s.Network)
		}
	}
	return began
}

// TestSecurity14SearchesAreNoticed spreads a search over ever wider networks. The last ones have more
// sources than any table of sources could hold.
func TestSecurity14SearchesAreNoticed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		devices int
		source  func(int) netip.Addr
		network string
	}{
		{"one address", 250, func(int) netip.Addr { return abroad }, "198.51.100.7/32"},
		{
			"one /64", 250, func(i int) netip.Addr {
				return netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 15: byte(i)})
			}, "2001:db8::/64",
		},
		{
			"one /24", 500, func(i int) netip.Addr {
				return netip.AddrFrom4([4]byte{203, 0, 113, byte(i)})
			}, "203.0.113.0/24",
		},
		{
			"one /48", 500, func(i int) netip.Addr {
				return netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 0, 1, byte(i >> 8), byte(i)})
			}, "2001:db8:1::/48",
		},
		{
			"one /16", 1000, func(i int) netip.Addr {
				return netip.AddrFrom4([4]byte{203, 0, byte(i), 1})
			}, "203.0.0.0/16",
		},
		{
			"one /32", 1000, func(i int) netip.Addr {
				return netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, byte(i >> 8), byte(i)})
			}, "2001:db8::/32",
		},
		{"257 sources with 100 devices each", 25700, func(i int) netip.Addr {
			return netip.AddrFrom4([4]byte{byte(1 + i%64), byte(i % 257), 0, 1})
		}, "::/0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			began := search(New(Config{}), tt.devices, tt.source)
			want := netip.MustParsePrefix(tt.network)
			if len(began) == 0 || began[0] != want {
				t.Errorf("searches that began = %v, want %v first", began, want)
			}
			if want.Bits() > 0 && len(began) > 1 {
				t.Errorf("%d warnings were raised, want one", len(began))
			}
		})
	}
}

// TestSecurity14FewAreNoSearch names fewer devices than a network may.
func TestSecurity14FewAreNoSearch(t *testing.T) {
	t.Parallel()
	if began := search(New(Config{}), UnknownLimit*8/10, func(int) netip.Addr { return home }); began != nil {
		t.Errorf("%d devices are a search: %v", UnknownLimit*8/10, began)
	}
	g := New(Config{})
	for i := range 100000 {
		if s := g.Unknown(start, Attempt{Device: device(i % 20), Source: home}); s.Network.IsValid() {
			t.Fatalf("20 devices that ask again and again are a search: %v", s.Network)
		}
	}
}

func TestSecurity14SlowScanIsNotSlowed(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	for i := range 1000 {
		at := start.Add(time.Duration(i) * 4 * time.Second)
		if s := g.Unknown(at, Attempt{Device: device(i), Source: abroad}); s.Network.IsValid() {
			t.Fatalf("a search after %d devices, although never 200 within 10 minutes", i+1)
		}
	}
}

// TestSecurity14SearchEnds waits for the window, and searches again.
func TestSecurity14SearchEnds(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	from := func(int) netip.Addr { return abroad }
	if began := search(g, 300, from); len(began) != 1 {
		t.Fatalf("searches that began = %v, want one", began)
	}
	later := Attempt{Device: device(1), Source: abroad}
	if s := g.Unknown(start.Add(15*time.Minute), later); s.Network.IsValid() {
		t.Errorf("still a search after the window: %v", s.Network)
	}
	for i := range 300 {
		if s := g.Unknown(start.Add(16*time.Minute), Attempt{Device: device(i), Source: abroad}); s.Began {
			return
		}
	}
	t.Error("the second search did not begin")
}

// TestSecurity14MemoryIsFixed counts the words of the sketches.
func TestSecurity14MemoryIsFixed(t *testing.T) {
	t.Parallel()
	g := New(Config{})
	size := func() (n int) {
		for _, l := range g.searches.levels {
			for i := range l.sketches {
				for _, b := range l.sketches[i].bitmaps {
					n += 8 * len(b)
				}
			}
		}
		return n
	}
	before := size()
	search(g, 10000, v4)
	if after := size(); after != before || after > 2<<20 {
		t.Errorf("bytes of the sketches = %d, then %d, want the same and at most 2 MB", before, after)
	}
}

func BenchmarkUnknown(b *testing.B) {
	g := New(Config{})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		g.Unknown(start, Attempt{Device: device(i), Source: v4(i)})
	}
}
