package provdoc

import "strings"

// An element is one element of the source. Offsets are bytes of the source.
type element struct {
	name        string
	parent      int32 // noElement for the root
	first, many int32 // its attributes in Document.attributes
	start       int   // its <
	nameEnd     int   // after its name
	open        int   // after the > of its start tag
	end         int   // after its end tag; open when it is self-closing or never closed
	selfClosing bool
	closed      bool // it is self-closing or has an end tag of its own
	broken      bool // the document ends inside its start tag
}

// A scanner reads a document into elements and goes on after a fault.
type scanner struct {
	*Document
	*reporter
	pos     int
	stack   [MaxDepth]int32
	depth   int
	rooted  bool // the root was seen
	cut     bool // the document ends inside a tag, so that all that is open is not closed
	refused bool // a limit was passed: nothing more is read
}

// scan reads the whole source.
func (s *scanner) scan() {
	s.prologue()
	if !s.refused {
		s.makeRoom()
	}
	for s.pos < len(s.src) && !s.refused {
		i := strings.IndexByte(s.src[s.pos:], '<')
		if i < 0 {
			i = len(s.src) - s.pos
		}
		s.text(s.pos + i)
		if s.pos < len(s.src) {
			s.markup()
		}
	}
	if s.refused {
		return
	}
	s.closeDown(0)
	if !s.rooted {
		s.refuse(unknownDocument, 0, rootlessMessage(s.src))
		return
	}
	if s.isForeign() {
		s.faults = nil // what else is wrong with it is of no use
		s.refuse(unknownDocument, s.elements[0].start, foreignMessage(s.src))
		return
	}
	s.controlCharacters()
}

// makeRoom allocates for as many elements and attributes as the source is likely to have.
func (s *scanner) makeRoom() {
	elements := min(strings.Count(s.src, "<"), MaxElements)
	s.elements = make([]element, 0, elements)
	s.attributes = make([]attribute, 0, min(strings.Count(s.src, "="), 4*elements))
}

// refuse reports what makes the document unreadable.
func (s *scanner) refuse(rule ruleID, offset int, message string) {
	s.add(rule, offset, noElement, message)
	s.refused = true
}

// text passes over the characters up to end, which may be white space only.
func (s *scanner) text(end int) {
	for i := s.pos; i < end; i++ {
		if !isSpace(s.src[i]) {
			s.strayText(i, end)
			break
		}
	}
	s.pos = end
}

// strayText reports the text at offset. It is not shown: it may be the rest of a password.
func (s *scanner) strayText(offset, end int) {
	text := strings.TrimRight(s.src[offset:end], spaces)
	if i := strings.Index(text, "-->"); i >= 0 {
		s.add(strayCommentEnd, offset+i, noElement, "this --> ends no comment: remove it, or open the comment with <!--")
		text = strings.TrimRight(text[:i], spaces)
	}
	if text != "" {
		s.add(strayText, offset, s.top(), "text stands between elements: put it into a comment, or into a value attribute")
	}
}

// markup reads what begins with the < at the position.
func (s *scanner) markup() {
	rest := s.src[s.pos:]
	switch {
	case strings.HasPrefix(rest, "</"):
		s.endTag()
	case strings.HasPrefix(rest, "<!--"):
		s.comment()
	case strings.HasPrefix(rest, "<![CDATA["):
		s.cdata()
	case strings.HasPrefix(rest, "<!"):
		s.declaration()
	case strings.HasPrefix(rest, "<?"):
		s.instruction()
	case len(rest) > 1 && nameBytes[rest[1]]&nameStart != 0:
		s.startTag()
	default:
		s.add(unescapedLessThan, s.pos, s.top(), "this < begins no tag: write &lt;, or a name behind it")
		s.pos++
	}
}

// top is the innermost open element.
func (s *scanner) top() int32 {
	if s.depth == 0 {
		return noElement
	}
	return s.stack[s.depth-1]
}

