package provdoc

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFirmwareURL finds firmware URLs that do not end with the name of a file, in tags and in <firmware>. [W-fw] [I-141]
func TestFirmwareURL(t *testing.T) {
	t.Parallel()
	for url, right := range map[string]bool{
		"http://prov.example.net/merkur207_42.bin":                       true,
		"http://prov.example.net:8667/a/b/020008.img":                    true,
		"http://prov.example.net/?mac=7c2f80&server_einstein_iwu117.bin": true,
		"prov.example.net/merkur207_42.bin":                              true,
		"http://prov.example.net":                                        false,
		"http://prov.example.net/":                                       false,
		"http://prov.example.net/merkur207_42.bin?mac=7c2f80":            false,
		"http://prov.example.net/firmware":                               false,
		"http://prov.example.net/.bin":                                   false,
		"http://prov.example.net/merkur.":                                false,
		"merkur207_42.bin":                                               false,
	} {
		escaped := strings.ReplaceAll(url, "&", "&amp;")
		for _, doc := range []string{
			wrap(`<S_SPECIAL_DATA_SRV class="string" value="` + escaped + `"/>`),
			`<provisioning version="1.1" productID="e2"><firmware><file version="2.65.0" url="` + escaped + `"/></firmware></provisioning>`,
		} {
			if got := !slices.Contains(codes(Check([]byte(doc), CheckOptions{})), "firmware-url"); got != right {
				t.Errorf("firmware URL %s is right: %v, want %v", url, got, right)
			}
		}
	}
}

// TestPlainHTTPOnly finds a firmware of the DE and a certificate behind TLS, which the phone cannot load. [W-fw] [G p37]
func TestPlainHTTPOnly(t *testing.T) {
	t.Parallel()
	firmware := []byte(wrap(`<S_SPECIAL_DATA_SRV class="string" value="https://prov.example.net/020008.img"/>`))
	for name, want := range map[string]string{"DE410": "bad-value", "N510": ""} {
		found := codes(Check(firmware, CheckOptions{Model: mustLookup(t, name)}))
		if got := slices.Contains(found, "bad-value"); got != (want != "") {
			t.Errorf("%s: findings %v, want %q", name, found, want)
		}
	}
	for url, want := range map[string]bool{"http://x/ca.pem": false, "HTTP://x/ca.pem": false, "x/ca.pem": false, "https://x/ca.pem": true, "ftp://x/ca.pem": true} {
		found := codes(Check([]byte(wrap(`<CERTIFICATE class="string" value="`+url+`"/>`)), CheckOptions{}))
		if got := slices.Contains(found, "plain-http-only"); got != want {
			t.Errorf("certificate at %s: findings %v, want plain-http-only %v", url, found, want)
		}
	}
}

// TestExtendedProfile reads what chains profiles, and checks what an extended one must have. [G p37] [G p44]
func TestExtendedProfile(t *testing.T) {
	t.Parallel()
	d, _ := Parse([]byte(wrap(`<PROFILE_VERSION class="string" value=""/><ACTIVATION_CODE value="12387426549864"/>` +
		`<EXTENDED_PROFILE class="string" value="http://x/2.xml"/><CERTIFICATE class="string" value='"http://x/a.pem"'/><CERTIFICATE class="string" value="http://x/b.pem"/>`)))
	next, ok := d.ExtendedProfile()
	code, _ := d.ActivationCode()
	version, has := d.ProfileVersion()
	if next != "http://x/2.xml" || !ok || code != "12387426549864" || version != "" || !has {
		t.Errorf("next profile %q, %v; activation code %q; profile version %q, %v", next, ok, code, version, has)
	}
	if diff := cmp.Diff([]string{"http://x/a.pem", "http://x/b.pem"}, d.Certificates()); diff != "" {
		t.Errorf("Certificates() (-want +got):\n%s", diff)
	}
	for doc, want := range map[string]string{
		wrap(`<PROFILE_VERSION class="string" value=""/>`): "",
		wrap(``): "missing-profile-version",
		wrap(`<PROFILE_VERSION class="string" value=""/><MAC_ADDRESS value="7C2F80123456"/>`):            "extended-identity",
		wrap(`<PROFILE_VERSION class="string" value=""/><ACTIVATION_CODE value="123"/>`):                 "extended-identity",
		`<ProviderFrame><Provider><PROFILE_VERSION class="string" value=""/></Provider></ProviderFrame>`: "missing-profile-name",
	} {
		found := codes(Check([]byte(doc), CheckOptions{Extended: true}))
		for _, code := range []string{"missing-profile-version", "extended-identity", "missing-profile-name"} {
			if slices.Contains(found, code) != (code == want) {
				t.Errorf("%s: findings %v, want %q", doc, found, want)
			}
		}
	}
}

