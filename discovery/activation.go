package discovery

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// The limits of an activation code, in characters. [G p28]
const (
	MaxActivationCode = 32
	maxProvisioner    = 29
	providerDigits    = MaxActivationCode - maxProvisioner
)

// An ActivationCode is three digits for the provider, the user's number and perhaps # and a password:
// 12387426549864#0815. It prints without the password. The zero ActivationCode is none. [G p28]
type ActivationCode struct {
	provider, user, password string
	hasPassword              bool
}

// ErrActivationCode is the error of ParseActivationCode. It says how a code is written. What was entered is not repeated, for there may be a password in it.
var ErrActivationCode = errors.New("an activation code is three digits for the provider, the digits of the user and perhaps # and the digits of a password, as 12387426549864#0815")

// ParseActivationCode reads a code; an empty text is none. The error says what would be right, and never shows the code.
func ParseActivationCode(s string) (ActivationCode, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return ActivationCode{}, nil
	}
	if len(s) > MaxActivationCode {
		return ActivationCode{}, fmt.Errorf("%w: it has at most %d characters, not %d", ErrActivationCode, MaxActivationCode, len(s))
	}
	digits, password, hasPassword := strings.Cut(s, "#")
	if len(digits) <= providerDigits || !allDigits(digits) || !allDigits(password) || hasPassword && password == "" {
		return ActivationCode{}, ErrActivationCode
	}
	return ActivationCode{digits[:providerDigits], digits[providerDigits:], password, hasPassword}, nil
}

// allDigits reports whether s has nothing but digits in it.
func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// Provider returns the three digits that choose the provider's files.
func (c ActivationCode) Provider() string { return c.provider }

// User returns the digits that stand for the user: what %ACTC expands to, and the user name of the pair. [G p30]
func (c ActivationCode) User() string { return c.user }

// Password returns the digits behind #, the password of the pair; "" when there is none. It is a secret. [G p30]
func (c ActivationCode) Password() string { return c.password }

// Digits returns the whole code as it was entered. It is a secret.
func (c ActivationCode) Digits() string {
	if !c.hasPassword {
		return c.provider + c.user
	}
	return c.provider + c.user + "#" + c.password
}

// IsZero reports whether there is no code.
func (c ActivationCode) IsZero() bool { return c == ActivationCode{} }

// String returns the code without its password.
func (c ActivationCode) String() string {
	if !c.hasPassword {
		return c.provider + c.user
	}
	return c.provider + c.user + "#[redacted]"
}

// Format prints as String does, whatever the verb, so that no password comes out by %+v.
func (c ActivationCode) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// LogValue logs as String prints.
func (c ActivationCode) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalText writes what String returns.
func (c ActivationCode) MarshalText() ([]byte, error) { return []byte(c.String()), nil }
