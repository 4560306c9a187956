package provdoc

import (
	"fmt"
	"slices"
	"strings"
)

// A lead is something in a document that sends the phone to another address.
type lead struct {
	url     string
	offset  int
	element int32
	kind    leadKind
	item    bool // it is the value of an item
	setting bool // it is the value of a setting, which the catalogue knows
}

// A leadKind says what the phone does with the address.
type leadKind uint8

const (
	leadNow   leadKind = iota // it goes there at once, and goes on from there
	leadBase                  // it asks below that address the next time
	leadLater                 // it asks that address the next time
)

// addresses checks where the document sends the phone.
func (l *linter) addresses() {
	own := parseAddress(l.expand(l.options.URL))
	for _, to := range l.leads() {
		l.form(to)
		if own.host == "" || to.url == "" {
			continue
		}
		next := l.resolveLead(own, to)
		switch {
		case to.kind != leadLater && next.host == own.host && strings.EqualFold(next.path, own.path):
			l.pointsBack(to)
		case own.scheme == "https" && next.scheme != "https":
			l.add(leavesTLS, to.offset, to.element, "the phone came by TLS, and goes on by plain HTTP where everybody on the way reads its document: write https://")
		}
	}
}

func (l *linter) pointsBack(to lead) {
	if to.kind == leadBase {
		l.add(pointsBack, to.offset, to.element, "this is the address of the document itself, and the phone asks below it for files that are not there: write the address of the server's folder")
		return
	}
	l.add(pointsBack, to.offset, to.element, "this leads the phone to the document that it has just read, in a circle: write the address of another one, or remove it")
}

// leads lists what sends the phone somewhere.
func (l *linter) leads() []lead {
	var list []lead
	for i := range l.items {
		if kind, ok := l.leadOf(i); ok {
			element := l.sources[i].element
			to := lead{l.items[i].Text(), l.elements[element].start, element, kind, true, l.items[i].isSetting()}
			list = append(list, to)
		}
	}
	if l.dialect != Provisioning {
		return list
	}
	for i := range l.elements[:l.inRoot()] {
		e := &l.elements[i]
		if url := l.text(e, urlAttribute); url != "" && !e.broken && l.holderName(e) != firmwareElement {
			list = append(list, lead{url, e.start, int32(i), leadNow, false, false})
		}
	}
	return list
}

// leadOf says what the phone does with the address in item i, false when it has none.
func (l *linter) leadOf(i int) (leadKind, bool) {
	it := &l.items[i]
	switch {
	case l.sources[i].value < 0:
		return 0, false
	case it.Kind == Control:
		return leadNow, it.Name == controlExtendedProfile
	}
	switch l.resolver.known[i].Role {
	case RoleDocument:
		return leadLater, true
	case RoleDataServer:
		return leadBase, true
	}
	return 0, false
}

// expand replaces the tokens that stand for the phone's own address, where that is known. [G p27]
func (l *linter) expand(url string) string {
	if l.options.MAC.IsZero() {
		return url
	}
	mac := l.options.MAC.String()
	return strings.ReplaceAll(url, "%MACD", mac)
}

// resolveLead is the address that the phone asks. What a step or a link names without a scheme is beside the document; what
// a legacy phone names so is a server, which it asks by plain HTTP. [W-nest] [W-files]
func (l *linter) resolveLead(own address, to lead) address {
	text := l.expand(to.url)
	if l.dialect == Provisioning && !strings.Contains(text, "://") {
		return own.beside(text)
	}
	return parseAddress(text)
}

// An address is a URL as far as two of them are compared.
type address struct{ scheme, host, path string }

// parseAddress divides a URL; one without a scheme is taken for http.
func parseAddress(url string) address {
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok {
		scheme, rest = "http", url
	}
	rest, _, _ = strings.Cut(rest, "#")
	end := strings.IndexAny(rest, "/?")
	if end < 0 {
		end = len(rest)
	}
	host, path := rest[:end], rest[end:]
	host = host[strings.LastIndexByte(host, '@')+1:]
	a := address{strings.ToLower(scheme), strings.ToLower(host), path}
	for _, port := range [...]string{"http:80", "https:443"} {
		if scheme, port, _ := strings.Cut(port, ":"); a.scheme == scheme {
			a.host = strings.TrimSuffix(a.host, ":"+port)
		}
	}
	return a
}

// beside is the address of a text that stands in the document at a.
func (a address) beside(text string) address {
	if strings.HasPrefix(text, "/") {
		return address{a.scheme, a.host, text}
	}
	path, _, _ := strings.Cut(a.path, "?")
	return address{a.scheme, a.host, path[:strings.LastIndexByte(path, '/')+1] + text}
}

// tokens are what a phone replaces in an address. [G p27, p31, p32]
var tokens = [...]string{"DURL", "DVID", "MACC", "MACD", "ACTC", "SUBLIST"}

// form checks how an address is written. That of a setting was checked with the setting, as if
// BroadWorks filled it in; one without a scheme that no item has may be a path.
func (l *linter) form(to lead) {
	switch {
	case to.setting:
		if word := strayToken(to.url); word != "" && strayToken(fillIn(to.url)) == "" {
			l.add(unknownToken, to.offset, to.element, tokenSentence(word))
		}
	case to.item, strings.Contains(to.url, "://"):
		if fault := (Parameter{Type: TypeURL}).addressFault(to.url); fault != nil {
			l.add(fault.rule, to.offset, to.element, fault.sentence())
		}
	default:
		if word := strayToken(to.url); word != "" {
			l.add(unknownToken, to.offset, to.element, tokenSentence(word))
		}
	}
}

// strayToken returns what of an address was meant to be replaced, and is not: {mac} is the form of
// other phones. [R-tancredi]
func strayToken(url string) string {
	if open := strings.IndexByte(url, '{'); open >= 0 {
		word := url[open:]
		if end := strings.IndexAny(word, "}@/?"); end >= 0 && word[end] == '}' {
			return word[:end+1]
		}
		return "{"
	}
	_, rest, more := strings.Cut(url, "%")
	for more {
		word := rest[:len(rest)-len(strings.TrimLeft(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
		known := slices.ContainsFunc(tokens[:], func(token string) bool { return strings.HasPrefix(word, token) })
		encoded := len(word) > 1 && isHex(word[0]) && isHex(word[1])
		if len(word) > 2 && !known && !encoded && len(word) <= maxName {
			return "%" + word
		}
		_, rest, more = strings.Cut(rest, "%")
	}
	return ""
}

// tokenSentence says what would be right instead of a stray token.
func tokenSentence(word string) string {
	return fmt.Sprintf("no phone replaces %.40s: "+
		"write %%MACD for its MAC address, or the address as it is", printableName(word))
}

// isPlainHTTP reports whether a URL has the scheme http; one without any scheme is taken for http.
func isPlainHTTP(url string) bool { return parseAddress(url).scheme == "http" }
