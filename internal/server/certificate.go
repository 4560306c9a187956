package server

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
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
	loaded  []loadedPair
	unread  string // why changed files could not be read when that was said last
}

// loadedPair is a certificate with its key, and the file of the certificate.
type loadedPair struct {
	file string
	pair *tls.Certificate
}

// stamp is what tells one state of a pair of files from another.
type stamp struct {
	certificate, key fileStamp
}

type fileStamp struct {
	modified time.Time
	size     int64
}

// LoadCertificates reads the files, and logs what is wrong with the
// certificates. Later, files that cannot be read leave the certificates in use
// and a line in the log.
func LoadCertificates(files []CertificateFiles, log *slog.Logger) (*Certificates, error) {
	if len(files) == 0 {
		return nil, errors.New("no certificate: give a file with the certificate chain and one with its key")
	}
	c := &Certificates{log: log, now: time.Now}
	if err := c.Use(files); err != nil {
		return nil, err
	}
	return c, nil
}

// Use reads files and serves their certificates from now on. With an error it
// goes on with the certificates in use. It logs what is wrong with them.
func (c *Certificates) Use(files []CertificateFiles) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	stamps, err := look(files)
	if err != nil {
		return err
	}
	loaded, err := load(files)
	if err != nil {
		return err
	}
	c.files, c.stamps, c.loaded, c.checked, c.unread = files, stamps, loaded, c.now(), ""
	c.logFaults()
	return nil
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
		if hello.SupportsCertificate(certificate.pair) == nil {
			return certificate.pair, nil
		}
	}
	return certificates[0].pair, nil
}

// current returns the certificates, reading changed files first.
func (c *Certificates) current() []loadedPair {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if now.Sub(c.checked) < recheck {
		return c.loaded
	}
	c.checked = now
	stamps, err := look(c.files)
	if err == nil && equal(stamps, c.stamps) {
		return c.loaded
	}
	var loaded []loadedPair
	if err == nil {
		loaded, err = load(c.files)
	}
	if err != nil {
		if c.unread != err.Error() {
			c.unread = err.Error()
			c.log.Error("certificate files cannot be read; the old ones stay in use", "err", err)
		}
		return c.loaded
	}
	c.unread = ""
	c.stamps, c.loaded = stamps, loaded
	c.log.Info("certificate files read again")
	c.logFaults()
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

func look(files []CertificateFiles) ([]stamp, error) {
	stamps := make([]stamp, len(files))
	for i, f := range files {
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
func load(files []CertificateFiles) ([]loadedPair, error) {
	var first, rest []loadedPair
	for _, f := range files {
		certificate, err := loadPair(f)
		if err != nil {
			return nil, fmt.Errorf("read certificate %s with key %s: %w", f.Certificate, f.Key, err)
		}
		switch certificate.PrivateKey.(type) {
		case *ecdsa.PrivateKey, ed25519.PrivateKey:
			first = append(first, loadedPair{f.Certificate, &certificate})
		default:
			rest = append(rest, loadedPair{f.Certificate, &certificate})
		}
	}
	return append(first, rest...), nil
}

// maxPEM bounds a file with certificates or a key in bytes.
const maxPEM = 1 << 20

// loadPair reads a certificate and its key.
func loadPair(f CertificateFiles) (tls.Certificate, error) {
	certificate, err := readPEM(f.Certificate)
	if err != nil {
		return tls.Certificate{}, err
	}
	key, err := readPEM(f.Key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.X509KeyPair(certificate, key)
}

// readPEM reads a file of at most maxPEM bytes.
func readPEM(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxPEM+1))
	if err == nil && len(data) > maxPEM {
		err = fmt.Errorf("%s is larger than %d MB", name, maxPEM>>20)
	}
	return data, err
}
