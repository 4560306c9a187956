package provdoc

import "time"

// farAhead is how much later than now a VERSION may be: it has no zone, and phones stand in all of them.
const farAhead = 24 * time.Hour

// changes compares VERSION with the time, and with that of the document before. [G p43]
func (l *linter) changes() {
	m, ok := l.dialect.control(l.Document, roleVersion)
	version, err := ParseVersion(m.text)
	if !ok || err != nil {
		return
	}
	if now := l.options.Now; !now.IsZero() && version.Sub(now) > farAhead {
		l.fault(futureVersion, m.item, "this VERSION is %s, which is yet to come: day and month come before the year, ddmmyyhhmm", version.Format("2 January 2006"))
	}
	if l.options.Previous != nil {
		l.since(m, version)
	}
}

// since compares the document with the one before.
func (l *linter) since(m mark, version time.Time) {
	before, _ := Parse(l.options.Previous)
	text, ok := before.Version()
	last, err := ParseVersion(text)
	if !ok || err != nil {
		return
	}
	same := l.sameSettings(before)
	switch {
	case version.Equal(last) && !same:
		l.fault(sameVersion, m.item, "the document before has this VERSION and other settings, so that the phone ignores this one: write a later VERSION")
	case !version.Equal(last) && same:
		l.fault(needlessVersion, m.item, "the document before has the same settings under another VERSION, and each new one writes the phone's flash: write %s", text)
	case version.Before(last):
		l.fault(olderVersion, m.item, "the document before has the later VERSION %s, so that nobody can tell which is the newer one: write a later VERSION", text)
	}
}

// sameSettings reports whether the document has the items of another one, beside VERSION.
func (d *Document) sameSettings(other *Document) bool {
	i, j := 0, 0
	for {
		for i < len(d.items) && d.isVersion(i) {
			i++
		}
		for j < len(other.items) && other.isVersion(j) {
			j++
		}
		if i == len(d.items) || j == len(other.items) {
			return i == len(d.items) && j == len(other.items)
		}
		if a, b := &d.items[i], &other.items[j]; a.Kind != b.Kind || a.Name != b.Name || a.Raw != b.Raw {
			return false
		}
		i++
		j++
	}
}

func (d *Document) isVersion(i int) bool {
	return d.items[i].Kind == Control && d.items[i].Name == controlVersion
}
