package provdoc

import (
	"testing"
	"time"
)

func TestParseVersion(t *testing.T) {
	t.Parallel()
	got, err := ParseVersion("2811120928")
	if want := time.Date(2012, 11, 28, 9, 28, 0, 0, time.UTC); err != nil || !got.Equal(want) {
		t.Errorf("ParseVersion = %v, %v, want %v", got, err, want)
	}
	if got, err := ParseVersion("2902990000"); err == nil {
		t.Errorf("29 February 2099 = %v, want an error", got)
	}
	if got, err := ParseVersion("3112990000"); err != nil || got.Year() != 2099 {
		t.Errorf("the year 99 = %v, %v, want 2099", got, err)
	}
	for _, bad := range []string{"", "281112092", "28111209280", "3102261200", "0013260000", "0101262400", "0101260060", "01012600+1", "01.01.2026"} {
		if got, err := ParseVersion(bad); err == nil {
			t.Errorf("ParseVersion(%q) = %v, want an error", bad, got)
		}
	}
}

// TestNextVersion never gives one VERSION to two contents.
func TestNextVersion(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 31, 23, 59, 30, 0, time.UTC)
	for _, tt := range []struct{ current, want string }{
		{"", "3112262359"},
		{"not a version", "3112262359"},
		{"3012262359", "3112262359"},
		{"3112262359", "0101270000"},
		{"0101270000", "0101270001"},
	} {
		if got := NextVersion(tt.current, now); got != tt.want {
			t.Errorf("NextVersion(%q) = %q, want %q", tt.current, got, tt.want)
		}
	}
}

func TestBumpVersion(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 5, 14, 15, 0, 0, time.UTC)
	data := readFile(t, "testdata/good/n510.xml")
	d, _ := Parse(data)
	got, err := d.BumpVersion(now)
	if want := "0503261416"; err != nil || got != want {
		t.Fatalf("BumpVersion = %q, %v, want %q", got, err, want)
	}
	if text, _ := d.Version(); text != got {
		t.Errorf("Version() = %q, want %q", text, got)
	}
	d.Unset("VERSION")
	if got, err := d.BumpVersion(now); err != nil || got != "0503261415" || d.Items()[2].Name != "VERSION" {
		t.Errorf("BumpVersion without a VERSION = %q, %v, items %v", got, err, d.Items()[:3])
	}
}
