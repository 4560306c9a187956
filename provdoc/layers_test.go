package provdoc

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/offhook/offhook/model"
)

// fillers puts indexes into the patterns of the catalogue. They are few, so that layers meet.
var fillers = []*strings.Replacer{
	strings.NewReplacer("[_n]", "", "_n", "_1", "[n-1]", "[1]", "[0-99]", "[3]", "[0-7]", "[3]", "[0-5]", "[3]", "[p]", "[3]", "[i]", "[2]", "{i}", "0", "{key}", "00001"),
	strings.NewReplacer("[_n]", "_2", "_n", "_2", "[n-1]", "[2]", "[0-99]", "[4]", "[0-7]", "[4]", "[0-5]", "[4]", "[p]", "[4]", "[i]", "[3]", "{i}", "1", "{key}", "029e74a599"),
	strings.NewReplacer("[_n]", "_2", "_n", "_2", "[n-1]", "[3]", "[0-99]", "[%]", "[0-7]", "[%]", "[0-5]", "[%]", "[p]", "[%]", "[i]", "[2]", "{i}", "1", "{key}", "00002"),
	strings.NewReplacer("[_n]", "_3", "_n", "_3", "[n-1]", "[4]", "[0-99]", "[%]", "[0-7]", "[%]", "[0-5]", "[%]", "[p]", "[3]", "[i]", "[%]", "{i}", "2", "{key}", "00001"),
}

// namesFor lists names that entries for a model can have: of the catalogue and of nobody's. What a condition asks for is not
// among them, and the test's memory meets it.
func namesFor(m *model.Model) []string { return slices.Clone(layerNames()[m]) }

var layerNames = sync.OnceValue(func() map[*model.Model][]string {
	all := map[*model.Model][]string{}
	for _, m := range model.Models() {
		names := []string{"BS_X.aucY", "BS_X.aucY[0]", "BS_X.aucY[%]", "BS_X.astZ[%].ucA", "BS_X.astZ[1].ucA", "BS_X.astZ[3].ucA", "BS_X.ucA..attr"}
		if m.Dialect == model.Provisioning {
			names = []string{"A.B", "A.1.B", "A.2.B", "oper.a.b.c.d", "oper.a.b.c.e", "oper.a.c.c.d", "oper.a.c.c.e.f"}
		}
		for _, p := range Parameters() {
			if p.Has(m.Name) && p.Tag != "I_PHONE_SYSTEM" {
				names = append(names, namesOf(p)...)
			}
		}
		slices.Sort(names)
		all[m] = slices.DeleteFunc(slices.Compact(names), func(name string) bool { return name == "" })
	}
	return all
})

// namesOf fills the patterns of a parameter.
func namesOf(p Parameter) (names []string) {
	for _, f := range fillers {
		names = append(names, f.Replace(p.Tag), f.Replace(p.Item))
		if p.isArray() && p.Item != "" {
			names = append(names, f.Replace(p.Item)+"[0]", f.Replace(p.Item)+"[%]")
		}
	}
	return names
}

// valueFor is the nth of the values that an item takes.
func valueFor(m *model.Model, name string, n int) string {
	p, known := lookupItem(m, name)
	switch {
	case !known, p.Type == TypeString:
		return strings.Repeat(`"<ü☎&'`, n%2) + strconv.Itoa(n)
	case p.Type == TypeHTTP:
		return "http://" + strconv.Itoa(n)
	case p.Type == TypePIN:
		return "0x12,0x3" + strconv.Itoa(n)
	case p.Type == TypeBytes, p.Type == TypeIPv4:
		return strconv.Itoa(n)
	case p.Type == TypeBoolean:
		return []string{"0", "1", "false", "true", "0x1"}[n%5]
	}
	return strconv.FormatInt(p.Min+int64(n)%(p.Max-p.Min+1), 10)
}

// layerOf draws the entries of a layer, with controls where there are some.
func layerOf(t *rapid.T, m *model.Model, label string) []Entry {
	names := rapid.SampledFrom(namesFor(m))
	if few := rapid.SliceOfN(names, 4, 4).Draw(t, "of"); rapid.Bool().Draw(t, "few names") {
		names = rapid.SampledFrom(few)
	}
	var list []Entry
	for range rapid.IntRange(0, 8).Draw(t, "many") {
		name := names.Draw(t, label)
		list = append(list, Entry{name, valueFor(m, name, rapid.IntRange(0, 9).Draw(t, "value"))})
	}
	if m.Dialect == model.ProviderFrame && rapid.Bool().Draw(t, "control") {
		list = append(list, Entry{"REBOOT", strconv.Itoa(rapid.IntRange(0, 1).Draw(t, "reboot"))})
	}
	return list
}

// rawNames are items that no catalogue has.
var rawNames = []string{"BS_RAW.first", "BS_RAW.second", "BS_RAW.third"}

// partOf draws a part, whose raw items are now and then among the entries of another.
func partOf(t *rapid.T, m *model.Model, label string) Part {
	p := Part{Entries: layerOf(t, m, label)}
	for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(rawNames), 0, 3, rapid.ID).Draw(t, label+" raw") {
		value := strconv.Itoa(rapid.IntRange(0, 9).Draw(t, "raw value"))
		if rapid.Bool().Draw(t, "as entry") {
			p.Entries = append(p.Entries, Entry{name, value})
		} else {
			p.Raw = append(p.Raw, Entry{name, value})
		}
	}
	return p
}

// A layeredMemory is what a phone holds, as the one who looks after it thinks of it: who sets an item sets it, whatever was
// there before, and [%] is every element.
type layeredMemory []Setting

