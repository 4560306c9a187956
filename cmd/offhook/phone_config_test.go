package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
)

// ownCertificate writes a certificate with its key into a file.
func ownCertificate(t *testing.T) (file string, der []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	if der, err = x509.CreateCertificate(rand.Reader, template, template, key.Public(), key); err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	text := append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...)
	file = filepath.Join(t.TempDir(), "own.pem")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file, der
}

// The certificate of --client-cert is the one that the phone shows, on the models that show one. [W-cert]
func TestClientCert(t *testing.T) {
	t.Parallel()
	file, der := ownCertificate(t)
	for name, used := range map[string]bool{"N870": true, "N510": false} {
		m, err := model.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		o := phoneOptions{clientCert: file}
		warnings := strings.Join(o.unused(emulator.Config{Model: m}, discovery.Address{URL: "https://prov.example.net/"}), " ")
		if got := !strings.Contains(warnings, "--client-cert is not used"); got != used {
			t.Errorf("%s: used %v, want %v: %s", name, got, used, warnings)
		}
	}
	config, err := (&phoneOptions{clientCert: file}).trust()
	if err != nil || len(config.Certificates) != 1 || !bytes.Equal(config.Certificates[0].Certificate[0], der) {
		t.Errorf("the phone shows %+v, %v", config, err)
	}
}
