package provdoc

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/offhook/offhook/model"
)

// An addressFault says why no phone can ask an address.
type addressFault struct {
	rule    ruleID
	message string
}

func badAddressf(format string, args ...any) *addressFault {
	return &addressFault{badAddress, fmt.Sprintf(format, args...)}
}

// sentence is the message for a finding.
func (f *addressFault) sentence() string {
	if f.rule == badAddress {
		return "the value " + f.message
	}
	return f.message
}

// badHost is the fault of a text that is not a host, nil without an error.
func badHost(err error) *addressFault {
	if err == nil {
		return nil
	}
	return &addressFault{badAddress, err.Error()}
}

// addressFault returns what is wrong with the address that value is, nil for none. An empty value
// is the absence of an address. What is filled in before the phone gets it, such as %BWHOST-1%, is
// taken for right. The message never shows an address with a user name in it.
func (p Parameter) addressFault(value string) *addressFault {
	if value == "" || !p.isAddress() {
		return nil
	}
	value = fillIn(value)
	if fault := spaceFault(value); fault != nil {
		return fault
	}
	switch p.Type {
	case TypeHost:
		return p.hostFault(value)
	case TypeHostPort:
		_, _, err := model.SplitHost(value)
		return badHost(err)
	}
	return p.urlFault(value)
}

// fillIn replaces names between percent signs by something that is right as a host, a part of one,
// and a port.
func fillIn(value string) string {
	if !strings.Contains(value, "%") {
		return value
	}
	return filledIn.ReplaceAllString(value, "1")
}

// filledIn is a name that BroadWorks replaces in the documents that it serves.
var filledIn = regexp.MustCompile(`%[A-Z][A-Z0-9_-]*%`)

// spaceFault refuses white space and control characters. They are never trimmed silently.
func spaceFault(value string) *addressFault {
	isBlank := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
	switch at := strings.IndexFunc(value, isBlank); {
	case at < 0:
		return nil
	case strings.TrimSpace(value) == "":
		return badAddressf("consists of spaces: write an address, or remove the item")
	case strings.TrimSpace(value) != value:
		return badAddressf("has a space at its beginning or its end: remove the space")
	}
	return badAddressf("has a space or a control character inside: remove it")
}

// hostFault checks the address of an item that takes no port.
func (p Parameter) hostFault(value string) *addressFault {
	host, port, err := model.SplitHost(value)
	if err != nil || port == 0 {
		return badHost(err)
	}
	if item := p.portItem(); item != "" {
		return badAddressf("%.60q has a port: write %s here, and %d in %s", value, host, port, item)
	}
	return badAddressf("%.60q has a port, and this item takes none: write %s", value, host)
}

// urlFault checks an address that a phone asks by HTTP.
func (p Parameter) urlFault(value string) *addressFault {
	if word := strayToken(value); word != "" {
		return &addressFault{unknownToken, tokenSentence(word)}
	}
	scheme, rest, found := strings.Cut(value, "://")
	if !found {
		scheme, rest = "http", value
	}
	authority, path, _ := cutPath(rest)
	user := strings.LastIndexByte(authority, '@')
	switch first, _, _ := strings.Cut(authority, ":"); {
	case found && !isWeb(scheme):
		return badAddressf("begins with neither http:// nor https://: phones use only these two")
	case !found && isWeb(first) && (path != "" || authority != first):
		return badAddressf("begins with %s and no ://: write %s://HOST/PATH",
			first, strings.ToLower(first))
	case !found && user < 0 && isScheme(authority):
		return badAddressf("begins with %s:, which is neither http:// nor https://: "+
			"phones use only these two", first)
	case strings.Contains(rest, "#"):
		return badAddressf("has a #: remove it and the text after it, which never reaches the server")
	case strings.Contains(rest, `\`):
		return badAddressf(`has a \: write / instead`)
	case strings.ContainsFunc(path, func(r rune) bool { return r > unicode.MaxASCII }):
		return badAddressf("has a letter that is not allowed in an address: write its bytes as %%C3%%BC")
	case user >= 0 && p.Role != 0:
		return badAddressf("has a user name or a password: " +
			"phones do not use them in this item, so remove the text up to the @")
	}
	host := authority[user+1:]
	if strings.Count(host, ":") > 1 && !strings.HasPrefix(host, "[") {
		return badAddressf("has an IPv6 address without brackets: write http://[2001:db8::1]/")
	}
	_, _, err := model.SplitHost(host)
	return badHost(err)
}

// isWeb reports whether a word is a scheme by which phones ask.
func isWeb(scheme string) bool { return equalFold(scheme, "http") || equalFold(scheme, "https") }

// isScheme reports whether an authority without a scheme is a scheme by mistake: a word and a colon
// that no port follows.
func isScheme(authority string) bool {
	word, after, found := strings.Cut(authority, ":")
	return found && word != "" && strings.Trim(strings.ToLower(word), "abcdefghijklmnopqrstuvwxyz") == "" &&
		(after == "" || strings.Trim(after, "0123456789") != "")
}

// cutPath divides an address without its scheme before its path.
func cutPath(rest string) (authority, path string, found bool) {
	if at := strings.IndexAny(rest, "/?#"); at >= 0 {
		return rest[:at], rest[at:], true
	}
	return rest, "", false
}

// portItem is the name of the item that takes the port of the server, "" when the catalogue has
// none.
func (p Parameter) portItem() string {
	for _, name := range [...]string{
		hostTag.ReplaceAllString(p.Tag, "I_${1}_PORT$2"),
		strings.Replace(p.Item, ".auc", ".ui", 1) + "_PORT",
		strings.TrimSuffix(p.Item, "Address") + "Port",
	} {
		if port, known := LookupParameter(name); known && port.Type == TypeNumber {
			return name
		}
	}
	return ""
}

// hostTag matches a tag without and with the number of an account.
var hostTag = regexp.MustCompile(`^S_(.*?)(_[0-9])?$`)

// ParseEndpoint reads HOST[:PORT]. An IPv6 address with a port has brackets. An empty text is no
// endpoint.
func ParseEndpoint(text string) (Endpoint, error) {
	if text == "" {
		return Endpoint{}, nil
	}
	if fault := spaceFault(text); fault != nil {
		return Endpoint{}, errors.New(fault.message)
	}
	host, port, err := model.SplitHost(text)
	if err != nil {
		return Endpoint{}, err
	}
	if addr, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		host = addr.String()
	}
	return Endpoint{Host: host, Port: port}, nil
}

// NeedsValue reports whether a tag, an NVM item or a param is the address of a server, so that
// it cannot be empty. Another item tells a phone that it has no such server.
func NeedsValue(name string) bool {
	return slices.ContainsFunc(LookupParameters(name), func(p Parameter) bool {
		return p.Type == TypeHost || p.Type == TypeHostPort || p.Role.Leads()
	})
}

// addresses reports addresses that no phone can ask.
func (r *resolver) addresses() {
	for k := range r.settings {
		i := r.resolved[k].item
		p, known := r.lookup(i)
		if !known || p.Attribute {
			continue
		}
		if fault := p.addressFault(r.settings[k].Value); fault != nil {
			r.fault(fault.rule, i, "%s", fault.sentence())
		}
	}
}
