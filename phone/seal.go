package phone

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/hex"
	"fmt"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// ProviderKeySize is the size of the key of a provider in bytes: AES-128. [G p36]
const ProviderKeySize = 16

// ErrProviderKey says what a key is, and does not repeat it.
var ErrProviderKey = fmt.Errorf("the key of a provider has %d bytes, which are %d hexadecimal digits", ProviderKeySize, 2*ProviderKeySize)

// sealed is what is wrong with a file that the key of the phone does not make a document.
var sealed = provdoc.Finding{
	Line: 1, Column: 1, Severity: provdoc.Error, Code: "encrypted-document",
	Message: "decrypted with the key of the phone's provider, as the switches " + switchSealMode + " and " + switchSealPadding +
		" say, it is neither XML nor a binary profile",
}

// ParseProviderKey reads the key of a provider from hexadecimal digits. The error is ErrProviderKey.
func ParseProviderKey(text digest.Secret) (digest.Secret, error) {
	key, err := hex.DecodeString(text.Reveal())
	if err != nil || len(key) != ProviderKeySize {
		return digest.Secret{}, ErrProviderKey
	}
	return digest.NewSecret(string(key)), nil
}

// Decrypts reports whether the phone decrypts what is neither XML nor a binary profile: it has a key, its model is one that does
// so [G p35], and a switch says how.
func (m *Machine) Decrypts() bool {
	return !m.config.ProviderKey.IsZero() && m.config.Model.Dialect == model.ProviderFrame && !m.is(switchSealMode, "off")
}

// read reads a document. What is neither XML nor a binary profile is decrypted, and looked at once more. [G p35]
func (m *Machine) read(body []byte) (*provdoc.Document, []provdoc.Finding) {
	if !m.Decrypts() || !provdoc.Sealed(body) {
		return provdoc.Parse(body)
	}
	text, ok := m.decrypt(body)
	doc, findings := provdoc.Parse(text)
	if !ok || !doc.Readable() && provdoc.Sealed(text) {
		doc, _ = provdoc.Parse(body)
		return doc, []provdoc.Finding{sealed}
	}
	return doc, findings
}

// decrypt returns what is in an encrypted file, false when it has not the form of one. Mode, IV and padding are documented
// nowhere, so switches say them. [G p36] (unknown)
func (m *Machine) decrypt(body []byte) ([]byte, bool) {
	block, err := aes.NewCipher([]byte(m.config.ProviderKey.Reveal()))
	if err != nil || len(body)%aes.BlockSize != 0 {
		return nil, false
	}
	iv := make([]byte, aes.BlockSize)
	mode := m.Switch(switchSealMode)
	if mode == "cbc-prefix" && len(body) > 0 {
		iv, body = body[:aes.BlockSize], body[aes.BlockSize:]
	}
	if len(body) == 0 {
		return nil, false
	}
	text := make([]byte, len(body))
	if mode == "ecb" {
		for at := 0; at < len(body); at += aes.BlockSize {
			block.Decrypt(text[at:], body[at:])
		}
	} else {
		cipher.NewCBCDecrypter(block, iv).CryptBlocks(text, body)
	}
	if m.is(switchSealPadding, "pkcs7") {
		return unpad(text)
	}
	return provdoc.TrimZeros(text), true
}

// unpad takes the padding of PKCS #7 off: as many bytes as each of them says. RFC 5652, Section 6.3.
func unpad(text []byte) ([]byte, bool) {
	n := int(text[len(text)-1])
	if n == 0 || n > aes.BlockSize {
		return nil, false
	}
	body, padding := text[:len(text)-n], text[len(text)-n:]
	return body, bytes.Count(padding, padding[:1]) == n
}