// reaches reports whether who sets item a sets b.
func reaches(a, b string) bool {
	for before, rest, all := strings.Cut(a, "[%]"); ; before, rest, all = strings.Cut(rest, "[%]") {
		behind, ok := strings.CutPrefix(b, before)
		if !ok || !all {
			return ok && behind == ""
		}
		if behind == "" || behind[0] != '[' {
			return false
		}
		_, b, _ = strings.Cut(behind, "]")
	}
}

// load sets what a document of entries sets.
func (memory layeredMemory) load(t *rapid.T, m *model.Model, entries []Entry) layeredMemory {
	return memory.loadPart(t, m, Part{Entries: entries})
}

// loadPart sets what a document of a part sets.
func (memory layeredMemory) loadPart(t *rapid.T, m *model.Model, p Part) layeredMemory {
	data, err := Build(Frame{Model: m, Entries: p.Entries, Raw: p.Raw})
	if err != nil {
		t.Fatal(err)
	}
	d, _ := Parse(data)
	settings, _ := d.Settings(m, func(string) (string, bool) { return "5", true })
	return append(memory, settings...)
}

// drop forgets an item.
func (memory layeredMemory) drop(m *model.Model, name string) layeredMemory {
	item := name
	if p, ok := lookupItem(m, name); ok && p.Item != "" {
		item = p.Item
	} else if m.Dialect == model.ProviderFrame {
		item = NormalName(name)
	}
	return slices.DeleteFunc(slices.Clone(memory), func(s Setting) bool { return reaches(item, s.Item) })
}

// get returns the value of an item.
func (memory layeredMemory) get(item string) string {
	for _, s := range slices.Backward(memory) {
		if reaches(s.Item, item) {
			return s.Value
		}
	}
	return "(not set)"
}

// differs says where two memories differ, in any element that one of them mentions.
func (memory layeredMemory) differs(other layeredMemory) string {
	for _, s := range slices.Concat(memory, other) {
		for _, index := range []string{"[0]", "[1]", "[2]", "[3]", "[4]", "[7]"} {
			item := strings.ReplaceAll(s.Item, "[%]", index)
			if a, b := memory.get(item), other.get(item); a != b {
				return fmt.Sprintf("%s is %q and %q", item, a, b)
			}
		}
	}
	return ""
}

// TestLayers compiles random layers for every model: the document of a device is byte for byte what Build writes for the
// merged entries, and a phone that reads it has for each item the value of the highest layer that sets it.
func TestLayers(t *testing.T) {
	t.Parallel()
	for _, m := range model.Models() {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) { checkLayers(t, m) })
		})
	}
}

func checkLayers(t *rapid.T, m *model.Model) {
	global, profile, own := partOf(t, m, "global"), partOf(t, m, "profile"), partOf(t, m, "own")
	own.Without = rapid.SliceOfN(rapid.SampledFrom(append(namesFor(m), "REBOOT", rawNames[0])), 0, 2).Draw(t, "without")
	if lower := slices.Concat(global.Entries, profile.Entries); len(lower) > 0 && rapid.Bool().Draw(t, "without one") {
		own.Without = append(own.Without, rapid.SampledFrom(lower).Draw(t, "lower").Name)
	}
	shared := MergeParts(m, global, profile)
	merged := MergeParts(m, shared, own)

	want := layeredMemory{}.loadPart(t, m, global).loadPart(t, m, profile)
	for _, name := range own.Without {
		want = want.drop(m, name)
	}
	want = want.loadPart(t, m, own)
	if difference := want.differs(layeredMemory{}.loadPart(t, m, merged)); difference != "" {
		t.Fatalf("%v, %v, %v: wanted and got: %s", global, profile, own, difference)
	}

	f := Frame{Model: m, Entries: shared.Entries, Raw: shared.Raw, QuotedPair: rapid.Bool().Draw(t, "quoted")}
	c, err := Compile(f)
	if err != nil {
		t.Fatal(err)
	}
	prepared, err := c.Prepare(own)
	if err != nil {
		t.Fatal(err)
	}
	f.Entries, f.Raw = merged.Entries, merged.Raw
	f.MAC = rapid.SampledFrom([]model.MAC{{}, {0x7C, 0x2F, 0x80, 0xAB, 0xCD, 0xEF}}).Draw(t, "MAC")
	f.Version = rapid.SampledFrom([]string{"", "2811120928"}).Draw(t, "version")
	document, err := Build(f)
	if err != nil {
		t.Fatal(err)
	}
	got := c.Append([]byte("before"), f.MAC, f.Version, prepared)
	if !bytes.Equal(got, append([]byte("before"), document...)) {
		t.Fatalf("%v, %v: got\n%s\nwant\n%s", shared, own, got, document)
	}
	full := !f.MAC.IsZero() && f.Version != ""
	if size := c.Size(prepared); size < len(document) || size > len(document) && (full || m.Dialect == model.Provisioning) {
		t.Fatalf("Size = %d for a document of %d bytes", size, len(document))
	}
}

// TestLayersInAnyGrouping merges three layers from below and from above: a phone ends the same.
func TestLayersInAnyGrouping(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(model.Models()).Draw(t, "model")
		a, b, c := layerOf(t, m, "a"), layerOf(t, m, "b"), layerOf(t, m, "c")
		below := layeredMemory{}.load(t, m, Merge(m, Merge(m, a, b), c))
		above := layeredMemory{}.load(t, m, Merge(m, a, Merge(m, b, c)))
		if difference := below.differs(above); difference != "" {
			t.Fatalf("%s: %v, %v, %v: %s", m.Name, a, b, c, difference)
		}
	})
}
