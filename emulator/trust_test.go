package emulator

import (
	"encoding/pem"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestCertificateOfDocument: a certificate that a document names is fetched over HTTP and trusted from the next attempt on,
// and a phone without it does not trust the server. [G p37]
func TestCertificateOfDocument(t *testing.T) {
	t.Parallel()
	secure := secureServer(t, document("2811120929", ""))
	der := secure.Certificate().Raw
	for name, file := range map[string][]byte{"PEM": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), "DER": der} {
		var plain *server
		plain = newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/ca" {
				_, _ = w.Write(file)
				return
			}
			fmt.Fprint(w, document("2811120928", `<CERTIFICATE class="string" value="`+plain.URL+`/ca"/>`))
		})
		p, r := newTestPhone(t, config(t, "N510", ""))
		for _, url := range []string{secure.URL, plain.URL, secure.URL} {
			if _, err := p.Fetch(t.Context(), url+"/x.xml"); err != nil {
				t.Fatal(err)
			}
		}
		if got, want := r.steps(), "none, unreachable, none 200, none 200, provisioned, none 200, provisioned"; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// secureServer is a server with a certificate that nobody trusts.
func secureServer(t *testing.T, body string) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// TestAcceptAllCertificates: the setting makes a phone trust everybody, and only while it is 1. [W-sec] [R-tancredi]
func TestAcceptAllCertificates(t *testing.T) {
	t.Parallel()
	setting := func(value string) string {
		return `<provisioning version="1.1" productID="mx3b"><nvm><param name="System.Security.AcceptAllCertificates" value="` + value + `"/></nvm></provisioning>`
	}
	secure := secureServer(t, setting("0"))
	plain := newPlainServer(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, setting("1")) })
	p, r := newTestPhone(t, config(t, "Maxwell3", ""))
	for _, url := range []string{secure.URL, plain.URL, secure.URL, secure.URL} {
		if _, err := p.Fetch(t.Context(), url+"/x.xml"); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := r.steps(), "none, unreachable, none 200, provisioned, none 200, provisioned, none, unreachable"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
