package soak

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	mathrand "math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// oddRequests sends each line of testdata/odd.txt over HTTP and HTTPS, and then changed copies
// until the time is over.
func oddRequests(ctx context.Context, t *testing.T, r *run, random *mathrand.Rand) {
	cert, key := certificate(t)
	devices := makeDevices(random, 0x100, 20, 5)
	n, data := r.fleet(ctx, t, devices, "--listen-tls", "127.0.0.1:0",
		"--tls-cert", cert, "--tls-key", key)
	r.checks.keepInside(oddSecret)
	r.hosts(ctx, n)
	requests := readOdd(t)
	after := context.WithoutCancel(ctx)
	for _, request := range requests { // all of them, however short the run is
		r.askOdd(after, n, request)
		r.count("odd requests made by hand, HTTP and HTTPS", 2)
	}
	together(ctx, 4, random, func(_ int, random *mathrand.Rand) {
		r.askOdd(ctx, n, mutate(random, requests))
		if ctx.Err() == nil {
			r.count("odd requests made by chance, HTTP and HTTPS", 2)
		}
	})
	for _, d := range devices {
		r.login(after, d, n.phones, "")
	}
	n.alive(r)
	n.judgePages(after, r)
	judgeFolder(r, data)
}

// oddSecret is what clients put into their targets, and oddWords are what testdata leaves open.
const oddSecret = "Canary-of-a-target-Zk4w8Q"

var oddWords = strings.NewReplacer("{MAC}", "7C2F80000100", "{SECRET}", oddSecret)

// hosts asks the console under names that are not its own.
func (r *run) hosts(ctx context.Context, n *node) {
	for _, host := range []string{"evil.example", "evil.example:80", "127.0.0.1.evil.example",
		"192.0.2.1", "[2001:db8::1]:8481", "localhost.evil.example", ""} {
		answer := exchangeRaw(ctx, n.console, false,
			"GET / HTTP/1.1\r\nHost: "+host+"\r\nConnection: close\r\n\r\n")
		var status int
		if m := statusLine.FindStringSubmatch(answer); m != nil {
			status, _ = strconv.Atoi(m[1]) // three digits
		}
		r.checks.hosts.look(status != 421, "%d to %q", status, host)
	}
}

// readOdd returns the requests of testdata, which are quoted as Go quotes strings.
func readOdd(t *testing.T) []string {
	t.Helper()
	file, err := os.Open("testdata/odd.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var requests []string
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		request, err := strconv.Unquote(lines.Text())
		if err != nil {
			t.Fatalf("testdata/odd.txt: %q: %v", lines.Text(), err)
		}
		requests = append(requests, oddWords.Replace(request))
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if len(requests) == 0 {
		t.Fatal("testdata/odd.txt has no request")
	}
	return requests
}

// mutate joins, cuts and changes requests.
func mutate(random *mathrand.Rand, requests []string) string {
	b := []byte(requests[random.IntN(len(requests))])
	for range 1 + random.IntN(4) {
		if len(b) == 0 {
			break
		}
		at := random.IntN(len(b))
		switch random.IntN(4) {
		case 0:
			b[at] = byte(random.IntN(256))
		case 1:
			b = append(b[:at], b[at+1:]...)
		case 2:
			b = append(b[:at], append([]byte(strings.Repeat(string(b[at]), random.IntN(300))), b[at:]...)...)
		case 3:
			other := requests[random.IntN(len(requests))]
			b = append(b[:at], other[random.IntN(len(other)):]...)
		}
	}
	return string(b)
}

// askOdd sends a request to both listeners and judges what comes back.
func (r *run) askOdd(ctx context.Context, n *node, request string) {
	for _, addr := range []string{n.phones, n.secure} {
		answer := exchangeRaw(ctx, addr, addr == n.secure, request)
		var statuses []int
		for _, m := range statusLine.FindAllStringSubmatch(answer, -1) {
			status, _ := strconv.Atoi(m[1]) // three digits
			statuses = append(statuses, status)
		}
		r.checks.answeredOdd(statuses, request)
		r.checks.wrote("the answer to an odd request", []byte(answer))
	}
}

var statusLine = regexp.MustCompile(`(?m)^HTTP/1\.[01] (\d{3}) `)

// exchangeRaw writes bytes, ends its side, and returns all that comes back.
func exchangeRaw(ctx context.Context, addr string, secure bool, request string) string {
	var dialer interface {
		DialContext(ctx context.Context, network, addr string) (net.Conn, error)
	} = &net.Dialer{Timeout: maxWait}
	if secure {
		// The certificate is of this test.
		dialer = &tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}}
	}
	c, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return ""
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(2 * time.Second))
	_, _ = io.WriteString(c, request) // the server may have answered and closed
	if half, ok := c.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	answer, _ := io.ReadAll(io.LimitReader(c, 1<<20)) // what came before the end counts
	return string(answer)
}

// certificate writes a certificate for loopback, and its key.
func certificate(t *testing.T) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1),
		NotAfter: time.Now().Add(24 * time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{
		certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile
}
