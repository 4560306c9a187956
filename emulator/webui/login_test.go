package webui_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/emulator/webui"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// A scraper of the real device logs in, takes the advice, reads who the device is, and logs out. [R-wazo]
func TestScraper(t *testing.T) {
	t.Parallel()
	s := newSet(t, "C610", emulator.Config{})
	p := s.post(t, "/login.html", url.Values{"language": {"1"}, "password": {"0000"}})
	if p.at != "/security_advice.html" {
		t.Fatalf("login with the PIN of the factory led to %s", p.at)
	}
	if p := s.post(t, "/security_advice.html", url.Values{"disable_advice": {"0"}}); p.at != "/home.html" {
		t.Errorf("the advice led to %s, want /home.html", p.at)
	}
	status := s.get(t, "/status_device.html")
	mac := regexp.MustCompile(`MAC address:[^A-F0-9]*(?:<code>)?\b([0-9A-F]{2}(?::[0-9A-F]{2}){5})\b`).FindStringSubmatch(status.body)
	version := regexp.MustCompile(`Firmware version:.*?\b42(\d{3})`).FindStringSubmatch(status.body)
	if mac == nil || mac[1] != "7C:2F:80:12:34:56" || version == nil || version[1] != "021" {
		t.Errorf("got MAC %q and version %q\n%s", mac, version, status.body)
	}
	if p := s.get(t, "/scripts/settings_telephony_voip_multi.js"); !strings.Contains(p.body, "linesSHC[0][4]=") {
		t.Errorf("the script says %q", p.body)
	}
	s.get(t, "/logout.html")
	if p := s.get(t, "/home.html"); !strings.HasPrefix(p.at, "/login.html") {
		t.Errorf("after the logout /home.html led to %s", p.at)
	}
}

func TestLoginLanguage(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{"1": `<html lang="en">`, "2": `<html lang="de">`} {
		s := newSet(t, "N510", emulator.Config{})
		s.login(t, number)
		s.get(t, "/home.html").wants(t, http.StatusOK, want)
	}
}

func TestLanguageIsChosenOnAnyPage(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N510", emulator.Config{})
	p := s.post(t, "/language.html", url.Values{"language": {"2"}, "page": {"/status_device.html"}})
	p.wants(t, http.StatusOK, `<html lang="de">`, "MAC-Adresse: ")
	if p.at != "/status_device.html" {
		t.Errorf("the choice led to %s", p.at)
	}
	if p := s.post(t, "/language.html", url.Values{"language": {"1"}, "page": {"https://example.net/"}}); p.at != "/home.html" {
		t.Errorf("a page elsewhere led to %s", p.at)
	}
	s.get(t, "/logout.html")
	s.post(t, "/language.html", url.Values{"language": {"2"}, "page": {"/login.html"}}).wants(t, http.StatusOK, `<html lang="de">`, "Anmelden")
}

// The advice comes while the PIN is that of the factory, until somebody does not want to see it again.
func TestAdvice(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N510", emulator.Config{})
	s.post(t, "/security_advice.html", url.Values{"disable_advice": {"1"}})
	if p := s.post(t, "/login.html", url.Values{"password": {"0000"}}); p.at != "/home.html" {
		t.Errorf("the login led to %s, want /home.html", p.at)
	}
}

// A document sets another PIN: then only that one logs in, without advice. [R-wazo] [R-gs5]
func TestPINOfADocument(t *testing.T) {
	t.Parallel()
	pin := `<SYMB_ITEM ID="BS_CUSTOM.aucKdsPin[0]" class="symb_item" value="0x12,0x34"/>`
	s := newSet(t, "N510", emulator.Config{DataServer: newServer(t, address, devicePassword, document(pin))})
	s.wait(t, "the document", ended("provisioned"))
	s.post(t, "/login.html", url.Values{"password": {"0000"}}).wants(t, http.StatusUnprocessableEntity, "not the system PIN")
	if p := s.post(t, "/login.html", url.Values{"password": {"1234"}}); p.at != "/home.html" {
		t.Errorf("the PIN of the document led to %s", p.at)
	}
}

