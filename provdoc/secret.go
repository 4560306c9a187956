package provdoc

// IsSecret reports whether the value of an item must not be shown: that of every item that nobody knows must not either, and where
// families differ, it is enough that one holds a secret.
func IsSecret(name string) bool {
	found := catalogue().find(name)
	for _, p := range found {
		if p.Secret {
			return true
		}
	}
	return len(found) == 0
}

// Shown is the value of an item as it may be shown: "[redacted]" when the item is secret, or the value has a password in it.
func Shown(name, value string) string {
	if IsSecret(name) || hasPassword(value) {
		return redactedText
	}
	return value
}
