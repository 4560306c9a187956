package phone

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// entryJSON is one item in a file or in a report.
type entryJSON struct {
	Item   string `json:"item"`
	Value  string `json:"value"`
	Secret bool   `json:"secret,omitempty"`
}

// MarshalJSON writes the items in order, the secret ones as Redacted.
func (n NVM) MarshalJSON() ([]byte, error) {
	return json.Marshal(n.entries(func(e Entry) string {
		if e.Secret {
			return Redacted
		}
		return e.Value
	}))
}

// Encode writes the items in order, secrets included, for a file that nobody else may read. ParseNVM reads it.
func (n *NVM) Encode() ([]byte, error) {
	return json.Marshal(n.entries(func(e Entry) string { return e.Value }))
}

// entries lists the items as they are written, with the value that show gives them.
func (n *NVM) entries(show func(Entry) string) []entryJSON {
	list := make([]entryJSON, 0, n.Len())
	for e := range n.All() {
		list = append(list, entryJSON{e.Item, show(e), e.Secret})
	}
	return list
}

// ParseNVM reads what Encode has written. It refuses what Encode would not write: unknown members, an item without a
// name, an item twice.
func ParseNVM(data []byte) (*NVM, error) {
	var list []entryJSON
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&list); err != nil {
		return nil, fmt.Errorf("read the items of a phone's memory: %w", err)
	}
	if d.More() {
		return nil, fmt.Errorf("read the items of a phone's memory: something follows the list")
	}
	n := &NVM{}
	for i, e := range list {
		if e.Item == "" {
			return nil, fmt.Errorf("item %d of a phone's memory has no name", i+1)
		}
		if _, ok := n.Get(e.Item); ok {
			return nil, fmt.Errorf("item %q is twice in a phone's memory", e.Item)
		}
		n.add(e.Item, e.Value, e.Secret)
	}
	return n, nil
}

// MarshalJSON writes the item, a secret one as Redacted.
func (e Entry) MarshalJSON() ([]byte, error) {
	if e.Secret {
		e.Value = Redacted
	}
	return json.Marshal(entryJSON{e.Item, e.Value, e.Secret})
}
