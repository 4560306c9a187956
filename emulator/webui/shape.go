package webui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/offhook/offhook/phone"
)

// A shape is the name of an item with a place for a number in it, as the families write it:
//
//	#  a number from 1:         ucB_SIP_ACCOUNT_IS_ACTIVE_#
//	@  a number from 0, or %:   astVoipAccounts[@]
//	~  nothing for 1, _2 for 2: aucS_SIP_SERVER~
//	*  a key of any letters:    SipAccount.*.AuthName
type shape string

// match returns the number in item, from 1 as text, or the key, which is everyElement where the item stands for all; false when the item has another shape.
func (s shape) match(item string) (key string, ok bool) {
	at := strings.IndexAny(string(s), "#@~*")
	if at < 0 {
		return "", item == string(s)
	}
	rest, ok := strings.CutPrefix(item, string(s[:at]))
	if !ok {
		return "", false
	}
	key, ok = strings.CutSuffix(rest, string(s[at+1:]))
	if !ok {
		return "", false
	}
	switch s[at] {
	case '*':
		if key == "" || strings.Contains(key, ".") {
			return "", false
		}
		return key, true
	case '~':
		if key == "" {
			return "1", true
		}
		if key, ok = strings.CutPrefix(key, "_"); !ok {
			return "", false
		}
	}
	if key == everyElement && s[at] == '@' {
		return key, true
	}
	n, err := strconv.ParseUint(key, 10, 16)
	if err != nil {
		return "", false
	}
	if s[at] == '@' {
		n++
	}
	return strconv.FormatUint(n, 10), true
}

// everyElement is the key of an item that stands for all elements of an array. [R-wazo]
const everyElement = "%"

// A field is one value of a page of the device, and the items in which the families keep it.
type field struct {
	// form is the name in the form of the device, label the key of its text. [R-wazo]
	form, label string
	items       []shape
}

// A value is what is stored for a field.
type value struct {
	Form, Label string
	Text        string
	Secret, Set bool
}

// A record is what is stored of one account, handset or page: its key, and a value for each field in their order.
type record struct {
	// ID is the number that the device has for it in addresses and forms, from 0.
	ID     int
	Key    string
	Values []value
}

// recordsOf collects what is stored for the fields by key, in the order of the keys.
func recordsOf(fields []field, settings []phone.Entry) []record {
	found := map[string]*record{}
	for _, e := range settings {
		for i, f := range fields {
			key, ok := f.key(e.Item)
			if !ok {
				continue
			}
			if found[key] == nil {
				found[key] = &record{Key: key, Values: blank(fields)}
			}
			v := &found[key].Values[i]
			v.Set, v.Secret, v.Text = true, e.Secret, e.Value
			if e.Secret {
				v.Text = ""
			}
		}
	}
	if all := found[everyElement]; all != nil {
		delete(found, everyElement)
		for _, r := range found {
			r.complete(*all)
		}
	}
	records := make([]record, 0, len(found))
	for _, r := range found {
		records = append(records, *r)
	}
	slices.SortFunc(records, func(a, b record) int {
		return cmp.Or(cmp.Compare(len(a.Key), len(b.Key)), cmp.Compare(a.Key, b.Key))
	})
	for i := range records {
		records[i].ID = i
		if n, err := strconv.Atoi(records[i].Key); err == nil && n > 0 {
			records[i].ID = n - 1
		}
	}
	return records
}

// complete gives r the values of all where it has none of its own.
func (r *record) complete(all record) {
	for i := range r.Values {
		if !r.Values[i].Set {
			r.Values[i] = all.Values[i]
		}
	}
}

// key is the number or key that an item has for the field.
func (f field) key(item string) (string, bool) {
	for _, s := range f.items {
		if key, ok := s.match(item); ok {
			return key, true
		}
	}
	return "", false
}

// blank is a record of fields that nobody has set.
func blank(fields []field) []value {
	values := make([]value, len(fields))
	for i, f := range fields {
		values[i] = value{Form: f.form, Label: f.label}
	}
	return values
}

// Value returns the value of a field by its name in the form.
func (r record) Value(form string) value {
	for _, v := range r.Values {
		if v.Form == form {
			return v
		}
	}
	return value{}
}

// On says whether a value stands for yes.
func (v value) On() bool {
	switch strings.ToLower(v.Text) {
	case "1", "0x1", "0x01", "true", "on":
		return true
	}
	return false
}
