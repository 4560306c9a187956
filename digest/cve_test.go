package digest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
)

// Faults of other implementations, each by its number.

// Apache httpd CVE-2018-1312: servers of one cluster let in what another one
// had let in before.
func TestCVE2018_1312Cluster(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.node(), w.node()
	r := phone().request(challenge(t, a, epoch))
	wantFailure(t, "on A", login(a, w.rs, epoch, r), None)
	wantFailure(t, "on B", login(b, w.rs, epoch, r), Replayed)
}

// Apache httpd CVE-2026-73636: a nonce was let in again after its record had
// been collected.
func TestCVE2026_73636ReplayAfterEviction(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := phone()
	c.qop = "none"
	v := newVerifier(t, func(conf *Config) { conf.Keys = w.keys; conf.Policy.NoQOP = true })
	r := c.request(challenge(t, v, epoch))
	wantFailure(t, "first", login(v, w.rs, epoch, r), None)
	for round := range 20 {
		w.flood(5)
		wantFailure(t, fmt.Sprintf("round %d", round), login(v, w.rs, epoch.Add(time.Second), r), Replayed)
	}
}

// Apache httpd CVE-2026-73637: the table of clients broke under concurrency.
func TestCVE2026_73637ClaimEvictExpireSweep(t *testing.T) {
	t.Parallel()
	rs := NewMemoryReplay(32, epoch)
	together(64, func(worker int) bool {
		for i := range 300 {
			issued := epoch.Add(time.Duration(1+i) * time.Millisecond)
			id := NonceID{byte(worker), byte(i)}
			if _, err := rs.Claim(context.Background(), id, issued, uint32(i%5+1), issued.Add(20*time.Millisecond)); err != nil {
				return false
			}
			if i%50 == 0 {
				rs.Sweep(issued)
			}
		}
		return true
	})
	checkReplay(t, rs, 32)
}

// checkReplay checks that the parts of a store agree.
func checkReplay(t *testing.T, m *MemoryReplay, limit int) {
	t.Helper()
	total := 0
	for i := range m.shards {
		s := &m.shards[i]
		if len(s.slots) != len(s.heap) || len(s.heap)+len(s.free) != len(s.entries) {
			t.Errorf("shard %d: %d ids, %d in the heap, %d free of %d", i, len(s.slots), len(s.heap), len(s.free), len(s.entries))
		}
		for j := 1; j < len(s.heap); j++ {
			if s.before(j, (j-1)/2) {
				t.Errorf("shard %d: entry %d was issued before its parent", i, j)
			}
		}
		for id, slot := range s.slots {
			if s.entries[slot].id != id {
				t.Errorf("shard %d: slot %d belongs to another nonce", i, slot)
			}
		}
		total += len(s.slots)
	}
	if total != m.Len() || total > limit {
		t.Errorf("%d nonces are held, Len() = %d, want at most %d", total, m.Len(), limit)
	}
}

// Apache httpd CVE-2020-35452: an odd nonce overflowed a buffer by a byte.
func TestCVE2020_35452OddNonces(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	for n := range 101 {
		for _, fill := range []string{"A", "_", "=", "\xff", " "} {
			if n != nonceText || fill != "A" && fill != "_" {
				answerNonce(t, v, fmt.Sprintf("%d times %q", n, fill), strings.Repeat(fill, n), Foreign)
			}
		}
	}
}

// Apache httpd CVE-2017-9788: a name without a value took the value that an
// earlier request had left in memory.
func TestCVE2017_9788NamesWithoutValues(t *testing.T) {
	t.Parallel()
	for _, name := range parameterNames {
		if _, err := ParseAuthorization(field(`username="CANARY"`)); err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{"Digest " + name, "Digest " + name + "=", "Digest " + name + "=, x=1", field("-"+name) + ", " + name} {
			a, err := ParseAuthorization(line)
			if err == nil || a != (Authorization{}) {
				t.Errorf("ParseAuthorization(%q) = %+v, %v, want nothing and an error", line, a, err)
			}
		}
	}
}

// Apache httpd CVE-2016-2161: malformed input broke the process for good.
func TestCVE2016_2161ServesOnAfterMalformedInput(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	rs := newReplay()
	for _, line := range authorizationSeeds() {
		login(v, rs, epoch, phone().send(line))
		wantFailure(t, fmt.Sprintf("after %.60q", line), login(v, rs, epoch, phone().request(challenge(t, v, epoch))), None)
	}
}

// Apache httpd CVE-2019-0217: a race let one user in as another.
func TestCVE2019_0217UsersAreNotMixedUp(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	rs := newReplay()
	const users = 1000
	got := together(users, func(i int) bool {
		c := phone()
		c.user = fmt.Sprintf("user%d", i)
		c.password = NewSecret(fmt.Sprintf("password%d", i))
		line := v.Challenges(epoch, false)
		list, err := ParseChallenges(line)
		if err != nil {
			return false
		}
		r := c.request(list[0])
		p := v.Parse(r)
		next := v.Verify(epoch, r, &p, []Secret{NewSecret(fmt.Sprintf("password%d", i+1))})
		own := v.Verify(epoch, r, &p, []Secret{NewSecret(fmt.Sprintf("password%d", i))})
		return p.User == c.user && next.Failure == Wrong && v.Claim(context.Background(), rs, &own) == None
	})
	if got != users {
		t.Errorf("%d of %d users were let in as themselves alone", got, users)
	}
}

