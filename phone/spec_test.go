package phone

import (
	"slices"
	"strings"
	"testing"

	"github.com/offhook/offhook/provdoc"
)

// The tests of this file are those of the numbered sentences in docs/devices.md.

const (
	symbolicPair = `<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" class="symb_item" value="broadsoft-username"/>
    <SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD" class="symb_item" value="broadsoft-password"/>`
	tagPair = `<S_PROV_USERNAME class="string" value="broadsoft-username"/>
    <S_PROV_PASSWORD class="string" value="broadsoft-password"/>`
	phoneSystem5 = `<I_PHONE_SYSTEM class="integer" value="5"/>`
)

// oldFirmware is below every gate of its model.
var oldFirmware = map[string]string{
	"N510": "BL191", "N720": "BL83", "DE900": "BL02.00.09", "DE700": "BL02.00.09", "DE410": "BL02.00.06", "DE310": "BL02.00.06",
}

func TestSpec03IntegratedBelowGate(t *testing.T) {
	t.Parallel()
	for name, firmware := range oldFirmware {
		got := play(newTestPhone(t, name, firmware), start, digestOffer, found(document("")))
		if want := "get, integrated, provisioned"; got != want {
			t.Errorf("%s %s: got %q, want %q", name, firmware, got, want)
		}
	}
}

// gated checks that a phone with a pair uses it with firmware in, and neither uses nor takes one with firmware out.
func gated(t *testing.T, name, in, out string) {
	t.Helper()
	if got, want := play(newTestPhone(t, name, in, webPair), refused(3)[:3]...), "get, integrated, configured"; got != want {
		t.Errorf("%s %s: got %q, want %q", name, in, got, want)
	}
	if got, want := play(newTestPhone(t, name, out, webPair), refused(2)...), "get, integrated, refused"; got != want {
		t.Errorf("%s %s: got %q, want %q", name, out, got, want)
	}
	below := newTestPhone(t, name, out)
	codes := findingCodes(below, start, found(document(symbolicPair)))
	if !slices.Contains(codes, CodeBelowFirmware) {
		t.Errorf("%s %s, document with a pair: got findings %q, want %q among them", name, out, codes, CodeBelowFirmware)
	}
	holds(t, below, provdoc.ItemDigestUsername, "")
	holds(t, below, provdoc.ItemDigestPassword, "")
	above := newTestPhone(t, name, in)
	play(above, start, found(document(symbolicPair)))
	holds(t, above, provdoc.ItemDigestUsername, testUser)
	holds(t, above, provdoc.ItemDigestPassword, testPassword)
}

func TestSpec04ConfiguredFromGate(t *testing.T) {
	t.Parallel()
	for name, firmware := range oldFirmware {
		m := newTestPhone(t, name, firmware, webPair, withSwitch("configured-pair-below-gate", "on"))
		if got, want := play(m, refused(2)...), "get, integrated, configured"; got != want {
			t.Errorf("%s %s with the switch: got %q, want %q", name, firmware, got, want)
		}
		m = newTestPhone(t, name, firmware, webPair)
		if got, want := play(m, refused(2)...), "get, integrated, refused"; got != want {
			t.Errorf("%s %s: got %q, want %q", name, firmware, got, want)
		}
	}
}

func TestSpec05GateN510(t *testing.T) { t.Parallel(); gated(t, "N510", "BL192", "BL191") }

func TestSpec06GateN720(t *testing.T) { t.Parallel(); gated(t, "N720", "BL84", "BL83") }

func TestSpec07GateDE900(t *testing.T) {
	t.Parallel()
	gated(t, "DE900", "BL02.00.10", "BL02.00.09")
	gated(t, "DE700", "BL02.00.10", "BL02.00.09")
}

func TestSpec08GateDE410(t *testing.T) {
	t.Parallel()
	gated(t, "DE410", "BL02.00.07", "BL02.00.06")
	gated(t, "DE310", "BL02.00.07", "BL02.00.06")
}

func TestSpec09DigestOnly(t *testing.T) {
	t.Parallel()
	offers := []string{
		`Basic realm="x"`, `Bearer realm="x"`, `NTLM`,
		`Digest realm="x", nonce="n", qop="auth", algorithm=SHA-256`,
		`Digest realm="x", nonce="n", qop="auth", algorithm=MD5-sess`,
		`Digest realm="x", nonce="n", qop="auth-int", algorithm=MD5`,
		`Digest realm="x", nonce="n", qop="auth", algorithm=unheard-of`,
	}
	for name := range oldFirmware {
		for _, offer := range offers {
			m := newTestPhone(t, name, "", webPair)
			if got, want := play(m, start, challenge(offer), digestOffer), "get, refused"; got != want {
				t.Errorf("%s asked with %s: got %q, want %q", name, offer, got, want)
			}
		}
		if got, want := play(newTestPhone(t, name, ""), start, Unauthorized{}), "get, refused"; got != want {
			t.Errorf("%s asked without a challenge: got %q, want %q", name, got, want)
		}
	}
}

func TestSpec10BasicForTesting(t *testing.T) {
	t.Parallel()
	basic, both := challenge(`Basic realm="x"`), challenge(`Basic realm="x"`, `Digest realm="x", nonce="n", qop="auth"`)
	for name := range oldFirmware {
		canBasic := strings.HasPrefix(name, "DE")
		for _, switchOn := range []bool{false, true} {
			var options []option
			want := ""
			if switchOn {
				options = append(options, basicTest)
				if canBasic {
					want = "Basic"
				}
			}
			if got := lastAnswer(newTestPhone(t, name, "", options...), start, basic).Scheme; got != want {
				t.Errorf("%s, test switch %v, Basic alone: got scheme %q, want %q", name, switchOn, got, want)
			}
			if got := lastAnswer(newTestPhone(t, name, "", options...), start, both).Scheme; got != "Digest" {
				t.Errorf("%s, test switch %v, Basic beside Digest: got scheme %q, want Digest", name, switchOn, got)
			}
		}
	}
	m := newTestPhone(t, "DE410", "", basicTest, webPair)
	if got, want := play(m, start, basic, basic, found(document(""))), "get, integrated, configured, provisioned"; got != want {
		t.Errorf("ladder with Basic: got %q, want %q", got, want)
	}
}

