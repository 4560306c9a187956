package template

import (
	"maps"
	"slices"
	"strconv"
)

// A node is what runs: text, an output, a branch.
type node interface {
	exec(r *run) (flow, error)
}

// A flow says how a node ended.
type flow uint8

const (
	onward flow = iota
	broken
	continued
)

// A literal is text of the template, in the encoding of the document.
type literal string

func (n literal) exec(r *run) (flow, error) {
	if len(r.out)+len(n) > r.limit {
		return onward, r.tooLong()
	}
	r.out = append(r.out, n...)
	return onward, nil
}

// An output writes a value.
type output struct {
	expr  expr
	kind  kind
	name  string // what it is called in an error
	quote byte   // around it, 0 in the text of an element
	at    position
}

func (n *output) exec(r *run) (flow, error) {
	r.at = n.at
	d, err := n.expr.eval(r)
	switch {
	case err != nil:
		return onward, err
	case d.missing != "":
		return onward, n.at.absent(d.missing)
	case n.kind == numberKind:
		d.text = strconv.Itoa(d.number)
	case n.kind == boolKind:
		d.text = strconv.FormatBool(d.number != 0)
	}
	return onward, r.write(d.text, n.quote, n.name, n.at)
}

// A set gives a variable its value.
type set struct {
	slot int
	expr expr
	at   position
}

func (n *set) exec(r *run) (flow, error) {
	r.at = n.at
	d, err := n.expr.eval(r)
	r.slots[n.slot] = d
	return onward, err
}

// A branch is {{if}} or {{with}}; the value goes into the slots.
type branch struct {
	cond    expr
	kind    kind
	slots   []int
	yes, no []node
	at      position
}

func (n *branch) exec(r *run) (flow, error) {
	r.at = n.at
	d, err := n.cond.eval(r)
	if err != nil {
		return onward, err
	}
	for _, slot := range n.slots {
		r.slots[slot] = d
	}
	if r.truth(n.kind, d) {
		return r.list(n.yes)
	}
	return r.list(n.no)
}

// A loop is {{range}}; key and element are -1 when they have no variable.
type loop struct {
	over              expr
	kind              kind
	key, element, dot int
	body, none        []node
	at                position
}

func (n *loop) exec(r *run) (flow, error) {
	r.at = n.at
	over, err := n.over.eval(r)
	if err != nil {
		return onward, err
	}
	switch n.kind {
	case listKind:
		return n.turns(r, len(over.list), func(i int) (key, element datum) {
			return datum{number: i}, datum{text: over.list[i]}
		})
	case linesKind:
		return n.turns(r, len(over.lines), func(i int) (key, element datum) {
			return datum{number: i}, datum{line: &over.lines[i]}
		})
	}
	entries := r.data.mapOf(n.kind)
	if err := r.spend(len(entries)); err != nil {
		return onward, err
	}
	names := slices.Sorted(maps.Keys(entries))
	return n.turns(r, len(names), func(i int) (key, element datum) {
		return datum{text: names[i]}, datum{text: entries[names[i]]}
	})
}

// turns runs the body for each of many elements.
func (n *loop) turns(r *run, many int, at func(i int) (key, element datum)) (flow, error) {
	if many == 0 {
		return r.list(n.none)
	}
	for i := range many {
		if err := r.step(); err != nil {
			return onward, err
		}
		key, element := at(i)
		n.fill(r, key, element)
		switch f, err := r.list(n.body); {
		case err != nil:
			return onward, err
		case f == broken:
			return onward, nil
		}
	}
	return onward, nil
}

func (n *loop) fill(r *run, key, element datum) {
	r.slots[n.dot] = element
	if n.key >= 0 {
		r.slots[n.key] = key
	}
	if n.element >= 0 {
		r.slots[n.element] = element
	}
}

// A jump is {{break}} or {{continue}}.
type jump flow

func (n jump) exec(*run) (flow, error) { return flow(n), nil }
