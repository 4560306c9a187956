package phone

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
)

// providerKey is the key of the test's provider, of the example in FIPS 197, Appendix B.
const providerKey = "2b7e151628aed2a6abf7158809cf4f3c"

// withProviderKey gives the phone a key in hexadecimal digits.
func withProviderKey(text string) option {
	return func(c *Config, _ *NVM) {
		key, err := ParseProviderKey(digest.NewSecret(text))
		if err != nil {
			panic(err)
		}
		c.ProviderKey = key
	}
}

// seal encrypts a file as the switches say that a provider may do it.
func seal(t *testing.T, mode, padding, text string) string {
	t.Helper()
	key, err := hex.DecodeString(providerKey)
	if err != nil {
		t.Fatal(err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	plain := []byte(text)
	if n := aes.BlockSize - len(plain)%aes.BlockSize; padding == "pkcs7" {
		plain = append(plain, bytes.Repeat([]byte{byte(n)}, n)...)
	} else if n < aes.BlockSize {
		plain = append(plain, make([]byte, n)...)
	}
	out, iv := make([]byte, len(plain)), make([]byte, aes.BlockSize)
	switch mode {
	case "ecb":
		for at := 0; at < len(plain); at += aes.BlockSize {
			block.Encrypt(out[at:], plain[at:])
		}
		return string(out)
	case "cbc-prefix":
		iv = []byte("\x03sixteen octets\x07")
	}
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(out, plain)
	if mode == "cbc-prefix" {
		return string(iv) + string(out)
	}
	return string(out)
}

// binaryProfile is one that sets the SIP server, and ends in the zero of its text.
const binaryProfile = "\x40\x04any\x00" + "\x01\x15\x02\x0dS_SIP_SERVER\x00" + "\x05\x04one\x00"

// TestEncryptedProfile: what has neither XML tags nor binary ones is decrypted with the key of the provider, and looked at once
// more. Mode and padding are switches. [G p35, p36]
func TestEncryptedProfile(t *testing.T) {
	t.Parallel()
	xml := document(sets(serverItem, "one"))
	for _, mode := range []string{"ecb", "cbc-zero", "cbc-prefix"} {
		for _, padding := range []string{"zero", "pkcs7"} {
			for kind, text := range map[string]string{
				"XML": xml, "XML of whole blocks": xml + strings.Repeat(" ", aes.BlockSize-len(xml)%aes.BlockSize), "binary": binaryProfile,
			} {
				what := fmt.Sprintf("%s by %s with %s", kind, mode, padding)
				body := found(seal(t, mode, padding, text))
				m := newTestPhone(t, "N510", "", withProviderKey(providerKey), withSwitch("aes-mode", mode), withSwitch("aes-padding", padding))
				want(t, what, play(m, start, body), "get, provisioned")
				holds(t, m, serverItem, "one")
			}
		}
	}
}

// TestEncryptedDocument describes the file that came, with the findings of what was in it.
func TestEncryptedDocument(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N510", "", withProviderKey(providerKey), withSwitch("aes-mode", "ecb"))
	body := seal(t, "ecb", "zero", document(`<S_NEW_THING class="string" value="1"/>`))
	m.Step(start)
	for _, a := range m.Step(found(body)) {
		if d, ok := a.(Document); ok && (d.Bytes != len(body) || d.SHA256 != hash([]byte(body)) || d.Items != 4 || len(d.Findings) != 1 || d.Findings[0].Code != "unknown-item") {
			t.Errorf("got %+v", d)
		}
	}
}

// TestEncryptedDocumentIsNotOpen: what anybody can fetch and nobody can read hands out no secret;
// the same in clear text does.
func TestEncryptedDocumentIsNotOpen(t *testing.T) {
	t.Parallel()
	xml := document(sets("BS_IP_Data1.aucS_SIP_PASSWORD", "canary-sip"))
	for body, want := range map[string]int{xml: 1, seal(t, "ecb", "zero", xml): 0} {
		m := newTestPhone(t, "N510", "", withProviderKey(providerKey),
			withSwitch("aes-mode", "ecb"))
		m.Step(start)
		for _, a := range m.Step(found(body)) {
			if d, ok := a.(Document); ok && len(d.Findings) != want {
				t.Errorf("encrypted %t: findings %v, want %d", want == 0, d.Findings, want)
			}
		}
	}
}

// TestEncryptedProfileIsRejected: without a key, without a switch, with another mode, padding or key, and on the families whose
// documents are not encrypted.
func TestEncryptedProfileIsRejected(t *testing.T) {
	t.Parallel()
	const another = "000102030405060708090a0b0c0d0e0f"
	body := seal(t, "cbc-zero", "zero", document(sets(serverItem, "one")))
	switched := func(mode, padding string) []option {
		return []option{withProviderKey(providerKey), withSwitch("aes-mode", mode), withSwitch("aes-padding", padding)}
	}
	for name, c := range map[string]struct {
		model   string
		options []option
		body    string
		reason  string
	}{
		"no key":          {"N510", []option{withSwitch("aes-mode", "cbc-zero")}, body, "may be encrypted"},
		"off":             {"N510", []option{withProviderKey(providerKey)}, body, "may be encrypted"},
		"another mode":    {"N510", switched("ecb", "zero"), body[16:48], "neither XML nor a binary profile"},
		"another padding": {"N510", switched("cbc-zero", "pkcs7"), body, "aes-padding"},
		"another key":     {"N510", []option{withProviderKey(another), withSwitch("aes-mode", "cbc-zero")}, body, "aes-mode"},
		"cut off":         {"N510", switched("cbc-zero", "zero"), body[:len(body)-1], "aes-mode"},
		"an IV alone":     {"N510", switched("cbc-prefix", "zero"), body[:aes.BlockSize], "aes-mode"},
		"twice":           {"N510", switched("cbc-zero", "zero"), seal(t, "cbc-zero", "zero", body), "aes-mode"},
		"another family":  {"N870", []option{withProviderKey(providerKey)}, body, "may be encrypted"},
		"another phone":   {"DE410", switched("cbc-zero", "zero"), seal(t, "cbc-zero", "zero", strings.Replace(document(""), testMAC, "7C2F80FFFFFF", 1)), "not for " + testMAC},
	} {
		m := newTestPhone(t, c.model, "", c.options...)
		o := world{files: map[string]Event{testURL: found(c.body)}}.outcome(t, m, start)
		if o.Outcome != Rejected || !strings.Contains(o.Reason, c.reason) || m.NVM().Len() != 0 {
			t.Errorf("%s: got %s, %q, want it to say %q", name, o.Outcome, o.Reason, c.reason)
		}
	}
	m := newTestPhone(t, "N510", "", switched("cbc-zero", "zero")...)
	want(t, "an open document on a phone with a key", play(m, start, found(document(sets(serverItem, "one")))), "get, provisioned")
}

// TestPadding: PKCS #7 says its length in every byte of it.
func TestPadding(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"<x/>0123456789\x02\x02": "<x/>0123456789", "0123456789abcde\x01": "0123456789abcde", strings.Repeat("\x10", 16): "",
	} {
		if got, ok := unpad([]byte(text)); !ok || string(got) != want {
			t.Errorf("%q: got %q, %v, want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{"0123456789abcde\x00", "0123456789abcde\x02", "0123456789abcde\x11", strings.Repeat("\x11", 17)} {
		if got, ok := unpad([]byte(text)); ok {
			t.Errorf("%q: got %q, want no padding", text, got)
		}
	}
}

// TestProviderKey: a key has 16 bytes, and nothing shows it.
func TestProviderKey(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "00", providerKey + "00", providerKey[:31], "z" + providerKey[1:]} {
		if _, err := ParseProviderKey(digest.NewSecret(text)); !errors.Is(err, ErrProviderKey) || strings.Contains(err.Error(), "2b7e") {
			t.Errorf("%d characters: got %v, want %v", len(text), err, ErrProviderKey)
		}
	}
	m := newTestPhone(t, "N510", "", withProviderKey(providerKey))
	c := m.config
	c.ProviderKey = digest.NewSecret("short")
	if _, err := New(c, nil); !errors.Is(err, ErrProviderKey) {
		t.Errorf("a short key: got %v", err)
	}
	raw := m.config.ProviderKey.Reveal()
	if shown := fmt.Sprintf("%v %+v %#v %+v", m, m, m, m.config); strings.Contains(shown, raw) || strings.Contains(shown, providerKey) {
		t.Error("the key shows")
	}
}
