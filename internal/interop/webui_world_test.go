package interop

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/emulator/webui"
	"github.com/offhook/offhook/model"
	phonepkg "github.com/offhook/offhook/phone"
)

// The phones of the tests of the web interface, as `offhook device add` takes them.
const (
	desk        = "7C2F80208402"
	hall        = "7C2F80208403"
	reception   = "7C2F80208404"
	sipPassword = "Canary-Sip-77"
)

// multicell is a document for the Nx70 class with three handsets.
const multicell = `<?xml version="1.0" encoding="UTF-8"?>
<provisioning version="1.1" productID="e2"><nvm>
<param name="SipAccount.00001.UserName" value="1001"/><param name="SipAccount.00001.DisplayName" value="Front desk"/>
<param name="SipAccount.029e74a599.UserName" value="1002"/><param name="SipAccount.029e74a599.DisplayName" value="Warehouse"/>
<param name="hs.029e74a599.RegStatus" value="Registered"/>
<param name="SipAccount.00003.UserName" value="1003"/>
</nvm></provisioning>`

var (
	maxwell = []string{reception, "--model", "Maxwell3", "--username", user, "--password", password}
	de410   = []string{desk, "--model", "DE410", "--username", user, "--password", password}
	de900   = []string{hall, "--model", "DE900", "--username", user, "--password", password,
		"--set", "S_SIP_ACCOUNT_NAME_1=Reception", "--set", "S_SIP_USER_ID_1=1001", "--set", "S_SIP_LOGIN_ID_1=1001",
		"--set", "S_SIP_PASSWORD_1=" + sipPassword, "--set", "S_SIP_SERVER_1=pbx.example.net", "--set", "B_SIP_ACCOUNT_IS_ACTIVE_1=true",
		"--set", "S_VOIP_NET_AM_NUMBER_1=9001", "--set", "B_VOIP_NET_AM_ENABLED_1=true"}
	base510 = []string{mac, "--model", "N510", "--integrated-password", devicePassword,
		"--set", "S_SIP_USER_ID=1001", "--set", "S_SIP_PASSWORD=" + sipPassword, "--set", "S_SIP_SERVER=pbx.example.net",
		"--set", "BS_IP_Data1.aucS_TIME_NTP_SERVER=ntp.example.net", "--set", "BS_IP_Data1.ucB_TIME_USE_AUTOMATIC_NTP_SYN=1",
		"--set", "BS_AE_Subscriber.stMtDat[0].aucTlnName=Desk", "--set", "BS_Accounts.astAccounts[0].uiSendMask=3"}
)

// A touched phone is an emulated phone that runs, with its web interface.
type touched struct {
	*emulator.Phone
	url string
}

// touchPhone starts a phone with its web interface; both end with the test.
func touchPhone(t *testing.T, name, address string, c emulator.Config) *touched {
	t.Helper()
	m, err := model.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	if c.MAC, err = model.ParseMAC(address); err != nil {
		t.Fatal(err)
	}
	c.Model, c.Keypad, c.History = m, m.Display.Lines > 0, 10
	p, _, err := emulator.New(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	ui, err := webui.Serve(ctx, "127.0.0.1:0", p, webui.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the phone ended with %v", err)
		}
		if err := ui.Close(); err != nil {
			t.Errorf("the web interface ended with %v", err)
		}
	})
	return &touched{p, "http://" + ui.Addr()}
}

// wait waits for a state of the phone.
func (p *touched) wait(t *testing.T, what string, ok func(emulator.State) bool) emulator.State {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	s, err := p.Wait(ctx, ok)
	if err != nil {
		t.Fatalf("wait for %s: %v; phase %s, %d attempts", what, err, s.Phase, len(s.Attempts))
	}
	return s
}

// ended says whether the newest attempt ended with outcome.
func ended(outcome string) func(emulator.State) bool {
	return func(s emulator.State) bool {
		return s.Phase == emulator.PhaseIdle && len(s.Attempts) > 0 && s.Attempts[0].Outcome.Outcome == outcome
	}
}

func prompting(s emulator.State) bool { return s.Phase == emulator.PhasePrompt }

// pairOf is a configured pair.
func pairOf(username, password string) emulator.Config {
	return emulator.Config{Username: username, Password: digest.NewSecret(password)}
}

// redirector sends every request to another server with 307.
func redirector(t *testing.T, base string) string {
	t.Helper()
	target, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to := *target
		to.Path = r.URL.Path
		http.Redirect(w, r, to.String(), http.StatusTemporaryRedirect)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// openServer answers every request with a document, and asks for no credentials.
func openServer(t *testing.T, document string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, document) }))
	t.Cleanup(s.Close)
	return s.URL
}

// A scene is a phone in one situation. With everyPage all its pages are looked at, else those that show the situation.
type scene struct {
	name      string
	phone     *touched
	everyPage bool
}

// scenes are phones in every situation that the pages show.
func scenes(t *testing.T) []scene {
	t.Helper()
	server := serve(t, base510, n720, de410, de900, maxwell)
	idle := touchPhone(t, "N510", "7C2F80123499", emulator.Config{DataServer: loopback(t) + "/x.xml"})
	idle.wait(t, "no answer", ended(phonepkg.Unreachable))

	wrong := pairOf(user, "not-"+password)
	wrong.DataServer = server.plain + "/" + neighbour + ".xml"
	refused := touchPhone(t, "N720", neighbour, wrong)
	refused.wait(t, "refusal", ended(phonepkg.Refused))

	prompt := touchPhone(t, "DE410", desk, emulator.Config{DataServer: server.plain + "/" + desk + ".xml", PromptTimeout: 10 * time.Minute})
	prompt.wait(t, "prompt", prompting)

	typed := touchPhone(t, "DE900", hall, emulator.Config{DataServer: server.plain + "/" + hall + ".xml", PromptTimeout: 10 * time.Minute})
	typed.wait(t, "prompt", prompting)
	typed.enter(user, password)
	typed.wait(t, "document", ended(phonepkg.Provisioned))

	moved := emulator.Config{DevicePassword: digest.NewSecret(devicePassword), DataServer: redirector(t, server.plain) + "/gigaset/" + mac + ".xml"}
	redirect := touchPhone(t, "N510", mac, moved)
	redirect.wait(t, "document behind the redirect", ended(phonepkg.Provisioned))

	newer := touchPhone(t, "N870", "7C2F80870001", emulator.Config{DataServer: openServer(t, multicell) + "/x.xml"})
	newer.wait(t, "document with handsets", ended(phonepkg.Provisioned))

	dialogue := touchPhone(t, "Maxwell3", reception, emulator.Config{DataServer: server.plain + "/" + reception + ".xml", PromptTimeout: 10 * time.Minute})
	dialogue.wait(t, "prompt", prompting)
	return []scene{
		{"idle", idle, false}, {"refused", refused, false}, {"prompt", prompt, false},
		{"provisioned", typed, true}, {"redirect", redirect, true}, {"newer family", newer, true},
		{"Maxwell at its prompt", dialogue, false},
	}
}

// enter types a pair into the dialogue as from the keyboard of a computer.
func (p *touched) enter(username, password string) {
	for _, r := range username {
		p.Type(r)
	}
	p.Press(phonepkg.KeyDown)
	for _, r := range password {
		p.Type(r)
	}
	p.Press(phonepkg.KeyOK)
}
