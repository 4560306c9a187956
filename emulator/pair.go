package emulator

import (
	"errors"
	"fmt"
	"io"
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
func unused(c Config) (warnings []string) {
	if c.BasicTest && !c.Model.Basic {
		warnings = append(warnings, fmt.Sprintf("the test switch for Basic is not used: the %s never answers Basic", c.Model.Name))
	}
	if _, nobody := c.Prompter.(None); !c.Model.Has(model.Keypad, c.Firmware) && (!nobody || c.PromptTimeout != 0) {
		warnings = append(warnings, fmt.Sprintf("the prompt is not used: firmware %s of the %s has none", c.Firmware, c.Model.Name))
	}
	return warnings
}

// passwordAlphabet has the letters and digits that nobody confuses. The alphabet and the length of real device passwords
// are not known; what is known of them fits. [G p25] (uncertain)
const (
	passwordAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	passwordLength   = 12
)

// randomPassword makes a device password. The alphabet has 32 characters, so no byte is more likely than another.
func randomPassword(r io.Reader) (digest.Secret, error) {
	var b [passwordLength]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return digest.Secret{}, err
	}
	for i := range b {
		b[i] = passwordAlphabet[int(b[i])%len(passwordAlphabet)]
	}
	return digest.NewSecret(string(b[:])), nil
}

// Check says whether a person can type the pair into the prompt.
func (t Typed) Check() error { return checkPair(t.Username, t.Password) }