// Apache httpd CVE-2004-1082 and CVE-2003-0987, Perl CVE-2026-86219: the nonce
// was not checked to be one of ours.
func TestCVE2004_1082ForgedNonce(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	for _, nonce := range []string{"1", "dcd98b7102dd2f0e8b11d0f600bfb0c093", strings.Repeat("A", 43)} {
		answerNonce(t, v, nonce, nonce, Foreign)
	}
}

// A scanner's report of 2026: an answer without qop reached a null pointer.
func TestCVEScanner2026EveryCombination(t *testing.T) {
	t.Parallel()
	policies := []Policy{{}, {NoQOP: true}, {AuthInt: true}, {Algorithms: []Algorithm{MD5, MD5Sess}}, {NoQOP: true, Algorithms: []Algorithm{MD5Sess}}}
	for _, policy := range policies {
		v := newVerifier(t, withPolicy(policy))
		for mask := range 8 {
			for _, a := range []Algorithm{MD5, MD5Sess} {
				ch := challenge(t, v, epoch)
				ch.Algorithm, ch.AlgorithmText = a, a.String()
				c := phone()
				c.change = func(x *Authorization) {
					for bit, value := range []*string{&x.QOP, &x.NC, &x.Cnonce} {
						if mask>>bit&1 == 1 {
							*value = ""
						}
					}
				}
				vd := login(v, newReplay(), epoch, c.request(ch))
				complete := mask == 0 && policy.offer().includes(a)
				if got := vd.Failure == None; got != complete {
					t.Errorf("policy %+v, %s, without %03b (qop, nc, cnonce from the right): %s", policy, a, mask, vd.Failure)
				}
			}
		}
	}
}

// Tomcat CVE-2011-1184, CVE-2011-5062 and CVE-2011-5063: nonce, count, qop and
// realm were not checked.
func TestCVE2011_1184EverythingIsChecked(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	rs := newReplay()
	ch := challenge(t, v, epoch)
	wantFailure(t, "first", login(v, rs, epoch, phone().request(ch)), None)
	wantFailure(t, "count again", login(v, rs, epoch, phone().request(ch)), Replayed)
	c := phone()
	c.qop = "other"
	wantFailure(t, "qop", login(v, rs, epoch, c.request(challenge(t, v, epoch))), Unoffered)
	ch.Realm = "other"
	wantFailure(t, "realm", login(v, rs, epoch, phone().request(ch)), RealmMismatch)
}

// Tomcat CVE-2011-5064, GoAhead CVE-2021-41615: the nonce was made from a
// secret that is the same everywhere.
func TestCVE2021_41615NoBuiltInKey(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string]*KeyRing{"none": nil, "empty": {}, "zero": NewKeyRing(0, [32]byte{})} {
		if _, err := NewVerifier(Config{Realm: "R", Keys: keys, Rand: zeroReader{}}); err == nil {
			t.Errorf("%s: a verifier works without a key of its own", name)
		}
	}
	one := newVerifier(t, func(c *Config) { c.Keys = NewKeyRing(1, [32]byte{1}) })
	two := newVerifier(t, func(c *Config) { c.Keys = NewKeyRing(1, [32]byte{2}) })
	answerNonce(t, two, "nonce of another installation", one.nonce(epoch), Foreign)
}

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// Tomcat CVE-2012-5885: the client's cnonce was remembered in place of nonce
// and count.
func TestCVE2012_5885CnonceIsNotTheKey(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	rs := newReplay()
	ch := challenge(t, v, epoch)
	c := phone()
	wantFailure(t, "first", login(v, rs, epoch, c.request(ch)), None)
	c.cnonce = "another"
	wantFailure(t, "same count, new cnonce", login(v, rs, epoch, c.request(ch)), Replayed)
	c.cnonce = "0a4f113b"
	for i := range 3 { // old Yealink phones never change it
		wantFailure(t, fmt.Sprintf("same cnonce, nonce %d", i), login(v, rs, epoch, c.request(challenge(t, v, epoch))), None)
	}
}

// Tomcat CVE-2012-5886 and CVE-2012-5887, Squid CVE-2014-9749: a session or a
// stale nonce went on working.
func TestCVE2014_9749NoSessionSurvives(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	rs := newReplay()
	ch := challenge(t, v, epoch)
	c := phone()
	wantFailure(t, "first", login(v, rs, epoch, c.request(ch)), None)
	c.nc = 2
	_, changed := check(v, epoch, c.request(ch), NewSecret("changed"))
	wantFailure(t, "password changed", changed, Wrong)
	_, disabled := check(v, epoch, c.request(ch), Secret{})
	wantFailure(t, "user disabled", disabled, Wrong)
	wantFailure(t, "expired", login(v, rs, epoch.Add(time.Hour), c.request(ch)), Expired)
}

