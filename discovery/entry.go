package discovery

import (
	"errors"
	"fmt"

	"github.com/offhook/offhook/tlv"
)

// MaxIndexSize is the size of the longest index file that is read, in bytes.
const MaxIndexSize = 64 << 10

// textRecord is the type of the record in an entry that holds its text. [R-wazo]
const textRecord = 0x03

// Errors of index files, wrapped in where and why.
var (
	ErrIndexSize = fmt.Errorf("an index file has at most %d bytes", MaxIndexSize)
	ErrNoText    = errors.New("an entry of an index file holds a text in a record of type 03")
)

// An entry is a record of an index file: a type with a text in it.
type entry struct {
	typ  byte
	text string
}

// readEntries reads the entries of an index file in order, those that keep takes by their type. Others are not looked into.
func readEntries(data []byte, keep func(typ byte) bool) ([]entry, error) {
	if len(data) > MaxIndexSize {
		return nil, fmt.Errorf("%w, not %d", ErrIndexSize, len(data))
	}
	var entries []entry
	for r, err := range tlv.All(data) {
		if err != nil {
			return nil, err
		}
		if !keep(r.Type) {
			continue
		}
		text, err := entryText(r)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{r.Type, text})
	}
	return entries, nil
}

// entryText is the text of an entry.
func entryText(r tlv.Record) (string, error) {
	for inner, err := range tlv.All(r.Value) {
		if err != nil {
			return "", fmt.Errorf("entry of type %02x: %w", r.Type, err)
		}
		if inner.Type == textRecord {
			return inner.Text()
		}
	}
	return "", fmt.Errorf("entry of type %02x: %w", r.Type, ErrNoText)
}

// writeEntries is the reverse of readEntries.
func writeEntries(entries []entry) ([]byte, error) {
	var file []byte
	for _, e := range entries {
		value, err := tlv.AppendText(nil, textRecord, e.text)
		if err == nil {
			file, err = tlv.Append(file, e.typ, value)
		}
		if err != nil {
			return nil, fmt.Errorf("entry of type %02x: %w", e.typ, err)
		}
	}
	if len(file) > MaxIndexSize {
		return nil, fmt.Errorf("%w, not %d", ErrIndexSize, len(file))
	}
	return file, nil
}
