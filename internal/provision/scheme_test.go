package provision

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
)

// FuzzReadBasic: what is read of a Basic answer is what was sent, and nothing
// is read of anything else.
func FuzzReadBasic(f *testing.F) {
	for _, line := range []string{"Basic dTpw", "basic  dTpw ", "Basic", "Basic dTpw=", "Digest realm=x", "Basic OnA=", "Basic AAAA"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		p := readBasic([]string{line})
		if p.failure != digest.None {
			if p.user != "" || !p.basic.IsZero() || p.detail == "" {
				t.Errorf("%q: refused, but with a user name, a password or no cause", line)
			}
			return
		}
		_, sent, _ := strings.Cut(line, " ")
		got := base64.StdEncoding.EncodeToString([]byte(p.user + ":" + p.basic.Reveal()))
		if want := strings.NewReplacer("\r", "", "\n", "").Replace(strings.Trim(sent, " \t")); got != want {
			t.Errorf("%q: read %q, want %q", line, got, want)
		}
		if p := readBasic([]string{line, line}); p.failure != digest.Malformed {
			t.Errorf("%q twice: %v, want %v", line, p.failure, digest.Malformed)
		}
	})
}
