package provdoc

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/model"
)

// mustLookup returns a model of the table.
func mustLookup(t testing.TB, name string) *model.Model {
	t.Helper()
	m, err := model.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// parseFile reads a document of testdata.
func parseFile(t *testing.T, file string) *Document {
	t.Helper()
	d, _ := Parse(readFile(t, "testdata/"+file))
	if !d.Readable() {
		t.Fatalf("%s is not readable", file)
	}
	return d
}

// TestMaxwellDocument reads the one-file form of the Maxwell: product, firmware with its flags, params, custom steps.
func TestMaxwellDocument(t *testing.T) {
	t.Parallel()
	d := parseFile(t, "good/maxwell.xml")
	if d.Dialect() != Provisioning || d.Dialect().Name() != "provisioning" {
		t.Errorf("Dialect() = %v, want provisioning", d.Dialect())
	}
	if id, ok := d.ProductID(); id != "mx3b" || !ok {
		t.Errorf("ProductID() = %q, %v", id, ok)
	}
	if form, ok := d.Form(); form != "1.1" || !ok {
		t.Errorf("Form() = %q, %v", form, ok)
	}
	wantFirmware := []FirmwareFile{{"2.22.4", "http://prov.example.net/maxwell.bin", "FORCE_ACCEPT"}}
	if diff := cmp.Diff(wantFirmware, d.Firmware()); diff != "" {
		t.Errorf("Firmware() (-want +got):\n%s", diff)
	}
	wantSteps := []Step{{"DownloadWallpaper", "http://prov.example.net/bg.png"}, {"UnlockAllFunctionKeys", ""}}
	if diff := cmp.Diff(wantSteps, d.Steps()); diff != "" {
		t.Errorf("Steps() (-want +got):\n%s", diff)
	}
	if d.Links() != nil || d.Operations() != nil {
		t.Errorf("Links() = %v, Operations() = %v, want none", d.Links(), d.Operations())
	}
	for what, says := range map[string]func() (string, bool){"MAC": d.MAC, "Version": d.Version, "ProfileName": d.ProfileName, "ExtendedProfile": d.ExtendedProfile} {
		if text, ok := says(); ok {
			t.Errorf("%s() = %q, and the document has none", what, text)
		}
	}
}

// TestRedirectStep reads the step that chains to a second file.
func TestRedirectStep(t *testing.T) {
	t.Parallel()
	d, findings := Parse([]byte(`<provisioning version="1.1" productID="mx3b"><custom><step type="Redirect" url="%MACD.xml"/></custom></provisioning>`))
	if diff := cmp.Diff([]Step{{StepRedirect, "%MACD.xml"}}, d.Steps()); diff != "" || len(findings) > 0 {
		t.Errorf("findings %v, Steps() (-want +got):\n%s", findings, diff)
	}
}

// TestNx70Document reads the operations of the Nx70 class, name before value and value before name, with their params,
// which are no settings of the phone.
func TestNx70Document(t *testing.T) {
	t.Parallel()
	d := parseFile(t, "good/nx70.xml")
	want := []Operation{
		{Name: "DeleteNotProvisionedHS", Line: 5, Column: 5},
		{Name: "add_hs", Value: "00001", Line: 17, Column: 5, Params: []Item{{Kind: OperParam, Name: "hs.RegStatus", Raw: "ToReg", Line: 17, Column: 39}}},
		{Name: "update_dm", Value: "local", Line: 24, Column: 5, Params: []Item{
			{Kind: OperParam, Name: "RegStart", Raw: "1767225600", Line: 24, Column: 42},
			{Kind: OperParam, Name: "RegDuration", Raw: "900", Line: 24, Column: 85},
		}},
	}
	if diff := cmp.Diff(want, d.Operations()); diff != "" {
		t.Errorf("Operations() (-want +got):\n%s", diff)
	}
	settings, findings := d.Settings(mustLookup(t, "N870"), nil)
	if len(findings) > 0 {
		t.Errorf("Settings() finds %v", findings)
	}
	for _, s := range settings {
		if s.Item == "hs.RegStatus" || s.Item == "RegStart" || s.Item == "add_hs" {
			t.Errorf("%s is a setting, and yet belongs to an operation", s.Item)
		}
		if want := strings.Contains(s.Item, "Password") || strings.HasSuffix(s.Item, "DECT_AC"); s.Secret != want {
			t.Errorf("%s: secret %v, want %v", s.Item, s.Secret, want)
		}
	}
	if len(settings) != 17 {
		t.Errorf("%d settings, want 17", len(settings))
	}
}

// TestPartsThatAreNone: what the document is cut off in leads nowhere, what stands elsewhere is not what it looks like, and the case of
// a name does not count.
func TestPartsThatAreNone(t *testing.T) {
	t.Parallel()
	const step, file = `<step type="Redirect" url="http://h/1"/>`, `<file version="2" url="http://h/2"/>`
	tests := []struct {
		name, document              string
		steps, firmware, links, ops int
	}{
		{"whole", `<provisioning productID="e2"><custom>` + step + `</custom><firmware>` + file + `</firmware></provisioning>`, 1, 1, 0, 0},
		{"upper case", `<PROVISIONING productID="e2"><CUSTOM>` + strings.Replace(step, "step", "STEP", 1) + `</CUSTOM><FIRMWARE>` + strings.Replace(file, "file", "FILE", 1) + `</FIRMWARE></PROVISIONING>`, 1, 1, 0, 0},
		{"cut in a step", `<provisioning productID="e2"><custom>` + step + strings.TrimSuffix(step, `"/>`), 1, 0, 0, 0},
		{"cut in a file", `<provisioning productID="e2"><firmware>` + file + strings.TrimSuffix(file, `"/>`), 0, 1, 0, 0},
		{"cut in a param", `<provisioning productID="e2"><nvm><oper name="a"/><param name="B" value="c"/><param name="D" value="e`, 0, 0, 0, 1},
		{"another root", `<ProviderFrame><Provider><custom>` + step + `</custom><firmware>` + file + `</firmware><category type="nvm" url="x"/></Provider></ProviderFrame>`, 0, 0, 0, 0},
		{"behind the root", `<provisioning productID="e2"></provisioning><custom>` + step + `</custom>`, 0, 0, 0, 0},
		{"files of settings", `<nvm version="1.0" productID="e2">` + file + `</nvm>`, 0, 0, 1, 0},
	}
	for _, tt := range tests {
		d, _ := Parse([]byte(tt.document))
		got := [...]int{len(d.Steps()), len(d.Firmware()), len(d.Links()), len(d.Operations())}
		if want := [...]int{tt.steps, tt.firmware, tt.links, tt.ops}; got != want {
			t.Errorf("%s: steps, firmware, links and operations %v, want %v", tt.name, got, want)
		}
		for _, it := range d.Items() {
			if it.Name == "D" {
				t.Errorf("%s: the param that the document ends in is an item", tt.name)
			}
		}
	}
}

// TestMACOfProvisioning may have separators, as it is no item: a finding about its form is for <ProviderFrame> alone.
func TestMACOfProvisioning(t *testing.T) {
	t.Parallel()
	found := codes(Check([]byte(`<provisioning version="1.1" productID="e2" macAddress="7c:2f:80:12:34:56"/>`), CheckOptions{Model: mustLookup(t, "N870")}))
	if slices.Contains(found, "mac-form") {
		t.Errorf("findings %v", found)
	}
}

// TestProvisioningForm10 follows the form of several files: categories, list of files, settings with their MAC.
func TestProvisioningForm10(t *testing.T) {
	t.Parallel()
	tests := []struct {
		file     string
		links    []Link
		firmware []FirmwareFile
		mac      string
		settings int
	}{
		{"provisioning-1.0", []Link{
			{"firmware", "", "http://prov.example.net/firmware/updates.xml"},
			{"nvm", "", "http://prov.example.net/nvm/updates.xml"},
			{"custom", "", "http://prov.example.net/custom/updates.xml"},
		}, nil, "", 0},
		{"updates-1.0", []Link{{"nvm", "3", "http://prov.example.net/nvm/configuration.xml"}}, nil, "", 0},
		{"firmware-1.0", nil, []FirmwareFile{{"2.65.0", "http://prov.example.net/Gigaset-Nx70-V2.65.0-build.8504c90.bin", ""}}, "", 0},
		{"configuration-1.0", nil, nil, "7c2f80abcdef", 2},
	}
	for _, tt := range tests {
		d := parseFile(t, "good/"+tt.file+".xml")
		settings, _ := d.Settings(mustLookup(t, "N870"), nil)
		mac, _ := d.MAC()
		form, _ := d.Form()
		if form != "1.0" || mac != tt.mac || len(settings) != tt.settings {
			t.Errorf("%s: form %q, MAC %q, %d settings; want 1.0, %q, %d", tt.file, form, mac, len(settings), tt.mac, tt.settings)
		}
		if diff := cmp.Diff(tt.links, d.Links()); diff != "" {
			t.Errorf("%s: Links() (-want +got):\n%s", tt.file, diff)
		}
		if diff := cmp.Diff(tt.firmware, d.Firmware()); diff != "" {
			t.Errorf("%s: Firmware() (-want +got):\n%s", tt.file, diff)
		}
	}
}

// TestCheckOtherDialect refuses a document of the wrong kind or product for the model.
func TestCheckOtherDialect(t *testing.T) {
	t.Parallel()
	tests := []struct{ file, model, want string }{
		{"good/maxwell.xml", "N510", "wrong-dialect"},
		{"good/n510.xml", "N870", "wrong-dialect"},
		{"good/profile.bin", "N870", "wrong-dialect"},
		{"good/profile.bin", "N510", ""},
		{"good/maxwell.xml", "N870", "wrong-product"},
		{"good/nx70.xml", "Maxwell3", "wrong-product"},
		{"good/nx70.xml", "N610", ""},
		{"good/maxwell.xml", "MaxwellBasic", ""},
	}
	for _, tt := range tests {
		found := codes(Check(readFile(t, "testdata/"+tt.file), CheckOptions{Model: mustLookup(t, tt.model)}))
		for _, code := range []string{"wrong-dialect", "wrong-product"} {
			if got, want := slices.Contains(found, code), code == tt.want; got != want {
				t.Errorf("%s for %s: %s found %v, want %v", tt.file, tt.model, code, got, want)
			}
		}
	}
}

// TestCheckSyncRebootSince finds the setting that firmware before 2.52 does not have. [W-cs]
func TestCheckSyncRebootSince(t *testing.T) {
	t.Parallel()
	m := mustLookup(t, "N870")
	for version, want := range map[string]bool{"2.51.9": true, "2.52.0": false} {
		fw, err := m.ParseFirmware(version)
		if err != nil {
			t.Fatal(err)
		}
		found := codes(Check(readFile(t, "testdata/good/nx70.xml"), CheckOptions{Model: m, Firmware: fw}))
		if got := slices.Contains(found, "below-firmware"); got != want {
			t.Errorf("firmware %s: below-firmware found %v, want %v", version, got, want)
		}
	}
}

// TestParamNames have one form only, with the key of a handset as five digits or as an IPUI, whose
// digits may be in any case.
func TestParamNames(t *testing.T) {
	t.Parallel()
	m := mustLookup(t, "N870")
	for name, want := range map[string]bool{
		"SipAccount.00001.AuthName": true, "SipAccount.029e74a599.AuthName": true, "SipAccount.029E74A599.AuthName": true,
		"SipAccount.1.AuthName": false, "SipAccount.029e74a59.AuthName": false, "SipAccount.{key}.AuthName": false,
		"SipProvider.12.Name": true, "SipProvider.012.Name": false, "SipProvider.%.Name": false, "SipProvider.[0].Name": false,
		"SipProvider.0.Name[0]": false, "SipProvider.0.Name..attr": false, "0.SipProvider.Name": false,
	} {
		p, ok := LookupParameterFor(m, name)
		if ok != want || ok && p.Item != strings.Replace(name, "029E74A599", "029e74a599", 1) {
			t.Errorf("LookupParameterFor(%q) = %q, %v, want %v", name, p.Item, ok, want)
		}
	}
}

// TestEditProvisioning changes params and nothing else; what belongs to an oper is left alone.
func TestEditProvisioning(t *testing.T) {
	t.Parallel()
	src := string(readFile(t, "testdata/good/nx70.xml"))
	d, _ := Parse([]byte(src))
	if err := d.Set("SipAccount.00001.DisplayName", `"Büro" & <€>`); err != nil {
		t.Fatal(err)
	}
	if err := d.Set("Telephony.0.ToneScheme", "Germany"); err != nil {
		t.Fatal(err)
	}
	if !d.Unset("hs.00001.DECT_AC") || d.Unset("RegStart") || d.Unset("add_hs") {
		t.Error("Unset removes a param, and nothing of an oper")
	}
	want := strings.Replace(src, `value="Desk"`, `value="&quot;Büro&quot; &amp; &lt;€&gt;"`, 1)
	want = strings.Replace(want, "    <param name=\"hs.00001.DECT_AC\" value=\"0001\"/>\n", "", 1)
	want = strings.Replace(want, "  </nvm>", "    <param name=\"Telephony.0.ToneScheme\" value=\"Germany\"/>\n  </nvm>", 1)
	if diff := cmp.Diff(want, string(d.Bytes())); diff != "" {
		t.Errorf("document (-want +got):\n%s", diff)
	}
	again, _ := Parse(d.Bytes())
	for _, name := range []string{`"Table"`, "Desk"} {
		if err := again.Set("SipAccount.00001.DisplayName", name); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(strings.Replace(want, `"&quot;Büro&quot; &amp; &lt;€&gt;"`, `"Desk"`, 1), string(again.Bytes())); diff != "" {
		t.Errorf("a param in quotes, set to one without (-want +got):\n%s", diff)
	}
	if _, err := d.BumpVersion(time.Date(2026, 3, 5, 14, 15, 0, 0, time.UTC)); err == nil {
		t.Error("BumpVersion gives a version to a document that has none")
	}
}
