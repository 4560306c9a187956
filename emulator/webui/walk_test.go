package webui_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
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

// leaves finds what the walk does not go to: the login and what ends or turns it, and the files beside the pages.
var leaves = regexp.MustCompile(`^/(login|logout|language)(\.html)?$|^/static/`)

// walk returns every address that the links and forms of the pages lead to, from the first page on. The client is logged
// in, and stays so.
func walk(t *testing.T, s *set) []string {
	t.Helper()
	found := []string{"/home.html", "/security_advice.html"}
	if s.Switch("page-addresses") == "plain" {
		found = []string{"/home", "/security-advice"}
	}
	for i := 0; i < len(found); i++ {
		p := s.get(t, found[i])
		if p.status != http.StatusOK {
			t.Errorf("%s has status %d", found[i], p.status)
		}
		for _, match := range linked.FindAllStringSubmatch(p.body, -1) {
			to := html.UnescapeString(match[1])
			if !slices.Contains(found, to) && !leaves.MatchString(to) {
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
		for _, switches := range []map[string]string{nil, turned(m)} {
			t.Run(fmt.Sprintf("%s with %d switches", m.Name, len(switches)), func(t *testing.T) {
				t.Parallel()
				s := newSet(t, m.Name, emulator.Config{Switches: switches})
				for _, language := range []string{"1", "2"} {
					s.login(t, language)
					checkPages(t, s)
				}
			})
		}
	}
}

// checkPages looks at every page.
func checkPages(t *testing.T, s *set) {
	t.Helper()
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

// secrets are those of TestNoSecretOnAnyPage; each stands for itself.
var secrets = []string{
	"Canary-Factory-1", "Canary-Entered-2", "Canary-Sip-3", "Canary-Typed-4", "9871", "0815472", "Canary-Wrong-5", "Canary-Both-6",
}

// No page, in whatever situation, has a secret in it: not that of the factory, of a person, of a document, of the display,
// nor one that was refused; and none however the switches for the pages stand.
func TestNoSecretOnAnyPage(t *testing.T) {
	t.Parallel()
	known := addressed{"/login.html", pairPath, updatePath, "/status_stored_settings.html", "http_digest_"}
	plain := addressed{"/login", "/settings/security", "/settings/management/firmware-update", "/status/stored-settings", "digest_"}
	for name, check := range map[string]func(*testing.T, addressed, emulator.Config){"N510": noSecretOfABase, "DE410": noSecretOfADesk} {
		m, err := model.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		check(t, known, emulator.Config{})
		check(t, plain, emulator.Config{Switches: turned(m)})
	}
}

// addressed are the addresses of some pages, and what the names of the fields for the pair begin with.
type addressed struct{ login, pair, update, stored, fields string }

// pairForm is a form for the pair.
func (a addressed) pairForm(username, password string) url.Values {
	return url.Values{a.fields + "username": {username}, a.fields + "password": {password}}
}

// secretElements set secrets by a document.
const secretElements = `<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_PASSWORD" class="symb_item" value='"Canary-Sip-3"'/>
		<S_SIP_PASSWORD_1 class="string" value="Canary-Sip-3"/>
		<SYMB_ITEM ID="BS_CUSTOM.aucKdsPin[0]" class="symb_item" value="0x98,0x71"/>`

// checkSecrets looks at every page for a secret.
func checkSecrets(t *testing.T, s *set, at addressed, pin string) {
	t.Helper()
	s.post(t, at.login, url.Values{"password": {pin}})
	for _, path := range append(walk(t, s), at.stored+"?filter=canary") {
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

func noSecretOfABase(t *testing.T, at addressed, c emulator.Config) {
	t.Helper()
	code, err := discovery.ParseActivationCode("123456#0815472")
	if err != nil {
		t.Fatal(err)
	}
	c.DataServer, c.ActivationCode = newServer(t, username, "Canary-Entered-2", document(secretElements)), code
	c.Username, c.Password = username, digest.NewSecret("Canary-Entered-2")
	s := newSet(t, "N510", c)
	s.wait(t, "the document", ended(phone.Provisioned))
	checkSecrets(t, s, at, "9871")
	long := s.post(t, at.pair, at.pairForm("x", strings.Repeat("Canary-Wrong-5", 5)))
	long.wants(t, http.StatusUnprocessableEntity)
	long.lacks(t, secrets...)
	form := at.pairForm("x", "Canary-Both-6")
	form.Set("clear_password", "1")
	both := s.post(t, at.pair, form)
	both.wants(t, http.StatusUnprocessableEntity)
	both.lacks(t, secrets...)
	s.post(t, at.update, url.Values{"action": {"code"}, "autocode": {"12x0815472#9"}}).lacks(t, secrets...)
	s.post(t, at.update, url.Values{"data_server": {"http://u:Canary-Wrong-5@127.0.0.1/x.xml"}})
	checkSecrets(t, s, at, "9871")
}

func noSecretOfADesk(t *testing.T, at addressed, c emulator.Config) {
	t.Helper()
	c.DataServer = newServer(t, username, "Canary-Typed-4", document(secretElements))
	s := newSet(t, "DE410", c)
	s.wait(t, "the dialogue", prompting)
	for _, r := range username {
		s.Type(r)
	}
	s.Press(phone.KeyDown)
	for _, r := range "Canary-Typed-4" {
		s.Type(r)
	}
	s.login(t, "1")
	checkSecrets(t, s, at, "0000")
	s.Press(phone.KeyOK)
	s.wait(t, "the document", ended(phone.Provisioned))
	checkSecrets(t, s, at, "0000")
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
