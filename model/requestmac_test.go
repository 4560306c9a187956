package model

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const n510Agent = "N510 IP PRO/42.258.00.000.000"

func TestFindRequestMAC(t *testing.T) {
	t.Parallel()
	a, b := MAC{0x7C, 0x2F, 0x80, 0x12, 0x34, 0x56}, MAC{0x01, 0x23, 0x45, 0x67, 0x89, 0xAB}
	stamp := MAC{0x20, 0x26, 0x11, 0x30, 0x20, 0x45}
	tests := []struct {
		name, path, query, agent string
		want                     RequestMAC
	}{
		{"file name", "/xml/7C2F80123456.xml", "", "", RequestMAC{MAC: a, InTarget: true}},
		{"lower case", "/7c2f80123456.xml", "", "", RequestMAC{MAC: a, InTarget: true}},
		{"colons", "/7c:2f:80:12:34:56.xml", "", "", RequestMAC{MAC: a, InTarget: true}},
		{"hyphens", "/7C-2F-80-12-34-56", "", "", RequestMAC{MAC: a, InTarget: true}},
		{"no slash", "7C2F80123456.xml", "", "", RequestMAC{MAC: a, InTarget: true}},
		{"UUID as folder", "/t/" + uuid + "/7C2F80123456.xml", "", "",
			RequestMAC{MAC: a, InTarget: true}},
		{"customer number as folder", "/300123456789/7C2F80123456.xml", "", "",
			RequestMAC{MAC: a, InTarget: true}},
		{"phone number as folder", "/004930123456/x/7C2F80123456.xml", "", "",
			RequestMAC{MAC: a, InTarget: true}},
		{"another phone as folder", "/0123456789AB/7C2F80123456.xml", "", "",
			RequestMAC{MAC: a, InTarget: true}},
		{"time stamp in the query", "/7C2F80123456.xml", "t=202611302045", "",
			RequestMAC{MAC: a, InTarget: true}},
		{"UUID in the query", "/7C2F80123456.xml", "id=" + uuid, "",
			RequestMAC{MAC: a, InTarget: true}},
		{"backup", "/backup-202611302045-7c2f80123456.xml", "", "",
			RequestMAC{MAC: a, InTarget: true}},

		{"folder", "/7C2F80123456/config.xml", "", "", RequestMAC{MAC: a}},
		{"folder with hyphens", "/x/7c-2f-80-12-34-56/a/config.xml", "", "", RequestMAC{MAC: a}},
		{"folder of any vendor", "/0123456789AB/config.xml", "", "", RequestMAC{MAC: b}},
		{"the last of two folders", "/0123456789AB/7C2F80123456/config.xml", "", "",
			RequestMAC{MAC: a}},
		{"folder and nothing after it", "/7C2F80123456/", "", "", RequestMAC{MAC: a}},
		{"folder that has more than a MAC", "/x-7C2F80123456/config.xml", "", "", RequestMAC{}},
		{"UUID as folder and no MAC", "/" + uuid + "/config.xml", "", "", RequestMAC{}},

		{"query", "/ap", "mac=7C2F80123456", "", RequestMAC{MAC: a, InTarget: true}},
		{"query with colons [G p26]", "/ap", "mac=01:23:45:67:89:ab", "",
			RequestMAC{MAC: b, InTarget: true}},
		{"query with escapes", "/ap", "x=1&mac=7C%3A2F%3a80%3A12%3A34%3A56", "",
			RequestMAC{MAC: a, InTarget: true}},
		{"query with hyphens", "/ap", "mac=7c-2f-80-12-34-56&x=1", "",
			RequestMAC{MAC: a, InTarget: true}},
		{"query with a file name", "/ap", "mac=7C2F80123456.xml", "",
			RequestMAC{MAC: a, InTarget: true}},
		{"upper-case name", "/ap", "MAC=7C2F80123456", "", RequestMAC{MAC: a, InTarget: true}},
		{"mac_address", "/ap", "mac_address=7C2F80123456", "", RequestMAC{MAC: a, InTarget: true}},
		{"MacAddress", "/ap", "MacAddress=7C2F80123456", "", RequestMAC{MAC: a, InTarget: true}},
		{"mac-addr", "/ap", "mac-addr=7C2F80123456", "", RequestMAC{MAC: a, InTarget: true}},
		{"macro", "/ap", "macro=7C2F80123456", "", RequestMAC{}},
		{"ma", "/ap", "ma=7C2F80123456", "", RequestMAC{}},
		{"no name", "/ap", "7C2F80123456", "", RequestMAC{}},
		{"activation code", "/ap", "ac=123874265498", "", RequestMAC{}},
		{"an ampersand that is escaped", "/ap", "x=1%26mac=7C2F80123456", "", RequestMAC{}},
		{"UUID as mac", "/ap", "mac=" + uuid, "", RequestMAC{}},
		{"too long", "/ap", "mac=" + strings.Repeat("x", 40) + "7C2F80123456", "", RequestMAC{}},
		{"escaped twice", "/ap", "mac=7C%253A2F%253A80%253A12%253A34%253A56", "", RequestMAC{}},
		{"broken escape", "/ap", "mac=7C2F8012345%3", "", RequestMAC{}},
		{"the same twice", "/7C2F80123456.xml", "mac=7c:2f:80:12:34:56&mac=7C2F80123456",
			n510Agent + ";7C2F80123456",
			RequestMAC{MAC: a, InTarget: true}},

		{"User-Agent", "/provisioning.xml", "", n510Agent + ";7C2F80123456", RequestMAC{MAC: a}},
		{"User-Agent with handsets", "/", "", "Gigaset N610 IP PRO/83.V2.64.0-160-g758db0bf;7C2F80123456;Handset=20",
			RequestMAC{MAC: a}},
		{"User-Agent in quotes", "/", "", `"Gigaset N870 IP PRO/83.V2.39.0+build.5f0a106;7C2F80123456"`, RequestMAC{MAC: a}},
		{"User-Agent with a long build", "/7C2F80123456.xml", "",
			"Gigaset N870 IP PRO/83.V2.43.0+build.0123456789ab;7C2F80123456",
			RequestMAC{MAC: a, InTarget: true}},
		{"User-Agent without a field", "/", "", "x/7C2F80123456", RequestMAC{}},
		{"User-Agent with a UUID", "/", "", "x/1;" + uuid, RequestMAC{}},
		{"User-Agent below a customer number", "/300123456789/42/2/master.bin", "",
			n510Agent + ";7C2F80123456", RequestMAC{MAC: a}},
		{"User-Agent below a random folder", "/a3f9c2d4e5b6/provisioning.xml", "",
			n510Agent + ";7C2F80123456", RequestMAC{MAC: a}},

		{"file name and query", "/7C2F80123456.xml", "mac=0123456789AB", "",
			RequestMAC{MAC: a, Other: b, InTarget: true}},
		{"file name and User-Agent", "/7C2F80123456.xml", "", "x/1;01:23:45:67:89:ab",
			RequestMAC{MAC: a, Other: b, InTarget: true}},
		{"query and User-Agent", "/ap", "mac=7C2F80123456", "x/1;0123456789AB",
			RequestMAC{MAC: a, Other: b, InTarget: true}},
		{"two in the query", "/ap", "mac=7C2F80123456&macaddress=0123456789AB", "",
			RequestMAC{MAC: a, Other: b, InTarget: true}},
		{"two in the User-Agent", "/", "", "x/1;7C2F80123456;0123456789AB",
			RequestMAC{MAC: a, Other: b}},
		{"folder of a phone and User-Agent", "/7C2F80123456/config.xml", "", "x/1;0123456789AB",
			RequestMAC{MAC: a, Other: b}},
		{"folder of a phone and query", "/7C2F80123456/config.xml", "mac=0123456789AB", "",
			RequestMAC{MAC: b, Other: a, InTarget: true}},
		{"time stamp as file name", "/202611302045.xml", "", n510Agent + ";7C2F80123456",
			RequestMAC{MAC: stamp, Other: a, InTarget: true}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, FindRequestMAC(tt.path, tt.query, tt.agent)); diff != "" {
			t.Errorf("%s: FindRequestMAC(%q, %q, %q) (-want +got):\n%s", tt.name, tt.path, tt.query,
				tt.agent, diff)
		}
	}
}

