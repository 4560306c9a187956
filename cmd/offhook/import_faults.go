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

// faultLines are the faults for a person, in their order. Of those of one kind the first few are
// shown, and the others are counted.
func faultLines(faults []csvFault) (lines []string) {
	kinds := make(map[string]int)
	for _, f := range faults {
		kinds[f.kind()]++
	}
	seen := make(map[string]int)
	shown := 0
	for _, f := range faults {
		kind := f.kind()
		if seen[kind]++; seen[kind] > shownAlike && kinds[kind] > shownAlike+1 {
			continue
		}
		if len(lines) >= shownFaultLines {
			break
		}
		lines = append(lines, f.String())
		shown++
		if more := kinds[kind] - shownAlike; seen[kind] == shownAlike && more > 1 {
			lines = append(lines, fmt.Sprintf("and %d more faults like the last one", more))
			shown += more
		}
	}
	if more := len(faults) - shown; more > 0 {
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
