package template

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	oracle "text/template"

	"pgregory.net/rapid"
)

// plain is the data of a device as text/template takes it.
func plain(d Data) map[string]any {
	lines := make([]map[string]any, len(d.Lines))
	for i, l := range d.Lines {
		lines[i] = map[string]any{
			"Number": l.Number, "Name": l.Name, "User": l.User, "AuthName": l.AuthName, "Password": l.Password.Reveal(),
			"DisplayName": l.DisplayName, "Extension": l.Extension, "Domain": l.Domain, "Server": l.Server, "Port": l.Port,
		}
	}
	return map[string]any{
		"MAC": d.MAC.String(), "Version": d.Version, "Model": d.Model, "Firmware": d.Firmware, "ProfileName": d.ProfileName,
		"Username": d.Username, "Password": d.Password.Reveal(), "Values": d.Values, "Tags": d.Tags, "Lines": lines,
	}
}

// A writer of templates draws actions that are good where they stand.
type writer struct {
	*rapid.T
	depth   int
	inLine  bool
	inRange bool
	vars    int
}

func (w *writer) pick(what string, choices ...string) string {
	return rapid.SampledFrom(choices).Draw(w.T, what)
}

// words draws an expression that gives a text.
func (w *writer) words() string {
	if w.depth > 4 {
		return "$.Model"
	}
	w.depth++
	defer func() { w.depth-- }()
	switch rapid.IntRange(0, 9).Draw(w.T, "words") {
	case 0:
		return "(print " + w.words() + " " + w.words() + " " + w.numbers() + " " + w.numbers() + ")"
	case 1:
		return "(printf " + w.pick("format", "`%s-%d`", "`%10s|%03d`", "`%q%x`", "`%v%v`") + " " + w.words() + " " + w.numbers() + ")"
	case 2:
		return "(slice " + w.words() + " 0)"
	case 3:
		return "(or " + w.words() + " " + w.words() + ")"
	case 4:
		return "(and " + w.words() + " " + w.words() + ")"
	case 5:
		return "(index $." + w.pick("map", "Values `S_SIP_SERVER`", "Tags `SBC`", "Values `NONE`") + ")"
	case 6:
		return "(" + w.words() + " | printf `<%s>`)"
	}
	if w.inLine {
		return w.pick("field", ".Name", ".User", ".AuthName", ".Port", "$.MAC", "$.Values.S_SIP_SERVER")
	}
	return w.pick("field", "$.Model", "$.Version", "$.Username", "`a&b`", `"\t<"`, "$.Tags.SBC")
}

// numbers draws an expression that gives a number.
func (w *writer) numbers() string {
	if w.inLine {
		return w.pick("number", ".Number", "7", "0x10", "(len .Name)")
	}
	return w.pick("number", "0", "42", "-3", "(len $.Lines)", "(len $.Model)", "(len $.Values)")
}

// condition draws an expression that is true or false.
func (w *writer) condition() string {
	if w.depth > 4 {
		return "true"
	}
	w.depth++
	defer func() { w.depth-- }()
	switch rapid.IntRange(0, 6).Draw(w.T, "condition") {
	case 0:
		return "(" + w.pick("compare", "eq", "ne", "lt", "le", "gt", "ge") + " " + w.words() + " " + w.words() + ")"
	case 1:
		return "(" + w.pick("compare", "eq", "ne", "lt", "le", "gt", "ge") + " " + w.numbers() + " " + w.numbers() + ")"
	case 2:
		return "(not " + w.condition() + ")"
	case 3:
		return "(" + w.pick("choice", "and", "or") + " " + w.condition() + " " + w.words() + ")"
	case 4:
		return "(eq " + w.words() + " " + w.words() + " " + w.words() + ")"
	case 5:
		return w.pick("whole", "$.Lines", "$.Values", "$", "$.Tags.NONE", "``", "0", "false")
	}
	return w.words()
}

// actions draws actions and text.
func (w *writer) actions() string {
	var b strings.Builder
	if w.depth++; w.depth > 5 {
		w.depth--
		return "x"
	}
	for range rapid.IntRange(0, 3).Draw(w.T, "actions") {
		b.WriteString(w.action())
	}
	w.depth--
	return b.String()
}

func (w *writer) action() string {
	switch rapid.IntRange(0, 8).Draw(w.T, "action") {
	case 0:
		return "{{if " + w.condition() + "}}" + w.actions() + "{{else if " + w.condition() + "}}" + w.actions() + "{{else}}" + w.actions() + "{{end}}"
	case 1:
		return "{{with $x := " + w.words() + "}}{{.}}{{$x}}{{else}}" + w.actions() + "{{end}}"
	case 2:
		return w.loop()
	case 3:
		w.vars++
		return fmt.Sprintf("{{$v%d := %s}}{{if %s}}{{$v%[1]d = %[4]s}}{{end}}{{$v%[1]d}}", w.vars, w.words(), w.condition(), w.words())
	case 4:
		if w.inRange {
			return "{{if " + w.condition() + "}}" + w.pick("jump", "{{break}}", "{{continue}}") + "{{end}}"
		}
	case 5:
		return w.pick("text", " text ", "{{- /* c */ -}}", " {{- `t` -}} ", "&amp;")
	case 6:
		return "{{" + w.numbers() + "}}"
	}
	return "{{" + w.words() + "}}"
}

func (w *writer) loop() string {
	inLine, inRange := w.inLine, w.inRange
	defer func() { w.inLine, w.inRange = inLine, inRange }()
	w.inRange = true
	switch rapid.IntRange(0, 2).Draw(w.T, "loop") {
	case 0:
		w.inLine = true
		return "{{range $.Lines}}" + w.actions() + "{{else}}none{{end}}"
	case 1:
		w.inLine = true
		return "{{range $i, $l := slice $.Lines 1}}{{$i}}{{$l.User}}" + w.actions() + "{{end}}"
	}
	w.inLine = false
	return "{{range $k, $v := $.Values}}{{$k}}={{.}}{{$v}};" + w.actions() + "{{end}}"
}

// TestOracle executes random templates with text/template as well: whatever ours makes, it makes, byte for byte.
func TestOracle(t *testing.T) {
	t.Parallel()
	made := 0
	rapid.Check(t, func(t *rapid.T) {
		data := office()
		data.Lines[0].DisplayName = ""
		text := body((&writer{T: t}).actions())
		ours, err := Parse("ours", Text, text)
		if err != nil {
			t.Fatalf("Parse(%s): %v", text, err)
		}
		got, err := ours.Execute(data, Budget{})
		if errors.Is(err, ErrNoValue) {
			return
		}
		if err != nil {
			t.Fatalf("Execute(%s): %v", text, err)
		}
		var want strings.Builder
		if err := oracle.Must(oracle.New("").Parse(text)).Execute(&want, plain(data)); err != nil {
			t.Fatalf("text/template of %s: %v", text, err)
		}
		// The oracle escapes nothing, so its attribute is compared as text.
		inner := strings.TrimSuffix(strings.TrimPrefix(want.String(), `<a b="`), `"/>`)
		if attribute := readAttribute(t, got); attribute != strings.ReplaceAll(inner, "&amp;", "&") {
			t.Fatalf("%s\n gives %q\nwant   %q", text, attribute, inner)
		}
		made++
	})
	if made == 0 {
		t.Error("no template was executed to its end")
	}
}
