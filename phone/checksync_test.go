package phone

import (
	"testing"
)

const (
	allowReboot = "SystemSettings.global.CheckSyncRebootEnabled"
	simpleSync  = "SIP.Checksync.Simple"
)

// syncs gives a check-sync to a phone that waits and says in one word what it does.
func syncs(t *testing.T, m *Machine, e CheckSync) string {
	t.Helper()
	switch got := lives(m, e); got {
	case "":
		return "nothing"
	case "reboot 0s":
		return "reboot"
	case asks:
		switch after := lives(m, gone); after {
		case "unreachable, timer 24h0m0s":
			return "ask"
		case "unreachable, reboot 5s":
			return "ask and reboot"
		default:
			t.Fatalf("%+v: after the attempt got %q", e, after)
		}
	default:
		t.Fatalf("%+v: got %q", e, got)
	}
	return ""
}

// TestCheckSyncReboot: who starts anew at a check-sync. [G p34] [W-cs] [W-csmx]
func TestCheckSyncReboot(t *testing.T) {
	t.Parallel()
	on := withSwitch("check-sync-reboot", "on")
	for _, c := range []struct {
		name, model, firmware string
		options               []option
		// plain is a check-sync without reboot, reboot one with it to nobody, account one with it to an account.
		plain, reboot, account string
	}{
		{"N510 never", "N510", "", nil, "ask", "ask", "ask"},
		{"N720 never", "N720", "", nil, "ask", "ask", "ask"},
		{"DE: removed for security", "DE410", "", nil, "ask", "ask", "ask"},
		{"DE: as it was", "DE410", "", []option{on}, "ask", "reboot", "reboot"},
		{"Nx70 below 2.52", "N870", "83.V2.51.0+build.1", []option{withItem(allowReboot, "1")}, "ask", "ask", "ask"},
		{"Nx70 without the item", "N870", "83.V2.52.0+build.1", nil, "ask", "ask", "ask"},
		{"Nx70 with the item at 0", "N870", "83.V2.52.0+build.1", []option{withItem(allowReboot, "0")}, "ask", "ask", "ask"},
		{"Nx70 with the item", "N870", "83.V2.52.0+build.1", []option{withItem(allowReboot, "1")}, "ask", "ask", "reboot"},
		{"Maxwell", "Maxwell3", "", nil, "ask", "ask", "ask"},
		{"Maxwell by the switch", "Maxwell3", "", []option{on}, "ask", "ask and reboot", "ask and reboot"},
		{"Maxwell with Simple=0", "Maxwell3", "", []option{withItem(simpleSync, "0")}, "ask", "ask", "ask"},
		{"Maxwell with Simple=1", "Maxwell3", "", []option{withItem(simpleSync, "1")}, "ask and reboot", "ask and reboot", "ask and reboot"},
		{"C610", "C610", "", nil, "nothing", "nothing", "nothing"},
		{"N300", "N300", "", nil, "nothing", "nothing", "nothing"},
		{"DX800A", "DX800A", "", nil, "nothing", "nothing", "nothing"},
		{"C610 that heeds it", "C610", "", []option{withSwitch("check-sync", "on")}, "ask", "ask", "ask"},
		{"DX800A that heeds it", "DX800A", "", []option{withSwitch("check-sync", "on")}, "ask", "ask", "ask"},
	} {
		for e, expected := range map[CheckSync]string{
			{}: c.plain, {Account: true}: c.plain, {Reboot: true}: c.reboot, {Reboot: true, Account: true}: c.account,
		} {
			m := newTestPhone(t, c.model, c.firmware, append(c.options, atServer)...)
			if got := syncs(t, m, e); got != expected {
				t.Errorf("%s, %+v: got %q, want %q", c.name, e, got, expected)
			}
		}
	}
}

