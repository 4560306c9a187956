package provision

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/guard"
	"github.com/offhook/offhook/internal/inventory"
)

func TestLadderOfTheSpecification(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const target = "/" + macA + ".xml"
	expect(t, "no credentials", w.anonymous(target), 401, inventory.ReasonUnauthenticated, false)
	expect(t, "integrated pair", w.send(attempt{target: target, user: macA, password: passwordA}),
		401, inventory.ReasonIntegratedRefusedAsExpected, false)
	o := w.send(attempt{target: target, user: configuredA, password: configuredPA})
	expect(t, "configured pair", o, 200, inventory.ReasonServed, false)
	if o.Authentication.Info == "" || !strings.Contains(o.Authentication.Info, "rspauth=") {
		t.Errorf("Authentication-Info = %q, want one with rspauth", o.Authentication.Info)
	}
}

func TestReasons(t *testing.T) {
	t.Parallel()
	const a, b = "/" + macA + ".xml", "/" + macB + ".xml"
	tests := []struct {
		name   string
		world  func(*world)
		send   attempt
		status int
		reason inventory.Reason
	}{
		{"lower case integrated name", nil, attempt{target: a, user: strings.ToLower(macA), password: passwordA}, 401, inventory.ReasonIntegratedRefusedAsExpected},
		{"wrong integrated password", nil, attempt{target: a, user: macA, password: "guess"}, 401, inventory.ReasonWrongPassword},
		{"integrated password not stored", func(w *world) { w.record(macA).Integrated = digest.Secret{} }, attempt{target: a, user: macA, password: "whatever"}, 401, inventory.ReasonIntegratedRefusedAsExpected},
		{"integrated accepted but not stored", nil, attempt{target: b, user: macB, password: "whatever"}, 401, inventory.ReasonIntegratedRefusedAsExpected},
		{"configured name is the MAC", func(w *world) {
			w.record(macA).Username, w.record(macA).Integrated = macA, digest.Secret{}
		}, attempt{target: a, user: macA, password: "guess"}, 401, inventory.ReasonWrongPassword},
		{"both pairs are the same", func(w *world) {
			w.record(macA).Username, w.record(macA).Configured = macA, digest.NewSecret(passwordA)
		}, attempt{target: a, user: macA, password: passwordA}, 200, inventory.ReasonServed},
		{"integrated accepted", func(w *world) { w.record(macA).Accept = inventory.AcceptIntegrated }, attempt{target: a, user: strings.ToLower(macA), password: passwordA}, 200, inventory.ReasonServed},
		{"configured not accepted", func(w *world) { w.record(macA).Accept = inventory.AcceptIntegrated }, attempt{target: a, user: configuredA, password: configuredPA}, 401, inventory.ReasonWrongPassword},
		{"wrong configured password", nil, attempt{target: a, user: configuredA, password: "guess"}, 401, inventory.ReasonWrongPassword},
		{"configured name in other case", nil, attempt{target: a, user: strings.ToUpper(configuredA), password: configuredPA}, 401, inventory.ReasonUnknownUser},
		{"unknown user", nil, attempt{target: a, user: "nobody", password: "guess"}, 401, inventory.ReasonUnknownUser},
		{"empty name and password", nil, attempt{target: a}, 401, inventory.ReasonUnknownUser},
		{"unknown device", nil, attempt{target: "/" + macNone + ".xml", user: macNone, password: "guess"}, 401, inventory.ReasonUnknownDevice},
		{"no device named", nil, attempt{target: "/logo.png", user: configuredA, password: configuredPA}, 401, inventory.ReasonUnknownDevice},
		{"two devices named", nil, attempt{target: a + "?mac=" + macB, user: configuredA, password: configuredPA}, 401, inventory.ReasonUnknownDevice},
		{"disabled device", func(w *world) { w.record(macA).Enabled = false }, attempt{target: a, user: configuredA, password: configuredPA}, 401, inventory.ReasonDisabledDevice},
		{"disabled device, wrong password", func(w *world) { w.record(macA).Enabled = false }, attempt{target: a, user: configuredA, password: "guess"}, 401, inventory.ReasonDisabledDevice},
		{"index file", nil, attempt{target: "/42/2/master.bin", agent: "x/1;" + macA, user: configuredA, password: configuredPA}, 200, inventory.ReasonIndexServed},
		{"a file that is not there", nil, attempt{target: "/logo.png", agent: "x/1;" + macA, user: configuredA, password: configuredPA}, 404, inventory.ReasonNoDocument},
		{"other method", nil, attempt{target: a, method: "POST", user: configuredA, password: configuredPA}, 405, inventory.ReasonNoDocument},
		{"HEAD", nil, attempt{target: a, method: "HEAD", user: configuredA, password: configuredPA}, 200, inventory.ReasonServed},
		{"algorithm that was not offered", nil, attempt{target: a, algorithm: digest.SHA256, user: configuredA, password: configuredPA}, 401, inventory.ReasonSchemeNotAllowed},
		{"document cannot be made", func(w *world) { w.documents.err = inventory.ErrInvalid }, attempt{target: a, user: configuredA, password: configuredPA}, 404, inventory.ReasonNoDocument},
		{"document cannot be read now", func(w *world) { w.documents.err = ErrUnavailable }, attempt{target: a, user: configuredA, password: configuredPA}, 503, inventory.ReasonNoDocument},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if tt.world != nil {
				tt.world(w)
			}
			expect(t, tt.name, w.send(tt.send), tt.status, tt.reason, false)
		})
	}
}

