package interop

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
)

// TestCurlOpensAccountOfHA1: a server that has the lines of htdigest, and no password, lets curl
// in.
func TestCurlOpensAccountOfHA1(t *testing.T) {
	t.Parallel()
	const realm, user, password = "Provisioning", "site42", "pw-one-123456"
	verifier, err := digest.NewVerifier(digest.Config{Realm: realm,
		Keys: digest.NewKeyRing(1, [32]byte{1}), Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Split(strings.TrimSpace(htdigest(user, realm, password)), ":")
	ha1, err := digest.ParseHA1(digest.MD5, fields[0], fields[1], fields[2])
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(&digesthttp.Handler{
		Verifier: verifier,
		Replay:   digest.NewMemoryReplay(1000, time.Now().Add(-time.Minute)),
		Lookup: func(_ context.Context, u digesthttp.User) (digesthttp.Account, error) {
			if u.Name != user {
				return digesthttp.Account{}, nil
			}
			return digesthttp.Account{HA1s: []digest.HA1{ha1}}, nil
		},
		Next: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte("document"))
		}),
	})
	t.Cleanup(server.Close)
	for pair, want := range map[string]string{
		user + ":" + password:     "document200",
		user + ":guess":           "Unauthorized\n401",
		user + ":" + fields[2]:    "Unauthorized\n401", // the digits are no password
		"nobody:" + password:      "Unauthorized\n401",
		"SITE42:" + password:      "Unauthorized\n401",
		user + ":" + ha1.String(): "Unauthorized\n401",
	} {
		got := command(t, peer(t, "curl", "curl"), "-s", "-w", "%{http_code}", "--digest", "-u",
			pair, server.URL+"/a?b=c").stdout
		if got != want {
			t.Errorf("curl as %s: %q, want %q", pair, got, want)
		}
	}
}
