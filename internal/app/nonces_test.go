package app

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store"
)

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