func TestAnonymousReasons(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.record(macB).Enabled = false
	for target, want := range map[string]inventory.Reason{
		"/" + macA + ".xml":             inventory.ReasonUnauthenticated,
		"/" + macB + ".xml":             inventory.ReasonDisabledDevice,
		"/" + macNone + ".xml":          inventory.ReasonUnknownDevice,
		"/42/2/master.bin":              inventory.ReasonUnauthenticated,
		"/" + macA + ".xml?mac=" + macB: inventory.ReasonUnknownDevice,
	} {
		expect(t, target, w.anonymous(target), 401, want, false)
	}
}

func TestSecurity07UserOpensOnlyItsOwnDevice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.record(macB).Integrated = digest.NewSecret("factory-of-b")
	const target = "/" + macA + ".xml"
	for range 100 {
		expect(t, "configured pair of B", w.send(attempt{target: target, user: configuredB, password: configuredPB}),
			401, inventory.ReasonUserNotThisDevice, false)
		expect(t, "integrated pair of B", w.send(attempt{target: target, user: macB, password: "factory-of-b"}),
			401, inventory.ReasonUserNotThisDevice, false)
	}
	expect(t, "A afterwards", w.send(attempt{target: target, user: configuredA, password: configuredPA}), 200, inventory.ReasonServed, false)
}

// A second MAC closes the document for the right pair too, and it makes no difference whether a
// device has it: else the answer would tell which devices there are.
func TestSecurity07SecondMACKnownOrNot(t *testing.T) {
	t.Parallel()
	for _, second := range []string{macB, macNone, "0123456789AB"} {
		for _, send := range []attempt{
			{target: "/" + macA + ".xml?mac=" + second},
			{target: "/" + macA + ".xml", agent: "x/1;" + second},
			{target: "/ap?mac=" + macA, agent: "x/1;" + second},
			{target: "/" + macA + "/provisioning.xml", agent: "x/1;" + second},
		} {
			w := newWorld(t)
			send.user, send.password = configuredA, configuredPA
			o := w.send(send)
			expect(t, send.target+" "+send.agent, o, 401, inventory.ReasonUnknownDevice, false)
			if d, o := w.directory.devices.Load(), w.directory.owns.Load(); d != 1 || o != 1 {
				t.Errorf("%s %s: look-ups of device and user = %d, %d, want 1, 1", send.target,
					send.agent, d, o)
			}
		}
	}
	const uuid = "550e8400-e29b-41d4-a716-446655440000"
	for _, target := range []string{"/t/" + uuid + "/" + macA + ".xml",
		"/" + macB + "/" + macA + ".xml?t=202611302045"} {
		expect(t, target, newWorld(t).send(attempt{target: target, user: configuredA,
			password: configuredPA}),
			200, inventory.ReasonServed, false)
	}
}

