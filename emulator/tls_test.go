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

// TestOldTLS: a phone that stops at an old version of TLS reaches only servers that still speak it.
func TestOldTLS(t *testing.T) {
	t.Parallel()
	for version, number := range map[string]uint16{"1.0": tls.VersionTLS10, "1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13} {
		for _, oldest := range []uint16{tls.VersionTLS10, tls.VersionTLS12} {
			spoken := make(chan uint16, 10)
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				spoken <- r.TLS.Version
				fmt.Fprint(w, document("2811120928", ""))
			}))
			s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
			s.TLS = &tls.Config{MinVersion: oldest}
			s.StartTLS()
			t.Cleanup(s.Close)
			c := config(t, "N510", "")
			c.TLS = &tls.Config{InsecureSkipVerify: true}
			c.Switches = map[string]string{"tls-max": version}
			_, out := fetch(t, c, s.URL+"/x.xml")
			if (out.Outcome == phone.Provisioned) != (number >= oldest) {
				t.Errorf("tls-max=%s at a server from %s on: got %s (%s)", version, tls.VersionName(oldest), out.Outcome, out.Reason)
			}
			if number >= oldest && <-spoken != number {
				t.Errorf("tls-max=%s: another version was spoken", version)
			}
		}
	}
}
