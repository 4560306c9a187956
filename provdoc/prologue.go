package provdoc

import (
	"strings"
	"unicode/utf8"
)

const byteOrderMark = "\uFEFF"

// prologue reads the byte order mark and the XML declaration and settles the encoding.
func (s *scanner) prologue() {
	if len(s.src) > MaxSize {
		s.refuse(tooLarge, 0, "the document is larger than 4 MiB: nothing in it is used")
		return
	}
	if isUTF16(s.src) {
		s.refuse(unknownEncoding, 0, "this is UTF-16 or no text at all: write the document in ISO-8859-1 or UTF-8")
		return
	}
	marked := strings.HasPrefix(s.src, byteOrderMark)
	if marked {
		s.pos = len(byteOrderMark)
	}
	declared, ok := s.xmlDeclaration()
	switch {
	case marked && ok && declared != utf8Bytes:
		s.add(encodingConflict, 0, noElement, "a byte order mark of UTF-8 stands before another encoding: remove the mark, or declare UTF-8")
		s.encoding = utf8Bytes
	case ok:
		s.encoding = declared
	default:
		// Without a declaration XML is UTF-8; a file that is not can only be what the phones' files are.
		s.encoding = utf8Bytes
		if !marked && utf8Bytes.badByte(s.src) >= 0 {
			s.add(badBytes, utf8Bytes.badByte(s.src), noElement,
				`a document without a declaration is UTF-8, and this byte is not: begin it with <?xml version="1.0" encoding="ISO-8859-1"?>`)
			s.encoding = latin1
		}
		return
	}
	if i := s.encoding.badByte(s.src[s.pos:]); i >= 0 {
		s.add(badBytes, s.pos+i, noElement, "this byte does not belong to the declared encoding: declare ISO-8859-1, or convert the file")
	}
	if s.encoding == latin1 {
		s.mistaken()
	}
}

// mistaken reports bytes that are legal in ISO-8859-1, and that an editor wrote in another
// encoding.
func (s *scanner) mistaken() {
	high := strings.IndexFunc(s.src, func(r rune) bool { return r >= utf8.RuneSelf })
	if high < 0 {
		return
	}
	if utf8.ValidString(s.src) {
		s.add(wrongEncoding, high, noElement,
			"this letter is UTF-8 and the document declares ISO-8859-1, so a phone shows other letters: "+
				"save it as ISO-8859-1, or declare UTF-8")
		return
	}
	first, many := -1, 0
	for i := high; i < len(s.src); i++ {
		if c := s.src[i]; 0x80 <= c && c <= 0x9F {
			if many++; first < 0 {
				first = i
			}
		}
	}
	if many > 0 {
		s.addf(windowsBytes, first, noElement,
			"the bytes from 80 to 9F, here %d, are control characters in ISO-8859-1, "+
				"and quotes or dashes in Windows-1252: write plain characters", many)
	}
}

// isUTF16 reports whether src looks like UTF-16 or UTF-32: by its byte order mark, or by the zeros around the first <.
func isUTF16(src string) bool {
	for _, prefix := range [...]string{"\xFE\xFF", "\xFF\xFE", "<\x00", "\x00<", "\x00\x00\x00<", "\x00\x00\xFE\xFF"} {
		if strings.HasPrefix(src, prefix) {
			return true
		}
	}
	return false
}

// xmlDeclaration reads the XML declaration. It reports false when no encoding is declared.
func (s *scanner) xmlDeclaration() (encoding, bool) {
	start := s.pos
	if !isXMLDeclaration(s.src[start:]) {
		return 0, false
	}
	end := strings.Index(s.src[start:], "?>")
	if end < 0 {
		return 0, false
	}
	s.pos = start + end + len("?>")
	decl, ok := pseudoAttributes(s.src[start+len("<?xml") : start+end])
	if !ok || decl.version != "1.0" {
		s.add(badDeclaration, start, noElement, `write the declaration as <?xml version="1.0" encoding="ISO-8859-1"?>`)
	}
	if decl.encoding == "" {
		return 0, false
	}
	e, known := encodingNamed(decl.encoding)
	if !known {
		s.add(unknownEncoding, start, noElement, "this encoding is not known to the phones: declare ISO-8859-1, UTF-8 or US-ASCII")
	}
	return e, true
}