func TestServer60OtherDeviceIsNeverStale(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	foreign := nonceOf(t, w.verifier(digest.NewKeyRing(1, [32]byte{7})).Challenges(start, false))
	expired := w.nonce()
	w.now = start.Add(2 * time.Hour)
	for name, nonce := range map[string]string{"expired": expired, "foreign": foreign} {
		const target = "/" + macA + ".xml"
		expect(t, name+", pair of B", w.send(attempt{target: target, user: configuredB, password: configuredPB, nonce: nonce}),
			401, inventory.ReasonUserNotThisDevice, false)
		expect(t, name+", integrated pair that is refused", w.send(attempt{target: target, user: macA, password: passwordA, nonce: nonce}),
			401, inventory.ReasonIntegratedRefusedAsExpected, false)
		expect(t, name+", wrong password", w.send(attempt{target: target, user: configuredA, password: "guess", nonce: nonce}),
			401, inventory.ReasonWrongPassword, false)
	}
}

func TestSecurity03StaleOnlyWhenRight(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const target = "/" + macA + ".xml"
	foreign := nonceOf(t, w.verifier(digest.NewKeyRing(1, [32]byte{7})).Challenges(start, false))
	expired := w.nonce()
	w.now = start.Add(2 * time.Hour)
	right := attempt{target: target, user: configuredA, password: configuredPA}
	right.nonce = expired
	expect(t, "expired", w.send(right), 401, inventory.ReasonStaleNonce, true)
	right.nonce = foreign
	expect(t, "foreign", w.send(right), 401, inventory.ReasonForeignNonce, true)
	w.record(macA).Enabled = false
	expect(t, "foreign, disabled", w.send(right), 401, inventory.ReasonDisabledDevice, false)
}

func TestSecurity04KeyChangeAndOtherNode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other := newWorld(t)
	right := attempt{target: "/" + macA + ".xml", user: configuredA, password: configuredPA, nonce: w.nonce()}
	expect(t, "another node with the same key", other.send(right), 200, inventory.ReasonServed, false)
	rekeyed := newWorld(t, func(c *Config) { c.Verifier = w.verifier(digest.NewKeyRing(1, [32]byte{8})) })
	expect(t, "after a change of the key", rekeyed.send(right), 401, inventory.ReasonForeignNonce, true)
}

func TestSecurity05OneOfManyCopies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.signed(attempt{target: "/" + macA + ".xml", user: configuredA, password: configuredPA})
	var served, stale atomic.Int32
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			switch o := w.handle(start, r); {
			case o.Decision.Status == 200:
				served.Add(1)
			case o.Decision.Reason == inventory.ReasonReplayedNC && o.Decision.Stale:
				stale.Add(1)
			}
		})
	}
	wg.Wait()
	if served.Load() != 1 || stale.Load() != 99 {
		t.Errorf("of 100 copies %d were served and %d stale, want 1 and 99", served.Load(), stale.Load())
	}
	for range 5 {
		expect(t, "nc 1 under a new nonce", w.send(attempt{target: "/" + macA + ".xml", user: configuredA, password: configuredPA}),
			200, inventory.ReasonServed, false)
	}
}

func TestSecurity06URIAndRealm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.signed(attempt{target: "/" + macB + ".xml", user: configuredA, password: configuredPA})
	r.Digest.Target = "/" + macA + ".xml"
	expect(t, "uri of another target", w.handle(start, r), 400, inventory.ReasonURIMismatch, false)

	r = w.signed(attempt{target: "/" + macA + ".xml", user: configuredA, password: configuredPA})
	r.Digest.Authorization[0] = strings.Replace(r.Digest.Authorization[0], `realm="Provisioning"`, `realm="Elsewhere"`, 1)
	expect(t, "another realm", w.handle(start, r), 401, inventory.ReasonForeignNonce, false)

	r = w.signed(attempt{target: "http://example.net/" + macA + ".xml", user: configuredA, password: configuredPA})
	r.Digest.Target = "/" + macA + ".xml"
	expect(t, "absolute uri of the same target", w.handle(start, r), 200, inventory.ReasonServed, false)
}

