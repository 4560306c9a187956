package discovery

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/tlv"
)

// minimalMaster is a whole master file that leads to provisioning and nothing else. [R-gs5]
const minimalMaster = "03 1a 03 18 2e 2e 2f 2e 2e 2f 73 69 66 73 2f 73 69 66 73 72 6f 6f 74 2e 62 69 6e 00"

func TestMasterMinimal(t *testing.T) {
	t.Parallel()
	m, err := ParseMaster(unhex(t, minimalMaster))
	if want := (Master{Sifs: "../../sifs/sifsroot.bin"}); err != nil || !cmp.Equal(m, want) {
		t.Errorf("ParseMaster = %+v, %v; want %+v", m, err, want)
	}
	if data, err := m.Encode(); err != nil || !bytes.Equal(data, unhex(t, minimalMaster)) {
		t.Errorf("Encode = %x, %v; want %s", data, err, minimalMaster)
	}
}

// A master file with an entry of each type that was seen. [R-wazo] [R-gigahack]
func TestMasterFull(t *testing.T) {
	t.Parallel()
	want := Master{
		List: "l_1909182220.bin", Baselines: "../baselines.bin", Sifs: "../../sifs/sifsroot.bin",
		Languages: "../hsl/", Web: []string{"webuil/", "sht/"},
	}
	file := "\x01\x13\x03\x11l_1909182220.bin\x00" + "\x02\x13\x03\x11../baselines.bin\x00" + "\x03\x1a\x03\x18../../sifs/sifsroot.bin\x00" +
		"\x04\x0a\x03\x08../hsl/\x00" + "\x05\x0a\x03\x08webuil/\x00" + "\x05\x07\x03\x05sht/\x00"
	got, err := ParseMaster([]byte(file))
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("ParseMaster = %+v, %v; want %+v", got, err, want)
	}
	if data, err := want.Encode(); err != nil || string(data) != file {
		t.Errorf("Encode = %q, %v; want %q", data, err, file)
	}
}

// Entries of types that nobody has seen are no reason not to read the rest; of two of one type the first counts, and a
// whole address is no name of a file.
func TestMasterTolerance(t *testing.T) {
	t.Parallel()
	file := "\x77\x01\xff" + "\x03\x09\x02\x01\x00\x03\x04one\x00" + "\x03\x06\x03\x04two\x00"
	if m, err := ParseMaster([]byte(file)); err != nil || m.Sifs != "one" {
		t.Errorf("ParseMaster = %+v, %v; want the first entry", m, err)
	}
	for _, typ := range []string{"\x00", "\x06", "\xff"} {
		if m, err := ParseMaster([]byte(typ + "\x06\x03\x04two\x00")); err != nil || !cmp.Equal(m, Master{}) {
			t.Errorf("ParseMaster of an entry of type %x = %+v, %v; want nothing", typ, m, err)
		}
	}
	file = "\x0a\x01\xff" + "\x00\x0d\x03\x0bhttp://a/x\x00" + "\x00\x0d\x03\x0bhttp://b/x\x00"
	if s, err := ParseSifs([]byte(file)); err != nil || !cmp.Equal(s, Sifs{Format: "http://a/x"}) {
		t.Errorf("ParseSifs = %+v, %v; want the first address", s, err)
	}
}

// The leaf of a sifs chain, and the files that lead to it. [R-wazo] [R-gs5]
func TestSifs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		file string
		want Sifs
	}{
		{"\x00\x19\x03\x17http://%DURL/%MACD.xml\x00", Sifs{Format: "http://%DURL/%MACD.xml"}},
		{"\x04\x0a\x03\x08sih.bin\x00", Sifs{Pointers: []Pointer{{4, "sih.bin"}}}},
		{"\x00\x0c\x03\x0asih_0.bin\x00", Sifs{Pointers: []Pointer{{0, "sih_0.bin"}}}},
		{"", Sifs{}},
	}
	for _, tt := range tests {
		got, err := ParseSifs([]byte(tt.file))
		if err != nil || !cmp.Equal(got, tt.want) {
			t.Errorf("ParseSifs(%q) = %+v, %v; want %+v", tt.file, got, err, tt.want)
		}
		if data, err := tt.want.Encode(); err != nil || string(data) != tt.file {
			t.Errorf("Encode of %+v = %q, %v; want %q", tt.want, data, err, tt.file)
		}
	}
}

func TestSifsNext(t *testing.T) {
	t.Parallel()
	both := Sifs{Pointers: []Pointer{{1, "one"}, {4, "four"}, {0, "zero"}}}
	tests := []struct {
		digit byte
		rule  PointerRule
		want  string
	}{
		{1, PointerEither, "one"}, {1, PointerDigit, "one"}, {1, PointerConstant, "four"},
		{2, PointerEither, "four"}, {2, PointerDigit, ""}, {2, PointerConstant, "four"},
		{0, PointerEither, "zero"}, {4, PointerDigit, "four"},
	}
	for _, tt := range tests {
		if got, ok := both.Next(tt.digit, tt.rule); got != tt.want || ok != (tt.want != "") {
			t.Errorf("Next(%d, %s) = %q, %v; want %q", tt.digit, tt.rule, got, ok, tt.want)
		}
	}
}

