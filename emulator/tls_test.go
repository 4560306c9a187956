package emulator

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/offhook/offhook/phone"
)

// TestTLS: a phone asks only servers that it trusts.
func TestTLS(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 10)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Proto
		fmt.Fprint(w, document("2811120928", ""))
	}))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	for _, c := range []struct {
		name    string
		trust   *tls.Config
		outcome string
	}{
		{"system's roots", nil, phone.Unreachable},
		{"no roots", &tls.Config{RootCAs: x509.NewCertPool()}, phone.Unreachable},
		{"its certificate", &tls.Config{RootCAs: roots}, phone.Provisioned},
		{"anybody", &tls.Config{InsecureSkipVerify: true}, phone.Provisioned},
	} {
		conf := config(t, "N510", "")
		conf.TLS = c.trust
		_, out := fetch(t, conf, s.URL+"/x.xml")
		if out.Outcome != c.outcome || c.outcome == phone.Unreachable && !strings.Contains(out.Reason, "certificate") {
			t.Errorf("%s: got %s (%s), want %s", c.name, out.Outcome, out.Reason, c.outcome)
		}
		select {
		case proto := <-asked:
			if c.outcome == phone.Unreachable || proto != "HTTP/1.1" {
				t.Errorf("%s: the server was asked with %s", c.name, proto)
			}
		default:
			if c.outcome != phone.Unreachable {
				t.Errorf("%s: the server was not asked", c.name)
			}
		}
	}
}
