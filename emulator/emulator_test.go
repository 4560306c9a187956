package emulator

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

func TestSpec01Digest(t *testing.T) {
	t.Parallel()
	s := newServer(t, testMAC, testDevicePassword, document("2811120928", ""))
	got, out := fetch(t, config(t, "N510", "BL192"), s.URL+"/"+testMAC+".xml?mac="+testMAC)
	if want := "none 401, integrated 200, provisioned"; got != want {
		t.Fatalf("got %q (%s), want %q", got, out.Reason, want)
	}
	requests := s.got()
	if requests[0].authorization != "" {
		t.Error("the first request carries credentials")
	}
	answer, err := digest.ParseAuthorization(requests[1].authorization)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(requests[1].authorization, `username="`+testMAC+`"`) || !strings.HasPrefix(requests[1].authorization, "Digest ") {
		t.Errorf("the second request does not answer with Digest as %s: %v", testMAC, answer)
	}
	if want := "/" + testMAC + ".xml?mac=" + testMAC; !strings.Contains(requests[1].authorization, `uri="`+want+`"`) {
		t.Errorf("uri is not the request target %q: %v", want, answer)
	}
}

func TestSpec02Provisioning(t *testing.T) {
	t.Parallel()
	s := newServer(t, testMAC, testDevicePassword, document("2811120928", symbolicPair))
	p, r := newTestPhone(t, config(t, "N720", "BL84"))
	for _, want := range []string{"none 401, integrated 200, provisioned", "none 401, integrated 401, configured 200, unchanged"} {
		r.events = nil
		out, err := p.Fetch(t.Context(), s.URL+"/n720.xml")
		if err != nil {
			t.Fatal(err)
		}
		if got := r.steps(); got != want || out.Requests != strings.Count(want, ", ") {
			t.Errorf("got %q, %d requests (%s), want %q", got, out.Requests, out.Reason, want)
		}
		s.open(testUser, testPassword)
	}
	if got, _ := p.NVM().Get(provdoc.ItemDigestPassword); got != testPassword {
		t.Error("the password of the document is not in NVM")
	}
}

func TestSpec12WebPair(t *testing.T) {
	t.Parallel()
	s := newServer(t, testUser, testPassword, document("2811120928", ""))
	for _, firmware := range []string{"BL84", "BL83"} {
		c := config(t, "N720", firmware)
		c.Username, c.Password = testUser, digest.NewSecret(testPassword)
		r := &recorder{}
		c.Trace = r.trace
		p, warnings, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil {
			t.Fatal(err)
		}
		user, _ := p.NVM().Get(provdoc.ItemDigestUsername)
		want, wantUser := "none 401, integrated 401, configured 200, provisioned", testUser
		if firmware == "BL83" {
			want, wantUser = "none 401, integrated 401, refused", ""
			if len(warnings) != 1 || !strings.Contains(warnings[0], "BL84") {
				t.Errorf("%s: got warnings %q, want one that names BL84", firmware, warnings)
			}
		} else if len(warnings) != 0 {
			t.Errorf("%s: got warnings %q, want none", firmware, warnings)
		}
		if got := r.steps(); got != want || user != wantUser {
			t.Errorf("%s: got %q with user name %q in NVM, want %q with %q", firmware, got, user, want, wantUser)
		}
	}
}

