package template

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// A template takes the same number of steps each time, and one step less is too few.
func TestSecurity31StepsAreCounted(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text  string
		steps int
	}{
		{`<a/>`, 1},
		{`<a b="{{.MAC}}"/>`, 4},
		{`<a b="{{upper .Model}}"/>`, 5},
		{`<a>{{range .Lines}}{{end}}</a>`, 6},
		{`<a>{{range .Lines}}{{break}}{{end}}</a>`, 6},
		{`<a>{{range .Lines}}{{.User}}{{end}}</a>`, 12},
		{`<a>{{range .Values}}{{end}}</a>`, 10},
		{`<a>{{range $.Lines}}{{range $.Lines}}{{range $.Lines}}x{{end}}{{end}}{{end}}</a>`, 38},
		{`<a>{{if and .Model .Version}}x{{end}}</a>`, 7},
	} {
		parsed := mustParse(t, Text, test.text)
		if _, err := parsed.Execute(office(), Budget{Steps: test.steps}); err != nil {
			t.Errorf("%s in %d steps: %v", test.text, test.steps, err)
		}
		if test.steps == 1 {
			continue
		}
		if out, err := parsed.Execute(office(), Budget{Steps: test.steps - 1}); !errors.Is(err, ErrBudget) || out != nil {
			t.Errorf("%s in %d steps: %q, %v, want ErrBudget", test.text, test.steps-1, out, err)
		}
	}
}

// A document of so many bytes is made with so many and with no less.
func TestSecurity31BytesAreCounted(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`<a b="&amp;"/>`, `<a b="{{.MAC}}"/>`, `<a b="{{.Tags.SITE}}">{{.Model}}</a>`, `<a>{{range .Lines}}{{.DisplayName}}<b/>{{end}}</a>`} {
		parsed := mustParse(t, Text, text)
		whole, err := parsed.Execute(office(), Budget{})
		if err != nil {
			t.Fatal(err)
		}
		for n := 1; n <= len(whole); n++ {
			out, err := parsed.Execute(office(), Budget{Bytes: n})
			if n < len(whole) && (!errors.Is(err, ErrBudget) || out != nil) || n == len(whole) && err != nil {
				t.Errorf("%s within %d of %d bytes = %q, %v", text, n, len(whole), out, err)
			}
		}
	}
}

// What is too long is not even begun.
func TestSecurity31LongValuesAreNotWritten(t *testing.T) {
	t.Parallel()
	r := newRun(&Template{}, &Data{}, Budget{Steps: 1, Bytes: 10})
	for _, test := range []struct {
		text string
		good bool
	}{{"12345", true}, {"123456", false}, {"12345", true}, {"6", false}} {
		before := len(r.out)
		if err := r.write(test.text, '"', "text", position{}); (err == nil) != test.good || !test.good && len(r.out) != before {
			t.Errorf("write(%q) behind %d bytes of 10: %v, and %d bytes are there", test.text, before, err, len(r.out))
		}
	}
}

// What functions read and make is counted, also when nothing of it is written.
func TestSecurity31HandledBytesAreCounted(t *testing.T) {
	t.Parallel()
	data := Data{Model: strings.Repeat("a,", 500)}
	for _, test := range []struct {
		action string
		bytes  int
	}{
		{"print .Model .Model", 4000}, {"upper .Model", 2000}, {"eq .Model .Model", 2000}, {"len .Model", 1000}, {"quote .Model", 2002},
		{`split .Model ","`, 1001 + listCost*501}, {`printf "%s" .Model`, 2002}, {"default .Model .Model", 3000},
		{`join (split .Model ",") ""`, 1001 + listCost*501 + 500 + 501},
	} {
		parsed := mustParse(t, Text, "{{$x := "+test.action+"}}<a/>")
		if _, err := parsed.Execute(data, Budget{Bytes: test.bytes}); err != nil {
			t.Errorf("%s with %d bytes: %v", test.action, test.bytes, err)
		}
		if _, err := parsed.Execute(data, Budget{Bytes: test.bytes - 1}); !errors.Is(err, ErrBudget) {
			t.Errorf("%s with %d bytes: %v, want ErrBudget", test.action, test.bytes-1, err)
		}
	}
}

func TestSecurity31LargeTemplates(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, want string }{
		{"<a>" + strings.Repeat(" ", MaxText) + "</a>", "larger than 256 KiB"},
		{"<a>" + strings.Repeat("{{1}}", maxActions+1) + "</a>", "more than 20000 actions"},
		{"<a>" + strings.Repeat("{{if 1}}", maxActions) + "</a>", "not ended"},
		{`<a b="{{printf "` + strings.Repeat("x", maxFormat+1) + `"}}"/>`, "longer than 1024 bytes"},
	} {
		if _, err := Parse("", Text, test.text); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Parse of %d bytes: %v, want %q", len(test.text), err, test.want)
		}
	}
}

// A template serves many at once.
func TestParallelUse(t *testing.T) {
	t.Parallel()
	parsed := mustParse(t, Text, `<a b="{{$x := print .Model "-" .Version}}{{range .Lines}}{{$x}}{{.User}}{{end}}"/>`)
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			data := office()
			data.Model = fmt.Sprint(i)
			out, err := parsed.Execute(data, Budget{})
			if want := fmt.Sprintf(`<a b="%d-28111209281001%[1]d-28111209281002"/>`, i); string(out) != want || err != nil {
				t.Errorf("got %q, %v, want %q", out, err, want)
			}
		})
	}
	all.Wait()
}

func TestKindText(t *testing.T) {
	t.Parallel()
	for _, want := range []Kind{Text, Tags} {
		text, err := want.MarshalText()
		var got Kind
		if err != nil || got.UnmarshalText(text) != nil || got != want {
			t.Errorf("%s comes back as %s, %v", want, got, err)
		}
	}
	var k Kind
	if err := k.UnmarshalText([]byte("jinja")); err == nil || err.Error() != `a template of kind "jinja": write text or tags` {
		t.Errorf("UnmarshalText(jinja) = %v", err)
	}
}
