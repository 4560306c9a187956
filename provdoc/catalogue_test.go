package provdoc

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/model"
)

func TestLookupParameterNames(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, tag, item string }{
		{"S_PROV_USERNAME", "S_PROV_USERNAME", ItemDigestUsername},
		{ItemDigestUsername, "S_PROV_USERNAME", ItemDigestUsername},
		{ItemDigestUsername + "[0]", "S_PROV_USERNAME", ItemDigestUsername},
		{ItemDigestUsername + "[%]", "S_PROV_USERNAME", ItemDigestUsername},
		{"BS_IP_Data.ucl_PHONE_SYSTEM", "I_PHONE_SYSTEM", ItemPhoneSystem},
		{"BS_IP_Data.ucI_PHONE_SYSTEM", "I_PHONE_SYSTEM", ItemPhoneSystem},
		{"S_SIP_SERVER", "S_SIP_SERVER", "BS_IP_Data1.aucS_SIP_SERVER"},
		{"S_SIP_SERVER_2", "S_SIP_SERVER_2", "BS_IP_Data1.aucS_SIP_SERVER_2"},
		{"S_SIP_SERVER_6", "S_SIP_SERVER_6", "BS_IP_Data1.aucS_SIP_SERVER_6"},
		{"S_SIP_SERVER_1", "S_SIP_SERVER_1", ""},
		{"BS_IP_Data1.aucS_SIP_SERVER_6[%]", "S_SIP_SERVER_6", "BS_IP_Data1.aucS_SIP_SERVER_6"},
		{"BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_1", "B_SIP_ACCOUNT_IS_ACTIVE_1", "BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_1"},
		{"BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_1..attr", "", "BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_1..attr"},
		{"BS_IP_Data1.aucS_SIP_SERVER[0]..attr", "", "BS_IP_Data1.aucS_SIP_SERVER..attr"},
		{"BS_IP_Data1.aucS_SIP_ACCOUNT_NAME", "S_SIP_ACCOUNT_NAME", "BS_IP_Data1.aucS_SIP_ACCOUNT_NAME"},
		{"BS_VOIP_Data.astVoipAccounts[17].aucS_SIP_LOGIN_ID", "", "BS_VOIP_Data.astVoipAccounts[17].aucS_SIP_LOGIN_ID"},
		{"BS_VOIP_Data.astVoipAccounts[17].aucS_SIP_LOGIN_ID[0]", "", "BS_VOIP_Data.astVoipAccounts[17].aucS_SIP_LOGIN_ID"},
		{"BS_VOIP_Data.astVoipAccounts[%].aucS_SIP_LOGIN_ID[%]", "", "BS_VOIP_Data.astVoipAccounts[%].aucS_SIP_LOGIN_ID"},
		{"BS_VOIP_Data.astVoipAccounts[99].ucB_SIP_ACCOUNT_IS_ACTIVE_1", "", "BS_VOIP_Data.astVoipAccounts[99].ucB_SIP_ACCOUNT_IS_ACTIVE_1"},
		{"BS_VOIP_Data.astVoipProviders[9].uiSIP_SERVER_PORT", "", "BS_VOIP_Data.astVoipProviders[9].uiSIP_SERVER_PORT"},
		{"S_AUTOPROVISIONING_CODE_3", "S_AUTOPROVISIONING_CODE_3", ""},
		{"BS_CUSTOM.aucKdsPin[0]", "", "BS_CUSTOM.aucKdsPin"},
		{
			"BS_LDAP_Netdirs.astNetdirProvider[0].astNetDirDirectoryItems[12].aucItemAttribute[%]", "",
			"BS_LDAP_Netdirs.astNetdirProvider[0].astNetDirDirectoryItems[12].aucItemAttribute",
		},
	}
	for _, tt := range tests {
		p, ok := LookupParameter(tt.name)
		if !ok || p.Tag != tt.tag || p.Item != tt.item {
			t.Errorf("LookupParameter(%q) = tag %q, item %q, %v; want tag %q, item %q", tt.name, p.Tag, p.Item, ok, tt.tag, tt.item)
		}
	}
}

