package inventory

import "strings"

// Accept is the set of credentials that open a device's document. The zero
// Accept opens it to nobody and is not valid in a Device.
type Accept uint8

// The credentials of the ladder that a server can accept.
const (
	// AcceptIntegrated is the pair of the factory: the MAC and the device
	// password. [SEED]
	AcceptIntegrated Accept = 1 << iota
	// AcceptConfigured is the pair that was entered in the web interface, at
	// the keypad, or sent in a document. [SEED]
	AcceptConfigured
)

// acceptNames lists the names in the order in which String writes them.
var acceptNames = []struct {
	accept Accept
	name   string
}{
	{AcceptIntegrated, "integrated"},
	{AcceptConfigured, "configured"},
}

// ParseAccept reads "integrated", "configured" or both with a comma between
// them, in any case and order.
func ParseAccept(s string) (Accept, error) {
	var a Accept
	for part := range strings.SplitSeq(s, ",") {
		one := acceptNamed(strings.TrimSpace(part))
		if one == 0 {
			return 0, invalidf("accept %q is not known: give integrated, configured or integrated,configured", s)
		}
		a |= one
	}
	return a, nil
}

func acceptNamed(name string) Accept {
	for _, n := range acceptNames {
		if strings.EqualFold(name, n.name) {
			return n.accept
		}
	}
	return 0
}

// Has reports whether every credential of b is in a.
func (a Accept) Has(b Accept) bool { return a&b == b }

// Valid reports whether a names at least one credential, and only known ones.
func (a Accept) Valid() bool {
	return a != 0 && a&^(AcceptIntegrated|AcceptConfigured) == 0
}

// String returns the form that ParseAccept reads.
func (a Accept) String() string {
	var names []string
	for _, n := range acceptNames {
		if a.Has(n.accept) {
			names = append(names, n.name)
		}
	}
	return strings.Join(names, ",")
}

// MarshalText returns String.
func (a Accept) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads what ParseAccept reads.
func (a *Accept) UnmarshalText(text []byte) error {
	parsed, err := ParseAccept(string(text))
	if err == nil {
		*a = parsed
	}
	return err
}
