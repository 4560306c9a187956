package phone

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/provdoc"
)

// atServer is a phone whose data server is the test's document, whatever the model.
func atServer(c *Config, n *NVM) { n.Set(c.Model.DataServerItem, testURL, false) }

// lives gives the events to a phone and returns what it did, in short, with addresses, timers and starts.
func lives(m *Machine, events ...Event) string {
	var steps []string
	for _, e := range events {
		for _, a := range m.Step(e) {
			switch a := a.(type) {
			case Get:
				steps = append(steps, "get "+a.URL)
			case SetTimer:
				kind := "timer "
				if a.Daily {
					kind = "daily "
				}
				steps = append(steps, kind+a.After.String())
			case Reboot:
				steps = append(steps, "reboot "+a.After.String())
			default:
				if s := short(a); s != "" {
					steps = append(steps, s)
				}
			}
		}
	}
	return strings.Join(steps, ", ")
}

// want compares what a phone did.
func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// gone is the end of an attempt that found nobody.
var gone = Failed{"nobody is there"}

const asks = "get " + testURL

// TestPhoneAsks: when a phone asks: at boot, by its timer, by the button, at a check-sync. [G p7] [G p25] [W-cs] [W-gap]
func TestPhoneAsks(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"N510", "N720", "DE900", "DE410", "Maxwell3", "N870", "N610"} {
		m := newTestPhone(t, name, "", atServer)
		for _, c := range []struct {
			event   Event
			trigger Trigger
		}{
			{PowerOn{}, TriggerBoot}, {PollTimer{}, TriggerTimer}, {StartButton{}, TriggerButton}, {CheckSync{}, TriggerCheckSync}, {start, TriggerFetch},
		} {
			want(t, name+" "+string(c.trigger), lives(m, c.event), asks)
			if got := m.Trigger(); got != c.trigger {
				t.Errorf("%s: got trigger %q, want %q", name, got, c.trigger)
			}
			want(t, name+" and then", lives(m, gone), "unreachable, timer 24h0m0s")
		}
	}
}

// TestBusyPhone: an attempt is not disturbed by timer and button, and a check-sync is heeded after it. [W-cs]
func TestBusyPhone(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N510", "", atServer)
	want(t, "boot", lives(m, PowerOn{}, PollTimer{}, StartButton{}, CheckSync{}, CheckSync{}), asks)
	if got, want := m.Trigger(), TriggerBoot; got != want {
		t.Errorf("got trigger %q, want %q", got, want)
	}
	want(t, "check-sync after the attempt", lives(m, gone), "unreachable, "+asks)
	if got, want := m.Trigger(), TriggerCheckSync; got != want {
		t.Errorf("got trigger %q, want %q", got, want)
	}
	want(t, "once only", lives(m, gone), "unreachable, timer 24h0m0s")
}

// TestPowerOnEndsAttempt: a start is taken at any moment, with the dialogue on the display too; what waited is forgotten.
func TestPowerOnEndsAttempt(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "DE410", "", atServer)
	want(t, "while it asks", lives(m, start, CheckSync{}, PowerOn{}), asks+", stopped, "+asks)
	want(t, "no check-sync waits", lives(m, gone), "unreachable, timer 24h0m0s")
	want(t, "at the dialogue", lives(m, start, digestOffer, digestOffer, PowerOn{}), asks+", integrated, prompt, aborted, stopped, "+asks)
	holds(t, m, provdoc.ItemDigestUsername, "")
}

// TestFactoryReset: the memory is empty, the phone starts anew, and is who it was.
func TestFactoryReset(t *testing.T) {
	t.Parallel()
	code, err := discovery.ParseActivationCode("12387426549864#0815")
	if err != nil {
		t.Fatal(err)
	}
	m := newTestPhone(t, "N510", "", atServer, webPair, func(c *Config, _ *NVM) {
		c.ActivationCode, c.DHCP.Option114 = code, testURL
	})
	nvm := m.NVM()
	want(t, "during an attempt", lives(m, start, FactoryReset{}), asks+", stopped, reboot 0s")
	if got := nvm.Len(); got != 0 || m.NVM() != nvm {
		t.Errorf("the memory still has %d items", got)
	}
	if !m.config.ActivationCode.IsZero() {
		t.Error("the activation code is still there")
	}
	want(t, "until it starts", lives(m, CheckSync{}, PollTimer{}, StartButton{}), "")
	want(t, "start", lives(m, PowerOn{}), asks)
	if got, want := m.Trigger(), TriggerReset; got != want {
		t.Errorf("got trigger %q, want %q", got, want)
	}
	sends(t, lastAnswer(m, digestOffer), testMAC, testDevicePassword)
	want(t, "no configured pair", lives(m, digestOffer), "refused, timer 24h0m0s")
	lives(m, PowerOn{})
	if got, want := m.Trigger(), TriggerBoot; got != want {
		t.Errorf("second start: got trigger %q, want %q", got, want)
	}
}

