package phone

import (
	"strings"
	"testing"
)

// TestPollPeriod: about a day [G p25], or what the document's own item says in its unit [W-fw] [R-tancredi].
func TestPollPeriod(t *testing.T) {
	t.Parallel()
	const legacy, maxwell = "BS_IP_Data1.uiI_CHECK_FOR_UPDATES_TIMER_INIT", "System.Provision.Period"
	for _, c := range []struct {
		model, item, value string
		options            []option
		want               string
	}{
		{"N510", "", "", nil, "24h0m0s"},
		{"DE410", "", "", nil, "24h0m0s"},
		{"N870", "", "", nil, "24h0m0s"},
		{"N510", "", "", []option{withSwitch("poll-hours", "1")}, "1h0m0s"},
		{"N870", "", "", []option{withSwitch("poll-hours", "0")}, "0s"},
		{"N510", legacy, "1400", nil, "23h20m0s"},
		{"N510", legacy, "0x3c", nil, "1h0m0s"},
		{"N510", legacy, "1400", []option{withSwitch("poll-hours", "0")}, "23h20m0s"},
		{"N510", legacy, "no number", nil, "24h0m0s"},
		{"N510", legacy, "-1", nil, "24h0m0s"},
		{"N510", legacy, "9223372036854775807", nil, "8784h0m0s"},
		{"N510", legacy, "0", nil, "24h0m0s"},
		{"N510", legacy, "0", []option{withSwitch("timer-zero", "off")}, "0s"},
		{"C610", legacy, "0", []option{withSwitch("timer-zero", "off")}, "0s"},
		{"Maxwell3", "", "", nil, "24h0m0s"},
		{"Maxwell3", maxwell, "600", nil, "10m0s"},
		{"Maxwell3", maxwell, "600", []option{withSwitch("period-unit", "minutes")}, "10h0m0s"},
		{"Maxwell3", maxwell, "0", nil, "0s"},
		{"N720", legacy, "5", nil, "24h0m0s"},
	} {
		m := newTestPhone(t, c.model, "", append(c.options, atServer, withItem(c.item, c.value))...)
		want(t, c.model+" "+c.item+"="+c.value, lives(m, PowerOn{}, gone), asks+", unreachable, timer "+c.want)
		if polls := lives(m, PollTimer{}); polls == "" != (c.want == "0s") {
			t.Errorf("%s %s=%s: at a timer that is %s: got %q", c.model, c.item, c.value, c.want, polls)
		}
	}
}

// TestAutoUpdateProfile: 0 in the item keeps a phone from asking by itself; a person and a NOTIFY still can make it.
// [R-wazo] [R-sark]
func TestAutoUpdateProfile(t *testing.T) {
	t.Parallel()
	for name, item := range map[string]string{
		"N510": "BS_IP_Data.ucB_AUTO_UPDATE_PROFILE", "N720": "BS_IP_Data.ucB_DO_CHECK_FOR_PROFILE_UPDATES",
	} {
		for _, value := range []string{"0", "0x0", "false"} {
			m := newTestPhone(t, name, "", atServer, withItem(item, value))
			want(t, name+" at boot", lives(m, PowerOn{}), "timer 0s")
			want(t, name+" at its timer", lives(m, PollTimer{}), "")
			want(t, name+" by the button", lives(m, StartButton{}, gone), asks+", unreachable, timer 0s")
			want(t, name+" at a check-sync", lives(m, CheckSync{}, gone), asks+", unreachable, timer 0s")
			if m.AsksMulticast() {
				t.Errorf("%s asks the multicast group for an address that it does not need", name)
			}
		}
		for _, value := range []string{"1", "0x1", "true", ""} {
			m := newTestPhone(t, name, "", atServer, withItem(item, value))
			want(t, name+" "+value, lives(m, PowerOn{}, gone), asks+", unreachable, timer 24h0m0s")
		}
		m := newTestPhone(t, name, "", atServer, withItem(item, "0"), withSwitch("auto-update-profile", "ignore"))
		want(t, name+" that ignores it", lives(m, PowerOn{}, gone), asks+", unreachable, timer 24h0m0s")
		want(t, name+" that ignores it, at its timer", lives(m, PollTimer{}), asks)
	}
}

