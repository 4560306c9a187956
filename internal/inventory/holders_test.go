package inventory

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// holderTexts are holders as password, state and alone, sorted.
func holderTexts(holders []Holder) []string {
	var texts []string
	for _, h := range holders {
		texts = append(texts, fmt.Sprint(h.Record.Configured.Reveal(), " ", pairOf(&h.Record).opens, " ", h.Alone))
	}
	slices.Sort(texts)
	return texts
}

// Two sites with a thousand phones each share a user name, and each has its own password: one phone of either is found, and the
// pair of a phone that is disabled comes after those that open something.
func TestIndexHolders(t *testing.T) {
	t.Parallel()
	x := NewIndex()
	for n := range 2000 {
		r := sampleRecord(n)
		r.Username, r.Configured = "shared", digest.NewSecret([]string{"north", "south"}[n/1000])
		x.Put(r)
	}
	off := sampleRecord(5000)
	off.Username, off.Configured, off.Enabled = "shared", digest.NewSecret("off"), false
	x.Put(off)
	factory := sampleRecord(5001)
	factory.Username, factory.Configured, factory.Accept = "shared", digest.NewSecret("factory"), AcceptIntegrated
	x.Put(factory)
	for _, tt := range []struct {
		name string
		room int
		want []string
	}{
		{"shared", 2, []string{"north true false", "south true false"}},
		{"shared", 8, []string{"factory false true", "north true false", "off false true", "south true false"}},
		{"shared", 0, nil},
		{"user-0000001", 3, nil},
		{"", 3, nil},
	} {
		if got := holderTexts(x.Holders(tt.name, make([]Holder, 0, tt.room))); !slices.Equal(got, tt.want) {
			t.Errorf("Holders(%q) with room for %d = %q, want %q", tt.name, tt.room, got, tt.want)
		}
	}
	for n := range 999 {
		x.Delete(macNumber(n))
	}
	if got := holderTexts(x.Holders("shared", make([]Holder, 0, 2))); !slices.Equal(got, []string{"north true true", "south true false"}) {
		t.Errorf("when one phone of the north is left: %q", got)
	}
	x.Delete(macNumber(999))
	off.Enabled = true
	x.Put(off)
	if got := holderTexts(x.Holders("shared", make([]Holder, 0, 2))); !slices.Equal(got, []string{"off true true", "south true false"}) {
		t.Errorf("when none is left and another is enabled: %q", got)
	}
}

// TestIndexHoldersLikeMap compares the holders with those of a plain map under random changes.
func TestIndexHoldersLikeMap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x, devices := NewIndex(), make(map[model.MAC]Record)
		macs := rapid.IntRange(0, 12)
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				r := sampleRecord(macs.Draw(t, "mac"))
				r.Username = rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "name")
				r.Configured = digest.NewSecret(rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "password"))
				r.Enabled = rapid.Bool().Draw(t, "enabled")
				r.Accept = rapid.SampledFrom([]Accept{AcceptConfigured, AcceptIntegrated, AcceptConfigured | AcceptIntegrated}).Draw(t, "accept")
				x.Put(r)
				devices[r.MAC] = r
			},
			"delete": func(t *rapid.T) {
				mac := macNumber(macs.Draw(t, "mac"))
				x.Delete(mac)
				delete(devices, mac)
			},
			"": func(t *rapid.T) {
				for _, name := range []string{"a", "b", ""} {
					got, want := holderTexts(x.Holders(name, make([]Holder, 0, 10))), wantHolders(devices, name)
					if !slices.Equal(got, want) {
						t.Fatalf("Holders(%q) = %q, want %q", name, got, want)
					}
				}
			},
		})
	})
}

func wantHolders(devices map[model.MAC]Record, name string) []string {
	counts := make(map[configuredPair]int)
	for _, r := range devices {
		if r.Username == name && name != "" {
			counts[pairOf(&r)]++
		}
	}
	var texts []string
	for p, n := range counts {
		texts = append(texts, fmt.Sprint(p.password, " ", p.opens, " ", n == 1))
	}
	slices.Sort(texts)
	return texts
}

func BenchmarkIndexHolders(b *testing.B) {
	x := NewIndex()
	for n := range 100_000 {
		r := sampleRecord(n)
		r.Username, r.Configured = "shared", digest.NewSecret("one for all")
		x.Put(r)
	}
	b.ReportAllocs()
	for b.Loop() {
		var room [3]Holder
		if got := x.Holders("shared", room[:0]); len(got) != 1 {
			b.Fatalf("%d holders, want 1", len(got))
		}
	}
}
