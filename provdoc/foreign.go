package provdoc

import "strings"

// foreignRoots are root elements of files that lie beside the documents of these phones, in lower
// case, with what they look like.
var foreignRoots = map[string]string{
	"html":           "a web page",
	"device":         "a configuration of a Cisco phone",
	"flat-profile":   "a configuration of a Cisco phone",
	"gs_provision":   "a configuration of a Grandstream phone",
	"phone_config":   "a configuration of a Polycom phone",
	"polycomconfig":  "a configuration of a Polycom phone",
	"phone-settings": snomConfiguration,
	"schema":         "an XML schema",
	"addressbook":    "a phone book",
	"phonebook":      "a phone book",
}

// foreignTexts are how the text of other files begins.
var foreignTexts = map[string]string{
	"#!version:": "a configuration of a Yealink phone",
}

const snomConfiguration = "a configuration of a Snom phone"

// LooksLike says what a file looks like that is not a document: "a web page". It is empty for a
// document, and for an unknown kind of file. It goes by the root element, or by the
// first characters of a text.
func LooksLike(data []byte) string {
	src := string(data[:min(len(data), foreignHead)])
	for {
		src = strings.TrimLeft(strings.TrimPrefix(src, byteOrderMark), spaces)
		end := "?>"
		switch {
		case strings.HasPrefix(src, "<!--"):
			end = "-->"
		case strings.HasPrefix(src, "<!"):
			end = ">"
		case !strings.HasPrefix(src, "<?"):
			return foreignName(src)
		}
		_, rest, ok := strings.Cut(src, end)
		if !ok {
			return ""
		}
		src = rest
	}
}

// foreignHead is how much of a file LooksLike reads.
const foreignHead = 64 << 10

// foreignName says what a file looks like that begins with src.
func foreignName(src string) string {
	for sign, looks := range foreignTexts {
		if strings.HasPrefix(src, sign) {
			return looks
		}
	}
	if !strings.HasPrefix(src, "<") {
		return ""
	}
	name, rest := rootName(src)
	if name == settingsElement && strings.Contains(rest, "<phone-settings") {
		return snomConfiguration
	}
	return foreignRoots[name]
}

// rootName is the name of the element that src begins with, in lower case and without a prefix, and
// what follows it.
func rootName(src string) (name, rest string) {
	end := 1
	for end < len(src) && nameBytes[src[end]]&nameEnd == 0 {
		end++
	}
	name = strings.ToLower(src[1:end])
	return name[strings.IndexByte(name, ':')+1:], src[end:]
}

// rootlessMessage says that a file has no root element, and what it looks like.
func rootlessMessage(src string) string {
	if LooksLike([]byte(src)) != "" {
		return foreignMessage(src)
	}
	return "this is not an XML document: " +
		"a document has one root element, <ProviderFrame> or <provisioning>"
}

// foreignMessage says that a file is not a document, and what it looks like.
func foreignMessage(src string) string {
	const right = "a document for these phones is a <ProviderFrame> or a <provisioning>"
	if looks := LooksLike([]byte(src)); looks != "" {
		return "this looks like " + looks + ": " + right
	}
	return "the root element is not known: " + right
}

// isForeign reports whether a root element that a document can have holds nothing but elements that
// no document has: the configuration of a Snom phone is in <settings> too.
func (d *Document) isForeign() bool {
	if d.grammar != Provisioning {
		return false
	}
	inside := d.elements[1:d.inRoot()]
	for i := range inside {
		if _, ok := partNamed(inside[i].name); ok {
			return false
		}
	}
	return len(inside) > 0
}

// HasKnown reports whether the document says anything that a phone could take: a setting of the
// catalogue, a control, an order, a file, or a product. A document without all of these is none.
func (d *Document) HasKnown() bool {
	if !d.readable {
		return false
	}
	for _, r := range [...]role{roleMAC, roleProductID} {
		if _, ok := d.dialect.control(d, r); ok {
			return true
		}
	}
	for i := range d.items {
		if it := &d.items[i]; it.Kind == Control || it.Kind == Oper {
			return true
		}
		if _, ok := parameter(nil, d.items[i].Name); ok {
			return true
		}
	}
	return len(d.Firmware())+len(d.Steps())+len(d.Links()) > 0
}
