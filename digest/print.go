package digest

import "strings"

// printer writes a scheme and its parameters, separated by a comma and a space.
type printer struct {
	strings.Builder
	params int
}

func (p *printer) name(name string) {
	if p.params++; p.params == 1 {
		p.WriteByte(' ')
	} else {
		p.WriteString(", ")
	}
	p.WriteString(name)
	p.WriteByte('=')
}

// quoted writes a parameter whose value is a quoted string.
func (p *printer) quoted(name, value string) {
	p.name(name)
	p.quote(value)
}

func (p *printer) quote(value string) {
	p.WriteByte('"')
	for {
		i := strings.IndexAny(value, `"\`)
		if i < 0 {
			break
		}
		p.WriteString(value[:i])
		p.WriteByte('\\')
		p.WriteByte(value[i])
		value = value[i+1:]
	}
	p.WriteString(value)
	p.WriteByte('"')
}

// token writes a parameter whose value stands unquoted, and quotes it only
// when it is no token.
func (p *printer) token(name, value string) {
	p.name(name)
	if isToken(value) {
		p.WriteString(value)
	} else {
		p.quote(value)
	}
}

// given writes a quoted parameter unless it is empty.
func (p *printer) given(name, value string) {
	if value != "" {
		p.quoted(name, value)
	}
}

// givenToken writes an unquoted parameter unless it is empty.
func (p *printer) givenToken(name, value string) {
	if value != "" {
		p.token(name, value)
	}
}

func (p *printer) flag(name string, set bool) {
	if set {
		p.token(name, "true")
	}
}
