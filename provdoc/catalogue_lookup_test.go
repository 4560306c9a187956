package provdoc

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/model"
)

// TestLookupParameters finds each group of models that has the name, by a name of a document and by a pattern.
func TestLookupParameters(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"S_PROV_USERNAME":                  {"S_PROV_USERNAME N510", "S_PROV_USERNAME N720", "S_PROV_USERNAME DE900"},
		"S_SIP_SERVER_2":                   {"S_SIP_SERVER_2 N510", "S_SIP_SERVER_2 DE900"},
		"S_SIP_SERVER":                     {"S_SIP_SERVER N510"},
		"S_SIP_SERVER[_n]":                 {"S_SIP_SERVER[_n] N510"},
		"S_SIP_SERVER_n":                   {"S_SIP_SERVER_n DE900"},
		"BS_IP_Data1.aucS_SIP_SERVER[_n]":  {"S_SIP_SERVER[_n] N510"},
		"SIP.Account.{i}.Active":           {"SIP.Account.{i}.Active MaxwellBasic"},
		"SIP.Account.3.Active":             {"SIP.Account.3.Active MaxwellBasic"},
		"BS_Accounts.astAccounts[0-7]":     nil,
		"BS_CUSTOM.aucKdsPin[%]":           {"BS_CUSTOM.aucKdsPin N510"},
		"oper.add_hs.{key}.hs.RegStatus":   {"oper.add_hs.{key}.hs.RegStatus N530"},
		"oper.add_hs.00001.hs.RegStatus":   {"oper.add_hs.00001.hs.RegStatus N530"},
		"BS_Accounts.astAccounts[8].x":     nil,
		"S_SIP_SERVER_7":                   nil,
		"":                                 nil,
		"BS_IP_Data1.ulI_IP":               {"I_IP N510"},
		"BS_IP_Data1.ulI_IP..attr":         {"BS_IP_Data1.ulI_IP..attr N510"},
		"BS_VOIP_Data.astVoipProviders[p]": nil,
	} {
		var got []string
		for _, p := range LookupParameters(name) {
			shown := p.Tag
			if shown == "" {
				shown = p.Item
			}
			got = append(got, shown+" "+p.Models[0])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("LookupParameters(%q) (-want +got):\n%s", name, diff)
		}
	}
}

// TestLookupParametersIsACopy changes what was found, and finds it again as it was.
func TestLookupParametersIsACopy(t *testing.T) {
	t.Parallel()
	LookupParameters("S_PROV_USERNAME")[0].Tag = "changed"
	if got := LookupParameters("S_PROV_USERNAME")[0].Tag; got != "S_PROV_USERNAME" {
		t.Errorf("the tag is now %q", got)
	}
}

// TestNearestParameter names parameters alone: a control is none.
func TestNearestParameter(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ model, name, want string }{
		{"", "S_SIP_SERVRE", "S_SIP_SERVER"},
		{"DE410", "S_SIP_SERVRE_1", "S_SIP_SERVER_1"},
		{"", "SIP.Account.12.Actve", "SIP.Account.12.Active"},
		{"", "REBOTO", ""},
		{"", "VERSIO", ""},
		{"", strings.Repeat("x", 2000), ""},
		{"", "", ""},
	} {
		m, _ := phoneOf(t, tt.model, "")
		if got := Nearest(m, tt.name); got != tt.want {
			t.Errorf("Nearest(%s, %.40q) = %q, want %q", tt.model, tt.name, got, tt.want)
		}
	}
}

// TestTypeNames writes each type as the file of the catalogue has it.
func TestTypeNames(t *testing.T) {
	t.Parallel()
	for name, of := range typeNames {
		text, err := of.MarshalText()
		if of.String() != name || string(text) != name || err != nil {
			t.Errorf("type %q is written %q and %q, %v", name, of, text, err)
		}
	}
	if got := Type(99).String(); got != "type(99)" {
		t.Errorf("an unknown type is %q", got)
	}
}

// TestSinceFor dates the pair by the gate of the model, and others by the catalogue. [SEED] [W-fw]
func TestSinceFor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ model, name, want string }{
		{"N510", "S_PROV_USERNAME", "BL192"}, {"N720", ItemDigestPassword, "BL84"}, {"DE700", "S_PROV_PASSWORD", "BL02.00.10"},
		{"DE410", "S_PROV_PASSWORD", "BL02.00.07"}, {"N510", "S_SPECIAL_DATA_SRV", "BL199"}, {"N510", "I_IP", ""},
		{"N870", "SystemSettings.global.CheckSyncRebootEnabled", "2.52.0"},
	} {
		m := lookupModel(t, tt.model)
		p, ok := LookupParameterFor(m, tt.name)
		if got := p.SinceFor(m).String(); !ok || got != tt.want {
			t.Errorf("%s has %s since %q, want %q", tt.model, tt.name, got, tt.want)
		}
	}
}

// TestLookupIsRemembered: what names mean is the same whether it is remembered or not, and not more than maxFound are.
func TestLookupIsRemembered(t *testing.T) {
	t.Parallel()
	rows, err := readCatalogueFiles(catalogueFile, catalogueTextsFile)
	if err != nil {
		t.Fatal(err)
	}
	x := newCatalogueIndex(rows)
	for n := range 2*maxFound + 1 {
		name := fmt.Sprintf("BS_VOIP_Data.astVoipAccounts[%d].ucVoipProviderIndex[%d]", n%100, n/100)
		if n%2 == 0 {
			name = fmt.Sprintf("SipProvider.%d.Name", n)
		}
		want := x.findItem(name)
		for range 2 {
			if diff := cmp.Diff(want, x.find(name), cmp.AllowUnexported(model.Firmware{})); diff != "" {
				t.Fatalf("%s (-found +remembered):\n%s", name, diff)
			}
		}
		if len(x.found) > maxFound {
			t.Fatalf("%d names are remembered, want %d at most", len(x.found), maxFound)
		}
	}
	if len(x.found) == 0 {
		t.Error("no name is remembered")
	}
}

// TestNearestOf finds the one of other names that was meant, whatever the case, and none where nothing is near.
func TestNearestOf(t *testing.T) {
	t.Parallel()
	names := []string{"mac", "model", "username", "password", "redirect_password"}
	for name, want := range map[string]string{
		"modell": "model", "usernme": "username", "Passwort": "password", "mac": "mac", "colour": "", "": "", "S_SIP_SERVR": "",
		strings.Repeat("x", 3*maxName): "",
	} {
		if got := NearestOf(name, names); got != want {
			t.Errorf("NearestOf(%.20q) = %q, want %q", name, got, want)
		}
	}
}