// TestMaxwellLingers: 5 s after a plain file, 90 s after firmware. [W-csmx]
func TestMaxwellLingers(t *testing.T) {
	t.Parallel()
	for installs, expected := range map[bool]string{false: "unreachable, reboot 5s", true: "unreachable, reboot 1m30s"} {
		m := newTestPhone(t, "Maxwell3", "", atServer, withItem(simpleSync, "1"))
		lives(m, CheckSync{})
		if installs {
			m.planFirmware()
		}
		want(t, "check-sync", lives(m, gone), expected)
		want(t, "until it starts", lives(m, CheckSync{}, PollTimer{}, StartButton{}), "")
		want(t, "start", lives(m, PowerOn{}, gone), asks+", unreachable, timer 24h0m0s")
	}
	m := newTestPhone(t, "Maxwell3", "", atServer, withItem(simpleSync, "1"))
	lives(m, CheckSync{})
	m.planFirmware()
	for _, a := range m.Step(gone) {
		if r, ok := a.(Reboot); ok && r.Reason != rebootReason {
			t.Errorf("firmware by a check-sync: the phone starts anew for %q, want %q", r.Reason, rebootReason)
		}
	}
	m = newTestPhone(t, "Maxwell3", "", atServer, withItem(simpleSync, "1"))
	lives(m, PowerOn{})
	m.planFirmware()
	want(t, "firmware without a check-sync", lives(m, gone), "unreachable, reboot 0s")
}

// TestCheckSyncDuringAttempt: it is heeded after the attempt; of several, one that starts the phone anew is. [W-cs]
func TestCheckSyncDuringAttempt(t *testing.T) {
	t.Parallel()
	on := withSwitch("check-sync-reboot", "on")
	reboot := CheckSync{Reboot: true}
	m := newTestPhone(t, "DE410", "", atServer, on)
	want(t, "reboot, then plain", lives(m, PowerOn{}, reboot, CheckSync{}, gone), asks+", unreachable, reboot 0s")
	m = newTestPhone(t, "DE410", "", atServer, on)
	want(t, "plain, then reboot", lives(m, PowerOn{}, CheckSync{}, reboot, gone), asks+", unreachable, reboot 0s")
	m = newTestPhone(t, "Maxwell3", "", atServer, withItem(simpleSync, "1"))
	want(t, "Maxwell", lives(m, PowerOn{}, CheckSync{}, gone, gone), asks+", unreachable, "+asks+", unreachable, reboot 5s")
	m = newTestPhone(t, "C610", "", atServer)
	want(t, "C610", lives(m, PowerOn{}, CheckSync{}, gone), asks+", unreachable, timer 24h0m0s")
	m = newTestPhone(t, "DE410", "", atServer)
	want(t, "at the dialogue", lives(m, start, digestOffer, digestOffer, CheckSync{}, PromptBack{}),
		asks+", integrated, prompt, back, stopped, "+asks)
}

// TestCheckSyncBeginsAtTheMasterFile: after a check-sync a phone asks again from the first index file on. [G p33]
func TestCheckSyncBeginsAtTheMasterFile(t *testing.T) {
	t.Parallel()
	for name, id := range map[string]string{"N510": "42/2", "N720": "70/1", "DE410": "62/1"} {
		m := newTestPhone(t, name, "", func(c *Config, n *NVM) { n.Set(c.Model.DataServerItem, "prov.example.net/gigaset", false) })
		for range 2 {
			want(t, name, lives(m, CheckSync{}, gone), "get "+testBase+"/"+id+"/master.bin, unreachable, timer 24h0m0s")
		}
	}
}

// TestMaxwellDownloads: a check-sync brings a plain file, and with another firmware too, and then the phone starts anew. [W-csmx]
func TestMaxwellDownloads(t *testing.T) {
	t.Parallel()
	const firmware = `<firmware><file version="2.23.0" url="maxwell.bin"/></firmware>`
	m := newTestPhone(t, "Maxwell3", "", atServer, withItem(simpleSync, "1"))
	plain := found(provisioning(m, param("SIP.Port", "1"), ""))
	want(t, "a plain file", lives(m, CheckSync{}, plain), asks+", provisioned, reboot 5s")
	lives(m, PowerOn{}, plain)
	want(t, "firmware", lives(m, CheckSync{}, found(provisioning(m, param("SIP.Port", "2"), firmware)), image),
		asks+", get http://prov.example.net/maxwell.bin, installed, provisioned, reboot 1m30s")
}
