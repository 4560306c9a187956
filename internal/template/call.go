package template

import (
	"maps"
	"slices"
	"strings"
	"text/template/parse"

	"github.com/offhook/offhook/provdoc"
)

// A function is one that templates may call.
type function struct {
	// usage is what would be right, as it stands in a template.
	usage string
	// params are the kinds that it takes, the last one again and again when it is variadic; least of them must be there.
	params   []kinds
	least    int
	variadic bool
	// alike asks for values of one kind.
	alike  bool
	result kind
	// same gives a result of the kind of its first value.
	same bool
	// lenient takes what the device has not got as empty.
	lenient bool
	apply   func(a *args) (datum, error)
}

// kinds is a set of kinds.
type kinds uint16

func (s kinds) has(k kind) bool { return s>>k&1 == 1 }

const (
	texts    kinds = 1 << textKind
	numbers  kinds = 1 << numberKind
	ordered        = texts | numbers
	scalars        = ordered | 1<<boolKind
	sliced   kinds = 1<<listKind | 1<<linesKind
	mapped   kinds = 1<<valuesKind | 1<<tagsKind
	anything kinds = 1<<(mixedKind+1) - 1
)

// call compiles a call of a function; last is what is piped into it, or nil.
func (c *compiler) call(id *parse.IdentifierNode, nodes []parse.Node, last *typed) (typed, error) {
	offset := int(id.Position())
	whole := [2]bool{c.names[mapName(valuesKind)], c.names[mapName(tagsKind)]}
	values := make([]typed, 0, len(nodes)+1)
	for _, n := range nodes {
		e, err := c.operand(n)
		if err != nil {
			return e, err
		}
		values = append(values, e)
	}
	if last != nil {
		values = append(values, *last)
	}
	switch id.Ident {
	case "and", "or":
		return c.choice(id, values)
	case "printf":
		return c.printf(values, offset)
	case "index":
		if len(values) == 2 && mapped.has(values[0].kind) && values[1].value != nil {
			c.names[mapName(values[0].kind)] = whole[values[0].kind-valuesKind]
			return c.entry(values[0].kind, *values[1].value), nil
		}
	}
	f, ok := functions[id.Ident]
	if !ok {
		return typed{}, c.noFunction(id.Ident, offset)
	}
	if why := f.takes(values); why != "" {
		return typed{}, c.fail(offset, "%s %s: write it as {{%s}}", id.Ident, why, f.usage)
	}
	e := typed{expr: &call{f, values, c.position(offset)}, kind: f.result, name: firstName(values)}
	if f.same {
		e.kind = values[0].kind
	}
	if id.Ident == "index" && values[0].kind == linesKind {
		e.kind = lineKind
	}
	return e, nil
}

// firstName is the name of the first value that has one.
func firstName(values []typed) string {
	for _, v := range values {
		if v.name != "" {
			return v.name
		}
	}
	return ""
}

// takes says why a function does not take these values, "" when it does.
func (f *function) takes(values []typed) (why string) {
	switch {
	case len(values) < f.least:
		return "has too few values"
	case len(values) > len(f.params) && !f.variadic:
		return "has too many values"
	}
	for i, v := range values {
		switch {
		case !f.params[min(i, len(f.params)-1)].has(v.kind):
			return "does not take " + v.kind.String() + " there"
		case f.alike && v.kind != values[0].kind:
			return "takes values of one kind, not " + values[0].kind.String() + " and " + v.kind.String()
		}
	}
	return ""
}

// choice compiles and, or.
func (c *compiler) choice(id *parse.IdentifierNode, values []typed) (typed, error) {
	if len(values) == 0 {
		return typed{}, c.fail(int(id.Position()), "%s has too few values: write it as {{if %s .Username .Version}}", id.Ident, id.Ident)
	}
	e := &choice{values: values, until: id.Ident == "or"}
	k := values[0].kind
	for _, v := range values {
		if v.kind != k {
			k, e.mixed = mixedKind, true
		}
	}
	return typed{expr: e, kind: k, name: firstName(values)}, nil
}

// noFunction is the error of a name that is no function.
func (c *compiler) noFunction(name string, offset int) error {
	switch name {
	case "html", "js", "urlquery":
		return c.fail(offset, "there is no %s here: every value is escaped for the place where it stands, write the value alone", name)
	case "call":
		return c.fail(offset, "there is no call here: the data has texts and lists, and nothing that could be called")
	case "println":
		return c.fail(offset, "there is no println here: write print")
	}
	names := slices.Sorted(maps.Keys(functions))
	if near := provdoc.NearestOf(name, append(names, "and", "or", "printf")); near != "" {
		return c.fail(offset, "there is no function %s; did you mean %s?", name, near)
	}
	if _, ok := rootFields[name]; ok {
		return c.fail(offset, "there is no function %s; did you mean .%s?", name, name)
	}
	return c.fail(offset, "there is no function %s; there are and or printf %s", name, strings.Join(names, " "))
}

// args are the values of one call.
type args struct {
	run   *run
	at    position
	kinds []typed
	list  []datum
}

func (a *args) text(i int) string { return a.list[i].text }

func (a *args) number(i int) int { return a.list[i].number }

func (a *args) has(i int) bool { return i < len(a.list) }

// fail is the error of value i: it does not fit.
func (a *args) fail(i int, want string) (datum, error) {
	return datum{}, a.at.fail(ErrValue, "%s is not what is expected here: write %s", a.kinds[i].called(), want)
}
