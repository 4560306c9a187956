package template

import (
	"fmt"
	"strings"
)

// A Kind is the syntax of a template.
type Kind uint8

// The kinds.
const (
	// Text has the syntax of text/template: {{.MAC}}.
	Text Kind = iota
	// Tags has the syntax of BroadWorks: %BWMACADDRESS%.
	Tags
)

// String is "text" or "tags".
func (k Kind) String() string {
	switch k {
	case Text:
		return "text"
	case Tags:
		return "tags"
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// MarshalText is String as bytes.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (k *Kind) UnmarshalText(text []byte) error {
	switch string(text) {
	case "text":
		*k = Text
	case "tags":
		*k = Tags
	default:
		return fmt.Errorf("a template of kind %q: write text or tags", text)
	}
	return nil
}

// Detect tells the kind of a template by its content: what has {{ is Text, what else has a tag is Tags, and what has
// neither is Text, in which it stands for itself.
func Detect(text string) Kind {
	if strings.Contains(text, "{{") {
		return Text
	}
	for rest := text; ; {
		at := strings.IndexByte(rest, '%')
		if at < 0 {
			return Text
		}
		p := percentAt(rest, at)
		if p.form == tagForm {
			return Tags
		}
		rest = rest[at+p.length:]
	}
}

// compile makes the nodes of a template of this kind.
func (k Kind) compile(c *compiler) ([]node, error) {
	if k == Tags {
		return c.tags()
	}
	return c.actions()
}
