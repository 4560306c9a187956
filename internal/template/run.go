package template

import "github.com/offhook/offhook/provdoc"

// A run is one execution of a template, with what is left of its budget.
type run struct {
	escaper provdoc.Escaper
	data    *Data
	slots   []datum
	out     []byte
	limit   int // of out
	steps   int // left
	bytes   int // left for what functions read and make
	budget  Budget
	at      position // of the action that runs
	stack   []datum  // the values of the calls that are being made
	args    args     // of the call that is made
}

func newRun(t *Template, data *Data, budget Budget) *run {
	return &run{
		escaper: t.escaper,
		data:    data,
		slots:   make([]datum, t.slots),
		out:     make([]byte, 0, min(budget.Bytes, t.size+t.size/4+256)),
		limit:   budget.Bytes,
		steps:   budget.Steps,
		bytes:   budget.Bytes,
		budget:  budget,
		at:      position{1, 1},
	}
}

// list runs nodes until one jumps.
func (r *run) list(nodes []node) (flow, error) {
	for _, n := range nodes {
		if err := r.step(); err != nil {
			return onward, err
		}
		if f, err := n.exec(r); f != onward || err != nil {
			return f, err
		}
	}
	return onward, nil
}

// step counts one step.
func (r *run) step() error { return r.spend(1) }

// spend counts many steps at once.
func (r *run) spend(steps int) error {
	if r.steps -= steps; r.steps < 0 {
		return r.at.fail(ErrBudget, "the template takes more than %d steps: take loops out of loops, or make the lists shorter", r.budget.Steps)
	}
	return nil
}

// look counts bytes that a function reads or makes, before it does.
func (r *run) look(bytes int) error {
	if r.bytes -= bytes; r.bytes < 0 {
		return r.at.fail(ErrBudget, "the functions of the template handle more than %d bytes: make the texts shorter", r.budget.Bytes)
	}
	return nil
}

func (r *run) tooLong() error {
	return r.at.fail(ErrBudget, "the document becomes longer than %d bytes: make the lists or the texts shorter", r.limit)
}

// write escapes a text and appends it to the document. Escaped it may be too long; the text behind it, which every document
// ends with, finds that.
func (r *run) write(text string, quote byte, name string, at position) error {
	if len(r.out)+len(text) > r.limit {
		return r.tooLong()
	}
	var err error
	if quote == 0 {
		r.out, err = r.escaper.AppendElementText(r.out, text)
	} else {
		r.out, err = r.escaper.AppendAttribute(r.out, text, quote)
	}
	if err != nil {
		return at.fail(ErrValue, "%s has a control character, or is no UTF-8: a document cannot carry it, remove it", name)
	}
	return nil
}

// truth is what {{if}} makes of a value: what is empty, 0 or not there is false.
func (r *run) truth(k kind, d datum) bool {
	switch k {
	case textKind:
		return d.text != ""
	case numberKind, boolKind, mixedKind:
		return d.number != 0
	case listKind:
		return len(d.list) > 0
	case linesKind:
		return len(d.lines) > 0
	case valuesKind, tagsKind:
		return len(r.data.mapOf(k)) > 0
	}
	return true
}