func TestLookupParameterUnknown(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"", "[", "]", "[]", "[0]", "..attr", "_n", "S_SIP_SERVER[_n]", "S_SIP_SERVER_0", "S_SIP_SERVER_7", "S_SIP_SERVER_02",
		"s_prov_username", "S_PROV_USERNAME[0]", "S_PROV_USERNAME..attr",
		"BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE",
		"BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_1[0]",
		"BS_IP_Data1.aucS_SIP_SERVER_1",
		"BS_IP_Data1.aucS_SIP_SERVER[1]", "BS_IP_Data1.aucS_SIP_SERVER[0][0]",
		"BS_IP_Data.aucS_HTTP_DIGEST_USERNAME[", "BS_IP_Data.aucS_HTTP_DIGEST_USERNAME[]",
		"BS_VOIP_Data.astVoipAccounts[100].aucS_SIP_LOGIN_ID",
		"BS_VOIP_Data.astVoipAccounts[017].aucS_SIP_LOGIN_ID",
		"BS_VOIP_Data.astVoipAccounts[-1].aucS_SIP_LOGIN_ID",
		"BS_VOIP_Data.astVoipAccounts[0-99].aucS_SIP_LOGIN_ID",
		"BS_VOIP_Data.astVoipAccounts.aucS_SIP_LOGIN_ID",
		"BS_VOIP_Data.astVoipProviders[p].uiSIP_SERVER_PORT",
	} {
		if p, ok := LookupParameter(name); ok {
			t.Errorf("LookupParameter(%q) found tag %q, item %q; want nothing", name, p.Tag, p.Item)
		}
	}
}

func TestLookupParameterFor(t *testing.T) {
	t.Parallel()
	tests := []struct{ model, name, item, condition string }{
		{"N510", "S_PROV_USERNAME", ItemDigestUsername, ""},
		{"N720", "S_PROV_USERNAME", ItemDigestUsername, "I_PHONE_SYSTEM=5"},
		{"N720", "S_PROV_PASSWORD", ItemDigestPassword, "I_PHONE_SYSTEM=5"},
		{"DE410", "S_PROV_PASSWORD", ItemDigestPassword, ""},
		{"N510", "S_DATA_SERVER", "BS_IP_Data1.aucS_DATA_SERVER", ""},
		{"N720", "S_DATA_SERVER", "BS_IP_Data.aucS_DATA_SERVER", ""},
		{"DE700", "S_DATA_SERVER", "", ""},
		{"N510", "S_SIP_SERVER_2", "BS_IP_Data1.aucS_SIP_SERVER_2", ""},
		{"DE900", "S_SIP_SERVER_2", "", ""},
		{"N720", "S_AUTOPROVISIONING_CODE", "BS_VOIP_Data.astVoipAccounts[0].aucS_AUTOPROVISIONING_CODE", ""},
		{"N720", "S_AUTOPROVISIONING_CODE_2", "BS_VOIP_Data.astVoipAccounts[1].aucS_AUTOPROVISIONING_CODE", ""},
	}
	for _, tt := range tests {
		m, err := model.Lookup(tt.model)
		if err != nil {
			t.Fatal(err)
		}
		p, ok := LookupParameterFor(m, tt.name)
		if !ok || p.Item != tt.item || p.Condition != tt.condition || !p.Has(tt.model) {
			t.Errorf("%s: LookupParameterFor(%q) = item %q, condition %q, models %v, %v; want item %q, condition %q",
				tt.model, tt.name, p.Item, p.Condition, p.Models, ok, tt.item, tt.condition)
		}
	}
}

func TestLookupParameterForAnotherModel(t *testing.T) {
	t.Parallel()
	n720, err := model.Lookup("N720")
	if err != nil {
		t.Fatal(err)
	}
	p, ok := LookupParameterFor(n720, "BS_IP_Data1.aucS_DATA_SERVER[0]")
	if !ok || p.Has("N720") || !p.Has("N510") {
		t.Errorf("the item of N510 on N720: found %v, models %v; want it found, with N510 only", ok, p.Models)
	}
	if _, ok := LookupParameterFor(nil, "S_DATA_SERVER"); !ok {
		t.Error("without a model nothing was found")
	}
}

func TestLookupParameterListsEveryModel(t *testing.T) {
	t.Parallel()
	p, _ := LookupParameter("S_PROV_USERNAME")
	want := []string{"N510", "N720", "DE900", "DE700", "DE410", "DE310"}
	if diff := cmp.Diff(want, p.Models); diff != "" {
		t.Error("models of S_PROV_USERNAME (-want +got):\n" + diff)
	}
	again, _ := LookupParameter("S_PROV_USERNAME")
	if diff := cmp.Diff(p, again, cmp.Comparer(func(a, b model.Firmware) bool { return a == b })); diff != "" {
		t.Error("a second look-up differs:\n" + diff)
	}
}

func TestParametersAreWhole(t *testing.T) {
	t.Parallel()
	seen := map[string][]string{}
	for _, p := range Parameters() {
		name := p.Tag + " " + p.Item
		if p.Tag == "" && p.Item == "" || p.Type == 0 || p.Evidence == "" || len(p.Models) == 0 || p.Min > p.Max {
			t.Errorf("parameter %q lacks something: %+v", name, p)
		}
		if (p.Tag == "") != (p.Class == classSymbolic || p.isParam()) {
			t.Errorf("parameter %q has class %q", name, p.Class)
		}
		for _, m := range p.Models {
			if slices.Contains(seen[name], m) {
				t.Errorf("parameter %q stands twice for %s", name, m)
			}
			seen[name] = append(seen[name], m)
		}
		if secret := strings.Contains(name, "PASSWORD") || strings.Contains(name, "Password"); secret && !p.Secret {
			t.Errorf("parameter %q is a password and not secret", name)
		}
		if p.MaxLen > 0 && !p.isArray() {
			t.Errorf("parameter %q has a length and type %d", name, p.Type)
		}
		if p.Type == TypePIN && p.MaxLen == 0 {
			t.Errorf("parameter %q is a PIN without a length", name)
		}
	}
}

