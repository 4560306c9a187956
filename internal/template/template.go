// Package template makes documents of the operators' own templates, for what the catalogue lacks.
//
// There are two kinds: Text has the syntax of Go's text/template, Tags the %NAME% of BroadWorks. Both become one list of
// nodes, and what runs is ours: every step and every byte is counted, so that a template ends after the same work on every
// machine. A template reaches nothing but the texts and lists of Data.
//
// Parse reads the XML around each action. It refuses a template whose document could be anything else than well-formed,
// whatever the data, and it knows where each value goes, so that the value comes back unchanged when the document is read.
package template

import (
	"slices"

	"github.com/offhook/offhook/provdoc"
)

// Limits.
const (
	// MaxText is the largest template in bytes.
	MaxText = 256 << 10
	// DefaultSteps is how many steps a template may take when its Budget does not say.
	DefaultSteps = 100_000
	// DefaultBytes is how many bytes a template may write when its Budget does not say.
	DefaultBytes = provdoc.MaxSize
)

// A Budget bounds what a template may do. What is not above zero is the default.
type Budget struct {
	// Steps counts every node that runs, every part of an expression and every turn of a loop.
	Steps int
	// Bytes bounds the document, and apart from it all texts that functions read and make on the way.
	Bytes int
}

func (b Budget) filled() Budget {
	if b.Steps <= 0 {
		b.Steps = DefaultSteps
	}
	if b.Bytes <= 0 {
		b.Bytes = DefaultBytes
	}
	return b
}

// A Template is ready to be executed, by several at once.
type Template struct {
	name    string
	escaper provdoc.Escaper
	nodes   []node
	slots   int // the places of dots and variables
	names   []string
	size    int // of the texts between the actions
}

// Parse reads a template in the encoding that its XML declaration names. The error is an *Error: it says where the
// template is wrong, and what would be right. name is for errors alone.
func Parse(name string, kind Kind, text string) (*Template, error) {
	source, err := read(name, text)
	if err != nil {
		return nil, err
	}
	c := &compiler{source: source, names: map[string]bool{}}
	nodes, err := kind.compile(c)
	if err != nil {
		return nil, err
	}
	t := &Template{name: name, escaper: source.escaper, nodes: nodes, slots: c.slots, size: c.size}
	for name, used := range c.names {
		if used {
			t.names = append(t.names, name)
		}
	}
	slices.Sort(t.names)
	return t, nil
}

// Names returns what the template refers to, sorted: the tags, or the names of data as Values.S_SIP_SERVER and
// Lines.Password.
func (t *Template) Names() []string { return slices.Clone(t.names) }

// Execute makes the document. It ends within the budget; the error is an *Error, and never shows a value of data.
func (t *Template) Execute(data Data, budget Budget) ([]byte, error) {
	r := newRun(t, &data, budget.filled())
	if _, err := r.list(t.nodes); err != nil {
		return nil, t.complete(err)
	}
	return r.out, nil
}
