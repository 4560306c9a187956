package lab

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// The keys of a phone; most of them may stand in [defaults] too.
var (
	defaultKeys = []string{
		"model", "firmware", "device_password", "provider_key", "username", "password", "activation_code", "url", "via", "domain", "prompt",
		"prompt_timeout", "switches", "faults", "basic_test", "language", "ca", "insecure", "timeout", "expect",
	}
	phoneKeys = slices.Concat([]string{"name", "mac"}, defaultKeys, []string{"nvm", "keep_nvm", "start"})
)

// defaultTimeout is how long a start may take when the plan says nothing.
const defaultTimeout = time.Minute

// sourceNames are the ways in which an address comes to a phone, as a plan names them.
var sourceNames = map[string]discovery.Source{
	"": discovery.Manual, "web": discovery.Manual, "dhcp114": discovery.DHCP114, "dhcp66": discovery.DHCP66,
	"multicast": discovery.Multicast, "redirect": discovery.Redirect,
}

// phoneReader reads one phone.
type phoneReader struct {
	scope
	server string
	number int
	phone  *Phone
}

// read returns the phone, as far as it is right.
func (r *phoneReader) read() *Phone {
	r.phone = &Phone{Name: r.text("name"), nvm: r.text("nvm"), keep: r.yes("keep_nvm")}
	if r.phone.Name == "" {
		r.phone.Name = fmt.Sprintf("phone %d", r.number)
	}
	r.identity()
	r.behaviour()
	r.secrets()
	r.trust()
	r.memory()
	r.phone.Starts = (&startReader{phoneReader: r}).read()
	r.trial()
	return r.phone
}

// identity reads which phone it is.
func (r *phoneReader) identity() {
	c := &r.phone.config
	name := r.text("model")
	if name == "" {
		r.wrong("model", "missing: one of %s is right", strings.Join(modelNames(), ", "))
		return
	}
	var err error
	if c.Model, err = model.Lookup(name); err != nil {
		r.wrong("model", "%w", err)
		return
	}
	c.Firmware = c.Model.DefaultFirmware
	if text := r.text("firmware"); text != "" {
		if c.Firmware, err = c.Model.ParseFirmware(text); err != nil {
			r.wrong("firmware", "%w", err)
		}
	}
	if text := r.text("mac"); text != "" {
		if c.MAC, err = model.ParseMAC(text); err != nil {
			r.wrong("mac", "%w", err)
		}
	}
}

func modelNames() []string {
	var names []string
	for _, m := range model.Models() {
		names = append(names, m.Name)
	}
	return names
}

// behaviour reads how the phone differs from others of its model.
func (r *phoneReader) behaviour() {
	c := &r.phone.config
	c.BasicTest, c.PromptTimeout = r.yes("basic_test"), r.duration("prompt_timeout")
	c.Language = r.word("language", []string{"en", "de"})
	c.Switches = r.pairs("switches")
	for _, name := range slices.Sorted(maps.Keys(c.Switches)) {
		if c.Model == nil {
			break
		}
		if err := c.Model.CheckSwitch(name, c.Switches[name]); err != nil {
			r.table("switches").wrong(name, "%w", err)
		}
	}
	c.Faults = r.words("faults", faultNames())
	for i, t := range r.tables("prompt") {
		r.phone.persons = append(r.phone.persons, person(t, i+1))
	}
}

func faultNames() []string {
	var names []string
	for _, f := range emulator.Faults() {
		names = append(names, f.Name)
	}
	return names
}

// promptActions are what a person can do at the dialogue, as a plan names it.
var promptActions = []string{"ok", "empty", "back", "cancel", "timeout"}

// person reads who answers the dialogue once.
func person(t scope, number int) emulator.Prompter {
	t.known("a table of prompt", "action", "username", "password")
	switch t.word("action", promptActions) {
	case "":
		t.wrong("action", "missing in number %d: one of %s is right", number, strings.Join(promptActions, ", "))
	case "ok":
		password, _ := t.secret("password")
		typed := emulator.Typed{Username: t.text("username"), Password: password}
		if err := typed.Check(); err != nil {
			t.fault(t.own(), "prompt: %w", err)
		}
		return typed
	case "empty":
		return emulator.Empty{}
	case "back":
		return emulator.Back{}
	case "cancel":
		return emulator.Cancel{}
	}
	return emulator.None{}
}

