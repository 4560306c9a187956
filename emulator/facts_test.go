package emulator

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNameAndContentTypeDoNotCount: what a document is, its contents say and not its name or type. [G p35]
func TestNameAndContentTypeDoNotCount(t *testing.T) {
	t.Parallel()
	for _, contentType := range []string{"text/html", "application/octet-stream", "no type"} {
		s := newPlainServer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			fmt.Fprint(w, document("2811120928", ""))
		})
		got, _ := fetch(t, config(t, "N510", ""), s.URL+"/profile.png")
		if want := "none 200, provisioned"; got != want {
			t.Errorf("a document as %s: got %q, want %q", contentType, got, want)
		}
	}
}

// TestRequest: a phone sends GET and no header that HTTP or authentication does not need. [G p26]
func TestRequest(t *testing.T) {
	t.Parallel()
	var method string
	var headers []string
	s := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
		method, headers = r.Method, slices.Sorted(maps.Keys(r.Header))
		http.NotFound(w, r)
	})
	fetch(t, config(t, "N720", ""), s.URL+"/x.xml")
	if diff := cmp.Diff([]string{"User-Agent"}, headers); method != http.MethodGet || diff != "" {
		t.Errorf("method %q, want GET; headers (-want +got):\n%s", method, diff)
	}
}

// TestUserAgentForm: nobody knows whether a DE begins with the vendor's name, so a switch says it.
func TestUserAgentForm(t *testing.T) {
	t.Parallel()
	for form, want := range map[string]string{
		"gigaset": "Gigaset DE410 IP PRO/02.00.08;" + testMAC,
		"plain":   "DE410 IP PRO/02.00.08;" + testMAC,
	} {
		s := newPlainServer(t, http.NotFound)
		c := config(t, "DE410", "")
		c.Switches = map[string]string{"user-agent-form": form}
		fetch(t, c, s.URL+"/x.xml")
		if got := s.got()[0].userAgent; got != want {
			t.Errorf("user-agent-form=%s: got %q, want %q", form, got, want)
		}
	}
}

// TestSchemaIsNotAskedFor: the schema that a document names is for tools, and no phone fetches it. (uncertain)
func TestSchemaIsNotAskedFor(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, strings.Replace(document("2811120928", ""), "profile.xsd", "http://"+r.Host+"/profile.xsd", 1))
	})
	got, _ := fetch(t, config(t, "N510", ""), s.URL+"/n.xml")
	if asked := s.got(); got != "none 200, provisioned" || len(asked) != 1 {
		t.Errorf("got %q with %d requests, want the document alone", got, len(asked))
	}
}

// TestChallengeWithoutAlgorithm: a challenge with opaque and without algorithm, as a generic provisioning server writes it, is
// answered with all that such a server requires. [R-fusionpbx]
func TestChallengeWithoutAlgorithm(t *testing.T) {
	t.Parallel()
	answers := make(chan string, 10)
	s := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
		if answer := r.Header.Get("Authorization"); answer != "" {
			answers <- answer
			fmt.Fprint(w, document("2811120928", ""))
			return
		}
		w.Header().Set("WWW-Authenticate", `Digest realm="192.0.2.1", qop="auth", nonce="5f3a1c", opaque="9e10"`)
		w.WriteHeader(http.StatusUnauthorized)
	})
	if got, _ := fetch(t, config(t, "N510", ""), s.URL+"/n.xml?x=1"); got != "none 401, integrated 200, provisioned" {
		t.Fatalf("got %q", got)
	}
	answer := <-answers
	for _, part := range []string{`username="` + testMAC + `"`, `realm="192.0.2.1"`, `nonce="5f3a1c"`, `uri="/n.xml?x=1"`, `opaque="9e10"`, "qop=auth", "nc=00000001", `cnonce="`, `response="`} {
		if !strings.Contains(answer, part) {
			t.Errorf("the answer has no %s: %s", part, answer)
		}
	}
	if strings.Contains(answer, "algorithm") {
		t.Errorf("the answer names an algorithm that was not offered: %s", answer)
	}
}
