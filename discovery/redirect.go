package discovery

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/offhook/offhook/model"
)

// Errors of a redirect, beside those of addresses. None of them repeats the address, for there may be a password in it.
var (
	ErrRedirectPair  = errors.New("a user name or a password stands in the address: give them beside it, so that they are kept as secrets")
	ErrRedirectToken = fmt.Errorf("a redirect expands %s only", strings.Join(redirectTokens, ", "))
	ErrRedirectStray = fmt.Errorf("a percent sign begins neither a token nor two hexadecimal digits: a redirect expands %s, and a percent sign itself is written %%25",
		strings.Join(redirectTokens, ", "))
	ErrRedirectBrace = fmt.Errorf(
		"a brace begins no token: a redirect expands %s, so write %s where other systems write {mac}",
		strings.Join(redirectTokens, ", "), tokenDigits)
	ErrRedirectMark = errors.New("what follows a # never reaches a server: leave it out, and write %23 for a # in a name")
)

// redirectTokens are those that a server can expand: it knows the MAC of the phone and its variant, and nothing of the data
// server, the activation code and the handsets that the phone has in mind.
var redirectTokens = []string{tokenDigits, tokenColons, tokenVariant, tokenPercent}

// RedirectAddress returns the address that a redirect sends a phone to: the template with its tokens expanded, as the redirect
// service sends it [G p26]. A percent sign before anything else stays as it is. The error says what would be right, and does not
// show the template.
func RedirectAddress(template string, t Tokens) (string, error) {
	if hasUserInfo(template) {
		return "", ErrRedirectPair
	}
	if strings.Contains(template, "#") {
		return "", ErrRedirectMark
	}
	for _, token := range tokens {
		if !slices.Contains(redirectTokens, token) && Uses(template, token) {
			return "", fmt.Errorf("%w: what %s stands for is known to the phone alone", ErrRedirectToken, token)
		}
	}
	t.KeepUnknown = true
	address, err := Expand(template, t)
	if err != nil {
		return "", err
	}
	return address, checkURL(address)
}

// CheckRedirect is RedirectAddress for an address that a person enters. It also refuses what looks
// like a token but is not, such as %FOO and {mac}, and a server that no phone finds. The error
// says where that is, and shows the server alone.
func CheckRedirect(template string, t Tokens) error {
	address, err := RedirectAddress(template, t)
	if at := strayPercent(template); at >= 0 && (err == nil || errors.Is(err, ErrURLSyntax)) {
		return fmt.Errorf("character %d: %w", at+1, ErrRedirectStray)
	}
	isForm := err == nil || errors.Is(err, ErrURLSyntax)
	if at := strings.IndexByte(template, '{'); at >= 0 && isForm {
		return fmt.Errorf("character %d: %w", at+1, ErrRedirectBrace)
	}
	if err != nil {
		return err
	}
	server, _, _ := strings.Cut(withoutScheme(address), "?")
	server, _, _ = strings.Cut(server, "/")
	if _, _, err := model.SplitHost(server); err != nil {
		return fmt.Errorf("the server %w", err)
	}
	return nil
}

// strayPercent returns where the first percent sign is that begins neither a token nor the encoding of a byte, -1 when there is none.
func strayPercent(template string) int {
	for at := 0; at < len(template); at++ {
		if template[at] != '%' {
			continue
		}
		token := tokenAt(template[at:])
		if token == "" && !isEncoded(template[at:]) {
			return at
		}
		at += max(len(token), 1) - 1
	}
	return -1
}

// isEncoded reports whether s begins with a percent sign and two hexadecimal digits.
func isEncoded(s string) bool {
	const digits = "0123456789abcdefABCDEF"
	return len(s) > 2 && strings.IndexByte(digits, s[1]) >= 0 && strings.IndexByte(digits, s[2]) >= 0
}

// hasUserInfo reports whether the part of an address that names the server has an @ in it, whether the rest can be read or not.
func hasUserInfo(address string) bool {
	server := withoutScheme(address)
	if end := strings.IndexAny(server, "/?#"); end >= 0 {
		server = server[:end]
	}
	return strings.Contains(server, "@")
}
