package emulator

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/offhook/offhook/phone"
)

// secured starts a server with TLS that serves a document, after change has changed it.
func secured(t *testing.T, h http.HandlerFunc, change func(*tls.Config)) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.TLS = &tls.Config{}
	change(s.TLS)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// TestHTTPVersion: the version stands in each request, plain and with TLS, and HTTP/1.0 takes a connection for each of them.
func TestHTTPVersion(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{false, true} {
		for version, connections := range map[string]int32{"1.1": 1, "1.0": 2} {
			var made atomic.Int32
			s := newServer(t, testMAC, testDevicePassword, document("2811120928", ""))
			inner := s.Config.Handler
			asked := make(chan string, 10)
			outer := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked <- fmt.Sprint(r.Proto, " ", r.Header["Connection"])
				inner.ServeHTTP(w, r)
			}))
			outer.Config.ConnState = func(_ net.Conn, state http.ConnState) {
				if state == http.StateNew {
					made.Add(1)
				}
			}
			if secure {
				outer.StartTLS()
			} else {
				outer.Start()
			}
			t.Cleanup(outer.Close)
			c := config(t, "N510", "")
			c.TLS = &tls.Config{InsecureSkipVerify: true}
			c.Switches = map[string]string{"http-version": version}
			steps, _ := fetch(t, c, outer.URL+"/x.xml")
			if want := "none 401, integrated 200, provisioned"; steps != want {
				t.Errorf("TLS %t, http-version=%s: got %q, want %q", secure, version, steps, want)
				continue
			}
			for range 2 {
				if got, want := <-asked, "HTTP/"+version+" []"; got != want {
					t.Errorf("TLS %t, http-version=%s: asked with %s, want %s", secure, version, got, want)
				}
			}
			if got := made.Load(); got != connections {
				t.Errorf("TLS %t, http-version=%s: %d connections, want %d", secure, version, got, connections)
			}
		}
	}
}

// TestHTTP10OfAnOldServer: what a server of HTTP/1.0 answers is read to the end of the connection.
func TestHTTP10OfAnOldServer(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	line := make(chan string, 1)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		r := bufio.NewReader(conn)
		first, _ := r.ReadString('\n')
		for text := first; strings.TrimSpace(text) != "" && err == nil; {
			text, err = r.ReadString('\n')
		}
		_, _ = io.WriteString(conn, "HTTP/1.0 200 OK\r\n\r\n"+document("2811120928", ""))
		line <- first
	}()
	c := config(t, "N510", "")
	c.Switches = map[string]string{"http-version": "1.0"}
	_, out := fetch(t, c, "http://"+listener.Addr().String()+"/x.xml")
	if got, want := <-line, "GET /x.xml HTTP/1.0\r\n"; got != want || out.Outcome != phone.Provisioned {
		t.Errorf("asked with %q, want %q; outcome %s (%s)", got, want, out.Outcome, out.Reason)
	}
}

// piece notes what is written to a connection.
type piece struct {
	net.Conn
	written []byte
}

func (p *piece) Write(b []byte) (int, error) {
	p.written = append(p.written, b...)
	return len(b), nil
}

