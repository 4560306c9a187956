package emulator

import (
	"crypto/tls"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/offhook/offhook/phone"
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

// TestEnterCertificate: a certificate that a person adds is trusted from the next attempt on, in PEM or DER, on the models that take
// one; what is none is not kept. [G p36]
func TestEnterCertificate(t *testing.T) {
	t.Parallel()
	secure := secureServer(t, document("2811120929", ""))
	der := secure.Certificate().Raw
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for name, file := range map[string][]byte{"N510": text, "C610": der} {
		p, r := newTestPhone(t, config(t, name, ""))
		for _, add := range []func() error{
			func() error { return nil },
			func() error {
				if err := p.EnterCertificate([]byte("none")); !errors.Is(err, phone.ErrCertificate) {
					t.Errorf("%s: what is no certificate: %v", name, err)
				}
				return nil
			},
			func() error { return p.EnterCertificate(file) },
		} {
			if err := add(); err != nil {
				t.Fatal(err)
			}
			if _, err := p.Fetch(t.Context(), secure.URL+"/x.xml"); err != nil {
				t.Fatal(err)
			}
		}
		if got, want := r.steps(), "none, unreachable, none, unreachable, none 200, provisioned"; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"N720", "DE410", "N870"} {
		p, _ := newTestPhone(t, config(t, name, ""))
		if err := p.EnterCertificate(text); !errors.Is(err, ErrNoCertificate) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestClientCertificate: the Nx70 class shows a server that asks a certificate of its own, the legacy families never do.
// [W-cert] [G p36]
func TestClientCertificate(t *testing.T) {
	t.Parallel()
	shown := make(chan int, 10)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		shown <- len(r.TLS.PeerCertificates)
		http.NotFound(w, r)
	}))
	s.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	s.StartTLS()
	t.Cleanup(s.Close)
	for name, want := range map[string]int{"N870": 1, "N610": 1, "N510": 0, "N720": 0, "DE410": 0, "C610": 0} {
		c := config(t, name, "")
		c.TLS = &tls.Config{InsecureSkipVerify: true, Certificates: s.TLS.Certificates}
		fetch(t, c, s.URL+"/x.xml")
		if got := <-shown; got != want {
			t.Errorf("%s shows %d certificates, want %d", name, got, want)
		}
	}
}
