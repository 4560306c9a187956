package template

import "text/template/parse"

// branch compiles {{if}} and, when it sets the dot, {{with}}.
func (c *compiler) branch(n *parse.BranchNode, p place, with bool) (node, place, error) {
	offset := int(n.Position())
	defer c.leave(len(c.scope), c.dot)
	if err := c.deeper(offset); err != nil {
		return nil, p, err
	}
	cond, err := c.pipe(n.Pipe)
	if err != nil {
		return nil, p, err
	}
	b := &branch{cond: cond.expr, kind: cond.kind, slots: make([]int, 0, 2), at: c.position(offset)}
	if len(n.Pipe.Decl) > 0 {
		if n.Pipe.IsAssign {
			return nil, p, c.fail(offset, "a variable of {{if}} and {{with}} is declared with :=")
		}
		b.slots = append(b.slots, c.declare(n.Pipe.Decl[0].Ident[0], cond.kind).slot)
	}
	outer := c.dot
	if with {
		c.dot = variable{".", c.newSlot(), cond.kind, cond.called()}
		b.slots = append(b.slots, c.dot.slot)
	}
	var yes, no place
	if b.yes, yes, err = c.list(n.List, p); err != nil {
		return nil, p, err
	}
	c.dot = outer
	if b.no, no, err = c.list(n.ElseList, p); err != nil {
		return nil, p, err
	}
	end, ok := meet(yes, no)
	if !ok {
		return nil, p, c.fail(offset, "%s", yes.differ(no))
	}
	return b, end, nil
}

// leave ends what branch and loop began.
func (c *compiler) leave(scope int, dot variable) {
	c.depth--
	c.scope, c.dot = c.scope[:scope], dot
}

// loop compiles {{range}}.
func (c *compiler) loop(n *parse.RangeNode, p place) (node, place, error) {
	offset := int(n.Position())
	defer c.leave(len(c.scope), c.dot)
	if err := c.deeper(offset); err != nil {
		return nil, p, err
	}
	over, err := c.pipe(n.Pipe)
	if err != nil {
		return nil, p, err
	}
	key, element, ok := over.kind.elements()
	switch {
	case !ok:
		return nil, p, c.fail(offset, "{{range}} goes over a list and this is %s: write .Lines, .Values, .Tags or (split .Model \",\")", over.kind)
	case n.Pipe.IsAssign:
		return nil, p, c.fail(offset, "a variable of {{range}} is declared with :=")
	}
	l := &loop{over: over.expr, kind: over.kind, key: -1, element: -1, at: c.position(offset)}
	outer := c.dot
	switch names := n.Pipe.Decl; len(names) {
	case 2:
		l.key = c.declare(names[0].Ident[0], key).slot
		l.element = c.declare(names[1].Ident[0], element).slot
	case 1:
		l.element = c.declare(names[0].Ident[0], element).slot
	}
	c.dot = variable{".", c.newSlot(), element, "an element of " + over.called()}
	l.dot = c.dot.slot
	end, err := c.body(l, n, p)
	if err != nil {
		return nil, p, err
	}
	c.dot = outer
	var none place
	if l.none, none, err = c.list(n.ElseList, p); err != nil {
		return nil, p, err
	}
	if end, ok = meet(end, none); !ok {
		return nil, p, c.fail(offset, "%s", end.differ(none))
	}
	return l, end, nil
}

// body compiles the body of a loop, which ends where it began: it runs any number of times. In a tag each turn begins with
// the space before its attribute.
func (c *compiler) body(l *loop, n *parse.RangeNode, start place) (place, error) {
	if start.state == spaced {
		start.state = gap
	}
	c.starts = append(c.starts, start)
	body, end, err := c.list(n.List, start)
	c.starts = c.starts[:len(c.starts)-1]
	if err != nil {
		return start, err
	}
	l.body = body
	next, ok := meet(start, end)
	if !ok {
		return start, c.fail(int(n.Position()), "%s", start.differ(end))
	}
	return next, nil
}

// jump compiles {{break}} and {{continue}}, which must leave the document as the loop found it.
func (c *compiler) jump(f flow, offset int, p place) (node, place, error) {
	start := c.starts[len(c.starts)-1]
	if _, ok := meet(start, p); !ok {
		return nil, p, c.fail(offset, "%s", start.differ(p))
	}
	p.dead = true
	return jump(f), p, nil
}
