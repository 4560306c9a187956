package provdoc

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/offhook/offhook/model"
)

// A layout is how the documents of some families hold accounts.
type layout struct {
	families []string
	// accounts is the highest number of an account, models that of single models where they differ.
	accounts int
	models   map[string]int
	// handsets is how many handsets an account can be given to, 0 where it cannot be chosen; then rule says why.
	handsets int
	rule     string
	// items are the items of an account, in the order in which they are written.
	items []accountItem
	// shared are the items of a provider, where accounts share them; handset those of a handset.
	shared, handset []accountItem
	// evidence names the sources for the numbers; those of the items are in the catalogue.
	evidence string
}

// An accountItem is the item that holds one field.
type accountItem struct {
	field accountField
	// pattern is its name as it is written in a new document, with the number in one of the forms of numberings. A name
	// without a number is that of account 1 alone.
	pattern string
	// codes are the words of the field that the item can say, with the values that say them; nil where it holds the text.
	codes []accountCode

	// by writes and reads the number that stands between before and behind; numbered is false when there is none.
	by             numbering
	before, behind string
	numbered       bool
	// whole and tail are the normal names of before and behind.
	whole, tail string
}

// item makes an item of the table.
func item(field accountField, pattern string, codes []accountCode) accountItem {
	it := accountItem{field: field, pattern: pattern, codes: codes, before: pattern}
	for _, by := range numberings {
		if before, behind, ok := strings.Cut(pattern, by.token); ok {
			it.by, it.before, it.behind, it.numbered = by, before, behind, true
			break
		}
	}
	it.whole, it.tail = NormalName(it.before), NormalName(it.behind)
	return it
}

// An accountCode is a word and the value that says it.
type accountCode struct{ word, value string }

// layoutOf returns the layout of the documents for m. The error says that no source tells of one.
func layoutOf(m *model.Model) (*layout, error) {
	if m == nil {
		return nil, errors.New("accounts need a model: every family numbers their items in its own way")
	}
	for i := range layouts {
		if slices.Contains(layouts[i].families, m.Family) {
			return &layouts[i], nil
		}
	}
	return nil, fmt.Errorf("no source tells how a document sets the accounts of the %s: set its items one by one", m.Name)
}

// limit is the highest number of an account of m.
func (l *layout) limit(m *model.Model) int {
	if n, ok := l.models[m.Name]; ok {
		return n
	}
	return l.accounts
}

// has reports whether an account, or its provider, has an item for the field.
func (l *layout) has(field accountField) bool {
	isField := func(it accountItem) bool { return it.field == field }
	return slices.ContainsFunc(l.items, isField) || slices.ContainsFunc(l.shared, isField)
}

// fits reports whether the family has the field and its items take the text.
func (l *layout) fits(m *model.Model, a Account, field accountField, text string) bool {
	for _, it := range l.items {
		if it.field != field {
			continue
		}
		if p, ok := parameter(m, it.name(a.id())); ok && p.Validate(text) != nil {
			return false
		}
	}
	return l.has(field)
}

// byKey reports whether the family knows accounts by the key of a handset, which may be its IPUI.
func (l *layout) byKey() bool { return strings.Contains(l.items[0].pattern, keyNumbering) }

// An accountID is what stands in the place of a number.
type accountID struct {
	number int    // from 1, or an index from 0 for a provider
	ipui   string // instead of a number
	all    bool   // [%]
}

func (a *Account) id() accountID { return accountID{number: a.Index, ipui: oneIPUI(a.IPUI)} }

// String is how a person calls the account.
func (id accountID) String() string {
	if id.ipui != "" {
		return id.ipui
	}
	return strconv.Itoa(id.number)
}

// A numbering is one way to write a number into the name of an item.
type numbering struct {
	token string
	write func(id accountID) string
	read  func(text string) (id accountID, ok bool)
}

const keyNumbering = "{key}"

