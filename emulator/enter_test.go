package emulator

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// secret is a pointer to a password.
func secret(text string) *digest.Secret {
	s := digest.NewSecret(text)
	return &s
}

// TestEnterPairLimits: what the page refuses is stored nowhere, and the error does not repeat it; 50 characters fit. [SEED]
func TestEnterPairLimits(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", phone.MaxCredential)
	for _, c := range []struct {
		name, username string
		password       *digest.Secret
		want           error
	}{
		{"both at the limit", long, secret(strings.Repeat("ä", phone.MaxCredential)), nil},
		{"nothing", "", secret(""), nil},
		{"the password stays", "other", nil, nil},
		{"user name too long", long + "x", secret("p"), ErrPairTooLong},
		{"password too long", "u", secret(long + "y"), ErrPairTooLong},
		{"line break", "u\nv", secret("p"), ErrPairCharacter},
		{"control character in the password", "u", secret("p\x00"), ErrPairCharacter},
		{"no UTF-8", "u", secret("p\xff"), ErrPairCharacter},
		{"password alone", "", secret("p"), ErrPairUsername},
	} {
		conf := config(t, "N510", "")
		conf.Username, conf.Password, conf.NVMFile = "before", digest.NewSecret("kept"), t.TempDir()+"/nvm.json"
		p, _ := newTestPhone(t, conf)
		err := p.EnterPair(c.username, c.password)
		wantUser, wantPassword := c.username, "kept"
		if c.want != nil {
			wantUser = "before"
		} else if c.password != nil {
			wantPassword = c.password.Reveal()
		}
		kept, loadErr := loadMemory(conf.NVMFile)
		if loadErr != nil {
			t.Fatal(loadErr)
		}
		for where, nvm := range map[string]*phone.NVM{"memory": p.NVM(), "file": kept.nvm} {
			user, _ := nvm.Get(provdoc.ItemDigestUsername)
			password, _ := nvm.Get(provdoc.ItemDigestPassword)
			if !errors.Is(err, c.want) || user != wantUser || password != wantPassword {
				t.Errorf("%s: error %v, want %v; the %s holds user name %q and a password of %d characters", c.name, err, c.want, where, user, len(password))
			}
		}
		if err != nil && strings.Contains(err.Error(), "xx") {
			t.Errorf("%s: the error repeats what was entered", c.name)
		}
		for _, e := range p.State().Settings {
			if e.Item == provdoc.ItemDigestPassword && (!e.Secret || e.Value != phone.Redacted) {
				t.Errorf("%s: the state shows a password of %d characters", c.name, len(e.Value))
			}
		}
	}
}

// TestEnterPairGate: firmware below the gate has no page for a pair, and says which has. [SEED]
func TestEnterPairGate(t *testing.T) {
	t.Parallel()
	for model, firmware := range map[string]string{"N510": "BL191", "N720": "BL83", "DE900": "BL02.00.09", "DE310": "BL02.00.06"} {
		p, _ := newTestPhone(t, config(t, model, firmware))
		gate, _ := p.config.Model.GateFor("configured-pair")
		err := p.EnterPair("u", secret("p"))
		if !errors.Is(err, ErrNoPair) || !strings.Contains(err.Error(), gate.From.String()) || p.NVM().Len() != 0 || p.State().TakesPair {
			t.Errorf("%s %s: got %v and %d items, want an error that names %s", model, firmware, err, p.NVM().Len(), gate.From)
		}
	}
}

// TestEnterWhileAsking: what a person enters is kept at once, nobody waits for the attempt, and that goes on.
func TestEnterWhileAsking(t *testing.T) {
	t.Parallel()
	asked, release := make(chan struct{}), make(chan struct{})
	s := newServer(t, testUser, testPassword, document("2811120928", ""))
	inner := s.Config.Handler
	first := true
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if first {
			first = false
			close(asked)
			<-release
		}
		inner.ServeHTTP(w, r)
	})
	p := live(t, config(t, "N720", ""), s.URL+"/x.xml")
	<-asked
	begin := time.Now()
	if err := p.EnterPair(testUser, secret(testPassword)); err != nil {
		t.Fatal(err)
	}
	state := p.State()
	if took := time.Since(begin); took > time.Second {
		t.Errorf("the page took %s while an attempt ran", took)
	}
	if state.Phase != PhaseAsking || state.Username != testUser || !state.HasPassword {
		t.Errorf("phase %s, user name %q", state.Phase, state.Username)
	}
	close(release)
	p.clock.Advance(0)
	if got, want := p.steps(), "none 401, integrated 401, configured 200, provisioned"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestEnterDataServer: the page takes documents, templates and base addresses, up to the 74 characters of the item. [W-files]
func TestEnterDataServer(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]error{
		"": nil, "profile.gigaset.net/device": nil, " http://prov.example.net ": nil, "https://prov.example.net/%MACD.xml": nil,
		"h/" + strings.Repeat("x", 72): nil, "h/" + strings.Repeat("x", 73): ErrDataServerLength,
		"ftp://h/x": phone.ErrURLScheme, "http://": phone.ErrURLScheme, "http://u:hunter2@h/x": phone.ErrURLUserInfo,
		"h/a b": ErrAddressCharacter, "h/\r\nx": ErrAddressCharacter, "h/ä": ErrAddressCharacter, "http://[x": phone.ErrURLSyntax,
		"http://h/%MAC.xml": ErrAddressToken, "h/50%": ErrAddressToken, "h/a%20b": nil,
	} {
		p, _ := newTestPhone(t, config(t, "N510", ""))
		err := p.EnterDataServer(address)
		got, _ := p.NVM().Get(p.config.Model.DataServerItem)
		stored := strings.TrimSpace(address)
		if want != nil {
			stored = ""
		}
		if !errors.Is(err, want) || got != stored {
			t.Errorf("%q: error %v, want %v; stored %q, want %q", address, err, want, got, stored)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Error("the error repeats the password")
		}
		_, _, newErr := New(Config{Model: p.config.Model, DataServer: address})
		if (newErr == nil) != (want == nil) {
			t.Errorf("%q at the start: error %v, want %v", address, newErr, want)
		}
	}
}

