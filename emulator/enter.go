package emulator

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// Errors of what a person enters in the web interface. They do not repeat it.
var (
	ErrNoPair           = errors.New("there is no page for a user name and password of the provisioning server")
	ErrNoActivationCode = errors.New("there is no field for an activation code")
	ErrDataServerLength = errors.New("the address of the data server is too long")
	ErrAddressCharacter = errors.New("an address is made of printable ASCII characters without spaces")
	ErrAddressToken     = errors.New("a percent sign in the address begins none of %MACD, %MACC, %DURL, %DVID, %ACTC and %SUBLIST, and no %20 or the like")
	errNothingToAsk     = errors.New("there is no address to ask")
)

// maxDataServer bounds the address of the data server where no source gives a limit.
const maxDataServer = 255

// EnterPair does what a person does under Settings - Security Settings - Server Authentication: it keeps the pair, at once
// and whatever the phone is doing; an attempt that runs goes on. A nil password leaves the one that is there. Nothing is
// kept of a pair that the page would refuse; the error is a sentence that says what would be right. [SEED]
func (p *Phone) EnterPair(username string, password *digest.Secret) error {
	secret := digest.Secret{}
	if password != nil {
		secret = *password
	}
	if err := checkEntered(username, secret); err != nil {
		return err
	}
	return p.enter(func(m *phone.Machine) error {
		if err := p.pairPage(); err != nil {
			return err
		}
		setPair(m.NVM(), p.config.Model, username, password)
		return nil
	})
}

// EnterDataServer does what a person does on the page for the data server: the phone asks it from its next start on. ""
// is the model's own. Nothing is kept of an address that the page would refuse; the error is a sentence that says what
// would be right.
func (p *Phone) EnterDataServer(url string) error {
	url = strings.TrimSpace(url)
	if err := checkDataServer(p.config.Model, url); err != nil {
		return err
	}
	return p.enter(func(m *phone.Machine) error {
		m.NVM().Set(p.config.Model.DataServerItem, url, false)
		return nil
	})
}

// EnterActivationCode keeps an activation code, "" for none. Nothing is kept of one that the phone would refuse; the error
// is a sentence that says what would be right. [G p28]
func (p *Phone) EnterActivationCode(code string) error {
	if !p.config.Model.ActivationCode {
		return fmt.Errorf("%w: the %s takes none", ErrNoActivationCode, p.config.Model.Name)
	}
	parsed, err := discovery.ParseActivationCode(code)
	if err != nil {
		return err
	}
	return p.enter(func(m *phone.Machine) error {
		m.NVM().Set(phone.ActivationItem(p.config.Model), parsed.Digits(), true)
		return nil
	})
}

// enter changes the memory at once, and saves it.
func (p *Phone) enter(change func(*phone.Machine) error) error {
	p.mu.Lock()
	err := change(p.machine)
	if err == nil {
		p.dirty = true
	}
	p.mu.Unlock()
	if err != nil {
		return err
	}
	defer p.changed()
	return p.save()
}

// checkEntered says whether a page takes a pair.
func checkEntered(username string, password digest.Secret) error {
	if username == "" && !password.IsZero() {
		return ErrPairUsername
	}
	return checkPair(username, password)
}

// pairPage returns nil when the web interface has the page for the pair, else why it has not. The lock must be held.
func (p *Phone) pairPage() error {
	switch {
	case !p.machine.UsesConfiguredPair():
		return fmt.Errorf("%w: %s", ErrNoPair, noPair(p.config.Model, p.machine))
	case p.Switch("pair-page") == "off":
		return fmt.Errorf("%w: a switch says that the %s has no page for it", ErrNoPair, p.config.Model.Name)
	}
	return nil
}

// noPair says why the phone has no configured pair.
func noPair(row *model.Model, m *phone.Machine) string {
	gate, ok := row.GateFor(model.ConfiguredPair)
	switch {
	case !ok:
		return fmt.Sprintf("the %s has no configured pair", row.Name)
	case row.Has(model.ConfiguredPair, m.Firmware()):
		return fmt.Sprintf("a switch says that firmware %s of the %s has no configured pair", m.Firmware(), row.Name)
	}
	return fmt.Sprintf("firmware %s of the %s has no configured pair, it came with %s", m.Firmware(), row.Name, gate.From)
}

