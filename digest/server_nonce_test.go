package digest

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"
)

// answerNonce verifies an answer to a nonce, right and wrong.
func answerNonce(t *testing.T, v *Verifier, what, nonce string, want Failure) {
	t.Helper()
	ch := challenge(t, v, epoch)
	ch.Nonce = nonce
	_, vd := check(v, epoch, phone().request(ch), testPassword)
	wantFailure(t, what, vd, want)
	c := phone()
	c.password = NewSecret("guess")
	_, vd = check(v, epoch, c.request(ch), testPassword)
	wantFailure(t, what+", wrong password", vd, Wrong)
}

func TestServer46EveryBitOfTheNonce(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	text := v.nonce(epoch)
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	answerNonce(t, v, "untouched", text, None)
	for bit := range 8 * len(raw) {
		raw[bit/8] ^= 1 << (bit % 8)
		answerNonce(t, v, fmt.Sprintf("bit %d flipped", bit), base64.RawURLEncoding.EncodeToString(raw), Foreign)
		raw[bit/8] ^= 1 << (bit % 8)
	}
}

func TestServer46OtherTexts(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	text := v.nonce(epoch)
	for n := range 43 {
		answerNonce(t, v, fmt.Sprintf("cut to %d", n), text[:n], Foreign)
	}
	for n := 44; n <= 100; n++ {
		answerNonce(t, v, fmt.Sprintf("grown to %d", n), text+strings.Repeat("A", n-43), Foreign)
	}
	last := strings.IndexByte(base64url, text[42])
	for name, other := range map[string]string{
		"padded": text + "=", "unused bits set": text[:42] + base64url[last^1:last^1+1], "standard alphabet": strings.Repeat("+", 43),
		"space": text[:42] + " ", "outside ASCII": text[:41] + "\u00e4",
	} {
		answerNonce(t, v, name, other, Foreign)
	}
	if raw, ok := decodeNonce(text[:41] + "\r\n"); ok {
		t.Errorf("decodeNonce() takes line ends: %x", raw)
	}
}

const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

func TestServer46OtherScopesAndKeys(t *testing.T) {
	t.Parallel()
	keys := NewKeyRing(1, testKey)
	v := newVerifier(t, func(c *Config) { c.Keys = keys })
	tenant := newVerifier(t, func(c *Config) { c.Keys = keys; c.Tenant = "acme" })
	realm := newVerifier(t, func(c *Config) { c.Keys = keys; c.Realm = "Other" })
	answerNonce(t, v, "other tenant", tenant.nonce(epoch), Foreign)
	answerNonce(t, v, "other realm", realm.nonce(epoch), Foreign)
	answerNonce(t, v, "other key, same id", newVerifier(t, func(c *Config) { c.Keys = NewKeyRing(1, [32]byte{9}) }).nonce(epoch), Foreign)
	answerNonce(t, v, "same key, other id", newVerifier(t, func(c *Config) { c.Keys = NewKeyRing(2, testKey) }).nonce(epoch), Foreign)
	old := v.nonce(epoch)
	keys.Add(2, [32]byte{7})
	if err := keys.Sign(2); err != nil {
		t.Fatal(err)
	}
	answerNonce(t, v, "key that no longer signs", old, None)
	if err := keys.Remove(1); err != nil {
		t.Fatal(err)
	}
	answerNonce(t, v, "removed key", old, Foreign)
	answerNonce(t, v, "new key", v.nonce(epoch), None)
}

// Scopes are kept apart by a byte that no realm contains.
func TestServer46ScopesDoNotRunTogether(t *testing.T) {
	t.Parallel()
	keys := NewKeyRing(1, testKey)
	ab := newVerifier(t, func(c *Config) { c.Keys = keys; c.Realm, c.Tenant = "Prov", "isioning" })
	answerNonce(t, newVerifier(t, func(c *Config) { c.Keys = keys }), "realm and tenant joined", ab.nonce(epoch), Foreign)
}

// A packaged server refuses every login for some values of a byte.
func TestServer46EveryValueOfEveryByte(t *testing.T) {
	t.Parallel()
	for value := range 256 {
		random := make([]byte, 7)
		for i := range random {
			random[i] = byte(value)
		}
		keys := NewKeyRing(byte(value), [32]byte{byte(value), 1})
		ms := int64(value)
		for range 5 {
			ms = ms<<8 | int64(value)
		}
		for _, offered := range []offer{0, offerMD5 | offerAuth, offer(value)} {
			issued := time.UnixMilli(ms)
			text, err := keys.issue(issued, offered, "scope", strings.NewReader(string(random)))
			if err != nil {
				t.Fatal(err)
			}
			got := keys.open(text, "scope")
			if !got.genuine || !got.issued.Equal(issued) || got.offered != offered {
				t.Errorf("byte %#x: open(%s) = %+v", value, text, got)
			}
		}
	}
}

