package provdoc

import (
	"path"
	"slices"
	"strings"

	"github.com/offhook/offhook/model"
)

// firmware checks the URLs of firmware that settings have; those of <firmware> are looked after with their elements.
func (l *linter) firmware() {
	for i := range l.items {
		if it := &l.items[i]; l.resolver.known[i].Role == RoleFirmware && it.Text() != "" {
			l.firmwareItem(i, it.Text())
		}
	}
	l.overruled()
}

const firmwareMessage = "the URL of a firmware ends with the name of the file, also behind a query: the phone reads the version there"

func (l *linter) firmwareItem(i int, url string) {
	name := lastMember(url)
	switch {
	case !endsInFile(url):
		l.fault(firmwareURL, i, firmwareMessage)
	case l.model == nil || !slices.Contains(l.model.Update.Items, l.itemName(i)):
	case !matchesAny(l.model.Update.Names, name):
		l.fault(firmwareName, i, "the %s reads the version in the name of the file, and this name has none: name it as the vendor does, %s",
			l.resolver.name(), l.model.Update.NameText())
	default:
		if fw, err := l.model.ParseFirmware(name); err == nil && l.isOlder(fw) {
			l.fault(firmwareOlder, i, olderMessage, l.options.Firmware, l.resolver.name())
		}
	}
}

const olderMessage = "this firmware is older than %s, which the phone has, and the %s may refuse it: offer the same or a later one"

// isOlder reports whether firmware is older than that of the phone.
func (l *linter) isOlder(fw model.Firmware) bool {
	return !l.options.Firmware.IsZero() && fw.Compare(l.options.Firmware) < 0
}

// itemName is the NVM item that item i sets, or the tag when that is not known.
func (l *linter) itemName(i int) string {
	if p := &l.resolver.known[i]; p.ok && p.Item != "" {
		return p.Item
	}
	return l.items[i].normalName()
}

// firmwareFile checks a <file> of <firmware>. [W-n870]
func (l *linter) firmwareFile(e *element, index int32, url string) {
	if !endsInFile(url) {
		l.add(firmwareURL, e.start, index, firmwareMessage)
	}
	if l.model == nil {
		return
	}
	if fw, err := l.model.ParseFirmware(l.text(e, versionAttribute)); err == nil && l.isOlder(fw) {
		l.addf(firmwareOlder, e.start, index, olderMessage, l.options.Firmware, l.resolver.name())
	}
}

// overruled reports the address of a firmware that another one of the document wins over. [W-fw] [I-151]
func (l *linter) overruled() {
	if l.model == nil {
		return
	}
	first, url := "", ""
	for _, item := range l.model.Update.Items {
		value, i, ok := l.setting(item)
		switch {
		case !ok || value == "":
		case first == "":
			first, url = l.items[i].Name, value
		case value != url:
			l.fault(overruledURL, i, "%s of this document goes before it, so that this address is never asked: remove one of the two", first)
		}
	}
}

// matchesAny reports whether a name fits one of the patterns.
func matchesAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		ok, _ := path.Match(pattern, name)
		return ok
	})
}

// lastMember is what a URL ends with, which may be in its query.
func lastMember(url string) string { return url[strings.LastIndexAny(url, "/?&=")+1:] }

// endsInFile reports whether the last member of a URL is the name of a file. [W-fw] [I-141]
func endsInFile(url string) bool {
	if _, rest, ok := strings.Cut(url, "://"); ok {
		url = rest
	}
	_, url, _ = strings.Cut(url, "/")
	name, ending, ok := strings.Cut(lastMember(url), ".")
	return ok && name != "" && ending != ""
}