// Digits in places where no phone puts its MAC change nothing, whatever they are.
func TestFindRequestMACIgnoresOtherDigits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := randomMAC(t)
		number := rapid.StringMatching(`[0-9]{12}|[0-9a-f]{12}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16}`)
		folder, value, build := number.Draw(t, "folder"), number.Draw(t, "value"), number.Draw(t,
			"build")
		agent := fmt.Sprintf("Gigaset N870 IP PRO/83.V2.43.0+build.%s;%s", build, m)
		for _, r := range []struct {
			path, query, agent string
			inTarget           bool
		}{
			{"/" + folder + "/" + m.Lower() + ".xml", "t=" + value, agent, true},
			{"/" + folder + "/ap", "t=" + value + "&mac=" + m.Colons(), agent, true},
			{"/" + folder + "/" + m.String() + ".xml", "t=" + value, "x/" + build, true},
			{"/" + uuid + "/provisioning.xml", "t=" + value, agent, false},
		} {
			want := RequestMAC{MAC: m, InTarget: r.inTarget}
			if diff := cmp.Diff(want, FindRequestMAC(r.path, r.query, r.agent)); diff != "" &&
				m.String() != strings.ToUpper(folder) {
				t.Fatalf("FindRequestMAC(%q, %q, %q) (-want +got):\n%s", r.path, r.query, r.agent,
					diff)
			}
		}
	})
}

