package provdoc

import (
	"cmp"
	"strconv"
	"strings"
	"unicode"

	"github.com/offhook/offhook/model"
)

// A ChangeKind says what became of a thing that a document says.
type ChangeKind string

// The kinds of changes.
const (
	// Added is for what only the later document says.
	Added ChangeKind = "added"
	// Removed is for what only the earlier document says. The phone keeps the value that it has.
	Removed ChangeKind = "removed"
	// Changed is for another value.
	Changed ChangeKind = "changed"
	// Rewritten is for what means the same to a phone and is written otherwise: 0x13c4 and 5060, true and 1, a tag and its
	// SYMB_ITEM, a text with inner quotes and without. Where the catalogue does not say what a value is, none but the same
	// text means the same.
	Rewritten ChangeKind = "rewritten"
)

// A Change is one thing in which two documents differ. It never holds the value of a secret.
type Change struct {
	Kind ChangeKind `json:"kind"`
	// Item is the name that a person writes: the tag where there is one. What is no item is called after its element or
	// attribute: firmware, "step Redirect", productID.
	Item string `json:"item"`
	// Before and After are the texts, without inner quotes; those of a secret are "[redacted]", or "" when they are empty.
	Before string `json:"before"`
	After  string `json:"after"`
	// Secret says that the values are not shown.
	Secret bool `json:"secret"`
}

// redactedText stands in the place of a secret.
const redactedText = "[redacted]"

// String is "+ ITEM = after", "- ITEM = before", "~ ITEM: before -> after", or for what is only rewritten
// "= ITEM: before -> after".
func (c Change) String() string {
	item, before, after := printableName(c.Item), printableValue(c.Before), printableValue(c.After)
	switch {
	case c.Kind == Added:
		return "+ " + item + " = " + after
	case c.Kind == Removed:
		return "- " + item + " = " + before
	case c.Kind == Changed:
		return "~ " + item + ": " + before + " -> " + after
	case before == after:
		return "= " + item + " = " + after + ", written otherwise"
	}
	return "= " + item + ": " + before + " -> " + after
}

// printableValue is a value as it is, and quoted when its end could not be told, or a terminal could take a part of it for
// a command.
func printableValue(text string) string {
	if text == "" || strings.Trim(text, spaces) != text || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.QuoteToASCII(text)
	}
	return text
}

// Difference returns in what two documents for model m differ, by item and not by line: first what the later one adds and
// changes, in its order, then what it has no more. Tags and SYMB_ITEMs are resolved as Settings does, so that two names of
// one item are one; of what a document sets twice, the value counts that the phone takes. A value that the phone skips, as it does not
// fit or its condition does not hold, is in the document all the same, and so it is compared too. The order of items is not.
//
// A nil m is the model that the documents name. What is nil, or not Readable, says nothing: then everything is added, or
// removed.
func Difference(m *model.Model, before, after []byte) []Change {
	old, _ := Parse(before)
	now, _ := Parse(after)
	if m == nil {
		m = cmp.Or(now.Model(), old.Model())
	}
	return changesOf(difference(old.statements(m), now.statements(m)))
}

// A placedChange is a change with its place in the order of a difference: the index of the later statement, and what has none goes
// behind all of these.
type placedChange struct {
	place int
	Change
}

func changesOf(placed []placedChange) []Change {
	if len(placed) == 0 {
		return nil
	}
	changes := make([]Change, len(placed))
	for i := range placed {
		changes[i] = placed[i].Change
	}
	return changes
}

// difference compares what two documents say.
func difference(before, after []statement) []placedChange {
	was := make(map[statementKey]*statement, len(before))
	for i := range before {
		was[before[i].key] = &before[i]
	}
	var changes []placedChange
	for i := range after {
		s := &after[i]
		if c, differs := s.since(was[s.key]); differs {
			changes = append(changes, placedChange{i, c})
		}
		delete(was, s.key)
	}
	for i := range before {
		if s := &before[i]; was[s.key] != nil {
			changes = append(changes, placedChange{len(after) + i, s.removed()})
		}
	}
	return changes
}

// removed is the change when the later document does not say it any more.
func (s *statement) removed() Change {
	return Change{Kind: Removed, Item: s.name, Before: s.shown(s.secret), Secret: s.secret}
}

// since compares a statement with the one before, which is nil when there was none.
func (s *statement) since(old *statement) (c Change, differs bool) {
	if old == nil {
		return Change{Kind: Added, Item: s.name, After: s.shown(s.secret), Secret: s.secret}, true
	}
	kind := Changed
	if s.meaning == old.meaning {
		kind = Rewritten
	}
	secret := s.secret || old.secret
	c = Change{Kind: kind, Item: s.name, Before: old.shown(secret), After: s.shown(secret), Secret: secret}
	return c, kind == Changed || s.written != old.written
}

// shown is the text as it may be shown.
func (s *statement) shown(secret bool) string {
	if secret && s.text != "" {
		return redactedText
	}
	return strings.Clone(s.text)
}
