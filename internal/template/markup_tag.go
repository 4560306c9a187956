package template

import (
	"strings"

	"github.com/offhook/offhook/provdoc"
)

// open reads what begins with a <.
func (m *markup) open() error {
	rest, first := m.text[m.pos:], !m.started
	m.started = true
	switch {
	case strings.HasPrefix(rest, "<!--"):
		m.pos += len("<!--")
		m.state = comment
	case strings.HasPrefix(rest, "<![CDATA[") && m.place.open != "":
		m.pos += len("<![CDATA[")
		m.state = cdata
	case strings.HasPrefix(rest, "<!"):
		return m.fail(m.pos, "what begins with <! is a comment, <!-- -->, and nothing else: remove it")
	case strings.HasPrefix(rest, "<?"):
		return m.instruction(first)
	case strings.HasPrefix(rest, "</"):
		return m.endTag()
	default:
		return m.startTag()
	}
	return nil
}

// instruction begins a processing instruction or the XML declaration, which is the first of all and has no action inside.
func (m *markup) instruction(first bool) error {
	start := m.pos
	m.pos += len("<?")
	name := m.name()
	switch {
	case name == "":
		return m.fail(start, "an instruction is <?, a name, space, text and ?>: write it so, or remove it")
	case !strings.EqualFold(name, "xml"):
		m.state = instruction
		return nil
	case !first || name != "xml" || m.offset+start != m.source.declaration:
		return m.fail(start, "the XML declaration stands at the very beginning of the document, once, in lower case: "+
			"remove what stands before it, or end the action before it with -}}")
	}
	m.until("?>")
	m.declared = true
	if m.state = content; !strings.HasSuffix(m.text[:m.pos], "?>") {
		return m.fail(start, "an action stands in the XML declaration: write the declaration in one piece")
	}
	return nil
}

// endTag reads an end tag and closes its element.
func (m *markup) endTag() error {
	start := m.pos
	m.pos += len("</")
	name := m.name()
	m.skipSpace()
	if name == "" || m.pos >= len(m.text) || m.text[m.pos] != '>' {
		return m.fail(start, "an end tag is </, the name of the element and >, in one piece")
	}
	m.pos++
	if open := m.pop(); open != name {
		if open == "" {
			return m.fail(start, "this </%s> ends nothing: remove it", name)
		}
		return m.fail(start, "this </%s> stands where </%s> is expected", name, open)
	}
	return nil
}

// startTag reads the name of a start tag.
func (m *markup) startTag() error {
	start := m.pos
	m.pos++
	m.element = m.name()
	switch {
	case m.element == "":
		return m.fail(start, "this < begins no tag: write &lt;, or the name of an element behind it, which is no value")
	case m.place.open == "" && m.rooted:
		return m.fail(start, "a second root element begins here: a document has one, put all others into it")
	case m.depth() >= provdoc.MaxDepth:
		return m.fail(start, "more than %d elements are open inside each other", provdoc.MaxDepth)
	}
	m.rooted, m.state = true, gap
	return nil
}

// tag reads on in a start tag.
func (m *markup) tag() error {
	switch c := m.text[m.pos]; {
	case strings.IndexByte(spaces, c) >= 0:
		m.skipSpace()
		m.state = spaced
	case c == '>':
		m.pos++
		m.push()
		m.state, m.element = content, ""
	case c == '/':
		if !strings.HasPrefix(m.text[m.pos:], "/>") {
			return m.fail(m.pos, "a / in a tag has > behind it, in one piece")
		}
		m.pos += len("/>")
		m.state, m.element = content, ""
	case m.state == gap:
		return m.fail(m.pos, "a space is missing here; a name is written in one piece, without an action")
	default:
		return m.attribute()
	}
	return nil
}

// attribute reads the name of an attribute and its =.
func (m *markup) attribute() error {
	start := m.pos
	name := m.name()
	m.skipSpace()
	if name == "" || m.pos >= len(m.text) || m.text[m.pos] != '=' {
		return m.fail(start, `this is no attribute: write NAME="VALUE", and the name and = in one piece`)
	}
	m.pos++
	m.state = beforeValue
	return nil
}

// openQuote reads the quote before a value.
func (m *markup) openQuote() error {
	m.skipSpace()
	if m.pos == len(m.text) {
		return nil
	}
	c := m.text[m.pos]
	if c != '"' && c != '\'' {
		return m.fail(m.pos, "quotes are missing around this value")
	}
	m.pos++
	m.state, m.quote = value, c
	return nil
}

func (m *markup) skipSpace() {
	for m.pos < len(m.text) && strings.IndexByte(spaces, m.text[m.pos]) >= 0 {
		m.pos++
	}
}

// name reads a name, "" when there is none that is good.
func (m *markup) name() string {
	start := m.pos
	for m.pos < len(m.text) && isNameByte(m.text[m.pos], m.pos > start) {
		m.pos++
	}
	name := m.text[start:m.pos]
	if strings.Count(name, ":") > 1 || strings.HasPrefix(name, ":") || strings.HasSuffix(name, ":") {
		return ""
	}
	return name
}

// isNameByte reports whether c can stand in the name of an element or an attribute, at its beginning or behind it.
func isNameByte(c byte, rest bool) bool {
	switch {
	case 'a' <= c|0x20 && c|0x20 <= 'z', c == '_', c == ':':
		return true
	case '0' <= c && c <= '9', c == '-', c == '.':
		return rest
	}
	return false
}