func FuzzFindRequestMAC(f *testing.F) {
	f.Add("/t/"+uuid+"/7C2F80123456.xml", "mac=7C%3A2F%3A80%3A12%3A34%3A56&t=202611302045",
		n510Agent+";7C2F80123456")
	f.Add("/0123456789AB/", "MAC_ADDR=%", `"x/1;;7C2F80123456;Handset=2"`)
	f.Fuzz(func(t *testing.T, path, query, agent string) {
		r := FindRequestMAC(path, query, agent)
		if !r.Other.IsZero() && (r.Other == r.MAC || r.MAC.IsZero()) || r.InTarget &&
			r.MAC.IsZero() {
			t.Errorf("FindRequestMAC(%q, %q, %q) = %+v, which contradicts itself", path, query,
				agent, r)
		}
		if again := FindRequestMAC(path, query, ""); again.InTarget != r.InTarget {
			t.Errorf("the User-Agent %q decides what the target %q?%q names", agent, path, query)
		}
	})
}

func TestFindRequestMACDoesNotAllocate(t *testing.T) {
	agent := n510Agent + ";7C2F80123456"
	query := "mac=7C%3A2F%3A80%3A12%3A34%3A56&" + strings.Repeat("a=b&", 50)
	allocations := testing.AllocsPerRun(100, func() {
		if r := FindRequestMAC("/42/2/7C2F80123456/config.xml", query, agent); r.MAC.IsZero() ||
			!r.Other.IsZero() {
			t.Errorf("found %+v", r)
		}
	})
	if allocations != 0 {
		t.Errorf("FindRequestMAC allocates %v times", allocations)
	}
}

func BenchmarkFindRequestMAC(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		FindRequestMAC("/gigaset/7C2F80123456.xml", "mac=7C%3A2F%3A80%3A12%3A34%3A56",
			n510Agent+";7C2F80123456")
	}
}
