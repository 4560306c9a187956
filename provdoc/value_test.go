package provdoc

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestValueText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		value  Value
		want   string
		quoted bool
	}{
		{``, ``, false},
		{`text`, `text`, false},
		{`"text"`, `text`, true},
		{`""`, ``, true},
		{`"`, `"`, false},
		{`""text""`, `"text"`, true},
		{`"text`, `"text`, false},
		{` "text"`, ` "text"`, false},
		{`'text'`, `'text'`, false},
	} {
		if got := tt.value.Text(); got != tt.want || tt.value.Quoted() != tt.quoted {
			t.Errorf("Value(%s): Text = %s, Quoted = %t, want %s, %t", tt.value, got, tt.value.Quoted(), tt.want, tt.quoted)
		}
	}
}

// TestValueQuoting gives every text back, whether it is written with inner quotes or without.
func TestValueQuoting(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.SampledFrom([]rune(`"a`)), 0, 6, -1)).Draw(t, "text")
		if got := Quote(text).Text(); got != text {
			t.Fatalf("Quote(%q).Text() = %q", text, got)
		}
		if got := Bare(text).Text(); got != text {
			t.Fatalf("Bare(%q).Text() = %q", text, got)
		}
	})
}

func TestValueNumbers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		value Value
		want  int64
		ok    bool
	}{
		{"5060", 5060, true}, {"0x13c4", 5060, true}, {"0X13C4", 5060, true}, {`"5060"`, 5060, true}, {"007", 7, true},
		{"", 0, false}, {"0x", 0, false}, {"-1", 0, false}, {"+1", 0, false}, {"1_0", 0, false}, {"5060 ", 0, false}, {"0b1", 0, false},
		{"9223372036854775807", 1<<63 - 1, true}, {"9223372036854775808", 0, false},
	} {
		got, err := tt.value.Int()
		if (err == nil) != tt.ok || tt.ok && got != tt.want {
			t.Errorf("Value(%s).Int() = %d, %v, want %d, ok %t", tt.value, got, err, tt.want, tt.ok)
		}
	}
}

func TestValueBool(t *testing.T) {
	t.Parallel()
	for value, want := range map[Value]bool{"true": true, "false": false, "1": true, "0": false, "0x1": true, "0x0": false, "TRUE": true, `"1"`: true} {
		if got, err := value.Bool(); err != nil || got != want {
			t.Errorf("Value(%s).Bool() = %t, %v, want %t", value, got, err, want)
		}
	}
	for _, value := range []Value{"", "yes", "2", "0x2", "on", "tru"} {
		if got, err := value.Bool(); err == nil {
			t.Errorf("Value(%s).Bool() = %t, want an error", value, got)
		}
	}
}

func TestValueByteList(t *testing.T) {
	t.Parallel()
	for value, want := range map[Value][]byte{
		"0x05,0x01,0x00,0x02,0x03": {5, 1, 0, 2, 3}, "0x12,0x34": {0x12, 0x34}, "1, 2": {1, 2}, "0xff": {255},
	} {
		if got, err := value.ByteList(); err != nil || !slices.Equal(got, want) {
			t.Errorf("Value(%s).ByteList() = %v, %v, want %v", value, got, err, want)
		}
	}
	for _, value := range []Value{"", "0x100", "1,,2", "1;2", ","} {
		if got, err := value.ByteList(); err == nil {
			t.Errorf("Value(%s).ByteList() = %v, want an error", value, got)
		}
	}
}

func TestValueIPv4(t *testing.T) {
	t.Parallel()
	for value, want := range map[Value][4]byte{"0xC0A80101": {192, 168, 1, 1}, "3232235777": {192, 168, 1, 1}, "0": {}} {
		if got, err := value.IPv4(); err != nil || got != want {
			t.Errorf("Value(%s).IPv4() = %v, %v, want %v", value, got, err, want)
		}
	}
	for _, value := range []Value{"192.168.1.1", "0x1C0A80101", ""} {
		if got, err := value.IPv4(); err == nil {
			t.Errorf("Value(%s).IPv4() = %v, want an error", value, got)
		}
	}
}

func TestIndexForms(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, base string
		index      Index
		normal     string
	}{
		{"BS_IP_Data1.aucS_DATA_SERVER", "BS_IP_Data1.aucS_DATA_SERVER", NoIndex, "BS_IP_Data1.aucS_DATA_SERVER"},
		{"BS_IP_Data1.aucS_DATA_SERVER[0]", "BS_IP_Data1.aucS_DATA_SERVER", 0, "BS_IP_Data1.aucS_DATA_SERVER"},
		{"BS_IP_Data1.aucS_DATA_SERVER[%]", "BS_IP_Data1.aucS_DATA_SERVER", AllIndexes, "BS_IP_Data1.aucS_DATA_SERVER"},
		{"BS_X.aucY[3]", "BS_X.aucY", 3, "BS_X.aucY[3]"},
		{"BS_X.aucY[x]", "BS_X.aucY[x]", NoIndex, "BS_X.aucY[x]"},
		{"BS_X.aucY]", "BS_X.aucY]", NoIndex, "BS_X.aucY]"},
		{"BS_V.ast[%].aucZ[0]", "BS_V.ast[%].aucZ", 0, "BS_V.ast[%].aucZ"},
		{"BS_V.ast[%].ucZ", "BS_V.ast[%].ucZ", NoIndex, "BS_V.ast[%].ucZ"},
		{"BS_V.aucZ[0]..attr", "BS_V.aucZ[0]..attr", NoIndex, "BS_V.aucZ..attr"},
	} {
		if base, index := SplitIndex(tt.name); base != tt.base || index != tt.index {
			t.Errorf("SplitIndex(%q) = %q, %d, want %q, %d", tt.name, base, index, tt.base, tt.index)
		}
		if got := NormalName(tt.name); got != tt.normal {
			t.Errorf("NormalName(%q) = %q, want %q", tt.name, got, tt.normal)
		}
	}
}