// TestAutoUpdateByDocument: a document that forbids it stops the timer of the attempt that brought it.
func TestAutoUpdateByDocument(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N510", "", atServer)
	off := found(document(`<SYMB_ITEM ID="BS_IP_Data.ucB_AUTO_UPDATE_PROFILE" class="symb_item" value="0x0"/>`))
	want(t, "the last time", lives(m, PowerOn{}, off), asks+", provisioned, timer 0s")
	want(t, "next boot", lives(m, PowerOn{}), "timer 0s")
}

// TestOneshotMode: what the item does to the timer after a success, by its switch. [R-wazo] [R-sark]
func TestOneshotMode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		mode, value, success string
	}{
		{"periodic", "1", "24h0m0s"}, {"periodic", "0", "0s"}, {"periodic", "", "24h0m0s"},
		{"once", "1", "0s"}, {"once", "0", "24h0m0s"}, {"once", "", "24h0m0s"},
		{"ignore", "1", "24h0m0s"}, {"ignore", "0", "24h0m0s"},
	} {
		for name, item := range map[string]string{
			"N510": "BS_IP_Data3.ucI_ONESHOT_PROVISIONING_MODE_1", "N720": "BS_VOIP_Data.astVoipProviders[0].ucONESHOT_PROVISIONING_MODE_1",
		} {
			options := []option{atServer, withItem(item, c.value)}
			if c.mode != "periodic" {
				options = append(options, withSwitch("oneshot-mode", c.mode))
			}
			m := newTestPhone(t, name, "", options...)
			what := name + " " + c.mode + " " + c.value
			want(t, what+", success", lives(m, PowerOn{}, found(document(""))), asks+", provisioned, timer "+c.success)
			want(t, what+", failure", lives(m, PowerOn{}, gone), asks+", unreachable, timer 24h0m0s")
			want(t, what+", nothing new", lives(m, PowerOn{}, found(document(""))), asks+", unchanged, timer "+c.success)
		}
	}
}

// TestRetry: by default an attempt that reached nobody is followed by what would come anyway; a switch brings the next one after
// some minutes, until something answers. A refusal or a document of no use are answers.
func TestRetry(t *testing.T) {
	t.Parallel()
	forbidden, overloaded := Response{Status: 403}, Response{Status: 503}
	for _, c := range []struct {
		minutes string
		answer  Event
		want    string
	}{
		{"0", gone, "unreachable, timer 24h0m0s"},
		{"15", gone, "unreachable, timer 15m0s"},
		{"15", overloaded, "unreachable, timer 15m0s"},
		{"15", forbidden, "refused, timer 24h0m0s"},
		{"15", found("<html/>"), "rejected, timer 24h0m0s"},
		{"15", found(document("")), "provisioned, timer 24h0m0s"},
	} {
		m := newTestPhone(t, "N510", "", atServer, withSwitch("retry-minutes", c.minutes))
		what := c.minutes + " minutes"
		want(t, what, lives(m, PowerOn{}, c.answer), asks+", "+c.want)
		want(t, what+", again", lives(m, PollTimer{}, c.answer), asks+", "+strings.Replace(c.want, "provisioned", "unchanged", 1))
		want(t, what+", then well", lives(m, PollTimer{}, found(versioned("0101260000", ""))), asks+", provisioned, timer 24h0m0s")
	}
	m := newTestPhone(t, "N870", "", atServer, withSwitch("retry-minutes", "5"), withSwitch("poll-hours", "0"))
	want(t, "without any other timer", lives(m, PowerOn{}, gone, PollTimer{}), asks+", unreachable, timer 5m0s, "+asks)
	want(t, "an end of the retries", lives(m, forbidden, PollTimer{}), "refused, timer 0s")
	off := newTestPhone(t, "N510", "", atServer, withSwitch("retry-minutes", "5"), withItem("BS_IP_Data.ucB_AUTO_UPDATE_PROFILE", "0"))
	want(t, "told not to ask by itself", lives(off, StartButton{}, gone), asks+", unreachable, timer 0s")
}