// The cookie is for this origin and no script, and another one after every login.
func TestSessionCookie(t *testing.T) {
	t.Parallel()
	s := newSet(t, "N510", emulator.Config{})
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	var ids []string
	for range 2 {
		p := s.post(t, "/login.html", url.Values{"password": {"0000"}})
		cookies := p.header.Values("Set-Cookie")
		if len(cookies) != 1 {
			t.Fatalf("got cookies %q, want one", cookies)
		}
		for _, want := range []string{"session_7c2f80123456=", "HttpOnly", "SameSite=Strict", "Path=/"} {
			if !strings.Contains(cookies[0], want) {
				t.Errorf("cookie %q has no %s", cookies[0], want)
			}
		}
		id, _, _ := strings.Cut(cookies[0], ";")
		ids = append(ids, id)
	}
	if ids[0] == ids[1] {
		t.Error("the second login kept the session of the first")
	}
	s.client.Jar = nil
	req := s.request(t, http.MethodGet, "/home.html", "")
	req.Header.Set("Cookie", ids[0])
	if p := s.do(t, req); p.header.Get("Location") != "/login.html" {
		t.Errorf("the session of the first login still has status %d", p.status)
	}
}

// A session id that somebody else chose is none.
func TestSessionIsNotFixed(t *testing.T) {
	t.Parallel()
	s := newSet(t, "N510", emulator.Config{})
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	s.client.Jar = nil
	chosen := "session_7c2f80123456=AAAAAAAAAAAAAAAAAAAAAAAAAA"
	req := s.request(t, http.MethodPost, "/login.html", "password=0000")
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Cookie", chosen)
	if p := s.do(t, req); strings.HasPrefix(p.header.Get("Set-Cookie"), chosen) {
		t.Error("the login kept the id that the browser came with")
	}
	req = s.request(t, http.MethodGet, "/home.html", "")
	req.Header.Set("Cookie", chosen)
	if p := s.do(t, req); p.status != http.StatusSeeOther {
		t.Errorf("the chosen id has status %d", p.status)
	}
}

func TestSessionEnds(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N510", emulator.Config{})
	s.clock.move(29 * time.Minute)
	if p := s.get(t, "/home.html"); p.at != "/home.html" {
		t.Errorf("after 29 minutes /home.html led to %s", p.at)
	}
	s.clock.move(29 * time.Minute)
	if p := s.get(t, "/home.html"); p.at != "/home.html" {
		t.Errorf("29 minutes after the last request /home.html led to %s", p.at)
	}
	s.clock.move(31 * time.Minute)
	if p := s.get(t, "/home.html"); p.at != "/login.html" {
		t.Errorf("31 minutes after the last request /home.html led to %s", p.at)
	}
}

// Whoever guesses waits, the right PIN does not help during the wait, and who is logged in is not hindered.
func TestLoginWait(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N510", emulator.Config{})
	other := *s
	other.client = newClient(t)
	wrong := url.Values{"language": {"1"}, "password": {"9999"}}
	for i := range 5 {
		other.post(t, "/login.html", wrong).wants(t, http.StatusUnprocessableEntity, "That is not the system PIN")
		if i < 4 {
			s.clock.move(time.Millisecond)
		}
	}
	p := other.post(t, "/login.html", url.Values{"language": {"1"}, "password": {"0000"}})
	p.wants(t, http.StatusTooManyRequests, "Try again in 5 seconds")
	if got := p.header.Get("Retry-After"); got != "5" {
		t.Errorf("got Retry-After %q, want 5", got)
	}
	s.get(t, "/home.html").wants(t, http.StatusOK)
	s.clock.move(5 * time.Second)
	other.post(t, "/login.html", url.Values{"language": {"2"}, "password": {"9999"}}).wants(t, http.StatusUnprocessableEntity, "nicht die System-PIN")
	other.post(t, "/login.html", wrong).wants(t, http.StatusTooManyRequests, "Try again in 10 seconds")
	s.clock.move(10 * time.Second)
	if p := other.post(t, "/login.html", url.Values{"password": {"0000"}}); p.at != "/security_advice.html" {
		t.Errorf("after the wait the login led to %s", p.at)
	}
}

