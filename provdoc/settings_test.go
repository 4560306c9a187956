package provdoc

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/model"
)

func lookupModel(t testing.TB, name string) *model.Model {
	t.Helper()
	m, err := model.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// resolveItems returns the settings of items as ITEM=VALUE, and the codes of the findings.
func resolveItems(t *testing.T, items, modelName string, nvm map[string]string) (settings, found []string) {
	t.Helper()
	d, findings := Parse([]byte(wrap(items)))
	if HasErrors(findings) {
		t.Fatalf("Parse(%q) = %v", items, findings)
	}
	var m *model.Model
	if modelName != "" {
		m = lookupModel(t, modelName)
	}
	list, findings := d.Settings(m, func(item string) (string, bool) {
		value, ok := nvm[item]
		return value, ok
	})
	for _, s := range list {
		settings = append(settings, s.Item+"="+s.Value)
	}
	return settings, codes(findings)
}

const (
	userTag  = `<S_PROV_USERNAME class="string" value="from-tag"/>`
	passTag  = `<S_PROV_PASSWORD class="string" value="pw"/>`
	userSymb = `<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" class="symb_item" value="from-symb"/>`
	system5  = `<I_PHONE_SYSTEM class="integer" value="5"/>`
	system0  = `<I_PHONE_SYSTEM class="integer" value="0"/>`
	systemNV = `<SYMB_ITEM ID="BS_IP_Data.ucl_PHONE_SYSTEM" class="symb_item" value="0x5"/>`
)

// TestSettings resolves both forms of the digest pair as the specification says. [SEED]
func TestSettings(t *testing.T) {
	t.Parallel()
	memory5 := map[string]string{ItemPhoneSystem: "5"}
	for _, tt := range []struct {
		name, items, model string
		nvm                map[string]string
		want, codes        []string
	}{
		{"SYMB_ITEM without inner quotes", userSymb, "N720", nil, []string{ItemDigestUsername + "=from-symb"}, nil},
		{"SYMB_ITEM with inner quotes", strings.Replace(userSymb, `"from-symb"`, `'"from-symb"'`, 1), "N720", nil, []string{ItemDigestUsername + "=from-symb"}, nil},
		{"SYMB_ITEM with an index", strings.Replace(userSymb, `NAME"`, `NAME[0]"`, 1), "N720", nil, []string{ItemDigestUsername + "=from-symb"}, nil},
		{"tags on the N720, nothing said", userTag + passTag, "N720", nil, nil, []string{"condition-not-met", "condition-not-met"}},
		{"tags with 5 before", system5 + userTag, "N720", nil, []string{ItemPhoneSystem + "=5", ItemDigestUsername + "=from-tag"}, nil},
		{"tags with 5 behind", userTag + system5, "N720", nil, []string{ItemDigestUsername + "=from-tag", ItemPhoneSystem + "=5"}, nil},
		{"tags with 5 as SYMB_ITEM", userTag + systemNV, "N720", nil, []string{ItemDigestUsername + "=from-tag", ItemPhoneSystem + "=0x5"}, nil},
		{"tags with 0", userTag + system0, "N720", nil, []string{ItemPhoneSystem + "=0"}, []string{"condition-not-met"}},
		{"tags with 5 in the memory", userTag, "N720", memory5, []string{ItemDigestUsername + "=from-tag"}, nil},
		{"tags with 5 in the memory and 0 behind", userTag + system0, "N720", memory5, []string{ItemPhoneSystem + "=0"}, []string{"condition-not-met"}},
		{"tags with 0, then 5", system0 + userTag + system5, "N720", nil, []string{ItemDigestUsername + "=from-tag", ItemPhoneSystem + "=5"}, []string{"duplicate-item"}},
		{"tags with a phone system that is skipped", userTag + `<I_PHONE_SYSTEM class="integer" value="five"/>`, "N720", memory5, []string{ItemDigestUsername + "=from-tag"}, []string{"bad-value"}},
		{"tags on the N510, no condition", userTag + passTag, "N510", nil, []string{ItemDigestUsername + "=from-tag", ItemDigestPassword + "=pw"}, nil},
		{"tags without a model, no condition", userTag, "", nil, []string{ItemDigestUsername + "=from-tag"}, nil},
		{"both forms, the later counts", userSymb + userTag + system5, "N720", nil, []string{ItemDigestUsername + "=from-tag", ItemPhoneSystem + "=5"}, []string{"contradiction"}},
		{"both forms the other way round", system5 + userTag + userSymb, "N720", nil, []string{ItemPhoneSystem + "=5", ItemDigestUsername + "=from-symb"}, []string{"contradiction"}},
		{"both forms, the tag without effect", userSymb + userTag, "N720", nil, []string{ItemDigestUsername + "=from-symb"}, []string{"condition-not-met"}},
		{"both forms with one value", system5 + userTag + strings.Replace(userSymb, "from-symb", "from-tag", 1), "N720", nil, []string{ItemPhoneSystem + "=5", ItemDigestUsername + "=from-tag"}, nil},
		{"over the limit, the rest applied", `<S_PROV_USERNAME class="string" value="` + strings.Repeat("ü", 51) + `"/>` + passTag, "N510", nil, []string{ItemDigestPassword + "=pw"}, []string{"over-limit"}},
		{"at the limit", `<S_PROV_USERNAME class="string" value="` + strings.Repeat("ü", 50) + `"/>`, "N510", nil, []string{ItemDigestUsername + "=" + strings.Repeat("ü", 50)}, nil},
		{"over the limit does not replace what fits", userTag + `<S_PROV_USERNAME class="string" value="` + strings.Repeat("x", 51) + `"/>`, "N510", nil, []string{ItemDigestUsername + "=from-tag"}, []string{"over-limit"}},
		{"unknown, kept", `<S_NEW_THING class="string" value="1"/>`, "N510", nil, []string{"S_NEW_THING=1"}, []string{"unknown-item"}},
		{"of another model, kept", `<B_REMOTE_MANAGEMENT class="boolean" value="true"/>`, "N510", nil, []string{"B_REMOTE_MANAGEMENT=true"}, []string{"not-for-model"}},
		{"the item differs by model", `<S_DATA_SERVER class="string" value="a/b"/>`, "N720", nil, []string{"BS_IP_Data.aucS_DATA_SERVER=a/b"}, nil},
		{"the item differs by model, N510", `<S_DATA_SERVER class="string" value="a/b"/>`, "N510", nil, []string{"BS_IP_Data1.aucS_DATA_SERVER=a/b"}, nil},
		{"attribute of an item", `<SYMB_ITEM ID="BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_1..attr" class="symb_item" value="UI_LOCK"/>`, "N510", nil, []string{"BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_1..attr=UI_LOCK"}, nil},
		{"two forms of one boolean", `<B_USE_DHCP class="boolean" value="true"/><SYMB_ITEM ID="BS_IP_Data1.ucB_USE_DHCP" class="symb_item" value="0x1"/>`, "N510", nil, []string{"BS_IP_Data1.ucB_USE_DHCP=0x1"}, nil},
		{"two forms of one boolean that differ", `<B_USE_DHCP class="boolean" value="true"/><SYMB_ITEM ID="BS_IP_Data1.ucB_USE_DHCP" class="symb_item" value="0"/>`, "N510", nil, []string{"BS_IP_Data1.ucB_USE_DHCP=0"}, []string{"contradiction"}},
		{"controls are no settings", `<REBOOT value="true"/>`, "DE410", nil, nil, nil},
		{"same item in two index forms", `<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_SERVER[0]" class="symb_item" value='"a"'/><SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_SERVER[%]" class="symb_item" value='"b"'/>`, "N510", nil,
			[]string{"BS_IP_Data1.aucS_SIP_SERVER=b"}, []string{"duplicate-item"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, found := resolveItems(t, tt.items, tt.model, tt.nvm)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("settings (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.codes, found); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// TestSettingsSecret marks secrets under both names and never shows them in a finding.
func TestSettingsSecret(t *testing.T) {
	t.Parallel()
	canary := "canary" + strings.Repeat("y", 60)
	d, _ := Parse([]byte(wrap(passTag + userTag + `<S_SIP_PASSWORD class="string" value="` + canary + `"/>` +
		`<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD" class="symb_item" value='"` + canary + `"'/>` +
		`<SYMB_ITEM ID="BS_CUSTOM.aucKdsPin[0]" class="symb_item" value="` + canary + `"/>`)))
	settings, findings := d.Settings(lookupModel(t, "N510"), nil)
	for _, s := range settings {
		if want := s.Item == ItemDigestPassword; s.Secret != want {
			t.Errorf("setting %s: Secret = %t, want %t", s.Item, s.Secret, want)
		}
	}
	if len(settings) != 2 || len(findings) != 3 {
		t.Errorf("%d settings and findings %v, want 2 and 3", len(settings), findings)
	}
	for _, f := range findings {
		if strings.Contains(f.String()+f.Item, "canary") {
			t.Errorf("finding %v shows a secret", f)
		}
	}
}

// TestSettingsSource keeps where each setting comes from, and keeps no part of the document alive.
func TestSettingsSource(t *testing.T) {
	t.Parallel()
	d, _ := Parse([]byte(wrap("\n" + system5 + "\n  " + userTag)))
	settings, _ := d.Settings(lookupModel(t, "N720"), nil)
	want := Item{Kind: Tag, Name: "S_PROV_USERNAME", Class: "string", Raw: "from-tag", Line: 3, Column: 3}
	if len(settings) != 2 || settings[1].Source != want {
		t.Errorf("settings = %+v, want the source %+v", settings, want)
	}
}

// TestHeader reads the controls.
func TestHeader(t *testing.T) {
	t.Parallel()
	d, _ := Parse(readFile(t, "testdata/good/de410.xml"))
	mac, _ := d.MAC()
	version, _ := d.Version()
	name, _ := d.ProfileName()
	reboot, ok := d.Reboot()
	if mac != "7C2F80208402" || version != "1001130101" || name != "DE410" || reboot || !ok {
		t.Errorf("header = %q, %q, %q, %t %t", mac, version, name, reboot, ok)
	}
	if d.Dialect() != ProviderFrame {
		t.Errorf("Dialect() = %v, want ProviderFrame", d.Dialect())
	}
	d, _ = Parse([]byte(`<ProviderFrame><Provider><REBOOT value="perhaps"/><VERSION/></Provider></ProviderFrame>`))
	if reboot, ok := d.Reboot(); reboot || ok {
		t.Errorf("Reboot() of a word = %t, %t, want false, false", reboot, ok)
	}
	if version, ok := d.Version(); ok {
		t.Errorf("Version() without a value = %q, want none", version)
	}
}

// TestCheckFirmware warns below the gates of the specification, and of the catalogue. [SEED] [W-fw]
func TestCheckFirmware(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		model, firmware, item string
		want                  bool
	}{
		{"N510", "BL191", userTag, true}, {"N510", "BL192", userTag, false},
		{"N720", "BL83", userSymb, true}, {"N720", "70.084.00.000.000", userSymb, false},
		{"DE900", "BL02.00.09", userTag, true}, {"DE700", "BL02.00.10", userTag, false},
		{"DE410", "BL02.00.06", userTag, true}, {"DE310", "BL02.00.07", userTag, false},
		{"N510", "BL198", `<S_SPECIAL_DATA_SRV class="string" value="http://x/merkur207_42.bin"/>`, true},
		{"N510", "BL199", `<S_SPECIAL_DATA_SRV class="string" value="http://x/merkur207_42.bin"/>`, false},
		{"N510", "BL1", `<S_SIP_DOMAIN class="string" value="a"/>`, false},
	} {
		firmware, err := model.ParseFirmware(tt.firmware)
		if err != nil {
			t.Fatal(err)
		}
		findings := Check([]byte(wrap(tt.item)), CheckOptions{Model: lookupModel(t, tt.model), Firmware: firmware})
		if got := slices.Contains(codes(findings), "below-firmware"); got != tt.want {
			t.Errorf("%s %s with %s: findings %v, want below-firmware: %t", tt.model, tt.firmware, tt.item, findings, tt.want)
		}
	}
}

// TestNearest finds what was meant.
func TestNearest(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, model, want string }{
		{"BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE", "N510", "BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_1"},
		{"s_prov_username", "", "S_PROV_USERNAME"},
		{"S_PROV_USER_NAME", "", "S_PROV_USERNAME"},
		{"Mac_Address", "", "MAC_ADDRESS"},
		{"BS_VOIP_Data.astVoipAccounts[12].ucVoipProvidrIndex", "N720", "BS_VOIP_Data.astVoipAccounts[12].ucVoipProviderIndex"},
		{"BS_VOIP_Data.astVoipAccounts[\x1b].ucVoipProvidrIndex", "N720", "BS_VOIP_Data.astVoipAccounts[0].ucVoipProviderIndex"},
		{"BS_IP_Data.aucS_DATA_SERVR", "N510", "BS_IP_Data1.aucS_DATA_SERVER"},
		{"BS_IP_Data.aucS_DATA_SERVR", "N720", "BS_IP_Data.aucS_DATA_SERVER"},
		{"S_SIP_SERVER_1", "N510", "S_SIP_SERVER"},
		{"Nothing_At_All", "", ""},
		{"x", "", ""},
		{"", "", ""},
		{strings.Repeat("S_PROV_USERNAME", 1000), "", ""},
	} {
		var m *model.Model
		if tt.model != "" {
			m = lookupModel(t, tt.model)
		}
		if got := nearest(m, tt.name); got != tt.want {
			t.Errorf("nearest(%s, %.60q) = %q, want %q", tt.model, tt.name, got, tt.want)
		}
	}
}

// TestHugeDocumentIsQuick reads hostile documents of full size in bounded steps: the names in them are not compared.
func TestHugeDocumentIsQuick(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"<", "<a ", "<a x='", "<!--", "<?a ", "</a", "&", "-->", "a[1].", "<a x=\"y'>\n", "]]>"} {
		doc := "<ProviderFrame><Provider><SYMB_ITEM ID='" + strings.Repeat(part, (MaxSize-100)/len(part))
		d, findings := Parse([]byte(doc))
		if !HasErrors(findings) || len(findings) > MaxFindings+1 {
			t.Errorf("%q repeated: %d findings, readable %t", part, len(findings), d.Readable())
		}
	}
	names := fmt.Sprintf("<SYMB_ITEM ID='BS_IP_Data1.%s' class='symb_item' value='1'/>", strings.Repeat("a[1].", 700000))
	if findings := Check([]byte(wrap(names)), CheckOptions{}); !slices.Contains(codes(findings), "unknown-item") {
		t.Errorf("%d findings %v, want unknown-item", len(findings), codes(findings))
	}
}