// Squid CVE-2019-12525: one lone quote.
func TestCVE2019_12525LoneQuote(t *testing.T) {
	t.Parallel()
	for _, name := range parameterNames {
		testRefused(t, []refusedLine{{name, `Digest ` + name + `="`, SyntaxQuote, name}})
	}
}

// Squid CVE-2020-11945: a 16-bit count of uses went over.
func TestCVE2020_11945ManyUses(t *testing.T) {
	t.Parallel()
	rs := newReplay()
	id, expires := NonceID{1}, epoch.Add(time.Hour)
	claim := func(nc uint32) bool {
		ok, _ := rs.Claim(context.Background(), id, epoch, nc, expires)
		return ok
	}
	for nc := uint32(1); nc <= 1<<17; nc++ {
		if !claim(nc) || claim(nc) {
			t.Fatalf("count %d: want it once", nc)
		}
	}
	for _, nc := range []uint32{1, 1 << 16, 1<<16 + 1, 1 << 17} {
		if claim(nc) {
			t.Errorf("count %d was accepted again", nc)
		}
	}
}

// Squid CVE-2023-46847: a long header was copied to the stack. Not parallel: it
// counts allocations.
func TestCVE2023_46847LongHeaders(t *testing.T) {
	v := newVerifier(t, nil)
	for name, line := range map[string]string{
		"1 MB value":         field(`opaque="` + strings.Repeat("o", 1<<20) + `"`),
		"100,000 parameters": "Digest " + strings.Repeat("a=1, ", 100_000),
		"1 MB of quotes":     "Digest a=" + strings.Repeat(`"`, 1<<20),
		"1 MB of escapes":    `Digest a="` + strings.Repeat(`\`, 1<<20),
	} {
		r := phone().send(line)
		if p := v.Parse(r); p.Failure != HeaderTooLarge {
			t.Errorf("%s: failure = %s, want header-too-large", name, p.Failure)
		}
		if allocs := testing.AllocsPerRun(10, func() { v.Parse(r) }); allocs > 4 {
			t.Errorf("%s: %.0f allocations, want at most 4", name, allocs)
		}
	}
}

// lighttpd CVE-2007-3946: MD5-sess without cnonce, and white space at the end.
func TestCVE2007_3946SessionWithoutCnonce(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		field("algorithm=MD5-sess", "-cnonce"), field("algorithm=MD5-sess", "-cnonce", "-qop"), field("algorithm=MD5-sess", "-cnonce", "-qop", "-nc"),
	} {
		testRefused(t, []refusedLine{{line, line + " \t ", SyntaxMissing, "cnonce"}})
	}
}

// A widely shipped C library issued one nonce for all anonymous requests of a
// second, and forgot its count with each.
func TestCVELibraryNonceOfTheSecond(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	rs := newReplay()
	r := phone().request(challenge(t, v, epoch))
	wantFailure(t, "first", login(v, rs, epoch, r), None)
	for range 10 {
		v.Challenges(epoch, false)
		wantFailure(t, "replay", login(v, rs, epoch, r), Replayed)
	}
}

// Traefik CVE-2026-85595: an unknown user had an empty HA1 and was let in.
func TestCVE2026_85595UnknownUser(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	ch := challenge(t, v, epoch)
	c := phone()
	c.change = func(a *Authorization) {
		a.Response = MD5.Hash([]byte(":" + a.Nonce + ":" + a.NC + ":" + a.Cnonce + ":auth:" + MD5.Hash([]byte("GET:"+a.URI))))
	}
	_, vd := check(v, epoch, c.request(ch), Secret{}, Secret{}, Secret{})
	wantFailure(t, "empty HA1", vd, Wrong)
}

// An npm server compared counts as decimal numbers or as text.
func TestCVENpmCountsAreHexadecimal(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	rs := newReplay()
	ch := challenge(t, v, epoch)
	for _, nc := range []uint32{9, 0xa, 0x10, 0xf} {
		c := phone()
		c.nc = nc
		wantFailure(t, fmt.Sprintf("count %x", nc), login(v, rs, epoch, c.request(ch)), None)
	}
	in := Input{
		Algorithm: MD5, User: testUser, Realm: v.Realm(), Password: testPassword, Nonce: ch.Nonce,
		QOP: "auth", NC: "0000000A", Cnonce: "0a4f113b", Method: "GET", URI: testTarget,
	}
	c := phone()
	c.change = func(a *Authorization) { a.NC, a.Response = in.NC, in.Response() }
	wantFailure(t, "the same count in upper case", login(v, rs, epoch, c.request(ch)), Replayed)
}

// .NET always sends the count 1: it costs a round trip, never an error.
func TestCVEDotNetAlwaysCountsOne(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	rs := newReplay()
	ch := challenge(t, v, epoch)
	for i := range 5 {
		vd := login(v, rs, epoch, phone().request(ch))
		if i == 0 {
			wantFailure(t, "first", vd, None)
			continue
		}
		wantFailure(t, "count 1 again", vd, Replayed)
		ch = challenge(t, v, epoch)
		wantFailure(t, "retry with the new nonce", login(v, rs, epoch, phone().request(ch)), None)
	}
}
