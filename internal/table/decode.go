package table

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"
)

// howToSave ends a sentence about a file in a form that is no table.
const howToSave = `: save it in Excel as "CSV UTF-8 (Comma delimited)", or in LibreOffice as ` +
	`"Text CSV" with the character set Unicode (UTF-8)`

// Text is the text of a table in UTF-8, without a byte order mark.
type Text struct {
	Data []byte
	// Guessed names the encoding when nothing in the file says which it is, and First is the first
	// place that depends on it. Guessed is empty when there was nothing to guess.
	Guessed string
	First   Place
}

var (
	markUTF8 = []byte("\xef\xbb\xbf")
	markLE   = []byte("\xff\xfe")
	markBE   = []byte("\xfe\xff")
)

// workbooks are how files begin that programs save unless they are told to save a table.
var workbooks = []struct{ begins, has, called string }{
	{"PK\x03\x04", "application/vnd.oasis.opendocument", "a LibreOffice file (.ods)"},
	{"PK\x03\x04", "", "an Excel file (.xlsx)"},
	{"\xd0\xcf\x11\xe0", "", "an old Excel file (.xls)"},
}

// workbook returns what a file is called that is no text at all, "" for text.
func workbook(data []byte) string {
	for _, w := range workbooks {
		head := data[:min(len(data), 256)]
		if bytes.HasPrefix(head, []byte(w.begins)) && bytes.Contains(head, []byte(w.has)) {
			return w.called
		}
	}
	return ""
}

// IsWide reports whether data is a spreadsheet's own file or text in UTF-16. Such a file has bytes
// that no text in UTF-8 has.
func IsWide(data []byte) bool { return workbook(data) != "" || orderOf(data) != nil }

// wide is the byte order of text in UTF-16.
type wide struct{ order utf16.Endianness }

// orderOf returns the byte order of text in UTF-16, nil for other text. Without a mark the first
// four characters must be ASCII.
func orderOf(data []byte) *wide {
	little, big := &wide{utf16.LittleEndian}, &wide{utf16.BigEndian}
	switch {
	case bytes.HasPrefix(data, markLE):
		return little
	case bytes.HasPrefix(data, markBE):
		return big
	case hasASCII(data, 0):
		return little
	case hasASCII(data, 1):
		return big
	}
	return nil
}

// hasASCII reports whether data begins with four characters of ASCII, each with its byte at the
// offset of a pair whose other byte is zero.
func hasASCII(data []byte, offset int) bool {
	if len(data) < 8 {
		return false
	}
	for i := 0; i < 8; i += 2 {
		if c := data[i+offset]; c < ' ' || c > '~' || data[i+1-offset] != 0 {
			return false
		}
	}
	return true
}

// Decode returns the text of a file: UTF-8 or UTF-16 with or without a byte order mark, or
// Windows-1252, which is a guess. A *Fault says why a file is not a table, and how to save it.
func Decode(data []byte) (Text, error) {
	if called := workbook(data); called != "" {
		return Text{}, &Fault{Place{1, 1}, "this is " + called + " and no table" + howToSave}
	}
	if w := orderOf(data); w != nil {
		return decodeWide(data, w)
	}
	text, marked := bytes.CutPrefix(data, markUTF8)
	if utf8.Valid(text) {
		return Text{Data: text}, nil
	}
	return decode1252(text, marked)
}

// decodeWide decodes UTF-16.
func decodeWide(data []byte, w *wide) (Text, error) {
	decoded, err := utf16.UTF16(w.order, utf16.UseBOM).NewDecoder().Bytes(data)
	if err != nil || len(data)%2 != 0 || bytes.ContainsRune(decoded, utf8.RuneError) {
		return Text{}, &Fault{Place{1, 1}, "this is not UTF-16 throughout" + howToSave}
	}
	return Text{Data: decoded}, nil
}

// decode1252 decodes what is not UTF-8 as Windows-1252, unless the file has signs of another
// encoding: a byte order mark or letters of UTF-8, bytes that Windows-1252 does not have, or
// punctuation within a word, as the umlauts of DOS and of old Macs become.
func decode1252(text []byte, marked bool) (Text, error) {
	at := firstInvalid(text)
	if marked || hasMultibyte(text) {
		const mixed = "this byte is not UTF-8, but the rest of the file is" + howToSave
		return Text{}, &Fault{placeOf(text, at), mixed}
	}
	decoded, err := charmap.Windows1252.NewDecoder().Bytes(text)
	if err != nil || bytes.ContainsFunc(decoded, isUnassigned) || splitsWord(decoded) {
		return Text{}, &Fault{placeOf(text, at), "this is neither UTF-8 nor Windows-1252" + howToSave}
	}
	return Text{Data: decoded, Guessed: "Windows-1252", First: placeOf(text, at)}, nil
}

// firstInvalid returns where the first byte is that is not UTF-8.
func firstInvalid(text []byte) int {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return len(text)
}

// hasMultibyte reports whether text that is not UTF-8 has a character of more than one byte in
// UTF-8.
func hasMultibyte(text []byte) bool {
	for at := 0; at < len(text); {
		_, size := utf8.DecodeRune(text[at:])
		if size > 1 {
			return true
		}
		at += size
	}
	return false
}

// isUnassigned reports whether a character is one of the control characters that the decoder makes
// of bytes that Windows-1252 does not have.
func isUnassigned(r rune) bool { return r >= 0x80 && r <= 0x9f || r == utf8.RuneError }

// splitsWord reports whether punctuation or a sign beyond ASCII is between two letters.
// The apostrophe and the dashes do in real words.
func splitsWord(text []byte) bool {
	var before, middle rune
	for _, r := range string(text) {
		if middle > unicode.MaxASCII && !unicode.IsLetter(middle) && !isJoiner(middle) &&
			unicode.IsLetter(before) && unicode.IsLetter(r) {
			return true
		}
		before, middle = middle, r
	}
	return false
}

func isJoiner(r rune) bool { return r == '’' || r == '–' || r == '—' || r == '·' }

// placeOf returns the place of an offset of the text.
func placeOf(text []byte, offset int) Place {
	before := text[:offset]
	return Place{1 + bytes.Count(before, []byte("\n")), offset - bytes.LastIndexByte(before, '\n')}
}
