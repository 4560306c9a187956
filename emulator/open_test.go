package emulator

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/offhook/offhook/phone"
)

const (
	sipPassword  = `<SYMB_ITEM ID="` + passwordItem + `" class="symb_item" value='"canary-sip"'/>`
	passwordItem = "BS_IP_Data1.aucS_SIP_PASSWORD"
)

// newOpenServer starts a server that gives a document to anybody.
func newOpenServer(t *testing.T, body string) *server {
	t.Helper()
	return newPlainServer(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
}

// openOf lists the items that the documents of a trace hand to anybody.
func openOf(r *recorder) (items []string) {
	for _, e := range r.events {
		items = append(items, e.OpenSecrets()...)
	}
	return items
}

// openIn fetches an address once, and lists what the server hands to anybody.
func openIn(t *testing.T, c Config, url string) []string {
	t.Helper()
	p, r := newTestPhone(t, c)
	if _, err := p.Fetch(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	return openOf(r)
}

// A phone that was asked for no credential knows that anyone gets its document; what is secret in
// it is a finding.
func TestOpenDocument(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, elements string
		want           []string
	}{
		{"nothing secret", strings.Replace(sipPassword, "PASSWORD", "SERVER", 1), nil},
		{"a SIP password", sipPassword, []string{passwordItem}},
		{"an empty one", strings.Replace(sipPassword, "canary-sip", "", 1), nil},
		{"the pair of the server", symbolicPair, []string{"BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD"}},
		{"a password in an address", `<CERTIFICATE class="string" value="http://u:canary-sip@prov.example.net/c.pem"/>`,
			[]string{"CERTIFICATE"}},
		{"allowed by the document", `<!-- offhook:allow clear-text-secret a laboratory -->` +
			sipPassword, nil},
	} {
		open := newOpenServer(t, document("2811120928", tt.elements))
		if got := openIn(t, config(t, "N510", ""), open.URL+"/x.xml"); !slices.Equal(got, tt.want) {
			t.Errorf("%s, open: got %q, want %q", tt.name, got, tt.want)
		}
		closed := newServer(t, testMAC, testDevicePassword, document("2811120928", tt.elements))
		if got := openIn(t, config(t, "N510", ""), closed.URL+"/x.xml"); got != nil {
			t.Errorf("%s, behind Digest: got %q, want nothing", tt.name, got)
		}
	}
}

// The trace says it in the words of offhook check --open, at the place in the document, without the
// secret.
func TestOpenDocumentInTheTrace(t *testing.T) {
	t.Parallel()
	many := ""
	for n := 2; n <= 6; n++ {
		many += fmt.Sprintf("\n<SYMB_ITEM ID=\"BS_IP_Data1.aucS_SIP_PASSWORD_%d\" class=\"symb_item\" value='\"canary-sip\"'/>", n)
	}
	s := newOpenServer(t, document("2811120928", sipPassword+many))
	p, r := newTestPhone(t, config(t, "N510", ""))
	for range 2 {
		if _, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil {
			t.Fatal(err)
		}
	}
	// The second time the phone has the VERSION already, and the server hands it out all the same.
	if got := openOf(r); len(got) != 12 {
		t.Errorf("two attempts: %d open items, want 12: %q", len(got), got)
	}
	i := slices.IndexFunc(r.events, func(e TraceEvent) bool { return e.Event == EventDocument })
	text := r.events[i].String()
	for _, want := range []string{
		"7:5: error: BS_IP_Data1.aucS_SIP_PASSWORD: anyone can fetch this document and read this secret in it: " +
			"ask for a credential, or remove the item [clear-text-secret]",
		"and 3 more [clear-text-secret]",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the trace lacks %q:\n%s", want, text)
		}
	}
	json, err := r.events[i].MarshalJSON()
	if err != nil || strings.Count(string(json), `"code":"clear-text-secret"`) != 6 {
		t.Errorf("JSON, %v: %s", err, json)
	}
	if strings.Contains(text+string(json), "canary") {
		t.Errorf("a secret is shown:\n%s\n%s", text, json)
	}
}

// The document of another phone, which this one rejects, was handed out as well.
func TestOpenDocumentOfAnotherPhone(t *testing.T) {
	t.Parallel()
	other := strings.Replace(document("2811120928", sipPassword), testMAC, "7C2F80AAAAAA", 1)
	got := openIn(t, config(t, "N510", ""), newOpenServer(t, other).URL+"/x.xml")
	if !slices.Equal(got, []string{passwordItem}) {
		t.Errorf("got %q, want %s", got, passwordItem)
	}
}

