package model

// AllowedPairForms are the forms in which a document of the model's kind can set the configured pair: one or several of
// <ProviderFrame>, and the only one of <provisioning>.
func (m *Model) AllowedPairForms() []PairForm {
	if m.Dialect == Provisioning {
		return []PairForm{PairParams}
	}
	return PairForms()
}

// PairNames returns the names under which a document sets user name and password in that form: tags, or the items that
// the model keeps them in.
func (m *Model) PairNames(form PairForm) (username, password string) {
	if form == PairTags {
		return tagUsername, tagPassword
	}
	return m.UsernameItem, m.PasswordItem
}

// The tags of the configured pair. [SEED]
const (
	tagUsername = "S_PROV_USERNAME"
	tagPassword = "S_PROV_PASSWORD"
)
