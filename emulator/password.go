package emulator

import (
	"io"
	"strconv"

	"github.com/offhook/offhook/digest"
)

// passwordAlphabets are what device passwords are made of, by the value of the switch. The alphabet of real ones is not known;
// what is known of them fits. [G p25] (uncertain)
var passwordAlphabets = map[string]string{
	"upper-digits":   "ABCDEFGHJKLMNPQRSTUVWXYZ23456789",
	"letters-digits": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
	"hex":            "0123456789ABCDEF",
}

// switchedTo is what a switch of the phone stands at.
func (c *Config) switchedTo(name string) string {
	if value, ok := c.Switches[name]; ok {
		return value
	}
	s, _ := c.Model.Switch(name)
	return s.Default
}

// randomPassword makes a device password as the switches of the phone say. Values that no switch takes make an empty one; New
// refuses them later.
func (c *Config) randomPassword() (digest.Secret, error) {
	length, _ := strconv.ParseUint(c.switchedTo("device-password-length"), 10, 10)
	alphabet := passwordAlphabets[c.switchedTo("device-password-alphabet")]
	if alphabet == "" {
		return digest.Secret{}, nil
	}
	password, err := randomText(c.Rand, alphabet, int(length))
	return digest.NewSecret(password), err
}

// randomText draws characters of an alphabet. A byte that would make the first ones more likely than the others is drawn again.
func randomText(r io.Reader, alphabet string, length int) (string, error) {
	fair := 256 / len(alphabet) * len(alphabet)
	text := make([]byte, 0, length)
	var b [1]byte
	for len(text) < length {
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return "", err
		}
		if int(b[0]) < fair {
			text = append(text, alphabet[int(b[0])%len(alphabet)])
		}
	}
	return string(text), nil
}