// isXMLDeclaration reports whether src begins with an XML declaration and not with another instruction.
func isXMLDeclaration(src string) bool {
	return len(src) > len("<?xml") && strings.HasPrefix(src, "<?xml") && (isSpace(src[len("<?xml")]) || src[len("<?xml")] == '?')
}

// An xmlDecl holds what an XML declaration says; what it does not say is "".
type xmlDecl struct{ version, encoding, standalone string }

// pseudoAttributes reads version, encoding and standalone, which come in this order. It reports false for all else.
// XML 1.0, Section 2.8.
func pseudoAttributes(text string) (decl xmlDecl, ok bool) {
	next := 0
	for {
		trimmed := strings.TrimLeft(text, spaces)
		if trimmed == "" {
			return decl, true
		}
		name, rest, found := strings.Cut(trimmed, "=")
		to, order := decl.field(strings.TrimRight(name, spaces))
		rest = strings.TrimLeft(rest, spaces)
		if !found || trimmed == text || order < next || rest == "" || rest[0] != '"' && rest[0] != '\'' {
			return decl, false
		}
		end := strings.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return decl, false
		}
		*to, text, next = rest[1:1+end], rest[end+2:], order+1
	}
}

// field returns where the named part of the declaration is kept and its place in the order, -1 when there is none.
func (d *xmlDecl) field(name string) (to *string, order int) {
	switch name {
	case "version":
		return &d.version, 0
	case "encoding":
		return &d.encoding, 1
	case "standalone":
		return &d.standalone, 2
	}
	return nil, -1
}

// instruction passes over a processing instruction.
func (s *scanner) instruction() {
	start := s.pos
	end := strings.Index(s.src[start:], "?>")
	s.pos += len("<?")
	name, ok := s.name()
	switch {
	case end < 0:
		s.add(badInstruction, start, noElement, "this instruction is never ended: write ?> behind it")
		s.pos = s.endOfTag(s.pos)
		return
	case strings.EqualFold(name, "xml"):
		s.add(badDeclaration, start, noElement, "the XML declaration stands at the very beginning of the document, once, in lower case")
	case !ok || s.pos < start+end && !isSpace(s.src[s.pos]):
		s.add(badInstruction, start, noElement, "an instruction is <?, a name, space, text and ?>: write it so, or remove it")
	}
	s.pos = start + end + len("?>")
}

// declaration passes over a DOCTYPE without entities and refuses any other; nothing else may begin with <! here.
func (s *scanner) declaration() {
	start := s.pos
	if len(s.src)-start < len("<!DOCTYPE") || !strings.EqualFold(s.src[start:start+len("<!DOCTYPE")], "<!DOCTYPE") {
		s.add(badMarkup, start, noElement, "what begins with <! is a comment, <!-- -->, and nothing else: remove it")
		s.pos = s.endOfTag(start)
		return
	}
	s.pos = s.endOfTag(start)
	text := s.src[start+len("<!DOCTYPE") : s.pos]
	if strings.ContainsAny(text, `["'`) || strings.Contains(text, "SYSTEM") || strings.Contains(text, "PUBLIC") {
		if equalFold(strings.Fields(text + " -")[0], "html") {
			s.refuse(unknownDocument, start, foreignMessage("<html"))
			return
		}
		s.refuse(doctypeEntities, start, "a DOCTYPE with entities or external files is refused: remove it, nothing in the document is used")
		return
	}
	if fields := strings.Fields(strings.TrimSuffix(text, ">")); s.rooted || len(fields) != 1 || !strings.HasSuffix(text, ">") {
		s.add(badMarkup, start, noElement, "a DOCTYPE stands before the root element and names it: remove it")
		return
	}
	s.add(doctype, start, noElement, "the phones' documents have no DOCTYPE: remove it")
}

// endOfTag returns the offset after the next >, or the end of the document.
func (s *scanner) endOfTag(from int) int {
	if i := strings.IndexByte(s.src[from:], '>'); i >= 0 {
		return from + i + 1
	}
	return len(s.src)
}
