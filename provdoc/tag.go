package provdoc

import "strings"

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
		if s.grammar = grammarOf(name); s.grammar == nil {
			s.refuse(unknownDocument, start, foreignMessage(s.src))
			return false
		}
		s.dialect = s.grammar
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
		for keep > 0 && !s.grammar.holds(s.elements[s.stack[keep-1]].name) {
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
			return !s.grammar.holds(s.elements[index].name)
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
