package webui_test

import (
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// linked finds the addresses to which a page leads, of its own origin.
var linked = regexp.MustCompile(`(?:href|action|src)="(/[^"#]*)["#]`)

// walk returns every address that the links and forms of the pages lead to, from the first page on. The client is logged
// in, and stays so.
func walk(t *testing.T, s *set) []string {
	t.Helper()
	found := []string{"/home.html", "/security_advice.html"}
	for i := 0; i < len(found); i++ {
		p := s.get(t, found[i])
		if p.status != http.StatusOK {
			t.Errorf("%s has status %d", found[i], p.status)
		}
		for _, match := range linked.FindAllStringSubmatch(p.body, -1) {
			to := html.UnescapeString(match[1])
			if !slices.Contains(found, to) && to != "/logout.html" && to != "/language.html" && !strings.HasPrefix(to, "/static/") && to != "/login.html" {
				found = append(found, to)
			}
		}
	}
	if len(found) < 8 {
		t.Fatalf("the walk found no more than %q", found)
	}
	return found
}

// Every page of every model is there, in both languages, and has a text wherever it needs one.
func TestEveryPageOfEveryModel(t *testing.T) {
	t.Parallel()
	for _, m := range model.Models() {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			s := newSet(t, m.Name, emulator.Config{})
			for _, language := range []string{"1", "2"} {
				s.login(t, language)
				titles := map[string]string{}
				for _, path := range walk(t, s) {
					p := s.get(t, path)
					title := regexp.MustCompile(`<title>(.*) · `).FindStringSubmatch(p.body)
					if title == nil || title[1] == "" {
						t.Errorf("%s has no title", path)
						continue
					}
					bare, _, _ := strings.Cut(path, "?")
					if other, twice := titles[title[1]]; twice && other != bare {
						t.Errorf("%s and %s have the title %q", other, path, title[1])
					}
					titles[title[1]] = bare
					p.lacks(t, "%!", "<no value>", "{{")
				}
			}
		})
	}
}

// secrets are those of TestNoSecretOnAnyPage; each stands for itself.
var secrets = []string{
	"Canary-Factory-1", "Canary-Entered-2", "Canary-Sip-3", "Canary-Typed-4", "9871", "0815472", "Canary-Wrong-5", "Canary-Both-6",
}

// No page, in whatever situation, has a secret in it: not that of the factory, of a person, of a document, of the display,
// nor one that was refused.
func TestNoSecretOnAnyPage(t *testing.T) {
	t.Parallel()
	elements := `<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_PASSWORD" class="symb_item" value='"Canary-Sip-3"'/>
		<S_SIP_PASSWORD_1 class="string" value="Canary-Sip-3"/>
		<SYMB_ITEM ID="BS_CUSTOM.aucKdsPin[0]" class="symb_item" value="0x98,0x71"/>`
	check := func(s *set, pin string) {
		t.Helper()
		s.post(t, "/login.html", map[string][]string{"password": {pin}})
		for _, path := range append(walk(t, s), "/live?none", "/status_stored_settings.html?filter=canary") {
			if strings.HasPrefix(path, "/live") {
				continue
			}
			p := s.get(t, path)
			p.lacks(t, secrets...)
			for name, values := range p.header {
				for _, secret := range secrets {
					if strings.Contains(strings.Join(values, " "), secret) {
						t.Errorf("%s: a secret is in %s", path, name)
					}
				}
			}
		}
	}

	code, err := discovery.ParseActivationCode("123456#0815472")
	if err != nil {
		t.Fatal(err)
	}
	base := newSet(t, "N510", emulator.Config{
		DataServer: newServer(t, username, "Canary-Entered-2", document(elements)), ActivationCode: code,
		Username: username, Password: digest.NewSecret("Canary-Entered-2"),
	})
	base.wait(t, "the document", ended(phone.Provisioned))
	check(base, "9871")
	base.post(t, pairPath, pairForm("x", strings.Repeat("Canary-Wrong-5", 5))).lacks(t, secrets...)
	both := pairForm("x", "Canary-Both-6")
	both.Set("clear_password", "1")
	base.post(t, pairPath, both).lacks(t, secrets...)
	base.post(t, "/settings_management_firmware_update.html", map[string][]string{"action": {"code"}, "autocode": {"12x0815472#9"}}).lacks(t, secrets...)
	base.post(t, "/settings_management_firmware_update.html", map[string][]string{"data_server": {"http://u:Canary-Wrong-5@127.0.0.1/x.xml"}})
	check(base, "9871")

	desk := newSet(t, "DE410", emulator.Config{DataServer: newServer(t, username, "Canary-Typed-4", document(elements))})
	desk.wait(t, "the dialogue", prompting)
	for _, r := range username {
		desk.Type(r)
	}
	desk.Press(phone.KeyDown)
	for _, r := range "Canary-Typed-4" {
		desk.Type(r)
	}
	desk.login(t, "1")
	check(desk, "0000")
	desk.Press(phone.KeyOK)
	desk.wait(t, "the document", ended(phone.Provisioned))
	check(desk, "0000")
}

// What a document or a server sends is shown as text, whatever it holds.
func TestEscaping(t *testing.T) {
	t.Parallel()
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>`
	escaped := strings.NewReplacer("&", "&amp;", `"`, "&#34;", "<", "&lt;", ">", "&gt;").Replace(evil)
	elements := `<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_ACCOUNT_NAME_1" class="symb_item" value='"&quot;&gt;&lt;b&gt;"'/>
		<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_SERVER" class="symb_item" value='"` + escaped + `"'/>`
	s := loggedIn(t, "N510", emulator.Config{DataServer: newServer(t, address, devicePassword, document(elements))})
	s.wait(t, "the document", ended(phone.Provisioned))
	for _, path := range walk(t, s) {
		s.get(t, path).lacks(t, "<script>alert", "<img src=x", `"><b>`)
	}
	s.get(t, "/status_stored_settings.html?filter=%22%3E%3Cscript%3E").lacks(t, `"><script>`)
	s.get(t, "/settings_telephony_voip.html?id=0").wants(t, http.StatusOK, "&lt;script&gt;alert(1)")
}
