package provdoc

import (
	"strings"
	"unicode"
)

// An attribute is one attribute of a start tag.
type attribute struct {
	name  string
	value string // references resolved
	at    int    // the offset of its name
	start int    // the offset of its value, quotes included
	end   int    // after its value
	quote byte   // the quote before its value, 0 for none
}

// What a byte can be in a name.
const (
	nameStart = 1 << iota // it begins one
	nameRest              // it goes on in one
	nameEnd               // it ends one
)

// nameBytes says for each byte what it can be in a name. Bytes that are none of these make a bad name.
var nameBytes = func() (table [256]uint8) {
	for c := range table {
		switch b := byte(c); {
		case 'a' <= b|0x20 && b|0x20 <= 'z', b == '_', b == ':':
			table[c] = nameStart | nameRest
		case '0' <= b && b <= '9', b == '-', b == '.':
			table[c] = nameRest
		case isSpace(b), b == '/', b == '>', b == '<', b == '=', b == '"', b == '\'', b == '?':
			table[c] = nameEnd
		case b >= 0x80:
			table[c] = nameStart
		}
	}
	return table
}()

// name reads a name and reports whether it is a good one. It may be empty.
func (s *scanner) name() (string, bool) {
	start, ok, colons := s.pos, true, 0
	for s.pos < len(s.src) {
		c := s.src[s.pos]
		class := nameBytes[c]
		if class&nameEnd != 0 {
			break
		}
		if class&nameRest == 0 {
			ok = false
		}
		if c == ':' {
			colons++
		}
		s.pos++
	}
	name := s.src[start:s.pos]
	if name == "" || nameBytes[name[0]]&nameStart == 0 || colons > 1 || colons == 1 && (name[0] == ':' || name[len(name)-1] == ':') {
		ok = false
	}
	if !ok {
		name = s.legible(name)
	}
	return name, ok
}

// legible returns a bad name as characters that can be shown.
func (s *scanner) legible(name string) string {
	var b strings.Builder
	for i := 0; i < len(name); {
		r, size := s.encoding.rune(name[i:])
		if unicode.IsControl(r) {
			r = unicode.ReplacementChar
		}
		b.WriteRune(r)
		i += size
	}
	return b.String()
}

// skipSpace passes over white space and reports whether there was any.
func (s *scanner) skipSpace() bool {
	start := s.pos
	for s.pos < len(s.src) && isSpace(s.src[s.pos]) {
		s.pos++
	}
	return s.pos > start
}

// startTag reads a start tag and opens its element.
func (s *scanner) startTag() {
	start := s.pos
	s.pos++
	name, ok := s.name()
	if !s.admit(name, start) {
		return
	}
	index := int32(len(s.elements))
	s.elements = append(s.elements, element{
		name: name, parent: s.top(), start: start, nameEnd: s.pos, first: int32(len(s.attributes)),
	})
	if !ok {
		s.add(badName, start+1, index, "this is no name of an element: use ASCII letters, digits, _, - and . only")
	}
	selfClosing := s.attributeList(index)
	e := &s.elements[index]
	e.many = int32(len(s.attributes)) - e.first
	e.open, e.end, e.selfClosing, e.closed = s.pos, s.pos, selfClosing, selfClosing
	if !selfClosing && !s.refused {
		s.push(index)
	}
}

// admit decides whether an element may begin here: the limits, and what the root has to be.
func (s *scanner) admit(name string, start int) bool {
	switch {
	case len(s.elements) >= MaxElements:
		s.refuse(tooManyElements, start, "the document has more than 20000 elements: nothing in it is used")
		return false
	case s.depth > 0:
		return true
	case !s.rooted:
		s.rooted = true
		s.dialect = dialectOf(name)
		if s.dialect == nil {
			s.refuse(unknownDocument, start, "the root element is not known: a document for these phones is a <ProviderFrame>")
			return false
		}
	case s.after == 0:
		s.after = len(s.elements)
		s.add(afterRoot, start, noElement, "an element stands behind the end of the root element: move it inside")
	}
	return true
}

// push opens an element. Items that were never closed make room when it would be too deep.
func (s *scanner) push(index int32) {
	if s.depth == MaxDepth {
		keep := s.depth
		for keep > 0 && !s.dialect.holds(s.elements[s.stack[keep-1]].name) {
			keep--
		}
		s.closeDown(keep)
	}
	if s.depth == MaxDepth {
		s.refuse(tooDeep, s.elements[index].start, "more than 32 elements are open inside each other: nothing in the document is used")
		return
	}
	s.stack[s.depth] = index
	s.depth++
}

// attributeList reads up to the end of the start tag and reports whether it is self-closing.
func (s *scanner) attributeList(index int32) (selfClosing bool) {
	for !s.refused {
		spaced := s.skipSpace()
		rest := s.src[s.pos:]
		switch {
		case rest == "":
			s.cutOff(index, s.elements[index].start, "the document ends inside this tag: it was cut off")
			return true
		case rest[0] == '>':
			s.pos++
			return false
		case strings.HasPrefix(rest, "/>"):
			s.pos += len("/>")
			return true
		case rest[0] == '<' && s.freshLine():
			s.add(unclosedTag, s.elements[index].start, index, "this tag is not ended before the next one begins: write /> behind it")
			return !s.dialect.holds(s.elements[index].name)
		}
		s.attribute(index, spaced)
	}
	return true
}

