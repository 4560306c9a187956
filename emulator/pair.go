package emulator

import (
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// Errors of a pair that a person enters. They do not repeat it.
var (
	ErrPairTooLong   = fmt.Errorf("at most %d fit", phone.MaxCredential)
	ErrPairCharacter = errors.New("a user name and a password are made of printable characters")
	ErrPairUsername  = errors.New("a password needs a user name beside it")
)

// checkPair says whether a person can enter the pair.
func checkPair(username string, password digest.Secret) error {
	for _, part := range []struct{ name, text string }{{"user name", username}, {"password", password.Reveal()}} {
		if n := utf8.RuneCountInString(part.text); n > phone.MaxCredential {
			return fmt.Errorf("the %s has %d characters: %w", part.name, n, ErrPairTooLong)
		}
		for _, r := range part.text {
			if r == utf8.RuneError || !unicode.IsPrint(r) {
				return ErrPairCharacter
			}
		}
	}
	return nil
}

// unused names the settings of c that the model or its firmware does not have.
func unused(c Config, m *phone.Machine) (warnings []string) {
	if c.BasicTest && !c.Model.Basic {
		warnings = append(warnings, fmt.Sprintf("the test switch for Basic is not used: the %s never answers Basic", c.Model.Name))
	}
	if !c.ProviderKey.IsZero() && !m.Decrypts() {
		warnings = append(warnings, "the key of the provider is not used: "+noSeal(c.Model))
	}
	if _, nobody := c.Prompter.(None); !c.Model.Has(model.Keypad, c.Firmware) && (!nobody || c.PromptTimeout != 0) {
		warnings = append(warnings, fmt.Sprintf("the prompt is not used: firmware %s of the %s has none", c.Firmware, c.Model.Name))
	}
	return warnings
}

// noSeal says why the phone decrypts nothing.
func noSeal(m *model.Model) string {
	if _, ok := m.Switch("aes-mode"); !ok {
		return fmt.Sprintf("the %s takes no encrypted profile", m.Name)
	}
	return "the switch aes-mode is off"
}

// Check says whether a person can type the pair into the prompt.
func (t Typed) Check() error { return checkPair(t.Username, t.Password) }
