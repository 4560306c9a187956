package template

import (
	"cmp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// functions are those that templates may call, beside and, or and printf.
var functions = map[string]*function{
	"not": {usage: "if not .Version", params: []kinds{anything}, least: 1, result: boolKind, lenient: true,
		apply: func(a *args) (datum, error) { return ofBool(!a.run.truth(a.kinds[0].kind, a.list[0])), nil }},
	"eq": {usage: `if eq .Model "N510" "N720"`, params: []kinds{scalars}, least: 2, variadic: true, alike: true, result: boolKind, lenient: true,
		apply: func(a *args) (datum, error) { return ofBool(a.equalsAny()), nil }},
	"ne": {usage: `if ne .Model "N510"`, params: []kinds{scalars, scalars}, least: 2, alike: true, result: boolKind, lenient: true,
		apply: func(a *args) (datum, error) { return ofBool(!a.equalsAny()), nil }},
	"lt": comparison("lt", func(n int) bool { return n < 0 }),
	"le": comparison("le", func(n int) bool { return n <= 0 }),
	"gt": comparison("gt", func(n int) bool { return n > 0 }),
	"ge": comparison("ge", func(n int) bool { return n >= 0 }),
	"len": {usage: "len .Lines", params: []kinds{texts | sliced | mapped}, least: 1, result: numberKind, lenient: true,
		apply: func(a *args) (datum, error) { return datum{number: a.length()}, nil }},
	"index": {usage: `index .Values "BS_IP_Data1.aucS_SIP_SERVER"`, params: []kinds{sliced | mapped, ordered}, least: 2, result: textKind,
		apply: (*args).index},
	"slice": {usage: "slice .ProfileName 0 16", params: []kinds{texts | sliced, numbers, numbers}, least: 2, same: true, apply: (*args).slice},
	"print": {usage: "print .User .Domain", params: []kinds{scalars}, least: 1, variadic: true, result: textKind, apply: (*args).print},
	"upper": {usage: "upper .Model", params: []kinds{texts}, least: 1, result: textKind,
		apply: func(a *args) (datum, error) { return a.made(strings.ToUpper(a.text(0))) }},
	"lower": {usage: "lower .Model", params: []kinds{texts}, least: 1, result: textKind,
		apply: func(a *args) (datum, error) { return a.made(strings.ToLower(a.text(0))) }},
	"quote": {usage: "quote .Model", params: []kinds{scalars}, least: 1, result: textKind,
		apply: func(a *args) (datum, error) { return a.made(`"` + a.written(0) + `"`) }},
	"default": {usage: "default 5060 .Port", params: []kinds{scalars, scalars}, least: 2, result: textKind, lenient: true,
		apply: (*args).orElse},
	"join":  {usage: `join LIST ","`, params: []kinds{1 << listKind, texts}, least: 2, result: textKind, apply: (*args).join},
	"split": {usage: `split .Model ","`, params: []kinds{texts, texts}, least: 2, result: listKind, apply: (*args).split},
	"add": {usage: "add .Number 1", params: []kinds{numbers}, least: 2, variadic: true, result: numberKind,
		apply: func(a *args) (datum, error) { return a.sum(1) }},
	"sub": {usage: "sub .Number 1", params: []kinds{numbers, numbers}, least: 2, result: numberKind,
		apply: func(a *args) (datum, error) { return a.sum(-1) }},
	"number": {usage: "number .Port", params: []kinds{ordered}, least: 1, result: numberKind, apply: (*args).parsed},
	"hex":    {usage: "hex .Port", params: []kinds{ordered}, least: 1, result: textKind, apply: (*args).hex},
	"bcd":    {usage: `bcd "1234"`, params: []kinds{texts}, least: 1, result: textKind, apply: (*args).bcd},
	"ipv4":   {usage: `ipv4 "192.168.1.1"`, params: []kinds{texts}, least: 1, result: textKind, apply: (*args).ipv4},
	"colons": {usage: "colons .MAC", params: []kinds{texts}, least: 1, result: textKind, apply: (*args).colons},
}

// comparison is a function that compares two values.
func comparison(name string, is func(order int) bool) *function {
	return &function{usage: "if " + name + " (len .Lines) 6", params: []kinds{ordered, ordered}, least: 2, alike: true, result: boolKind,
		apply: func(a *args) (datum, error) {
			return ofBool(is(cmp.Or(cmp.Compare(a.text(0), a.text(1)), cmp.Compare(a.number(0), a.number(1))))), nil
		}}
}

// equalsAny reports whether the first value is one of the others.
func (a *args) equalsAny() bool {
	for _, d := range a.list[1:] {
		if d.text == a.text(0) && d.number == a.number(0) {
			return true
		}
	}
	return false
}

// length counts the characters of a text, and the elements of all else.
func (a *args) length() int {
	switch k := a.kinds[0].kind; k {
	case textKind:
		return utf8.RuneCountInString(a.text(0))
	case valuesKind, tagsKind:
		return len(a.run.data.mapOf(k))
	}
	return len(a.list[0].list) + len(a.list[0].lines)
}

// made charges a text that was made.
func (a *args) made(text string) (datum, error) { return datum{text: text}, a.run.look(len(text)) }

// written is a scalar as it would be written.
func (a *args) written(i int) string {
	switch a.kinds[i].kind {
	case numberKind:
		return strconv.Itoa(a.number(i))
	case boolKind:
		return strconv.FormatBool(a.number(i) != 0)
	}
	return a.text(i)
}

// orElse is the second value, or the first when that is empty.
func (a *args) orElse() (datum, error) {
	if a.run.truth(a.kinds[1].kind, a.list[1]) {
		return a.made(a.written(1))
	}
	return a.made(a.written(0))
}
