package phone

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// A watcher holds what a phone does against what its life allows.
type watcher struct {
	running, rebooting bool
}

// quiet reports whether the phone may not react to an event at all.
func (w *watcher) quiet(e Event) bool {
	switch e.(type) {
	case PollTimer, StartButton, FirmwareButton, Upload, CheckSync:
		return w.running || w.rebooting
	}
	return false
}

// watch takes what a phone did for an event. It says what is not allowed, "" when all is.
func (w *watcher) watch(e Event, actions []Action) string {
	if w.quiet(e) && len(actions) > 0 {
		return "it does something although it may not"
	}
	_, off := e.(PowerOff)
	if _, on := e.(PowerOn); on || off {
		w.rebooting = off
	}
	ended := -1
	for i, a := range actions {
		switch a.(type) {
		case Get:
			w.running = true
		case Outcome:
			w.running, ended = false, i
		case Reboot:
			w.rebooting = true
			if w.running || i != len(actions)-1 {
				return "a start is planned before the attempt has ended, or something follows it"
			}
		case SetTimer:
			if w.running || i != len(actions)-1 {
				return "the timer is set during an attempt, or something follows it"
			}
		}
	}
	if ended == len(actions)-1 && ended >= 0 && !off {
		return "nothing follows an attempt: no timer, no start, no other attempt"
	}
	return ""
}

// lifeModels are one of each family.
var lifeModels = []string{"N510", "N720", "DE410", "Maxwell3", "N870", "C610", "DX800A"}

// lifeItems are what a document can have set that matters to the life of a phone.
var lifeItems = []string{
	allowReboot, simpleSync, "System.Provision.Period", "BS_IP_Data1.uiI_CHECK_FOR_UPDATES_TIMER_INIT", "BS_IP_Data.ucB_AUTO_UPDATE_PROFILE",
	"BS_IP_Data3.ucI_ONESHOT_PROVISIONING_MODE_1", "SystemSettings.global.SipMulticastEnabled",
}

// drawLife is a phone of any family, with any of the items.
func drawLife(t *rapid.T) *Machine {
	row, err := model.Lookup(rapid.SampledFrom(lifeModels).Draw(t, "model"))
	if err != nil {
		t.Fatal(err)
	}
	nvm := &NVM{}
	nvm.Set(row.DataServerItem, rapid.SampledFrom([]string{"", testURL, "::"}).Draw(t, "data server"), false)
	for _, item := range rapid.SliceOf(rapid.SampledFrom(lifeItems)).Draw(t, "items") {
		nvm.Set(item, rapid.SampledFrom([]string{"0", "1", "600", "x"}).Draw(t, "value"), false)
	}
	c := Config{Model: row, MAC: model.MAC{0x7C, 0x2F, 0x80, 1, 2, 3}, DevicePassword: digest.NewSecret(testDevicePassword), Switches: map[string]string{}}
	for _, s := range row.Switches {
		if slices.Equal(s.Values, []string{"on", "off"}) && strings.HasPrefix(s.Name, "check-sync") {
			c.Switches[s.Name] = rapid.SampledFrom(s.Values).Draw(t, s.Name)
		}
	}
	m, err := New(c, nvm)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestLifeOfAnyPhone: whatever happens in whatever order, an attempt is disturbed by nothing but a start and a factory reset, something always
// follows it, a phone that is to start anew does nothing else, and no secret comes out.
func TestLifeOfAnyPhone(t *testing.T) {
	t.Parallel()
	sync := []Event{CheckSync{}, CheckSync{Reboot: true}, CheckSync{Reboot: true, Account: true}}
	own := append([]Event{PowerOn{}, PowerOn{Multicast: group}, PowerOff{}, PollTimer{}, StartButton{}, FirmwareButton{}, Upload{Document: document("")}, Upload{}, FactoryReset{}}, sync...)
	events := rapid.SampledFrom(slices.Concat(own, own, fuzzEvents))
	rapid.Check(t, func(t *rapid.T) {
		m, w := drawLife(t), &watcher{}
		for range rapid.IntRange(1, 80).Draw(t, "number of events") {
			e := events.Draw(t, "event")
			actions := m.Step(e)
			if wrong := w.watch(e, actions); wrong != "" {
				t.Fatalf("%s, %T: %s: %T", m, e, wrong, actions)
			}
			if _, ok := e.(FactoryReset); ok && (leftovers(m) > 0 || !w.rebooting) {
				t.Fatalf("%s: a factory reset leaves %d items, and plans a start: %v", m, leftovers(m), w.rebooting)
			}
			for _, secret := range []string{testDevicePassword, testPassword, typedPassword} {
				if strings.Contains(fmt.Sprintf("%+v %#v", actions, actions), secret) {
					t.Fatalf("%s, %T: a secret comes out", m, e)
				}
			}
		}
	})
}

// leftovers counts the items in memory, but for the firmware that is installed, which a reset does not take back.
func leftovers(m *Machine) int {
	n := m.NVM().Len()
	if _, ok := m.NVM().Get(ItemFirmware); ok {
		n--
	}
	return n
}
