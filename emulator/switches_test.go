package emulator

import (
	"crypto/aes"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/phone"
)

// TestNextNonce: a phone that uses a nonce again takes up the next one that an answer names, or by a switch counts on with its own.
func TestNextNonce(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{"heed": "fresh 00000001", "ignore": "first 00000002"} {
		s := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") == "" {
				w.Header().Set("WWW-Authenticate", `Digest realm="x", qop="auth", nonce="first"`)
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			w.Header().Set("Authentication-Info", `nextnonce="fresh"`)
			fmt.Fprint(w, document("2811120928", ""))
		})
		c := config(t, "N510", "")
		c.Switches = map[string]string{"preemptive": "on", "nextnonce": value}
		p, _ := newTestPhone(t, c)
		for range 2 {
			if _, err := p.Fetch(t.Context(), s.URL+"/n.xml"); err != nil {
				t.Fatal(err)
			}
		}
		got := s.got()
		last, err := digest.ParseAuthorization(got[len(got)-1].authorization)
		if err != nil {
			t.Fatal(err)
		}
		if at := last.Nonce + " " + last.NC; len(got) != 3 || at != want {
			t.Errorf("nextnonce=%s: %d requests, the last with %s; want 3 and %s", value, len(got), at, want)
		}
	}
}

// TestDevicePasswordSwitches: how long the device password of a new phone is, and what it is made of.
func TestDevicePasswordSwitches(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		length, alphabet string
		want             int
		others           string
	}{
		{"", "", 12, "abcIO01"}, {"16", "hex", 16, "GHIabcdef"}, {"40", "letters-digits", 40, "-_ "}, {"8", "upper-digits", 8, "abcIO01"}, {"0", "hex", 0, ""},
	} {
		conf := config(t, "N870", "")
		conf.DevicePassword, conf.Switches = digest.Secret{}, map[string]string{}
		if c.length != "" {
			conf.Switches["device-password-length"], conf.Switches["device-password-alphabet"] = c.length, c.alphabet
		}
		drawn := ""
		for range 50 {
			p, _ := newTestPhone(t, conf)
			password := p.config.DevicePassword.Reveal()
			if len(password) != c.want {
				t.Errorf("%v: a password of %d characters, want %d", conf.Switches, len(password), c.want)
			}
			drawn += password
		}
		if strings.ContainsAny(drawn, c.others) {
			t.Errorf("%v: a password has one of %q", conf.Switches, c.others)
		}
		for _, r := range passwordAlphabets[c.alphabet] {
			if c.want > 0 && !strings.ContainsRune(drawn, r) {
				t.Errorf("%v: no password has %q", conf.Switches, r)
			}
		}
	}
	conf := config(t, "N510", "")
	conf.DevicePassword, conf.Switches = digest.Secret{}, map[string]string{"device-password-alphabet": "greek"}
	if _, _, err := New(conf); err == nil || !strings.Contains(err.Error(), "upper-digits, letters-digits, hex") {
		t.Errorf("an unknown alphabet: got %v", err)
	}
}

// TestFairPasswords: no character of an alphabet is more likely than another.
func TestFairPasswords(t *testing.T) {
	t.Parallel()
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	for name, alphabet := range passwordAlphabets {
		length := 256 / len(alphabet) * len(alphabet)
		text, err := randomText(strings.NewReader(string(every)), alphabet, length)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range alphabet {
			if got, want := strings.Count(text, string(r)), 256/len(alphabet); got != want {
				t.Errorf("%s: %q came %d times of 256 bytes, want %d", name, r, got, want)
			}
		}
	}
}

// sealedDocument is an encrypted profile by ECB with a key in hexadecimal digits.
func sealedDocument(t *testing.T) (key, body string) {
	t.Helper()
	key = "2b7e151628aed2a6abf7158809cf4f3c"
	raw, err := hex.DecodeString(key)
	if err != nil {
		t.Fatal(err)
	}
	return key, encrypt(t, raw, document("2811120928", symbolicPair))
}

