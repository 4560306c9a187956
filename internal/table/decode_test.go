package table

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"
)

const office = "mac;site;name\r\n7C2F80000001;münchen;Büro 5 €, it’s „Süd“\r\n"

// encoded is a text in an encoding.
func encoded(t *testing.T, in encoding.Encoding, text string) []byte {
	t.Helper()
	data, err := in.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestDecode reads a table in each encoding in which spreadsheets save one.
func TestDecode(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		data    []byte
		guessed string
		wide    bool
	}{
		{"UTF-8", []byte(office), "", false},
		{"UTF-8 with a mark", []byte("\xef\xbb\xbf" + office), "", false},
		{"UTF-16 LE with a mark", encoded(t, utf16.UTF16(utf16.LittleEndian, utf16.UseBOM), office), "", true},
		{"UTF-16 BE with a mark", encoded(t, utf16.UTF16(utf16.BigEndian, utf16.UseBOM), office), "", true},
		{"UTF-16 LE", encoded(t, utf16.UTF16(utf16.LittleEndian, utf16.IgnoreBOM), office), "", true},
		{"UTF-16 BE", encoded(t, utf16.UTF16(utf16.BigEndian, utf16.IgnoreBOM), office), "", true},
		{"Windows-1252", encoded(t, charmap.Windows1252, office), "Windows-1252", false},
	} {
		got, err := Decode(tt.data)
		if string(got.Data) != office || got.Guessed != tt.guessed || err != nil || IsWide(tt.data) != tt.wide {
			t.Errorf("%s: %q, guessed %q, wide %v, %v", tt.name, got.Data, got.Guessed, IsWide(tt.data), err)
		}
		if want := (Place{2, 15}); tt.guessed != "" && got.First != want {
			t.Errorf("%s: the guess begins at %v, want %v", tt.name, got.First, want)
		}
	}
}

// TestDecodeRefused says what a file is that is no table, and how to save it.
func TestDecodeRefused(t *testing.T) {
	t.Parallel()
	wide := encoded(t, utf16.UTF16(utf16.LittleEndian, utf16.UseBOM), office)
	for _, tt := range []struct {
		name string
		data []byte
		want string
	}{
		{"xlsx", []byte("PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00[Content_Types].xml"), "1:1: this is an Excel file (.xlsx)"},
		{"ods", []byte("PK\x03\x04\x14\x00\x00\x08mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), "a LibreOffice file (.ods)"},
		{"xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "an old Excel file (.xls)"},
		{"half a character of UTF-16", wide[:len(wide)-1], "not UTF-16 throughout"},
		{"half a pair of UTF-16", append(bytes.Clone(wide), 0x00, 0xd8), "not UTF-16 throughout"},
		{"DOS", encoded(t, charmap.CodePage850, "mac\nBüro\n"), "2:2: this is neither UTF-8 nor Windows-1252"},
		{"DOS, letters of Windows", encoded(t, charmap.CodePage850, "mac\nHöfe\n"), "neither UTF-8 nor Windows-1252"},
		{"old Mac", encoded(t, charmap.Macintosh, "mac\rMärz, größer\r"), "neither UTF-8 nor Windows-1252"},
		{"part UTF-8", append([]byte("mac\nmünchen\nB"), 0xfc), "3:2: this byte is not UTF-8, but the rest of the file is"},
		{"a mark of UTF-8", []byte("\xef\xbb\xbfmac\nB\xfcro\n"), "2:2: this byte is not UTF-8, but the rest"},
	} {
		_, err := Decode(tt.data)
		fault, ok := errors.AsType[*Fault](err)
		if !ok || !strings.Contains(err.Error(), tt.want) || !strings.Contains(fault.Message, "CSV UTF-8") {
			t.Errorf("%s: %v, want %q and how to save it", tt.name, err, tt.want)
		}
	}
}

// FuzzDecode makes UTF-8 of everything, or says why not.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(office))
	f.Add([]byte("\xff\xfem\x00a\x00c\x00"))
	f.Add([]byte("B\xfcro"))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := Decode(data)
		if err == nil && !utf8.Valid(text.Data) {
			t.Errorf("%q is decoded to %q, which is not UTF-8", data, text.Data)
		}
	})
}
