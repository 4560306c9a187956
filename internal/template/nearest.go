package template

import "strings"

// nearest returns the name that is most like what somebody wrote, "" when none is.
func nearest(written string, names []string) string {
	best, least := "", 1+min(3, len(written)/3)
	for _, name := range names {
		if n := distance(strings.ToLower(written), strings.ToLower(name)); n < least {
			best, least = name, n
		}
	}
	return best
}

// maxCompared is the longest name that is compared.
const maxCompared = 64

// distance is the number of letters to insert, remove or replace between a and b.
func distance(a, b string) int {
	if len(a) > maxCompared || len(b) > maxCompared {
		return maxCompared
	}
	var row [maxCompared + 1]int
	for j := range len(b) + 1 {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

// hint is "; did you mean NAME?", or "; " and the names when none is near.
func hint(written string, prefix string, names []string) string {
	if near := nearest(written, names); near != "" {
		return "; did you mean " + prefix + near + "?"
	}
	if len(names) == 0 {
		return ""
	}
	const most = 16
	more := ""
	if len(names) > most {
		names, more = names[:most], " ..."
	}
	return "; there are " + prefix + strings.Join(names, " "+prefix) + more
}
