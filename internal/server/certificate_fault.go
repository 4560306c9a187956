package server

import (
	"bytes"
	"context"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"
)

const (
	// certificateReport is how often the faults of the certificates are said.
	certificateReport = 24 * time.Hour
	// renewal is how long before its end a certificate should be renewed.
	renewal = 14 * 24 * time.Hour
)

// CertificateFault is what clients will not like about a certificate that is served.
type CertificateFault struct {
	// File is that of the certificate.
	File string
	// Fault says what is wrong and what would be right.
	Fault string
	// Serious says that clients that check certificates refuse it now.
	Serious bool
}

// Faults returns what is wrong with the certificates in use at this time.
func (c *Certificates) Faults() []CertificateFault {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.faults()
}

// faults is Faults with c.mu held.
func (c *Certificates) faults() []CertificateFault {
	var all []CertificateFault
	for _, l := range c.loaded {
		all = append(all, faultsOf(l.file, l.pair, c.now())...)
	}
	return all
}

// logFaults says what is wrong with the certificates in use. c.mu is held.
func (c *Certificates) logFaults() {
	for _, f := range c.faults() {
		level := slog.LevelWarn
		if f.Serious {
			level = slog.LevelError
		}
		c.log.LogAttrs(context.Background(), level, "certificate has a "+
			"fault", slog.String("file", f.File), slog.String("fault", f.Fault))
	}
}

// Watch says once a day what is wrong with the certificates, until the context
// ends. Loading them has said it first.
func (c *Certificates) Watch(ctx context.Context) {
	day := time.NewTicker(certificateReport)
	defer day.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-day.C:
			c.mu.Lock()
			c.logFaults()
			c.mu.Unlock()
		}
	}
}

// faultsOf looks at one file: first at the chain, then at what clients check of the server's own
// certificate.
func faultsOf(file string, pair *tls.Certificate, now time.Time) []CertificateFault {
	var faults []CertificateFault
	add := func(serious bool, format string, args ...any) {
		faults = append(faults, CertificateFault{file, fmt.Sprintf(format, args...), serious})
	}
	chain := make([]*x509.Certificate, 0, len(pair.Certificate))
	for _, der := range pair.Certificate {
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			add(true, "a certificate of the chain cannot be read (%v): remove or replace it", err)
			return faults
		}
		chain = append(chain, certificate)
	}
	leaf := chain[0]
	for i, c := range chain {
		checkValidity(add, name(c, i), c, now)
	}
	if len(leaf.DNSNames)+len(leaf.IPAddresses) == 0 {
		add(true, "the certificate names no host (subject alternative name): get one with the "+
			"host name that phones ask for")
	}
	usage := leaf.ExtKeyUsage
	if len(usage) > 0 && !slices.ContainsFunc(usage, isForServers) {
		add(true, "the certificate is not for servers (extended key usage): get one for "+
			"server authentication")
	}
	if key, ok := leaf.PublicKey.(*rsa.PublicKey); ok && key.N.BitLen() < 2048 {
		add(false, "the key of the certificate has %d bits: make one with 2048 or "+
			"more", key.N.BitLen())
	}
	switch leaf.SignatureAlgorithm {
	case x509.SHA1WithRSA, x509.ECDSAWithSHA1:
		add(false, "the certificate is signed with SHA-1, which newer clients refuse: get one "+
			"with SHA-256")
	}
	checkChain(add, chain)
	return faults
}

func isForServers(u x509.ExtKeyUsage) bool {
	return u == x509.ExtKeyUsageServerAuth || u == x509.ExtKeyUsageAny
}

// name is a certificate of a chain in a sentence.
func name(c *x509.Certificate, place int) string {
	if place == 0 {
		return "the certificate"
	}
	return fmt.Sprintf("the certificate %q of the chain", c.Subject)
}

func checkValidity(add func(bool, string, ...any), who string, c *x509.Certificate, now time.Time) {
	const day = "2006-01-02 15:04 MST"
	left := c.NotAfter.Sub(now)
	switch {
	case now.Before(c.NotBefore):
		add(true, "%s is not valid before %s: set the clock of this machine, or use the "+
			"previous certificate", who, c.NotBefore.UTC().Format(day))
	case left < 0:
		add(true, "%s expired on %s: renew it", who, c.NotAfter.UTC().Format(day))
	case left < renewal:
		add(false, "%s expires on %s, in %d days: renew "+
			"it", who, c.NotAfter.UTC().Format(day), int(left.Hours())/24)
	}
}

// checkChain looks for the authority of the server's own certificate. One that
// is in the file is good, and so is a root that this machine knows. An
// authority of one's own is not told from an intermediate, so its certificate
// belongs into the file too.
func checkChain(add func(bool, string, ...any), chain []*x509.Certificate) {
	for i, c := range chain {
		if bytes.Equal(c.RawIssuer, c.RawSubject) {
			return // a root, or self-signed
		}
		at := slices.IndexFunc(chain, func(issuer *x509.Certificate) bool {
			return bytes.Equal(issuer.RawSubject, c.RawIssuer)
		})
		switch {
		case at < 0 && i == 0 && !issuedByRoot(c):
			add(false, "the certificate was issued by %q, whose certificate is not in the file: "+
				"append it, even if it is your own root", c.Issuer)
			return
		case at < 0:
			return // the rest is a root, which clients have
		case at != i+1:
			add(false, "the certificate of %q is not right after the one that it issued: put "+
				"the chain in order", c.Issuer)
			return
		}
	}
}

// issuedByRoot reports whether a root that this machine knows issued a
// certificate, without an intermediate.
func issuedByRoot(c *x509.Certificate) bool {
	roots, err := x509.SystemCertPool()
	if err != nil {
		return false
	}
	_, err = c.Verify(x509.VerifyOptions{
		Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
		// A time at which it is valid: its validity is another question.
		CurrentTime: c.NotBefore.Add(c.NotAfter.Sub(c.NotBefore) / 2),
	})
	_, unknown := errors.AsType[x509.UnknownAuthorityError](err)
	return !unknown
}
