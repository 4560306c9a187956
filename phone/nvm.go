package phone

import (
	"fmt"
	"iter"
	"log/slog"
	"strings"
	"unique"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// MaxCredential is how many characters a user name or a password of the configured pair has at most. [SEED]
const MaxCredential = 50

// itemJoinDHCP66 makes DHCP option 66 and option 15 a base address. [W-66]
const itemJoinDHCP66 = "BS_IP_Data1.ucB_USE_DHCP_66_IF_114_NOT_AVAILABLE"

// ActivationItem is where the memory of a model has its activation code: the item that the catalogue knows, or the tag. [G p28]
func ActivationItem(row *model.Model) string {
	const tag = "S_AUTOPROVISIONING_CODE"
	if p, _ := provdoc.LookupParameterFor(row, tag); p.Has(row.Name) && p.Item != "" {
		return p.Item
	}
	return tag
}

// indexFrom is the number of items from which on an index costs less than looking at each.
const indexFrom = 32

// NVM is the memory of a phone: values by item, in the order in which they were first set. The zero NVM is empty and
// ready. It is not safe for concurrent use. It never prints its values; Encode is the only way to get them all out.
type NVM struct {
	cells []cell
	index map[string]int
}

// A cell is one item. Its name is shared by all phones of a process.
type cell struct {
	item               unique.Handle[string]
	value              string
	secret, documented bool
}

// An Entry is one item of an NVM with its value.
type Entry struct {
	Item, Value string
	// Secret says that nobody may see Value.
	Secret bool
	// Documented says that the last document that was applied set the item, also to the value that it had, and that nothing changed it
	// since. It lasts as long as the NVM, and is not in what Encode writes.
	Documented bool
}

// Get returns the value of item and whether it was ever set. An element of an array that has no value of its own has that of
// [%], which stands for all.
func (n *NVM) Get(item string) (string, bool) {
	i, ok := n.find(item)
	if all := ofAll(item); !ok && all != "" {
		i, ok = n.find(all)
	}
	if !ok {
		return "", false
	}
	return n.cells[i].value, true
}

// Set gives item a value and reports whether that changed it. An item that was secret once stays so.
func (n *NVM) Set(item, value string, secret bool) bool {
	i, ok := n.find(item)
	if !ok {
		n.add(item, strings.Clone(value), secret)
		return true
	}
	c := &n.cells[i]
	c.secret = c.secret || secret
	if c.value == value {
		return false
	}
	c.value, c.documented = strings.Clone(value), false
	return true
}

// document marks an item that is there as set by the last document.
func (n *NVM) document(item string) {
	if i, ok := n.find(item); ok {
		n.cells[i].documented = true
	}
}

// forgetDocument takes the marks of the last document away.
func (n *NVM) forgetDocument() {
	for i := range n.cells {
		n.cells[i].documented = false
	}
}

// All yields every item in order.
func (n *NVM) All() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for _, c := range n.cells {
			if !yield(Entry{c.item.Value(), c.value, c.secret, c.documented}) {
				return
			}
		}
	}
}

// Len returns the number of items.
func (n *NVM) Len() int { return len(n.cells) }

// Clone returns a copy that shares nothing with n.
func (n *NVM) Clone() *NVM {
	c := &NVM{}
	for e := range n.All() {
		c.add(e.Item, e.Value, e.Secret)
		c.cells[len(c.cells)-1].documented = e.Documented
	}
	return c
}

// find returns the place of item.
func (n *NVM) find(item string) (int, bool) {
	if n.index != nil {
		i, ok := n.index[item]
		return i, ok
	}
	for i, c := range n.cells {
		if c.item.Value() == item {
			return i, true
		}
	}
	return 0, false
}

// add appends an item that is not there yet.
func (n *NVM) add(item, value string, secret bool) {
	c := cell{item: unique.Make(strings.Clone(item)), value: value, secret: secret}
	n.cells = append(n.cells, c)
	switch {
	case n.index != nil:
		n.index[c.item.Value()] = len(n.cells) - 1
	case len(n.cells) == indexFrom:
		n.index = make(map[string]int, 2*indexFrom)
		for i, c := range n.cells {
			n.index[c.item.Value()] = i
		}
	}
}

// String says how much there is, and nothing of it.
func (n NVM) String() string { return fmt.Sprintf("NVM(%d items)", n.Len()) }

// Format prints as String does, whatever the verb.
func (n NVM) Format(f fmt.State, _ rune) { fmt.Fprint(f, n.String()) }

// LogValue logs as String prints.
func (n NVM) LogValue() slog.Value { return slog.StringValue(n.String()) }

// String is ITEM=VALUE, with Redacted for a secret value.
func (e Entry) String() string {
	if e.Secret {
		return e.Item + "=" + Redacted
	}
	return e.Item + "=" + e.Value
}

// Format prints as String does, whatever the verb.
func (e Entry) Format(f fmt.State, _ rune) { fmt.Fprint(f, e.String()) }

// LogValue logs as String prints.
func (e Entry) LogValue() slog.Value { return slog.StringValue(e.String()) }
