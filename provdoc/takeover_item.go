package provdoc

import "strings"

// The reasons why items are lost.
const (
	lostTwice     = "it is set again further on, and the later value counts"
	lostNoValue   = "it has no value"
	lostOtherKind = "the model takes documents of another kind"
	lostOperation = "it is an order to the phone without a param, and there is no value for that: keep the document as it is, or give the order by hand"
	lostOperParam = "the oper around it has no name, no value, or one with a dot, and there is no name for its params then"
	lostName      = "its ID has no dot, and would be taken for a tag"
)

// item takes one item.
func (t *taker) item(i int) {
	it := &t.items[i]
	if it.Kind == Oper {
		t.operation = i
	}
	switch {
	case t.model != nil && !t.dialect.suits(t.model):
		t.lose(i, lostOtherKind)
	case it.Kind == Oper:
		if i+1 == len(t.items) || t.items[i+1].Kind != OperParam {
			t.lose(i, lostOperation)
		}
	case t.sources[i].value < 0:
		t.lose(i, lostNoValue)
	case t.held.ignored[i] != "":
		t.lose(i, t.held.ignored[i])
	case it.Kind == OperParam:
		t.operParam(i)
	case it.Kind == Control:
		t.steer(i)
	default:
		t.set(i)
	}
}

// steer takes a control.
func (t *taker) steer(i int) {
	it := &t.items[i]
	switch {
	case t.controls[it.Name] != i && it.Name != controlCertificate:
		t.lose(i, lostTwice)
	case it.Name == controlMAC, it.Name == controlVersion, it.Name == controlProfileName: // are fields
	case it.Name == controlCertificate && !isPlainHTTP(it.Text()):
		t.lose(i, sentencePlainHTTP)
	default:
		t.entry(i, it.Name)
	}
}

// operParam takes a param of an oper.
func (t *taker) operParam(i int) {
	if t.operation < 0 {
		t.lose(i, lostOperParam)
		return
	}
	it, oper := &t.items[i], &t.items[t.operation]
	name := operationPrefix + oper.Name + "." + oper.Raw + "." + it.Name
	if first, value, param, ok := splitOperation(name); !ok || first != oper.Name || value != oper.Raw || param != it.Name {
		t.lose(i, lostOperParam)
		return
	}
	t.entry(i, name)
}

// set takes a setting.
func (t *taker) set(i int) {
	it, p := &t.items[i], &t.known[i]
	counts, set := t.counts[it.settingName(p.Parameter, p.ok)]
	var wrong error
	if p.ok {
		wrong = p.takes(it.Text())
	}
	switch {
	case wrong != nil:
		t.lose(i, "the value "+wrong.Error()+": the phone skips it")
	case set && counts != i && t.overridden(i, counts):
		t.lose(i, lostTwice)
	case p.ok && (t.model == nil || p.Has(t.model.Name)):
		t.entry(i, t.nameOf(i))
	default:
		t.raw(i)
	}
}

// overridden reports whether a setting has no effect beside the one that counts. A tag whose condition the document does not meet may
// have one with another memory.
func (t *taker) overridden(i, counts int) bool {
	condition := tagCondition(&t.items[i], t.known[i].Parameter)
	return condition == "" || t.resolver.holds(condition) && !sameValue(t.items[i].Text(), t.items[counts].Text())
}

// entry takes an item under a name, when Build takes it.
func (t *taker) entry(i int, name string) {
	e := Entry{Name: strings.Clone(name), Value: strings.Clone(t.items[i].Text())}
	if err := t.builds(Frame{Entries: []Entry{e}}); err != nil {
		t.lose(i, err.Error())
		return
	}
	t.put(e.Name, i)
	t.taken.Entries = append(t.taken.Entries, e)
	t.from = append(t.from, i)
}

// raw takes an item that the catalogue does not have.
func (t *taker) raw(i int) {
	it := &t.items[i]
	if it.Kind == Symbolic && !strings.Contains(it.Name, ".") {
		t.lose(i, lostName)
		return
	}
	e := Entry{Name: strings.Clone(it.Name), Value: strings.Clone(it.Raw)}
	if err := t.builds(Frame{Raw: []Entry{e}}); err != nil {
		t.lose(i, err.Error())
		return
	}
	t.put(e.Name, i)
	t.taken.Raw = append(t.taken.Raw, e)
}

// builds returns what Build has against a frame of one item.
func (t *taker) builds(f Frame) error {
	f.Model = t.model
	return buildFault(f)
}

// nameOf is the name that a person writes for an item that is known: the tag, where it has the same effect as what is
// written.
func (t *taker) nameOf(i int) string {
	it, p := &t.items[i], &t.known[i].Parameter
	switch {
	case it.Kind == Param:
		return it.Name
	case p.Tag != "" && (it.Kind == Tag || p.Condition == "" || p.Item == ""):
		return p.Tag
	case strings.Contains(it.Name, ".") || p.Item == "":
		return it.Name
	}
	return p.Item
}