// TestNotHeeded finds elements that only other models heed. [G p34] [G p37] [G p44]
func TestNotHeeded(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		model, item string
		heeds       bool
	}{
		{"DE410", `<REBOOT value="1"/>`, true},
		{"N510", `<REBOOT value="1"/>`, false},
		{"N510", `<EXTENDED_PROFILE class="string" value="http://x/2.xml"/>`, true},
		{"C610", `<CERTIFICATE class="string" value="http://x/a.pem"/>`, true},
		{"N720", `<CERTIFICATE class="string" value="http://x/a.pem"/>`, false},
		{"DE410", `<EXTENDED_PROFILE class="string" value="http://x/2.xml"/>`, false},
	} {
		found := codes(Check([]byte(wrap(tt.item)), CheckOptions{Model: mustLookup(t, tt.model)}))
		if got := !slices.Contains(found, "not-for-model"); got != tt.heeds {
			t.Errorf("%s heeds %s: %v, want %v", tt.model, tt.item, got, tt.heeds)
		}
	}
}

// TestEmptyValue finds params without a value, which "can lead to unpredictable behavior". [W-n870]
func TestEmptyValue(t *testing.T) {
	t.Parallel()
	doc := `<provisioning version="1.1" productID="e2"><nvm><oper name="DeleteNotProvisionedHS" value=""/>` +
		`<param name="DmGlobal.0.TimeZone" value=""/><param name="DmGlobal.0.NtpServer" value="ntp.example.net"/></nvm></provisioning>`
	var about []string
	for _, f := range Check([]byte(doc), CheckOptions{}) {
		about = append(about, f.Item+" "+f.Code)
	}
	if diff := cmp.Diff([]string{"DmGlobal.0.TimeZone empty-value"}, about); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// TestProvisioningLimits refuses what is too deep or too much, in XML and in binary.
func TestProvisioningLimits(t *testing.T) {
	t.Parallel()
	array := "\x01\x09\x02\x04B_A\x00\x03\x01\x01"
	for name, tt := range map[string]struct{ doc, code string }{
		"opers inside opers": {"<provisioning><nvm>" + strings.Repeat("<oper name='x'>", 40) + strings.Repeat("</oper>", 40) + "</nvm></provisioning>", "too-deep"},
		"params":             {"<provisioning><nvm>" + strings.Repeat("<param name='x' value='y'/>", MaxElements) + "</nvm></provisioning>", "too-many-elements"},
		"records":            {strings.Repeat(array, MaxElements), "too-many-elements"},
		"a large file":       {array + strings.Repeat("\x00", MaxSize), "too-large"},
	} {
		d, findings := Parse([]byte(tt.doc))
		if d.Readable() || len(d.Items()) > 0 || d.Operations() != nil || d.Steps() != nil || !slices.Contains(codes(findings), tt.code) {
			t.Errorf("%s: readable %v, %d items, findings %v; want %s", name, d.Readable(), len(d.Items()), codes(findings), tt.code)
		}
	}
}
