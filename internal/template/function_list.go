package template

import (
	"strings"
	"unicode/utf8"
)

// index takes one element of a list, or what a map has under a name.
func (a *args) index() (datum, error) {
	k, i, of := a.kinds[0].kind, a.number(1), a.list[0]
	if mapped.has(k) != (a.kinds[1].kind == textKind) {
		return a.fail(1, "a number for a list and a name for a map")
	}
	switch {
	case mapped.has(k):
		return a.run.entry(k, a.text(1), "(index ."+mapName(k)+" NAME)"), nil
	case i < 0 || i >= a.length():
		return datum{}, a.at.fail(ErrNoValue, "index asks for an element that %s has not, counted from 0: ask with {{if gt (len LIST) NUMBER}} before", a.kinds[0].called())
	case k == listKind:
		return datum{text: of.list[i]}, nil
	}
	return datum{line: &of.lines[i]}, nil
}

// slice takes a part of a text, in characters, or of a list.
func (a *args) slice() (datum, error) {
	long := a.length()
	from, to := a.number(1), long
	if a.has(2) {
		to = min(a.number(2), long)
	}
	from = min(from, long)
	if from < 0 || to < from {
		return datum{}, a.at.fail(ErrValue, "slice has a beginning below 0 or behind its end: write it as {{slice .ProfileName 0 16}}")
	}
	switch of := a.list[0]; a.kinds[0].kind {
	case textKind:
		return datum{text: characters(of.text, from, to)}, nil
	case listKind:
		return datum{list: of.list[from:to]}, nil
	default:
		return datum{lines: of.lines[from:to]}, nil
	}
}

// characters returns the characters of text from one number to before another.
func characters(text string, from, to int) string {
	start, n := len(text), 0
	for i := 0; i < len(text); n++ {
		switch n {
		case from:
			start = i
		case to:
			return text[start:i]
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	return text[start:]
}

// join puts the texts of a list together.
func (a *args) join() (datum, error) {
	list, separator := a.list[0].list, a.text(1)
	total := len(list) * len(separator)
	for _, text := range list {
		total += len(text)
	}
	if err := a.run.look(total + len(list)); err != nil {
		return datum{}, err
	}
	return datum{text: strings.Join(list, separator)}, nil
}

// listCost is what an element of a list counts in bytes.
const listCost = 16

// split takes a text apart.
func (a *args) split() (datum, error) {
	text, separator := a.text(0), a.text(1)
	if separator == "" {
		return a.fail(1, `what stands between the parts, as ","`)
	}
	if err := a.run.look(listCost * (1 + strings.Count(text, separator))); err != nil {
		return datum{}, err
	}
	return datum{list: strings.Split(text, separator)}, nil
}

// print writes values one behind the other, with a space between two of which none is a text.
func (a *args) print() (datum, error) {
	var b strings.Builder
	for i := range a.list {
		if i > 0 && a.kinds[i].kind != textKind && a.kinds[i-1].kind != textKind {
			b.WriteByte(' ')
		}
		b.WriteString(a.written(i))
	}
	return a.made(b.String())
}
