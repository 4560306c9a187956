package template

import (
	"encoding/xml"
	"errors"
	"maps"
	"slices"
	"testing"
)

// seeds adds the hostile templates, and some that are good.
func seeds(f *testing.F, add func(text string, tags bool)) {
	f.Helper()
	templates := hostile(f)
	for _, file := range slices.Sorted(maps.Keys(templates)) {
		if text := templates[file]; len(text) < 4096 {
			add(text, kindOf(file) == Tags)
		}
	}
	for kind, text := range places {
		add(text, kind == Tags)
	}
	add("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<a b='%MACD%%%20%BWLINEPORT-1%' c=\"x[%]\"/>", true)
}

// FuzzParse reads any text: it never panics, and an error has a place and a sentence.
func FuzzParse(f *testing.F) {
	seeds(f, func(text string, tags bool) { f.Add(text, tags) })
	f.Fuzz(func(t *testing.T, text string, tags bool) {
		kind := Text
		if tags {
			kind = Tags
		}
		parsed, err := Parse("", kind, text)
		var e *Error
		switch {
		case err == nil && (parsed == nil || parsed.Names() != nil && !slices.IsSorted(parsed.Names())):
			t.Errorf("Parse(%q) = %v", text, parsed)
		case err != nil && (!errors.As(err, &e) || e.Line < 1 || e.Column < 1 || e.Message == ""):
			t.Errorf("Parse(%q): %#v", text, err)
		}
		Detect(text)
	})
}

// FuzzExecute executes any template with any value: it never panics, ends within its budget, and makes well-formed XML.
func FuzzExecute(f *testing.F) {
	seeds(f, func(text string, tags bool) { f.Add(text, "a<&\">'\u20ac", tags, 2000, 4096) })
	f.Fuzz(func(t *testing.T, text, value string, tags bool, steps, bytes int) {
		kind := Text
		if tags {
			kind = Tags
		}
		parsed, err := Parse("", kind, text)
		if err != nil {
			return
		}
		budget := Budget{Steps: 1 + steps&0xFFFF, Bytes: 1 + bytes&0xFFFF}
		data := office()
		data.Model, data.Values["A"], data.Tags["T"], data.Lines[1].Name = value, value, value, value
		out, err := parsed.Execute(data, budget)
		var e *Error
		switch {
		case err != nil && (!errors.As(err, &e) || e.Line < 1 || e.Column < 1 || out != nil):
			t.Errorf("Execute(%q) = %q, %#v", text, out, err)
		case err == nil && len(out) > budget.Bytes:
			t.Errorf("%q makes %d bytes of %d", text, len(out), budget.Bytes)
		case err == nil:
			if err := walk(out, func(xml.Token) {}); err != nil {
				t.Errorf("%q makes %q: %v", text, out, err)
			}
		}
	})
}
