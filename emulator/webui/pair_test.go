package webui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// pairPath is the page Settings - Security Settings - Server Authentication. [SEED]
const pairPath = "/settings_security_settings_server_authentication.html"

func pairForm(username, password string) url.Values {
	return url.Values{"http_digest_username": {username}, "http_digest_password": {password}}
}

// The page of the specification takes the pair, and the phone opens the document with it. [SEED]
func TestPair(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N720", emulator.Config{DataServer: newServer(t, username, password, document(""))})
	s.wait(t, "the refusal", ended(phone.Refused))
	s.get(t, pairPath).wants(t, http.StatusOK, "HTTP Digest Username", "HTTP Digest Password", "No password is stored", "Settings", "Security Settings", "Server Authentication")
	p := s.post(t, pairPath, pairForm(username, password))
	p.wants(t, http.StatusOK, "User name and password are stored", `value="`+username+`"`, "A password is stored")
	p.lacks(t, password)
	s.get(t, pairPath).lacks(t, "User name and password are stored", password)
	s.post(t, "/settings_management_firmware_update.html", url.Values{"action": {"start"}})
	s.wait(t, "the document", ended(phone.Provisioned))
}

func TestPairKeepsOrClearsThePassword(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N510", emulator.Config{})
	s.post(t, pairPath, pairForm(username, password))
	s.post(t, pairPath, pairForm("another", ""))
	if got := s.stored(s.passwordItem()); got != password || s.State().Username != "another" {
		t.Errorf("an empty field: got user name %q, password kept %t", s.State().Username, got == password)
	}
	form := pairForm("another", "new")
	form.Set("clear_password", "1")
	s.post(t, pairPath, form).wants(t, http.StatusUnprocessableEntity, "not both", "Nothing was stored")
	if got := s.stored(s.passwordItem()); got != password {
		t.Error("a refused form changed the password")
	}
	form.Set("http_digest_password", "")
	s.post(t, pairPath, form).wants(t, http.StatusOK, "No password is stored")
	if s.State().HasPassword {
		t.Error("the cleared password is still there")
	}
}

// A form over its limit is refused with a sentence, and nothing of it is stored. 50 characters fit, whatever their bytes.
// [SEED]
func TestPairLimit(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N510", emulator.Config{})
	s.post(t, pairPath, pairForm("before", password))
	long := strings.Repeat("x", 51)
	for _, c := range []struct{ username, password, want string }{
		{long, "short", "HTTP Digest Username has 51 characters; at most 50 fit. Nothing was stored."},
		{"short", long, "HTTP Digest Password has 51 characters; at most 50 fit. Nothing was stored."},
		{"", "short", "A password needs a user name beside it. Nothing was stored."},
		{"short", "line\nbreak", "made of printable characters. Nothing was stored."},
	} {
		p := s.post(t, pairPath, pairForm(c.username, c.password))
		p.wants(t, http.StatusUnprocessableEntity, c.want)
		p.lacks(t, `value="`+long+`" type="password"`)
		if s.State().Username != "before" || s.stored(s.passwordItem()) != password {
			t.Errorf("%.10q and %.10q: something was stored", c.username, c.password)
		}
	}
	umlauts := strings.Repeat("ü", 50)
	s.post(t, pairPath, pairForm(umlauts, umlauts)).wants(t, http.StatusOK, "are stored")
	if got := s.stored(s.passwordItem()); got != umlauts {
		t.Errorf("50 characters of two bytes: got %d characters", len([]rune(got)))
	}
}

// Firmware below the gate has no such page: not in the menu, not at its address, not for a form. [SEED]
func TestGateHidesThePair(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		model, firmware string
		shown           bool
	}{
		{"N510", "BL191", false}, {"N510", "BL192", true},
		{"N720", "BL83", false}, {"N720", "BL84", true},
		{"DE410", "BL02.00.06", false}, {"DE410", "BL02.00.07", true},
		{"DE900", "BL02.00.09", false}, {"DE900", "BL02.00.10", true},
	} {
		m, err := model.Lookup(c.model)
		if err != nil {
			t.Fatal(err)
		}
		firmware, err := m.ParseFirmware(c.firmware)
		if err != nil {
			t.Fatal(err)
		}
		s := loggedIn(t, c.model, emulator.Config{Firmware: firmware})
		if got := strings.Contains(s.get(t, "/home.html").body, "Server Authentication"); got != c.shown {
			t.Errorf("%s %s: in the menu %t, want %t", c.model, c.firmware, got, c.shown)
		}
		want := http.StatusNotFound
		if c.shown {
			want = http.StatusOK
		}
		if p := s.get(t, pairPath); p.status != want {
			t.Errorf("%s %s: got status %d, want %d", c.model, c.firmware, p.status, want)
		}
		p := s.post(t, pairPath, pairForm(username, password))
		if p.status != want || s.State().HasPassword != c.shown {
			t.Errorf("%s %s: a form has status %d and stored %t", c.model, c.firmware, p.status, s.State().HasPassword)
		}
	}
}

// On Maxwell and the Nx70 class the page is Settings - System - Security. [W-mx] [W-sec]
func TestPairPageOfTheNewFamilies(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Maxwell3", "N670"} {
		s := loggedIn(t, name, emulator.Config{})
		s.get(t, "/settings_system_security.html").wants(t, http.StatusOK, "Settings", "System", "<h1>Security</h1>", "HTTP digest username", "HTTP digest password")
	}
}
