package webui_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// faceSwitches are the other values of the switches that change pages.
var faceSwitches = map[string]string{
	"page-addresses": "plain", "pair-fields": "digest", "menu-words": "wiki", "security-page": "settings",
	"certificate-page": "management", "update-words": "items", "display-texts": "maxwell",
}

// turned are those of the switches that a model has.
func turned(m *model.Model) map[string]string {
	own := map[string]string{}
	for name, value := range faceSwitches {
		if _, ok := m.Switch(name); ok {
			own[name] = value
		}
	}
	return own
}

// with is a phone whose switches stand so.
func with(pairs ...string) emulator.Config {
	c := emulator.Config{Switches: map[string]string{}}
	for i := 0; i < len(pairs); i += 2 {
		c.Switches[pairs[i]] = pairs[i+1]
	}
	return c
}

// The pages are at the addresses of the C610, or at plain ones; what is at the one is not at the other.
func TestPageAddresses(t *testing.T) {
	t.Parallel()
	both := map[string]string{
		"/home.html": "/home", "/status_device.html": "/status/device", "/status_provisioning.html": "/status/provisioning",
		"/settings_security_settings_server_authentication.html": "/settings/security-settings/server-authentication",
		"/settings_management_restart_n_reset.html":              "/settings/management/restart-reset",
		"/settings_telephony_voip.html?id=1":                     "/settings/telephony/connection?id=1",
		"/security_advice.html":                                  "/security-advice",
	}
	c610, plain := loggedIn(t, "N510", emulator.Config{}), loggedIn(t, "N510", with("page-addresses", "plain"))
	for known, other := range both {
		c610.get(t, known).wants(t, http.StatusOK)
		c610.get(t, other).wants(t, http.StatusNotFound)
		plain.get(t, other).wants(t, http.StatusOK)
		plain.get(t, known).wants(t, http.StatusNotFound)
	}
	plain.get(t, "/scripts/settings_telephony_voip_multi.js").wants(t, http.StatusOK, "linesSHC")
}

// The forms work at plain addresses, and what guards them is there too.
func TestPlainAddressesAreGuarded(t *testing.T) {
	t.Parallel()
	const pair = "/settings/security-settings/server-authentication"
	s := newSet(t, "N510", with("page-addresses", "plain"))
	for _, path := range []string{"/", "/home", pair, "/status/stored-settings"} {
		if p := s.get(t, path); p.at != "/login" || !strings.Contains(p.body, `action="/login"`) {
			t.Errorf("%s without a login leads to %s", path, p.at)
		}
	}
	s.post(t, pair, pairForm(username, password))
	if s.State().Username != "" {
		t.Error("a form without a login was taken")
	}
	s.login(t, "1")
	req := s.request(t, http.MethodPost, pair, pairForm(username, password).Encode())
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", "http://evil.example")
	s.do(t, req).wants(t, http.StatusForbidden)
	s.do(t, s.request(t, http.MethodDelete, pair, "")).wants(t, http.StatusMethodNotAllowed)
	if s.State().Username != "" {
		t.Error("a form of another website was taken")
	}
	p := s.post(t, pair, pairForm(username, password))
	p.wants(t, http.StatusOK, "User name and password are stored")
	if p.at != pair || s.State().Username != username {
		t.Errorf("the form led to %s, user name %q", p.at, s.State().Username)
	}
	if p := s.post(t, "/language", url.Values{"language": {"2"}, "page": {pair}}); p.at != pair || !strings.Contains(p.body, "HTTP-Digest-Benutzername") {
		t.Errorf("the language led to %s", p.at)
	}
	if p := s.get(t, "/logout"); p.at != "/login?out" {
		t.Errorf("the logout led to %s", p.at)
	}
	below := loggedIn(t, "N510", emulator.Config{Firmware: firmware(t, "BL191"), Switches: map[string]string{"page-addresses": "plain"}})
	below.get(t, pair).wants(t, http.StatusNotFound)
}

func firmware(t *testing.T, text string) model.Firmware {
	t.Helper()
	fw, err := model.ParseFirmware(text)
	if err != nil {
		t.Fatal(err)
	}
	return fw
}

// The uploads of a page keep their size at plain addresses.
func TestPlainUpload(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N670", with("page-addresses", "plain"))
	document := `<?xml version="1.0"?><provisioning version="1.1" productID="e2"><nvm><param name="A.B" value="` + strings.Repeat("x", 100<<10) + `"/></nvm></provisioning>`
	p := upload(t, s, "/settings/system/provisioning-and-configuration", "upload", document)
	if p.status != http.StatusOK || p.at != "/status/provisioning" {
		t.Errorf("the upload led to %s with status %d", p.at, p.status)
	}
}

