package phone

import (
	"fmt"
	"strings"
	"testing"

	"github.com/offhook/offhook/discovery"
)

const (
	testCode = "12387426549864#" + codePassword
	codeURL  = "http://prov.example.net/ap?ac=%ACTC"
)

// TestActivationPair: where the address has the activation code in it, user id and password of the code answer in the place
// of MAC and device password; elsewhere they do not. [G p30]
func TestActivationPair(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"N510", "N720", "C610", "N300", "DX800A"} {
		m := newTestPhone(t, name, "", webPair, withCode(testCode))
		actions := m.Step(Start{URL: codeURL})
		if get, ok := actions[0].(Get); !ok || get.URL != "http://prov.example.net/ap?ac=87426549864" {
			t.Errorf("%s: got %v, want the address with the user's part of the code", name, actions)
		}
		sends(t, lastAnswer(m, digestOffer), "87426549864", codePassword)
		next := "configured"
		if !m.UsesConfiguredPair() {
			next = "refused"
		}
		if got := play(m, digestOffer); got != next {
			t.Errorf("%s: after the pair of the code: got %q, want %q", name, got, next)
		}
	}
	m := newTestPhone(t, "N510", "", withCode(testCode))
	sends(t, lastAnswer(m, start, digestOffer), testMAC, testDevicePassword)
}

// TestActivationIndexChain: the index files are asked for with the integrated pair, and the document that their last one names
// by %ACTC with the pair of the code. [G p30]
func TestActivationIndexChain(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N510", "", withCode("444"+"87426549864#"+codePassword))
	files := indexFiles(t, codeURL)
	files["http://prov.example.net/ap?ac=87426549864"] = found(document(""))
	w := world{files: files, opens: map[string]Rung{discovery.Origin(testBase): RungIntegrated}}
	got := w.fetch(m, Start{URL: testBase})
	if !strings.Contains(got, "siu.bin, integrated, siu, get http://prov.example.net/ap?ac=87426549864, activation, refused") {
		t.Errorf("got %s", got)
	}
	w.opens[discovery.Origin(testBase)] = ""
	want(t, "without authentication", w.fetch(m, Start{URL: testBase}), walked+"get http://prov.example.net/ap?ac=87426549864, provisioned")
}

// TestActivationCodeOfDesktops: the DE take no activation code. [G p8]
func TestActivationCodeOfDesktops(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"DE310", "DE410", "DE700", "DE900", "Maxwell3", "N870"} {
		m := newTestPhone(t, name, "", withCode(testCode))
		o := world{}.outcome(t, m, Start{URL: codeURL})
		if o.Outcome != Unreachable || !strings.Contains(o.Reason, "%ACTC") {
			t.Errorf("%s: got %s, %s", name, o.Outcome, o.Reason)
		}
	}
}

// TestActivationSwitches turns what nobody knows of the pair of a code.
func TestActivationSwitches(t *testing.T) {
	t.Parallel()
	moved := Response{Status: 307, Location: "http://other.example/x"}
	for _, c := range []struct {
		code, name, value string
		events            []Event
		want              string
	}{
		{testCode[:14], "activation-without-password", "empty", nil, "activation, refused"},
		{testCode[:14], "activation-without-password", "skip", nil, "integrated, refused"},
		{testCode, "activation-after-redirect", "keep", []Event{moved}, "get, activation, refused"},
		{testCode, "activation-after-redirect", "drop", []Event{moved}, "get, integrated, refused"},
		{testCode, "activation-after-redirect", "drop", nil, "activation, refused"},
	} {
		m := newTestPhone(t, "N510", "", withCode(c.code), withSwitch(c.name, c.value))
		m.Step(Start{URL: codeURL})
		want(t, c.name+"="+c.value, play(m, append(c.events, digestOffer, digestOffer)...), c.want)
	}
}

