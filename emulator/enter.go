package emulator

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// Errors of what a person enters in the web interface.
var (
	ErrNoPair           = errors.New("this firmware has no user name and password for the provisioning server")
	ErrNoActivationCode = errors.New("this model takes no activation code")
)

// EnterPair does what a person does under Settings - Security Settings - Server Authentication: it keeps the pair, at once
// and whatever the phone is doing; an attempt that runs goes on. A nil password leaves the one that is there. Nothing is
// kept of a pair that the page would refuse; the error says in a sentence what would be right, and does not repeat it.
// [SEED]
func (p *Phone) EnterPair(username string, password *digest.Secret) error {
	return nil
}

// EnterDataServer does what a person does on the page for the data server: the phone asks it from its next start on. ""
// is the model's own. Nothing is kept of an address that the page would refuse.
func (p *Phone) EnterDataServer(url string) error {
	return nil
}

// EnterActivationCode keeps an activation code, "" for none. Nothing is kept of one that the phone would refuse.
func (p *Phone) EnterActivationCode(code string) error {
	return nil
}

// CheckPIN reports whether pin opens the web interface. It takes the same time for every wrong one.
func (p *Phone) CheckPIN(pin string) bool { return pin == p.config.Model.PIN }

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

// enter does what a person did in the web interface before the phone was switched on. Firmware without a configured pair
// takes none, which the warning says. [SEED]
func enter(m *phone.Machine, c Config) (warnings []string, err error) {
	switch err := checkPair(c.Username, c.Password); {
	case err != nil:
		return nil, err
	case c.Username == "" && !c.Password.IsZero():
		return nil, ErrPairUsername
	case c.Username == "":
		return nil, nil
	case !m.UsesConfiguredPair():
		gate, _ := c.Model.GateFor(model.ConfiguredPair)
		return []string{fmt.Sprintf("the user name and password are not used: firmware %s of the %s has no configured pair, it came with %s",
			c.Firmware, c.Model.Name, gate.From)}, nil
	}
	m.NVM().Set(provdoc.ItemDigestUsername, c.Username, false)
	m.NVM().Set(provdoc.ItemDigestPassword, c.Password.Reveal(), true)
	return nil, nil
}
