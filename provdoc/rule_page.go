package provdoc

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// exampleMark stands before the place of the finding in a bad example.
const exampleMark = "▸"

// Page is all that there is to say of a rule, in Markdown: what docs/lint.md and `offhook check --explain` show.
func (r Rule) Page() string {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n\n%s: %s %s\n\n", r.Code, capital(r.Severity.String()), r.Summary, r.Why)
	r.facts(&b)
	r.Example.page(&b, r.Code)
	return b.String()
}

// facts lists whom the rule is about, where it is known from, and how it is lowered.
func (r Rule) facts(b *strings.Builder) {
	before := b.Len()
	for _, fact := range [...][2]string{
		{"For", r.Models},
		{"Evidence", r.Evidence},
		{"Lowered", loweringText[r.Lowering]},
		{"Checked with", flagsOf(r.Example.Options)},
	} {
		if fact[1] != "" {
			fmt.Fprintf(b, "- %s: %s\n", fact[0], fact[1])
		}
	}
	if b.Len() > before {
		b.WriteByte('\n')
	}
}

// loweringText says how findings are lowered, where that is not as usual.
var loweringText = [...]string{
	LowerByItem: "for one item at a time, as `CODE:ITEM`, or by a comment above the item",
	LowerNever:  "never: such a document is not read",
}

// page shows the documents of the example.
func (e Example) page(b *strings.Builder, code string) {
	inside, bad, good := "", e.Bad, e.Good
	if e.Model != "" {
		inside, bad, good = " in a document for the "+e.Model, toMargin(bad), toMargin(good)
	}
	if e.Options.Previous != nil {
		block(b, "The document before", string(e.Options.Previous))
	}
	block(b, "Bad"+inside, pointed(bad, code))
	block(b, "Good", good)
}

// toMargin moves the second and later items of an example to the margin, where the first one stands.
func toMargin(items string) string { return strings.ReplaceAll(items, "\n    ", "\n") }

func block(b *strings.Builder, title, text string) {
	fmt.Fprintf(b, "%s:\n\n```xml\n%s\n```\n\n", title, strings.TrimRight(text, "\n"))
}

// pointed puts a line below the one with the mark that points at its place.
func pointed(text, code string) string {
	before, after, _ := strings.Cut(text, exampleMark)
	line := before[strings.LastIndexByte(before, '\n')+1:]
	rest, more, _ := strings.Cut(after, "\n")
	pointer := strings.Repeat(" ", utf8.RuneCountInString(line)) + "^ " + code
	if more != "" {
		pointer += "\n"
	}
	return before + rest + "\n" + pointer + more
}

// flagsOf writes options as the flags of offhook check.
func flagsOf(o CheckOptions) string {
	var flags []string
	add := func(given bool, format string, args ...any) {
		if given {
			flags = append(flags, "`"+fmt.Sprintf(format, args...)+"`")
		}
	}
	if o.Model != nil {
		add(true, "--model %s", o.Model.Name)
	}
	add(!o.Firmware.IsZero(), "--firmware %s", o.Firmware)
	add(!o.MAC.IsZero(), "--mac %s", o.MAC)
	add(o.Extended, "--extended")
	add(o.Open, "--open")
	add(o.URL != "", "--url %s", o.URL)
	add(o.Previous != nil, "--previous FILE")
	return strings.Join(flags, " ")
}

// capital is a word with a capital letter, all of ASCII.
func capital(word string) string { return strings.ToUpper(word[:1]) + word[1:] }