// TestHTTP10InPieces: the version is changed wherever the writes cut the request, and nothing else is.
func TestHTTP10InPieces(t *testing.T) {
	t.Parallel()
	const request = "GET /a HTTP/1.1\r\nHost: HTTP/1.1\r\n\r\nbody HTTP/1.1"
	for size := 1; size <= len(request); size++ {
		kept := &piece{}
		c := &http10Conn{Conn: kept}
		whole := []byte(request)
		for rest := whole; len(rest) > 0; {
			n, err := c.Write(rest[:min(size, len(rest))])
			if err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		if got, want := string(kept.written), strings.Replace(request, "1.1", "1.0", 1); got != want {
			t.Fatalf("in pieces of %d: got %q, want %q", size, got, want)
		}
		if string(whole) != request {
			t.Fatalf("in pieces of %d: what the writer was given is %q now", size, whole)
		}
	}
}

// TestHTTP10TakesOneRequestAConnection: also when the server would leave the connection open.
func TestHTTP10TakesOneRequestAConnection(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	asked := make(chan string, 10)
	answer := func(number int, conn net.Conn) {
		defer conn.Close()
		for r := bufio.NewReader(conn); ; {
			req, err := http.ReadRequest(r)
			if err != nil {
				return
			}
			asked <- fmt.Sprint(number, " ", req.Proto)
			_, _ = io.WriteString(conn, "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\nContent-Length: 0\r\n\r\n")
		}
	}
	go func() {
		for number := 1; ; number++ {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go answer(number, conn)
		}
	}()
	c := config(t, "N510", "")
	c.Switches = map[string]string{"http-version": "1.0"}
	if steps, _ := fetch(t, c, "http://"+listener.Addr().String()+"/x.xml"); steps != "none 401, integrated 401, refused" {
		t.Errorf("got %q", steps)
	}
	if first, second := <-asked, <-asked; first != "1 HTTP/1.0" || second != "2 HTTP/1.0" {
		t.Errorf("connections and versions are %q and %q", first, second)
	}
}

// TestHTTP10WithFaults: the faults of the network are there with HTTP/1.0 too, plain and with TLS.
func TestHTTP10WithFaults(t *testing.T) {
	t.Parallel()
	h := func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, document("2811120928", "")) }
	for _, base := range []string{newPlainServer(t, h).URL, secured(t, h, func(*tls.Config) {}).URL} {
		c := config(t, "N510", "")
		c.TLS = &tls.Config{InsecureSkipVerify: true}
		c.Switches, c.Faults = map[string]string{"http-version": "1.0"}, []string{"cut-request"}
		_, out := fetch(t, c, base+"/x.xml")
		if out.Outcome != phone.Unreachable || !strings.Contains(out.Reason, errCut.Error()) {
			t.Errorf("%s: got %s (%s), want %s", base, out.Outcome, out.Reason, phone.Unreachable)
		}
	}
}

// TestAcceptHeader: a switch adds the field to every request, and without it there is none.
func TestAcceptHeader(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]string{"none": "[]", "any": "[*/*]"} {
		s := newPlainServer(t, nil)
		got := ""
		s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			got = fmt.Sprint(r.Header["Accept"])
			http.NotFound(w, r)
		})
		c := config(t, "N510", "")
		c.Switches = map[string]string{"accept-header": setting}
		fetch(t, c, s.URL+"/x.xml")
		if got != want {
			t.Errorf("accept-header=%s: the field is %s, want %s", setting, got, want)
		}
	}
}

// TestConditionalOnTheWire: the second time the phone asks with the ETag, in each request of the ladder, and takes 304 for
// unchanged; without the switch it does not.
func TestConditionalOnTheWire(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]string{"on": "[] [] [\"one\"] [\"one\"] unchanged", "off": "[] [] [] [] provisioned"} {
		var fields []string
		s := newServer(t, testMAC, testDevicePassword, "")
		inner := s.Config.Handler
		s.next = func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", `"one"`)
			if r.Header.Get("If-None-Match") == `"one"` {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			fmt.Fprint(w, strings.Replace(document("", ""), `<VERSION value=""/>`, "", 1))
		}
		s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fields = append(fields, fmt.Sprint(r.Header["If-None-Match"]))
			inner.ServeHTTP(w, r)
		})
		c := config(t, "N510", "")
		c.Switches = map[string]string{"conditional": setting}
		p, _ := newTestPhone(t, c)
		var out Outcome
		for range 2 {
			var err error
			if out, err = p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil {
				t.Fatal(err)
			}
		}
		if got := strings.Join(append(fields, out.Outcome), " "); got != want {
			t.Errorf("conditional=%s: got %q, want %q", setting, got, want)
		}
		for _, e := range p.State().Settings {
			if strings.Contains(e.Value, s.URL) {
				t.Errorf("conditional=%s: %s shows the address", setting, e.Item)
			}
		}
	}
}

