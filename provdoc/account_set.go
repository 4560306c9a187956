package provdoc

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/offhook/offhook/model"
)

// ParseAccount reads the number of an account of m, or its IPUI where the family knows one. The error says which there are.
func ParseAccount(m *model.Model, text string) (Account, error) {
	l, err := layoutOf(m)
	if err != nil {
		return Account{}, err
	}
	if l.byKey() && isIPUI(text) {
		return Account{IPUI: oneIPUI(text)}, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > l.limit(m) {
		return Account{}, l.noAccount(m, text)
	}
	return Account{Index: n}, nil
}

func (l *layout) noAccount(m *model.Model, text string) error {
	ipui := ""
	if l.byKey() {
		ipui = ", and the IPUI of a handset, ten hexadecimal digits"
	}
	return fmt.Errorf("there is no account %.40q: the %s has accounts 1 to %d%s", text, m.Name, l.limit(m), ipui)
}

// SetAccount returns settings in which the account is a, and which are as they were besides. A value that was there under
// another name keeps that name, and one that is not changed keeps its form. Accounts that share providers get one with the
// values of theirs: one that is there, their own when nobody else has it, or a new one. The error joins all that the
// model cannot do, and then there are no settings.
func SetAccount(m *model.Model, settings []Entry, a Account) ([]Entry, error) {
	l, err := layoutOf(m)
	if err != nil {
		return nil, err
	}
	e := newAccountEditor(m, l, settings, a.id())
	if err := e.check(&a); err != nil {
		return nil, err
	}
	was := e.reader().account(a.id())
	e.provide(was, &a)
	e.write(l.items, a.id(), was.values(), a.values())
	e.release(was.Shared, a.Shared)
	if len(e.errs) > 0 {
		return nil, errors.Join(e.errs...)
	}
	if err := e.verify(a); err != nil {
		return nil, err
	}
	return e.settings, nil
}

// RemoveAccount returns settings without the items of that account, and without its provider when no other account has it; false
// when there was no such account. What else the settings say of it stays.
func RemoveAccount(m *model.Model, settings []Entry, a Account) ([]Entry, bool) {
	l, err := layoutOf(m)
	if err != nil {
		return settings, false
	}
	e := newAccountEditor(m, l, settings, a.id())
	r := e.reader()
	if !r.found.has(a.id()) {
		return settings, false
	}
	was := r.account(a.id())
	e.remove(r.found, a.id())
	e.release(was.Shared, nil)
	return e.settings, true
}

// SetHandset returns settings in which a handset has a name; "" takes it away.
func SetHandset(m *model.Model, settings []Entry, h Handset) ([]Entry, error) {
	l, err := layoutOf(m)
	switch {
	case err != nil:
		return nil, err
	case l.handset == nil:
		return nil, fmt.Errorf("no source tells how a document names the handsets of the %s", m.Name)
	case h.Index < 1 || h.Index > l.handsets:
		return nil, l.noHandset(m, h.Index)
	}
	id := accountID{number: h.Index}
	e := newAccountEditor(m, l, settings, id)
	var was, now accountValues
	was[fieldHandsetName], now[fieldHandsetName] = matchesOf(l.handset, itemsOf(m, settings), settings).values(id)[fieldHandsetName], h.Name
	e.write(l.handset, id, was, now)
	return e.settings, errors.Join(e.errs...)
}

func (l *layout) noHandset(m *model.Model, handset int) error {
	return fmt.Errorf("there is no handset %d: the %s has handsets 1 to %d", handset, m.Name, l.handsets)
}
