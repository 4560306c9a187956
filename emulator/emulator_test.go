package emulator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
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
		if _, err := p.Fetch(t.Context(), s.URL); err != nil {
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
			if _, err := p.Fetch(t.Context(), s.URL); err != nil {
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
		if got, out := fetch(t, conf, s.URL); got != c.want {
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

// challenges is a server that answers each 401 with these lines, and 200 to the user name in opens.
func challenges(t *testing.T, opens string, lines ...string) *server {
	return newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
		if opens != "" && strings.Contains(r.Header.Get("Authorization"), `username="`+opens+`"`) {
			fmt.Fprint(w, document("2811120928", ""))
			return
		}
		w.Header()["WWW-Authenticate"] = lines
		w.WriteHeader(http.StatusUnauthorized)
	})
}

// TestSeveralChallenges: the phone chooses, and the trace shows what the server offered.
func TestSeveralChallenges(t *testing.T) {
	t.Parallel()
	s := challenges(t, testMAC, `Digest realm="sha", nonce="a", qop="auth", algorithm=SHA-256`, `Digest realm="md5", nonce="b", qop="auth", algorithm=MD5`, `Basic realm="x"`)
	p, r := newTestPhone(t, config(t, "DE410", ""))
	if _, err := p.Fetch(t.Context(), s.URL); err != nil {
		t.Fatal(err)
	}
	if got, want := r.steps(), "none 401, integrated 200, provisioned"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := fmt.Sprint(r.events[1].Challenges), "[Digest Digest Basic]"; got != want {
		t.Errorf("challenges in the trace: got %s, want %s", got, want)
	}
	if got := s.got()[1].authorization; !strings.Contains(got, `realm="md5"`) || !strings.Contains(got, `nonce="b"`) {
		t.Errorf("the answer is not to the challenge with MD5: %q", got)
	}
	conf := config(t, "DE410", "")
	conf.Switches = map[string]string{"several-challenges": "first-only"}
	if got, _ := fetch(t, conf, s.URL); got != "none 401, refused" {
		t.Errorf("several-challenges=first-only: got %q, want the first alone to count", got)
	}
	conf.Switches = map[string]string{"basic-order": "first"}
	conf.BasicTest, conf.Prompter = true, Back{}
	p, r = newTestPhone(t, conf)
	if _, err := p.Fetch(t.Context(), s.URL); err != nil {
		t.Fatal(err)
	}
	if got := r.events[2].Scheme; got != "Basic" {
		t.Errorf("basic-order=first: got scheme %q, want Basic", got)
	}
}

// TestStale: stale=true is answered by the same rung with a new nonce; with the switch it is a refusal; and a server that
// says so for ever is refused.
func TestStale(t *testing.T) {
	t.Parallel()
	stale := func(times int) *server {
		said := 0
		var mu sync.Mutex
		return newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			if r.Header.Get("Authorization") == "" {
				said = 0
			} else if said >= times {
				fmt.Fprint(w, document("2811120928", ""))
				return
			}
			w.Header()["WWW-Authenticate"] = []string{fmt.Sprintf(`Digest realm="x", nonce="n%d", qop="auth", stale=%v`, said, r.Header.Get("Authorization") != "")}
			if r.Header.Get("Authorization") != "" {
				said++
			}
			w.WriteHeader(http.StatusUnauthorized)
		})
	}
	if got, _ := fetch(t, config(t, "N510", ""), stale(2).URL); got != "none 401, integrated 401, integrated 401, integrated 200, provisioned" {
		t.Errorf("stale twice: got %q", got)
	}
	got, out := fetch(t, config(t, "N510", ""), stale(1000).URL)
	if out.Outcome != phone.Refused || out.Requests > 6 {
		t.Errorf("stale for ever: got %q, %d requests, want it refused soon", got, out.Requests)
	}
	conf := config(t, "N510", "")
	conf.Switches = map[string]string{"stale-retry": "off"}
	if got, _ := fetch(t, conf, stale(1).URL); got != "none 401, integrated 401, refused" {
		t.Errorf("stale-retry=off: got %q", got)
	}
}

// TestRedirect: the ladder starts anew at the other host, and nothing goes there unasked.
func TestRedirect(t *testing.T) {
	t.Parallel()
	to := newServer(t, testUser, testPassword, document("2811120928", ""))
	from := newServer(t, testMAC, testDevicePassword, "")
	from.mu.Lock()
	from.next = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, to.URL+"/42/2/../x.xml?mac=1", http.StatusTemporaryRedirect)
	}
	from.mu.Unlock()
	c := config(t, "N510", "")
	c.Username, c.Password = testUser, digest.NewSecret(testPassword)
	got, out := fetch(t, c, from.URL+"/macredirect")
	if want := "none 401, integrated 307, none 401, integrated 401, configured 200, provisioned"; got != want {
		t.Fatalf("got %q (%s), want %q", got, out.Reason, want)
	}
	first := to.got()[0]
	if first.authorization != "" || first.target != "/42/2/../x.xml?mac=1" {
		t.Errorf("first request at the other host: target %q, credentials %v, want none and the literal path", first.target, first.authorization != "")
	}
	for _, r := range to.got() {
		for _, sent := range from.got() {
			if r.authorization != "" && r.authorization == sent.authorization {
				t.Error("an answer made for one host went to another")
			}
		}
	}
}