// TestPlannedReboot: a phone that is to start anew does so after the attempt, once, and does nothing else until then.
func TestPlannedReboot(t *testing.T) {
	t.Parallel()
	for name, plan := range map[string]func(*Machine){
		"REBOOT":   func(m *Machine) { m.planReboot("REBOOT in the document") },
		"firmware": (*Machine).planFirmware,
		"both":     func(m *Machine) { m.planReboot("REBOOT in the document"); m.planFirmware() },
	} {
		m := newTestPhone(t, "DE410", "", atServer)
		lives(m, PowerOn{}, CheckSync{})
		plan(m)
		want(t, name, lives(m, gone), "unreachable, reboot 0s")
		want(t, name+", until it starts", lives(m, CheckSync{}, PollTimer{}, StartButton{}), "")
		want(t, name+", an attempt from outside", lives(m, start, gone), asks+", unreachable, timer 24h0m0s")
		want(t, name+", start", lives(m, PowerOn{}, gone), asks+", unreachable, timer 24h0m0s")
	}
}

// TestAMonthOfPolls: a phone that nobody touches asks thirty times in thirty days, and writes its memory once: a VERSION that
// it knows changes nothing. [G p25] [G p43]
func TestAMonthOfPolls(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N510", "", atServer)
	body := found(document(symbolicPair))
	var now, next time.Duration
	polls, writes := 0, 0
	run := func(events ...Event) {
		for _, e := range events {
			for _, a := range m.Step(e) {
				switch a := a.(type) {
				case SetTimer:
					next = now + a.After
				case Stored:
					writes++
				}
			}
		}
	}
	run(PowerOn{}, digestOffer, body)
	first := writes
	for now = next; now <= 30*24*time.Hour; now = next {
		polls++
		run(PollTimer{}, digestOffer, body)
	}
	if polls != 30 || first == 0 || writes != first {
		t.Errorf("got %d polls and %d writes after the first %d, want 30 polls and no write", polls, writes-first, first)
	}
}

// TestDataServerFollowed: a data server that a document sets is asked from the next start on.
func TestDataServerFollowed(t *testing.T) {
	t.Parallel()
	const other = "http://other.example.net/n.xml"
	moved := `<SYMB_ITEM ID="BS_IP_Data1.aucS_DATA_SERVER[0]" class="symb_item" value='"` + other + `"'/>`
	for _, e := range []Event{PollTimer{}, CheckSync{}, StartButton{}, PowerOn{}} {
		m := newTestPhone(t, "N510", "", atServer)
		want(t, "the old one", lives(m, PowerOn{}, found(document(moved))), asks+", provisioned, timer 24h0m0s")
		want(t, "the new one", lives(m, e), "get "+other)
	}
}

// TestSecretsOfLife: no event of a phone's life makes it show a secret.
func TestSecretsOfLife(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "DE410", "", atServer, webPair)
	for _, e := range []Event{PowerOn{}, digestOffer, digestOffer, digestOffer, PromptOK{typedUser, digest.NewSecret(typedPassword)}, CheckSync{}, FactoryReset{}} {
		for _, a := range m.Step(e) {
			if reboot, ok := a.(Reboot); ok && reboot.Reason == "" {
				t.Error("a start has no reason")
			}
			for _, secret := range []string{testDevicePassword, testPassword, typedPassword} {
				if strings.Contains(fmt.Sprintf("%+v %#v", a, a), secret) {
					t.Errorf("%T shows a secret", a)
				}
			}
		}
	}
}
