package app

import (
	"crypto/rand"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store"
)

// The random part of the nonces comes from the system: 56 bits that no two share, within one millisecond and across starts.
func TestServer06NoncesOfARunningServer(t *testing.T) {
	t.Parallel()
	const draws = 2000
	seen := make(map[string]bool, 2*draws)
	for range 2 {
		a := start(t, loopback(t), quiet, nil)
		for range draws {
			challenges, err := digest.ParseChallenges(a.provision.Challenges(time.Now(), false, false))
			if err != nil {
				t.Fatal(err)
			}
			nonce, err := base64.RawURLEncoding.DecodeString(challenges[0].Nonce)
			if err != nil || len(nonce) != 32 {
				t.Fatalf("nonce %q: %v, want 32 bytes", challenges[0].Nonce, err)
			}
			seen[string(nonce[9:16])] = true
		}
	}
	if len(seen) != 2*draws {
		t.Errorf("%d nonces have %d different random parts", 2*draws, len(seen))
	}
}

// A nonce of an earlier start is not good, also when the clock was ahead then: its claims are forgotten.
func TestServer53NonceOfAnEarlierStart(t *testing.T) {
	t.Parallel()
	c := loopback(t)
	a := start(t, c, quiet, nil)
	add(t, a, deviceA(t))
	sync1(t, a)
	master, err := store.LoadKey(c.Data, false)
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.settle()
	if err != nil {
		t.Fatal(err)
	}
	const target = "/" + macA + ".xml"
	for name, key := range map[string][32]byte{
		"earlier start": newNonces(s, nil, master).key, "key from the key file": store.DeriveKey(master, "digest nonce"),
	} {
		earlier, err := digest.NewVerifier(digest.Config{
			Realm: c.Realm, Tenant: inventory.DefaultTenant, Rand: rand.Reader, Keys: digest.NewKeyRing(1, key),
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, ahead := range []time.Duration{0, digest.DefaultSkew - time.Second} {
			challenge := earlier.Challenges(time.Now().Add(ahead), false)[0]
			got := ask(t, a.Addresses().Phones, target, signed(t, challenge, target, username, configured))
			if got.status != 401 || !strings.Contains(got.header.Get("WWW-Authenticate"), "stale=true") {
				t.Errorf("%s, clock ahead by %s: %d, want 401 with stale=true", name, ahead, got.status)
			}
		}
	}
}

// A clock that is set back while the server runs refuses nobody.
func TestServer54ClockSetBackWhileRunning(t *testing.T) {
	t.Parallel()
	used := newNonces(settled{}, nil, [32]byte{1}).used
	issued := time.Now().Add(-24 * time.Hour)
	for _, want := range []bool{true, false} {
		got, err := used.Claim(t.Context(), digest.NonceID{1}, issued, 1, issued.Add(digest.DefaultLife))
		if got != want || err != nil {
			t.Errorf("Claim of a nonce issued by a clock set back = %t, %v, want %t", got, err, want)
		}
	}
}