// The wait grows to five minutes and no longer, and a login puts an end to it.
func TestLoginWaitGrows(t *testing.T) {
	t.Parallel()
	s := newSet(t, "N510", emulator.Config{})
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	try := func(pin string) page { return s.post(t, "/login.html", url.Values{"password": {pin}}) }
	for range 5 {
		try("9999")
	}
	for _, seconds := range []string{"5", "10", "20", "40", "80", "160", "300", "300", "300"} {
		if p := try("0000"); p.status != http.StatusTooManyRequests || p.header.Get("Retry-After") != seconds {
			t.Errorf("status %d, Retry-After %q; want %s", p.status, p.header.Get("Retry-After"), seconds)
		}
		s.clock.move(5 * time.Minute)
		try("9999")
	}
	s.clock.move(5 * time.Minute)
	if p := try("0000"); p.status != http.StatusSeeOther {
		t.Errorf("the right PIN after the wait: status %d", p.status)
	}
	for range 4 {
		try("9999")
	}
	if p := try("0000"); p.status != http.StatusSeeOther {
		t.Errorf("four wrong tries after a login: status %d", p.status)
	}
}

// More people than a phone has sessions for log in: whoever was there last the longest time ago is logged out.
func TestSessionsAreBounded(t *testing.T) {
	t.Parallel()
	const most = 32
	s := newSet(t, "N510", emulator.Config{})
	clients := make([]*http.Client, most+1)
	in := func(i int) bool {
		s.client = clients[i]
		return s.get(t, "/home.html").at == "/home.html"
	}
	for i := range clients {
		clients[i] = newClient(t)
		s.client = clients[i]
		s.clock.move(time.Second)
		s.login(t, "1")
		if i == most-1 && !in(0) {
			t.Errorf("the first of %d is logged out", most)
		}
		s.clock.move(time.Second)
	}
	for i := range clients {
		if got, want := in(i), i != 1; got != want {
			t.Errorf("person %d is logged in: %t, want %t", i+1, got, want)
		}
	}
}

// TestLanguageOfADocument: the login page is in the language that a document set, as far as there is one, and always in that of
// Config. [W-files]
func TestLanguageOfADocument(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ model, item, value, config, want string }{
		{"N510", "BS_IP_Data1.ucI_HTTPLANGUAGE", "2", "", "de"},
		{"N510", "BS_IP_Data1.ucI_HTTPLANGUAGE", "0x2", "", "de"},
		{"N510", "BS_IP_Data1.ucI_HTTPLANGUAGE", "1", "", "en"},
		{"N510", "BS_IP_Data1.ucI_HTTPLANGUAGE", "7", "", "en"},
		{"N510", "BS_IP_Data1.ucI_HTTPLANGUAGE", "2", "en", "en"},
		{"N510", "BS_IP_Data1.ucI_HTTPLANGUAGE", "1", "de", "de"},
		{"N720", "BS_IP_Data.ucI_HTTPLANGUAGE", "2", "", "de"},
		{"N510", "BS_IP_Data1.aucS_SIP_SERVER", "2", "", "en"},
	} {
		m, err := model.Lookup(c.model)
		if err != nil {
			t.Fatal(err)
		}
		memory := &phone.NVM{}
		memory.Set(c.item, c.value, false)
		p, _, err := emulator.New(emulator.Config{Model: m, NVM: memory})
		if err != nil {
			t.Fatal(err)
		}
		answer := httptest.NewRecorder()
		webui.New(p, webui.Config{Language: c.config}).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "http://127.0.0.1/login.html", nil))
		if got := answer.Header().Get("Content-Language"); answer.Code != http.StatusOK || got != c.want {
			t.Errorf("%+v: got status %d in %q", c, answer.Code, got)
		}
	}
	german := document(`<SYMB_ITEM ID="BS_IP_Data1.ucI_HTTPLANGUAGE" class="symb_item" value="2"/>`)
	s := newSet(t, "N510", emulator.Config{DataServer: newServer(t, address, devicePassword, german)})
	s.wait(t, "the document", ended(phone.Provisioned))
	if got := s.get(t, "/login.html").header.Get("Content-Language"); got != "de" {
		t.Errorf("after the document: %q, want de", got)
	}
}