// secrets reads what nobody may see.
func (r *phoneReader) secrets() {
	c := &r.phone.config
	c.DevicePassword, _ = r.secret("device_password")
	c.ProviderKey = r.providerKey()
	if p := r.pair(); p != nil {
		c.Username, c.Password = p.username, p.password
	}
	code, given := r.secret("activation_code")
	if !given {
		return
	}
	parsed, err := discovery.ParseActivationCode(code.Reveal())
	if err != nil {
		r.wrong("activation_code", "%w", err)
	}
	c.ActivationCode = parsed
}

// providerKey reads the key for encrypted profiles.
func (r *phoneReader) providerKey() digest.Secret {
	text, given := r.secret("provider_key")
	if !given {
		return digest.Secret{}
	}
	key, err := phone.ParseProviderKey(text)
	if err != nil {
		r.wrong("provider_key", "%w", err)
	}
	return key
}

// pair is what a person enters in the web interface.
type pair struct {
	username string
	password digest.Secret
}

// pair reads the configured pair, nil for none.
func (s scope) pair() *pair {
	p := &pair{username: s.text("username")}
	var given bool
	if p.password, given = s.secret("password"); given && s.given("password") && p.username == "" {
		s.wrong("password", "a password needs a username beside it")
	}
	if p.username == "" {
		return nil
	}
	if err := (emulator.Typed{Username: p.username, Password: p.password}).Check(); err != nil {
		s.wrong("username", "%w", err)
	}
	return p
}

// trust reads whom the phone trusts.
func (r *phoneReader) trust() {
	c := &tls.Config{InsecureSkipVerify: r.yes("insecure")}
	r.phone.config.TLS = c
	name := r.text("ca")
	if name == "" {
		return
	}
	if c.InsecureSkipVerify {
		r.wrong("ca", "ca and insecure exclude each other: give one of them")
	}
	data, err := readFile(r.path(name), "a file of certificates", maxFile)
	if err != nil {
		r.wrong("ca", "%w", err)
		return
	}
	c.RootCAs = x509.NewCertPool()
	if !c.RootCAs.AppendCertsFromPEM(data) {
		r.wrong("ca", "%s holds no certificate in PEM", name)
	}
}

// memory reads where the memory is.
func (r *phoneReader) memory() {
	if r.phone.nvm == "" {
		if r.phone.keep {
			r.wrong("keep_nvm", "there is no file to keep the memory in: give nvm beside it")
		}
		return
	}
	r.phone.nvm = r.path(r.phone.nvm)
	if _, err := os.Stat(r.phone.nvm); err != nil && !r.phone.keep {
		r.wrong("nvm", "%w; with keep_nvm = true it is made", err)
	}
}

// address completes an address of the plan: one that begins with / is on the server.
func (r *phoneReader) address(s scope, key string) string {
	url := s.text(key)
	switch {
	case url == "":
		return r.server
	case strings.HasPrefix(url, "/") && r.server == "":
		s.wrong(key, "%q is a path: write the whole address, or give the plan a server", url)
	case strings.HasPrefix(url, "/"):
		url = r.server + url
	}
	if err := checkAddress(url); err != nil {
		s.wrong(key, "%w", err)
	}
	return url
}

// checkAddress says what is wrong with an address, which may have tokens and lack its scheme. It is not repeated, as there
// may be a password in it.
func checkAddress(url string) error {
	if discovery.HasTokens(url) || !strings.Contains(url, "://") {
		return nil
	}
	return phone.CheckURL(url)
}

// checkServer says what is wrong with a server; "" is none.
func checkServer(server string) error {
	if server == "" {
		return nil
	}
	return phone.CheckURL(server)
}