// TestProviderKey: an encrypted profile over a socket; the key is in no trace, log or memory file, and a phone that does not use it
// says so. [G p36]
func TestProviderKey(t *testing.T) {
	t.Parallel()
	text, body := sealedDocument(t)
	key, err := phone.ParseProviderKey(digest.NewSecret(text))
	if err != nil {
		t.Fatal(err)
	}
	s := newPlainServer(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
	c := config(t, "N720", "")
	c.ProviderKey, c.Switches = key, map[string]string{"aes-mode": "ecb"}
	p, r := newTestPhone(t, c)
	if _, err := p.Fetch(t.Context(), s.URL+"/n.xml"); err != nil || r.steps() != "none 200, provisioned" {
		t.Fatalf("got %q (%v)", r.steps(), err)
	}
	if shown := fmt.Sprintf("%v %+v %+v", p, p.State(), r.events); strings.Contains(shown, key.Reveal()) || strings.Contains(shown, text) {
		t.Error("the key shows")
	}
	for name, want := range map[string]string{"N720": "the switch aes-mode is off", "N870": "takes no encrypted profile"} {
		c := config(t, name, "")
		c.ProviderKey = key
		if _, warnings, err := New(c); err != nil || len(warnings) != 1 || !strings.Contains(warnings[0], want) {
			t.Errorf("%s: got %q (%v), want a warning that says %q", name, warnings, err, want)
		}
	}
	c.ProviderKey = digest.NewSecret("short")
	if _, _, err := New(c); !errors.Is(err, phone.ErrProviderKey) {
		t.Errorf("a short key: got %v", err)
	}
}

// TestSchemaIsAskedFor: by a switch the phone asks for the schema, after the document, and its contents change nothing.
func TestSchemaIsAskedFor(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/n.xml" {
			fmt.Fprint(w, document("0101260000", symbolicPair))
			return
		}
		fmt.Fprint(w, document("2811120928", ""))
	})
	c := config(t, "N720", "")
	c.Switches = map[string]string{"schema-fetch": "on"}
	p, r := newTestPhone(t, c)
	if _, err := p.Fetch(t.Context(), s.URL+"/n.xml"); err != nil {
		t.Fatal(err)
	}
	if asked := s.got(); r.steps() != "none 200, none 200, provisioned" || len(asked) != 2 || asked[1].target != "/profile.xsd" {
		t.Errorf("got %q with %d requests", r.steps(), len(asked))
	}
	if user, ok := p.NVM().Get("BS_IP_Data.aucS_HTTP_DIGEST_USERNAME"); ok {
		t.Errorf("the schema set the user name %q", user)
	}
}

// TestEnterPairSwitches: where a switch takes the page for the pair away, nobody can enter one, and one that is given is not used.
// [SEED] [W-mx]
func TestEnterPairSwitches(t *testing.T) {
	t.Parallel()
	for model, name := range map[string]string{"N720": "pair-page", "Maxwell3": "configured-pair", "N870": "configured-pair"} {
		c := config(t, model, "")
		c.Switches = map[string]string{name: "off"}
		p, _ := newTestPhone(t, c)
		err := p.EnterPair("u", secret("p"))
		if !errors.Is(err, ErrNoPair) || !strings.Contains(err.Error(), "a switch says") || p.NVM().Len() != 0 || p.State().PairPage {
			t.Errorf("%s: got %v and %d items", model, err, p.NVM().Len())
		}
		c.Username, c.Password = "u", digest.NewSecret("p")
		p, warnings, err := New(c)
		if err != nil || p.NVM().Len() != 0 || !slices.ContainsFunc(warnings, func(w string) bool { return strings.Contains(w, "are not used: a switch says") }) {
			t.Errorf("%s: got %q (%v) and %d items", model, warnings, err, p.NVM().Len())
		}
	}
}

// TestPlannedUpdate: the time of the day that a document plans, by the clock of the phone. [R-wazo]
func TestPlannedUpdate(t *testing.T) {
	t.Parallel()
	const planned = `<SYMB_ITEM ID="BS_IP_Data.KindOfPlannedUpdate" class="symb_item" value="1"/>` +
		`<SYMB_ITEM ID="BS_IP_Data.PlannedUpdateTime" class="symb_item" value="0x648"/>`
	s := newPlainServer(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, document("2811120928", planned)) })
	for value, want := range map[string]time.Duration{"ignore": day, "clock": 6*time.Hour + 48*time.Minute, "minutes": 0} {
		c := config(t, "N720", "")
		c.Switches = map[string]string{"planned-update": value}
		p := live(t, c, s.URL+"/n.xml")
		state := p.settled(0)
		midnight := p.clock.Now().Truncate(day)
		switch value {
		case "ignore":
			midnight = p.clock.Now()
		case "minutes":
			want = 0x648 * time.Minute
			if want >= day {
				want, midnight = day, p.clock.Now()
			}
		}
		next := midnight.Add(want)
		if !next.After(p.clock.Now()) {
			next = next.Add(day)
		}
		if !state.NextPoll.Equal(next) {
			t.Errorf("planned-update=%s: next at %s, want %s", value, state.NextPoll, next)
		}
		if later := p.settled(10 * day); later.Requests != 11 {
			t.Errorf("planned-update=%s: %d requests in ten days, want 11", value, later.Requests)
		}
	}
}

