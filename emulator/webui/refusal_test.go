package webui

import (
	"errors"
	"strings"
	"testing"

	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
)

// What a page does not take, it refuses with a sentence in the language of the page: no English one in a German page.
func TestRefusalsInBothLanguages(t *testing.T) {
	t.Parallel()
	m, err := model.Lookup("N510")
	if err != nil {
		t.Fatal(err)
	}
	p, _, err := emulator.New(emulator.Config{Model: m})
	if err != nil {
		t.Fatal(err)
	}
	u := &ui{phone: p}
	errs := []error{p.EnterActivationCode("12"), p.EnterCertificate([]byte("x")), p.EnterFirmwareFile("h/" + strings.Repeat("x", 80)), p.EnterActivationCode("1234567890123456789012345678901234567890"), discovery.ErrActivationCode}
	for _, address := range []string{"ftp://h/x", "http://", "http://u:p@h/x", "h/a b", "http://h/%MAC.xml", "http://[x", "h/" + string(make([]byte, 80))} {
		errs = append(errs, p.EnterDataServer(address))
	}
	for _, err := range errs {
		if err == nil {
			t.Error("something was taken")
		}
		for _, l := range []language{english, german} {
			general, _, _ := strings.Cut(l.text("refused.sentence"), ":")
			if got := (&visit{lang: l}).refusal(u, err); got == "" || strings.HasPrefix(got, general) {
				t.Errorf("%v: got %q", err, got)
			}
		}
	}
	if got, want := (&visit{lang: german}).refusal(u, errors.New("the disk is full")), "Das wurde nicht übernommen: the disk is full. Es wurde nichts gespeichert."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
