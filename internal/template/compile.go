package template

import "text/template/parse"

// maxNesting is how deep {{if}}, {{with}}, {{range}} and parentheses may stand inside each other.
const maxNesting = 32

// A compiler makes nodes of a source. It follows the XML through all branches, and the types through all expressions.
type compiler struct {
	*source
	names  map[string]bool // what the template refers to
	slots  int
	size   int
	depth  int
	scope  []variable // the innermost last
	dot    variable   // what . is
	starts []place    // where the loops around began, the innermost last
}

// A variable is a slot that holds values of one type.
type variable struct {
	name  string
	slot  int
	kind  kind
	label string // what it is called in an error
}

// newSlot returns a place for a value.
func (c *compiler) newSlot() int {
	c.slots++
	return c.slots - 1
}

// actions compiles a template of kind Text.
func (c *compiler) actions() ([]node, error) {
	tree, err := c.parse()
	if err != nil {
		return nil, err
	}
	c.dot = variable{"$", c.newSlot(), rootKind, "the data"}
	c.scope = []variable{c.dot}
	nodes, end, err := c.list(tree.Root, place{})
	if err != nil {
		return nil, err
	}
	return nodes, c.ended(end)
}

// ended refuses a document that is not complete where the template ends.
func (c *compiler) ended(p place) error {
	switch {
	case p.state != content:
		return c.fail(len(c.text), "the template ends inside %s: write its end", insideOf(p.state))
	case p.open != "":
		name := p.pop()
		return c.fail(len(c.text), "the template ends, and <%s> is still open: write </%s> before", name, name)
	case !p.rooted:
		return c.fail(len(c.text), "the template has no root element: write <ProviderFrame> or <provisioning>")
	}
	return nil
}

func insideOf(s state) string {
	if s == value || s == beforeValue {
		return "a value"
	}
	return wherever[s]
}

// list compiles nodes that stand one behind the other.
func (c *compiler) list(list *parse.ListNode, p place) ([]node, place, error) {
	if list == nil {
		return nil, p, nil
	}
	outer := len(c.scope)
	defer func() { c.scope = c.scope[:outer] }()
	nodes := make([]node, 0, len(list.Nodes))
	for _, n := range list.Nodes {
		compiled, next, err := c.node(n, p)
		if err != nil {
			return nil, p, err
		}
		if p = next; compiled != nil {
			nodes = append(nodes, compiled)
		}
	}
	return nodes, p, nil
}

// node compiles one node; it may be nil.
func (c *compiler) node(n parse.Node, p place) (node, place, error) {
	offset := int(n.Position())
	if text, ok := n.(*parse.TextNode); ok {
		return c.literal(string(text.Text), offset, p)
	}
	if p.dead {
		return nil, p, c.fail(offset, "nothing behind {{break}} and {{continue}} is reached: remove it")
	}
	switch n := n.(type) {
	case *parse.CommentNode:
		return nil, p, nil
	case *parse.ActionNode:
		return c.action(n.Pipe, p)
	case *parse.IfNode:
		return c.branch(&n.BranchNode, p, false)
	case *parse.WithNode:
		return c.branch(&n.BranchNode, p, true)
	case *parse.RangeNode:
		return c.loop(n, p)
	case *parse.BreakNode:
		return c.jump(broken, offset, p)
	case *parse.ContinueNode:
		return c.jump(continued, offset, p)
	case *parse.TemplateNode:
		return nil, p, c.fail(offset, "{{template}}, {{define}} and {{block}} are not for these templates: write the text where it belongs, and repeat it with {{range}}")
	}
	return nil, p, c.fail(offset, "this is no action of these templates")
}

// literal compiles the text between two actions.
func (c *compiler) literal(text string, offset int, p place) (node, place, error) {
	next, err := p.follow(c.source, text, offset)
	if err != nil || p.dead {
		return nil, next, err
	}
	encoded, ok := c.escaper.Encode(text)
	if !ok {
		return nil, p, c.fail(offset, "the text has a character that its encoding does not have")
	}
	c.size += len(encoded)
	return literal(encoded), next, nil
}

// action compiles {{pipeline}}, {{$x := pipeline}} and {{$x = pipeline}}.
func (c *compiler) action(pipe *parse.PipeNode, p place) (node, place, error) {
	e, err := c.pipe(pipe)
	if err != nil {
		return nil, p, err
	}
	if len(pipe.Decl) > 0 {
		n, err := c.set(pipe, e)
		return n, p, err
	}
	n, err := c.output(e, int(pipe.Position()), p)
	p.started = true
	return n, p, err
}

// output compiles what writes a value.
func (c *compiler) output(e typed, offset int, p place) (node, error) {
	if why := p.takesValue(); why != "" {
		return nil, c.fail(offset, "%s", why)
	}
	if !e.kind.isScalar() {
		return nil, c.fail(offset, "this is %s, and a document takes a text: %s", e.kind, e.kind.remedy())
	}
	return &output{expr: e.expr, kind: e.kind, name: e.called(), quote: p.quote, at: c.position(offset)}, nil
}

// set compiles a declaration or an assignment.
func (c *compiler) set(pipe *parse.PipeNode, e typed) (node, error) {
	name := pipe.Decl[0].Ident[0]
	if !pipe.IsAssign {
		v := c.declare(name, e.kind)
		return &set{v.slot, e.expr, c.position(int(pipe.Position()))}, nil
	}
	v, _ := c.lookup(name)
	switch {
	case name == "$":
		return nil, c.fail(int(pipe.Position()), "$ is the data and cannot be changed: declare a variable, {{$x := ...}}")
	case v.kind != e.kind:
		return nil, c.fail(int(pipe.Position()), "%s holds %s and this is %s: declare another variable with :=", name, v.kind, e.kind)
	}
	return &set{v.slot, e.expr, c.position(int(pipe.Position()))}, nil
}

// declare adds a variable to the scope.
func (c *compiler) declare(name string, k kind) variable {
	v := variable{name, c.newSlot(), k, name}
	c.scope = append(c.scope, v)
	return v
}

// lookup finds a variable of the scope.
func (c *compiler) lookup(name string) (variable, bool) {
	for i := len(c.scope) - 1; i >= 0; i-- {
		if c.scope[i].name == name {
			return c.scope[i], true
		}
	}
	return variable{}, false
}

// deeper counts what stands inside of something else.
func (c *compiler) deeper(offset int) error {
	if c.depth++; c.depth > maxNesting {
		return c.fail(offset, "more than %d actions or parentheses stand inside each other: take it apart with variables", maxNesting)
	}
	return nil
}
