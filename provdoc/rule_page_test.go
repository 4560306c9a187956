package provdoc

import (
	"strings"
	"testing"
)

// TestPagePointsAtThePlace makes sure that the line below a bad example points where its mark stands.
func TestPagePointsAtThePlace(t *testing.T) {
	t.Parallel()
	for _, r := range Rules() {
		lines := strings.Split(r.Page(), "\n")
		found := 0
		for i, line := range lines {
			column := len(line) - len(strings.TrimLeft(line, " "))
			if line[column:] != "^ "+r.Code || i == 0 {
				continue
			}
			found++
			above := []rune(lines[i-1])
			_, behind, _ := strings.Cut(r.Example.Bad, exampleMark)
			behind, _, _ = strings.Cut(behind, "\n")
			if column > len(above) || string(above[column:]) != behind {
				t.Errorf("%s: points at column %d of %q, want at %q", r.Code, column, lines[i-1], behind)
			}
		}
		if found != 1 {
			t.Errorf("%s: %d lines point at the place, want 1", r.Code, found)
		}
	}
}
