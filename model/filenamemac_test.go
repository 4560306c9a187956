package model

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const uuid = "550e8400-e29b-41d4-a716-446655440000"

func TestFileNameMAC(t *testing.T) {
	t.Parallel()
	const mac = "7C2F80123456"
	for name, want := range map[string]string{
		"7C2F80123456":                         mac,
		"7C2F80123456.xml":                     mac,
		"7c2f80123456.XML":                     mac,
		"7C:2F:80:12:34:56":                    mac,
		"7c-2f-80-12-34-56.xml":                mac,
		"settings-7C2F80123456.xml":            mac,
		"settings-7c-2f-80-12-34-56.xml":       mac,
		"d_7C2F80123456.bin":                   mac,
		"gigaset7C2F80123456.xml":              mac,
		"7C2F80123456old.xml":                  mac,
		"backup-202611302045-7c2f80123456.xml": mac,
		"7C2F80AAAAAA-7C2F80123456.xml":        mac,
		"7C2F80123456-ABCD.xml":                mac,
		"7C2F80123456-" + uuid + ".xml":        mac,
		uuid + "-7C2F80123456.xml":             mac,
		"7C:2F:80:12:34:56:7":                  mac,
		"7C2F80123456-000000000000.xml":        mac,
		"2026-11-30-20-45-7c2f80123456.xml":    mac,
		"7C2F80123456-202611302045.xml":        "202611302045",

		"":                                     "",
		"provisioning.xml":                     "",
		"7C2F8012345.xml":                      "",
		"7C2F801234567.xml":                    "",
		"cafe7C2F80123456.xml":                 "",
		"7C:2F:80:12:34:56:78":                 "",
		"7C:2F:80:12:34:56:78:90":              "",
		"7C:2F-80:12:34:56":                    "",
		"7C2F:8012:3456":                       "",
		"7C2F80-123456":                        "",
		"7C:2F:80:12:34:5":                     "",
		"7C%3A2F%3A80%3A12%3A34%3A56":          "",
		"000000000000.xml":                     "",
		"00:00:00:00:00:00":                    "",
		uuid + ".xml":                          "",
		strings.ToUpper(uuid):                  "",
		"{" + uuid + "}.xml":                   "",
		"00000000-0000-0000-0000-7C2F80123456": "",
		strings.ReplaceAll(uuid, "-", ""):      "",
	} {
		m, ok := FileNameMAC(name)
		if got := map[bool]string{true: m.String()}[ok]; got != want {
			t.Errorf("FileNameMAC(%q) = %q, want %q", name, got, want)
		}
	}
}

// The same rule as expressions: first a UUID, then a chain of pairs, then a run.
var fileNameTokens = regexp.MustCompile(`(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]+|[0-9a-f]+`)

func FuzzFileNameMAC(f *testing.F) {
	for _, seed := range []string{
		"7C2F80123456.xml", "7c-2f-80-12-34-56", "backup-202611302045-7c2f80123456.xml", uuid, uuid + "-7c2f80123456", "aa:bb:cc", "-", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		m, ok := FileNameMAC(name)
		if ok == m.IsZero() {
			t.Fatalf("FileNameMAC(%q) = %v, %t", name, m, ok)
		}
		digits := strings.NewReplacer(":", "", "-", "").Replace(strings.ToUpper(name))
		if ok && !strings.Contains(digits, m.String()) {
			t.Errorf("FileNameMAC(%q) = %v, which it does not hold", name, m)
		}
		if again, _ := FileNameMAC(name + "_" + m.Colons()); ok && again != m {
			t.Errorf("FileNameMAC(%q) and the MAC once more give %v", name, again)
		}
		plain := MAC{}
		for _, token := range fileNameTokens.FindAllString(name, -1) {
			if found, err := ParseMAC(token); err == nil && len(token) == macDigits {
				plain = found
			}
		}
		if !strings.ContainsAny(name, ":-") && plain != m {
			t.Errorf("FileNameMAC(%q) = %v, want %v", name, m, plain)
		}
	})
}

// Whatever is put before a MAC, with a hyphen between, the MAC is found in each of its forms.
func TestFileNameMACProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := randomMAC(t)
		before := rapid.StringMatching(`([g-z_.]|[0-9a-f]{12}|[0-9a-f]{8}-|`+uuid+`)*[g-z_.]`).Draw(t, "before")
		form := rapid.SampledFrom([]string{m.String(), m.Lower(), m.Colons(),
			strings.ReplaceAll(m.Colons(), ":", "-")}).Draw(t, "form")
		after := rapid.StringMatching(`(\.xml|\.cfg|_x|)`).Draw(t, "after")
		if got, ok := FileNameMAC(before + form + after); !ok || got != m {
			t.Fatalf("FileNameMAC(%q) = %v, want %v", before+form+after, got, m)
		}
	})
}

func randomMAC(t *rapid.T) MAC {
	return MAC(append([]byte{0x7C}, rapid.SliceOfN(rapid.Byte(), 5, 5).Draw(t, "mac")...))
}
