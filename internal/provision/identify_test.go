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
	document := Identity{MAC: a, Found: true, File: File{Kind: DocumentFile}}
	other := Identity{MAC: a, Found: true}
	shared := func(kind FileKind, name, variant string) Identity {
		return Identity{MAC: a, Found: true, File: File{kind, name, variant}}
	}
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
		{"folder in lower case with hyphens", "/7c-2f-80-12-34-56/config.xml", "", document},
		{"two pairs of slashes", "//7C2F80123456//config.xml", "", document},
		{"escaped slash", "/t%2F7C2F80123456%2Exml", "", document},
		{"other name in the query", "/ap?MAC_Address=7c-2f-80-12-34-56", "", document},
		{"User-Agent and picture", "/logo.png", "x/1;7C2F80123456", other},
		{"index file", "/42/2/master.bin", "x/1;7C2F80123456", shared(MasterFile, "master.bin", "42/2")},
		{"index file with literal dot segments", "/42/2/../../sifs/sifsroot.bin", "x/1;7C2F80123456", shared(RootFile, "sifsroot.bin", "")},
		{"firmware", "/7C2F80123456.BIN", "", shared(FirmwareFile, "7C2F80123456.BIN", "")},
		{"firmware at the end of the query", "/fw?mac=7C2F80123456&server_einstein_iwu117.bin", "", shared(FirmwareFile, "server_einstein_iwu117.bin", "")},
		{"firmware of a desk phone", "/020008.img?mac=7C2F80123456", "", shared(FirmwareFile, "020008.img", "")},
		{"no device", "/42/2/master.bin", "N510 IP PRO/42.245.00.000.000", Identity{File: File{MasterFile, "master.bin", "42/2"}}},
		{"nothing", "/logo.png", "N510 IP PRO/42.245.00.000.000", Identity{}},
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

// TestSharedFiles: the names of index and firmware files, below any base address. [G p26] [G p48] [R-wazo] [R-gs5]
func TestSharedFiles(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]File{
		"/42/2/master.bin":                             {MasterFile, "master.bin", "42/2"},
		"/any/base/70/222/master.bin":                  {MasterFile, "master.bin", "70/222"},
		"/a/../b/./42/2/master.bin":                    {MasterFile, "master.bin", "42/2"},
		"http://example.net:8480/base/42/2/master.bin": {MasterFile, "master.bin", "42/2"},
		"/base%2F42%2f2/master.bin":                    {MasterFile, "master.bin", "42/2"},
		"/42/2/baselines.bin":                          {BaselinesFile, "baselines.bin", "42/2"},
		"/any/base/42/2/../../sifs/sifsroot.bin":       {RootFile, "sifsroot.bin", ""},
		"/42/2/../../sifs/sih.bin":                     {HundredsFile, "sih.bin", ""},
		"/sifs/sih_1xx.bin":                            {HundredsFile, "sih_1xx.bin", ""},
		"/sifs/sih_4.bin":                              {HundredsFile, "sih_4.bin", ""},
		"/sifs/sit_44.bin":                             {TensFile, "sit_44.bin", ""},
		"/sifs/sit_12x.bin":                            {TensFile, "sit_12x.bin", ""},
		"/sifs/siu_444.bin":                            {UnitsFile, "siu_444.bin", ""},
		"/sifs/siu.bin?x=1":                            {UnitsFile, "siu.bin", ""},
		"/merkur207_42.bin":                            {FirmwareFile, "merkur207_42.bin", ""},
		"/a/b/42/2/merkur207_42.bin":                   {FirmwareFile, "merkur207_42.bin", ""},
		"/Gigaset-Nx70-V2.65.0-build.8504c90.bin":      {FirmwareFile, "Gigaset-Nx70-V2.65.0-build.8504c90.bin", ""},
		"/83.V2.65.0+build.8504c90.bin":                {FirmwareFile, "83.V2.65.0+build.8504c90.bin", ""},
		"/fw?file=020008.img":                          {FirmwareFile, "020008.img", ""},

		"/master.bin": {}, "/42/master.bin": {}, "/42/2/3/x/master.bin": {}, "/a/2/master.bin": {}, "/4242/2/master.bin": {},
		"/42/2/Master.bin": {FirmwareFile, "Master.bin", ""},
		"/sifsroot.bin":    {}, "/notsifs/sifsroot.bin": {}, "/sifs/x/sih.bin": {},
		"/sifs/sih_.bin": {FirmwareFile, "sih_.bin", ""}, "/sifs/sih_1234.bin": {FirmwareFile, "sih_1234.bin", ""},
		"/.bin": {}, "/.hidden.bin": {}, "/a b.bin": {}, "/..%2f.bin": {}, "/a\\b.bin": {}, "/x.bin%00": {}, "/%c3%bc.bin": {}, "/a:b.bin": {},
		"/" + strings.Repeat("x", 200) + ".bin": {}, "/x.bin/": {}, "/x.exe": {}, "/?.bin": {}, "/fw?name=../x.bin": {FirmwareFile, "x.bin", ""},
	} {
		if got := identify(target, "").File; got != want {
			t.Errorf("Identify(%q) names %+v, want %+v", target, got, want)
		}
	}
}

