package provdoc

import "slices"

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
