package provdoc

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/offhook/offhook/model"
)

//go:generate go test -run ^TestSchemaFiles$ -update .

const schemaFolder = "../docs/schema"

// TestSchemaFiles compares the schemas in docs/schema with the catalogue, or writes them with -update. There are no others.
func TestSchemaFiles(t *testing.T) {
	t.Parallel()
	want := map[string]bool{}
	for _, m := range model.Models() {
		file := filepath.Join(schemaFolder, SchemaFile(m))
		if want[file] {
			continue
		}
		want[file] = true
		golden(t, file, string(Schema(m)))
	}
	files, err := os.ReadDir(schemaFolder)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !want[filepath.Join(schemaFolder, file.Name())] {
			t.Errorf("%s is the schema of no model: remove it", file.Name())
		}
	}
}

// TestVersionPattern admits every minute of every day that there is, and no other text of that length.
func TestVersionPattern(t *testing.T) {
	t.Parallel()
	pattern := regexp.MustCompile("^(" + versionPattern + ")$")
	check := func(version string) {
		if _, err := ParseVersion(version); pattern.MatchString(version) != (err == nil) {
			t.Errorf("version %s: the pattern says %t, ParseVersion %v", version, err != nil, err)
		}
	}
	for day := range 40 {
		for month := range 20 {
			for year := range 100 {
				check(fmt.Sprintf("%02d%02d%02d0928", day, month, year))
			}
		}
	}
	for clock := range 10000 {
		check(fmt.Sprintf("281112%04d", clock))
	}
	check("")
	check("28111209280")
}

// TestNumberPattern admits the numbers of a range and no others, in both bases.
func TestNumberPattern(t *testing.T) {
	t.Parallel()
	for _, r := range [][2]uint64{{0, 0}, {0, 1}, {1, 3}, {0, 7}, {0, 13}, {0, 63}, {0, 99}, {0, 255}, {0, 4094}, {90, 70000}, {255, 256}, {4095, 4096}, {1234, 1299}, {0, 65535}} {
		decimal := regexp.MustCompile("^(" + numberPattern(r[0], r[1], 10) + ")$")
		hexadecimal := regexp.MustCompile("^(" + numberPattern(r[0], r[1], 16) + ")$")
		for n := range uint64(70100) {
			want := r[0] <= n && n <= r[1]
			for text, got := range map[string]bool{
				fmt.Sprintf("%d", n): decimal.MatchString(fmt.Sprintf("%d", n)),
				fmt.Sprintf("%x", n): hexadecimal.MatchString(fmt.Sprintf("%x", n)),
				fmt.Sprintf("%X", n): hexadecimal.MatchString(fmt.Sprintf("%X", n)),
			} {
				if got != want {
					t.Fatalf("%d to %d: %s is admitted: %t", r[0], r[1], text, got)
				}
			}
		}
	}
	if pattern := regexp.MustCompile("^(" + numberPattern(90, 1<<32-1, 10) + ")$"); !pattern.MatchString("4294967295") || pattern.MatchString("4294967296") || pattern.MatchString("89") {
		t.Errorf("90 to 4294967295 is %s", pattern)
	}
}

// TestValuePatterns compares the patterns of lists and of plain HTTP with what Validate takes.
func TestValuePatterns(t *testing.T) {
	t.Parallel()
	bytes := regexp.MustCompile("^(" + listPattern(bytePattern, 1, 3) + ")$")
	pin := regexp.MustCompile("^(" + listPattern(pinBytePattern(), 2, 2) + ")$")
	for _, text := range []string{
		"", ",", "1", "255", "256", "0x", "0xff", "0x100", "0x00ff,1", "1,2,3", "1,2,3,4", " 1 ,\t2", "1;2", "1,", "00012", "-1", "a",
		"0x12,0x34", "0x1a,0x34", "0x12", "0x12,0x34,0x56", "9,153", "10,9", "25,16", "26,16", "0x9,0x99",
	} {
		if got, want := bytes.MatchString(text), (Parameter{Type: TypeBytes, MaxLen: 3}).Validate(text) == nil; got != want {
			t.Errorf("bytes %q: the pattern says %t, Validate %t", text, got, want)
		}
		if got, want := pin.MatchString(text), (Parameter{Type: TypePIN, MaxLen: 2}).Validate(text) == nil; got != want {
			t.Errorf("PIN %q: the pattern says %t, Validate %t", text, got, want)
		}
	}
}

// TestKnownNames makes sure that the patterns of known names admit what the catalogue finds for the model, and nothing else.
func TestKnownNames(t *testing.T) {
	t.Parallel()
	edges := strings.NewReplacer("[3]", "[100]", "[4]", "[99]", "00001", "0001", "00002", "0a9e74a59F")
	for _, m := range model.Models() {
		w := schemaWriter{models: []*model.Model{m}}
		var patterns []string
		for _, p := range w.parameters() {
			if p.Item != "" {
				patterns = append(patterns, itemPattern(p))
			}
		}
		known := regexp.MustCompile("^(" + strings.Join(patterns, "|") + "|a^)$")
		for _, other := range model.Models() {
			names := namesFor(other)
			for _, name := range names {
				names = append(names, edges.Replace(name))
			}
			for _, name := range names {
				p, ok := LookupParameterFor(m, name)
				isItem := strings.Contains(name, ".")
				if want := ok && isItem && p.Has(m.Name); isItem && known.MatchString(name) != want {
					t.Errorf("%s: %s is known: %t", m.Name, name, !want)
				}
			}
		}
	}
}
