package emulator

import (
	"crypto/tls"
	"crypto/x509"

	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// itemAcceptAll makes a phone trust every server, where it is 1. [W-sec] [R-tancredi]
const itemAcceptAll = "System.Security.AcceptAllCertificates"

// oldTLS are the versions of TLS that a switch makes a phone stop at.
var oldTLS = map[string]uint16{"1.2": tls.VersionTLS12, "1.1": tls.VersionTLS11, "1.0": tls.VersionTLS10}

// trust says whom the phone trusts for https: those from its factory, and what documents have put into its memory. Nil is
// the system's roots. [G p37]
func (p *Phone) trust() *tls.Config {
	p.mu.Lock()
	added, _ := p.machine.NVM().Get(phone.ItemCertificate)
	acceptAll, _ := p.machine.NVM().Get(itemAcceptAll)
	newest := oldTLS[p.machine.Switch("tls-max")]
	p.mu.Unlock()
	all := provdoc.Value(acceptAll).Text() == "1"
	if added == "" && !all && newest == 0 && (p.config.TLS == nil || p.config.Model.ClientCertificate) {
		return p.config.TLS
	}
	config := p.config.TLS.Clone()
	if config == nil {
		config = &tls.Config{}
	}
	if !p.config.Model.ClientCertificate {
		config.Certificates, config.GetClientCertificate = nil, nil
	}
	if newest != 0 {
		config.MaxVersion, config.MinVersion = newest, min(newest, tls.VersionTLS12)
	}
	config.InsecureSkipVerify = config.InsecureSkipVerify || all
	if added != "" {
		config.RootCAs = withCertificate(config.RootCAs, added)
	}
	return config
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
