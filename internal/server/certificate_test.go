package server

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// writeCertificate makes a certificate with the given serial number and writes it and its key.
func writeCertificate(t testing.TB, files CertificateFiles, key crypto.Signer, serial int64) {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "test"}, DNSNames: []string{"localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		files.Certificate: {Type: "CERTIFICATE", Bytes: der}, files.Key: {Type: "PRIVATE KEY", Bytes: private},
	} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func pair(dir, name string) CertificateFiles {
	return CertificateFiles{Certificate: filepath.Join(dir, name+".crt"), Key: filepath.Join(dir, name+".key")}
}

func newECDSA(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// served connects with TLS and returns the serial number of the certificate.
func served(t *testing.T, addr string, c *tls.Config) (int64, error) {
	t.Helper()
	c.InsecureSkipVerify = true
	conn, err := tls.Dial("tcp", addr, c)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64(), nil
}

func listenTLS(t *testing.T, c *Certificates) string {
	t.Helper()
	l := serveOn(t, ListenerConfig{Handler: http.NotFoundHandler(), TLS: c.TLSConfig()})
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := l.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return l.Addr()
}

func TestCertificatesECDSAFirst(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	writeCertificate(t, pair(dir, "rsa"), rsaKey, 1)
	writeCertificate(t, pair(dir, "ecdsa"), newECDSA(t), 2)
	c, err := LoadCertificates([]CertificateFiles{pair(dir, "rsa"), pair(dir, "ecdsa")}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	addr := listenTLS(t, c)
	if got, err := served(t, addr, &tls.Config{}); got != 2 || err != nil {
		t.Errorf("a client that can use both got certificate %d, %v, want 2", got, err)
	}
	old := &tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}}
	if got, err := served(t, addr, old); got != 1 || err != nil {
		t.Errorf("a client that can use RSA only got certificate %d, %v, want 1", got, err)
	}
	if _, err := served(t, addr, &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}); err == nil {
		t.Error("TLS 1.1 was accepted")
	}
}

func TestCertificatesAreReadAgain(t *testing.T) {
	t.Parallel()
	files := pair(t.TempDir(), "server")
	writeCertificate(t, files, newECDSA(t), 1)
	c, err := LoadCertificates([]CertificateFiles{files}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	clock := time.Now()
	c.now = func() time.Time { return clock }
	serial := func() int64 { return c.current()[0].pair.Leaf.SerialNumber.Int64() }

	writeCertificate(t, files, newECDSA(t), 2)
	later := time.Now().Add(time.Minute)
	if err := os.Chtimes(files.Certificate, later, later); err != nil {
		t.Fatal(err)
	}
	if got := serial(); got != 1 {
		t.Errorf("within a second of the last look: certificate %d, want 1", got)
	}
	clock = clock.Add(2 * recheck)
	if got := serial(); got != 2 {
		t.Errorf("after the change: certificate %d, want 2", got)
	}
	if err := os.WriteFile(files.Key, []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	clock = clock.Add(2 * recheck)
	if got := serial(); got != 2 {
		t.Errorf("with a broken key file: certificate %d, want the old one, 2", got)
	}
	if err := os.Remove(files.Certificate); err != nil {
		t.Fatal(err)
	}
	clock = clock.Add(2 * recheck)
	if got := serial(); got != 2 {
		t.Errorf("without the file: certificate %d, want the old one, 2", got)
	}
}

func TestLoadCertificatesErrors(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	if _, err := LoadCertificates(nil, log); err == nil {
		t.Error("no files were accepted")
	}
	if _, err := LoadCertificates([]CertificateFiles{pair(t.TempDir(), "missing")}, log); err == nil {
		t.Error("missing files were accepted")
	}
}