// numberings are all ways. A token that is part of another one stands behind it.
var numberings = [...]numbering{
	{"[_n]", writeLaterNumber, readLaterNumber},
	{"_n", func(id accountID) string { return "_" + strconv.Itoa(id.number) }, readNumber("_", "", 0)},
	{"[n-1]", func(id accountID) string { return "[" + strconv.Itoa(id.number-1) + "]" }, readNumber("[", "]", 1)},
	{"{n-1}", func(id accountID) string { return strconv.Itoa(id.number - 1) }, readNumber("", "", 1)},
	{"[p]", func(id accountID) string { return "[" + strconv.Itoa(id.number) + "]" }, readNumber("[", "]", 0)},
	{"{p}", func(id accountID) string { return strconv.Itoa(id.number) }, readNumber("", "", 0)},
	{keyNumbering, writeKey, readKey},
}

// writeLaterNumber is the trap of the N510: account 1 has no number. [R-haphone] [R-gs5] [R-wazo]
func writeLaterNumber(id accountID) string {
	if id.number == 1 {
		return ""
	}
	return "_" + strconv.Itoa(id.number)
}

func readLaterNumber(text string) (accountID, bool) {
	if text == "" {
		return accountID{number: 1}, true
	}
	id, ok := readNumber("_", "", 0)(text)
	return id, ok && id.number > 1
}

// readNumber returns a function that reads a number between two texts and adds offset to it.
func readNumber(before, behind string, offset int) func(text string) (accountID, bool) {
	return func(text string) (accountID, bool) {
		text, begins := strings.CutPrefix(text, before)
		text, ends := strings.CutSuffix(text, behind)
		if before == "[" && begins && ends && text == "%" {
			return accountID{all: true}, true
		}
		n, err := strconv.ParseUint(text, 10, 16)
		return accountID{number: int(n) + offset}, begins && ends && err == nil && strconv.FormatUint(n, 10) == text
	}
}

// writeKey writes the key of a handset: its IPUI, or a running number of five digits. [R-wazo]
func writeKey(id accountID) string {
	if id.ipui != "" {
		return id.ipui
	}
	return fmt.Sprintf("%0*d", keyDigits, id.number)
}

func readKey(text string) (accountID, bool) {
	if isIPUI(text) {
		return accountID{ipui: oneIPUI(text)}, true
	}
	n, err := strconv.Atoi(text)
	return accountID{number: n}, err == nil && len(text) == keyDigits && isNumber(text)
}

// name returns the name of the item for one account; "" when it has none there.
func (it *accountItem) name(id accountID) string {
	switch {
	case it.numbered:
		return it.before + it.by.write(id) + it.behind
	case id.number == 1:
		return it.pattern
	}
	return ""
}

// match returns the account that the item of that normal name belongs to.
func (it *accountItem) match(item string) (accountID, bool) {
	if !it.numbered {
		return accountID{number: 1}, item == it.whole
	}
	number, begins := strings.CutPrefix(item, it.before)
	if !begins {
		return accountID{}, false
	}
	number, ends := strings.CutSuffix(number, it.tail)
	if !ends {
		return accountID{}, false
	}
	return it.by.read(number)
}

// encode returns the value that says the text; the error lists the words that the item can say.
func (it *accountItem) encode(m *model.Model, text string) (string, error) {
	if it.codes == nil {
		return text, nil
	}
	var words []string
	for _, code := range it.codes {
		if code.word == text {
			return code.value, nil
		}
		words = append(words, code.word)
	}
	return "", fmt.Errorf("no source tells how the %s is told %q: give %s", m.Name, text, strings.Join(words, " or "))
}

// decode returns the text that a value says, "" for one that says nothing known.
func (it *accountItem) decode(value string) string {
	if it.codes == nil {
		return value
	}
	for _, code := range it.codes {
		if sameValue(value, code.value) {
			return code.word
		}
	}
	return ""
}