func TestParametersIsACopy(t *testing.T) {
	t.Parallel()
	Parameters()[0].Tag = "changed"
	if got := Parameters()[0].Tag; got != "S_PROV_USERNAME" {
		t.Errorf("first parameter is now %q", got)
	}
}

func TestEveryPatternResolves(t *testing.T) {
	t.Parallel()
	resolve := strings.NewReplacer("[_n]", "_2", "[n-1]", "[1]", "[0-99]", "[42]", "[0-7]", "[3]", "[0-5]", "[3]", "[p]", "[1]", "[i]", "[2]",
		"{i}", "12", "{key}", "029e74a599")
	for _, p := range Parameters() {
		for _, pattern := range []string{p.Tag, p.Item} {
			if pattern == "" {
				continue
			}
			name := resolve.Replace(pattern)
			if base, ok := strings.CutSuffix(name, "_n"); ok {
				name = base + "_2"
			}
			if _, ok := LookupParameter(name); !ok {
				t.Errorf("%q of pattern %q is not found", name, pattern)
			}
		}
	}
}

func TestReadCatalogueFaults(t *testing.T) {
	t.Parallel()
	tests := []struct{ row, want string }{
		{"S_X,,word,,,N510,,,,,,,[SEED]", `catalogue line 2: type "word" is not known`},
		{"S_X,,string,,,X99,,,,,,,[SEED]", `catalogue line 2: model or family "X99" is not in the model table`},
		{"S_X,,string,,,,,,,,,,[SEED]", "catalogue line 2: no model"},
		{"S_X,,string,many,,N510,,,,,,,[SEED]", `catalogue line 2: strconv.Atoi: parsing "many": invalid syntax`},
		{"I_X,,number,,7,N510,,,,,,,[SEED]", `catalogue line 2: range "7" is not of the form 0..7`},
		{"S_X,,url,,,N510,,,,server,,,[SEED]", `catalogue line 2: role "server" is not known`},
		{"S_X,,string", "catalogue: record on line 2: wrong number of fields"},
	}
	for _, tt := range tests {
		_, err := readCatalogue(catalogueColumns + "\n" + tt.row + "\n")
		if err == nil || err.Error() != tt.want {
			t.Errorf("row %q: error %v, want %s", tt.row, err, tt.want)
		}
	}
	if _, err := readCatalogue("a,b\n"); err == nil {
		t.Error("a file with other columns is accepted")
	}
}

func TestUnknownItemsThatSoundSecret(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"BS_LDAP_Netdirs.astNetdirProvider[0].aucPassword": true, "S_SIP_PASSWORD_7": true, "S_TR069_AES_KEY": true,
		"BS_CUSTOM.aucOtherPin": true, "S_ADMIN_PWD": true, "BS_IP_Data.ucX": false, "S_WALLPAPER": false,
	} {
		if _, known := LookupParameter(name); known {
			t.Errorf("%s is in the catalogue", name)
		}
		doc, _ := Parse([]byte(`<ProviderFrame><Provider><SYMB_ITEM ID="` + name + `" class="symb_item" value="1"/></Provider></ProviderFrame>`))
		settings, _ := doc.Settings(nil, nil)
		if len(settings) != 1 || settings[0].Secret != want {
			t.Errorf("%s: settings %+v, want one with secret %v", name, settings, want)
		}
	}
}

func FuzzLookupParameter(f *testing.F) {
	for _, seed := range []string{
		"S_PROV_USERNAME", "BS_IP_Data.ucI_PHONE_SYSTEM", "BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD[%]", "S_SIP_SERVER_2",
		"BS_VOIP_Data.astVoipAccounts[17].aucS_SIP_LOGIN_ID[0]", "BS_VOIP_Data.astVoipAccounts[%].ucVoipProviderIndex",
		"BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_1..attr", "BS_IP_Data1.aucS_SIP_SERVER[", "a[0][%]..attr", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		p, ok := LookupParameter(name)
		if !ok {
			return
		}
		if p.Tag != name && p.Item == "" {
			t.Fatalf("%q gave a parameter that it does not name: %+v", name, p)
		}
		if p.Item == "" {
			return
		}
		again, ok := LookupParameter(p.Item)
		if !ok || again.Item != p.Item || again.Type != p.Type || again.Secret != p.Secret {
			t.Errorf("%q names item %q, but that is found as %+v, %v", name, p.Item, again, ok)
		}
	})
}
