package provdoc

import (
	"fmt"
	"log/slog"
)

// A Secret is a password of a SIP account, which never prints: every way of formatting it gives "[redacted]", and ""
// when it is zero.
type Secret struct{ text string }

// NewSecret keeps a password. The empty password gives the zero Secret.
func NewSecret(password string) Secret { return Secret{password} }

// Reveal returns the password itself. Its result belongs in a document or in the place it is kept, nowhere else.
func (s Secret) Reveal() string { return s.text }

// IsZero tells whether s holds nothing.
func (s Secret) IsZero() bool { return s.text == "" }

// String returns "[redacted]", or "" when s is zero.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return "[redacted]"
}

// GoString returns what String returns.
func (s Secret) GoString() string { return s.String() }

// Format writes what String returns, whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// LogValue returns what String returns.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText returns what String returns, for JSON as well.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
