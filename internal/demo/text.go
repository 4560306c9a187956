package demo

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
)

// Text reports for a person.
type Text struct{ w io.Writer }

// NewText returns a reporter that writes lines for a person to w.
func NewText(w io.Writer) *Text { return &Text{w} }

// Started prints the addresses.
func (t *Text) Started(a Addresses) {
	fmt.Fprintf(t.w, "phones fetch from  %s\nBasic for testing  %s\nconsole            %s\n", a.Phones, a.LabBasic, a.Console)
}

// Phone prints who comes next.
func (t *Text) Phone(c *Case, mac model.MAC) {
	fmt.Fprintf(t.w, "\n%s: %s %s, %s\n  %s\n", c.Name, c.Model, c.Firmware, mac, c.Sentence)
}

// Trace prints a step.
func (t *Text) Trace(_ *Case, e emulator.TraceEvent) { t.indent(e.String()) }

// Note prints what a phone has to say.
func (t *Text) Note(_ *Case, text string) { t.indent("note: " + text) }

// indent prints text below the name of the phone.
func (t *Text) indent(text string) {
	for line := range strings.Lines(text) {
		fmt.Fprintf(t.w, "    %s\n", strings.TrimSuffix(line, "\n"))
	}
}

// Done prints one line for each phone, and how many fell short.
func (t *Text) Done(results []Result) {
	fmt.Fprintln(t.w)
	table := tabwriter.NewWriter(t.w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\tPHONE\tOUTCOME/RUNG/REQUESTS\tEXPECTED")
	short := 0
	for _, r := range results {
		mark := "ok"
		if !r.OK() {
			mark = "SHORT"
			short++
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", mark, r.Case.Name, got(r), sentence(r.Case.Wanted()))
	}
	_ = table.Flush()
	fmt.Fprintf(t.w, "%d phones, %d ended as they should\n", len(results), len(results)-short)
}

// got says how a phone fared, and what it holds when that is the difference.
func got(r Result) string {
	text := sentence(r.Got)
	switch {
	case r.Err != nil:
		return text + " " + r.Err.Error()
	case r.OK() || text != sentence(r.Case.Wanted()):
		return text
	}
	return fmt.Sprintf("%s, but it stored %q instead of %q", text, r.Stored, r.Case.WantStored())
}
