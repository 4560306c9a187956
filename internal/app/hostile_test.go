package app

import (
	"fmt"
	"strings"
	"testing"
)

// TestLargeConfigurations refuses configurations of the largest size, and what never ends.
func TestLargeConfigurations(t *testing.T) {
	t.Parallel()
	many := func(form string) string {
		var b strings.Builder
		for i := 0; b.Len() < maxFile-100; i++ {
			fmt.Fprintf(&b, form, i)
		}
		return b.String()
	}
	for _, text := range []string{
		many("k%d = 1\n"), many("k%d = 1\n")[:20_000], many("a = 1 # %d\n"), many("[t%d]\n"), many("[[t]]\n# %d\n"),
		strings.Repeat("a.", maxFile/2) + "b = 1", "a = " + strings.Repeat("[", maxFile), "a = " + strings.Repeat("{a=", maxFile/3),
	} {
		l := Loaded{Config: Default(), Origins: make(map[string]string)}
		if err := l.parse("offhook.toml", []byte(text)); err == nil {
			t.Errorf("%.40q is taken for a configuration", text)
		}
	}
	if _, err := Load("/dev/zero", func(string) (string, bool) { return "", false }, nil); err == nil || !strings.Contains(err.Error(), "is larger than") {
		t.Errorf("/dev/zero: %v, want that it is too large", err)
	}
}
