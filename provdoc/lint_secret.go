package provdoc

import (
	"strings"
	"sync"

	"github.com/offhook/offhook/model"
)

// secrets checks who can read the secrets of the document, and that the password of the web interface is another than that
// of the factory.
func (l *linter) secrets() {
	if l.options.Open {
		l.openSecrets()
	}
	for i := range l.items {
		if !l.hasText(i) {
			continue
		}
		if p := &l.resolver.known[i]; p.ok && p.Type == TypePIN && isZeros(l.items[i].Value()) {
			l.fault(factoryPIN, i, "this is the PIN of the factory, which everybody knows: write another one")
		}
	}
}

// openSecrets reports each secret of a document that opens without a credential, in an item or in
// an address.
func (l *linter) openSecrets() {
	for i := range l.items {
		if l.hasText(i) && l.isSecret(i) {
			l.fault(clearSecret, i,
				"anyone can fetch this document and read this secret in it: "+
					"ask for a credential, or remove the item")
		}
	}
	for _, to := range l.leads() {
		if !to.item && hasPassword(to.url) {
			l.add(clearSecret, to.offset, to.element,
				"anyone can fetch this document and read the password in this address: "+
					"ask for a credential, or remove it")
		}
	}
}

// hasText reports whether item i has a value, and not an empty one.
func (l *linter) hasText(i int) bool { return l.sources[i].value >= 0 && l.items[i].Text() != "" }

// isSecret reports whether the value of item i must not be shown.
func (l *linter) isSecret(i int) bool {
	it, p := &l.items[i], &l.resolver.known[i]
	switch {
	case hasPassword(it.Text()):
		return true
	case it.Kind == Control || it.Kind == Oper:
		return false
	case p.ok:
		return p.Secret
	}
	return soundsSecret(it.Name)
}

// hasPassword reports whether a URL in a text has a password before its host.
func hasPassword(text string) bool {
	_, rest, more := strings.Cut(text, "://")
	for more {
		authority, _, _ := strings.Cut(rest, "/")
		if user, _, at := strings.Cut(authority, "@"); at && strings.Contains(user, ":") {
			return true
		}
		_, rest, more = strings.Cut(rest, "://")
	}
	return false
}

// isZeros reports whether a value is a list of zeros: the PIN 0000. [R-wazo]
func isZeros(v Value) bool {
	list, err := v.ByteList()
	for _, b := range list {
		if b != 0 {
			return false
		}
	}
	return err == nil
}

// pairItems are the NVM items of the configured pairs of all models, user name and password.
var pairItems = sync.OnceValue(func() (pairs [][2]string) {
	seen := map[[2]string]bool{}
	for _, m := range model.Models() {
		pair := [2]string{m.UsernameItem, m.PasswordItem}
		if pair[0] != "" && pair[1] != "" && !seen[pair] {
			seen[pair] = true
			pairs = append(pairs, pair)
		}
	}
	return pairs
})

// pairs checks that user name and password for the server come together, unless another profile of a chain may have the
// other one.
func (l *linter) pairs() {
	if _, chained := l.dialect.control(l.Document, roleExtendedProfile); chained || l.options.Extended {
		return
	}
	for _, pair := range pairItems() {
		user, atUser, _ := l.setting(pair[0])
		password, atPassword, _ := l.setting(pair[1])
		switch {
		case user != "" && password == "":
			l.fault(halfPair, atUser, "this user name comes without a password, and the phone fails to log in: set both, or none")
		case user == "" && password != "":
			l.fault(halfPair, atPassword, "this password comes without a user name, and the phone does not use it: set both, or none")
		}
	}
}