// TestTLSCiphers: a phone with old ciphers offers those alone, and reaches no server that has them no more.
func TestTLSCiphers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		ciphers, newest string
		given           uint16 // the newest version that the configuration allows, 0 for any
		old             bool
		version         uint16
	}{
		{"library", "1.3", 0, false, tls.VersionTLS13}, {"old", "1.3", 0, false, 0}, {"old", "1.3", 0, true, tls.VersionTLS12},
		{"old", "1.3", tls.VersionTLS13, true, tls.VersionTLS12},
		{"old", "1.0", 0, true, tls.VersionTLS10}, {"old", "1.1", 0, true, tls.VersionTLS11},
	} {
		var got uint16
		var offered []uint16
		s := secured(t, func(w http.ResponseWriter, r *http.Request) {
			got = r.TLS.Version
			fmt.Fprint(w, document("2811120928", ""))
		}, func(c *tls.Config) {
			if tt.old {
				c.MinVersion, c.CipherSuites = tls.VersionTLS10, oldCiphers
			}
			c.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
				offered = hello.CipherSuites
				return nil, nil
			}
		})
		c := config(t, "N510", "")
		c.TLS = &tls.Config{InsecureSkipVerify: true, MaxVersion: tt.given}
		c.Switches = map[string]string{"tls-ciphers": tt.ciphers, "tls-max": tt.newest}
		_, out := fetch(t, c, s.URL+"/x.xml")
		if got != tt.version || (out.Outcome == phone.Provisioned) != (tt.version != 0) {
			t.Errorf("%+v: got %s, %s (%s)", tt, tls.VersionName(got), out.Outcome, out.Reason)
		}
		if few := len(offered) == len(oldCiphers); few != (tt.ciphers == "old") {
			t.Errorf("%+v: the phone offers %d ciphers", tt, len(offered))
		}
	}
}

// givenCertificate is one that another phone has made.
func givenCertificate(t *testing.T) tls.Certificate {
	t.Helper()
	c := config(t, "N610", "")
	c.Switches = map[string]string{"client-certificate": "own", "certificate-name": "model"}
	p, _ := newTestPhone(t, c)
	return *p.own
}

// TestClientCertificateSwitches: the Nx70 class shows the certificate that it was given, or one that it made.
func TestClientCertificateSwitches(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ certificate, name, want string }{
		{"given", "mac", "Gigaset N610 IP PRO"}, {"own", "mac", testMAC}, {"own", "model", "Gigaset N870 IP PRO"},
	} {
		c := config(t, "N870", "")
		c.Switches = map[string]string{"client-certificate": tt.certificate, "certificate-name": tt.name}
		shown := "none"
		s := secured(t, func(w http.ResponseWriter, r *http.Request) {
			if list := r.TLS.PeerCertificates; len(list) > 0 {
				shown = list[0].Subject.CommonName
				key, ok := list[0].PublicKey.(*ecdsa.PublicKey)
				if !ok || key.Curve != elliptic.P256() || list[0].CheckSignature(list[0].SignatureAlgorithm, list[0].RawTBSCertificate, list[0].Signature) != nil {
					t.Errorf("%+v: the key is not one of ECDSA with 256 bits that signed the certificate", tt)
				}
				if now := time.Now(); now.Before(list[0].NotBefore) || now.After(list[0].NotAfter) {
					t.Errorf("%+v: the certificate is of another time", tt)
				}
			}
			fmt.Fprint(w, `<?xml version="1.0"?><provisioning version="1.1" productID="e2"><nvm></nvm></provisioning>`)
		}, func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert })
		given := givenCertificate(t)
		c.TLS = &tls.Config{InsecureSkipVerify: true, GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &given, nil }}
		_, out := fetch(t, c, s.URL+"/x.xml")
		if shown != tt.want || out.Outcome != phone.Provisioned {
			t.Errorf("%+v: the server saw %q, outcome %s (%s)", tt, shown, out.Outcome, out.Reason)
		}
	}
}
