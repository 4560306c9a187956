package provdoc

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/offhook/offhook/model"
)

// comparedDocuments are those of testdata and of the other tests of differences.
func comparedDocuments(t testing.TB) (documents []string) {
	t.Helper()
	for _, pattern := range []string{"testdata/corpus/*.xml", "testdata/good/*.xml", "testdata/sloppy/*.xml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			documents = append(documents, string(readFile(t, file)))
		}
	}
	for _, d := range differences {
		documents = append(documents, d.before, d.after)
	}
	return documents
}

// quotedValue is what stands in the quotes of an attribute.
var quotedValue = regexp.MustCompile(`value=("[^"]*"|'[^']*')`)

// comparedValues are right for some items, wrong for others, and some break the markup.
var comparedValues = []string{
	"", "0", "1", "5", "4", "true", "5060", "0x13c4", "99999", "0xC0A80101", "0x12,0x34", "2811120928", "7C2F80123456", "7c:2f:80:12:34:56",
	"a.example.net", "https://b.example.net/x", "http://u:p@c.example.net", "de &amp; at", "&#252;", "&nope;", "&", "<", "ü", "\xfc", "\x01", "a\nb", "\t",
	"x > y", "]]>", "-->", strings.Repeat("x", 33), strings.Repeat("y", 80), "'inner'",
}

// revalued returns a document with other values in some places.
func revalued(document string, places map[int]string) string {
	n := -1
	return quotedValue.ReplaceAllStringFunc(document, func(value string) string {
		n++
		text, ok := places[n]
		if !ok {
			return value
		}
		return "value=" + value[len("value="):len("value=")+1] + text + value[len(value)-1:]
	})
}

// TestComparisonTellsOfOthers: what a comparison tells of two other documents is what comparing them tells, and the errors are the same.
func TestComparisonTellsOfOthers(t *testing.T) {
	t.Parallel()
	documents := comparedDocuments(t)
	told, changed := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		m, err := model.Lookup(rapid.SampledFrom([]string{"N510", "N720", "DE410", "N870", "Maxwell3"}).Draw(t, "model"))
		if err != nil {
			t.Fatal(err)
		}
		before := rapid.SampledFrom(documents).Draw(t, "before")
		after := before
		places := rapid.MapOfN(rapid.IntRange(0, 12), rapid.SampledFrom(comparedValues), 0, 4)
		if rapid.Bool().Draw(t, "another") {
			after = rapid.SampledFrom(documents).Draw(t, "after")
		} else {
			after = revalued(after, places.Draw(t, "change"))
		}
		phone := Target{Model: m, MAC: model.MAC{0x7C, 0x2F, 0x80, 0x12, 0x34, 0x56}}
		if rapid.Bool().Draw(t, "firmware") {
			phone.Firmware = m.DefaultFirmware
		}
		c := Compare(phone, []byte(before), []byte(after))
		if diff := cmp.Diff(Difference(m, []byte(before), []byte(after)), c.Changes); diff != "" {
			t.Fatalf("changes (-Difference +Compare):\n%s", diff)
		}
		if diff := cmp.Diff(Check([]byte(after), CheckOptions{Model: m, Firmware: phone.Firmware, MAC: phone.MAC}), c.Later); diff != "" {
			t.Fatalf("findings (-Check +Compare):\n%s", diff)
		}
		own := places.Draw(t, "own")
		before, after = revalued(before, own), revalued(after, own)
		if rapid.Bool().Draw(t, "moreover") {
			after = revalued(after, places.Draw(t, "of the later one"))
		}
		if rapid.Bool().Draw(t, "another device") {
			before, after = strings.ReplaceAll(before, "7C2F80123456", "7C2F80ABCDEF"), strings.ReplaceAll(after, "7C2F80123456", "7C2F80ABCDEF")
			phone.MAC = model.MAC{0x7C, 0x2F, 0x80, 0xAB, 0xCD, 0xEF}
		}
		want, ok := tells(t, c, phone, before, after)
		if !ok {
			return
		}
		told++
		if len(want.Changes) > 0 {
			changed++
		}
	})
	if told < 10 || changed < 5 {
		t.Errorf("%d comparisons told of other documents, %d of them with changes, want more", told, changed)
	}
}

// failer is a test, of whatever kind.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// tells compares two documents, when c tells of them, and wants that to be right. It returns what comparing them tells.
func tells(t failer, c *Comparison, phone Target, before, after string) (*Comparison, bool) {
	t.Helper()
	changes, ok := c.Of([]byte(before), []byte(after), phone.MAC)
	if !ok {
		return nil, false
	}
	want := Compare(phone, []byte(before), []byte(after))
	if diff := cmp.Diff(want.Changes, changes); diff != "" {
		t.Fatalf("changes (-compared +told):\n%s\n%s\n%s", diff, before, after)
	}
	if diff := cmp.Diff(errorsAmong(want.Later), errorsAmong(c.Later)); diff != "" {
		t.Fatalf("errors (-compared +told):\n%s\n%s", diff, after)
	}
	if diff := cmp.Diff(errorsAmong(want.Earlier), errorsAmong(c.Earlier)); diff != "" {
		t.Fatalf("errors before (-compared +told):\n%s\n%s", diff, before)
	}
	if diff := cmp.Diff(whatIsUnmet(want), whatIsUnmet(c)); diff != "" {
		t.Fatalf("without effect (-compared +told):\n%s\n%s\n%s", diff, before, after)
	}
	return want, true
}

// whatIsUnmet is Unmet without places, which may be others where values are longer.
func whatIsUnmet(c *Comparison) (list []string) {
	for _, f := range c.Unmet() {
		list = append(list, f.Item+": "+f.Message)
	}
	return list
}

// FuzzComparison puts any text into any place of two documents, and wants a comparison that tells of them to be right.
func FuzzComparison(f *testing.F) {
	documents := comparedDocuments(f)
	for i, document := range documents {
		f.Add([]byte(document), []byte(documents[(i+1)%len(documents)]), comparedValues[i%len(comparedValues)], uint8(i), uint8(i/2), uint8(i))
		f.Add([]byte(document), []byte(document), comparedValues[i%len(comparedValues)], uint8(i), uint8(3), uint8(4))
	}
	models := model.Models()
	f.Fuzz(func(t *testing.T, before, after []byte, text string, row, first, second uint8) {
		m := models[int(row)%len(models)]
		phone := Target{Model: m, Firmware: m.DefaultFirmware, MAC: model.MAC{0x7C, 0x2F, 0x80, 0x12, 0x34, 0x56}}
		c := Compare(phone, before, after)
		places := map[int]string{int(first): text, int(second): "7C2F80ABCDEF"}
		tells(t, c, phone, revalued(string(before), places), revalued(string(after), places))
		phone.MAC = model.MAC{0x7C, 0x2F, 0x80, 0xAB, 0xCD, 0xEF}
		tells(t, c, phone, revalued(string(before), places), revalued(string(after), places))
	})
}

// errorsAmong are the findings of severity Error.
func errorsAmong(findings []Finding) (list []Finding) {
	for _, f := range findings {
		if f.Severity == Error {
			list = append(list, f)
		}
	}
	return list
}