func TestSpec13FirstRequest(t *testing.T) {
	t.Parallel()
	for name := range oldFirmware {
		m := newTestPhone(t, name, "", webPair)
		actions := m.Step(start)
		if len(actions) != 1 || actions[0] != (Get{URL: testURL, What: FileDocument}) {
			t.Errorf("%s: got %v, want one Get and nothing else", name, actions)
		}
		m.Step(digestOffer)
		m.Step(found(document("")))
		if got, want := play(m, start), "get"; got != want {
			t.Errorf("%s, next attempt: got %q, want %q", name, got, want)
		}
	}
}

func TestSpec14Integrated(t *testing.T) {
	t.Parallel()
	for name := range oldFirmware {
		a := lastAnswer(newTestPhone(t, name, "", webPair), refused(1)...)
		if a.Rung != RungIntegrated || a.Scheme != "Digest" {
			t.Errorf("%s: got rung %q with %q, want %q with Digest", name, a.Rung, a.Scheme, RungIntegrated)
		}
		sends(t, a, testMAC, testDevicePassword)
	}
}

func TestSpec15IntegratedRefused(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N510", "BL191")
	if got, want := play(m, refused(2)...), "get, integrated, refused"; got != want {
		t.Errorf("without another pair: got %q, want %q", got, want)
	}
	if got, want := play(m, start, digestOffer, found(document(""))), "get, integrated, provisioned"; got != want {
		t.Errorf("the attempt after: got %q, want %q", got, want)
	}
}

func TestSpec16Configured(t *testing.T) {
	t.Parallel()
	for name := range oldFirmware {
		a := lastAnswer(newTestPhone(t, name, "", webPair), refused(2)...)
		if a.Rung != RungConfigured || a.Scheme != "Digest" {
			t.Errorf("%s: got rung %q with %q, want %q with Digest", name, a.Rung, a.Scheme, RungConfigured)
		}
		sends(t, a, testUser, testPassword)
	}
	m := newTestPhone(t, "N510", "", webPair)
	if got, want := play(m, refused(3)...), "get, integrated, configured, refused"; got != want {
		t.Errorf("refused as well: got %q, want %q", got, want)
	}
}

func TestSpec17Downloaded(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N720", "BL84", webPair)
	body := document(`<SYMB_ITEM ID="BS_IP_Data.aucS_DATA_SERVER[%]" class="symb_item" value='"prov.example.net"'/>`)
	got := play(m, append(refused(2), found(body))...)
	if want := "get, integrated, configured, provisioned"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	holds(t, m, "BS_IP_Data.aucS_DATA_SERVER", "prov.example.net")
	holds(t, m, m.config.Model.ProfileDateItem, "2811120928")
	holds(t, m, m.config.Model.ProfileNameItem, "any")
}

// keypad checks that a phone asks the person with firmware in and not with firmware out, with and without a pair.
func keypad(t *testing.T, name, in, out string) {
	t.Helper()
	for _, c := range []struct {
		firmware, want string
		options        []option
		refusals       int
	}{
		{in, "get, integrated, prompt", nil, 2},
		{in, "get, integrated, configured, prompt", []option{webPair}, 3},
		{out, "get, integrated, refused", nil, 2},
		{out, "get, integrated, configured, refused", []option{webPair}, 3},
	} {
		if got := play(newTestPhone(t, name, c.firmware, c.options...), refused(c.refusals)...); got != c.want {
			t.Errorf("%s %s: got %q, want %q", name, c.firmware, got, c.want)
		}
	}
}

func TestSpec19KeypadDE900(t *testing.T) {
	t.Parallel()
	keypad(t, "DE900", "BL02.00.11", "BL02.00.10")
	keypad(t, "DE700", "BL02.00.11", "BL02.00.10")
}

func TestSpec20KeypadDE410(t *testing.T) {
	t.Parallel()
	keypad(t, "DE410", "BL02.00.08", "BL02.00.07")
	keypad(t, "DE310", "BL02.00.08", "BL02.00.07")
}

func TestSpec21Prompt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		options []option
		events  []Event
		want    string
	}{
		{"N510", []option{webPair}, refused(3), "get, integrated, configured, refused"},
		{"N720", []option{webPair}, refused(3), "get, integrated, configured, refused"},
		{"DE900", []option{webPair}, refused(3), "get, integrated, configured, prompt"},
		{"DE900", []option{webPair}, refused(2), "get, integrated, configured"},
		{"DE900", nil, refused(1), "get, integrated"},
		{"DE900", nil, []Event{start, digestOffer, Response{Status: 404}}, "get, integrated, unreachable"},
		{"DE900", nil, []Event{start, Failed{"no route"}}, "get, unreachable"},
		{"DE900", []option{withSwitch("prompt-without-pair", "off")}, refused(2), "get, integrated, refused"},
		{"DE900", []option{webPair, withSwitch("prompt-without-pair", "off")}, refused(3), "get, integrated, configured, prompt"},
	} {
		if got := play(newTestPhone(t, c.name, "", c.options...), c.events...); got != c.want {
			t.Errorf("%s after %d events: got %q, want %q", c.name, len(c.events), got, c.want)
		}
	}
}
