package table

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestGuard brings every text back, as a reader that trims spaces sees it, and gives a spreadsheet nothing to run.
func TestGuard(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "'", "plain": "plain", "=1+1": "'=1+1", "+49": "'+49", "-5": "'-5", "@SUM": "'@SUM",
		" x": "' x", "x ": "x '", " ": "' '",
		"'": "''", "'x": "'x", "'=x": "''=x", "x'": "x'", "x''": "x'''", "''": "''''", "' ": "'' '",
		"0012": "'0012", "'0012": "''0012", "'5060": "''5060", "5060": "5060",
		"123456789012": "'123456789012", "1E5": "'1E5", "true": "'true",
		"12 ": "'12 '", "Mai 2026": "'Mai 2026", "10.0.0.1": "10.0.0.1",
		"10.100.200.100": "'10.100.200.100", "7C2F80123458": "7C2F80123458",
	} {
		if got := Guard(text); got != want {
			t.Errorf("Guard(%q) = %q, want %q", text, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("'=+-@ xü\",;0123.:/eE€%TRUEmai")), 0, 8, -1).Draw(t, "text")
		field := Guard(text)
		if got := Unguard(strings.TrimSpace(field)); got != text {
			t.Fatalf("%q is written %q and read %q", text, field, got)
		}
		if strings.ContainsAny(field[:1], "=+-@ ") {
			t.Fatalf("%q is written %q, which a spreadsheet runs", text, field)
		}
	})
}