// TestNextTime: today, or tomorrow when it is over, by the clock on the wall.
func TestNextTime(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 2*60*60)
	for _, c := range []struct {
		now   string
		since time.Duration
		want  string
	}{
		{"2026-03-01T05:00:00", 6*time.Hour + 48*time.Minute, "2026-03-01T06:48:00"},
		{"2026-03-01T06:48:00", 6*time.Hour + 48*time.Minute, "2026-03-02T06:48:00"},
		{"2026-02-28T23:00:00", 6 * time.Hour, "2026-03-01T06:00:00"},
		{"2026-03-01T05:00:00", day, "2026-03-02T00:00:00"},
		{"2026-03-01T00:00:00", day, "2026-03-02T00:00:00"},
	} {
		now, err := time.ParseInLocation("2006-01-02T15:04:05", c.now, zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := nextTime(now, c.since).Format("2006-01-02T15:04:05"); got != c.want {
			t.Errorf("%s, the time %s: got %s, want %s", c.now, c.since, got, c.want)
		}
	}
}

// TestRetry: an attempt that reached nobody is followed by another soon, where a switch says so, until something answers.
func TestRetry(t *testing.T) {
	t.Parallel()
	failures := 3
	s := newPlainServer(t, func(w http.ResponseWriter, _ *http.Request) {
		if failures--; failures >= 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		fmt.Fprint(w, document("2811120928", ""))
	})
	c := config(t, "N510", "")
	c.Switches = map[string]string{"retry-minutes": "20"}
	p := live(t, c, s.URL+"/n.xml")
	for asked, state := range []State{p.settled(0), p.settled(20 * time.Minute), p.settled(20 * time.Minute)} {
		if wait := state.NextPoll.Sub(p.clock.Now()); state.Requests != asked+1 {
			t.Errorf("after attempt %d: %d requests, the next in %s", asked+1, state.Requests, wait)
		}
	}
	state := p.settled(20 * time.Minute)
	if wait := state.NextPoll.Sub(p.clock.Now()); state.Requests != 4 || wait != day {
		t.Errorf("once the server is well: %d requests, the next in %s, want 4 and a day", state.Requests, wait)
	}
}

// TestRestartPause: two documents that each ask for a start and lead to the other do not make a phone start without end.
func TestRestartPause(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
		other := map[string]string{"/a.xml": "b.xml", "/b.xml": "a.xml"}[r.URL.Path]
		fmt.Fprint(w, strings.Replace(document("2811120928", `<REBOOT value="true"/><S_DATA_SERVER class="string" value="http://`+r.Host+"/"+other+`"/>`), `<VERSION value="2811120928"/>`, "", 1))
	})
	p := live(t, config(t, "DE410", ""), s.URL+"/a.xml")
	state := p.settled(0)
	if state.Boots != 4 || state.Requests != 4 {
		t.Errorf("%d starts at once, with %d requests, want 4", state.Boots, state.Requests)
	}
	if state = p.settled(time.Minute); state.Boots != 5 {
		t.Errorf("%d starts after a minute, want one more", state.Boots)
	}
}

// encrypt is AES by ECB, with zeros behind the text.
func encrypt(t *testing.T, key []byte, text string) string {
	t.Helper()
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	plain := []byte(text)
	for len(plain)%aes.BlockSize != 0 {
		plain = append(plain, 0)
	}
	for at := 0; at < len(plain); at += aes.BlockSize {
		block.Encrypt(plain[at:at+aes.BlockSize], plain[at:at+aes.BlockSize])
	}
	return string(plain)
}
