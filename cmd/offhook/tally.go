package main

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
)

const (
	// tallyExamples is how many of the things that share a sentence are named.
	tallyExamples = 3
	// tallySentences is how many different sentences are kept apart.
	tallySentences = 50
)

// tally collects sentences about things, and counts the things that share one.
type tally struct {
	noun    string // what a thing is called, such as "device"
	entries []*tallyEntry
	others  int // things with a sentence that has no entry any more
	at      map[string]*tallyEntry
}

// tallyEntry is one sentence, with the first of the things that it is about.
type tallyEntry struct {
	sentence string
	whole    string // for one thing alone
	count    int
	examples []string
}

// newTally returns an empty tally of things that are called after a noun.
func newTally(noun string) *tally { return &tally{noun: noun, at: make(map[string]*tallyEntry)} }

// add notes a sentence about one thing. Whole is what is said when no other thing shares the
// sentence.
func (t *tally) add(sentence, thing, whole string) {
	e := t.at[sentence]
	switch {
	case e == nil && len(t.entries) == tallySentences:
		t.others++
		return
	case e == nil:
		e = &tallyEntry{sentence: sentence, whole: whole}
		t.at[sentence] = e
		t.entries = append(t.entries, e)
	}
	e.count++
	if len(e.examples) < tallyExamples {
		e.examples = append(e.examples, thing)
	}
}

// addPlaced notes what begins with its place in a file, FILE:LINE:COLUMN: or FILE:, about that
// place or, when thing is not empty, about that.
func (t *tally) addPlaced(whole, file, thing string) {
	place := file
	sentence, ok := strings.CutPrefix(whole, file+":")
	if at := placePrefix.FindString(sentence); ok && at != "" {
		place, sentence = file+":"+strings.TrimSuffix(at, ": "), sentence[len(at):]
	}
	t.add(strings.TrimSpace(sentence), cmp.Or(thing, place), whole)
}

var placePrefix = regexp.MustCompile(`^[0-9]+:[0-9]+: `)

// lines are the sentences, each once: in whole for one thing, and for more of them
// "40 devices: ... (7C2F80000001, 7C2F80000002, 7C2F80000003 and 37 more)".
func (t *tally) lines() []string {
	lines := make([]string, 0, len(t.entries)+1)
	for _, e := range t.entries {
		if e.count == 1 {
			lines = append(lines, e.whole)
			continue
		}
		some := firstOf(e.examples, e.count)
		lines = append(lines, fmt.Sprintf("%s: %s (%s)", count(e.count, t.noun), e.sentence, some))
	}
	if t.others > 0 {
		lines = append(lines, fmt.Sprintf("and other warnings about %s", count(t.others, t.noun)))
	}
	return lines
}

// firstOf is a list of the first of so many things.
func firstOf(first []string, all int) string {
	text := strings.Join(first, ", ")
	if more := all - len(first); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// someOf is a list of the first of some things, and how many more there are.
func someOf(all []string) string { return firstOf(all[:min(len(all), tallyExamples)], len(all)) }

// warnTally warns of all that a tally has.
func warnTally(cmd *cobra.Command, t *tally) {
	for _, line := range t.lines() {
		warn(cmd, "%s", line)
	}
}
