package phone

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
)

// ItemCertificate is where the memory has the certificate that a document brought, in PEM. The phone trusts it for https beside
// those that it has from the factory. [G p37]
const ItemCertificate = "phone.certificate"

// ErrCertificate says what a file with a certificate is.
var ErrCertificate = errors.New("the file is no certificate: it must be one in PEM or DER")

// getCertificate asks for the certificate, when a document named one. [G p37]
func (m *Machine) getCertificate(text string) []Action {
	e := errand{file: FileCertificate, take: (*Machine).readCertificate, failure: "the certificate is missing", plain: true}
	if m.is(switchCertificateFailure, "ignore") {
		e.without = func(m *Machine, _ string) []Action { return m.next() }
	}
	address, err := m.reach(text)
	if err == nil {
		err = e.check(address)
	}
	m.attempt.errand = e
	if err != nil {
		return m.fail(Rejected, err.Error())
	}
	e.url = address
	return m.run(e)
}

// readCertificate keeps the certificate for the end of the attempt.
func (m *Machine) readCertificate(body []byte) []Action {
	text, err := ParseCertificate(body)
	if err != nil {
		return m.fail(Rejected, err.Error())
	}
	m.attempt.set(ItemCertificate, text, false)
	return m.next()
}

// ParseCertificate returns the one certificate of a file, in PEM, as the memory has it. The error is ErrCertificate.
func ParseCertificate(body []byte) (string, error) {
	der := body
	if block, _ := pem.Decode(body); block != nil {
		der = block.Bytes
	}
	if _, err := x509.ParseCertificate(der); err != nil {
		return "", ErrCertificate
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), nil
}
