package lab

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// reader collects the faults of one file while its values are read.
type reader struct {
	file   string
	places map[string]position
	errors Errors
	sources
}

// fault notes what is wrong at a path.
func (r *reader) fault(p path, format string, args ...any) {
	place := r.places[p.key()]
	for ; place.line == 0 && len(p) > 0; p = p[:len(p)-1] {
		place = r.places[p.key()]
	}
	r.errors.add(&Error{File: r.file, Line: place.line, Column: place.column, Err: fmt.Errorf(format, args...)})
}

// scope is a table of the file, with the tables that hold where it says nothing behind it.
type scope struct {
	*reader
	layers []layer
}

// layer is one table.
type layer struct {
	path   path
	values map[string]any
}

// own is where a fault of the whole table is noted.
func (s scope) own() path { return s.layers[0].path }

// find returns the nearest value of a key, and its path.
func (s scope) find(key string) (any, path, bool) {
	for _, l := range s.layers {
		if v, ok := l.values[key]; ok {
			return v, l.path.join(key), true
		}
	}
	return nil, s.own().join(key), false
}

// given says whether the table itself has a key.
func (s scope) given(key string) bool {
	_, ok := s.layers[0].values[key]
	return ok
}

// wrong notes a fault of a key, wherever it was given.
func (s scope) wrong(key, format string, args ...any) {
	_, p, _ := s.find(key)
	s.fault(p, "%s: %w", key, fmt.Errorf(format, args...))
}

// known notes every key that is none of keys.
func (s scope) known(what string, keys ...string) {
	for _, l := range s.layers {
		for key := range l.values {
			if !slices.Contains(keys, key) {
				s.fault(l.path.join(key), "there is no key %q in %s; the keys are %s", key, what, strings.Join(keys, ", "))
			}
		}
	}
}

// as returns the value of a key when it is of type T; what says what would be right. The value is not repeated, as it may
// be a secret in the wrong place.
func as[T any](s scope, key, what string) (value T, ok bool) {
	v, p, ok := s.find(key)
	if !ok {
		return value, false
	}
	if value, ok = v.(T); !ok {
		s.fault(p, "%s: write %s", key, what)
	}
	return value, ok
}

// text returns a text, "" when there is none.
func (s scope) text(key string) string {
	v, _ := as[string](s, key, `a text in quotes`)
	return v
}

// yes returns a truth value, false when there is none.
func (s scope) yes(key string) bool {
	v, _ := as[bool](s, key, "true or false")
	return v
}

// truth returns a truth value, nil when there is none.
func (s scope) truth(key string) *bool {
	if v, ok := as[bool](s, key, "true or false"); ok {
		return &v
	}
	return nil
}

// number returns a whole number from 0 on, nil when there is none.
func (s scope) number(key string) *int {
	v, ok := as[int64](s, key, "a whole number")
	if !ok {
		return nil
	}
	if v < 0 || v > maxNumber {
		s.wrong(key, "%d: a number from 0 to %d is right", v, maxNumber)
		return nil
	}
	n := int(v)
	return &n
}

// maxNumber is more than anything that a plan counts.
const maxNumber = 100_000

// duration returns a time, 0 when there is none.
func (s scope) duration(key string) time.Duration {
	v, ok := as[string](s, key, `a time with its unit, as "30s"`)
	if !ok {
		return 0
	}
	d, err := time.ParseDuration(v)
	if err != nil || d <= 0 {
		s.wrong(key, "%q: a time above zero with its unit is right, as \"30s\" or \"1m30s\"", v)
		return 0
	}
	return d
}

// word returns one of words, "" when there is none.
func (s scope) word(key string, words []string) string {
	v := s.text(key)
	if v != "" && !slices.Contains(words, v) {
		s.wrong(key, "%q: one of %s is right", v, strings.Join(words, ", "))
	}
	return v
}

// texts returns a list of texts; a single one may stand without brackets. It is nil when there is none.
func (s scope) texts(key string) []string {
	v, _, ok := s.find(key)
	if !ok {
		return nil
	}
	if one, single := v.(string); single {
		return []string{one}
	}
	list, _ := as[[]any](s, key, `a list of texts, as ["one", "two"]`)
	texts := make([]string, 0, len(list))
	for i, item := range list {
		text, ok := item.(string)
		if !ok {
			s.wrong(key, "number %d of the list: write a text in quotes", i+1)
			continue
		}
		texts = append(texts, text)
	}
	return texts
}

// words returns a list of some of words.
func (s scope) words(key string, words []string) []string {
	list := s.texts(key)
	for _, v := range list {
		if !slices.Contains(words, v) {
			s.wrong(key, "%q: one of %s is right", v, strings.Join(words, ", "))
		}
	}
	return list
}

// numbers returns a list of numbers between low and high.
func (s scope) numbers(key string, low, high int64) []int {
	what := fmt.Sprintf("a list of numbers from %d to %d", low, high)
	list, ok := as[[]any](s, key, what)
	if !ok {
		return nil
	}
	numbers := make([]int, 0, len(list))
	for _, item := range list {
		n, ok := item.(int64)
		if !ok || n < low || n > high {
			s.wrong(key, "write %s", what)
			return nil
		}
		numbers = append(numbers, int(n))
	}
	return numbers
}

// table returns the table of a key, with those of the layers behind; keys of all of them hold.
func (s scope) table(key string) scope {
	t := scope{reader: s.reader}
	for _, l := range s.layers {
		v, ok := l.values[key]
		if !ok {
			continue
		}
		values, ok := v.(map[string]any)
		if !ok {
			s.fault(l.path.join(key), "%s: write a table, as { key = \"value\" }", key)
			continue
		}
		t.layers = append(t.layers, layer{l.path.join(key), values})
	}
	if t.layers == nil {
		t.layers = []layer{{path: s.own().join(key)}}
	}
	return t
}

// pairs returns the keys and values of a table of texts, nil when there is none.
func (s scope) pairs(key string) map[string]string {
	t := s.table(key)
	var pairs map[string]string
	for i := len(t.layers) - 1; i >= 0; i-- {
		for name, v := range t.layers[i].values {
			text, ok := v.(string)
			if !ok {
				s.fault(t.layers[i].path.join(name), "%s: %s: write a text in quotes", key, name)
				continue
			}
			if pairs == nil {
				pairs = map[string]string{}
			}
			pairs[name] = text
		}
	}
	return pairs
}

// tables returns the tables of an array.
func (s scope) tables(key string) []scope {
	v, p, ok := s.find(key)
	if !ok {
		return nil
	}
	list, ok := v.([]any)
	if !ok {
		s.fault(p, "%s: write a list of tables, as [[%s]] or [{ ... }]", key, key)
	}
	var tables []scope
	for i, item := range list {
		at := p.join(strconv.Itoa(i))
		values, ok := item.(map[string]any)
		if !ok {
			s.fault(at, "%s: number %d of the list: write a table, as { key = \"value\" }", key, i+1)
			continue
		}
		tables = append(tables, scope{s.reader, []layer{{at, values}}})
	}
	return tables
}
