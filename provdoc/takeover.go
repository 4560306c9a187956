package provdoc

import (
	"cmp"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// Taken is what a document says, as values from which Build makes another one that says the same. It holds secrets: formatting or
// logging it shows how much it is alone.
type Taken struct {
	// Model is the model that it was read for.
	Model *model.Model
	// MAC, ProfileName and Version are as found, "" when the document has none.
	MAC, ProfileName, Version string
	// Pair is the configured pair, zero when the document does not set both halves in one form; a half is among the entries.
	Pair TakenPair
	// Entries are the settings and the controls, in the order of the document, under the names that a person writes: the
	// tag where there is one that means the same. What has a condition as a tag only keeps its NVM item.
	Entries []Entry
	// Raw are the items that the catalogue does not have for the model, for Frame.Raw.
	Raw []Entry
	// Lost is what is in neither, in the order of the document.
	Lost []Loss

	places map[string][]Place
}

// A Place is the line and the column of something in a document, both counted from 1; columns count bytes of the line.
type Place struct{ Line, Column int }

// Places are where the document has what is taken under a name, in its order: entries, raw items, and a half of the pair under the
// name of its NVM item. The slice is not to be modified.
func (t *Taken) Places(name string) []Place { return t.places[name] }

// A TakenPair is a configured pair and the form in which the document sets it.
type TakenPair struct {
	Username string
	Password digest.Secret
	Form     model.PairForm
}

// A Loss is a part of a document that no value stands for.
type Loss struct {
	Line, Column int
	// Item is the name of the item, or of the element when it is none.
	Item string
	// Reason is a sentence for a person. It never shows a secret.
	Reason string
}

// String is "LINE:COLUMN: ITEM: reason".
func (l Loss) String() string {
	return fmt.Sprintf("%d:%d: %s: %s", l.Line, l.Column, printableName(l.Item), l.Reason)
}

// String shows how much it is.
func (t Taken) String() string {
	return fmt.Sprintf("%d entries, %d raw items, %d lost", len(t.Entries), len(t.Raw), len(t.Lost))
}

// GoString shows how much it is.
func (t Taken) GoString() string { return t.String() }

// Format writes what String returns, whatever the verb.
func (t Taken) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(t.String())) }

// LogValue shows how much it is.
func (t Taken) LogValue() slog.Value { return slog.StringValue(t.String()) }

// MarshalJSON shows how much it is.
func (t Taken) MarshalJSON() ([]byte, error) { return []byte(`"` + t.String() + `"`), nil }

// TakeOver reads a document back into values, so that an installation that exists can be kept. Each item is among the entries,
// the raw items, the pair or the losses. The findings are those of Settings, and the controls that the model does not heed. A nil m is
// the first of GuessModel. A document that is not Readable says nothing.
//
// Of what is set twice the later counts, and the earlier is lost. A value that does not fit is lost too, since the phone
// skips it, and so is what it ignores: a number or an index that there is not, and a control that is for other models. Two opers of
// one name and value that follow each other become one.
func TakeOver(m *model.Model, d *Document) (Taken, []Finding) {
	if !d.Readable() {
		return Taken{Model: m}, nil
	}
	if models := GuessModel(d); m == nil && len(models) > 0 {
		m = models[0]
	}
	t := newTaker(m, d)
	for i := range d.items {
		t.item(i)
	}
	t.elements()
	t.pair()
	slices.SortStableFunc(t.taken.Lost, func(a, b Loss) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column)) })
	return t.taken, t.held.findings(d)
}

// takenItems are the items of a document, and why a phone ignores some of them.
type takenItems struct {
	documentItems
	ignored map[int]string
}

func (t takenItems) fault(rule ruleID, i int, format string, args ...any) {
	if rule == wrongSuffix || rule == indexOutOfRange || rule == notForModel && t.items[i].Kind == Control {
		t.ignored[i] = fmt.Sprintf(format, args...)
	}
	t.documentItems.fault(rule, i, format, args...)
}

// A taker turns the items of a document into values.
type taker struct {
	*Document
	model     *model.Model
	taken     Taken
	held      takenItems
	resolver  resolver
	known     []known
	counts    map[string]int // the item that counts by the NVM item that it sets
	controls  map[string]int // the last of each control
	from      []int          // the items that the entries come from
	operation int            // the last oper, -1 before the first
}

func newTaker(m *model.Model, d *Document) *taker {
	t := &taker{
		Document: d, model: m, taken: Taken{Model: m, places: map[string][]Place{}}, held: takenItems{documentItems{d, &reporter{}}, map[int]string{}},
		known: knownOf(d, m), counts: map[string]int{}, controls: map[string]int{}, operation: -1,
	}
	t.resolver = resolver{itemHolder: t.held, items: d.items, model: m, known: t.known}
	t.resolver.resolve()
	t.resolver.heeded()
	for k, s := range t.resolver.settings {
		t.counts[s.Item] = t.resolver.resolved[k].item
	}
	for i := range d.items {
		if d.items[i].Kind == Control && d.sources[i].value >= 0 {
			t.controls[d.items[i].Name] = i
		}
	}
	t.taken.MAC, _ = d.MAC()
	t.taken.ProfileName, _ = d.ProfileName()
	t.taken.Version, _ = d.Version()
	return t
}

// lose notes that an item is lost.
func (t *taker) lose(i int, reason string) {
	it := &t.items[i]
	t.taken.Lost = append(t.taken.Lost, Loss{Line: it.Line, Column: it.Column, Item: it.Name, Reason: reason})
}

// put notes where what is taken under a name stands.
func (t *taker) put(name string, i int) {
	name = strings.Clone(name)
	t.taken.places[name] = append(t.taken.places[name], Place{t.items[i].Line, t.items[i].Column})
}

// elements loses the elements that are no items and do not hold any.
func (t *taker) elements() {
	isItem := make(map[int32]bool, len(t.sources))
	for _, src := range t.sources {
		isItem[src.element] = true
	}
	at := place{src: t.src, flat: t.grammar == nil}
	for i := range t.Document.elements[:t.inRoot()] {
		e := &t.Document.elements[i]
		if reason := t.unnamed(e); reason != "" && !isItem[int32(i)] {
			line, column := at.of(e.start)
			t.taken.Lost = append(t.taken.Lost, Loss{Line: line, Column: column, Item: cmp.Or(e.name, "record"), Reason: reason})
		}
	}
}

// unnamed says why an element that is no item is lost, "" for one that holds items.
func (t *taker) unnamed(e *element) string {
	switch {
	case t.grammar == nil && t.src[e.start] == recordArray:
		return ""
	case t.grammar == nil:
		return "nobody knows what a record of this type is"
	case e.broken:
		return "the document ends inside it"
	case equalFold(e.name, symbolicElement), equalFold(e.name, paramElement), equalFold(e.name, operElement):
		return "it has no name"
	case t.grammar.holds(e.name):
		return ""
	case equalFold(e.name, fileElement), equalFold(e.name, stepElement), equalFold(e.name, categoryElement):
		return "there is no value for a file to load or a step to take: give the firmware to the device, or keep the document as it is"
	}
	return "nobody knows what this element is"
}