func TestRedirectLoop(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "/again")
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	_, out := fetch(t, config(t, "N510", ""), s.URL)
	if out.Outcome != phone.Unreachable || out.Requests != 11 {
		t.Errorf("got %s after %d requests, want unreachable after 11", out.Outcome, out.Requests)
	}
}

// TestAnswers: what becomes of answers that are no document.
func TestAnswers(t *testing.T) {
	t.Parallel()
	large := document("2811120928", symbolicPair) + strings.Repeat(" ", provdoc.MaxSize)
	for _, c := range []struct {
		name, want string
		handler    http.HandlerFunc
	}{
		{"404", phone.Unreachable, http.NotFound},
		{"403", phone.Refused, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) }},
		{"500 with a large body", phone.Unreachable, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(500)
			_, _ = w.Write([]byte(large))
		}},
		{"304", phone.Unchanged, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(304) }},
		{"too large", phone.Rejected, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(large)) }},
		{"broken off", phone.Unreachable, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5000")
			_, _ = w.Write([]byte("<Prov"))
		}},
		{"closed", phone.Unreachable, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		{"401 without a challenge", phone.Refused, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) }},
		{"401 with a broken challenge", phone.Refused, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("WWW-Authenticate", `Digest realm="x`)
			w.WriteHeader(401)
		}},
		{"compressed", phone.Rejected, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Accept-Encoding") != "" {
				w.WriteHeader(500)
				return
			}
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write([]byte("\x1f\x8b"))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newPlainServer(t, c.handler)
			p, r := newTestPhone(t, config(t, "N720", ""))
			out, err := p.Fetch(t.Context(), s.URL)
			if err != nil || out.Outcome != c.want || out.Reason == "" {
				t.Errorf("got %s, %q (%v), want %s with a reason: %s", out.Outcome, out.Reason, err, c.want, r.steps())
			}
			if n := p.NVM().Len(); n != 0 {
				t.Errorf("got %d items in NVM, want none", n)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	got, out := fetch(t, config(t, "N510", ""), address)
	if want := "none, unreachable"; got != want || !strings.Contains(out.Reason, "refused") {
		t.Errorf("got %q (%s), want %q", got, out.Reason, want)
	}
}

// TestFetchRefusesAddress: such an address is an error of the caller, and nothing goes out.
func TestFetchRefusesAddress(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, http.NotFound)
	host := strings.TrimPrefix(s.URL, "http://")
	for address, want := range map[string]error{
		"http://user:hunter2@" + host: phone.ErrURLUserInfo, "ftp://" + host: phone.ErrURLScheme, host: phone.ErrURLScheme, "http://": phone.ErrURLScheme,
	} {
		p, r := newTestPhone(t, config(t, "N510", ""))
		_, err := p.Fetch(t.Context(), address)
		if address == host && errors.Is(err, phone.ErrURLSyntax) {
			err = phone.ErrURLScheme
		}
		if !errors.Is(err, want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: got error %v, want %v", strings.ReplaceAll(address, "hunter2", "..."), err, want)
		}
		if len(r.events)+len(s.got()) != 0 {
			t.Errorf("%v: got %d events and %d requests, want none", want, len(r.events), len(s.got()))
		}
	}
}

func TestFetchInterrupted(t *testing.T) {
	t.Parallel()
	s := newServer(t, testUser, testPassword, "")
	ctx, cancel := context.WithCancel(t.Context())
	c := config(t, "DE410", "")
	c.Prompter = prompterFunc(func(ctx context.Context) PromptAnswer {
		cancel()
		<-ctx.Done()
		return PromptAnswer{Action: phone.OK, Username: "late"}
	})
	p, r := newTestPhone(t, c)
	out, err := p.Fetch(ctx, s.URL)
	if !errors.Is(err, context.Canceled) || out.Outcome != phone.Unreachable {
		t.Errorf("got %s and error %v, want it cancelled", out.Outcome, err)
	}
	if got, want := r.steps(), "none 401, integrated 401, prompt shown, unreachable"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

type prompterFunc func(ctx context.Context) PromptAnswer

func (f prompterFunc) Prompt(ctx context.Context, _ time.Duration) PromptAnswer { return f(ctx) }

// TestPrompterBeyondTheFields: what no person could type is an error, not a request.
func TestPrompterBeyondTheFields(t *testing.T) {
	t.Parallel()
	s := newServer(t, testUser, testPassword, "")
	for _, typed := range []Typed{{strings.Repeat("x", 51), digest.NewSecret("p")}, {"u", digest.NewSecret("p\r\nX: y")}} {
		c := config(t, "DE410", "")
		c.Prompter = typed
		p, r := newTestPhone(t, c)
		if _, err := p.Fetch(t.Context(), s.URL); err == nil || !errors.Is(err, typed.Check()) {
			t.Errorf("got error %v, want %v", err, typed.Check())
		}
		if got, want := r.steps(), "none 401, integrated 401, prompt shown, unreachable"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
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
		if len(password) != 12 || strings.Trim(password, passwordAlphabet) != "" {
			t.Errorf("device password has %d characters, want 12 of the alphabet", len(password))
		}
		seen[p.MAC().String()], seen[password] = true, true
		if _, err := p.Fetch(t.Context(), s.URL); err != nil {
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
	fetch(t, c, s.URL)
	c.Switches = map[string]string{"user-agent-mac": "off"}
	fetch(t, c, s.URL)
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
			if _, err := p.Fetch(t.Context(), s.URL); err != nil {
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
			if _, err := p.Fetch(t.Context(), s.URL); err != nil {
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
	out, err := p.Fetch(t.Context(), s.URL)
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