// The firmware index: BL189 is 00bd, BL111 is 006f. [R-wazo] [R-gigahack]
func TestBaselines(t *testing.T) {
	t.Parallel()
	tests := []struct {
		file string
		want []Baseline
	}{
		{
			"\x01\x10\x02\x02\x00\x6f\x03\x0afw111.bin\x00",
			[]Baseline{{Version: 111, File: "fw111.bin"}},
		},
		{
			"\x01\x28\x02\x02\x00\xbd\x03\x0afw189.bin\x00\x04\x01\x01\x05\x01\x02\x06\x10\x02\x02\x00\x6f\x03\x0afw111.bin\x00" +
				"\x01\x10\x02\x02\x00\x6f\x03\x0afw111.bin\x00",
			[]Baseline{
				{
					Version: 189, File: "fw189.bin", More: []tlv.Record{{Type: 4, Value: []byte{1}}, {Type: 5, Value: []byte{2}}},
					Other: &Baseline{Version: 111, File: "fw111.bin"},
				},
				{Version: 111, File: "fw111.bin"},
			},
		},
		{"", nil},
	}
	for _, tt := range tests {
		got, err := ParseBaselines([]byte(tt.file))
		if err != nil || !cmp.Equal(got, tt.want) {
			t.Errorf("ParseBaselines(%q) = %+v, %v; want %+v", tt.file, got, err, tt.want)
		}
		if data, err := EncodeBaselines(tt.want); err != nil || string(data) != tt.file {
			t.Errorf("EncodeBaselines(%+v) = %q, %v; want %q", tt.want, data, err, tt.file)
		}
	}
}

