package provdoc

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

//go:generate go test -run ^TestLintPage$ -update .

const lintPage = "../docs/lint.md"

// lintIntro stands before the rules in docs/lint.md.
const lintIntro = `# What offhook check looks for

Generated from the rules in provdoc by ` + "`make generate`" + `. Every example here is run by a test: the bad one gives that finding at the place
that is pointed at, the good one gives none. ` + "`offhook check --explain CODE`" + ` shows one of these pages, ` + "`offhook check --list`" + ` the table.

An **error** is what is not well-formed or not valid, also where a phone reads on: a document with one is neither stored nor served. A
**warning** is what a phone takes, but hardly as it was meant.

## Lowering a finding

A finding that is meant to be so is lowered with a written reason. It is still shown, as ` + "`allowed`" + ` with the reason, and counts no more.

On the command line, for all files, as often as needed:

    offhook check --allow unescaped-ampersand="our exchange writes it so, and the phones read it" n510.xml
    offhook check --open --allow clear-text-secret:S_SIP_PASSWORD="a network of the laboratory" n510.xml

In a document, as a comment at its head for all of it, before the root element, or directly above an item for that item alone:

` + "```xml" + `
<!-- offhook:allow unescaped-ampersand our exchange writes it so, and the phones read it -->
<S_SIP_DISPLAYNAME class="string" value="Desk & Hall"/>
` + "```" + `

With ` + "`CODE:ITEM`" + ` in the place of ` + "`CODE`" + ` it holds for findings about that item only. Rules of security are lowered for one item at a time: with its
name, or by a comment above it. What keeps a document from being read at all cannot be lowered. A code that there is not, an empty reason
or a comment in another place is a finding itself, [bad-allowance](#bad-allowance).

## The examples

Items are shown without the document around them. ` + "`⟦0A FF⟧`" + ` stands for bytes by their numbers, and ` + "`⟦text⟧×9`" + ` for a text nine times in a row.

## The rules

| code | severity | what it asks |
| --- | --- | --- |
`

// TestLintPage compares docs/lint.md with the rules, or writes it with -update.
func TestLintPage(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(lintIntro)
	for _, r := range Rules() {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s |\n", r.Code, r.Code, r.Severity, r.Summary)
	}
	for _, r := range Rules() {
		b.WriteString("\n" + strings.TrimRight(r.Page(), "\n") + "\n")
	}
	golden(t, lintPage, b.String())
}

// TestRulesAreComplete finds rules that lack something, and codes that are there twice.
func TestRulesAreComplete(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	quoted := regexp.MustCompile("`[^`]*`")
	seen := map[string]bool{}
	for i, r := range Rules() {
		switch {
		case !code.MatchString(r.Code) || seen[r.Code]:
			t.Errorf("rule %d: the code %q is no kebab-case, or there twice", i+1, r.Code)
		case r.Severity != Warning && r.Severity != Error:
			t.Errorf("%s: severity %v", r.Code, r.Severity)
		case !strings.HasSuffix(r.Summary, ".") || !strings.HasSuffix(r.Why, "."):
			t.Errorf("%s: summary and why are no sentences: %q %q", r.Code, r.Summary, r.Why)
		case strings.ContainsAny(quoted.ReplaceAllString(r.Summary+r.Why, ""), "<>&`|"):
			t.Errorf("%s: markup stands in backquotes, or Markdown takes it for its own: %q %q", r.Code, r.Summary, r.Why)
		case strings.Count(r.Example.Bad, exampleMark) != 1 || r.Example.Good == "" || strings.Contains(r.Example.Good, exampleMark):
			t.Errorf("%s: a bad example with one mark and a good one without are needed", r.Code)
		}
		seen[r.Code] = true
	}
}

var exampleBytes = regexp.MustCompile(`⟦([^⟧]*)⟧(?:×([0-9]+))?`)

// exampleText writes out what stands in ⟦⟧.
func exampleText(text string) string {
	return exampleBytes.ReplaceAllStringFunc(text, func(found string) string {
		parts := exampleBytes.FindStringSubmatch(found)
		if n, err := strconv.Atoi(parts[2]); err == nil {
			return strings.Repeat(parts[1], n)
		}
		data, err := hex.DecodeString(strings.ReplaceAll(parts[1], " ", ""))
		if err != nil {
			panic(err)
		}
		return string(data)
	})
}

// exampleDocument puts the items of an example into a document, and returns where the mark stands in it.
func exampleDocument(t *testing.T, e Example, text string) (data []byte, at spot) {
	t.Helper()
	if e.Model != "" {
		m := lookupModel(t, e.Model)
		before, after, _ := strings.Cut(goodFrame, "  </Provider>")
		before = strings.Replace(before, `"N510"`, strconv.Quote(m.ProfileName), 1)
		if m.ProductID != "" {
			before = fmt.Sprintf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<provisioning version=\"1.1\" productID=%q>\n  <nvm>\n", m.ProductID)
			after = "  </nvm>\n</provisioning>\n"
		} else {
			after = "  </Provider>" + after
		}
		text = before + "    " + text + "\n" + after
	}
	before, after, found := strings.Cut(text, exampleMark)
	data = []byte(exampleText(before))
	if found {
		head := exampleText(before)
		at = spot{1 + strings.Count(head, "\n"), len(head) - strings.LastIndexByte(head, '\n')}
		if d, _ := Parse([]byte(exampleText(before + after))); d.Dialect() == BinaryProfile {
			at = spot{1, len(head) + 1}
		}
	}
	return append(data, exampleText(after)...), at
}

// TestRuleExamples checks the examples of all rules: the bad one has exactly that finding where it is marked, the good one
// none.
func TestRuleExamples(t *testing.T) {
	t.Parallel()
	for _, r := range Rules() {
		t.Run(r.Code, func(t *testing.T) {
			t.Parallel()
			bad, at := exampleDocument(t, r.Example, r.Example.Bad)
			var got, want []string
			for _, f := range Check(bad, r.Example.Options) {
				if f.Code != r.Example.Beside || r.Example.Beside == "" {
					got = append(got, fmt.Sprintf("%d:%d %s %s", f.Line, f.Column, f.Severity, f.Code))
				}
			}
			want = append(want, fmt.Sprintf("%d:%d %s %s", at.line, at.column, r.Severity, r.Code))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("findings of the bad example (-want +got):\n%s\n%.1000s", diff, bad)
			}
			good, _ := exampleDocument(t, r.Example, r.Example.Good)
			for _, f := range Check(good, r.Example.Options) {
				if f.Severity != Allowed {
					t.Errorf("the good example has the finding %v:\n%s", f, good)
				}
			}
		})
	}
}

// TestExamplesDiffer makes sure that no example shows one document twice.
func TestExamplesDiffer(t *testing.T) {
	t.Parallel()
	for _, r := range Rules() {
		bad, _ := exampleDocument(t, r.Example, r.Example.Bad)
		good, _ := exampleDocument(t, r.Example, r.Example.Good)
		if bytes.Equal(bad, good) {
			t.Errorf("%s: the bad and the good example are one document", r.Code)
		}
	}
}
