package phone

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/model"
)

const (
	specialItem = "S_SPECIAL_DATA_SRV"
	userItem    = "BS_IP_Data1.aucS_USER_FIRMWARE_URL"
	newN510     = "http://fw.example.net/merkur270_42.bin"
)

// image is a 200 with firmware.
var image = found("image")

// TestFirmwareByName: S_SPECIAL_DATA_SRV names a file, whose name decides about the version; a phone with newer firmware starts
// anew and is another. [W-fw] [I-141]
func TestFirmwareByName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ model, firmware, item, address, version, steps string }{
		{"N510", "BL258", specialItem, newN510, "42.270.00.000.000", "installed"},
		{"N510", "BL258", specialItem, "fw.example.net/merkur270_42.bin", "42.270.00.000.000", "installed"},
		{"N510", "BL258", specialItem, "http://fw.example.net/get?mac=1&merkur270_42.bin", "42.270.00.000.000", "installed"},
		{"N510", "BL258", specialItem, "http://fw.example.net/merkur258_42.bin", "BL258", "declined"},
		{"N510", "BL258", specialItem, "http://fw.example.net/BL270", "BL258", "declined"},
		{"N510", "BL258", specialItem, "http://fw.example.net/merkur207_42.bin", "BL258", "declined"},
		{"N510", "BL258", specialItem, "http://fw.example.net/einsteiniwu300_70.bin", "BL258", "declined"},
		{"N510", "BL258", specialItem, "http://fw.example.net/merkur270_42.bin?x=1", "BL258", "declined"},
		{"N510", "BL258", specialItem, "http://u:secret@fw.example.net/merkur270_42.bin", "BL258", "declined"},
		{"N720", "BL108", "S_SPECIAL_DATA_SRV_IWU", "https://fw.example.net/server_einstein_iwu117.bin", "70.117.00.000.000", "installed"},
		{"N720", "BL108", "S_SPECIAL_DATA_SRV_IWU", "http://fw.example.net/einsteiniwu117_70.bin", "70.117.00.000.000", "installed"},
		{"N720", "BL108", "S_SPECIAL_DATA_SRV_IWU", "http://fw.example.net/sat711700000000.bin", "BL108", "declined"},
		{"DE410", "BL02.00.08", specialItem, "http://fw.example.net/020011.img", "02.00.11", "installed"},
		{"DE410", "BL02.00.08", specialItem, "https://fw.example.net/020011.img", "BL02.00.08", "declined"},
		{"DE410", "BL02.00.08", specialItem, "http://fw.example.net/020005.img", "02.00.05", "installed"},
	} {
		m := newTestPhone(t, c.model, c.firmware, withItem(c.item, c.address))
		got := play(m, start, found(document("")), image)
		if !strings.HasSuffix(got, c.steps+", provisioned") || m.Firmware().String() != c.version {
			t.Errorf("%s with %s: got %s and firmware %s, want %s and %s", c.model, c.address, got, m.Firmware(), c.steps, c.version)
		}
	}
	m := newTestPhone(t, "DE410", "", withItem(specialItem, "http://fw.example.net/020005.img"), withSwitch("firmware-downgrade", "off"))
	want(t, "firmware-downgrade=off", play(m, start, found(document(""))), "get, declined, provisioned")
}

// TestFirmwareInDocument: a document that names firmware brings it in the same attempt, after everything else is stored; a data
// server that it names is not asked before the next start. [W-fw]
func TestFirmwareInDocument(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N510", "BL258")
	files := map[string]Event{
		testURL: found(document(fmt.Sprintf(`<%s class="string" value='"%s"'/>`, specialItem, newN510) + sets("BS_IP_Data1.aucS_DATA_SERVER", "new.example.net"))),
		newN510: image,
	}
	want(t, "attempt", world{files: files}.fetch(m, start), "get "+testURL+", get "+newN510+", installed, provisioned")
	holds(t, m, m.config.Model.DataServerItem, "new.example.net")
	want(t, "next start", play(m, PowerOn{}), "get")
	if got, wanted := m.attempt.url, "http://new.example.net/42/2/master.bin"; got != wanted {
		t.Errorf("next start: got %s, want %s", got, wanted)
	}
}

