package provdoc

import (
	"cmp"
	"slices"

	"github.com/offhook/offhook/model"
)

// AccountsOf finds the accounts of a phone in its settings, under whatever names they have there, in the order of their
// numbers. An item that a family has for all accounts at once, with [%], counts for each account that has another one.
// Where a value is set twice, the later counts. The error says that no source tells how the family holds accounts.
func AccountsOf(m *model.Model, settings []Entry) ([]Account, error) {
	l, err := layoutOf(m)
	if err != nil {
		return nil, err
	}
	return newAccountReader(m, l, settings).accounts(), nil
}

// FindAccount finds one account, named as ParseAccount names it. When there is no such account it returns false, with what the
// settings say of all accounts at once.
func FindAccount(m *model.Model, settings []Entry, a Account) (Account, bool, error) {
	l, err := layoutOf(m)
	if err != nil {
		return Account{}, false, err
	}
	r := newAccountReader(m, l, settings)
	return r.account(a.id()), r.found.has(a.id()), nil
}

// HandsetsOf finds the handsets that have a name in the settings of a phone, in the order of their numbers.
func HandsetsOf(m *model.Model, settings []Entry) []Handset {
	l, err := layoutOf(m)
	if err != nil {
		return nil
	}
	var list []Handset
	found := matchesOf(l.handset, itemsOf(m, settings), settings)
	for _, id := range found.ids() {
		list = append(list, Handset{Index: id.number, Name: found.values(id)[fieldHandsetName]})
	}
	slices.SortFunc(list, func(a, b Handset) int { return a.Index - b.Index })
	return list
}

// An accountReader has the settings of a phone by account and by provider.
type accountReader struct {
	model            *model.Model
	layout           *layout
	found, providers accountMatches
}

func newAccountReader(m *model.Model, l *layout, settings []Entry) *accountReader {
	items := itemsOf(m, settings)
	return &accountReader{m, l, matchesOf(l.items, items, settings), matchesOf(l.shared, items, settings)}
}

// itemsOf returns the normal names of settings: the NVM item, or the tag where that is all that is known. An attribute of an
// item has none, as it is no value.
func itemsOf(m *model.Model, settings []Entry) []string {
	items := make([]string, len(settings))
	for i, s := range settings {
		items[i] = itemOf(m, s.Name)
	}
	return items
}

func itemOf(m *model.Model, name string) string {
	p, known := lookupItem(m, name)
	switch {
	case known && p.Attribute:
		return ""
	case known && p.Item != "":
		return p.Item
	case known:
		return p.Tag
	}
	return NormalName(name)
}

// lookupItem is LookupParameterFor, which it does not ask for names that are too long to be known.
func lookupItem(m *model.Model, name string) (Parameter, bool) {
	if len(name) > maxName {
		return Parameter{}, false
	}
	return LookupParameterFor(m, name)
}

// An accountMatch is a setting that is part of an account.
type accountMatch struct {
	id      accountID
	item    *accountItem
	setting int // its index
	text    string
}

// accountMatches are in the order of the settings.
type accountMatches []accountMatch

func matchesOf(rows []accountItem, items []string, settings []Entry) accountMatches {
	var list accountMatches
	for i, item := range items {
		for k := range rows {
			if id, ok := rows[k].match(item); ok && item != "" {
				list = append(list, accountMatch{id, &rows[k], i, rows[k].decode(settings[i].Value)})
				break
			}
		}
	}
	return list
}

// ids returns whom the matches are about, each once.
func (list accountMatches) ids() []accountID {
	var ids []accountID
	seen := map[accountID]bool{}
	for _, match := range list {
		if !match.id.all && !seen[match.id] {
			seen[match.id] = true
			ids = append(ids, match.id)
		}
	}
	return ids
}

// values returns what is set for one of them.
func (list accountMatches) values(id accountID) (v accountValues) {
	for _, match := range list {
		if match.id == id || match.id.all {
			v[match.item.field] = match.text
		}
	}
	return v
}

// has reports whether anything is set for one of them alone.
func (list accountMatches) has(id accountID) bool {
	return slices.ContainsFunc(list, func(match accountMatch) bool { return match.id == id })
}

// byID returns what is set for each of them.
func (list accountMatches) byID() map[accountID]*accountValues {
	all := map[accountID]*accountValues{}
	for _, id := range list.ids() {
		all[id] = &accountValues{}
	}
	for _, match := range list {
		if !match.id.all {
			all[match.id][match.item.field] = match.text
			continue
		}
		for _, v := range all {
			v[match.item.field] = match.text
		}
	}
	return all
}

// accounts returns all accounts that the model has numbers for: the other masks are those of lines that are none of SIP.
func (r *accountReader) accounts() []Account {
	var list []Account
	providers := r.providers.byID()
	for id, v := range r.found.byID() {
		if id.ipui != "" || 1 <= id.number && id.number <= r.layout.limit(r.model) {
			list = append(list, r.accountFrom(id, *v, providers))
		}
	}
	slices.SortFunc(list, compareAccounts)
	return list
}

// account returns one account with its provider, whether the settings have it or not.
func (r *accountReader) account(id accountID) Account {
	return r.accountFrom(id, r.found.values(id), r.providers.byID())
}

// accountFrom makes an account of its values and those of its provider.
func (r *accountReader) accountFrom(id accountID, v accountValues, providers map[accountID]*accountValues) Account {
	var alone Account
	alone.take(v)
	if alone.Shared != nil {
		p := accountID{number: *alone.Shared}
		shared := providers[p]
		if shared == nil { // what is set for all providers counts for this one too
			all := r.providers.values(p)
			shared = &all
		}
		for field, text := range shared {
			v[field] = cmp.Or(text, v[field])
		}
	}
	a := Account{Index: id.number, IPUI: id.ipui}
	a.take(v)
	return a
}