// setPair keeps a pair; a nil password leaves the one that is there.
func setPair(nvm *phone.NVM, m *model.Model, username string, password *digest.Secret) {
	nvm.Set(cmp.Or(m.UsernameItem, provdoc.ItemDigestUsername), username, false)
	if password != nil {
		nvm.Set(cmp.Or(m.PasswordItem, provdoc.ItemDigestPassword), password.Reveal(), true)
	}
}

// checkDataServer says whether the page takes an address of the data server: "", a document, a template or a base
// address, with or without a scheme.
func checkDataServer(m *model.Model, url string) error {
	if url == "" {
		return nil
	}
	limit := dataServerLimit(m)
	if n := utf8.RuneCountInString(url); n > limit {
		return fmt.Errorf("%w: it has %d characters, and at most %d fit", ErrDataServerLength, n, limit)
	}
	return CheckAddress(url)
}

// dataServerLimit is how many characters an address of the data server may have.
func dataServerLimit(m *model.Model) int {
	if p, ok := provdoc.LookupParameterFor(m, m.DataServerItem); ok && p.MaxLen > 0 {
		return p.MaxLen
	}
	return maxDataServer
}

// DataServerLimit returns how many characters EnterDataServer takes.
func (p *Phone) DataServerLimit() int { return dataServerLimit(p.config.Model) }

// CheckAddress says whether a phone can ask an address - a document, a template or a base address, with or without a
// scheme - once its tokens are expanded. The error is a sentence that does not repeat the address.
func CheckAddress(url string) error {
	if url == "" {
		return errNothingToAsk
	}
	if strings.ContainsFunc(url, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ErrAddressCharacter
	}
	expanded, err := discovery.Expand(discovery.WithScheme(url), discovery.Tokens{
		DataServer: "example.net", Variant: "0/0", MAC: model.MAC{1}, ActivationCode: "0", MaxSubscriptions: 1, KeepUnknown: true,
	})
	if err != nil {
		return err
	}
	if err = phone.CheckURL(expanded); errors.Is(err, phone.ErrURLSyntax) && strings.Contains(expanded, "%") {
		return ErrAddressToken
	}
	return err
}

// pair returns the user name of the configured pair, and whether there is a password. The lock must be held.
func (p *Phone) pair() (username string, hasPassword bool) {
	m := p.config.Model
	username, _ = p.machine.NVM().Get(cmp.Or(m.UsernameItem, provdoc.ItemDigestUsername))
	password, _ := p.machine.NVM().Get(cmp.Or(m.PasswordItem, provdoc.ItemDigestPassword))
	return username, password != ""
}

// dataServer returns the address that the phone asks. The lock must be held.
func (p *Phone) dataServer() string {
	set, _ := p.machine.NVM().Get(p.config.Model.DataServerItem)
	return cmp.Or(set, p.config.Model.DataServer)
}

// hasActivationCode reports whether the memory has one that counts. The lock must be held.
func (p *Phone) hasActivationCode() bool {
	text, _ := p.machine.NVM().Get(phone.ActivationItem(p.config.Model))
	code, err := discovery.ParseActivationCode(text)
	return p.config.Model.ActivationCode && err == nil && !code.IsZero()
}

// prepare does what a person did in the web interface before the phone was switched on. What the firmware has no page
// for is not used, which the warnings say. [SEED]
func (p *Phone) prepare() (warnings []string, err error) {
	c, nvm := p.config, p.machine.NVM()
	c.DataServer = strings.TrimSpace(c.DataServer)
	if err := errors.Join(checkEntered(c.Username, c.Password), checkDataServer(c.Model, c.DataServer)); err != nil {
		return nil, err
	}
	if c.Username != "" {
		if err := p.pairPage(); err != nil {
			warnings = append(warnings, "the user name and password are not used: "+strings.TrimPrefix(err.Error(), ErrNoPair.Error()+": "))
		} else {
			setPair(nvm, c.Model, c.Username, &c.Password)
		}
	}
	if c.DataServer != "" {
		nvm.Set(c.Model.DataServerItem, c.DataServer, false)
	}
	switch {
	case c.ActivationCode.IsZero():
	case !c.Model.ActivationCode:
		warnings = append(warnings, fmt.Sprintf("the activation code is not used: the %s takes none", c.Model.Name))
	default:
		nvm.Set(phone.ActivationItem(c.Model), c.ActivationCode.Digits(), true)
	}
	return warnings, nil
}
