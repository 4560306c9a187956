package main

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestGuardField brings every text back, as a reader that trims spaces sees it, and gives a spreadsheet nothing to run.
func TestGuardField(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "'", "plain": "plain", "=1+1": "'=1+1", "+49": "'+49", "-5": "'-5", "@SUM": "'@SUM", " x": "' x", "x ": "x '", " ": "' '",
		"'": "''", "'x": "'x", "'=x": "''=x", "x'": "x'", "x''": "x'''", "''": "''''", "' ": "'' '",
	} {
		if got := guardField(text); got != want {
			t.Errorf("guardField(%q) = %q, want %q", text, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("'=+-@ xü\",;")), 0, 6, -1).Draw(t, "text")
		field := guardField(text)
		if got := unguardField(strings.TrimSpace(field)); got != text {
			t.Fatalf("%q is written %q and read %q", text, field, got)
		}
		if strings.ContainsAny(field[:1], "=+-@ ") {
			t.Fatalf("%q is written %q, which a spreadsheet runs", text, field)
		}
	})
}
