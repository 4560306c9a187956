package provdoc

import (
	"slices"
	"strings"
)

// operationPrefix begins the name of an entry that is no param but part of an oper: "oper", the name of the oper, its value
// and the name of the param inside it, with dots between them. oper.add_hs.00001.hs.RegStatus=ToReg stands for
//
//	<oper name="add_hs" value="00001"><param name="hs.RegStatus" value="ToReg"/></oper>
const operationPrefix = operElement + "."

// isOperation reports whether an entry of that name is part of an oper.
func isOperation(name string) bool { return strings.HasPrefix(name, operationPrefix) }

// splitOperation returns the parts of the name.
func splitOperation(name string) (oper, value, param string, ok bool) {
	parts := strings.SplitN(name, ".", 4)
	if len(parts) < 4 || parts[0] != operElement || slices.Contains(parts, "") {
		return "", "", "", false
	}
	return parts[1], parts[2], parts[3], true
}

// operName is the part of the name of an entry that it has in common with the other params of its oper; false when it is none.
func operName(name string) (string, bool) {
	oper, value, _, ok := splitOperation(name)
	return oper + "." + value, ok
}

// span counts the params of an oper.
func (provisioning) span(entries []Entry) int {
	oper, ok := operName(entries[0].Name)
	for i := range entries {
		if other, _ := operName(entries[i].Name); i > 0 && (!ok || other != oper) {
			return i
		}
	}
	return len(entries)
}

// operation writes an oper of which entries are the params.
func (p provisioning) operation(b *builder, entries []Entry) {
	oper, value, _, ok := splitOperation(entries[0].Name)
	if !ok {
		b.fail(entries[0].Name, ErrUnknownName)
		return
	}
	b.dst = append(b.dst, indent+"<"+operElement...)
	b.attribute(nameAttribute, oper)
	b.attribute(valueAttribute, value)
	b.dst = append(b.dst, ">\n"...)
	for _, e := range entries {
		_, _, param, _ := splitOperation(e.Name)
		p.operParam(b, e, param)
	}
	b.dst = append(b.dst, indent+"</"+operElement+">\n"...)
}

// operParam writes a param inside an oper, unless the catalogue has something against the entry.
func (p provisioning) operParam(b *builder, e Entry, param string) {
	if !isParamName(e.Name) {
		b.fail(e.Name, ErrUnknownName)
		return
	}
	if known, ok := lookupItem(b.frame.Model, e.Name); ok {
		if err := known.takes(e.Value); err != nil {
			b.fail(e.Name, err)
			return
		}
	}
	b.dst = append(b.dst, "  "...)
	b.line(param, e.Value)
}

// attribute writes an attribute behind the name of an element.
func (b *builder) attribute(name, value string) {
	b.dst = append(b.dst, " "+name+"="...)
	var err error
	if b.dst, err = appendQuoted(b.dst, value, '"', b.encoding); err != nil {
		b.fail(name, err)
	}
}