// TestEnterActivationCode: a code is kept where documents keep it, secret, and used for %ACTC with its own pair. DE models
// take none. [G p8] [G p28] [G p30]
func TestEnterActivationCode(t *testing.T) {
	t.Parallel()
	s := newServer(t, "87426549864", "0815", document("2811120928", ""))
	p, r := newTestPhone(t, config(t, "N510", ""))
	for code, bad := range map[string]bool{"12": true, "123abc": true, strings.Repeat("1", 33): true} {
		if err := p.EnterActivationCode(code); (err != nil) != bad || p.NVM().Len() != 0 {
			t.Errorf("%q: got %v and %d items", code, err, p.NVM().Len())
		}
	}
	if err := p.EnterActivationCode("12387426549864#0815"); err != nil || !p.State().ActivationCode {
		t.Fatalf("got %v", err)
	}
	for _, e := range p.State().Settings {
		if strings.Contains(e.Value, "0815") {
			t.Errorf("%s shows the code", e.Item)
		}
	}
	if _, err := p.Fetch(t.Context(), s.URL+"/ap?ac=%ACTC"); err != nil {
		t.Fatal(err)
	}
	requests := s.got()
	if got, want := r.steps(), "none 401, activation 200, provisioned"; got != want || requests[1].target != "/ap?ac=87426549864" {
		t.Errorf("got %q with target %s, want %q", got, requests[1].target, want)
	}
	if err := p.EnterActivationCode(""); err != nil || p.State().ActivationCode {
		t.Errorf("taken away: %v, still there: %t", err, p.State().ActivationCode)
	}
	de, _ := newTestPhone(t, config(t, "DE410", ""))
	if err := de.EnterActivationCode("1231"); !errors.Is(err, ErrNoActivationCode) {
		t.Errorf("DE410: got %v, want %v", err, ErrNoActivationCode)
	}
	code, err := discovery.ParseActivationCode("1231")
	if err != nil {
		t.Fatal(err)
	}
	c := config(t, "DE410", "")
	c.ActivationCode = code
	if _, warnings, err := New(c); err != nil || len(warnings) != 1 || !strings.Contains(warnings[0], "activation code") {
		t.Errorf("DE410 with a code: warnings %q (%v), want one", warnings, err)
	}
}

// TestCheckPIN: the PIN of the factory opens the web interface until a document sets another, in binary-coded decimal on
// the legacy families and as text on Maxwell. [R-gs5] [R-tancredi]
func TestCheckPIN(t *testing.T) {
	t.Parallel()
	frame := document("2811120928", `<SYMB_ITEM ID="BS_CUSTOM.aucKdsPin[0]" class="symb_item" value="0x12,0x34"/>`)
	zeros := document("2811120928", `<SYMB_ITEM ID="BS_CUSTOM.aucKdsPin[0]" class="symb_item" value="0x05,0x00"/>`)
	decimal := document("2811120928", `<SYMB_ITEM ID="BS_CUSTOM.aucKdsPin[0]" class="symb_item" value="18, 52"/>`)
	param := `<provisioning version="1.1" productID="mx3b"><nvm><param name="WebUI.AdminPassword" value="change-me"/></nvm></provisioning>`
	for _, c := range []struct{ model, document, want string }{
		{"N510", frame, "1234"}, {"N720", frame, "1234"}, {"N510", decimal, "1234"}, {"N720", zeros, "0500"}, {"Maxwell3", param, "change-me"},
	} {
		s := newPlainServer(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, c.document) })
		p, _ := newTestPhone(t, config(t, c.model, ""))
		factory := p.config.Model.PIN
		if factory == "" || !p.CheckPIN(factory) || p.CheckPIN(c.want) {
			t.Errorf("%s: the PIN %q of the factory does not open it, or that of the document does already", c.model, factory)
		}
		if _, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil {
			t.Fatal(err)
		}
		for pin, want := range map[string]bool{c.want: true, factory: false, "": false, c.want + " ": false, "0x12,0x34": false} {
			if got := p.CheckPIN(pin); got != want {
				t.Errorf("%s: CheckPIN(%q) = %t, want %t", c.model, pin, got, want)
			}
		}
	}
}

// TestPINThatIsNone: digits that are none leave the PIN of the factory, so that nobody is locked out.
func TestPINThatIsNone(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"0x1a,0x34", "0xa1,0x34", "0x12,0x3", "300,1", "x", ","} {
		c := config(t, "N510", "")
		c.NVM = &phone.NVM{}
		c.NVM.Set(c.Model.PINItem, value, true)
		p, _ := newTestPhone(t, c)
		if read := plainPIN(c.Model, value); (read == "") != p.CheckPIN(c.Model.PIN) || p.CheckPIN("") || p.CheckPIN("1a34") {
			t.Errorf("%s: read as %q", value, read)
		}
	}
}
