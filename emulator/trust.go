package emulator

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"slices"

	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// itemAcceptAll makes a phone trust every server, where it is 1. [W-sec] [R-tancredi]
const itemAcceptAll = "System.Security.AcceptAllCertificates"

// oldTLS are the versions of TLS that a switch makes a phone stop at.
var oldTLS = map[string]uint16{"1.2": tls.VersionTLS12, "1.1": tls.VersionTLS11, "1.0": tls.VersionTLS10}

// oldCiphers are AES-CBC with SHA-1 behind an RSA key exchange. RFC 3268, Section 2.
var oldCiphers = []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_AES_256_CBC_SHA}

// trust says whom the phone trusts for https: those from its factory, and what documents have put into its memory. The
// configuration is the caller's. [G p37]
func (p *Phone) trust() *tls.Config {
	p.mu.Lock()
	added, _ := p.machine.NVM().Get(phone.ItemCertificate)
	acceptAll, _ := p.machine.NVM().Get(itemAcceptAll)
	p.mu.Unlock()
	config := p.config.TLS.Clone()
	if config == nil {
		config = &tls.Config{}
	}
	p.identify(config)
	p.limit(config)
	config.InsecureSkipVerify = config.InsecureSkipVerify || provdoc.Value(acceptAll).Text() == "1"
	if added != "" {
		config.RootCAs = withCertificate(config.RootCAs, added)
	}
	return config
}

// identify says which certificate the phone shows: none, the one that it was given, or its own. [W-cert] [G p36]
func (p *Phone) identify(config *tls.Config) {
	if !p.config.Model.ClientCertificate || p.own != nil {
		config.Certificates, config.GetClientCertificate = nil, nil
	}
	if p.own != nil {
		config.Certificates = []tls.Certificate{*p.own}
	}
	if len(config.Certificates) > 0 || config.GetClientCertificate != nil {
		noteShown(config)
	}
}

// showKey is the key of a function in the context of a request, which is told that the server was
// shown a certificate.
type showKey struct{}

// shows returns the context of a request to a host. A certificate that was shown there is a
// credential.
func (a *attempt) shows(host string) context.Context {
	return context.WithValue(a.ctx, showKey{}, func() { a.shown.Store(host, true) })
}

// noteShown tells the request when its connection shows a certificate. crypto/tls decides which
// one it is, as ever.
func noteShown(config *tls.Config) {
	given, choose := config.Certificates, config.GetClientCertificate
	if choose == nil {
		choose = func(asked *tls.CertificateRequestInfo) (*tls.Certificate, error) {
			for i := range given {
				if asked.SupportsCertificate(&given[i]) == nil {
					return &given[i], nil
				}
			}
			return new(tls.Certificate), nil
		}
	}
	note := func(asked *tls.CertificateRequestInfo) (*tls.Certificate, error) {
		certificate, err := choose(asked)
		shown, ok := asked.Context().Value(showKey{}).(func())
		if ok && err == nil && len(certificate.Certificate) > 0 {
			shown()
		}
		return certificate, err
	}
	config.GetClientCertificate = note
}

// limit takes away the versions and ciphers of TLS that switches say the phone does not have.
func (p *Phone) limit(config *tls.Config) {
	if newest := oldTLS[p.Switch("tls-max")]; newest != 0 {
		config.MaxVersion, config.MinVersion = newest, min(newest, tls.VersionTLS12)
	}
	if p.Switch("tls-ciphers") == "old" {
		config.CipherSuites = slices.Clone(oldCiphers)
		if config.MaxVersion == 0 || config.MaxVersion > tls.VersionTLS12 {
			config.MaxVersion = tls.VersionTLS12 // the ciphers of 1.3 cannot be taken away
		}
	}
}

// withCertificate returns roots, or those of the system for nil, with a certificate in PEM beside them.
func withCertificate(roots *x509.CertPool, certificate string) *x509.CertPool {
	if roots != nil {
		roots = roots.Clone()
	} else if system, err := x509.SystemCertPool(); err == nil {
		roots = system
	} else {
		roots = x509.NewCertPool()
	}
	roots.AppendCertsFromPEM([]byte(certificate))
	return roots
}
