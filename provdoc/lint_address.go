package provdoc

import (
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
		l.token(to)
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
			list = append(list, lead{l.items[i].Text(), l.elements[element].start, element, kind, true})
		}
	}
	if l.dialect != Provisioning {
		return list
	}
	for i := range l.elements[:l.inRoot()] {
		e := &l.elements[i]
		if url := l.text(e, urlAttribute); url != "" && !e.broken && l.holderName(e) != firmwareElement {
			list = append(list, lead{url, e.start, int32(i), leadNow, false})
		}
	}
	return list
}

// The items that say where the next document is. [W-files] [R-wazo] [R-tancredi]
var (
	baseItems  = []string{"S_DATA_SERVER", "BS_IP_Data.aucS_DATA_SERVER", "BS_IP_Data1.aucS_DATA_SERVER"}
	laterItems = []string{"S_CONFIGFILE_URL", "System.Provision.ProvisioningServer", "Provisioning.global.ProvisioningServer"}
)

// leadOf says what the phone does with the address in item i, false when it has none.
func (l *linter) leadOf(i int) (leadKind, bool) {
	it := &l.items[i]
	switch {
	case l.sources[i].value < 0:
		return 0, false
	case it.Kind == Control:
		return leadNow, it.Name == controlExtendedProfile
	case slices.Contains(laterItems, it.Name):
		return leadLater, true
	}
	return leadBase, it.isNVM() && slices.Contains(baseItems, it.normalName())
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

// token looks for what was meant to be replaced, and is not: {mac} is the form of other phones. [R-tancredi]
func (l *linter) token(to lead) {
	wrong := ""
	if i := strings.Index(strings.ToLower(to.url), "{mac}"); i >= 0 {
		wrong = to.url[i : i+len("{mac}")]
	}
	_, rest, more := strings.Cut(to.url, "%")
	for more && wrong == "" {
		word := rest[:len(rest)-len(strings.TrimLeft(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
		known := slices.ContainsFunc(tokens[:], func(token string) bool { return strings.HasPrefix(word, token) })
		if encoded := len(word) > 1 && isHex(word[0]) && isHex(word[1]); len(word) > 2 && !known && !encoded && len(word) <= maxName {
			wrong = "%" + word
		}
		_, rest, more = strings.Cut(rest, "%")
	}
	if wrong != "" {
		l.addf(unknownToken, to.offset, to.element, "%s is nothing that a phone replaces: write %%MACD for its MAC address, or the address as it is", wrong)
	}
}

// isPlainHTTP reports whether a URL has the scheme http; one without any scheme is taken for http.
func isPlainHTTP(url string) bool { return parseAddress(url).scheme == "http" }
