package server

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// recheck is how often the certificate files are looked at, at the most.
const recheck = time.Second

// CertificateFiles names a certificate chain and its key, both PEM.
type CertificateFiles struct {
	Certificate, Key string
}

// Certificates serves certificates from files and reads them again when they change. It is safe for concurrent use.
type Certificates struct {
	files []CertificateFiles
	log   *slog.Logger
	now   func() time.Time

	mu      sync.Mutex
	checked time.Time
	stamps  []stamp
	loaded  []*tls.Certificate
}

// stamp is what tells one state of a pair of files from another.
type stamp struct {
	certificate, key fileStamp
}

type fileStamp struct {
	modified time.Time
	size     int64
}

// LoadCertificates reads the files. Later, files that cannot be read leave the certificates in use and a line in the log.
func LoadCertificates(files []CertificateFiles, log *slog.Logger) (*Certificates, error) {
	if len(files) == 0 {
		return nil, errors.New("no certificate: give a file with the certificate chain and one with its key")
	}
	c := &Certificates{files: files, log: log, now: time.Now}
	stamps, err := c.look()
	if err != nil {
		return nil, err
	}
	loaded, err := c.load()
	if err != nil {
		return nil, err
	}
	c.stamps, c.loaded, c.checked = stamps, loaded, c.now()
	return c, nil
}

// TLSConfig returns a configuration that always serves the certificates of the moment. ECDSA comes first, since it costs
// the server a quarter of RSA; a phone that cannot use it gets the next one.
func (c *Certificates) TLSConfig() *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"http/1.1"},
		GetCertificate: c.certificate,
	}
}

func (c *Certificates) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	certificates := c.current()
	for _, certificate := range certificates {
		if hello.SupportsCertificate(certificate) == nil {
			return certificate, nil
		}
	}
	return certificates[0], nil
}

// current returns the certificates, reading changed files first.
func (c *Certificates) current() []*tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if now.Sub(c.checked) < recheck {
		return c.loaded
	}
	c.checked = now
	stamps, err := c.look()
	if err == nil && equal(stamps, c.stamps) {
		return c.loaded
	}
	var loaded []*tls.Certificate
	if err == nil {
		loaded, err = c.load()
	}
	if err != nil {
		c.log.Error("certificate files cannot be read, the old ones stay in use", "err", err)
		return c.loaded
	}
	c.stamps, c.loaded = stamps, loaded
	c.log.Info("certificate files read again")
	return c.loaded
}

func equal(a, b []stamp) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !a[i].certificate.same(b[i].certificate) || !a[i].key.same(b[i].key) {
			return false
		}
	}
	return true
}

func (s fileStamp) same(t fileStamp) bool { return s.size == t.size && s.modified.Equal(t.modified) }

func (c *Certificates) look() ([]stamp, error) {
	stamps := make([]stamp, len(c.files))
	for i, f := range c.files {
		var err error
		if stamps[i].certificate, err = lookAt(f.Certificate); err != nil {
			return nil, fmt.Errorf("read certificate: %w", err)
		}
		if stamps[i].key, err = lookAt(f.Key); err != nil {
			return nil, fmt.Errorf("read the key of certificate %s: %w", f.Certificate, err)
		}
	}
	return stamps, nil
}

func lookAt(name string) (fileStamp, error) {
	info, err := os.Stat(name)
	if err != nil {
		return fileStamp{}, err
	}
	return fileStamp{modified: info.ModTime(), size: info.Size()}, nil
}

// load reads all pairs and puts those with elliptic curves first.
func (c *Certificates) load() ([]*tls.Certificate, error) {
	var first, rest []*tls.Certificate
	for _, f := range c.files {
		certificate, err := tls.LoadX509KeyPair(f.Certificate, f.Key)
		if err != nil {
			return nil, fmt.Errorf("read certificate %s with key %s: %w", f.Certificate, f.Key, err)
		}
		switch certificate.PrivateKey.(type) {
		case *ecdsa.PrivateKey, ed25519.PrivateKey:
			first = append(first, &certificate)
		default:
			rest = append(rest, &certificate)
		}
	}
	return append(first, rest...), nil
}
