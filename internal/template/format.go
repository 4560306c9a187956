package template

import (
	"fmt"
	"strconv"
	"strings"
)

// maxWidth bounds a width and a precision of printf.
const maxWidth = 64

// maxFormat bounds what one call can make.
const maxFormat = 1024

// printf compiles printf: its format stands in the template, so all that can be wrong with it is found there.
func (c *compiler) printf(values []typed, offset int) (typed, error) {
	if len(values) == 0 || values[0].value == nil {
		return typed{}, c.fail(offset, `printf begins with its format, a text in quotes: write it as {{printf "%%05d" .Number}}`)
	}
	format, values := *values[0].value, values[1:]
	if len(format) > maxFormat {
		return typed{}, c.fail(offset, "the format of printf is longer than %d bytes: write the text outside of the action", maxFormat)
	}
	accepted, why := verbs(format)
	if why != "" {
		return typed{}, c.fail(offset, "the format of printf %s", why)
	}
	f := &function{usage: `printf "%05d" .Number`, params: accepted, least: len(accepted), result: textKind}
	f.apply = func(a *args) (datum, error) { return a.printf(format) }
	if why := f.takes(values); why != "" {
		return typed{}, c.fail(offset, "printf %s: give it a value for each verb, %%s for a text, %%d for a number", why)
	}
	return typed{expr: &call{f, values, c.position(offset)}, kind: textKind, name: firstName(values)}, nil
}

// verbs returns the kinds that a format takes, or says what is wrong with it.
func verbs(format string) (accepted []kinds, why string) {
	for {
		_, rest, found := strings.Cut(format, "%")
		if !found {
			return accepted, ""
		}
		rest = strings.TrimLeft(rest, "-+ 0#")
		if rest, why = width(rest); why != "" {
			return nil, why
		}
		if after, ok := strings.CutPrefix(rest, "."); ok {
			if rest, why = width(after); why != "" {
				return nil, why
			}
		}
		switch {
		case strings.HasPrefix(rest, "%"):
		case strings.HasPrefix(rest, "d"):
			accepted = append(accepted, numbers)
		case strings.HasPrefix(rest, "s"), strings.HasPrefix(rest, "q"):
			accepted = append(accepted, texts)
		case strings.HasPrefix(rest, "x"), strings.HasPrefix(rest, "X"):
			accepted = append(accepted, ordered)
		case strings.HasPrefix(rest, "v"):
			accepted = append(accepted, scalars)
		default:
			return nil, "has a verb that these templates have not: write %s, %q, %d, %x, %X, %v or %%"
		}
		format = rest[1:]
	}
}

// width passes over the number at the start of a text, which is small.
func width(text string) (rest, why string) {
	rest = strings.TrimLeft(text, "0123456789")
	digits := text[:len(text)-len(rest)]
	if n, err := strconv.Atoi(digits); digits != "" && (err != nil || n > maxWidth) {
		return rest, fmt.Sprintf("has a width above %d: write a smaller one", maxWidth)
	}
	return rest, ""
}

// printf writes the values in a format that was checked.
func (a *args) printf(format string) (datum, error) {
	values := make([]any, len(a.list))
	for i, d := range a.list {
		switch a.kinds[i].kind {
		case numberKind:
			values[i] = d.number
		case boolKind:
			values[i] = d.number != 0
		default:
			values[i] = d.text
		}
	}
	if err := a.run.look(len(format)); err != nil {
		return datum{}, err
	}
	return a.made(fmt.Sprintf(format, values...))
}