func TestSecurity10NoQOPIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const target = "/" + macA + ".xml"
	in := digest.Input{
		Algorithm: digest.MD5, User: configuredA, Realm: "Provisioning", Password: digest.NewSecret(configuredPA),
		Nonce: w.nonce(), Method: "GET", URI: target,
	}
	line := digest.Authorization{Username: in.User, Realm: in.Realm, Nonce: in.Nonce, URI: in.URI, Response: in.Response(), Algorithm: digest.MD5}
	r := request(attempt{target: target})
	r.Digest.Authorization = []string{line.String()}
	expect(t, "RFC 2069", w.handle(start, r), 401, inventory.ReasonSchemeNotAllowed, false)
}

// TestSecurity15WeakPair guesses at a device until the network has no budget left. The weak pair
// then opens nothing from there, and everything from a network that has guessed nothing.
func TestSecurity15WeakPair(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const target, elsewhere = "/" + macA + ".xml", "198.51.100.7"
	foreign := nonceOf(t, w.verifier(digest.NewKeyRing(1, [32]byte{7})).Challenges(start, false))
	guesses := []attempt{
		{target: target, user: configuredA, password: "guess", source: elsewhere},
		{target: target, user: configuredA, password: "guess", nonce: foreign, source: elsewhere},
	}
	for i := range guard.DefaultBurst {
		expect(t, fmt.Sprintf("guess %d", i+1), w.send(guesses[i%len(guesses)]),
			401, inventory.ReasonWrongPassword, false)
	}
	for _, g := range guesses {
		expect(t, "a guess too many", w.send(g), 401, inventory.ReasonThrottled, false)
	}
	right := attempt{target: target, user: configuredA, password: configuredPA}
	from := right
	from.source = elsewhere
	o := w.send(from)
	expect(t, "right pair of a network that guessed", o, 401, inventory.ReasonThrottled, false)
	for _, word := range []string{"198.51.100.7 ", start.Add(guard.DefaultInterval).Format("15:04:05")} {
		if !strings.Contains(o.Decision.Sentence, word) {
			t.Errorf("the sentence %q does not say %q", o.Decision.Sentence, word)
		}
	}
	from.nonce = foreign
	expect(t, "right pair under a dead nonce", w.send(from), 401, inventory.ReasonThrottled, false)
	expect(t, "right pair of another network", w.send(right), 200, inventory.ReasonServed, false)
	expect(t, "another device", w.send(attempt{
		target: "/" + macB + ".xml", user: configuredB, password: configuredPB, source: elsewhere,
	}), 200, inventory.ReasonServed, false)
}

// TestSecurity15StrongPair guesses a thousand times at strong pairs, also at shared files and with
// names that belong to nobody. They open their documents from everywhere.
func TestSecurity15StrongPair(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.record(macA).WeakConfigured = false
	for _, target := range []string{"/" + macA + ".xml", masterN510} {
		for _, user := range []string{configuredA, macA, "nobody", configuredB} {
			if user == configuredB && target == masterN510 {
				continue
			}
			for range 250 {
				o := w.send(attempt{target: target, user: user, password: "guess"})
				if o.Decision.Reason == inventory.ReasonThrottled {
					t.Fatalf("%s at %s: throttled, although there is nothing weak to guess", user, target)
				}
			}
		}
		right := attempt{target: target, user: configuredA, password: configuredPA}
		if o := w.send(right); o.Decision.Status != 200 {
			t.Errorf("%s: right pair: %d %s, want 200", target, o.Decision.Status, o.Decision.Sentence)
		}
	}
}

// TestSecurity15WeakPairThatOpensNothing guesses at an integrated pair that is not accepted: it
// opens nothing, so there is nothing to protect, and the configured pair is not refused for it.
func TestSecurity15WeakPairThatOpensNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const target = "/" + macA + ".xml"
	for range 50 {
		expect(t, "guess", w.send(attempt{target: target, user: macA, password: "guess"}),
			401, inventory.ReasonWrongPassword, false)
	}
	expect(t, "configured pair", w.send(attempt{target: target, user: configuredA, password: configuredPA}),
		200, inventory.ReasonServed, false)
}

