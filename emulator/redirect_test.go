package emulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/phone"
)

// leads is a server that the integrated pair opens, and that answers with a Location.
func leads(t *testing.T, location string) *server {
	t.Helper()
	s := newServer(t, testMAC, testDevicePassword, "")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Location"] = []string{location}
		w.WriteHeader(http.StatusTemporaryRedirect)
	}
	return s
}

// TestRedirectPair: an N870 of 2.53 or later uses the pair of a Location after its integrated one and keeps it with the
// document. Other phones end the attempt. The password shows nowhere. [W-redirdigest]
func TestRedirectPair(t *testing.T) {
	t.Parallel()
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead := gone.Addr().String()
	if err := gone.Close(); err != nil {
		t.Fatal(err)
	}
	doc := `<provisioning version="1.1" productID="e2"><nvm><param name="a.b" value="1"/></nvm></provisioning>`
	for _, c := range []struct {
		name, model, firmware, host, opens, steps string
		stored                                    bool
	}{
		{"it opens", "N870", "", "", "hunter2", "none 401, integrated 307, none 401, integrated 401, url 200, provisioned", true},
		{"it is wrong", "N870", "", "", "another", "none 401, integrated 307, none 401, integrated 401, url 401, refused", false},
		{"nobody is there", "N870", "", dead, "", "none 401, integrated 307, none, unreachable", false},
		{"before the gate", "N870", "2.52.0", "", "hunter2", "none 401, integrated 307, unreachable", false},
		{"a legacy phone", "N510", "", "", "hunter2", "none 401, integrated 307, unreachable", false},
		{"no host", "N870", "", "[x", "", "none 401, integrated 307, unreachable", false},
	} {
		to := newServer(t, "site42", c.opens, doc)
		host := c.host
		if host == "" {
			host = strings.TrimPrefix(to.URL, "http://")
		}
		from := leads(t, "http://site42:hunter2@"+host+"/x.xml")
		conf := config(t, c.model, c.firmware)
		var log bytes.Buffer
		conf.Logger = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		conf.History = 1
		p, r := newTestPhone(t, conf)
		out, err := p.Fetch(t.Context(), from.URL+"/x.xml")
		if err != nil || r.steps() != c.steps {
			t.Errorf("%s: got %q (%s), %v, want %q", c.name, r.steps(), out.Reason, err, c.steps)
		}
		state := p.State()
		if state.HasPassword != c.stored || c.stored && state.Username != "site42" {
			t.Errorf("%s: user name %q, password %t in memory", c.name, state.Username, state.HasPassword)
		}
		events, err := json.Marshal(r.events)
		if err != nil {
			t.Fatal(err)
		}
		for where, text := range map[string]string{
			"log": log.String(), "trace": string(events), "text": fmt.Sprint(r.events), "outcome": fmt.Sprintf("%+v", out), "state": fmt.Sprintf("%+v", state),
		} {
			if strings.Contains(text, "hunter2") || text == "" {
				t.Errorf("%s: the %s shows the password, or is empty: %s", c.name, where, text)
			}
		}
		for _, request := range to.got() {
			if strings.HasPrefix(request.authorization, "Basic") {
				t.Errorf("%s: the pair went out as Basic", c.name)
			}
		}
	}
}

// TestRedirectChallengeOfAnother: an answer is made for the challenge of the origin that gets it, also when both have one
// realm and one nonce.
func TestRedirectChallengeOfAnother(t *testing.T) {
	t.Parallel()
	challenge := func(w http.ResponseWriter, r *http.Request) bool {
		if r.Header.Get("Authorization") != "" {
			return false
		}
		w.Header().Set("WWW-Authenticate", `Digest realm="x", nonce="n", qop="auth"`)
		w.WriteHeader(http.StatusUnauthorized)
		return true
	}
	to := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
		if !challenge(w, r) {
			fmt.Fprint(w, document("2811120928", ""))
		}
	})
	from := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
		if !challenge(w, r) {
			http.Redirect(w, r, to.URL+r.URL.Path, http.StatusTemporaryRedirect)
		}
	})
	for _, preemptive := range []string{"off", "on"} {
		c := config(t, "N510", "")
		c.Switches = map[string]string{"preemptive": preemptive}
		before, there := len(from.got()), len(to.got())
		if got, _ := fetch(t, c, from.URL+"/x.xml"); got != "none 401, integrated 307, none 401, integrated 200, provisioned" {
			t.Errorf("preemptive %s: got %q", preemptive, got)
		}
		a, b := from.got()[before:], to.got()[there:]
		if b[0].authorization != "" || !strings.Contains(b[1].authorization, "nc=00000001") || a[1].authorization == b[1].authorization {
			t.Errorf("preemptive %s: the other origin got %q and %q, after %q", preemptive, b[0].authorization, b[1].authorization, a[1].authorization)
		}
	}
}

// TestRedirectToAnotherPort: another port is another origin, which gets no pair unasked and none by Basic.
func TestRedirectToAnotherPort(t *testing.T) {
	t.Parallel()
	to := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("WWW-Authenticate", `Basic realm="x"`)
		w.WriteHeader(http.StatusUnauthorized)
	})
	from := leads(t, to.URL+"/x.xml")
	c := config(t, "DE410", "")
	c.Username, c.Password = testUser, digest.NewSecret(testPassword)
	got, out := fetch(t, c, from.URL+"/x.xml")
	if got != "none 401, integrated 307, none 401, refused" || out.Outcome != phone.Refused {
		t.Errorf("got %q", got)
	}
	if requests := to.got(); len(requests) != 1 || requests[0].authorization != "" {
		t.Errorf("the other port got %+v", requests)
	}
}
