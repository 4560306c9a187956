package provdoc

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/offhook/offhook/model"
)

// sentinel is in every secret value, and in no message that does not show one.
const sentinel = "Zq9!"

// FuzzCheckEntries checks two entries of any names, one with a secret in its value: no panic, every fault about one of them
// and of a rule that there is, and the secret in no message.
func FuzzCheckEntries(f *testing.F) {
	for _, tt := range checkEntriesTests {
		if len(tt.entries) > 0 {
			f.Add(tt.entries[0].Name, tt.entries[len(tt.entries)-1].Name, tt.entries[0].Value, uint8(len(tt.name)))
		}
	}
	for _, p := range Parameters() {
		if p.Secret {
			f.Add(cmp.Or(p.Tag, p.Item), "I_PHONE_SYSTEM", strings.Repeat("x", 99), uint8(0))
		}
	}
	f.Fuzz(func(t *testing.T, name, other, value string, row uint8) {
		m, fw := rowModel(row)
		entries := []Entry{{name, value + sentinel}, {other, value}, {NormalName(name), sentinel + value}}
		secret := isSecretEntry(m, name)
		for _, fault := range CheckEntries(m, fw, entries) {
			checkFault(t, fault, entries)
			if secret && strings.Contains(strings.ReplaceAll(fault.Message, name, ""), sentinel) {
				t.Fatalf("%+v shows the secret of %q", fault, name)
			}
		}
	})
}

// rowModel is a model by its number, with its firmware, none for a number behind the last.
func rowModel(row uint8) (*model.Model, model.Firmware) {
	if models := model.Models(); int(row) < len(models) {
		return models[row], models[row].DefaultFirmware
	}
	return nil, model.Firmware{}
}

func isSecretEntry(m *model.Model, name string) bool {
	p, ok := LookupParameterFor(m, name)
	return ok && p.Secret || !ok && soundsSecret(name)
}

func checkFault(t interface{ Fatalf(string, ...any) }, f EntryFault, entries []Entry) {
	if f.Index < 0 || f.Index >= len(entries) || f.Item != entries[f.Index].Name {
		t.Fatalf("fault %+v is about none of %q", f, entries)
	}
	if _, err := LookupRule(f.Code); err != nil || f.Message == "" || f.Severity != Warning && f.Severity != Error {
		t.Fatalf("fault %+v: %v", f, err)
	}
}

// drawEntry draws an entry with a name of the catalogue or one near it, and a value that may fit.
func drawEntry(t *rapid.T) Entry {
	all := Parameters()
	p := all[rapid.IntRange(0, len(all)-1).Draw(t, "parameter")]
	name := p.Tag
	if name == "" || p.Item != "" && rapid.Bool().Draw(t, "item") {
		name = p.Item
	}
	number := strconv.Itoa(rapid.SampledFrom([]int{0, 1, 2, 5, 6, 7, 99, 100}).Draw(t, "number"))
	name = strings.NewReplacer("[_n]", "_"+number, "[n-1]", "["+number+"]", "[0-99]", "["+number+"]", "[0-7]", "["+number+"]", "[0-5]", "["+number+"]",
		"[p]", "["+number+"]", "[i]", "["+number+"]", "{i}", number, "{key}", "0000"+number).Replace(name)
	if base, ok := strings.CutSuffix(name, "_n"); ok {
		name = base + "_" + number
	}
	value := rapid.SampledFrom([]string{"", "0", "1", "5", "0x12,0x34", "true", "100000", "http://h.example.net/x.bin", "a\x02", `"q"`, strings.Repeat("ä", 60)}).Draw(t, "value")
	if p.Secret {
		value += sentinel
	}
	return Entry{name, value}
}

// TestCheckEntriesForAnySet draws sets of entries: no fault shows a secret, and a set without an error makes a document in
// which no rule about items finds one.
func TestCheckEntriesForAnySet(t *testing.T) {
	t.Parallel()
	about := []string{"over-limit", "bad-value", "wrong-suffix", "index-out-of-range", "not-for-model", "below-firmware", "condition-not-met", "contradiction", "duplicate-item"}
	rapid.Check(t, func(t *rapid.T) {
		models := model.Models()
		m := models[rapid.IntRange(0, len(models)-1).Draw(t, "model")]
		entries := rapid.SliceOfN(rapid.Custom(drawEntry), 1, 4).Draw(t, "entries")
		faults := CheckEntries(m, m.DefaultFirmware, entries)
		for _, fault := range faults {
			checkFault(t, fault, entries)
			if strings.Contains(fault.Message, sentinel) {
				t.Fatalf("%s: %+v shows a secret", m.Name, fault)
			}
		}
		doc, err := Build(Frame{Model: m, Version: "0503261415", Entries: entries})
		if err != nil {
			if !hasErrors(faults) {
				t.Fatalf("%s: %q has no error, and yet: %v", m.Name, entries, err)
			}
			return
		}
		for _, finding := range Check(doc, CheckOptions{Model: m, Firmware: m.DefaultFirmware}) {
			found := slices.ContainsFunc(faults, func(f EntryFault) bool { return f.Code == finding.Code && f.Item == finding.Item })
			if slices.Contains(about, finding.Code) && !found {
				t.Fatalf("%s: the document of %q has %v, the entries have %v", m.Name, entries, finding, faults)
			}
		}
	})
}