func TestServer64WhatNeverCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.record(macB).Integrated = digest.Secret{}
	expired := w.nonce()
	w.now = start.Add(2 * time.Hour)
	for range 50 {
		w.anonymous("/" + macA + ".xml")
		expect(t, "integrated pair", w.send(attempt{target: "/" + macA + ".xml", user: macA, password: passwordA}),
			401, inventory.ReasonIntegratedRefusedAsExpected, false)
		expect(t, "integrated pair that is not stored", w.send(attempt{target: "/" + macB + ".xml", user: macB, password: "anything"}),
			401, inventory.ReasonIntegratedRefusedAsExpected, false)
		expect(t, "stale", w.send(attempt{target: "/" + macA + ".xml", user: configuredA, password: configuredPA, nonce: expired}),
			401, inventory.ReasonStaleNonce, true)
		expect(t, "other device", w.send(attempt{target: "/" + macA + ".xml", user: configuredB, password: configuredPB}),
			401, inventory.ReasonUserNotThisDevice, false)
	}
	expect(t, "A", w.send(attempt{target: "/" + macA + ".xml", user: configuredA, password: configuredPA}), 200, inventory.ReasonServed, false)
	expect(t, "B", w.send(attempt{target: "/" + macB + ".xml", user: configuredB, password: configuredPB}), 200, inventory.ReasonServed, false)
}

func TestSecurity15ReplayFromElsewhereIsNoRightLogin(t *testing.T) {
	t.Parallel()
	const target, elsewhere = "/" + macA + ".xml", "198.51.100.7"
	guess := attempt{target: target, user: configuredA, password: "guess", source: elsewhere}
	foreign := nonceOf(t, newWorld(t).verifier(digest.NewKeyRing(1, [32]byte{7})).Challenges(start, false))
	for name, a := range map[string]attempt{
		"replay":                           {user: configuredA, password: configuredPA},
		"right pair under a foreign nonce": {user: configuredA, password: configuredPA, nonce: foreign},
		"pair of another device":           {user: configuredB, password: configuredPB},
		"integrated pair that is refused":  {user: macA, password: passwordA},
	} {
		w := newWorld(t)
		a.target, a.source = target, elsewhere
		r := w.signed(a)
		if name == "replay" {
			phone := r
			phone.Source = request(attempt{target: target}).Source
			expect(t, "phone", w.handle(start, phone), 200, inventory.ReasonServed, false)
		}
		for i := range guard.DefaultBurst {
			expect(t, fmt.Sprintf("%s: guess %d", name, i+1), w.send(guess), 401, inventory.ReasonWrongPassword, false)
			if o := w.handle(start, r); o.Decision.Status != 401 {
				t.Errorf("%s: status %d, want 401", name, o.Decision.Status)
			}
		}
		expect(t, name+": a guess too many", w.send(guess), 401, inventory.ReasonThrottled, false)
		if name == "replay" {
			expect(t, "phone again", w.send(attempt{target: target, user: configuredA, password: configuredPA}), 200, inventory.ReasonServed, false)
		}
	}
}

func TestSecurity14SearchForDevices(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	began := 0
	for i := range 300 {
		mac := mustMAC(t, "7C2F81000000")
		mac[4], mac[5] = byte(i>>8), byte(i)
		o := w.anonymous("/" + mac.String() + ".xml")
		if o.Authentication.Search.Began {
			began++
		}
		if o.Decision.Status != 401 || o.Decision.Stale {
			t.Fatalf("unknown device %d: status %d, want the same 401", i, o.Decision.Status)
		}
	}
	if began != 1 {
		t.Errorf("the network began to be slowed %d times, want 1", began)
	}
	expect(t, "credentials for an unknown device", w.send(attempt{target: "/" + macNone + ".xml", user: macNone, password: "x"}),
		401, inventory.ReasonThrottled, false)
	expect(t, "known device behind it", w.send(attempt{target: "/" + macA + ".xml", user: configuredA, password: configuredPA}),
		200, inventory.ReasonServed, false)
	expect(t, "another network", w.send(attempt{target: "/" + macNone + ".xml", user: macNone, password: "x", source: "203.0.113.1"}),
		401, inventory.ReasonUnknownDevice, false)
}