const agentA = "N510 IP PRO/42.258.00.000.000;" + macA

// A MAC counts in the file name, in the query and in the User-Agent: two different ones there
// contradict each other.
func TestSecurity07ContradictingMACs(t *testing.T) {
	t.Parallel()
	tests := []struct{ target, agent string }{
		{"/7C2F80123456.xml?mac=7C2F80AAAAAA", ""},
		{"/7C2F80123456.xml?mac=7c%3a2f%3a80%3aaa%3aaa%3aaa", ""},
		{"/7c-2f-80-12-34-56.xml?x=1&MAC=7C-2F-80-AA-AA-AA", ""},
		{"/%37C2F80AAAAAA.xml", agentA},
		{"/7C2F80123456.xml", "N510 IP PRO/42.258.00.000.000;7C2F80AAAAAA"},
		{"/7C2F80AAAAAA/config.xml", agentA},
		{"/7C2F80AAAAAA/", agentA},
		{"/7C2F80AAAAAA/config.xml?mac=7C2F80123456", ""},
		{"/ap?mac=7C2F80123456", "x/1;7c:2f:80:aa:aa:aa"},
		{"/ap?mac=7C2F80123456&mac=7C2F80AAAAAA", ""},
		{"/42/2/master.bin?mac=7C2F80AAAAAA", agentA},
		{"/backup-7C2F80123456-202611302045.xml", agentA},
	}
	for _, tt := range tests {
		id := identify(tt.target, tt.agent)
		if mac, ok := id.Device(); ok || id.Conflict == "" {
			t.Errorf("Identify(%q, %q) = device %s, conflict %q, want none and a sentence", tt.target, tt.agent, mac, id.Conflict)
		}
	}
}

