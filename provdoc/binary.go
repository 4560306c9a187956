package provdoc

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/tlv"
)

// BinaryProfile is the kind of document that providers have as d_*.bin: records of a type and a length, with the tags of
// ProviderFrame as keys. [G p34] [R-gigahack] Its texts are ISO-8859-1 (uncertain). In findings and items its lines are
// one, and columns count its bytes.
var BinaryProfile Dialect = binaryProfile{}

type binaryProfile struct{}

// The types of records, the outer ones first. [R-gigahack]
const (
	recordVersion = 0x00
	recordArray   = 0x01
	recordName    = 0x40 // the name of the profile's file; it stands in the place of PROFILE_NAME (uncertain)
	recordReboot  = 0x50 // [G p34]

	recordKey     = 0x02
	recordBoolean = 0x03
	recordInteger = 0x04
	recordString  = 0x05
)

// recordHead is the size of type and length.
const recordHead = 2

// isBinaryProfile reports whether src begins with a record that only a binary profile begins with.
func isBinaryProfile(src string) bool {
	r, _, err := tlv.Read([]byte(src[:min(len(src), recordHead+tlv.MaxValue)]))
	if err != nil {
		return false
	}
	switch r.Type {
	case recordVersion, recordName:
		return isLegible(r)
	case recordReboot:
		return len(r.Value) == 1 && r.Value[0] <= 1
	case recordArray:
		key, _, err := tlv.Read(r.Value)
		return err == nil && key.Type == recordKey && isLegible(key)
	}
	return false
}

// isLegible reports whether the record is a text that is not empty and that a person could have written.
func isLegible(r tlv.Record) bool {
	text, err := r.Text()
	return err == nil && text != "" && !strings.ContainsFunc(latin1.text(text), func(c rune) bool { return !unicode.IsPrint(c) })
}

// Name is "binary profile".
func (binaryProfile) Name() string { return "binary profile" }

func (binaryProfile) control(d *Document, r role) (mark, bool) { return d.controlItem(frameRoles[r]) }

func (binaryProfile) suits(m *model.Model) bool { return m.Dialect != model.Provisioning }

func (binaryProfile) named(d *Document) *model.Model { return providerFrame{}.named(d) }

func (binaryProfile) isControl(name string) bool { return providerFrame{}.isControl(name) }

// collect reads the records. What of them cannot be read is reported, and the others are items.
func (b binaryProfile) collect(d *Document, r *reporter) {
	data := []byte(d.src)
	for at := 0; at < len(data); {
		record, _, err := tlv.Read(data[at:])
		if err != nil {
			r.add(truncated, at, noElement, "the document ends inside this record: it was cut off")
			return
		}
		if len(d.elements) >= MaxElements {
			r.add(tooManyElements, at, noElement, "the document has more than 20000 records: nothing in it is used")
			d.readable, d.elements, d.attributes, d.items, d.sources = false, nil, nil, nil, nil
			return
		}
		b.record(d, r, at, record)
		at += recordHead + len(record.Value)
	}
}

// record adds the items of an outer record at an offset.
func (b binaryProfile) record(d *Document, r *reporter, at int, record tlv.Record) {
	end := at + recordHead + len(record.Value)
	outer := b.element(d, noElement, at, end)
	switch record.Type {
	case recordVersion:
		b.item(d, r, outer, Item{Kind: Control, Name: controlVersion}, at, tlv.Record{Type: recordString, Value: record.Value})
	case recordName:
		b.item(d, r, outer, Item{Kind: Control, Name: controlProfileName}, at, tlv.Record{Type: recordString, Value: record.Value})
	case recordReboot:
		b.item(d, r, outer, Item{Kind: Control, Name: controlReboot}, at, tlv.Record{Type: recordBoolean, Value: record.Value})
	case recordArray:
		b.array(d, r, outer, at+recordHead, record.Value)
	default:
		r.addf(unknownRecord, at, noElement, "records of type %02x are not known: a profile has 00, 01, 40 and 50", record.Type)
	}
}

// element adds an element that stands for a part of the source.
func (binaryProfile) element(d *Document, parent int32, start, end int) int32 {
	d.elements = append(d.elements, element{parent: parent, start: start, open: start + recordHead, end: end, closed: true})
	return int32(len(d.elements) - 1)
}

// array adds the items of the keys and values at an offset.
func (b binaryProfile) array(d *Document, r *reporter, outer int32, at int, data []byte) {
	for len(data) > 0 {
		key, rest, err := tlv.Read(data)
		value, left, errValue := tlv.Read(rest)
		text, errText := key.Text()
		if err != nil || errValue != nil || errText != nil || key.Type != recordKey || text == "" {
			r.add(badRecord, at, noElement, "an array has a key, 02, whose text ends in NUL, and its value behind it: the rest of this array is not read")
			return
		}
		end := at + len(data) - len(left)
		index := b.element(d, outer, at, end)
		item := Item{Kind: Tag, Name: latin1.text(text)}
		if b.isControl(item.Name) {
			item.Kind = Control
		}
		b.item(d, r, index, item, end-recordHead-len(value.Value), value)
		at, data = end, left
	}
}

// valueClasses are the classes of the records that hold values.
var valueClasses = map[byte]string{recordBoolean: classBoolean, recordInteger: classInteger, recordString: classString}

// item adds an item whose value is the record at an offset.
func (binaryProfile) item(d *Document, r *reporter, index int32, item Item, at int, value tlv.Record) {
	item.Class = valueClasses[value.Type]
	raw, wrong := valueText(value)
	src := source{element: index, value: -1}
	if wrong != "" {
		r.add(badRecord, at, index, wrong)
	} else {
		item.Raw = raw
		src.value = int32(len(d.attributes))
		d.attributes = append(d.attributes, attribute{value: raw, at: at, start: at + recordHead, end: at + recordHead + len(value.Value)})
	}
	item.Line, item.Column = 1, d.elements[index].start+1
	d.items = append(d.items, item)
	d.sources = append(d.sources, src)
}

// valueText returns the value of a record as a text, or what is wrong with it.
func valueText(r tlv.Record) (text, wrong string) {
	switch r.Type {
	case recordBoolean:
		if len(r.Value) != 1 || r.Value[0] > 1 {
			return "", "a boolean, 03, is one byte, 00 or 01: this item is not read"
		}
		return strconv.Itoa(int(r.Value[0])), ""
	case recordInteger:
		if len(r.Value) == 0 || len(r.Value) > 4 {
			return "", "an integer, 04, is 4 bytes, the highest first: this item is not read"
		}
		n := uint64(0)
		for _, b := range r.Value {
			n = n<<8 | uint64(b)
		}
		return strconv.FormatUint(n, 10), ""
	case recordString:
		s, err := r.Text()
		if err != nil {
			return "", "a string, 05, ends in its only NUL: this item is not read"
		}
		return latin1.text(s), ""
	}
	return "", "a value is a boolean, 03, an integer, 04, or a string, 05: this item is not read"
}