func TestSecurity11Basic(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	basic := func(user, password string, lab bool) Outcome {
		line, err := digest.Basic(digest.Pair{Username: user, Password: digest.NewSecret(password)})
		if err != nil {
			t.Fatal(err)
		}
		r := request(attempt{target: "/" + macA + ".xml", basic: lab})
		r.Digest.Authorization = []string{line}
		return w.handle(start, r)
	}
	expect(t, "Basic elsewhere", basic(configuredA, configuredPA, false), 401, inventory.ReasonSchemeNotAllowed, false)
	o := basic(configuredA, configuredPA, true)
	expect(t, "Basic on its listener", o, 200, inventory.ReasonServed, false)
	if !strings.Contains(o.Decision.Sentence, "Basic") {
		t.Errorf("sentence = %q, want one that names Basic", o.Decision.Sentence)
	}
	expect(t, "integrated", basic(macA, passwordA, true), 401, inventory.ReasonIntegratedRefusedAsExpected, false)
	expect(t, "wrong", basic(configuredA, "guess", true), 401, inventory.ReasonWrongPassword, false)
	expect(t, "empty", basic(configuredA, "", true), 401, inventory.ReasonWrongPassword, false)
	expect(t, "pair of B", basic(configuredB, configuredPB, true), 401, inventory.ReasonUserNotThisDevice, false)
	digestOnLab := w.signed(attempt{target: "/" + macA + ".xml", user: configuredA, password: configuredPA, basic: true})
	expect(t, "Digest on the listener for Basic", w.handle(start, digestOnLab), 401, inventory.ReasonSchemeNotAllowed, false)
	for _, line := range []string{"Basic", "Basic !!!!", "Basic " + strings.Repeat("A", 2000), "Basic bm9jb2xvbg=="} {
		r := request(attempt{target: "/" + macA + ".xml", basic: true})
		r.Digest.Authorization = []string{line}
		expect(t, line, w.handle(start, r), 400, inventory.ReasonMalformedHeader, false)
	}
	if got := w.p.Challenges(start, true, false); len(got) != 1 || got[0] != `Basic realm="Provisioning"` {
		t.Errorf("challenge of the listener for tests = %q", got)
	}
	for range 20 {
		basic(configuredA, "guess", true)
	}
	expect(t, "after too many guesses", basic(configuredA, "guess", true), 401, inventory.ReasonThrottled, false)
}

func TestReplayStoreDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *Config) { c.Replay = brokenReplay{} })
	expect(t, "right credentials", w.send(attempt{target: "/" + macA + ".xml", user: configuredA, password: configuredPA}),
		503, inventory.ReasonNoDocument, false)
	expect(t, "wrong password", w.send(attempt{target: "/" + macA + ".xml", user: configuredA, password: "guess"}),
		401, inventory.ReasonWrongPassword, false)
}

func TestMalformedCredentials(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, line := range []string{"Digest", "Digest ,,,", "Digest a", `Digest username="x", username="y"`, `Digest nc=1`} {
		r := request(attempt{target: "/" + macA + ".xml"})
		r.Digest.Authorization = []string{line}
		expect(t, line, w.handle(start, r), 400, inventory.ReasonMalformedHeader, false)
	}
	r := w.signed(attempt{target: "/" + macA + ".xml", user: configuredA, password: configuredPA})
	r.Digest.Authorization = append(r.Digest.Authorization, r.Digest.Authorization[0])
	expect(t, "two lines", w.handle(start, r), 400, inventory.ReasonMalformedHeader, false)
}

func TestSecurity14ManyPhonesRebootBehindOneAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 500 {
		r := *w.record(macA)
		r.MAC = mustMAC(t, "7C2F82000000")
		r.MAC[4], r.MAC[5] = byte(i>>8), byte(i)
		r.Username = "user-" + r.MAC.String()
		if i%2 == 0 {
			r.Integrated = digest.Secret{}
		}
		w.directory.records = append(w.directory.records, r)
	}
	for range 2 {
		for _, r := range w.directory.records[2:] {
			target := "/" + r.MAC.String() + ".xml"
			expect(t, "first request", w.anonymous(target), 401, inventory.ReasonUnauthenticated, false)
			expect(t, "integrated pair", w.send(attempt{target: target, user: r.MAC.String(), password: passwordA}),
				401, inventory.ReasonIntegratedRefusedAsExpected, false)
			expect(t, "configured pair", w.send(attempt{target: target, user: r.Username, password: configuredPA}),
				200, inventory.ReasonServed, false)
		}
	}
}