// Twelve digits that stand elsewhere name no second phone: a UUID, a customer or phone number, a
// time stamp, a build.
func TestSecurity07DigitsElsewhereAreNoMAC(t *testing.T) {
	t.Parallel()
	const uuid = "550e8400-e29b-41d4-a716-446655440000"
	tests := []struct{ target, agent string }{
		{"/t/" + uuid + "/7C2F80123456.xml", ""},
		{"/t/" + uuid + "/7C2F80123456.xml", agentA},
		{"/" + uuid + "/provisioning.xml", agentA},
		{"/" + uuid + ".xml", agentA},
		{"/300123456789/7C2F80123456.xml", ""},
		{"/300123456789/7C2F80123456.xml", agentA},
		{"/300123456789/provisioning.xml", agentA},
		{"/a3f9c2d4e5b6/provisioning.xml", agentA},
		{"/004930123456/7C2F80123456/provisioning.xml", ""},
		{"/7C2F80AAAAAA/7C2F80123456.xml", ""},
		{"/7C2F80123456.xml?t=202611302045", ""},
		{"/7C2F80123456.xml?id=" + uuid + "&customer=300123456789", agentA},
		{"/ap?mac=7C2F80123456&t=202611302045", ""},
		{"/backup-202611302045-7c2f80123456.xml", ""},
		{"/7C2F80123456.xml", "Gigaset N870 IP PRO/83.V2.43.0+build.0123456789ab;7C2F80123456;Handset=50"},
		{"/a/b%2F300123456789%2F7C2F80123456.xml", ""},
	}
	for _, tt := range tests {
		id := identify(tt.target, tt.agent)
		mac, ok := id.Device()
		if !ok || mac.String() != macA || id.File.Kind != DocumentFile {
			t.Errorf("Identify(%q, %q) = %+v, want the document of %s", tt.target, tt.agent, id,
				macA)
		}
	}
	index := identify("/300123456789/42/2/master.bin", agentA)
	if mac, ok := index.Device(); !ok || mac.String() != macA || index.File.Kind != MasterFile {
		t.Errorf("Identify of a master file below a customer number = %+v, want %s", index, macA)
	}
	for _, target := range []string{"/t/" + uuid + "/x.xml", "/" + uuid + ".xml",
		"/x.xml?t=202611302045", "/ap?ac=123874265498"} {
		if id := identify(target, ""); id.Found {
			t.Errorf("Identify(%q) = %+v, want no device", target, id)
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
		if id := identify(target, ""); id.MAC.String() != macA || id.File.Kind != DocumentFile {
			t.Errorf("Identify(%q) = %+v, want the document of %s", target, id, macA)
		}
	}
}

func FuzzIdentify(f *testing.F) {
	for _, target := range []string{
		"/7C2F80123456.xml", "/ap?mac=7C%3A2F%3A80%3A12%3A34%3A56", "/42/2/../../sifs/sifsroot.bin", "/%2e%2e/%00", "*", "",
		"http://u:p@h/x?y", "/\\..\\", "?", "//", "/a?b?c", "/42/2/master.bin", "/b/42/2/baselines.bin", "/sifs/siu_12x.bin", "/a%2f..%2fx.bin",
		"/x.img?../y.bin", "/42/2/../../sifs/sih_4xx.bin", "/..bin", "/%2e.bin?x=/etc/a.bin",
	} {
		f.Add(target, "N510 IP PRO/42.258.00.000.000;7C2F80123456")
	}
	f.Fuzz(func(t *testing.T, target, agent string) {
		id := identify(target, agent)
		mac, ok := id.Device()
		if ok != (id.Found && id.Conflict == "") || ok == mac.IsZero() && mac.String() != "000000000000" {
			t.Errorf("Identify(%q, %q) = %+v, which contradicts itself", target, agent, id)
		}
		if id.File.Kind == DocumentFile && !ok {
			t.Errorf("Identify(%q, %q) names a document and no device", target, agent)
		}
		if id.Conflict != "" && id.File != (File{}) || id.File.Shared() == (id.File.Name == "") ||
			strings.ContainsAny(id.File.Name, "/\\:\x00 ") || strings.HasPrefix(id.File.Name, ".") || len(id.File.Name) > maxFileName {
			t.Errorf("Identify(%q, %q) names the file %+v", target, agent, id.File)
		}
		if id.File.Variant != "" && id.File.Kind != MasterFile && id.File.Kind != BaselinesFile {
			t.Errorf("Identify(%q) = %+v: only two files have a variant", target, id.File)
		}
		if shown := shown(safeTarget(target)); len(shown) > 4*maxShown+len("...") || strings.ContainsAny(shown, "\r\n\x00") {
			t.Errorf("the form for events of %q is %q", target, shown)
		}
	})
}