// TestFirmwareOpensGates: the phone runs the new firmware from then on, in this process and in the next.
func TestFirmwareOpensGates(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "DE410", "BL02.00.06", withItem(specialItem, "http://fw.example.net/020008.img"), webPair)
	if m.UsesConfiguredPair() || m.hasPrompt() {
		t.Fatal("the gates are open before")
	}
	want(t, "update", play(m, start, found(document("")), image), "get, get, installed, provisioned")
	want(t, "afterwards", play(m, append([]Event{PowerOn{}}, refused(3)...)...), "get, integrated, configured, prompt")
	again, err := New(Config{Model: m.config.Model, MAC: m.config.MAC}, m.NVM())
	if err != nil || again.Firmware() != m.Firmware() {
		t.Errorf("next process: got %v (%v), want %s", again, err, m.Firmware())
	}
	if told, err := New(Config{Model: m.config.Model, MAC: m.config.MAC, Firmware: m.config.Model.DefaultFirmware}, m.NVM()); err != nil || told.Firmware() != m.config.Model.DefaultFirmware {
		t.Errorf("told otherwise: got %v (%v), want %s", told, err, m.config.Model.DefaultFirmware)
	}
}

// TestFirmwareStaysAfterReset: a factory reset brings no older firmware back.
func TestFirmwareStaysAfterReset(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N510", "BL258", withItem(specialItem, newN510))
	want(t, "update", play(m, start, found(document("")), image), "get, get, installed, provisioned")
	play(m, FactoryReset{})
	again, err := New(Config{Model: m.config.Model, MAC: m.config.MAC}, m.NVM())
	if err != nil || again.Firmware() != m.Firmware() || m.NVM().Len() != 1 {
		t.Errorf("got %v (%v) and %d items, want %s and its version alone", again, err, m.NVM().Len(), m.Firmware())
	}
}

// TestFirmwareAddressOrder: S_SPECIAL_DATA_SRV goes before the user-defined file. [W-fw] [W-fw2]
func TestFirmwareAddressOrder(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N510", "BL258", withItem(userItem, "http://fw.example.net/merkur280_42.bin"), withItem(specialItem, newN510))
	files := map[string]Event{testURL: found(document("")), newN510: image}
	want(t, "both", world{files: files}.fetch(m, start), "get "+testURL+", get "+newN510+", installed, provisioned")
	m = newTestPhone(t, "N510", "BL258", withItem(userItem, newN510))
	want(t, "user-defined", world{files: files}.fetch(m, start), "get "+testURL+", get "+newN510+", installed, provisioned")
}

// TestFirmwareTriggers: firmware is looked at after a start, by the timer, at a check-sync and when a person asks, but not after a
// factory reset and not at the button for the profile. [W-fw]
func TestFirmwareTriggers(t *testing.T) {
	t.Parallel()
	body := found(document(fmt.Sprintf(`<%s class="string" value=%q/>`, specialItem, newN510)))
	for name, c := range map[string]struct {
		events []Event
		looks  bool
	}{
		"start":         {[]Event{PowerOn{}}, true},
		"timer":         {[]Event{PollTimer{}}, true},
		"check-sync":    {[]Event{CheckSync{}}, true},
		"a person":      {[]Event{start}, true},
		"update":        {[]Event{FirmwareButton{}}, true},
		"button":        {[]Event{StartButton{}}, false},
		"factory reset": {[]Event{FactoryReset{}, PowerOn{}}, false},
	} {
		m := newTestPhone(t, "N510", "BL258", func(c *Config, _ *NVM) { c.DHCP.Option114 = testURL })
		wanted := "get, provisioned"
		if c.looks {
			wanted = "get, get"
		}
		want(t, name, play(m, append(c.events, body)...), wanted)
	}
}

