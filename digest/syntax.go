package digest

import (
	"slices"
	"strconv"
)

// SyntaxCode says what is wrong with a header value.
type SyntaxCode uint8

// The faults of a header value.
const (
	// SyntaxScheme is a value of another scheme, or of none.
	SyntaxScheme SyntaxCode = iota + 1
	// SyntaxEmpty is a scheme without parameters.
	SyntaxEmpty
	// SyntaxName is a place where the name of a parameter is missing.
	SyntaxName
	// SyntaxValue is a parameter without a value.
	SyntaxValue
	// SyntaxQuote is a quoted string that does not end.
	SyntaxQuote
	// SyntaxSeparator is text after a value where a comma must be.
	SyntaxSeparator
	// SyntaxDuplicate is a parameter given twice.
	SyntaxDuplicate
	// SyntaxMissing is a parameter that must be there and is not.
	SyntaxMissing
	// SyntaxConflict is a pair of parameters that exclude each other.
	SyntaxConflict
	// SyntaxControl is a control byte in a value.
	SyntaxControl
	// SyntaxCount is an nc that is not 8 hexadecimal digits, or zero.
	SyntaxCount
	// SyntaxDigest is a response that is not hexadecimal or of a wrong length.
	SyntaxDigest
	// SyntaxToken is a value that must be one token and is not.
	SyntaxToken
	// SyntaxExtended is a username* that is not of the form UTF-8''text.
	SyntaxExtended
	// SyntaxLong is a value over its limit.
	SyntaxLong
	// SyntaxMany is a field with too many parameters.
	SyntaxMany
	// SyntaxHeader is a field over its limit.
	SyntaxHeader
)

var syntaxText = [...]string{
	SyntaxScheme:    "not a Digest value",
	SyntaxEmpty:     "no parameters after the scheme",
	SyntaxName:      "a parameter has no name",
	SyntaxValue:     "no value",
	SyntaxQuote:     "a quoted string does not end",
	SyntaxSeparator: "a comma is missing after the value",
	SyntaxDuplicate: "given twice",
	SyntaxMissing:   "missing",
	SyntaxConflict:  "excluded by another parameter",
	SyntaxControl:   "contains a control byte",
	SyntaxCount:     "not 8 hexadecimal digits above zero",
	SyntaxDigest:    "not a hexadecimal digest of the algorithm's length",
	SyntaxToken:     "not a valid token",
	SyntaxExtended:  "not of the form UTF-8''text",
	SyntaxLong:      "too long",
	SyntaxMany:      "too many parameters",
	SyntaxHeader:    "header too long",
}

// String returns the fault in words.
func (c SyntaxCode) String() string {
	if int(c) < len(syntaxText) {
		return syntaxText[c]
	}
	return ""
}

// SyntaxError is a header value that does not follow the grammar. It names the
// parameter and never holds a value.
type SyntaxError struct {
	Code SyntaxCode
	// Parameter is the name of the parameter in lower case, "" when the fault
	// is not that of one. A name that no standard knows may be a secret that
	// was sent in the wrong place: Error does not repeat it.
	Parameter string
}

// Error returns one sentence without the value.
func (e *SyntaxError) Error() string {
	switch {
	case e.Parameter == "":
		return "digest: " + e.Code.String()
	case !standardName(e.Parameter):
		return "digest: a parameter that is not known: " + e.Code.String()
	}
	return "digest: parameter " + strconv.Quote(e.Parameter) + ": " + e.Code.String()
}

// standardName reports whether a parameter is one of challenges, of credentials
// or of Authentication-Info, so that its name tells nothing. RFC 7616, Sections
// 3.3 to 3.5.
func standardName(name string) bool {
	switch name {
	case "stale", "domain", "charset", "rspauth", "nextnonce":
		return true
	}
	return slices.Contains(parameterNames[:], name)
}
