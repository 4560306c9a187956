package provdoc

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"
	"unsafe"

	"github.com/offhook/offhook/model"
)

// A shape is what a document says, and where in it values stand that can be others without that another thing it says changes its
// meaning.
type shape struct {
	statements []statement
	index      map[statementKey]int
	encoding   encoding
	texts      []string // before each hole, and behind the last one
	holes      []hole
	mac        statementKey
	bound      bool // it names a MAC address, and not in a hole
}

// A hole is the place of a value.
type hole struct {
	statement int    // the index of what it says
	raw       string // what stands there, without the quotes
	quote     byte
	known     known // the parameter, where there is one
}

// shapeOf reads a document, in whose lines with errors nothing is to change.
func shapeOf(d *Document, m *model.Model, findings []Finding) shape {
	sh := shape{encoding: d.encoding, texts: []string{d.src}}
	if !d.readable {
		return sh
	}
	s := newSpeaker(d, m)
	sh.statements, sh.index = s.list, make(map[statementKey]int, len(s.list))
	for i := range s.list {
		sh.index[s.list[i].key] = i
	}
	sh.mac = macKeyOf(d)
	_, sh.bound = d.dialect.control(d, roleMAC)
	if d.grammar != nil {
		sh.cut(s, linesOf(d.src, findings))
	}
	return sh
}

// cut finds the holes.
func (sh *shape) cut(s *speaker, frozen func(offset int) bool) {
	sh.texts = nil
	at := 0
	for _, i := range s.byPlace() {
		st := &sh.statements[i]
		a := &s.attributes[st.attribute]
		start, end := a.start+1, a.end-1
		if a.quote == 0 || end < start || s.src[end] != a.quote || frozen(start) || !s.isFree(st) {
			continue
		}
		h := hole{statement: i, raw: s.src[start:end], quote: a.quote}
		if st.item >= 0 {
			h.known = s.known[st.item]
		}
		if _, ok := sh.fill(&h, h.raw); !ok {
			continue
		}
		sh.bound = sh.bound && st.key != sh.mac
		sh.texts, sh.holes = append(sh.texts, s.src[at:start]), append(sh.holes, h)
		at = end
	}
	sh.texts = append(sh.texts, s.src[at:])
}

// byPlace lists the statements whose value stands in an attribute, in the order of these.
func (s *speaker) byPlace() []int {
	var list []int
	for i := range s.list {
		if s.list[i].attribute != none {
			list = append(list, i)
		}
	}
	slices.SortFunc(list, func(a, b int) int {
		return s.attributes[s.list[a].attribute].start - s.attributes[s.list[b].attribute].start
	})
	return list
}

// isFree reports whether the value of a statement has no part in what other things mean: it stands in the document once, and is that of
// the MAC address, of VERSION or of a setting on which no condition depends.
func (s *speaker) isFree(st *statement) bool {
	if st.key == macKeyOf(s.Document) || st.key == versionKey {
		return s.times[st.key] <= 1
	}
	return st.item != none && s.items[st.item].isSetting() && s.times[st.key] == 1 && !s.known[st.item].Attribute && !isAsked(st.key.name)
}

// versionKey is that of VERSION.
var versionKey = statementKey{topic: topicControl, name: controlVersion}

// macKeyOf is that of whom a document is for.
func macKeyOf(d *Document) statementKey {
	if d.dialect == Provisioning {
		return statementKey{topic: topicDocument, name: macAttribute}
	}
	return statementKey{topic: topicControl, name: controlMAC}
}

// statement returns what the document says of a thing, nil when it says nothing.
func (sh *shape) statement(key statementKey) *statement {
	if i, ok := sh.index[key]; ok {
		return &sh.statements[i]
	}
	return nil
}

// linesOf reports of an offset whether a finding of severity Error is in its line.
func linesOf(src string, findings []Finding) func(offset int) bool {
	lines := make(map[int]bool)
	for _, f := range findings {
		if f.Severity == Error {
			lines[f.Line] = true
		}
	}
	if len(lines) == 0 {
		return func(int) bool { return false }
	}
	at := place{src: src}
	return func(offset int) bool {
		line, _ := at.of(offset)
		return lines[line]
	}
}

// match returns the statements of another document that have another value, true when it is the same but for holes, and what stands there
// is right.
func (sh *shape) match(doc []byte, mac model.MAC, findings []Finding) (others []statement, ok bool) {
	if len(doc) > MaxSize {
		return nil, false
	}
	for i := range sh.holes {
		h, text := &sh.holes[i], sh.texts[i]
		if len(doc) < len(text) || string(doc[:len(text)]) != text {
			return nil, false
		}
		doc = doc[len(text):]
		end := bytes.IndexByte(doc, h.quote)
		if end < 0 {
			return nil, false
		}
		if raw := doc[:end]; string(raw) != h.raw || sh.statements[h.statement].key == sh.mac {
			st, ok := sh.fill(h, string(raw))
			if !ok || st.key == sh.mac && !isOf(st.text, mac) {
				return nil, false
			}
			others = append(others, st)
		}
		doc = doc[end:]
	}
	fits := len(findings)+findingsOfValue*len(others) < MaxFindings
	return others, fits && string(doc) == sh.texts[len(sh.holes)]
}

// findingsOfValue is more than the findings that a value which is right can have.
const findingsOfValue = 8

func isOf(text string, mac model.MAC) bool {
	own, err := model.ParseMAC(text)
	return err == nil && own == mac
}

// fill returns the statement with another text in its hole; false when that is not right by itself.
func (sh *shape) fill(h *hole, raw string) (statement, bool) {
	st := sh.statements[h.statement]
	text, ok := sh.encoding.value(raw)
	if !ok {
		return st, false
	}
	if st.item == none {
		attribute := st.attribute
		st = plainStatement(st.key.topic, st.key.name, text)
		st.attribute = attribute
		return st, true
	}
	st.written.Raw = text
	st.text = st.written.Text()
	st.meaning, st.secret = st.text, hasPassword(st.text)
	st = st.understood(&h.known)
	if st.key == versionKey {
		_, err := ParseVersion(st.text)
		return st, err == nil
	}
	return st, !h.known.ok || h.known.Validate(st.text) == nil
}

// isAsked reports whether the catalogue has a condition that asks for the value of an item.
func isAsked(item string) bool { return asked()[item] }

var asked = sync.OnceValue(func() map[string]bool {
	items := make(map[string]bool)
	for _, p := range catalogue().rows {
		name, _, _ := strings.Cut(p.Condition, "=")
		for _, q := range catalogue().find(name) {
			items[cmp.Or(q.Item, NormalName(name))] = true
		}
	}
	return items
})

// size is about how many bytes of memory the shape takes.
func (sh *shape) size() int {
	size := 0
	for _, text := range sh.texts {
		size += len(text)
	}
	return size + len(sh.statements)*int(unsafe.Sizeof(statement{})+indexCost) + len(sh.holes)*int(unsafe.Sizeof(hole{}))
}

// indexCost is about what an entry of an index of statements takes.
const indexCost = 64
