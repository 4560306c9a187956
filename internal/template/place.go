package template

import "strings"

// A state says where in the XML the template is. Text is read in one piece from action to action, so these are only the
// states in which an action can find it.
type state uint8

const (
	content     state = iota // outside of all tags
	gap                      // in a start tag where an attribute needs space before it
	spaced                   // in a start tag where an attribute can begin
	beforeValue              // behind the = of an attribute
	value                    // in the value of an attribute
	comment
	cdata
	instruction
)

// wherever names the states in which no value can stand.
var wherever = [...]string{
	gap: "a tag", spaced: "a tag", beforeValue: "a value without quotes", comment: "a comment", cdata: "a CDATA section",
	instruction: "an instruction <? ?>",
}

// A place is where in the document the template is. Places are equal when the same may follow.
type place struct {
	state    state
	quote    byte   // of the value
	element  string // the name of the start tag that is open
	open     string // the names of the open elements, each with a / behind it
	rooted   bool   // the root element was begun
	started  bool   // something was written
	declared bool   // the XML declaration was written
	dead     bool   // a break or a continue stands before: nothing gets here
}

// meet returns the place where two branches come together; false when they end in different places.
func meet(a, b place) (place, bool) {
	switch {
	case a.dead:
		return b, true
	case b.dead:
		return a, true
	}
	started := a.started || b.started
	if a.state == gap && b.state == spaced || a.state == spaced && b.state == gap {
		a.state, b.state = gap, gap
	}
	a.started, b.started = started, started
	return a, a == b
}

// takesValue reports whether a value can stand here, and says why not.
func (p place) takesValue() (why string) {
	switch {
	case p.state == value:
		return ""
	case p.state != content:
		return "a value stands in " + wherever[p.state] + `: put it between the quotes of an attribute, as value="..."`
	case p.open == "":
		return `a value stands outside of the root element: put it between the quotes of an attribute, as value="..."`
	}
	return ""
}

// differ says how two places differ that should be one.
func (p place) differ(q place) string {
	switch {
	case p.declared != q.declared:
		return "the XML declaration stands in one branch only: write it before all actions"
	case p.open != q.open || p.rooted != q.rooted:
		return "elements begin or end in one branch only: begin and end each element in the same branch"
	case p.state == value || q.state == value:
		return "the quotes of a value are opened or closed in one branch only: put both into the same branch"
	case p.state == comment || q.state == comment:
		return "a comment begins or ends in one branch only: put <!-- and --> into the same branch"
	}
	return "a tag begins or ends in one branch only: put < and > into the same branch"
}

// depth is how many elements are open.
func (p place) depth() int { return strings.Count(p.open, "/") }

// push opens the element of the start tag.
func (p *place) push() { p.open += p.element + "/" }

// pop closes the innermost element and returns its name, "" when there is none.
func (p *place) pop() string {
	if p.open == "" {
		return ""
	}
	rest := p.open[:len(p.open)-1]
	cut := strings.LastIndexByte(rest, '/') + 1
	p.open = p.open[:cut]
	return rest[cut:]
}