// TestKeypad: the four endings over sockets, and that a pair is stored only when it passed.
func TestKeypad(t *testing.T) {
	t.Parallel()
	right := Typed{typedUser, digest.NewSecret(typedPassword)}
	for _, c := range []struct {
		name   string
		person Prompter
		want   string
		stored string
	}{
		{"typed", right, "prompt shown, prompt ok, prompt 200, provisioned", typedUser},
		{"mistyped", Typed{typedUser, digest.NewSecret("wrong")}, "prompt shown, prompt ok, prompt 401, refused", ""},
		{"typed nothing", Typed{}, "prompt shown, prompt empty, prompt 401, refused", ""},
		{"empty", Empty{}, "prompt shown, prompt empty, prompt 401, refused", ""},
		{"nobody", None{}, "prompt shown, prompt timeout, stopped", ""},
		{"nil", nil, "prompt shown, prompt timeout, stopped", ""},
		{"back", Back{}, "prompt shown, prompt back, stopped", ""},
		{"cancel", Cancel{}, "prompt shown, prompt cancel, stopped", ""},
		{"once", Once(right), "prompt shown, prompt ok, prompt 200, provisioned", typedUser},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, typedUser, typedPassword, document("2811120928", ""))
			conf := config(t, "DE410", "BL02.00.08")
			conf.Prompter = c.person
			conf.PromptTimeout = 20 * time.Millisecond
			if c.stored != "" {
				conf.PromptTimeout = time.Minute
			}
			p, r := newTestPhone(t, conf)
			if _, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil {
				t.Fatal(err)
			}
			if got, want := r.steps(), "none 401, integrated 401, "+c.want; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			if got, _ := p.NVM().Get(provdoc.ItemDigestUsername); got != c.stored {
				t.Errorf("user name in NVM: got %q, want %q", got, c.stored)
			}
		})
	}
}

