package template

import (
	"fmt"
	"strings"
	"text/template/parse"
)

// An expr gives a value.
type expr interface {
	eval(r *run) (datum, error)
}

// A typed is an expression with its kind.
type typed struct {
	expr
	kind  kind
	value *string // of a text that stands in the template, else nil
	name  string  // what it is called in an error, "" for what has no name
}

// called names an expression in a sentence.
func (e typed) called() string {
	if e.name == "" {
		return "this value"
	}
	return e.name
}

// pipe compiles a pipeline: each stage is the last value of the next.
func (c *compiler) pipe(pipe *parse.PipeNode) (typed, error) {
	var e typed
	for i, command := range pipe.Cmds {
		var last *typed
		if i > 0 {
			piped := e
			last = &piped
		}
		var err error
		if e, err = c.command(command, last); err != nil {
			return e, err
		}
	}
	return e, nil
}

// command compiles one stage of a pipeline.
func (c *compiler) command(n *parse.CommandNode, last *typed) (typed, error) {
	first, offset := n.Args[0], int(n.Position())
	if id, ok := first.(*parse.IdentifierNode); ok {
		return c.call(id, n.Args[1:], last)
	}
	if len(n.Args) > 1 || last != nil {
		return typed{}, c.fail(offset, "this is no function and takes no values: begin with a function, as upper or print")
	}
	return c.operand(first)
}

// operand compiles one value.
func (c *compiler) operand(n parse.Node) (typed, error) {
	offset := int(n.Position())
	switch n := n.(type) {
	case *parse.DotNode:
		return c.chain(c.dot.read(), nil, offset)
	case *parse.FieldNode:
		return c.chain(c.dot.read(), n.Ident, offset)
	case *parse.VariableNode:
		v, _ := c.lookup(n.Ident[0])
		return c.chain(v.read(), n.Ident[1:], offset)
	case *parse.ChainNode:
		e, err := c.operand(n.Node)
		if err != nil {
			return e, err
		}
		return c.chain(e, n.Field, offset)
	case *parse.PipeNode:
		return c.parenthesis(n, offset)
	case *parse.IdentifierNode:
		return c.call(n, nil, nil)
	case *parse.StringNode:
		return typed{expr: constant{text: n.Text}, kind: textKind, value: &n.Text}, nil
	case *parse.BoolNode:
		return typed{expr: constant(ofBool(n.True)), kind: boolKind}, nil
	case *parse.NumberNode:
		if !n.IsInt || int64(int32(n.Int64)) != n.Int64 {
			return typed{}, c.fail(offset, "a number here is a whole one of at most 31 bits, as 5060 or 0x13c4: write others as a text in quotes")
		}
		return typed{expr: constant{number: int(n.Int64)}, kind: numberKind}, nil
	}
	return typed{}, c.fail(offset, "there is no nil: write \"\" for an empty text")
}

// parenthesis compiles a pipeline within an expression.
func (c *compiler) parenthesis(n *parse.PipeNode, offset int) (typed, error) {
	if err := c.deeper(offset); err != nil {
		return typed{}, err
	}
	defer func() { c.depth-- }()
	if len(n.Decl) > 0 {
		return typed{}, c.fail(offset, "a variable is declared in an action of its own: {{$x := ...}}")
	}
	return c.pipe(n)
}

// chain compiles the names behind a value: .A.B.
func (c *compiler) chain(e typed, names []string, offset int) (typed, error) {
	for _, name := range names {
		var err error
		if e, err = c.field(e, name, offset); err != nil {
			return e, err
		}
	}
	if e.kind == valuesKind || e.kind == tagsKind {
		c.names[mapName(e.kind)] = true
	}
	return e, nil
}

// read is the expression that reads a variable.
func (v variable) read() typed { return typed{expr: slot(v.slot), kind: v.kind, name: v.label} }

// field compiles one name behind a value.
func (c *compiler) field(e typed, name string, offset int) (typed, error) {
	switch e.kind {
	case rootKind:
		f, ok := rootFields[name]
		if !ok {
			return typed{}, c.fail(offset, "the data has no .%s%s", name, hint(name, ".", fieldNames(rootKind)))
		}
		if f.kind != valuesKind && f.kind != tagsKind {
			c.names[name] = true
		}
		return typed{expr: &rootField{f.get}, kind: f.kind, name: "." + name}, nil
	case lineKind:
		f, ok := lineFields[name]
		if !ok {
			return typed{}, c.fail(offset, "a line has no .%s%s%s", name, hint(name, ".", fieldNames(lineKind)), c.outside(name))
		}
		c.names["Lines."+name] = true
		return typed{expr: &lineField{e.expr, f.get}, kind: f.kind, name: "." + name + " of a line"}, nil
	case valuesKind, tagsKind:
		return c.entry(e.kind, name), nil
	}
	return typed{}, c.fail(offset, "%s has no .%s: only the data, its lines and its maps have names%s", e.kind, name, c.outside(name))
}

// outside says how to reach a name of the data where the dot is something else.
func (c *compiler) outside(name string) string {
	if _, ok := rootFields[name]; ok {
		return "; the data of the device is $." + name
	}
	return ""
}

// nameCharacters are those of a name that can stand behind a dot.
const nameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

// entry is what one of the maps has under a name that stands in the template.
func (c *compiler) entry(k kind, name string) typed {
	full := mapName(k) + "." + name
	c.names[full] = true
	label := "." + full
	if strings.Trim(name, nameCharacters) != "" {
		label = fmt.Sprintf("(index .%s %q)", mapName(k), name)
	}
	return typed{expr: &entry{k, name, label}, kind: textKind, name: label}
}
