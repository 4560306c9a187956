package digest

import "strings"

// ParseChallenges reads all field lines of WWW-Authenticate or
// Proxy-Authenticate. Several lines are one list, so a challenge may go on in
// the next line. It returns what could be read, in order, and the first fault.
// A challenge that cannot be used is left out; one that gives a parameter
// twice is kept with the last value. The error is a *SyntaxError.
// RFC 9110, Section 11.6.1.
func ParseChallenges(lines []string) ([]Challenge, error) {
	var p challengeParser
	p.seen = p.names[:0]
	for _, line := range lines {
		p.line(line)
	}
	p.close()
	if p.err != nil {
		return p.out, p.err
	}
	return p.out, nil
}

type challengeParser struct {
	out     []Challenge
	current Challenge
	open    bool
	seen    []string
	names   [8]string // room for seen, as most challenges have no more
	err     *SyntaxError
}

func (p *challengeParser) fail(code SyntaxCode, parameter string) {
	if p.err == nil {
		p.err = &SyntaxError{code, strings.ToLower(parameter)}
	}
}

// line reads one field line. After a fault it drops the challenge in hand and
// the rest of the line.
func (p *challengeParser) line(text string) {
	s := scanner{text: text}
	for s.skipEmpty(); !s.done(); s.skipEmpty() {
		if code, parameter := p.element(&s); code != 0 {
			p.fail(code, parameter)
			p.open = false
			return
		}
	}
}

// element reads one parameter, or a scheme and its token68.
func (p *challengeParser) element(s *scanner) (SyntaxCode, string) {
	name := s.run(tokenBytes)
	if name == "" {
		return SyntaxName, ""
	}
	spaced := s.at
	s.skipSpace()
	if s.peek() == '=' {
		return p.parameter(s, name)
	}
	p.close()
	p.current, p.open, p.seen = Challenge{Scheme: name}, true, p.seen[:0]
	if s.done() || s.peek() == ',' {
		return 0, ""
	}
	if s.at == spaced {
		return SyntaxSeparator, ""
	}
	p.token68(s)
	return 0, ""
}

// token68 reads the single value of a scheme, if that is what follows.
func (p *challengeParser) token68(s *scanner) {
	start := s.at
	text := s.run(token68Bytes)
	s.run(padding)
	end := s.at
	if text == "" || !s.endElement() {
		s.at = start
		return
	}
	p.current.Token68 = s.text[start:end]
}

func (p *challengeParser) parameter(s *scanner, name string) (SyntaxCode, string) {
	if !p.open || p.current.Token68 != "" {
		return SyntaxScheme, ""
	}
	s.at++
	s.skipSpace()
	value, code := s.value(unquotedBytes)
	if code == 0 && !s.endElement() {
		code = SyntaxSeparator
	}
	if code == 0 && hasControl(strings.ReplaceAll(value, "\t", " ")) {
		code = SyntaxControl
	}
	if code != 0 {
		return code, name
	}
	p.note(name)
	p.current.set(strings.ToLower(name), value)
	return 0, ""
}

// note remembers a name of the challenge in hand and reports a repeated one.
func (p *challengeParser) note(name string) {
	for _, earlier := range p.seen {
		if strings.EqualFold(earlier, name) {
			p.fail(SyntaxDuplicate, name)
			return
		}
	}
	p.seen = append(p.seen, name)
}

// close ends the challenge in hand and keeps it when it can be used.
func (p *challengeParser) close() {
	if !p.open {
		return
	}
	p.open = false
	c := p.current
	if c.IsDigest() {
		for _, name := range []string{"realm", "nonce"} {
			if !p.has(name) {
				p.fail(SyntaxMissing, name)
				return
			}
		}
		c.Algorithm = MD5
		if c.AlgorithmText != "" {
			c.Algorithm, _ = ParseAlgorithm(c.AlgorithmText)
		}
	}
	p.out = append(p.out, c)
}

func (p *challengeParser) has(name string) bool {
	for _, seen := range p.seen {
		if strings.EqualFold(seen, name) {
			return true
		}
	}
	return false
}

// set keeps the value of a parameter whose name is known, and ignores others.
func (c *Challenge) set(name, value string) {
	switch name {
	case "realm":
		c.Realm = value
	case "nonce":
		c.Nonce = value
	case "opaque":
		c.Opaque, c.HasOpaque = value, true
	case "domain":
		c.Domain = value
	case "charset":
		c.Charset = value
	case "algorithm":
		c.AlgorithmText = value
	case "stale":
		c.Stale = strings.EqualFold(value, "true")
	case "userhash":
		c.UserHash = strings.EqualFold(value, "true")
	case "qop":
		c.QOP = append([]string{}, strings.FieldsFunc(value, isListSeparator)...)
	}
}

func isListSeparator(r rune) bool { return r == ',' || r == ' ' || r == '\t' }