func TestBasicForTesting(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
		if user, password, ok := r.BasicAuth(); ok && user == testUser && password == testPassword {
			fmt.Fprint(w, document("2811120928", ""))
			return
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="x"`)
		w.WriteHeader(http.StatusUnauthorized)
	})
	for _, c := range []struct {
		name, want string
		test       bool
	}{
		{"DE410", "none 401, refused", false},
		{"DE410", "none 401, integrated 401, configured 200, provisioned", true},
		{"N720", "none 401, refused", false},
	} {
		conf := config(t, c.name, "")
		conf.Username, conf.Password, conf.BasicTest = testUser, digest.NewSecret(testPassword), c.test
		if got, out := fetch(t, conf, s.URL+"/x.xml"); got != c.want {
			t.Errorf("%s, test switch %v: got %q (%s), want %q", c.name, c.test, got, out.Reason, c.want)
		}
	}
	conf := config(t, "N720", "")
	conf.BasicTest = true
	_, warnings, err := New(conf)
	if err != nil || len(warnings) != 1 || !strings.Contains(warnings[0], "never answers Basic") {
		t.Errorf("test switch on N720: got warnings %q (%v), want one", warnings, err)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		change func(*Config)
		want   error
	}{
		{func(c *Config) { c.Model = nil }, phone.ErrModel},
		{func(c *Config) { c.Username = strings.Repeat("x", 51) }, ErrPairTooLong},
		{func(c *Config) { c.Username, c.Password = "u", digest.NewSecret(strings.Repeat("x", 51)) }, ErrPairTooLong},
		{func(c *Config) { c.Username = "a\nb" }, ErrPairCharacter},
		{func(c *Config) { c.Password = digest.NewSecret("p") }, ErrPairUsername},
		{func(c *Config) { c.NVM, c.NVMFile = &phone.NVM{}, "x" }, ErrTwoMemories},
		{func(c *Config) { c.PromptTimeout = -1 }, phone.ErrPromptTimeout},
		{func(c *Config) { c.Rand, c.DevicePassword = strings.NewReader("short"), digest.Secret{} }, nil},
	} {
		conf := config(t, "N510", "")
		c.change(&conf)
		if _, _, err := New(conf); err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("got error %v, want %v", err, c.want)
		}
	}
}

// TestRandomIdentity: without a word about it each phone is one of its own.
func TestRandomIdentity(t *testing.T) {
	t.Parallel()
	s := newServer(t, "nobody", "x", "")
	seen := map[string]bool{}
	for range 20 {
		c := config(t, "N510", "")
		c.MAC, c.DevicePassword = [6]byte{}, digest.Secret{}
		p, _ := newTestPhone(t, c)
		password := p.config.DevicePassword.Reveal()
		if len(password) != 12 || strings.Trim(password, passwordAlphabets["upper-digits"]) != "" {
			t.Errorf("device password has %d characters, want 12 of the alphabet", len(password))
		}
		seen[p.MAC().String()], seen[password] = true, true
		if _, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil {
			t.Fatal(err)
		}
	}
	if len(seen) != 40 {
		t.Errorf("got %d different addresses and passwords of 20 phones, want 40", len(seen))
	}
}

func TestUserAgent(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, http.NotFound)
	c := config(t, "N510", "42.258.00.000.000")
	fetch(t, c, s.URL+"/x.xml")
	c.Switches = map[string]string{"user-agent-mac": "off"}
	fetch(t, c, s.URL+"/x.xml")
	got := s.got()
	if want := "N510 IP PRO/42.258.00.000.000;" + testMAC; got[0].userAgent != want {
		t.Errorf("got %q, want %q", got[0].userAgent, want)
	}
	if want := "N510 IP PRO/42.258.00.000.000"; got[1].userAgent != want {
		t.Errorf("user-agent-mac=off: got %q, want %q", got[1].userAgent, want)
	}
}

func TestLiteralDotSegments(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, http.NotFound)
	const target = "/42/2/../../sifs/sifsroot.bin?a=%2F"
	fetch(t, config(t, "N510", ""), s.URL+target)
	if got := s.got()[0].target; got != target {
		t.Errorf("request target: got %q, want %q", got, target)
	}
}

// TestPreemptive: by default each attempt starts without credentials; with the switch it does not.
func TestPreemptive(t *testing.T) {
	t.Parallel()
	s := newServer(t, testMAC, testDevicePassword, document("2811120928", ""))
	for value, want := range map[string]string{"off": "none 401, integrated 200, unchanged", "on": "integrated 200, unchanged"} {
		c := config(t, "N510", "")
		c.Switches = map[string]string{"preemptive": value}
		p, r := newTestPhone(t, c)
		for range 2 {
			r.events = nil
			if _, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil {
				t.Fatal(err)
			}
		}
		if got := r.steps(); got != want {
			t.Errorf("preemptive=%s, second attempt: got %q, want %q", value, got, want)
		}
	}
}

// TestConcurrentFetch: attempts of one phone come one after the other.
func TestConcurrentFetch(t *testing.T) {
	t.Parallel()
	s := newServer(t, testMAC, testDevicePassword, document("2811120928", ""))
	p, r := newTestPhone(t, config(t, "N510", ""))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil {
				t.Error(err)
			}
			_ = p.NVM()
		})
	}
	wg.Wait()
	want := "none 401, integrated 200, provisioned" + strings.Repeat(", none 401, integrated 200, unchanged", 7)
	if got := r.steps(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestNothingShowsASecret: not the trace, not the log, not the phone in print.
func TestNothingShowsASecret(t *testing.T) {
	t.Parallel()
	s := newServer(t, typedUser, typedPassword, document("2811120928", symbolicPair))
	var log bytes.Buffer
	c := config(t, "DE410", "")
	c.Logger = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	c.Username, c.Password = "someone", digest.NewSecret("configured-canary")
	c.Prompter = Typed{typedUser, digest.NewSecret(typedPassword)}
	p, r := newTestPhone(t, c)
	out, err := p.Fetch(t.Context(), s.URL+"/x.xml")
	if err != nil || out.Outcome != phone.Provisioned {
		t.Fatalf("got %v (%v), want provisioned", out, err)
	}
	shown := log.String() + fmt.Sprintf("%v %+v %#v %s %+v %#v", p, p, p, p, out, c.Prompter)
	for _, e := range r.events {
		line, err := e.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		shown += string(line) + fmt.Sprintf("%s %+v %#v", e, e, e)
	}
	if !strings.Contains(log.String(), "stored") {
		t.Error("the log does not hold the steps")
	}
	for i, secret := range []string{testDevicePassword, testPassword, typedPassword, "configured-canary"} {
		if strings.Contains(shown, secret) {
			t.Errorf("secret %d shows", i)
		}
	}
}
