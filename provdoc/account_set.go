package provdoc

import (
	"errors"
	"fmt"
	"slices"
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
		return Account{IPUI: text}, nil
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

// provide finds the provider for an account where providers are shared, and writes it.
func (e *accountEditor) provide(was Account, a *Account) {
	if e.layout.shared == nil {
		return
	}
	a.Shared = was.Shared
	if a.Provider == was.Provider {
		return
	}
	if a.Provider == (Provider{}) {
		a.Shared = nil
		return
	}
	index := e.provider(was, a.Provider)
	id := accountID{number: index}
	a.Shared = &index
	values := e.reader().providers.values(id)
	wanted := Account{Provider: a.Provider}.values()
	wanted[fieldProviderName] = values[fieldProviderName]
	if !e.reader().providers.has(id) {
		wanted[fieldProviderName] = e.providerName(id, a.Provider)
	}
	e.write(e.layout.shared, id, providerOf(values).values(), wanted)
}

// providerOf returns an account that has nothing but a provider.
func providerOf(values accountValues) (a Account) {
	a.take(values)
	return Account{Provider: a.Provider}
}

// providerName is the name of a new provider: its server, where that is not too long.
func (e *accountEditor) providerName(id accountID, p Provider) string {
	for i := range e.layout.shared {
		it := &e.layout.shared[i]
		if known, ok := parameter(e.model, it.name(id)); it.field == fieldProviderName && (!ok || known.Validate(p.Server.Host) == nil) {
			return p.Server.Host
		}
	}
	return ""
}

// provider returns the index of a provider with these values: one that is there, that of the account when no other has it, or
// the first that nothing is known of.
func (e *accountEditor) provider(was Account, p Provider) int {
	r := e.reader()
	ids := r.providers.ids()
	for _, id := range ids {
		if providerOf(r.providers.values(id)).Provider == p {
			return id.number
		}
	}
	if was.Shared != nil && e.users(*was.Shared) <= 1 {
		return *was.Shared
	}
	index := 0
	for slices.Contains(ids, accountID{number: index}) || e.users(index) > 0 {
		index++
	}
	return index
}

// users counts the accounts that have a provider; a setting for all accounts counts for two, so that nobody is alone with it.
func (e *accountEditor) users(index int) int {
	n := 0
	for _, match := range e.reader().found {
		if used, err := Value(match.text).Int(); match.item.field == fieldShared && err == nil && int(used) == index {
			n++
			if match.id.all {
				n++
			}
		}
	}
	return n
}

// release removes a provider that the account has left and that no other has.
func (e *accountEditor) release(was, is *int) {
	if was == nil || is != nil && *is == *was || e.users(*was) > 0 {
		return
	}
	e.remove(e.reader().providers, accountID{number: *was})
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