// From the master file over the baselines file to the firmware. [G p26]
func TestFirmwareBranch(t *testing.T) {
	t.Parallel()
	const base = "http://prov.example.net/42/2/master.bin"
	m, err := ParseMaster([]byte("\x02\x13\x03\x11../baselines.bin\x00"))
	if err != nil {
		t.Fatal(err)
	}
	index := resolve(base, m.Baselines)
	for _, file := range []Master{m, {Sifs: "../../sifs/sifsroot.bin", Baselines: m.Baselines}, {Sifs: "../../sifs/sifsroot.bin"}} {
		w, err := NewWalk(newDevice(t, "N510"), Address{URL: "prov.example.net"})
		if err != nil {
			t.Fatal(err)
		}
		data, err := file.Encode()
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Read(data) // the first of them names nothing else, which ends the walk
		want := ""
		if file.Baselines != "" {
			want = "http://prov.example.net/42/2/../baselines.bin"
		}
		if w.Baselines() != want {
			t.Errorf("%+v: the index of firmware is at %q, want %q", file, w.Baselines(), want)
		}
	}
	all, err := ParseBaselines([]byte("\x01\x10\x02\x02\x00\xbd\x03\x0afw189.bin\x00"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := resolve(index, all[0].File), "http://prov.example.net/42/2/../fw189.bin"; got != want {
		t.Errorf("the firmware is at %q, want %q", got, want)
	}
}

func TestIndexErrors(t *testing.T) {
	t.Parallel()
	master := func(data []byte) error { _, err := ParseMaster(data); return err }
	sifs := func(data []byte) error { _, err := ParseSifs(data); return err }
	baselines := func(data []byte) error { _, err := ParseBaselines(data); return err }
	tests := []struct {
		name  string
		parse func([]byte) error
		file  string
		want  string
	}{
		{"cut", master, "\x03\x1a\x03\x18../../sifs", "master file: byte 0: the file ends inside a record of type 03: it has 26 bytes, and 12 are there"},
		{"cut inside", master, "\x03\x04\x03\x18..", "master file: entry of type 03: byte 0: the file ends inside a record of type 03: it has 24 bytes, and 2 are there"},
		{"half a header", sifs, "\x04\x05\x03\x03ab\x00\x04", "sifs file: byte 7: the file ends inside a record: its type and length need 2 bytes, and there are 1"},
		{"no text", sifs, "\x04\x00", "sifs file: entry of type 04: an entry of an index file holds a text in a record of type 03"},
		{"no NUL", sifs, "\x04\x04\x03\x02ab", "sifs file: record of type 03: a text ends in its only NUL"},
		{"a page", master, "<!DOCTYPE html><html><head><title>404 Not Found</title></head></html>", "master file: byte 35: the file ends inside a record of type 30: it has 52 bytes, and 32 are there"},
		{"no file", baselines, "\x01\x04\x02\x02\x00\xbd", "baselines file: entry 1: an entry of a baselines file holds a version of two bytes and the name of a file"},
		{"a short version", baselines, "\x01\x07\x02\x01\x00\x03\x02a\x00", "baselines file: entry 1: an entry of a baselines file holds a version of two bytes and the name of a file"},
		{"a long version", baselines, "\x01\x09\x02\x03\x00\x01\x02\x03\x02a\x00", "baselines file: entry 1: an entry of a baselines file holds a version of two bytes and the name of a file"},
		{"no version", baselines, "\x01\x04\x03\x02a\x00", "baselines file: entry 1: an entry of a baselines file holds a version of two bytes and the name of a file"},
		{"two others", baselines, "\x01\x1c\x02\x02\x00\x01\x03\x02a\x00\x06\x08\x02\x02\x00\x01\x03\x02b\x00\x06\x08\x02\x02\x00\x01\x03\x02c\x00", "baselines file: entry 1: an entry of a baselines file holds a version of two bytes and the name of a file"},
		{"two files", baselines, "\x01\x0c\x02\x02\x00\x01\x03\x02a\x00\x03\x02b\x00", "baselines file: entry 1: an entry of a baselines file holds a version of two bytes and the name of a file"},
		{"a cut entry", baselines, "\x01\x04\x02\x02\x00", "baselines file: byte 0: the file ends inside a record of type 01: it has 4 bytes, and 3 are there"},
		{"an empty second", baselines, "\x01\x0a\x02\x02\x00\x01\x03\x02a\x00\x06\x00", "baselines file: entry 1: an entry of a baselines file holds a version of two bytes and the name of a file"},
	}
	for _, tt := range tests {
		if err := tt.parse([]byte(tt.file)); err == nil || err.Error() != tt.want {
			t.Errorf("%s: error %v; want %s", tt.name, err, tt.want)
		}
	}
	for _, parse := range []func([]byte) error{master, sifs, baselines} {
		if err := parse(make([]byte, MaxIndexSize+2)); !errors.Is(err, ErrIndexSize) {
			t.Errorf("a file of %d bytes: %v, want ErrIndexSize", MaxIndexSize+2, err)
		}
		fits := bytes.Repeat([]byte{0x77, 0}, MaxIndexSize/2)
		if err := parse(fits); err != nil {
			t.Errorf("a file of %d bytes: %v", len(fits), err)
		}
		if err := parse(nil); err != nil {
			t.Errorf("an empty file: %v", err)
		}
	}
}

func TestIndexEncodeErrors(t *testing.T) {
	t.Parallel()
	fits, long := strings.Repeat("x", tlv.MaxText), strings.Repeat("x", tlv.MaxText+1)
	for _, tt := range []struct {
		text string
		want error
	}{{fits, nil}, {long, tlv.ErrTooLong}, {"a\x00b", tlv.ErrText}} {
		_, master := Master{Sifs: tt.text}.Encode()
		_, sifs := Sifs{Format: tt.text}.Encode()
		if !errors.Is(master, tt.want) || !errors.Is(sifs, tt.want) {
			t.Errorf("a text of %d characters: master file %v, sifs file %v; want %v", len(tt.text), master, sifs, tt.want)
		}
	}
	for _, b := range []Baseline{
		{File: long}, {File: "a\x00b"}, {File: "a", More: []tlv.Record{{Type: 4, Value: make([]byte, 256)}}}, {File: "a", Other: &Baseline{File: fits}},
	} {
		if data, err := EncodeBaselines([]Baseline{b}); err == nil || data != nil {
			t.Errorf("EncodeBaselines(%+v) = %x, want an error", b, data)
		}
	}
	if _, err := (Master{Web: make([]string, 20_000)}).Encode(); !errors.Is(err, ErrIndexSize) {
		t.Errorf("a master file of 20,000 entries: %v, want ErrIndexSize", err)
	}
	if _, err := EncodeBaselines(make([]Baseline, 10_000)); !errors.Is(err, ErrIndexSize) {
		t.Errorf("a baselines file of 10,000 entries: %v, want ErrIndexSize", err)
	}
}

func FuzzIndex(f *testing.F) {
	for _, seed := range []string{
		"\x03\x1a\x03\x18../../sifs/sifsroot.bin\x00", "\x00\x19\x03\x17http://%DURL/%MACD.xml\x00", "\x04\x0a\x03\x08sih.bin\x00",
		"\x01\x10\x02\x02\x00\xbd\x03\x0afw189.bin\x00", "\x01\x0e\x02\x02\x00\x01\x03\x02a\x00\x06\x04\x06\x02\x06\x00", "<html>", "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rewrite(t, data, ParseMaster, Master.Encode)
		rewrite(t, data, ParseSifs, Sifs.Encode)
		rewrite(t, data, ParseBaselines, EncodeBaselines)
	})
}

// rewrite reads a file, writes what was read and reads that.
func rewrite[T any](t *testing.T, data []byte, parse func([]byte) (T, error), encode func(T) ([]byte, error)) {
	t.Helper()
	first, err := parse(data)
	if err != nil {
		return
	}
	file, err := encode(first)
	if err != nil {
		t.Fatalf("%x is %+v, which cannot be written: %v", data, first, err)
	}
	if again, err := parse(file); err != nil || !cmp.Equal(first, again) {
		t.Errorf("%x is %+v, written %x, read again %+v, %v", data, first, file, again, err)
	}
}
