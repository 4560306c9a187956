package main

import (
	"fmt"
	"regexp"
)

const (
	// shownAlike is how many faults of one kind are printed one by one.
	shownAlike = 3
	// shownFaultLines is how many lines of faults a person gets in all.
	shownFaultLines = 200
)

// ownWords are the parts of a fault that are of its line alone: what is quoted, a MAC, a number,
// and the name of a layer that is missing.
var ownWords = regexp.MustCompile(`"[^"]*"|\b[0-9A-F]{12}\b|\b[0-9]+\b| [^ ]+ does not exist.*`)

// kind is the same for faults that differ only in their lines and in the values there.
func (f csvFault) kind() string { return f.Field + ownWords.ReplaceAllString(f.Message, "*") }

// maxKeptFaults is how many faults are kept, which is more than the lines that are shown.
const maxKeptFaults = 2 * shownFaultLines

// faultList is what is wrong with an import. It counts all faults, and keeps those that are shown.
type faultList struct {
	// each gets every fault at once; nil for none.
	each  func(csvFault) error
	err   error // of each
	all   int
	kept  []csvFault
	kinds map[string]int
}

// add notes faults, in their order.
func (l *faultList) add(faults ...csvFault) {
	for _, f := range faults {
		l.all++
		if l.each != nil && l.err == nil {
			l.err = l.each(f)
		}
		kind := f.kind()
		count, known := l.kinds[kind]
		if full := len(l.kept) >= maxKeptFaults; full && !known {
			continue
		}
		if l.kinds == nil {
			l.kinds = make(map[string]int)
		}
		if l.kinds[kind] = count + 1; count <= shownAlike && len(l.kept) < maxKeptFaults {
			l.kept = append(l.kept, f)
		}
	}
}

// lines are the faults for a person, in their order. Of those of one kind the first few are shown,
// and the others are counted.
func (l *faultList) lines() (lines []string) {
	seen := make(map[string]int)
	shown := 0
	for _, f := range l.kept {
		kind := f.kind()
		if seen[kind]++; seen[kind] > shownAlike && l.kinds[kind] > shownAlike+1 {
			continue
		}
		if len(lines) >= shownFaultLines {
			break
		}
		lines = append(lines, f.String())
		shown++
		if more := l.kinds[kind] - shownAlike; seen[kind] == shownAlike && more > 1 {
			lines = append(lines, fmt.Sprintf("and %d more faults like the last one", more))
			shown += more
		}
	}
	if more := l.all - shown; more > 0 {
		lines = append(lines, fmt.Sprintf("and %s: --json lists them all", count(more, "more fault")))
	}
	return lines
}

// importHint says what may help against the faults, "" when nothing is known.
func importHint(missing []string) string {
	if len(missing) == 0 {
		return ""
	}
	noun := "site that is"
	if len(missing) > 1 {
		noun = "sites that are"
	}
	return fmt.Sprintf("--make-sites adds the %s missing: %s", noun, someOf(missing))
}
