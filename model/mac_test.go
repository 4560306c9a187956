package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestParseMAC(t *testing.T) {
	t.Parallel()
	want := MAC{0x7C, 0x2F, 0x80, 0x12, 0x34, 0x56}
	for _, s := range []string{
		"7C2F80123456", "7c2f80123456", "7C:2F:80:12:34:56", "7c-2f-80-12-34-56", "7C.2F.80.12.34.56",
		"7c2f.8012.3456", "7C2F80-123456", " 7C2F80123456\n",
	} {
		got, err := ParseMAC(s)
		if err != nil || got != want {
			t.Errorf("ParseMAC(%q) = %v, %v; want %v", s, got, err, want)
		}
	}
	if got := want.String(); got != "7C2F80123456" {
		t.Errorf("String() = %q", got)
	}
	if got := want.Colons(); got != "7C:2F:80:12:34:56" {
		t.Errorf("Colons() = %q", got)
	}
	if got := want.Lower(); got != "7c2f80123456" {
		t.Errorf("Lower() = %q", got)
	}
}

func TestParseMACErrors(t *testing.T) {
	t.Parallel()
	const form = ": write 12 hexadecimal digits, as 7C2F80123456 or 7C:2F:80:12:34:56"
	tests := []struct{ in, want string }{
		{"", `MAC ""` + form},
		{"7C2F8012345", `MAC "7C2F8012345"` + form},
		{"7C2F801234567", `MAC "7C2F801234567"` + form},
		{"7C2F8012345G", `MAC "7C2F8012345G"` + form},
		{"7C:2F:80:12:34", `MAC "7C:2F:80:12:34"` + form},
		{"7C:2F-80:12-34:56", `MAC "7C:2F-80:12-34:56"` + form},
		{"7:C2F:80:12:34:56", `MAC "7:C2F:80:12:34:56"` + form},
		{"7C 2F 80 12 34 56", `MAC "7C 2F 80 12 34 56"` + form},
		{"000000000000", `MAC "000000000000" is all zeros, which no phone has`},
		{"001122334455-ABCD", `MAC "001122334455-ABCD" is a MAC-ID; leave out the hyphen and what follows it`},
		{strings.Repeat("7", 65), "a MAC of 65 characters" + form},
	}
	for _, tt := range tests {
		m, err := ParseMAC(tt.in)
		if err == nil || err.Error() != tt.want || !m.IsZero() {
			t.Errorf("ParseMAC(%q) = %v, error %v; want error %s", tt.in, m, err, tt.want)
		}
	}
}

func TestMACText(t *testing.T) {
	t.Parallel()
	type holder struct{ MAC MAC }
	for _, tt := range []struct{ in, out string }{
		{`{"MAC":"7c:2f:80:12:34:56"}`, `{"MAC":"7C2F80123456"}`},
		{`{"MAC":""}`, `{"MAC":""}`},
	} {
		var h holder
		if err := json.Unmarshal([]byte(tt.in), &h); err != nil {
			t.Fatal(err)
		}
		out, err := json.Marshal(h)
		if err != nil || string(out) != tt.out {
			t.Errorf("%s became %s, %v; want %s", tt.in, out, err, tt.out)
		}
	}
	m := MAC{1}
	if err := m.UnmarshalText([]byte("nonsense")); err == nil || m != (MAC{1}) {
		t.Errorf("UnmarshalText of nonsense: %v, MAC now %v", err, m)
	}
}

func TestRandomMAC(t *testing.T) {
	t.Parallel()
	m, err := RandomMAC(bytes.NewReader([]byte{0xAA, 0xBB, 0xCC, 0xDD}))
	if err != nil || m.String() != "7C2F80AABBCC" {
		t.Errorf("RandomMAC = %v, %v", m, err)
	}
	if _, err := RandomMAC(iotest.ErrReader(io.ErrClosedPipe)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("RandomMAC without randomness: %v", err)
	}
}

func FuzzParseMAC(f *testing.F) {
	for _, seed := range []string{"7C2F80123456", "7c:2f:80:12:34:56", "7c2f.8012.3456", "001122334455-ABCD", "0000", "::::", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ParseMAC(s)
		if err != nil {
			if !m.IsZero() {
				t.Fatalf("ParseMAC(%q) failed and gave %v", s, m)
			}
			return
		}
		for _, form := range []string{m.String(), m.Colons(), m.Lower()} {
			again, err := ParseMAC(form)
			if err != nil || again != m {
				t.Errorf("ParseMAC(%q) = %v, but its form %q gives %v, %v", s, m, form, again, err)
			}
			if found, ok := FileNameMAC("x_" + form + ".xml"); !ok || found != m {
				t.Errorf("FileNameMAC does not find %v in its form %q: %v", m, form, found)
			}
		}
	})
}
