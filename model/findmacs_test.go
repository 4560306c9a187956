package model

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFindMACs(t *testing.T) {
	t.Parallel()
	const a, b = "7C2F80123456", "0123456789AB"
	tests := []struct {
		in   string
		want []string
	}{
		{"", nil},
		{"/xml/7C2F80123456.xml", []string{a}},
		{"/7c2f80123456.xml", []string{a}},
		{"/settings-7C2F80123456.xml", []string{a}},
		{"/d_7C2F80123456.bin", []string{a}},
		{"/ap?mac=7C:2F:80:12:34:56", []string{a}},
		{"/ap?mac=7c-2f-80-12-34-56&x=1", []string{a}},
		{"/ap?mac=7C%3A2F%3A80%3A12%3A34%3A56", []string{a}},
		{"/ap?mac=7c%3a2f%3a80%3a12%3a34%3a56", []string{a}},
		{"/x%2F7C2F80123456%2Exml", []string{a}},
		{"/%37C2F80123456", []string{a}},
		{"N510 IP PRO/42.258.00.000.000;7C2F80123456", []string{a}},
		{"Gigaset N610 IP PRO/83.V2.64.0-160-g758db0bf;7C2F80123456;Handset=20", []string{a}},
		{"/42/2/../../7C2F80123456.xml?mac=01:23:45:67:89:AB", []string{a, b}},
		{"/7C2F80123456/7c:2f:80:12:34:56?m=0123456789ab&n=7C2F80123456", []string{a, b}},
		{"7C2F80123456 0123456789AB", []string{a, b}},
		{"/7C:2F:80:12:34:56:zz", []string{a}},
		{"/7C:2F:80:12:34:56:7", []string{a}},

		{"/7C2F8012345.xml", nil},
		{"/7C2F801234567.xml", nil},
		{"/x7C2F80123456", nil},
		{"/7C2F80123456x", nil},
		{"/7C2F80123456%41", nil},
		{"/7C:2F:80:12:34:56:78:90", nil},
		{"/7C:2F:80:12:34:56:78", nil},
		{"/7C:2F-80:12:34:56", nil},
		{"/7C2F:8012:3456", nil},
		{"/7C2F80-123456", nil},
		{"/000000000000", nil},
		{"/00:00:00:00:00:00", nil},
		{"/7C%2F80123456", nil},
		{"/7C:2F:80:12:34:5", nil},
		{"7C2F8012345%", nil},
		{"7C2F8012345%3", nil},
	}
	for _, tt := range tests {
		var got []string
		for _, m := range FindMACs(nil, tt.in) {
			got = append(got, m.String())
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("FindMACs(%q) (-want +got):\n%s", tt.in, diff)
		}
	}
}

func TestFindMACsAppends(t *testing.T) {
	t.Parallel()
	first := MAC{1}
	got := FindMACs([]MAC{first}, "7C2F80123456")
	want := []MAC{first, {0x7C, 0x2F, 0x80, 0x12, 0x34, 0x56}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("FindMACs behind another (-want +got):\n%s", diff)
	}
}

func TestFindMACsDoesNotAllocate(t *testing.T) {
	var space [4]MAC
	target := "/42/2/../../7C2F80123456.xml?mac=01%3A23%3A45%3A67%3A89%3AAB&" + strings.Repeat("a=b&", 50)
	allocations := testing.AllocsPerRun(100, func() {
		if n := len(FindMACs(space[:0], target)); n != 2 {
			t.Errorf("found %d", n)
		}
	})
	if allocations != 0 {
		t.Errorf("FindMACs allocates %v times", allocations)
	}
}

func BenchmarkFindMACs(b *testing.B) {
	var space [4]MAC
	const target = "/gigaset/42/2/../../7C2F80123456.xml?mac=01%3A23%3A45%3A67%3A89%3AAB"
	b.ReportAllocs()
	for b.Loop() {
		FindMACs(space[:0], target)
	}
}
