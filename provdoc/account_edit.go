package provdoc

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/offhook/offhook/model"
)

// An accountEditor changes a copy of settings.
type accountEditor struct {
	model    *model.Model
	layout   *layout
	id       accountID
	settings []Entry
	errs     []error
}

func newAccountEditor(m *model.Model, l *layout, settings []Entry, id accountID) *accountEditor {
	return &accountEditor{model: m, layout: l, id: id, settings: slices.Clone(settings)}
}

func (e *accountEditor) reader() *accountReader {
	return newAccountReader(e.model, e.layout, e.settings)
}

// fail notes what is wrong with a field.
func (e *accountEditor) fail(field accountField, err error) {
	e.errs = append(e.errs, fmt.Errorf("%s of account %s: %w", accountForms[field].name, e.id, err))
}

// check refuses what the family has no place for, and takes the handset away that the account has anyway.
func (e *accountEditor) check(a *Account) error {
	l, m := e.layout, e.model
	if a.IPUI != "" && (!l.byKey() || !isIPUI(a.IPUI)) {
		return l.noAccount(m, a.IPUI)
	}
	if a.IPUI == "" && (a.Index < 1 || a.Index > l.limit(m)) {
		return l.noAccount(m, strconv.Itoa(a.Index))
	}
	if err := a.check(); err != nil {
		return err
	}
	own := []int{a.Index}
	if l.handsets == 0 && slices.Equal(a.Receive, own) && slices.Equal(a.Send, own) && l.rule != "" {
		a.Receive, a.Send = nil, nil
	}
	for _, handset := range slices.Concat(a.Receive, a.Send) {
		if l.handsets > 0 && (handset < 1 || handset > l.handsets) {
			return l.noHandset(m, handset)
		}
	}
	values := a.values()
	for field, text := range values {
		if f := accountField(field); text != "" && f != fieldShared && !l.has(f) {
			e.fail(f, l.missing(m, f))
		}
	}
	return errors.Join(e.errs...)
}

// missing is the error of a field that the family has no item for.
func (l *layout) missing(m *model.Model, field accountField) error {
	isHandsets := field == fieldReceive || field == fieldSend
	switch {
	case isHandsets && l.rule != "":
		return fmt.Errorf("on the %s %s: leave the handset out", m.Name, l.rule)
	case isHandsets:
		return fmt.Errorf("the %s has no handsets: leave the handset out", m.Name)
	}
	return fmt.Errorf("no source tells how a document sets it on the %s: leave it out", m.Name)
}

// remove takes the settings of one account or provider away.
func (e *accountEditor) remove(found accountMatches, id accountID) {
	gone := map[int]bool{}
	for _, match := range found {
		gone[match.setting] = match.id == id
	}
	kept := e.settings[:0]
	for i, s := range e.settings {
		if !gone[i] {
			kept = append(kept, s)
		}
	}
	e.settings = kept
}

// write changes the settings of the items whose fields differ.
func (e *accountEditor) write(items []accountItem, id accountID, was, now accountValues) {
	for i := range items {
		it := &items[i]
		name := it.name(id)
		if name == "" || was[it.field] == now[it.field] {
			continue
		}
		if now[it.field] == "" {
			e.drop(name)
			continue
		}
		value, err := it.encode(e.model, now[it.field])
		if err == nil {
			err = e.validate(name, value)
		}
		if err != nil {
			e.fail(it.field, err)
			continue
		}
		e.put(items, id, name, value)
	}
}

// validate asks the catalogue.
func (e *accountEditor) validate(name, value string) error {
	p, ok := lookupItem(e.model, name)
	if !ok {
		return fmt.Errorf("%s: %w", name, ErrUnknownName)
	}
	return p.Validate(value)
}

// drop removes the settings of one item, whatever their names.
func (e *accountEditor) drop(name string) {
	item := itemOf(e.model, name)
	e.settings = slices.DeleteFunc(e.settings, func(s Entry) bool { return itemOf(e.model, s.Name) == item })
}

// put gives an item a value: in the last setting that it has, else in a new one behind the others of the account.
func (e *accountEditor) put(items []accountItem, id accountID, name, value string) {
	item, names := itemOf(e.model, name), itemsOf(e.model, e.settings)
	for i := len(names) - 1; i >= 0; i-- {
		if names[i] == item {
			e.settings[i].Value = value
			return
		}
	}
	at := len(e.settings)
	for _, match := range matchesOf(items, names, e.settings) {
		if match.id == id {
			at = match.setting + 1
		}
	}
	e.settings = slices.Insert(e.settings, at, Entry{Name: name, Value: value})
}

// verify makes sure that the settings say what they are meant to say.
func (e *accountEditor) verify(a Account) error {
	want, got := a.values(), e.reader().account(a.id()).values()
	for field := range want {
		if got[field] != want[field] {
			return fmt.Errorf("%s of account %s: another setting, for all accounts or with a number of its own, overrules it: remove that first",
				accountForms[field].name, e.id)
		}
	}
	return nil
}