// comment passes over a comment.
func (s *scanner) comment() {
	start, body := s.pos, s.pos+len("<!--")
	i := strings.Index(s.src[body:], "-->")
	if i < 0 {
		s.add(badComment, start, noElement, "this comment is never ended: write --> behind it")
		s.pos = len(s.src)
		return
	}
	text := s.src[body : body+i]
	s.pos = body + i + len("-->")
	s.keepNote(start, s.pos, text)
	switch j := strings.Index(text, "--"); {
	case j >= 0 && strings.Contains(text, "<!--"):
		s.add(badComment, body+strings.Index(text, "<!--"), noElement,
			"a comment begins inside a comment, and the first --> ends both: end the outer one before")
	case j >= 0:
		s.add(badComment, body+j, noElement, "a comment must not have -- inside: write - - instead")
	case strings.HasSuffix(text, "-"):
		s.add(badComment, body+i-1, noElement, "a comment must not end with --->: write a space before -->")
	}
}

// cdata passes over a CDATA section, which is text.
func (s *scanner) cdata() {
	start, body := s.pos, s.pos+len("<![CDATA[")
	i := strings.Index(s.src[body:], "]]>")
	if i < 0 {
		s.add(badMarkup, start, noElement, "this CDATA section is never ended: write ]]> behind it")
		s.pos = len(s.src)
		return
	}
	if s.depth == 0 || strings.Trim(s.src[body:body+i], spaces) != "" {
		s.add(strayText, start, s.top(), "a CDATA section stands between elements: put its text into a value attribute")
	}
	s.pos = body + i + len("]]>")
}

// controlCharacters reports the characters that XML cannot carry, wherever they are.
func (s *scanner) controlCharacters() {
	for i := 0; i < len(s.src); i++ {
		if c := s.src[i]; c < ' ' && !isSpace(c) {
			s.addf(controlCharacter, i, noElement, "the control character 0x%02X stands here: XML cannot carry it, remove it", c)
		}
	}
	if s.encoding != utf8Bytes {
		return
	}
	for _, char := range [...]string{"\uFFFE", "\uFFFF"} {
		if i := strings.Index(s.src, char); i >= 0 {
			s.add(controlCharacter, i, noElement, "a character stands here that XML cannot carry, U+FFFE or U+FFFF: remove it")
		}
	}
}

// endTag reads an end tag and closes its element.
func (s *scanner) endTag() {
	start := s.pos
	s.pos += len("</")
	name, ok := s.name()
	s.skipSpace()
	switch {
	case s.pos < len(s.src) && s.src[s.pos] == '>':
		s.pos++
	default:
		ok = false
		i := strings.IndexAny(s.src[s.pos:], "<>")
		switch {
		case i < 0:
			s.pos = len(s.src)
		case s.src[s.pos+i] == '>':
			s.pos += i + 1
		default:
			s.pos += i
		}
	}
	if !ok {
		s.add(unclosedTag, start, noElement, "an end tag is </, the name of the element and >, nothing else")
	}
	s.close(name, start)
}

// close ends the innermost open element of that name, and what is still open inside it.
func (s *scanner) close(name string, start int) {
	at := s.openElement(func(open string) bool { return open == name })
	if at < 0 {
		at = s.openElement(func(open string) bool { return strings.EqualFold(open, name) })
		if at < 0 {
			s.add(unexpectedEndTag, start, noElement, "this end tag closes nothing: remove it, or open its element before")
			return
		}
		s.add(wrongCase, start, noElement, "this end tag differs from its start tag in the case of letters: write both the same")
	}
	s.closeDown(at + 1)
	e := &s.elements[s.stack[at]]
	e.end, e.closed = s.pos, true
	s.depth = at
}

// openElement returns the depth of the innermost open element whose name is right, or -1.
func (s *scanner) openElement(right func(name string) bool) int {
	for at := s.depth - 1; at >= 0; at-- {
		if right(s.elements[s.stack[at]].name) {
			return at
		}
	}
	return -1
}

// closeDown reports what is open at depth and below it and takes it for closed.
func (s *scanner) closeDown(depth int) {
	for ; s.depth > depth; s.depth-- {
		index := s.stack[s.depth-1]
		e := &s.elements[index]
		if s.cut {
			continue
		}
		s.addf(unclosedElement, e.start, index, "this element is never closed: end it with /> or </%s>", e.name)
	}
}
