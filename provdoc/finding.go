package provdoc

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Severity says how bad a finding is. The zero Severity is none.
type Severity uint8

// The severities, the lesser one first.
const (
	// Allowed is for what an Allowance lowered: it stands there with its reason, and counts no more.
	Allowed Severity = iota + 1
	// Warning is for what a phone takes, but hardly as it was meant.
	Warning
	// Error is for what is not well-formed or not valid, also where a phone reads on.
	Error
)

// String is "allowed", "warning" or "error".
func (s Severity) String() string {
	switch s {
	case Allowed:
		return "allowed"
	case Warning:
		return "warning"
	case Error:
		return "error"
	}
	return fmt.Sprintf("severity(%d)", uint8(s))
}

// MarshalText is String as bytes.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *Severity) UnmarshalText(text []byte) error {
	switch string(text) {
	case "allowed":
		*s = Allowed
	case "warning":
		*s = Warning
	case "error":
		*s = Error
	default:
		return fmt.Errorf("severity %q is neither allowed, warning nor error", text)
	}
	return nil
}

// A Finding is one fault of a document: where it is, what it is, and what would be right. It never shows the value of a
// secret item.
type Finding struct {
	// Line and Column are where it is, both counted from 1; columns count bytes of the line.
	Line   int `json:"line"`
	Column int `json:"column"`
	// Item is the name of the item it is about, "" when it is about none.
	Item     string   `json:"item"`
	Severity Severity `json:"severity"`
	// Code is the code of its Rule; codes never change.
	Code string `json:"code"`
	// Message is a sentence that says what would be right.
	Message string `json:"message"`
	// Reason is why it is allowed, "" when it is not.
	Reason string `json:"reason,omitempty"`
}

// String is "LINE:COLUMN: severity: message [code]"; before the message stands the item that it is about, and behind the
// code of what is allowed its reason: "LINE:COLUMN: allowed: message [code]: reason".
func (f Finding) String() string {
	text := fmt.Sprintf("%d:%d: %s: %s [%s]", f.Line, f.Column, f.Severity, f.sentence(), f.Code)
	if f.Severity == Allowed {
		text += ": " + printableName(f.Reason)
	}
	return text
}

func (f Finding) sentence() string {
	if f.Item == "" {
		return f.Message
	}
	return printableName(f.Item) + ": " + f.Message
}

// printableName is a name of a document as it is, and quoted when a terminal could take a part of it for a command.
func printableName(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.QuoteToASCII(name)
	}
	return name
}

// HasErrors reports whether one of the findings is of severity Error.
func HasErrors(findings []Finding) bool {
	for _, f := range findings {
		if f.Severity == Error {
			return true
		}
	}
	return false
}