// TestEnteredActivationCode: the code in the memory counts rather than that of the start, also when it was taken out.
func TestEnteredActivationCode(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N720", "", withCode(testCode))
	item := ActivationItem(m.config.Model)
	m.NVM().Set(item, "12399#1", true)
	sends(t, lastAnswer(m, Start{URL: codeURL}, digestOffer), "99", "1")
	m.Step(gone)
	m.NVM().Set(item, "", true)
	want(t, "taken out", play(m, Start{URL: codeURL}), "unreachable")
	m.NVM().Set(item, "no code", true)
	sends(t, lastAnswer(m, Start{URL: codeURL}, digestOffer), "87426549864", codePassword)
}

// TestActivationCodeOfDocument: ACTIVATION_CODE has the role of MAC_ADDRESS where phones are provisioned by codes. [G p42]
func TestActivationCodeOfDocument(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		phone, document, want string
	}{
		{testCode, "12387426549864", Provisioned},
		{testCode, testCode, Provisioned},
		{testCode, "12387426549865", Rejected},
		{testCode, "87426549864", Rejected},
		{"", "12387426549864", Rejected},
		{"", "", Provisioned},
		{testCode, "", Provisioned},
	} {
		var options []option
		if c.phone != "" {
			options = append(options, withCode(c.phone))
		}
		m := newTestPhone(t, "N510", "", options...)
		body := strings.Replace(document(""), `<MAC_ADDRESS value="`+testMAC+`"/>`, fmt.Sprintf("<ACTIVATION_CODE value=%q/>", c.document), 1)
		if got := play(m, start, found(body)); got != "get, "+c.want {
			t.Errorf("phone %q, document %q: got %s, want %s", c.phone, c.document, got, c.want)
		}
	}
	m := newTestPhone(t, "DE410", "", withCode(testCode)) // it takes none
	want(t, "a document for a code that the DE410 cannot have", play(m, start, found(document(`<ACTIVATION_CODE value="12387426549864"/>`))), "get, rejected")
	var none discovery.ActivationCode
	if m := newTestPhone(t, "N510", ""); m.activationCode() != none {
		t.Error("a phone has a code that nobody entered")
	}
}

// TestOneshotCode: in the one-shot mode a phone that has had a document by its code goes by the name of the document, and not by
// the code. [G p29]
func TestOneshotCode(t *testing.T) {
	t.Parallel()
	coded := func(version, code, name string) Event {
		body := strings.Replace(versioned(version, ""), `<MAC_ADDRESS value="`+testMAC+`"/>`, fmt.Sprintf("<ACTIVATION_CODE value=%q/>", code), 1)
		return found(strings.Replace(body, `value="any"`, fmt.Sprintf("value=%q", name), 1))
	}
	own, other := coded("2811120928", testCode, "one"), coded("2811120929", "12300000000000", "one")
	renamed := coded("2811120930", testCode, "two")
	for name, oneshot := range map[string]string{"N510": "BS_IP_Data3.ucI_ONESHOT_PROVISIONING_MODE_1", "N720": "BS_VOIP_Data.astVoipProviders[0].ucONESHOT_PROVISIONING_MODE_1"} {
		for _, c := range []struct {
			what             string
			options          []option
			other, renamedTo string
		}{
			{"one-shot", []option{withItem(oneshot, "1")}, Provisioned, Rejected},
			{"not one-shot", []option{withItem(oneshot, "0")}, Rejected, Provisioned},
			{"by its switch", []option{withItem(oneshot, "1"), withSwitch("oneshot-code", "code")}, Rejected, Provisioned},
		} {
			m := newTestPhone(t, name, "", append(c.options, withCode(testCode))...)
			what := name + ", " + c.what
			want(t, what+", another code first", play(m, start, other), "get, rejected")
			want(t, what+", its own", play(m, start, own), "get, provisioned")
			want(t, what+", another code", play(m, start, other), "get, "+c.other)
			want(t, what+", another name", play(m, start, renamed), "get, "+c.renamedTo)
		}
	}
	m := newTestPhone(t, "N510", "", withItem("BS_IP_Data3.ucI_ONESHOT_PROVISIONING_MODE_1", "1"))
	play(m, start, found(document("")))
	want(t, "without a code", play(m, start, coded("2811120929", testCode, "any")), "get, rejected")
}