// A nonce that is used again, unasked, is a credential: the second attempt has no 401 either.
func TestOpenDocumentPreemptive(t *testing.T) {
	t.Parallel()
	s := newServer(t, testMAC, testDevicePassword, document("2811120928", sipPassword))
	c := config(t, "N510", "")
	c.Switches = map[string]string{"preemptive": "on"}
	p, r := newTestPhone(t, c)
	for range 2 {
		if _, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil {
			t.Fatal(err)
		}
	}
	if got := openOf(r); got != nil || r.steps() != "none 401, integrated 200, provisioned, integrated 200, unchanged" {
		t.Errorf("got %q after %s, want nothing", got, r.steps())
	}
}

// Each server counts on its own: behind a redirect that wanted the pair, another one gives the
// document to anybody.
func TestOpenDocumentBehindRedirect(t *testing.T) {
	t.Parallel()
	open := newOpenServer(t, document("2811120928", sipPassword))
	closed := newServer(t, testMAC, testDevicePassword, "")
	closed.next = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, open.URL+"/x.xml", http.StatusTemporaryRedirect)
	}
	got := openIn(t, config(t, "N510", ""), closed.URL+"/x.xml")
	if !slices.Equal(got, []string{passwordItem}) {
		t.Errorf("got %q, want %s", got, passwordItem)
	}
}

// A certificate that the server asks for is a credential, for all files that come over the
// connection.
func TestOpenDocumentAndClientCertificate(t *testing.T) {
	t.Parallel()
	const main = `<?xml version="1.0"?><provisioning version="1.1" productID="e2">` +
		`<firmware></firmware><nvm><param name="SipAccount.0.AuthPassword" value="canary-sip"/></nvm>`
	const end = `</provisioning>`
	given := givenCertificate(t)
	for name, c := range map[string]struct {
		asks tls.ClientAuthType
		own  string
		give bool
		want int
	}{
		"asked for the given one":       {tls.RequireAnyClientCert, "given", true, 0},
		"asked for its own":             {tls.RequireAnyClientCert, "own", false, 0},
		"not asked":                     {tls.NoClientCert, "given", true, 1},
		"asked, and the phone has none": {tls.RequestClientCert, "given", false, 1},
	} {
		s := secured(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, main+end) },
			func(config *tls.Config) { config.ClientAuth = c.asks })
		phoneConfig := config(t, "N870", "")
		phoneConfig.Switches = map[string]string{"client-certificate": c.own}
		phoneConfig.TLS = &tls.Config{InsecureSkipVerify: true}
		if c.give {
			phoneConfig.TLS.Certificates = []tls.Certificate{given}
		}
		p, r := newTestPhone(t, phoneConfig)
		out, err := p.Fetch(t.Context(), s.URL+"/x.xml")
		if err != nil || out.Outcome != phone.Provisioned {
			t.Errorf("%s: %+v, %v", name, out, err)
		}
		if got := openOf(r); len(got) != c.want {
			t.Errorf("%s: got %q, want %d", name, got, c.want)
		}
	}
}

// TestShownCertificateHoldsForTheConnection: the second file of an attempt comes over the
// connection of the first.
func TestShownCertificateHoldsForTheConnection(t *testing.T) {
	t.Parallel()
	s := secured(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/provisioning.xml" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, `<?xml version="1.0"?><provisioning version="1.1" productID="e2">`+
			`<nvm><param name="SipAccount.0.AuthPassword" value="canary-sip"/></nvm></provisioning>`)
	}, func(config *tls.Config) { config.ClientAuth = tls.RequireAnyClientCert })
	c := config(t, "N870", "")
	c.TLS = &tls.Config{InsecureSkipVerify: true,
		Certificates: []tls.Certificate{givenCertificate(t)}}
	p, r := newTestPhone(t, c)
	if _, err := p.Fetch(t.Context(), s.URL+"/"); err != nil {
		t.Fatal(err)
	}
	if got := openOf(r); got != nil || r.steps() != "none 404, none 200, provisioned" {
		t.Errorf("got %q after %s, want nothing", got, r.steps())
	}
}
