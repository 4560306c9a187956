package inventory

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// MaxName is the length of a name of a site, a profile, a template or a device in characters.
	MaxName = 64
	// MaxComment is the length of a comment in characters.
	MaxComment = 500
)

// NormalName returns a name in the one form in which names are kept, Unicode form NFC.
// The same letters typed on two systems are one name then.
func NormalName(name string) string { return norm.NFC.String(name) }

// ValidateName reports whether a site, a profile or a template can have a name.
// A name is one word of a command line, a filter and an address: letters and digits of any script,
// with - _ . between them. Spaces, commas, colons and slashes are refused. ErrInvalid.
func ValidateName(what, name string) error {
	const right = "use letters and digits, and - _ . between them"
	if name == "" {
		return invalidf("%s is missing: %s", what, right)
	}
	if err := validateLabel(what, name); err != nil {
		return err
	}
	for i, r := range name {
		letter := unicode.In(r, unicode.L, unicode.Nd)
		if !letter && (i == 0 || !unicode.In(r, unicode.M) && !strings.ContainsRune("-_.", r)) {
			return invalidf("%s cannot be %q: %s", what, name, right)
		}
	}
	return nil
}

// ValidateTitle reports whether a device can have a name, which is any line of text.
func ValidateTitle(name string) error {
	const what = "the name of a device"
	if strings.TrimSpace(name) != name {
		return invalidf("%s begins or ends with a space: %q", what, name)
	}
	return validateLabel(what, name)
}

// ValidateComment reports whether a comment is one line of text.
func ValidateComment(comment string) error {
	switch {
	case !utf8.ValidString(comment) || !printable(comment):
		return invalidf("the comment has a character that does not print: write one line")
	case utf8.RuneCountInString(comment) > MaxComment:
		return invalidf("the comment has %d characters: at most %d fit",
			utf8.RuneCountInString(comment), MaxComment)
	}
	return nil
}

// validateLabel reports what no name may have.
func validateLabel(what, name string) error {
	switch {
	case !utf8.ValidString(name):
		return invalidf("%s is not valid UTF-8: %q", what, name)
	case utf8.RuneCountInString(name) > MaxName:
		return invalidf("%s has %d characters: at most %d fit",
			what, utf8.RuneCountInString(name), MaxName)
	case !printable(name):
		return invalidf("%s has a character that does not print: %q", what, name)
	case !norm.NFC.IsNormalString(name):
		return invalidf("%s is not in Unicode form NFC: write the letters of %q composed", what, name)
	}
	return nil
}
