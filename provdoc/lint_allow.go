package provdoc

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// An Allowance lowers findings of one rule to severity Allowed, with a written reason. A document allows for itself in a
// comment at its head, or directly above an item for that item alone:
//
//	<!-- offhook:allow CODE reason -->
//	<!-- offhook:allow CODE:ITEM reason -->
type Allowance struct {
	// Code is that of the rule.
	Code string
	// Item is the item that the finding has to be about; "" is any, which rules of security do not take.
	Item string
	// Reason is for the person who reads the finding.
	Reason string
}

// ParseAllowance reads CODE=REASON or CODE:ITEM=REASON. The error says what would be right.
func ParseAllowance(s string) (Allowance, error) {
	target, reason, _ := strings.Cut(s, "=")
	a := newAllowance(target, reason)
	if err := a.check(false); err != nil {
		return Allowance{}, err
	}
	return a, nil
}

func newAllowance(target, reason string) Allowance {
	code, item, _ := strings.Cut(target, ":")
	return Allowance{Code: strings.Clone(code), Item: strings.Clone(item), Reason: strings.Clone(strings.TrimSpace(reason))}
}

// maxReason is how long a reason may be, which each finding repeats.
const maxReason = 200

// check says what is wrong with an allowance. placed says that the place of a comment tells the item.
func (a Allowance) check(placed bool) error {
	rule, err := LookupRule(a.Code)
	switch {
	case err != nil:
		return err
	case rule.Lowering == LowerNever:
		return fmt.Errorf("%s cannot be allowed: such a document is not read at all", rule.Code)
	case rule.Lowering == LowerByItem && a.Item == "" && !placed:
		return fmt.Errorf("%s is about security and is allowed for one item at a time: write %s:ITEM", rule.Code, rule.Code)
	case a.Reason == "":
		return fmt.Errorf("%s is allowed only with a reason: write it behind", rule.Code)
	case !utf8.ValidString(a.Reason) || utf8.RuneCountInString(a.Reason) > maxReason:
		return fmt.Errorf("the reason why %s is allowed is a text of at most %d characters: shorten it", rule.Code, maxReason)
	}
	return nil
}

// allowed is an allowance with the part of the document that it holds for; end 0 is all of it.
type allowed struct {
	Allowance
	start, end int
}

// covers reports whether a lowers a finding, from being the places of start and end.
func (a allowed) covers(f *Finding, from, to spot) bool {
	if a.Code != f.Code || a.Item != "" && a.Item != f.Item && NormalName(a.Item) != NormalName(f.Item) {
		return false
	}
	at := spot{f.Line, f.Column}
	return a.end == 0 || !at.before(from) && at.before(to)
}

// A spot is a line and a column.
type spot struct{ line, column int }

func (s spot) before(t spot) bool { return s.line < t.line || s.line == t.line && s.column < t.column }

// lower gives the findings that are allowed their severity and reason.
func (d *Document) lower(findings []Finding, list []allowed) {
	for _, a := range list {
		var from, to spot
		if a.end > 0 {
			at := place{src: d.src}
			from.line, from.column = at.of(a.start)
			to.line, to.column = at.of(a.end)
		}
		for i := range findings {
			if f := &findings[i]; f.Severity != Allowed && a.covers(f, from, to) {
				f.Severity, f.Reason = Allowed, a.Reason
			}
		}
	}
}

// Lower gives findings about the document that its own comments allow their severity and reason.
func (d *Document) Lower(findings []Finding) {
	if !d.Readable() {
		return
	}
	l := linter{documentItems: documentItems{d, &reporter{}}}
	l.allowances()
	d.lower(findings, l.allowed)
}

// A note is a comment for this program.
type note struct {
	start, end int
	text       string // behind offhook:
}

// What a comment for this program begins with, and the one thing that it can say.
const (
	notePrefix = "offhook:"
	noteAllow  = "allow"
)

// maxNotes is how many comments for this program a document can have; more are without effect.
const maxNotes = 100

// keepNote keeps a comment that is for this program.
func (d *Document) keepNote(start, end int, comment string) {
	if text, ok := strings.CutPrefix(strings.Trim(comment, spaces), notePrefix); ok && len(d.notes) <= maxNotes {
		d.notes = append(d.notes, note{start, end, text})
	}
}

// allowances reads what the document and the options allow, and reports the comments that allow nothing.
func (l *linter) allowances() {
	for _, a := range l.options.Allow {
		if a.check(false) == nil {
			l.allowed = append(l.allowed, allowed{Allowance: a})
		}
	}
	for k, n := range l.notes {
		a, err := l.read(n)
		if k == maxNotes {
			err = fmt.Errorf("a document has at most %d comments that allow something: allow it with offhook check --allow", maxNotes)
		}
		if err != nil {
			l.addf(badAllowance, n.start, noElement, "%v", err)
			continue
		}
		l.allowed = append(l.allowed, a)
	}
}

var (
	errAllowForm  = errors.New("write what is allowed as <!-- offhook:allow CODE reason -->")
	errAllowPlace = errors.New("what is allowed stands at the head of the document, or directly above an item: move the comment there")
)

// read makes of a comment what it allows, and where.
func (l *linter) read(n note) (allowed, error) {
	verb, rest, _ := strings.Cut(n.text, " ")
	target, reason, _ := strings.Cut(strings.TrimLeft(rest, spaces), " ")
	if verb != noteAllow || target == "" {
		return allowed{}, errAllowForm
	}
	a := allowed{Allowance: newAllowance(target, l.encoding.text(reason))}
	head := n.start < l.elements[0].start
	if !head {
		var ok bool
		if a.start, a.end, ok = l.below(n.end); !ok {
			return a, errAllowPlace
		}
	}
	return a, a.check(!head)
}

// below returns the extent of the element that begins behind offset with nothing but comments between; of one that holds
// others, that of its start tag.
func (l *linter) below(offset int) (start, end int, ok bool) {
	for {
		offset += len(l.src[offset:]) - len(strings.TrimLeft(l.src[offset:], spaces))
		if !strings.HasPrefix(l.src[offset:], "<!--") {
			break
		}
		i := strings.Index(l.src[offset:], "-->")
		if i < 0 {
			return 0, 0, false
		}
		offset += i + len("-->")
	}
	for i := range l.elements {
		switch e := &l.elements[i]; {
		case e.start < offset:
		case e.start > offset:
			return 0, 0, false
		case l.grammar.holds(e.name):
			return e.start, e.open, true
		default:
			return e.start, e.end, true
		}
	}
	return 0, 0, false
}
