package emulator

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/offhook/offhook/phone"
)

// TestEnterFirmwareFile: the address of the user-defined firmware file, with 74 characters at most, on the model that has one.
// [W-fw2]
func TestEnterFirmwareFile(t *testing.T) {
	t.Parallel()
	const item = "BS_IP_Data1.aucS_USER_FIRMWARE_URL"
	fits := "http://fw.example.net/" + strings.Repeat("x", 74-22)
	p, _ := newTestPhone(t, config(t, "N510", ""))
	for _, c := range []struct {
		address string
		want    error
		kept    string
	}{
		{" http://fw.example.net/merkur270_42.bin ", nil, "http://fw.example.net/merkur270_42.bin"},
		{fits + "y", ErrFirmwareFileLength, "http://fw.example.net/merkur270_42.bin"},
		{"http://u:secret@fw.example.net/x.bin", phone.ErrURLUserInfo, "http://fw.example.net/merkur270_42.bin"},
		{fits, nil, fits},
		{"", nil, ""},
	} {
		err := p.EnterFirmwareFile(c.address)
		if got, _ := p.NVM().Get(item); !errors.Is(err, c.want) || got != c.kept || err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: got error %v and %q in the memory, want %v and %q", c.address, err, got, c.want, c.kept)
		}
	}
	for _, name := range []string{"N720", "DE410", "N870"} {
		other, _ := newTestPhone(t, config(t, name, ""))
		if err := other.EnterFirmwareFile("http://fw.example.net/x.bin"); !errors.Is(err, ErrNoFirmwareFile) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestEnterAutomaticChecks: both settings, on the models whose items are known. [W-fw2]
func TestEnterAutomaticChecks(t *testing.T) {
	t.Parallel()
	for name, items := range map[string][2]string{
		"N510": {"BS_IP_Data.ucB_AUTO_UPDATE_PROFILE", "BS_IP_Data.ucB_AUTO_UPDATE_FW"},
		"N720": {"BS_IP_Data.ucB_DO_CHECK_FOR_PROFILE_UPDATES", "BS_IP_Data.ucB_DO_CHECK_FOR_FIRMWARE_UPDATES"},
	} {
		p, _ := newTestPhone(t, config(t, name, ""))
		for _, want := range [][2]string{{"1", "0"}, {"0", "1"}} {
			err := p.EnterAutomaticChecks(want[0] == "1", want[1] == "1")
			profile, _ := p.NVM().Get(items[0])
			firmware, _ := p.NVM().Get(items[1])
			if got := [2]string{profile, firmware}; err != nil || got != want {
				t.Errorf("%s: got %v and %v, want %v", name, err, got, want)
			}
		}
	}
	p, _ := newTestPhone(t, config(t, "DE410", ""))
	if err := p.EnterAutomaticChecks(true, true); !errors.Is(err, ErrNoAutomaticChecks) {
		t.Errorf("DE410: got %v", err)
	}
}

// TestUpdateFirmwareButton: the button for firmware looks at it, where the button for the profile does not. [W-fw]
func TestUpdateFirmwareButton(t *testing.T) {
	t.Parallel()
	s := newServer(t, testMAC, testDevicePassword, document("2811120928", ""))
	firmware := newPlainServer(t, http.NotFound)
	c := config(t, "N510", "")
	c.DataServer = s.URL + "/n.xml"
	p, _ := runPhone(t, c)
	if err := p.EnterFirmwareFile(firmware.URL + "/merkur270_42.bin"); err != nil {
		t.Fatal(err)
	}
	for _, b := range []struct {
		press   func()
		trigger string
		asked   int
	}{{p.PressStart, TriggerButton, 0}, {p.PressUpdateFirmware, TriggerFirmware, 1}} {
		made := len(p.State().Attempts)
		b.press()
		state := waitFor(t, p, func(s State) bool { return s.Phase == PhaseIdle && len(s.Attempts) > made })
		if newest := state.Attempts[0]; newest.Trigger != b.trigger || newest.Outcome.Outcome != phone.Unchanged || len(firmware.got()) != b.asked {
			t.Errorf("%s: the newest attempt is by %s and %s, and %d files of firmware were asked for", b.trigger, newest.Trigger, newest.Outcome.Outcome, len(firmware.got()))
		}
	}
}

// TestUpload: a document from the web interface is applied without a request, and is an attempt of its own. [W-n870]
func TestUpload(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, http.NotFound)
	c := config(t, "N670", "")
	c.DataServer = s.URL
	p, _ := runPhone(t, c)
	asked := len(s.got())
	p.Upload(`<provisioning version="1.1" productID="e2"><nvm><param name="DmGlobal.0.TimeZone" value="Europe/Berlin"/></nvm></provisioning>`)
	state := waitFor(t, p, func(s State) bool { return s.Phase == PhaseIdle && len(s.Attempts) == 2 })
	a := state.Attempts[0]
	if a.Trigger != TriggerUpload || a.Outcome.Outcome != phone.Provisioned || a.Events[0].Event != EventDocument || len(s.got()) != asked {
		t.Errorf("got %+v after %d further requests", a, len(s.got())-asked)
	}
	if zone, _ := p.NVM().Get("DmGlobal.0.TimeZone"); zone != "Europe/Berlin" {
		t.Errorf("the memory has %q", zone)
	}
}
