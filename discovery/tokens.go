package discovery

import (
	"fmt"
	"strings"

	"github.com/offhook/offhook/model"
)

// The tokens of an address. [G p27] [G p31]
const (
	tokenDataServer     = "%DURL"
	tokenVariant        = "%DVID"
	tokenColons         = "%MACC"
	tokenDigits         = "%MACD"
	tokenActivationCode = "%ACTC"
	tokenSubscriptions  = "%SUBLIST"
	tokenPercent        = "%%"
)

// tokens lists them all. None is the beginning of another.
var tokens = []string{
	tokenDataServer, tokenVariant, tokenColons, tokenDigits, tokenActivationCode, tokenSubscriptions, tokenPercent,
}

// maxURL is the longest address that comes out of a template. Phones store 74 characters; what they expand to is (unknown).
const maxURL = 1024

// Tokens is what the tokens of an address stand for.
type Tokens struct {
	// DataServer is %DURL; a scheme before it is left out. [G p27]
	DataServer string
	// Variant is %DVID: variant and provisioning id, "42/2".
	Variant string
	// MAC is %MACC with colons and %MACD without; Case is that of its letters, upper when it is "".
	MAC  model.MAC
	Case model.MACCase
	// ActivationCode is %ACTC: the provisioner's part of the code, without the password. [G p27]
	ActivationCode string
	// Subscriptions and MaxSubscriptions are what Sublist makes %SUBLIST of; the phone has no such list when the latter is 0.
	Subscriptions    []int
	MaxSubscriptions int
	// KeepUnknown leaves a percent sign that begins no token where it is, instead of refusing the address.
	KeepUnknown bool
}

// HasTokens reports whether s has a token in it. A percent sign before two hexadecimal digits is none.
func HasTokens(s string) bool { return FirstToken(s) != "" }

// FirstToken returns the first token in s, such as "%MACD", "" when it has none.
func FirstToken(s string) string {
	for rest := s; ; {
		at := strings.IndexByte(rest, '%')
		if at < 0 {
			return ""
		}
		if token := tokenAt(rest[at:]); token != "" {
			return token
		}
		rest = rest[at+1:]
	}
}

// Uses reports whether template has token in it, "%ACTC" for example. "%%ACTC" has not: that is a percent sign and text.
func Uses(template, token string) bool {
	for rest := template; ; {
		at := strings.IndexByte(rest, '%')
		if at < 0 {
			return false
		}
		found := tokenAt(rest[at:])
		if found == token && found != "" {
			return true
		}
		rest = rest[at+max(1, len(found)):]
	}
}

// tokenAt returns the token that s begins with, "" when there is none.
func tokenAt(s string) string {
	for _, token := range tokens {
		if strings.HasPrefix(s, token) {
			return token
		}
	}
	return ""
}

// Expand puts what t says in the place of the tokens of template. The error says which token is not known or has nothing
// that it stands for, or that the address becomes too long. [G p27]
func Expand(template string, t Tokens) (string, error) {
	var b strings.Builder
	for rest := template; rest != ""; {
		text, marked, _ := cutBefore(rest, '%')
		b.WriteString(text)
		if marked == "" {
			break
		}
		token := tokenAt(marked)
		value, err := t.value(token, marked)
		if err != nil {
			return "", err
		}
		b.WriteString(value)
		if b.Len() > maxURL {
			break
		}
		rest = marked[max(1, len(token)):]
	}
	if b.Len() > maxURL {
		return "", fmt.Errorf("the address has more than %d characters once its tokens are expanded", maxURL)
	}
	return b.String(), nil
}

// cutBefore splits s before the first c; found is false and after is empty when there is none.
func cutBefore(s string, c byte) (before, after string, found bool) {
	if at := strings.IndexByte(s, c); at >= 0 {
		return s[:at], s[at:], true
	}
	return s, "", false
}

// value returns what token stands for; "" is no token, and marked is the text from its percent sign on.
func (t Tokens) value(token, marked string) (string, error) {
	switch token {
	case tokenPercent:
		return "%", nil
	case tokenDataServer:
		return known(token, withoutScheme(t.DataServer), "a data server")
	case tokenVariant:
		return known(token, t.Variant, "a variant")
	case tokenColons, tokenDigits:
		return known(token, t.mac(token), "a MAC address")
	case tokenActivationCode:
		return known(token, t.ActivationCode, "an activation code")
	case tokenSubscriptions:
		if t.MaxSubscriptions <= 0 {
			return "", fmt.Errorf("the address has %s, and the phone counts no handsets", token)
		}
		return Sublist(t.MaxSubscriptions, t.Subscriptions), nil
	}
	if t.KeepUnknown {
		return "%", nil
	}
	return "", fmt.Errorf("the address has %q, which is no token; the tokens are %s", marked[:min(len(marked), 3)], strings.Join(tokens, " "))
}

// known returns value, or that the phone has none of what it should be.
func known(token, value, what string) (string, error) {
	if value == "" {
		return "", fmt.Errorf("the address has %s, and the phone has not got %s", token, what)
	}
	return value, nil
}

// mac is the MAC as a token wants it, "" when there is none.
func (t Tokens) mac(token string) string {
	if t.MAC.IsZero() {
		return ""
	}
	text := t.MAC.String()
	if token == tokenColons {
		text = t.MAC.Colons()
	}
	if t.Case == model.MACLower {
		text = strings.ToLower(text)
	}
	return text
}
