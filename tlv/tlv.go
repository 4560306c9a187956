// Package tlv reads and writes the records of the binary files that Gigaset phones take: one byte type, one byte length,
// contents. Index files and binary profiles are made of them. [R-wazo] [R-gigahack]
package tlv

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
)

// MaxValue is the longest value of a record, in bytes. MaxText is the longest text that fits into a record inside another
// record: both lengths of two bytes and the NUL at its end take their room.
const (
	MaxValue = 255
	MaxText  = MaxValue - headerSize - 1
)

// headerSize is that of type and length.
const headerSize = 2

// Errors of this package.
var (
	ErrTruncated = errors.New("the file ends inside a record")
	ErrTooLong   = fmt.Errorf("a record holds at most %d bytes", MaxValue)
	ErrText      = errors.New("a text ends in its only NUL")
)

// A Record is a type and its contents, in which there may be records again.
type Record struct {
	Type  byte
	Value []byte
}

// Read takes the first record off data; the value and what is left share its memory. The error is ErrTruncated, with what
// is missing; data that is empty has no record either.
func Read(data []byte) (r Record, rest []byte, err error) {
	if len(data) < headerSize {
		return Record{}, data, fmt.Errorf("%w: its type and length need %d bytes, and there are %d", ErrTruncated, headerSize, len(data))
	}
	end := headerSize + int(data[1])
	if end > len(data) {
		return Record{}, data, fmt.Errorf("%w of type %02x: it has %d bytes, and %d are there", ErrTruncated, data[0], data[1], len(data)-headerSize)
	}
	return Record{data[0], data[headerSize:end:end]}, data[end:], nil
}

// All yields the records of data in order. What cannot be read is yielded last, as an error that names its place.
func All(data []byte) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for rest := data; len(rest) > 0; {
			r, left, err := Read(rest)
			if err != nil {
				yield(Record{}, fmt.Errorf("byte %d: %w", len(data)-len(rest), err))
				return
			}
			if !yield(r, nil) {
				return
			}
			rest = left
		}
	}
}

// Append writes a record behind dst. The error is ErrTooLong, and dst comes back as it was.
func Append(dst []byte, typ byte, value []byte) ([]byte, error) {
	if len(value) > MaxValue {
		return dst, fmt.Errorf("%w, not %d", ErrTooLong, len(value))
	}
	dst = append(dst, typ, byte(len(value)))
	return append(dst, value...), nil
}

// AppendText writes a record whose value is a text and the NUL that ends it. The error is ErrTooLong or, for a text with a
// NUL in it, ErrText; dst comes back as it was.
func AppendText(dst []byte, typ byte, text string) ([]byte, error) {
	if bytes.IndexByte([]byte(text), 0) >= 0 {
		return dst, ErrText
	}
	return Append(dst, typ, append([]byte(text), 0))
}

// Text returns the value as a text, without the NUL that must end it. The error is ErrText.
func (r Record) Text() (string, error) {
	if n := bytes.IndexByte(r.Value, 0); n < 0 || n != len(r.Value)-1 {
		return "", fmt.Errorf("record of type %02x: %w", r.Type, ErrText)
	}
	return string(r.Value[:len(r.Value)-1]), nil
}
