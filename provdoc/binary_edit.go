package provdoc

import (
	"encoding/binary"
	"errors"
	"strings"

	"github.com/offhook/offhook/tlv"
)

// errRecordValue is the reason for a text that no record holds.
var errRecordValue = errors.New("the value does not fit its record: ISO-8859-1 and no NUL in a text, and 32 bits in a number")

// equal compares as numbers where both are: 0x10 is written as 16.
func (binaryProfile) equal(written, value string) bool { return sameValue(written, value) }

// recordTypes are the types of the records that are a control each.
var recordTypes = map[string]byte{controlVersion: recordVersion, controlProfileName: recordName, controlReboot: recordReboot}

// valueRecord appends a value as a record of a type whose contents have the form of another.
func valueRecord(dst []byte, typ, form byte, value string) ([]byte, error) {
	switch form {
	case recordBoolean:
		on, err := Value(value).Bool()
		if err != nil {
			return dst, err
		}
		contents := []byte{0}
		if on {
			contents[0] = 1
		}
		return tlv.Append(dst, typ, contents)
	case recordInteger:
		n, err := parseNumber(value, 32)
		if err != nil {
			return dst, err
		}
		return tlv.Append(dst, typ, binary.BigEndian.AppendUint32(nil, uint32(n)))
	}
	text, ok := latin1.bytes(string(Bare(value)))
	if !ok {
		return dst, errRecordValue
	}
	return tlv.AppendText(dst, typ, text)
}

// replace writes the value anew, and with it the record around it, whose length changes.
func (b binaryProfile) replace(d *Document, i int, value string) (start, end int, text string, err error) {
	src := d.sources[i]
	if src.value < 0 {
		return 0, 0, "", ErrBroken
	}
	e, a := &d.elements[src.element], &d.attributes[src.value]
	form, typ := formOf(d.items[i].Class), d.src[a.at]
	record, err := valueRecord(nil, typ, form, value)
	if err != nil {
		return 0, 0, "", err
	}
	if e.parent == noElement {
		return e.start, e.end, string(record), nil
	}
	return b.around(d, e.parent, a.at, a.end, string(record))
}

// formOf returns the type of record that holds values of a class.
func formOf(class string) byte {
	for typ, c := range valueClasses {
		if c == class {
			return typ
		}
	}
	return recordString
}

// around replaces bytes inside an array and gives the array its new length.
func (binaryProfile) around(d *Document, outer int32, from, to int, text string) (start, end int, record string, err error) {
	e := &d.elements[outer]
	body := d.src[e.open:from] + text + d.src[to:e.end]
	out, err := tlv.Append(nil, d.src[e.start], []byte(body))
	return e.start, e.end, string(out), err
}

// insert puts the new item into a record of its own.
func (b binaryProfile) insert(d *Document, last int, e Entry) (at int, text string, err error) {
	if last >= 0 {
		el := &d.elements[d.sources[last].element]
		if el.parent != noElement {
			el = &d.elements[el.parent]
		}
		at = el.end
	}
	record, err := newRecord(e)
	return at, string(record), err
}

// newRecord returns the record of a new item.
func newRecord(e Entry) ([]byte, error) {
	class, known := providerFrame{}.class(Tag, e.Name)
	typ, isRecord := recordTypes[e.Name]
	switch {
	case e.Name == controlReboot:
		return valueRecord(nil, typ, recordBoolean, e.Value)
	case isRecord:
		return valueRecord(nil, typ, recordString, e.Value)
	case !known || class == "" || strings.Contains(e.Name, "."):
		return nil, ErrUnknownName
	}
	key, ok := latin1.bytes(e.Name)
	if !ok {
		return nil, ErrUnknownName
	}
	pair, err := tlv.AppendText(nil, recordKey, key)
	if err != nil {
		return nil, err
	}
	form := formOf(class)
	if pair, err = valueRecord(pair, form, form, e.Value); err != nil {
		return nil, err
	}
	return tlv.Append(nil, recordArray, pair)
}

// extent is the record of the item, or its pair when the array has others.
func (b binaryProfile) extent(d *Document, i int) (start, end int, text string) {
	e := &d.elements[d.sources[i].element]
	if e.parent == noElement {
		return e.start, e.end, ""
	}
	if outer := &d.elements[e.parent]; outer.open == e.start && outer.end == e.end {
		return outer.start, outer.end, ""
	}
	start, end, text, _ = b.around(d, e.parent, e.start, e.end, "") // what is shorter fits
	return start, end, text
}
