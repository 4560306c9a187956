package template

// A constant stands in the template.
type constant datum

func (e constant) eval(r *run) (datum, error) { return datum(e), r.step() }

// A slot holds a variable or a dot.
type slot int

func (e slot) eval(r *run) (datum, error) { return r.slots[e], r.step() }

// A rootField is a name of the data.
type rootField struct {
	get func(*Data) datum
}

func (e *rootField) eval(r *run) (datum, error) { return e.get(r.data), r.step() }

// A lineField is a name of a line.
type lineField struct {
	of  expr
	get func(*Line) datum
}

func (e *lineField) eval(r *run) (datum, error) {
	of, err := e.of.eval(r)
	if err != nil {
		return of, err
	}
	return e.get(of.line), r.step()
}

// An entry is what a map has under a name.
type entry struct {
	kind  kind
	name  string
	label string // as it stands in a template
}

func (e *entry) eval(r *run) (datum, error) { return r.entry(e.kind, e.name, e.label), r.step() }

// entry looks a name up in a map.
func (r *run) entry(k kind, name, label string) datum {
	text, ok := r.data.mapOf(k)[name]
	if !ok {
		return datum{missing: label}
	}
	return datum{text: text}
}

// A choice is and, or: the values are looked at from the first on, until one decides.
type choice struct {
	values []typed
	until  bool // the truth that decides
	mixed  bool // the values are of several kinds: only the truth is left of them
}

func (e *choice) eval(r *run) (last datum, err error) {
	for _, v := range e.values {
		if last, err = v.eval(r); err != nil {
			return last, err
		}
		truth := r.truth(v.kind, last)
		if e.mixed {
			last = ofBool(truth)
		}
		if truth == e.until {
			break
		}
	}
	return last, r.step()
}

// A call is a function with its values.
type call struct {
	function *function
	values   []typed
	at       position
}

func (e *call) eval(r *run) (datum, error) {
	if err := r.step(); err != nil {
		return datum{}, err
	}
	start := len(r.stack)
	defer func() { r.stack = r.stack[:start] }()
	for _, v := range e.values {
		d, err := v.eval(r)
		if err != nil {
			return d, err
		}
		if d.missing != "" && !e.function.lenient {
			return d, e.at.absent(d.missing)
		}
		if err := r.look(len(d.text)); err != nil {
			return d, err
		}
		r.stack = append(r.stack, d)
	}
	r.args = args{run: r, at: e.at, kinds: e.values, list: r.stack[start:]}
	return e.function.apply(&r.args)
}

// absent is the error of a value that the device has not got.
func (p position) absent(name string) error {
	return p.fail(ErrNoValue, `the device has no %s: give it one, or write {{default "..." %s}}`, name, name)
}
