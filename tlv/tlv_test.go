package tlv

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRead(t *testing.T) {
	t.Parallel()
	data := []byte{0x03, 2, 'a', 0, 0x07, 0}
	r, rest, err := Read(data)
	if want := (Record{3, []byte{'a', 0}}); err != nil || !cmp.Equal(r, want) || !cmp.Equal(rest, data[4:]) {
		t.Errorf("Read(%x) = %v, rest %x, %v; want %v", data, r, rest, err, want)
	}
	if r, rest, err = Read(rest); err != nil || r.Type != 7 || len(r.Value) != 0 || len(rest) != 0 {
		t.Errorf("the second record is %v, rest %x, %v", r, rest, err)
	}
}

// A value that is appended to must not overwrite the record behind it.
func TestReadKeepsWhatFollows(t *testing.T) {
	t.Parallel()
	data := []byte{1, 1, 'x', 2, 1, 'y'}
	r, _, err := Read(data)
	if err != nil {
		t.Fatal(err)
	}
	if _ = append(r.Value, 0xff); data[3] != 2 {
		t.Errorf("appending to a value wrote into the file: %x", data)
	}
}

func TestReadTruncated(t *testing.T) {
	t.Parallel()
	tests := []struct {
		data []byte
		want string
	}{
		{nil, "the file ends inside a record: its type and length need 2 bytes, and there are 0"},
		{[]byte{3}, "the file ends inside a record: its type and length need 2 bytes, and there are 1"},
		{[]byte{3, 1}, "the file ends inside a record of type 03: it has 1 bytes, and 0 are there"},
		{[]byte{0xab, 255, 0}, "the file ends inside a record of type ab: it has 255 bytes, and 1 are there"},
	}
	for _, tt := range tests {
		r, rest, err := Read(tt.data)
		if !errors.Is(err, ErrTruncated) || err.Error() != tt.want || r.Value != nil || !bytes.Equal(rest, tt.data) {
			t.Errorf("Read(%x) = %v, rest %x, error %v; want %s", tt.data, r, rest, err, tt.want)
		}
	}
}

// What stands behind a file in memory is no part of it.
func TestReadEndsWithTheFile(t *testing.T) {
	t.Parallel()
	whole := []byte{3, 4, 'a', 'b', 'c', 0}
	for n := range whole {
		if r, _, err := Read(whole[:n]); !errors.Is(err, ErrTruncated) {
			t.Errorf("%d bytes of %x: got %v, %v; want ErrTruncated", n, whole, r, err)
		}
	}
}

func TestAll(t *testing.T) {
	t.Parallel()
	var got []Record
	var last error
	for r, err := range All([]byte{1, 0, 2, 1, 9, 3, 5, 0}) {
		if last = err; err == nil {
			got = append(got, r)
		}
	}
	if want := []Record{{1, []byte{}}, {2, []byte{9}}}; !cmp.Equal(got, want) {
		t.Errorf("All yields %v before the error, want %v", got, want)
	}
	if !errors.Is(last, ErrTruncated) || !strings.HasPrefix(last.Error(), "byte 5: ") {
		t.Errorf("All ends with %v, want the place of the record that is cut", last)
	}
	count := 0
	for _, err := range All([]byte{1, 0, 2, 0}) {
		if count++; err != nil {
			t.Errorf("record %d: %v", count, err)
		}
		break // a loop that ends early must not be called again
	}
	if count != 1 {
		t.Errorf("a loop that ends early sees %d records", count)
	}
}

func TestAppend(t *testing.T) {
	t.Parallel()
	long := make([]byte, MaxValue)
	got, err := Append([]byte{9}, 4, long)
	if err != nil || len(got) != 1+headerSize+MaxValue || !bytes.Equal(got[:3], []byte{9, 4, 255}) {
		t.Errorf("Append of %d bytes gives %d, %v", len(long), len(got), err)
	}
	got, err = Append([]byte{9}, 4, append(long, 0))
	if !errors.Is(err, ErrTooLong) || !bytes.Equal(got, []byte{9}) {
		t.Errorf("Append of %d bytes gives %x, %v; want ErrTooLong", len(long)+1, got, err)
	}
}

// A text inside an outer record has at most 252 characters.
func TestTextInsideARecord(t *testing.T) {
	t.Parallel()
	for length, want := range map[int]error{MaxText: nil, MaxText + 1: ErrTooLong} {
		inner, err := AppendText(nil, 3, strings.Repeat("x", length))
		if err != nil {
			t.Fatal(err)
		}
		if _, err = Append(nil, 1, inner); !errors.Is(err, want) {
			t.Errorf("a text of %d characters in a record in a record: %v, want %v", length, err, want)
		}
	}
	if MaxText != 252 {
		t.Errorf("MaxText = %d, want 252", MaxText)
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	data, err := AppendText(nil, 3, "sih.bin")
	if want := []byte("\x03\x08sih.bin\x00"); err != nil || !bytes.Equal(data, want) {
		t.Errorf("AppendText = %q, %v; want %q", data, err, want)
	}
	r, _, err := Read(data)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := r.Text(); text != "sih.bin" || err != nil {
		t.Errorf("Text() = %q, %v", text, err)
	}
	if got, err := AppendText([]byte{9}, 3, "a\x00b"); !errors.Is(err, ErrText) || !bytes.Equal(got, []byte{9}) {
		t.Errorf("AppendText with a NUL gives %x, %v; want ErrText", got, err)
	}
	for _, value := range []string{"", "a", "\x00a", "a\x00b\x00", "a\x00\x00"} {
		if text, err := (Record{3, []byte(value)}).Text(); !errors.Is(err, ErrText) || text != "" {
			t.Errorf("Text of %q = %q, %v; want ErrText", value, text, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"", "\x00", "\x03\x00", "\x03\x1a\x03\x18../../sifs/sifsroot.bin\x00", "\x01\x10\x02\x02\x00\xbd\x03\x0afw189.bin\x00", "\xff\xff",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var written []byte
		records := 0
		for r, err := range All(data) {
			if err != nil {
				if !errors.Is(err, ErrTruncated) {
					t.Fatalf("All(%x): %v", data, err)
				}
				break
			}
			if written, err = Append(written, r.Type, r.Value); err != nil {
				t.Fatalf("a record of %x cannot be written: %v", data, err)
			}
			if text, err := r.Text(); err == nil {
				again, err := AppendText(nil, r.Type, text)
				if err != nil || !bytes.Equal(again[headerSize:], r.Value) {
					t.Fatalf("text %q of %x is written as %x, %v", text, data, again, err)
				}
			}
			records++
		}
		if !bytes.HasPrefix(data, written) || records > len(data)/headerSize {
			t.Fatalf("%d records of %x are written as %x", records, data, written)
		}
	})
}
