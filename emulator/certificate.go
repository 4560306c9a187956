package emulator

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"time"
)

// The life of a certificate that a phone makes: it does not know the time when it does so.
var (
	certificateFrom  = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	certificateUntil = time.Date(2049, time.December, 31, 23, 59, 59, 0, time.UTC)
)

// makeCertificate gives a phone whose switch says so a certificate of its own, ECDSA with 256 bits, which nobody has signed but
// the phone itself. [W-cert] (uncertain)
func (p *Phone) makeCertificate() error {
	if p.Switch("client-certificate") != "own" {
		return nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), p.config.Rand)
	if err != nil {
		return fmt.Errorf("make a key for the phone's certificate: %w", err)
	}
	der, err := x509.CreateCertificate(p.config.Rand, p.certificate(), p.certificate(), key.Public(), key)
	if err != nil {
		return fmt.Errorf("make the phone's certificate: %w", err)
	}
	p.own = &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	return nil
}

// certificate is what stands in a certificate of the phone's own. Whether its name is the MAC is (unknown, likely). [W-cert]
func (p *Phone) certificate() *x509.Certificate {
	name := p.config.MAC.String()
	if p.Switch("certificate-name") == "model" {
		name = p.config.Model.Title
	}
	return &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(p.config.MAC[:]), Subject: pkix.Name{CommonName: name},
		NotBefore: certificateFrom, NotAfter: certificateUntil,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		BasicConstraintsValid: true,
	}
}
