package server

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// link is a certificate with its key.
type link struct {
	*x509.Certificate
	key crypto.Signer
}

// certified makes a certificate for localhost that is valid for a year, after what change does to
// it. Without an issuer it is a root.
func certified(t *testing.T, name string, issuer *link, change func(*x509.Certificate)) *link {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		DNSNames: []string{"localhost"}, IsCA: issuer == nil || change == nil,
		BasicConstraintsValid: true,
		NotBefore:             time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
	}
	if change != nil {
		change(template)
	}
	made := &link{key: newECDSA(t)}
	if template.PublicKeyAlgorithm == x509.RSA { // only a sign for this function
		key, err := rsa.GenerateKey(rand.Reader, 1024)
		if err != nil {
			t.Fatal(err)
		}
		made.key = key
	}
	if issuer == nil {
		issuer = &link{template, made.key}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, issuer.Certificate,
		made.key.Public(), issuer.key)
	if err != nil {
		t.Fatal(err)
	}
	if made.Certificate, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return made
}

// store writes a chain and the key of its first certificate.
func (f CertificateFiles) store(t *testing.T, chain ...*link) {
	t.Helper()
	var certificates []byte
	for _, c := range chain {
		block := &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}
		certificates = append(certificates, pem.EncodeToMemory(block)...)
	}
	private, err := x509.MarshalPKCS8PrivateKey(chain[0].key)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		f.Certificate: certificates,
		f.Key:         pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCertificateFaults(t *testing.T) {
	t.Parallel()
	root := certified(t, "Root", nil, nil)
	middle := certified(t, "Middle", root, nil)
	leaf := func(change func(*x509.Certificate)) *link { return certified(t, "leaf", middle, change) }
	same := func(*x509.Certificate) {}
	good := leaf(same)
	ends := func(in time.Duration) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.NotAfter = time.Now().Add(in) }
	}
	expiredMiddle := certified(t, "Middle", root, func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter, c.IsCA = time.Now().Add(-2*time.Hour), time.Now().Add(-time.Hour), true
	})
	for name, tt := range map[string]struct {
		chain []*link
		// want are parts of the faults, with ! before serious ones.
		want []string
	}{
		"whole chain":            {[]*link{good, middle, root}, nil},
		"without its root":       {[]*link{good, middle}, nil},
		"self-signed":            {[]*link{certified(t, "alone", nil, same)}, nil},
		"by a root of one's own": {[]*link{certified(t, "leaf", root, same), root}, nil},
		"without intermediate": {[]*link{good},
			[]string{`issued by "CN=Middle", whose certificate is not in the file: append it`}},
		"with the root alone": {[]*link{good, root}, []string{`issued by "CN=Middle"`}},
		"out of order": {[]*link{good, root, middle},
			[]string{`"CN=Middle" is not right after the one that it issued`}},
		"expired": {[]*link{leaf(ends(-time.Minute)), middle},
			[]string{"!the certificate expired on 2"}},
		"ends soon": {[]*link{leaf(ends(13*24*time.Hour + time.Hour)), middle},
			[]string{"in 13 days: renew it"}},
		"ends in time": {[]*link{leaf(ends(15 * 24 * time.Hour)), middle}, nil},
		"not yet valid": {
			[]*link{leaf(func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Hour) }),
				middle}, []string{"!is not valid before 2"},
		},
		"expired intermediate": {[]*link{good, expiredMiddle},
			[]string{`!the certificate "CN=Middle" of the chain expired`}},
		"without a name": {[]*link{leaf(func(c *x509.Certificate) { c.DNSNames = nil }),
			middle}, []string{"!names no host"}},
		"for clients": {
			[]*link{leaf(func(c *x509.Certificate) {
				c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
			}), middle},
			[]string{"!is not for servers"},
		},
		"short key": {[]*link{leaf(func(c *x509.Certificate) { c.PublicKeyAlgorithm = x509.RSA }),
			middle}, []string{"has 1024 bits"}},
		"all at once": {
			[]*link{leaf(func(c *x509.Certificate) {
				c.DNSNames, c.NotAfter = nil, time.Now().Add(-time.Minute)
			})},
			[]string{"!expired", "!names no host", "issued by"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := pair(t.TempDir(), "server")
			files.store(t, tt.chain...)
			var log logText
			c, err := LoadCertificates([]CertificateFiles{files}, slog.New(slog.NewTextHandler(&log, nil)))
			if err != nil {
				t.Fatal(err)
			}
			got := c.Faults()
			if len(got) != len(tt.want) {
				t.Fatalf("faults %+v, want %q", got, tt.want)
			}
			for i, want := range tt.want {
				want, serious := strings.CutPrefix(want, "!")
				if !strings.Contains(got[i].Fault, want) || got[i].Serious != serious ||
					got[i].File != files.Certificate {
					t.Errorf("fault %+v\nwant %q, serious %v", got[i], want, serious)
				}
			}
			if n := strings.Count(log.String(), "certificate has a fault"); n != len(tt.want) {
				t.Errorf("log:\n%s\nwant %d faults", log.String(), len(tt.want))
			}
		})
	}
}

// The faults are said when the files are read, when they are read again, and once a day.
func TestCertificateFaultsAreSaidDaily(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		files := pair(t.TempDir(), "server")
		files.store(t, certified(t, "alone", nil,
			func(c *x509.Certificate) { c.NotAfter = time.Now().Add(15*24*time.Hour + time.Hour) }))
		var log logText
		said := func(want int) {
			t.Helper()
			if got := strings.Count(log.String(), "certificate has a fault"); got != want {
				t.Errorf("said %d times, want %d:\n%s", got, want, log.String())
			}
		}
		c, err := LoadCertificates([]CertificateFiles{files}, slog.New(slog.NewTextHandler(&log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go c.Watch(ctx)
		said(0)
		<-time.After(24*time.Hour + time.Minute)
		synctest.Wait()
		said(0)
		<-time.After(24 * time.Hour)
		synctest.Wait()
		said(1) // 13 days are left
		if err := c.Use([]CertificateFiles{files}); err != nil {
			t.Fatal(err)
		}
		said(2)
		files.store(t, certified(t, "without a name, which needs another "+
			"size", nil, func(c *x509.Certificate) { c.DNSNames = nil }))
		<-time.After(recheck)
		c.current()
		said(3)
		if err := os.WriteFile(files.Certificate, []byte("nonsense"), 0o600); err != nil {
			t.Fatal(err)
		}
		for range 10 {
			<-time.After(recheck)
			c.current()
		}
		if got := strings.Count(log.String(), "cannot be read; the old ones stay"); got != 1 {
			t.Errorf("said %d times that the files cannot be read, want "+
				"once:\n%s", got, log.String())
		}
		<-time.After(24 * time.Hour)
		synctest.Wait()
		said(4)
	})
}
