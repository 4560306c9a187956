package phone

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
)

// filled is a memory with n items, every third of them secret.
func filled(n int) *NVM {
	nvm := &NVM{}
	for i := range n {
		nvm.Set(fmt.Sprintf("BLOCK.item%d", i), fmt.Sprintf("canary-%d", i), i%3 == 0)
	}
	return nvm
}

// TestHarvestStaysSecret: what one file of an attempt brings as a secret is none the less one when a later file sets it.
func TestHarvestStaysSecret(t *testing.T) {
	t.Parallel()
	var h harvest
	h.set("ITEM", "one", true)
	h.set("ITEM", "two", false)
	if len(h.entries) != 1 || h.entries[0].Value != "two" || !h.entries[0].Secret {
		t.Errorf("got %d entries, the first %v; want one that is secret", len(h.entries), h.entries[0])
	}
}

func TestNVM(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, indexFrom - 1, indexFrom, indexFrom + 1, 500} {
		nvm := filled(n)
		for i := range n {
			item := fmt.Sprintf("BLOCK.item%d", i)
			if got, ok := nvm.Get(item); !ok || got != fmt.Sprintf("canary-%d", i) {
				t.Fatalf("%d items, %s: got %q (%v)", n, item, got, ok)
			}
			if nvm.Set(item, fmt.Sprintf("canary-%d", i), false) {
				t.Fatalf("%d items, %s set to what it is: got a change", n, item)
			}
		}
		if _, ok := nvm.Get("BLOCK.none"); ok || nvm.Len() != n {
			t.Fatalf("%d items: got %d and one that was never set (%v)", n, nvm.Len(), ok)
		}
		data, err := nvm.Encode()
		if err != nil {
			t.Fatal(err)
		}
		read, err := ParseNVM(data)
		if err != nil {
			t.Fatal(err)
		}
		for name, other := range map[string]*NVM{"clone": nvm.Clone(), "parsed": read} {
			if got, want := slices.Collect(other.All()), slices.Collect(nvm.All()); !slices.Equal(got, want) {
				t.Errorf("%d items, %s: the items or their order differ", n, name)
			}
		}
	}
}

func TestNVMCloneIsIndependent(t *testing.T) {
	t.Parallel()
	for _, n := range []int{3, 100} {
		nvm := filled(n)
		c := nvm.Clone()
		c.Set("BLOCK.item1", "changed", false)
		c.Set("BLOCK.more", "new", false)
		if got, _ := nvm.Get("BLOCK.item1"); got != "canary-1" || nvm.Len() != n {
			t.Errorf("%d items: a change of the clone reached the original", n)
		}
	}
}

func TestNVMSecretStaysSecret(t *testing.T) {
	t.Parallel()
	nvm := filled(1)
	nvm.Set("BLOCK.item0", "canary-new", false)
	for e := range nvm.All() {
		if !e.Secret {
			t.Error("a secret item became an open one")
		}
	}
}

func TestNVMShowsNoSecret(t *testing.T) {
	t.Parallel()
	nvm := filled(4)
	report, err := json.Marshal(map[string]any{"nvm": nvm})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Count(string(report), Redacted), 2; got != want {
		t.Errorf("JSON: got %d redacted values, want %d", got, want)
	}
	if !strings.Contains(string(report), "canary-1") || strings.Contains(string(report), "canary-0") || strings.Contains(string(report), "canary-3") {
		t.Error("JSON must show open items and no secret ones")
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "nvm", nvm)
	entry := Entry{Item: "BLOCK.item0", Value: "canary-0", Secret: true}
	entryReport, err := json.Marshal(entry)
	if err != nil {
		t.Fatal(err)
	}
	shown := fmt.Sprintf("%v %+v %#v %s %x", nvm, nvm, nvm, nvm, nvm) + fmt.Sprintf("%v %+v %#v %s %x", entry, entry, entry, entry, entry)
	for _, text := range []string{log.String(), shown, string(entryReport), fmt.Sprint((*NVM)(nil))} {
		if strings.Contains(text, "canary") {
			t.Error("a memory shows its values in print")
		}
	}
}

func TestParseNVMRefuses(t *testing.T) {
	t.Parallel()
	for _, data := range []string{
		``, `{}`, `null x`, `[{"item":"a","value":"b"}] x`, `[{"item":"","value":"b"}]`, `[{"item":"a","value":1}]`,
		`[{"item":"a","value":"b","more":1}]`, `[{"item":"a","value":"b"},{"item":"a","value":"c"}]`, `[{"item":"a"`,
	} {
		if nvm, err := ParseNVM([]byte(data)); err == nil {
			t.Errorf("%q: got %v, want an error", data, nvm)
		}
	}
}

func FuzzParseNVM(f *testing.F) {
	f.Add([]byte(`[]`))
	f.Add([]byte(`[{"item":"a","value":"b"},{"item":"c","value":"d","secret":true}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		nvm, err := ParseNVM(data)
		if err != nil {
			return
		}
		again, err := nvm.Encode()
		if err != nil {
			t.Fatal(err)
		}
		read, err := ParseNVM(again)
		if err != nil {
			t.Fatalf("what Encode wrote is not read: %v", err)
		}
		if !slices.Equal(slices.Collect(read.All()), slices.Collect(nvm.All())) {
			t.Error("written and read again, the items differ")
		}
	})
}

// documented lists what the last document set.
func documented(n *NVM) string {
	var names []string
	for e := range n.All() {
		if e.Documented {
			names = append(names, e.Item)
		}
	}
	return strings.Join(names, " ")
}

// TestDocumented: the memory knows what the last document set, with its profiles and to whatever value; one that is not applied
// changes nothing of that, and the address that a redirect brought is of no document.
func TestDocumented(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N510", "", atServer, withItem(serverItem, "one"), withItem(realmItem, "mine"))
	reads := func(when, list string) {
		t.Helper()
		want(t, when, documented(m.NVM()), list)
	}
	reads("from the box", "")
	main := document(sets(serverItem, "one") + leadingTo("second.xml"))
	life := func(events ...Event) { lives(m, append([]Event{PowerOn{}}, events...)...) }
	life(found(main), found(extended(sets(nameItem, "two"))))
	first := documented(m.NVM())
	for _, item := range []string{serverItem, nameItem} {
		if !strings.Contains(first, item) {
			t.Errorf("%s is not among %q", item, first)
		}
	}
	if strings.Contains(first, realmItem) {
		t.Errorf("%s is among %q", realmItem, first)
	}
	if got := documented(m.NVM().Clone()); got != first {
		t.Errorf("a copy has %q, want %q", got, first)
	}
	life(found(main))
	reads("after the same VERSION", first)
	life(found(versioned("2811120929", leadingTo("second.xml"))), gone)
	reads("after a document that was not applied", first)
	life(found(versioned("2811120929", sets(realmItem, "mine"))))
	if got := documented(m.NVM()); !strings.Contains(got, realmItem) || strings.Contains(got, serverItem) {
		t.Errorf("after the next document: %q", got)
	}
	m.NVM().Set(realmItem, "theirs", false)
	if got := documented(m.NVM()); strings.Contains(got, realmItem) {
		t.Errorf("after a change by hand: %q", got)
	}
}
