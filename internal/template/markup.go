package template

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/offhook/offhook/provdoc"
)

// A markup reads the XML of one text between two actions, strictly: what is not well-formed here would not be well-formed
// in the document, and could put a value where it is not expected.
type markup struct {
	place
	source *source
	text   string
	pos    int // in text
	offset int // of text in the source
}

// follow reads text, which is at offset of the source, and returns the place behind it.
func (p place) follow(s *source, text string, offset int) (place, error) {
	m := markup{place: p, source: s, text: text, offset: offset}
	if p.dead {
		if at := len(text) - len(strings.TrimLeft(text, spaces)); at < len(text) {
			return p, m.fail(at, "nothing behind {{break}} and {{continue}} is reached: remove it")
		}
		return p, nil
	}
	if err := m.characters(); err != nil {
		return p, err
	}
	if !m.started && strings.HasPrefix(text, byteOrderMark) {
		m.pos = len(byteOrderMark)
	}
	for m.pos < len(m.text) {
		if err := m.step(); err != nil {
			return p, err
		}
	}
	return m.place, nil
}

func (m *markup) fail(pos int, format string, args ...any) error {
	return m.source.fail(m.offset+pos, format, args...)
}

// characters finds what no document can carry.
func (m *markup) characters() error {
	for i, r := range m.text {
		if r < ' ' && !strings.ContainsRune(spaces, r) || r == 0xFFFE || r == 0xFFFF {
			return m.fail(i, "a character stands here that XML cannot carry, U+%04X: remove it", r)
		}
	}
	return nil
}

// step reads the next piece.
func (m *markup) step() error {
	switch m.state {
	case content:
		return m.content()
	case gap, spaced:
		return m.tag()
	case beforeValue:
		return m.openQuote()
	case value:
		return m.value()
	case comment:
		return m.comment()
	case cdata:
		m.until("]]>")
		return m.unsplit("]")
	}
	m.until("?>")
	return m.unsplit("?")
}

// until goes on behind the end of what is passed over, or to the end of the text.
func (m *markup) until(end string) {
	if i := strings.Index(m.text[m.pos:], end); i >= 0 {
		m.pos += i + len(end)
		m.state = content
		return
	}
	m.pos = len(m.text)
}

// unsplit refuses a text that ends within the mark that ends what is passed over.
func (m *markup) unsplit(half string) error {
	if m.state != content && strings.HasSuffix(m.text, half) {
		return m.fail(len(m.text)-1, "an action splits the end of %s: write the end in one piece", wherever[m.state])
	}
	return nil
}

// comment passes over a comment, which has no -- inside.
func (m *markup) comment() error {
	i := strings.Index(m.text[m.pos:], "--")
	if i < 0 {
		m.pos = len(m.text)
		return m.unsplit("-")
	}
	at := m.pos + i
	if !strings.HasPrefix(m.text[at:], "-->") {
		return m.fail(at, "a comment has no -- inside: write - - instead, or end it with -->")
	}
	m.pos, m.state = at+len("-->"), content
	return nil
}

// content reads text up to the next tag, and that.
func (m *markup) content() error {
	start := m.pos
	i := strings.IndexByte(m.text[start:], '<')
	if i < 0 {
		i = len(m.text) - start
	}
	if err := m.words(start, start+i); err != nil {
		return err
	}
	if m.pos = start + i; m.pos == len(m.text) {
		return nil
	}
	return m.open()
}

// words reads the text of an element.
func (m *markup) words(start, end int) error {
	text := m.text[start:end]
	m.started = m.started || text != ""
	blank := len(text) - len(strings.TrimLeft(text, spaces))
	if blank < len(text) && m.place.open == "" {
		return m.fail(start+blank, "text stands outside of the root element: remove it, or put it into a comment")
	}
	if i := strings.Index(text, "]]>"); i >= 0 {
		return m.fail(start+i, "the text has ]]>: write ]]&gt;")
	}
	if start == 0 && (strings.HasPrefix(text, ">") || strings.HasPrefix(text, "]>")) {
		return m.fail(strings.IndexByte(text, '>'), "what stands before this > could make ]]> of it: write &gt;")
	}
	return m.references(start, end)
}

// references checks every & of a text.
func (m *markup) references(start, end int) error {
	for at := start; ; {
		i := strings.IndexByte(m.text[at:end], '&')
		if i < 0 {
			return nil
		}
		at += i
		body, _, closed := strings.Cut(m.text[at+1:end], ";")
		if !closed || !isReference(body) {
			return m.fail(at, "write this & as &amp;, or a character by its number as &#8364;")
		}
		at += len("&;") + len(body)
	}
}

// isReference reports whether &body; is a reference that every parser knows.
func isReference(body string) bool {
	switch body {
	case "amp", "lt", "gt", "quot", "apos":
		return true
	}
	number, base := strings.TrimPrefix(body, "#"), 10
	if strings.HasPrefix(number, "x") {
		number, base = number[1:], 16
	}
	n, err := strconv.ParseUint(number, base, 32)
	if err != nil || n > utf8.MaxRune || number == body {
		return false
	}
	_, err = provdoc.Escaper{}.AppendElementText(nil, string(rune(n)))
	return err == nil && utf8.ValidRune(rune(n))
}

// value reads the value of an attribute.
func (m *markup) value() error {
	start := m.pos
	end, closed := len(m.text), false
	if i := strings.IndexByte(m.text[start:], m.quote); i >= 0 {
		end, closed = start+i, true
	}
	if i := strings.IndexByte(m.text[start:end], '<'); i >= 0 {
		return m.fail(start+i, "a < stands in a value: write it as &lt;, or close the quotes before")
	}
	if err := m.references(start, end); err != nil {
		return err
	}
	if m.pos = end; closed {
		m.pos++
		m.state, m.quote = gap, 0
	}
	return nil
}
