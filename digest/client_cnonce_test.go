package digest

import (
	"crypto/rand"
	"testing"
)

// A weak cnonce is CVE-2025-40919: a million draws of what every request is given, all different.
func TestClient07MillionCnonces(t *testing.T) {
	t.Parallel()
	const draws = 1_000_000
	seen := make(map[string]struct{}, draws)
	for range draws {
		cnonce, err := newCnonce(Quirks{}, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		seen[cnonce] = struct{}{}
	}
	if len(seen) != draws {
		t.Errorf("%d draws gave %d different values", draws, len(seen))
	}
}
