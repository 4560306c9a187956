package provdoc

import (
	"cmp"
	"fmt"
	"log/slog"
	"slices"

	"github.com/offhook/offhook/model"
)

// A Comparison is what a change of a document means for the device that gets it: the difference, and what is wrong with the later
// document. For devices whose documents are written like these and hold other values, Of tells the difference without reading them. It is
// safe for concurrent use, and holds secrets, which it never prints.
type Comparison struct {
	// Changes are the Difference of the documents.
	Changes []Change
	// Later and Earlier are what Check finds in the later document, and in the one before.
	Later, Earlier []Finding

	mac           model.MAC
	placed        []placedChange
	before, after shape
}

// A Target is the phone that a document is for. What is zero is not known: then the model is the one that the documents name.
type Target struct {
	Model    *model.Model
	Firmware model.Firmware
	MAC      model.MAC
}

// Compare compares two documents for a phone.
func Compare(phone Target, before, after []byte) *Comparison {
	old, oldFindings := Parse(before)
	now, nowFindings := Parse(after)
	m := cmp.Or(phone.Model, now.Model(), old.Model())
	options := CheckOptions{Model: m, Firmware: phone.Firmware, MAC: phone.MAC}
	c := &Comparison{mac: phone.MAC, Later: now.check(nowFindings, options), Earlier: old.check(oldFindings, options)}
	c.before = shapeOf(old, m, c.Earlier)
	c.after = shapeOf(now, m, c.Later)
	c.placed = difference(c.before.statements, c.after.statements)
	c.Changes = changesOf(c.placed)
	return c
}

// Of returns the changes between two documents for another device of the same model and firmware, whose MAC address is mac. It is true
// when they differ from the compared ones only in values that are right by themselves and that nothing else depends on: then Check
// finds the same errors in them at the same places, and the same items without effect. False says nothing about the documents. The
// changes may be those of the Comparison: do not modify them.
func (c *Comparison) Of(before, after []byte, mac model.MAC) (changes []Change, ok bool) {
	if mac != c.mac && (c.before.bound || c.after.bound) {
		return nil, false
	}
	was, ok := c.before.match(before, mac, c.Earlier)
	if !ok {
		return nil, false
	}
	now, ok := c.after.match(after, mac, c.Later)
	if !ok {
		return nil, false
	}
	return c.with(c.revise(was, now)), true
}

// A revision is what is to be said at a place of the difference instead.
type revision struct {
	placedChange
	differs bool
}

// revise compares the statements of which at least one of the two documents has others than were compared.
func (c *Comparison) revise(was, now []statement) []revision {
	var revisions []revision
	for i := range now {
		s := &now[i]
		old := statementFor(was, s.key)
		if old == nil {
			old = c.before.statement(s.key)
		}
		change, differs := s.since(old)
		revisions = append(revisions, revision{placedChange{c.after.index[s.key], change}, differs})
	}
	for i := range was {
		s := &was[i]
		if statementFor(now, s.key) != nil {
			continue
		}
		if later := c.after.statement(s.key); later != nil {
			change, differs := later.since(s)
			revisions = append(revisions, revision{placedChange{c.after.index[s.key], change}, differs})
			continue
		}
		place := len(c.after.statements) + c.before.index[s.key]
		revisions = append(revisions, revision{placedChange{place, s.removed()}, true})
	}
	return revisions
}

func statementFor(list []statement, key statementKey) *statement {
	for i := range list {
		if list[i].key == key {
			return &list[i]
		}
	}
	return nil
}

// with returns the changes with the revisions in their places.
func (c *Comparison) with(revisions []revision) []Change {
	revised := func(p placedChange) bool {
		return slices.ContainsFunc(revisions, func(r revision) bool { return r.place == p.place })
	}
	same := !slices.ContainsFunc(revisions, func(r revision) bool { return r.differs }) && !slices.ContainsFunc(c.placed, revised)
	if same {
		return c.Changes
	}
	placed := slices.DeleteFunc(slices.Clone(c.placed), revised)
	for _, r := range revisions {
		if r.differs {
			placed = append(placed, r.placedChange)
		}
	}
	slices.SortFunc(placed, func(a, b placedChange) int { return cmp.Compare(a.place, b.place) })
	return changesOf(placed)
}

// Unmet returns the findings of items that have no effect in the later document, as a condition does not hold, and had one before, or
// were not there.
func (c *Comparison) Unmet() []Finding {
	var unmet []Finding
	for _, f := range c.Later {
		same := func(g Finding) bool { return g.Code == f.Code && g.Item == f.Item }
		if f.Code == rules[conditionNotMet].Code && !slices.ContainsFunc(c.Earlier, same) {
			unmet = append(unmet, f)
		}
	}
	return unmet
}

// Size is about how many bytes of memory the Comparison takes.
func (c *Comparison) Size() int { return c.before.size() + c.after.size() }

// String shows the number of changes alone.
func (c Comparison) String() string { return fmt.Sprintf("comparison with %d changes", len(c.Changes)) }

// Format prints as String does, whatever the verb.
func (c Comparison) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.String()) }

// LogValue logs as String prints.
func (c Comparison) LogValue() slog.Value { return slog.StringValue(c.String()) }