// TestFirmwareIsTriedOnceAfterStarts: after a start an address is tried only once until it changes, so that no phone flashes and
// starts for ever; other triggers try it again. [W-fw]
func TestFirmwareIsTriedOnceAfterStarts(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N510", "BL258", withItem("BS_IP_Data1.aucS_DATA_SERVER", testURL), withItem(specialItem, newN510))
	body := found(document(""))
	broken := Response{Status: 404}
	want(t, "first start", play(m, PowerOn{}, body, broken), "get, get, declined, provisioned")
	want(t, "second start", play(m, PowerOn{}, body), "get, unchanged")
	want(t, "timer", play(m, PollTimer{}, body, broken), "get, get, declined, unchanged")
	m.NVM().Set(specialItem, "http://fw.example.net/merkur271_42.bin", false)
	want(t, "another address", play(m, PowerOn{}, body, broken), "get, get, declined, unchanged")
	want(t, "and a start", play(m, PowerOn{}, body), "get, unchanged")
}

// TestFirmwareFails: firmware that cannot be had leaves everything else as it came, and the phone as it was.
func TestFirmwareFails(t *testing.T) {
	t.Parallel()
	for name, events := range map[string][]Event{
		"missing":   {Response{Status: 404}},
		"forbidden": {Response{Status: 403}},
		"refused":   {digestOffer, digestOffer, Response{Status: 401}},
		"gone":      {gone},
		"empty":     {found("")},
		"too large": {Response{Status: 200, Body: make([]byte, FileFirmware.MaxSize()+1)}},
		"unchanged": {Response{Status: 304}},
		"redirects": {Response{Status: 307, Location: "https://fw.example.net/020011.img"}},
		"off":       {PowerOn{}},
	} {
		m := newTestPhone(t, "DE410", "BL02.00.08", withItem(specialItem, "http://fw.example.net/020011.img"))
		got := play(m, append([]Event{start, found(document(symbolicPair))}, events...)...)
		if !strings.Contains(got, "provisioned") || strings.Contains(got, "installed") || strings.Contains(got, "prompt") {
			t.Errorf("%s: got %s", name, got)
		}
		if m.Firmware().Compare(mustFirmware(t, "BL02.00.08")) != 0 {
			t.Errorf("%s: the phone runs %s", name, m.Firmware())
		}
		holds(t, m, m.config.Model.UsernameItem, testUser)
	}
}

// TestOfferedFirmware: a <provisioning> document offers firmware with its version, which decides. [W-nest] [W-n870]
func TestOfferedFirmware(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ model, own, version, address, steps, runs string }{
		{"N870", "2.65.0", "2.66.0", "http://fw/Gigaset-Nx70-V2.66.0-build.8504c90.bin", "get, installed", "83.V2.66.0"},
		{"N870", "2.65.0", "2.65.0", "http://fw/x.bin", "declined", "2.65.0"},
		{"N870", "2.65.0", "2.53.0", "http://fw/x.bin", "declined", "2.65.0"},
		{"N870", "2.65.0", "merkur", "http://fw/x.bin", "declined", "2.65.0"},
		{"N870", "2.65.0", "2.66.0", "http://u:secret@fw/x.bin", "declined", "2.65.0"},
		{"Maxwell3", "2.22.4", "2.23.0", "maxwell.bin", "get, installed", "2.23.0"},
	} {
		m := newTestPhone(t, c.model, c.own)
		offer := fmt.Sprintf(`<firmware><file version=%q url=%q flags="FORCE_ACCEPT"/></firmware>`, c.version, c.address)
		actions := fmt.Sprint(m.Step(start), m.Step(found(provisioning(m, "", offer))))
		if strings.Contains(actions, "secret") {
			t.Errorf("%s: the actions show the password", c.address)
		}
		m = newTestPhone(t, c.model, c.own)
		want(t, c.version, play(m, start, found(provisioning(m, "", offer)), image), "get, "+c.steps+", provisioned")
		if m.Firmware().String() != c.runs {
			t.Errorf("%s offered %s: got %s, want %s", c.model, c.version, m.Firmware(), c.runs)
		}
	}
	m := newTestPhone(t, "N870", "2.65.0", withSwitch("firmware-downgrade", "on"))
	older := `<firmware><file version="2.52.0" url="http://fw/x.bin"/></firmware>`
	want(t, "firmware-downgrade=on", play(m, start, found(provisioning(m, "", older)), image), "get, get, installed, provisioned")
	if m.takesURLPair() {
		t.Error("the gate of 2.53 is open below it")
	}
}

