package phone

import "strings"

// everyElement is the index that stands for all elements of an array inside the name of an item. [R-wazo]
const everyElement = "[%]"

// ofAll is the item that stands for an element of an array and all others, "" for an item that is no element: what
// astVoipAccounts[7].x is when nothing but astVoipAccounts[%].x was set.
func ofAll(item string) string {
	before, rest, ok := strings.Cut(item, "[")
	number, behind, closed := strings.Cut(rest, "]")
	if !ok || !closed || number == "" || strings.Trim(number, "0123456789") != "" {
		return ""
	}
	return before + everyElement + behind
}

// elements lists the elements with a value of their own that an item for all of them sets too.
func (m *Machine) elements(item string) []string {
	if !strings.Contains(item, everyElement) {
		return nil
	}
	var own []string
	for e := range m.nvm.All() {
		if ofAll(e.Item) == item {
			own = append(own, e.Item)
		}
	}
	for _, e := range m.attempt.entries {
		if ofAll(e.Item) == item {
			own = append(own, e.Item)
		}
	}
	return own
}