func TestServer47ExpiredNonce(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	for age, want := range map[time.Duration]Failure{
		0: None, time.Hour - time.Millisecond: None, time.Hour: Expired, 24 * time.Hour: Expired, 10 * 365 * 24 * time.Hour: Expired,
	} {
		c, ch := phone(), challenge(t, v, epoch)
		c.nc = 2
		_, vd := check(v, epoch.Add(age), c.request(ch), testPassword)
		wantFailure(t, "age "+age.String(), vd, want)
		c.password = NewSecret("guess")
		_, vd = check(v, epoch.Add(age), c.request(ch), testPassword)
		wantFailure(t, "age "+age.String()+", wrong password", vd, Wrong)
	}
	fresh := challenge(t, v, epoch.Add(time.Hour))
	lines := v.Challenges(epoch.Add(time.Hour), true)
	if !strings.Contains(lines[0], ", stale=true") {
		t.Errorf("challenge %q: want stale=true", lines[0])
	}
	_, vd := check(v, epoch.Add(time.Hour), phone().request(fresh), testPassword)
	wantFailure(t, "the fresh nonce", vd, None)
}

func TestServer54ClockSteps(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	for ahead, want := range map[time.Duration]Failure{
		time.Second: None, 5 * time.Second: None, 5*time.Second + time.Millisecond: Expired, time.Hour: Expired,
	} {
		_, vd := check(v, epoch, phone().request(challenge(t, v, epoch.Add(ahead))), testPassword)
		wantFailure(t, "issued "+ahead.String()+" ahead", vd, want)
	}
	ch := challenge(t, v, epoch)
	_, vd := check(v, epoch.Add(-time.Minute), phone().request(ch), testPassword)
	wantFailure(t, "clock set back", vd, Expired)
	_, vd = check(v, epoch.Add(2*time.Hour), phone().request(ch), testPassword)
	wantFailure(t, "clock set forward", vd, Expired)
}

func TestServer56NonceIsNotBoundToTheConnection(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	r := phone().request(challenge(t, v, epoch))
	for _, host := range []string{"prov.example.net", "192.0.2.1", "[2001:db8::1]:8080"} {
		for _, tls := range []bool{false, true} {
			r.Host, r.TLS = host, tls
			_, vd := check(v, epoch, r, testPassword)
			wantFailure(t, fmt.Sprintf("host %s, TLS %t", host, tls), vd, None)
		}
	}
}

func TestServer57FirstUseAfterMinutes(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, func(c *Config) { c.Policy.NoQOP = true })
	for wait, want := range map[time.Duration]Failure{
		3 * time.Minute: None, 5 * time.Minute: None, 10*time.Minute - time.Millisecond: None, 10 * time.Minute: Expired,
	} {
		ch := challenge(t, v, epoch)
		_, vd := check(v, epoch.Add(wait), phone().request(ch), testPassword)
		wantFailure(t, "first use after "+wait.String(), vd, want)
		c := phone()
		c.qop = "none"
		_, vd = check(v, epoch.Add(wait), c.request(ch), testPassword)
		wantFailure(t, "first use without qop after "+wait.String(), vd, want)
	}
}

func TestServer66KeyRotation(t *testing.T) {
	t.Parallel()
	keys := NewKeyRing(1, testKey)
	one := newVerifier(t, func(c *Config) { c.Keys = keys })
	two := newVerifier(t, func(c *Config) { c.Keys = keys })
	rs := newReplay()
	ch := challenge(t, one, epoch)
	c := phone()
	wantFailure(t, "before", login(one, rs, epoch, c.request(ch)), None)
	keys.Add(2, [32]byte{7})
	c.nc = 2
	wantFailure(t, "new key added", login(two, rs, epoch, c.request(ch)), None)
	if err := keys.Sign(2); err != nil {
		t.Fatal(err)
	}
	c.nc = 3
	wantFailure(t, "new key signs, old nonce", login(one, rs, epoch, c.request(ch)), None)
	wantFailure(t, "new key signs, new nonce", login(two, rs, epoch, phone().request(challenge(t, one, epoch))), None)
	c.nc = 4
	wantFailure(t, "old nonce at the end of its life", login(one, rs, epoch.Add(time.Hour-time.Millisecond), c.request(ch)), None)
	if err := keys.Remove(1); err != nil {
		t.Fatal(err)
	}
	c.nc = 5
	wantFailure(t, "old key removed", login(one, rs, epoch.Add(time.Hour-time.Millisecond), c.request(ch)), Foreign)
}

func TestKeyRingRefuses(t *testing.T) {
	t.Parallel()
	keys := NewKeyRing(1, testKey)
	if err := keys.Sign(2); err == nil || !strings.Contains(err.Error(), "add it first") {
		t.Errorf("Sign(unknown) = %v", err)
	}
	if err := keys.Remove(1); err == nil || !strings.Contains(err.Error(), "it signs") {
		t.Errorf("Remove(signer) = %v", err)
	}
	if err := keys.Remove(9); err != nil {
		t.Errorf("Remove(unknown) = %v", err)
	}
}
