package provdoc

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A fault is a finding that knows its byte instead of its line and column.
type fault struct {
	offset  int
	rule    ruleID
	element int32 // the element it is in, noElement for none
	item    string
	message string
}

// noElement is the index of an element that is not there.
const noElement = -1

// A reporter collects faults. The zero reporter is ready to use.
type reporter struct {
	faults []fault
	more   bool // there were others than those kept
}

// add keeps a fault of rule r at offset. element is where its item name comes from, noElement when it has none.
func (r *reporter) add(rule ruleID, offset int, element int32, message string) {
	if len(r.faults) >= MaxFindings {
		r.more = true
		return
	}
	r.faults = append(r.faults, fault{offset: offset, rule: rule, element: element, message: message})
}

// addf is add for a message with values in it, none of which may come from the value of an item.
func (r *reporter) addf(rule ruleID, offset int, element int32, format string, args ...any) {
	if len(r.faults) >= MaxFindings {
		r.more = true
		return
	}
	r.add(rule, offset, element, fmt.Sprintf(format, args...))
}

// findings turns the faults into findings in the order of their places.
func (r *reporter) findings(d *Document) []Finding {
	if len(r.faults) == 0 {
		return nil
	}
	if r.more {
		r.faults = append(r.faults, fault{offset: len(d.src), rule: tooManyFindings, element: noElement,
			message: fmt.Sprintf("only the first %d findings are shown; correct them and check again", MaxFindings)})
	}
	slices.SortStableFunc(r.faults, func(a, b fault) int { return cmp.Compare(a.offset, b.offset) })
	names := d.itemNames()
	at := place{src: d.src, flat: d.dialect == BinaryProfile}
	out := make([]Finding, len(r.faults))
	for i, f := range r.faults {
		line, column := at.of(f.offset)
		if f.item == "" && f.element != noElement {
			f.item = names(f.element)
		}
		rule := rules[f.rule]
		out[i] = Finding{Line: line, Column: column, Item: f.item, Severity: rule.Severity, Code: rule.Code, Message: f.message}
	}
	return out
}

// A place finds lines and columns of offsets that are asked for in rising order.
type place struct {
	src   string
	flat  bool // there is one line only
	pos   int  // a place that was asked for before
	line  int  // the line feeds before pos
	start int  // where the line of pos begins
}

// of returns the line and the column of offset, both counted from 1.
func (p *place) of(offset int) (line, column int) {
	if p.flat {
		return 1, offset + 1
	}
	for {
		i := strings.IndexByte(p.src[p.pos:offset], '\n')
		if i < 0 {
			p.pos = offset
			return p.line + 1, offset - p.start + 1
		}
		p.pos += i + 1
		p.start = p.pos
		p.line++
	}
}

// sortFindings orders findings by place; those at one place stay as they were.
func sortFindings(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}
