package provision

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
)

func identify(target, agent string) Identity {
	return Identify(Request{Digest: digest.Request{Method: "GET", Target: target}, UserAgent: agent})
}

func TestIdentify(t *testing.T) {
	t.Parallel()
	a := mustMAC(t, macA)
	document := Identity{MAC: a, Found: true, Document: true}
	other := Identity{MAC: a, Found: true}
	tests := []struct {
		name, target, agent string
		want                Identity
	}{
		{"upper case", "/7C2F80123456.xml", "", document},
		{"lower case", "/7c2f80123456.xml", "", document},
		{"folder before it", "/a/b/7C2F80123456.xml", "", document},
		{"colons", "/7C:2F:80:12:34:56.xml", "", document},
		{"escaped colons", "/7c%3A2f%3a80%3A12%3A34%3A56.xml", "", document},
		{"query", "/ap?mac=7C2F80123456", "", document},
		{"query with colons", "/ap?mac=7C:2F:80:12:34:56", "", document},
		{"query with escaped colons", "/ap?x=1&mac=7C%3A2F%3A80%3A12%3A34%3A56", "", document},
		{"no name ending", "/7C2F80123456", "", document},
		{"path and User-Agent agree", "/7C2F80123456.xml", "N510 IP PRO/42.258.00.000.000;7C2F80123456", document},
		{"absolute form", "http://example.net:8480/7C2F80123456.xml", "", document},
		{"dot segments", "/42/2/../../7C2F80123456.xml", "", document},
		{"dot segments above the root", "/../../7C2F80123456.xml", "", document},
		{"User-Agent and xml", "/provisioning.xml", "Gigaset N720 DM PRO/70.089.00.000.000;7C2F80123456", document},
		{"User-Agent and no ending", "/42/2/", "Gigaset N720 DM PRO/70.089.00.000.000;7C2F80123456", document},
		{"User-Agent and cfg", "/phone.CFG", "x/1;7C2F80123456", document},
		{"folder and xml", "/7C2F80123456/config.xml", "", document},
		{"User-Agent and picture", "/logo.png", "x/1;7C2F80123456", other},
		{"index file", "/42/2/master.bin", "x/1;7C2F80123456", other},
		{"index file with literal dot segments", "/42/2/../../sifs/sifsroot.bin", "x/1;7C2F80123456", other},
		{"firmware", "/7C2F80123456.BIN", "", other},
		{"firmware at the end of the query", "/fw?mac=7C2F80123456&server_einstein_iwu117.bin", "", other},
		{"firmware of a desk phone", "/020008.img?mac=7C2F80123456", "", other},
		{"nothing", "/42/2/master.bin", "N510 IP PRO/42.245.00.000.000", Identity{}},
		{"longer hex is no MAC", "/7C2F80123456AB.xml", "", Identity{}},
		{"asterisk", "*", "", Identity{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, identify(tt.target, tt.agent)); diff != "" {
				t.Errorf("Identify(%q, %q) (-want +got):\n%s", tt.target, tt.agent, diff)
			}
		})
	}
}

func TestSecurity07ContradictingMACs(t *testing.T) {
	t.Parallel()
	tests := []struct{ target, agent string }{
		{"/7C2F80123456.xml?mac=7C2F80AAAAAA", ""},
		{"/7C2F80123456.xml", "N510 IP PRO/42.258.00.000.000;7C2F80AAAAAA"},
		{"/7C2F80AAAAAA/7C2F80123456.xml", ""},
		{"/ap?mac=7C2F80123456", "x/1;7c:2f:80:aa:aa:aa"},
	}
	for _, tt := range tests {
		id := identify(tt.target, tt.agent)
		if mac, ok := id.Device(); ok || id.Conflict == "" {
			t.Errorf("Identify(%q, %q) = device %s, conflict %q, want none and a sentence", tt.target, tt.agent, mac, id.Conflict)
		}
	}
}

func TestSecurity22OddTargets(t *testing.T) {
	t.Parallel()
	refused := []string{
		"/7C2F80123456.xml%00", "/a\\7C2F80123456.xml", "/a%5C7C2F80123456.xml", "/7C2F80123456.xml%0d%0aX: y",
		"/7C2F80123456.xml?x=%00", "/7C2F80123456.xml?x=%zz", "/%zz/7C2F80123456.xml",
		"/" + strings.Repeat("a/", 2000) + "7C2F80123456.xml",
	}
	for _, target := range refused {
		if mac, ok := identify(target, "x/1;7C2F80123456").Device(); ok {
			t.Errorf("Identify(%.60q) found device %s, want it refused", target, mac)
		}
	}
	cleaned := []string{
		"/%2e%2e/%2E%2e/7C2F80123456.xml", "/..%2f..%2f7C2F80123456.xml", "//7C2F80123456.xml", "/a/./b/../7C2F80123456.xml",
	}
	for _, target := range cleaned {
		if id := identify(target, ""); id.MAC.String() != macA || !id.Document {
			t.Errorf("Identify(%q) = %+v, want the document of %s", target, id, macA)
		}
	}
}

func FuzzIdentify(f *testing.F) {
	for _, target := range []string{
		"/7C2F80123456.xml", "/ap?mac=7C%3A2F%3A80%3A12%3A34%3A56", "/42/2/../../sifs/sifsroot.bin", "/%2e%2e/%00", "*", "",
		"http://u:p@h/x?y", "/\\..\\", "?", "//", "/a?b?c",
	} {
		f.Add(target, "N510 IP PRO/42.258.00.000.000;7C2F80123456")
	}
	f.Fuzz(func(t *testing.T, target, agent string) {
		id := identify(target, agent)
		mac, ok := id.Device()
		if ok != (id.Found && id.Conflict == "") || ok == mac.IsZero() && mac.String() != "000000000000" {
			t.Errorf("Identify(%q, %q) = %+v, which contradicts itself", target, agent, id)
		}
		if id.Document && !ok {
			t.Errorf("Identify(%q, %q) names a document and no device", target, agent)
		}
		if shown := shown(safeTarget(target)); len(shown) > 4*maxShown+len("...") || strings.ContainsAny(shown, "\r\n\x00") {
			t.Errorf("the form for events of %q is %q", target, shown)
		}
	})
}
