//go:build unix

package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"
)

// What no handler sees is in the log at once and in the events that name no device.
func TestRefusedConnectionsAreEvents(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	files := newAuthority(t).issue(t, t.TempDir(), "server")
	s := serveProcess(t, "--data", data, "--listen", "127.0.0.1:0", "--listen-tls", "127.0.0.1:0",
		"--tls-cert", files.certificate, "--tls-key", files.key)
	conn, err := net.Dial("tcp", s.log.find(t, `addr=(\S+) tls=false`))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "GET /%MACD.xml HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	s.log.find(t, `level=WARN msg="connection refused before a request was read" `+
		`source=127\.0\.0\.1 (reason=unreadable-request) count=1 `)
	// The source has had its event for this minute; what follows is counted, and told when the
	// server stops.
	distrusting := &tls.Config{RootCAs: x509.NewCertPool(), ServerName: "localhost"}
	if _, err := tls.Dial("tcp", s.log.find(t, `addr=(\S+) tls=true`), distrusting); err == nil {
		t.Fatal("a client trusts an authority that it does not know")
	}
	s.send(t, endSignals[1])
	if err := s.wait(t); err != nil {
		t.Fatal(err)
	}
	out, _ := offhook(t.Context(), t, "device", "events", "--data", data)
	for _, want := range []string{
		`(?m)^\S+\t400\tunreadable-request\t127\.0\.0\.1\tThe address still has the token %MACD: ` +
			`.* The address was /%MACD\.xml\.$`,
		`(?m)^\S+\t-\ttls-failed\t127\.0\.0\.1\tThe client .*certificate.*$`,
	} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("device events:\n%s\nwant %s", out, want)
		}
	}
	out, _ = offhook(t.Context(), t, "device", "events", "--json", "--data", data)
	if !strings.Contains(out, `"mac":"","reason":"tls-failed"`) {
		t.Errorf("device events --json:\n%s\nwant no MAC", out)
	}
}

// The check of the configuration names what clients will not like about a certificate, and goes on;
// a key that does not fit is an error.
func TestConfigCheckLooksAtCertificates(t *testing.T) {
	t.Parallel()
	dir, a := t.TempDir(), newAuthority(t)
	good := a.issue(t, dir, "good")
	expired := a.issue(t, dir, "expired", func(c *x509.Certificate) {
		c.NotAfter, c.DNSNames = time.Now().Add(-time.Minute), nil
	})
	for _, tt := range []struct {
		files certificateFiles
		code  int
		want  string
	}{
		{good, exitOK, `^$`},
		{expired, exitOK,
			fmt.Sprintf(`^offhook: warning: %s: the certificate expired on .*: renew it\n`+
				`offhook: warning: %[1]s: the certificate names no host`,
				regexp.QuoteMeta(expired.certificate))},
		{certificateFiles{good.certificate, expired.key}, exitUsage,
			`^offhook: error: read certificate .*private key does not match public key\n`},
	} {
		var stdout, stderr bytes.Buffer
		code := run([]string{
			"config", "check", "--listen-tls", "127.0.0.1:0",
			"--tls-cert", tt.files.certificate, "--tls-key", tt.files.key,
		}, &stdout, &stderr)
		if code != tt.code || !regexp.MustCompile(tt.want).MatchString(stderr.String()) {
			t.Errorf("%+v: exit code %d, stderr\n%s\nwant %d and "+
				"%s", tt.files, code, &stderr, tt.code, tt.want)
		}
	}
}