// TestManyOffers: a document that offers firmware without end costs no trace without end.
func TestManyOffers(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N870", "2.65.0")
	offers := strings.Repeat(`<file version="2.65.0" url="http://fw/x.bin"/>`, 1000)
	m.Step(start)
	if n := strings.Count(play(m, found(provisioning(m, "", "<firmware>"+offers+"</firmware>"))), "declined"); n != maxOffers {
		t.Errorf("got %d offers looked at, want %d", n, maxOffers)
	}
}

// TestFirmwareStartsThePhone: new firmware makes the phone start anew.
func TestFirmwareStartsThePhone(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N510", "BL258", withItem(specialItem, newN510))
	m.Step(start)
	m.Step(found(document("")))
	actions := m.Step(image)
	if reboot, ok := actions[len(actions)-1].(Reboot); !ok {
		t.Errorf("got %v at the end, want a reboot", reboot)
	}
}

// TestRebootTag: REBOOT makes a DE start anew after the document was applied, and others where a switch says so. [G p34]
func TestRebootTag(t *testing.T) {
	t.Parallel()
	const tag = `<REBOOT value="true"/>`
	reboots := func(m *Machine, body string) bool {
		m.Step(start)
		actions := m.Step(found(body))
		_, ok := actions[len(actions)-1].(Reboot)
		m.Step(PowerOn{})
		m.Step(gone)
		return ok
	}
	for name, wanted := range map[string]bool{"DE310": true, "DE900": true, "N510": false, "N720": false, "C610": false} {
		if got := reboots(newTestPhone(t, name, ""), document(tag)); got != wanted {
			t.Errorf("%s: starts anew %v, want %v", name, got, wanted)
		}
	}
	for _, name := range []string{"N510", "N720", "C610", "N300", "DX800A"} {
		if m := newTestPhone(t, name, "", withSwitch("reboot-tag", "on")); !reboots(m, document(tag)) || reboots(m, versioned("0101260000", "")) {
			t.Errorf("reboot-tag=on: the %s does not start anew by the tag alone", name)
		}
	}
	m := newTestPhone(t, "DE410", "")
	without := strings.Replace(document(tag), `<VERSION value="2811120928"/>`, "", 1)
	for i, c := range []struct {
		body string
		want bool
	}{{document(`<REBOOT value="0"/>`), false}, {document(tag), false}, {versioned("0101260000", tag), true}, {without, false}} {
		if got := reboots(m, c.body); got != c.want {
			t.Errorf("document %d: starts anew %v, want %v", i, got, c.want)
		}
	}
	m = newTestPhone(t, "DE410", "", withSwitch("reboot-unchanged", "on"))
	for range 2 {
		if !reboots(m, without) {
			t.Error("reboot-unchanged=on: the phone does not start anew")
		}
	}
}

// TestRestartPause: documents that send a phone back and forth make it start again and again, and from the fourth start in a row on not at
// once. One that asks for no start ends that.
func TestRestartPause(t *testing.T) {
	t.Parallel()
	const quiet = 6 // the round whose document asks for no start
	for seconds, pause := range map[string]time.Duration{"60": time.Minute, "5": 5 * time.Second, "0": 0} {
		m := newTestPhone(t, "DE410", "", atServer, withSwitch("restart-pause", seconds))
		for n, want := range []time.Duration{0, 0, 0, pause, pause, pause, -1, 0, 0, 0, pause} {
			tag := `<REBOOT value="true"/>`
			if n == quiet {
				tag = ""
			}
			m.Step(PowerOn{})
			actions := m.Step(found(versioned(fmt.Sprintf("01012600%02d", n), tag)))
			got := time.Duration(-1)
			if reboot, ok := actions[len(actions)-1].(Reboot); ok {
				got = reboot.After
			}
			if got != want {
				t.Errorf("restart-pause=%s, round %d: a start after %s, want %s", seconds, n, got, want)
			}
		}
	}
}

// mustFirmware reads a version.
func mustFirmware(t *testing.T, text string) model.Firmware {
	t.Helper()
	fw, err := model.ParseFirmware(text)
	if err != nil {
		t.Fatal(err)
	}
	return fw
}
