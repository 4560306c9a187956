package provdoc

import (
	"slices"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// pair takes the configured pair out of the entries, when the document sets both halves of it in one form, and nothing else sets
// them to another value: the pair is written before all entries.
func (t *taker) pair() {
	if t.model == nil || t.model.UsernameItem == "" {
		return
	}
	user, hasUser := t.half(t.model.UsernameItem)
	password, hasPassword := t.half(t.model.PasswordItem)
	if !hasUser || !hasPassword || pairFormOf(user) != pairFormOf(password) {
		return
	}
	t.taken.Pair = TakenPair{Username: user.Text(), Password: digest.NewSecret(password.Text()), Form: pairFormOf(user)}
	t.put(t.model.UsernameItem, t.counts[t.model.UsernameItem])
	t.put(t.model.PasswordItem, t.counts[t.model.PasswordItem])
	kept := 0
	for k, i := range t.from {
		if &t.items[i] != user && &t.items[i] != password {
			t.taken.Entries[kept] = t.taken.Entries[k]
			kept++
		}
	}
	t.taken.Entries = slices.Clip(t.taken.Entries[:kept])
}

// half returns the item that sets one half of the pair; false when that is empty, or another entry sets it otherwise.
func (t *taker) half(name string) (*Item, bool) {
	i, ok := t.counts[name]
	if !ok || t.items[i].Text() == "" || !slices.Contains(t.from, i) {
		return nil, false
	}
	for _, other := range t.from {
		it, p := &t.items[other], &t.known[other]
		if it.isSetting() && it.settingName(p.Parameter, p.ok) == name && it.Text() != t.items[i].Text() {
			return nil, false
		}
	}
	return &t.items[i], true
}

// pairFormOf is the form of the pair that an item is part of.
func pairFormOf(it *Item) model.PairForm {
	switch {
	case it.Kind == Param:
		return model.PairParams
	case it.Kind == Tag:
		return model.PairTags
	case it.Value().Quoted():
		return model.PairQuoted
	}
	return model.PairSymbolic
}