// The page for the pair has the words of the specification, or those of the newer text. [SEED] [W-dig]
func TestMenuWords(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"N510", "N720", "DE410"} {
		loggedIn(t, name, emulator.Config{}).get(t, pairPath).wants(t, http.StatusOK, "Security Settings", "Server Authentication", "HTTP Digest Username", "HTTP Digest Password")
		s := loggedIn(t, name, with("menu-words", "wiki"))
		s.get(t, pairPath).wants(t, http.StatusNotFound)
		p := s.get(t, "/settings_security.html")
		p.wants(t, http.StatusOK, "<h1>Security</h1>", "HTTP digest username", "HTTP digest password")
		p.lacks(t, "Server Authentication", "HTTP Digest Username")
		s.post(t, "/settings_security.html", pairForm(username, password)).wants(t, http.StatusOK, "User name and password are stored")
	}
}

// The page Security of the Nx70 class is under System, or under Settings. [W-sec]
func TestSecurityPage(t *testing.T) {
	t.Parallel()
	for place, want := range map[string]string{"system": "/settings_system_security.html", "settings": "/settings_security.html"} {
		s := loggedIn(t, "N870", with("security-page", place))
		s.get(t, want).wants(t, http.StatusOK, "HTTP digest username")
		s.post(t, want, pairForm(username, password)).wants(t, http.StatusOK, "User name and password are stored")
		for _, other := range []string{"/settings_system_security.html", "/settings_security.html"} {
			if other != want {
				s.get(t, other).wants(t, http.StatusNotFound)
			}
		}
	}
}

// Without its page nobody enters a pair, at no time, and a document still sets it.
func TestPairPage(t *testing.T) {
	t.Parallel()
	const set = `<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" class="symb_item" value="by-document"/>`
	for name, path := range map[string]string{"N720": pairPath, "N870": "/settings_system_security.html"} {
		loggedIn(t, name, with("pair-page", "on")).get(t, path).wants(t, http.StatusOK)
		c := with("pair-page", "off")
		if name == "N720" {
			c.DataServer = newServer(t, address, devicePassword, document(set))
		}
		s := loggedIn(t, name, c)
		s.get(t, path).wants(t, http.StatusNotFound)
		s.get(t, "/home.html").lacks(t, path)
		s.post(t, path, pairForm(username, password)).wants(t, http.StatusNotFound)
		secret := digest.NewSecret(password)
		if err := s.EnterPair(username, &secret); !errors.Is(err, emulator.ErrNoPair) || s.State().Username == username {
			t.Errorf("%s: EnterPair: %v, user name %q", name, err, s.State().Username)
		}
		if name == "N720" {
			s.wait(t, "the document", ended(phone.Provisioned))
			if got := s.State().Username; got != "by-document" {
				t.Errorf("user name %q, want that of the document", got)
			}
		}
	}
}

// The fields of the pair have the names that the switch says, and no others are read.
func TestPairFields(t *testing.T) {
	t.Parallel()
	for _, begin := range []string{"http_digest", "digest", "prov"} {
		s := loggedIn(t, "DE410", with("pair-fields", begin))
		s.get(t, pairPath).wants(t, http.StatusOK, `name="`+begin+`_username"`, `name="`+begin+`_password"`)
		s.post(t, pairPath, url.Values{"x_username": {username}, "x_password": {password}})
		if s.State().Username != "" {
			t.Errorf("%s: fields of another name were read", begin)
		}
		s.post(t, pairPath, url.Values{begin + "_username": {username}, begin + "_password": {password}}).wants(t, http.StatusOK, "are stored")
		if s.State().Username != username || s.stored(s.passwordItem()) != password {
			t.Errorf("%s: the pair is not in the memory", begin)
		}
	}
}

// The page for a certificate is under Security Settings, or under Management.
func TestCertificatePage(t *testing.T) {
	t.Parallel()
	const security, management = "/settings_security_settings_certificates.html", "/settings_management_certificates.html"
	for place, paths := range map[string][2]string{"security": {security, management}, "management": {management, security}} {
		for _, name := range []string{"N510", "C610"} {
			s := loggedIn(t, name, with("certificate-page", place))
			s.get(t, paths[0]).wants(t, http.StatusOK, "No certificate is stored")
			s.get(t, paths[1]).wants(t, http.StatusNotFound)
			upload(t, s, paths[0], "", "no certificate").wants(t, http.StatusUnprocessableEntity, "This is no certificate")
		}
	}
}

// The settings for firmware are called by words of our own, or by those of their items.
func TestUpdateWords(t *testing.T) {
	t.Parallel()
	own, items := []string{"Look for a new profile", "Look for new firmware"}, []string{"Auto update profile", "Auto update firmware"}
	for words, texts := range map[string][2][]string{"own": {own, items}, "items": {items, own}} {
		for _, name := range []string{"N510", "N720"} {
			p := loggedIn(t, name, with("update-words", words)).get(t, updatePath)
			p.wants(t, http.StatusOK, texts[0]...)
			p.lacks(t, texts[1]...)
			if file := strings.Contains(p.body, "User firmware URL"); file != (words == "items" && name == "N510") {
				t.Errorf("%s with update-words=%s: the field for the file is called by its item: %t", name, words, file)
			}
		}
	}
}
