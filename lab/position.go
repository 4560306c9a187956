package lab

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// position is a place in a file, counted from 1.
type position struct{ line, column int }

// path is the way to a key: names of tables, and numbers in arrays. Names may have dots in them.
type path []string

// join is p with more behind it, sharing nothing.
func (p path) join(names ...string) path { return slices.Concat(p, names) }

// key is the path as the key of a map.
func (p path) key() string { return strings.Join(p, "\x00") }

// positions finds the place of every key of a TOML file that parses.
func positions(data []byte) map[string]position {
	f := finder{places: map[string]position{}, arrays: map[string]int{}}
	f.parser.Reset(data)
	for i, c := range data {
		if c == '\n' {
			f.lines = append(f.lines, i+1)
		}
	}
	var table path
	for f.parser.NextExpression() {
		switch e := f.parser.Expression(); e.Kind {
		case unstable.Table:
			table = f.table(e, false)
		case unstable.ArrayTable:
			table = f.table(e, true)
		case unstable.KeyValue:
			f.pair(table, e)
		}
	}
	return f.places
}

// finder collects places. arrays counts the tables of each array of tables so far.
type finder struct {
	parser unstable.Parser
	places map[string]position
	arrays map[string]int
	lines  []int // where each line after the first begins
}

// maxDepth is how deep a place is looked for, which is deeper than any key of a plan.
const maxDepth = 16

// table reads the head of a table, and returns where its keys are.
func (f *finder) table(e *unstable.Node, array bool) path {
	var p path
	for it := e.Key(); it.Next() && len(p) < maxDepth; {
		p = p.join(string(it.Node().Data))
		if array && it.IsLast() {
			f.arrays[p.key()]++
		}
		f.note(p, it.Node())
		if n := f.arrays[p.key()]; n > 0 {
			p = p.join(strconv.Itoa(n - 1))
			f.note(p, it.Node())
		}
	}
	return p
}

// pair reads a key with its value, and what is in the value.
func (f *finder) pair(table path, e *unstable.Node) {
	p := table
	for it := e.Key(); it.Next() && len(p) < maxDepth; {
		p = p.join(string(it.Node().Data))
		f.note(p, it.Node())
	}
	f.value(p, e.Value())
}

// value reads what is in an array or an inline table.
func (f *finder) value(p path, v *unstable.Node) {
	switch v.Kind {
	case unstable.InlineTable:
		for it := v.Children(); it.Next() && len(p) < maxDepth; {
			f.pair(p, it.Node())
		}
	case unstable.Array:
		n := 0
		for it := v.Children(); it.Next() && len(p) < maxDepth; n++ {
			f.value(p.join(strconv.Itoa(n)), it.Node())
		}
	}
}

// note keeps the first place of a path.
func (f *finder) note(p path, key *unstable.Node) {
	if _, known := f.places[p.key()]; known {
		return
	}
	at := int(key.Raw.Offset)
	line := sort.SearchInts(f.lines, at+1)
	column := at + 1
	if line > 0 {
		column -= f.lines[line-1]
	}
	f.places[p.key()] = position{line + 1, column}
}
