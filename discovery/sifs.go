package discovery

import (
	"fmt"
	"strings"
)

// The types of the entries of the sifs files. [R-wazo] [R-gs5]
const (
	sifsFormat   byte = 0x00
	sifsConstant byte = 0x04
	sifsHighest  byte = 0x09
)

// A PointerRule says which entry of a sifs file leads a phone on. In the files that are known every entry has type 04, and
// the code of their provider is 444, so this is one of two. (uncertain)
type PointerRule string

// The rules.
const (
	// PointerEither takes the entry whose type is the digit of the code, and else the one of type 04.
	PointerEither PointerRule = "either"
	// PointerDigit takes the entry whose type is the digit.
	PointerDigit PointerRule = "digit"
	// PointerConstant takes the entry of type 04.
	PointerConstant PointerRule = "constant"
)

// Sifs is one of the files that lead by the digits of the provider's code to the address of the document: sifsroot by the
// hundreds, sih by the tens, sit by the units, siu with the address itself. [R-wazo] [R-gs5]
type Sifs struct {
	// Format is the address of the document, with tokens; "" where the file leads to another.
	Format string
	// Pointers are the files that this one leads to.
	Pointers []Pointer
}

// A Pointer is an entry of a sifs file that leads to another: File is an address relative to the file that it stands in.
type Pointer struct {
	Type byte
	File string
}

// ParseSifs reads one of the sifs files. Type 00 is the address of the document when it has tokens or a scheme, else a
// pointer for the digit 0. Entries of types above 09 are left out. The error says at which byte and why the file cannot be
// read.
func ParseSifs(data []byte) (Sifs, error) {
	entries, err := readEntries(data, func(typ byte) bool { return typ <= sifsHighest })
	if err != nil {
		return Sifs{}, fmt.Errorf("sifs file: %w", err)
	}
	var s Sifs
	for _, e := range entries {
		switch {
		case e.typ != sifsFormat || !isFormat(e.text):
			s.Pointers = append(s.Pointers, Pointer{e.typ, e.text})
		case s.Format == "":
			s.Format = e.text
		}
	}
	return s, nil
}

// isFormat tells the address of a document from the name of a file.
func isFormat(text string) bool { return HasTokens(text) || strings.Contains(text, "://") }

// Next returns the file that the rule chooses for a digit from 0 to 9; false when there is none.
func (s Sifs) Next(digit byte, rule PointerRule) (file string, ok bool) {
	if rule != PointerConstant {
		if file, ok = s.pointer(digit); ok || rule == PointerDigit {
			return file, ok
		}
	}
	return s.pointer(sifsConstant)
}

// pointer is the first of a type.
func (s Sifs) pointer(typ byte) (string, bool) {
	for _, p := range s.Pointers {
		if p.Type == typ {
			return p.File, true
		}
	}
	return "", false
}

// Encode writes the file: the pointers, then the address of the document. The error says which text is too long.
func (s Sifs) Encode() ([]byte, error) {
	var entries []entry
	for _, p := range s.Pointers {
		entries = append(entries, entry{p.Type, p.File})
	}
	if s.Format != "" {
		entries = append(entries, entry{sifsFormat, s.Format})
	}
	file, err := writeEntries(entries)
	if err != nil {
		return nil, fmt.Errorf("sifs file: %w", err)
	}
	return file, nil
}
