package phone

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/discovery"
)

const certificateURL = "http://prov.example.net/root.pem"

// testCertificate is a certificate in DER, the same at each call.
func testCertificate(t *testing.T) []byte {
	t.Helper()
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Date(2050, 1, 1, 0, 0, 0, 0, time.UTC)}
	der, err := x509.CreateCertificate(bytes.NewReader(nil), template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// certified is a document that names a certificate.
func certified(address string) string {
	return document(fmt.Sprintf(`<CERTIFICATE class="string" value=%q/>`, address) + sets(serverItem, "one"))
}

// TestCertificate: CERTIFICATE brings one certificate into the memory, by plain HTTP, in PEM or DER, also behind a redirect.
// [G p37]
func TestCertificate(t *testing.T) {
	t.Parallel()
	der := testCertificate(t)
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for name, c := range map[string]struct {
		model string
		body  []byte
	}{"PEM": {"N510", text}, "DER": {"N510", der}, "with a comment": {"N510", append([]byte("Root\n"), text...)}, "C610": {"C610", der}} {
		m := newTestPhone(t, c.model, "")
		w := world{files: map[string]Event{
			testURL:                      found(certified("root.pem")),
			certificateURL:               Response{Status: 307, Location: "http://other.example/r"},
			"http://other.example/r":     Response{Status: 200, Body: c.body},
			"http://prov.example.net/no": gone,
		}, opens: map[string]Rung{"http://other.example:80": RungIntegrated}}
		want(t, name, w.fetch(m, start), "get "+testURL+", get "+certificateURL+", get http://other.example/r, integrated, provisioned")
		holds(t, m, ItemCertificate, string(text))
	}
	m := newTestPhone(t, "N510", "", webPair)
	w := world{files: map[string]Event{
		testURL:                  found(document(`<CERTIFICATE value="http://other.example/1"/><CERTIFICATE value="http://other.example/2"/>`)),
		"http://other.example/2": Response{Status: 200, Body: der},
	}, opens: map[string]Rung{discovery.Origin(testURL): RungConfigured}}
	want(t, "several: the last", w.fetch(m, start), "get "+testURL+", integrated, configured, get http://other.example/2, provisioned")
	m = newTestPhone(t, "N510", "", webPair)
	if o := w.outcome(t, m, start); o.Rung != RungConfigured {
		t.Errorf("the rung of the outcome is %s, want that of the document: %s", o.Rung, RungConfigured)
	}
	for _, name := range []string{"N720", "DE410"} {
		m := newTestPhone(t, name, "")
		want(t, name, world{files: map[string]Event{testURL: found(certified(certificateURL))}}.fetch(m, start), "get "+testURL+", provisioned")
	}
}

// TestCertificateFails: without its certificate nothing of the document is stored, so that the phone asks again; unless a switch
// says otherwise.
func TestCertificateFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		address string
		answer  Event
		want    string
	}{
		"https":              {"https://prov.example.net/root.pem", gone, Rejected},
		"a redirect to TLS":  {certificateURL, Response{Status: 307, Location: "https://prov.example.net/root.pem"}, Unreachable},
		"missing":            {certificateURL, Response{Status: 404}, Unreachable},
		"refused":            {certificateURL, digestOffer, Refused},
		"none":               {certificateURL, found("-----BEGIN CERTIFICATE-----\nx"), Rejected},
		"another block":      {certificateURL, found("-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"), Rejected},
		"a page":             {certificateURL, found("<html/>"), Rejected},
		"too large":          {certificateURL, Response{Status: 200, Body: make([]byte, FileCertificate.MaxSize()+1)}, Rejected},
		"with a password":    {"http://user:secret@prov.example.net/root.pem", gone, Rejected},
		"nobody answers":     {certificateURL, gone, Unreachable},
		"the stored version": {certificateURL, Response{Status: 304}, Unreachable},
	} {
		files := map[string]Event{testURL: found(certified(c.address)), c.address: c.answer}
		m := newTestPhone(t, "N510", "")
		o := world{files: files}.outcome(t, m, start)
		if o.Outcome != c.want || m.NVM().Len() != 0 || !strings.HasPrefix(o.Reason, "the certificate is missing: ") || strings.Contains(o.Reason, "secret") {
			t.Errorf("%s: got %s (%s) and %d items, want %s and none", name, o.Outcome, o.Reason, m.NVM().Len(), c.want)
		}
		m = newTestPhone(t, "N510", "", withSwitch("certificate-failure", "ignore"))
		if o := (world{files: files}).outcome(t, m, start); o.Outcome != Provisioned {
			t.Errorf("%s, certificate-failure=ignore: got %s (%s)", name, o.Outcome, o.Reason)
		}
		holds(t, m, serverItem, "one")
		holds(t, m, ItemCertificate, "")
	}
}

// TestCertificateAsksNobody: the prompt is for the document, and for no file that it leads to.
func TestCertificateAsksNobody(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N510", "")
	w := world{files: map[string]Event{testURL: found(certified("http://other.example/r"))}, opens: map[string]Rung{"http://other.example:80": RungPrompt}}
	want(t, "refused", w.fetch(m, start), "get "+testURL+", get http://other.example/r, integrated, refused")
}