// cutOff notes that the document ends inside the tag of an element, which then is no item.
func (s *scanner) cutOff(index int32, offset int, message string) {
	if !s.cut {
		s.add(truncated, offset, index, message)
	}
	s.cut, s.elements[index].broken = true, true
}

// freshLine reports whether only white space stands before the position on its line.
func (s *scanner) freshLine() bool {
	before := strings.TrimRight(s.src[:s.pos], " \t")
	return strings.HasSuffix(before, "\n")
}

// attribute reads one attribute, or passes over what is none.
func (s *scanner) attribute(index int32, spaced bool) {
	at := s.pos
	name, ok := s.name()
	if name != "" {
		s.skipSpace()
	}
	if name == "" || s.pos >= len(s.src) || s.src[s.pos] != '=' {
		s.junk(index, at, spaced)
		return
	}
	s.pos++
	s.skipSpace()
	if !spaced {
		s.add(missingSpace, at, index, "a space is missing before this attribute")
	}
	if !ok {
		s.add(badName, at, index, "this is no name of an attribute: use ASCII letters, digits, _, - and . only")
	}
	a := s.value(index)
	a.name, a.at = name, at
	if s.elements[index].broken {
		return
	}
	s.keep(index, a)
}

// keep adds an attribute to its element, unless it is there already: then the first counts (uncertain).
func (s *scanner) keep(index int32, a attribute) {
	own := s.attributes[s.elements[index].first:]
	for i := range own {
		if own[i].name == a.name {
			s.add(duplicateAttribute, a.at, index, "an attribute stands here a second time: remove one of the two")
			return
		}
	}
	if len(own) >= MaxAttributes {
		s.refuse(tooManyAttributes, a.at, "an element has more than 64 attributes: nothing in the document is used")
		return
	}
	s.attributes = append(s.attributes, a)
}

// junk passes over what is no attribute, up to the next place where one can begin. Only the first of a tag is reported.
func (s *scanner) junk(index int32, at int, spaced bool) {
	message := `this is no attribute: write NAME="VALUE"`
	if !spaced {
		message = "the value ended with the quote before: write a quote inside a value as &quot;"
	}
	if s.junked != index+1 {
		s.junked = index + 1
		s.add(badAttribute, at, index, message)
	}
	if s.pos == at {
		s.pos++
	}
	for s.pos < len(s.src) && !isSpace(s.src[s.pos]) && s.src[s.pos] != '>' && !strings.HasPrefix(s.src[s.pos:], "/>") {
		s.pos++
	}
}

// value reads the value of an attribute, with quotes or without.
func (s *scanner) value(index int32) attribute {
	if s.pos < len(s.src) && (s.src[s.pos] == '"' || s.src[s.pos] == '\'') {
		return s.quoted(index)
	}
	start := s.pos
	for s.pos < len(s.src) && !isSpace(s.src[s.pos]) && s.src[s.pos] != '>' && s.src[s.pos] != '<' && !strings.HasPrefix(s.src[s.pos:], "/>") {
		s.pos++
	}
	end := s.pos
	if end > start && (s.src[end-1] == '"' || s.src[end-1] == '\'') {
		end--
	}
	s.add(missingQuotes, start, index, "quotes are missing around this value")
	return attribute{start: start, end: s.pos, value: s.decode(index, start, end)}
}

// quoted reads a value in quotes.
func (s *scanner) quoted(index int32) attribute {
	start := s.pos
	quote := s.src[start]
	length := strings.IndexByte(s.src[start+1:], quote)
	if end := s.lostQuote(start+1, length); end >= 0 {
		s.add(unclosedQuote, start, index, "the closing quote of this value is missing")
		s.pos = end
		return attribute{start: start, end: end, quote: quote, value: s.decode(index, start+1, end)}
	}
	if length < 0 {
		s.pos = len(s.src)
		s.cutOff(index, start, "the document ends inside this value: it was cut off")
		return attribute{}
	}
	s.pos = start + 1 + length + 1
	return attribute{start: start, end: s.pos, quote: quote, value: s.decode(index, start+1, s.pos-1)}
}

// lostQuote decides whether a value at start has no closing quote of its own and returns where it ends then, else -1.
// length is the distance to the next quote, -1 for none. A tag that ends and a new line that begins with another tag
// before that quote are taken as the sign.
func (s *scanner) lostQuote(start, length int) int {
	text := s.src[start:]
	if length >= 0 {
		text = text[:length]
	}
	for from := 0; ; {
		i := strings.IndexByte(text[from:], '<')
		if i < 0 {
			break
		}
		tag := strings.TrimRight(text[:from+i], spaces)
		if strings.HasSuffix(tag, ">") && strings.Contains(text[len(tag):from+i], "\n") {
			return start + endOfValue(tag)
		}
		from += i + 1
	}
	if length >= 0 {
		return -1
	}
	line, _, _ := strings.Cut(text, "\n")
	if i := strings.LastIndexByte(line, '>'); i >= 0 {
		return start + endOfValue(line[:i+1])
	}
	return -1
}

// endOfValue returns where the value ends in text, which runs up to the > of its tag.
func endOfValue(text string) int {
	text = strings.TrimSuffix(text, ">")
	text = strings.TrimSuffix(text, "/")
	return len(strings.TrimRight(text, spaces))
}
