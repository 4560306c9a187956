package lab

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/offhook/offhook/phone"
)

// Text writes the report for a person: a line for each phone and start, what was expected otherwise, and the steps of
// every start that fell short; of all of them when steps is set.
func (r Report) Text(w io.Writer, steps bool) error {
	var b bytes.Buffer
	for _, result := range r.Results {
		result.text(&b, steps)
	}
	fmt.Fprintln(&b, r.Summary())
	_, err := w.Write(b.Bytes())
	return err
}

// Summary is the last line of the text.
func (r Report) Summary() string {
	return fmt.Sprintf("%s, %d as expected, %d short, %s", count(len(r.Results), "phone"), len(r.Results)-r.Short(), r.Short(), rounded(r.Took))
}

// Text writes the part of the report that is about one phone.
func (r Result) Text(w io.Writer, steps bool) error {
	var b bytes.Buffer
	r.text(&b, steps)
	_, err := w.Write(b.Bytes())
	return err
}

// text writes one phone.
func (r Result) text(b *bytes.Buffer, steps bool) {
	fmt.Fprintf(b, "%-5s %s: %s\n", word(r.OK()), r.Phone, strings.Join(strings.Fields(r.Model+" "+r.Firmware+" "+r.MAC), " "))
	for _, warning := range r.Warnings {
		fmt.Fprintf(b, "      warning: %s\n", warning)
	}
	if r.Problem != "" {
		fmt.Fprintf(b, "      %s\n", r.Problem)
	}
	for _, s := range r.Starts {
		s.text(b, steps)
	}
}

// text writes one start.
func (s StartResult) text(b *bytes.Buffer, steps bool) {
	fmt.Fprintf(b, "  %-5s %s: %s\n", word(s.OK()), s.Start, s.ending())
	if s.Problem != "" {
		fmt.Fprintf(b, "        %s\n", s.Problem)
	}
	for _, shortfall := range s.Shortfalls {
		fmt.Fprintf(b, "        %s\n", shortfall)
	}
	if steps || !s.OK() {
		for _, event := range s.Trace {
			fmt.Fprintf(b, "          %s\n", strings.ReplaceAll(event.String(), "\n", "\n          "))
		}
	}
}

// ending is how a start ended, in a few words.
func (s StartResult) ending() string {
	if s.Outcome == "" {
		return "no outcome"
	}
	text := s.Outcome
	if s.Rung != phone.RungNone && s.Rung != "" {
		text += " on the " + string(s.Rung) + " rung"
	}
	return fmt.Sprintf("%s, %s, %s", text, count(s.Requests, "request"), rounded(s.Took))
}

func word(ok bool) string {
	if ok {
		return "ok"
	}
	return "SHORT"
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

func rounded(d time.Duration) time.Duration { return d.Round(time.Millisecond) }
