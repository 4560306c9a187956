package provdoc

import "strings"

// An attribute is one attribute of a start tag.
type attribute struct {
	name  string
	value string // references resolved
	at    int    // the offset of its name
	start int    // the offset of its value, quotes included
	end   int    // after its value
	quote byte   // the quote before its value, 0 for none
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
