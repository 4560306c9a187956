package provdoc

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/offhook/offhook/model"
)

func TestDocumentedTable(t *testing.T) {
	t.Parallel()
	for _, row := range slices.Concat(documentedTable, documentedParams) {
		for name := range strings.FieldsSeq(row.models) {
			m, err := model.Lookup(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, alias := range []string{row.tag, row.item} {
				if alias == "" {
					continue
				}
				p, ok := LookupParameterFor(m, alias)
				if err := row.differs(p, name); !ok || err != nil {
					t.Errorf("%s: %s: found %v: %v", name, alias, ok, err)
				}
			}
		}
	}
}

// differs says how a parameter of the catalogue differs from the documented row.
func (row tableRow) differs(p Parameter, modelName string) error {
	var all []error
	check := func(right bool, what string) {
		if !right {
			all = append(all, errors.New(what))
		}
	}
	check(p.Tag == row.tag, "tag "+p.Tag)
	check(p.Item == row.item, "item "+p.Item)
	check(p.Type == row.kind, "type")
	check(p.MaxLen == row.maxLen, "length")
	check(p.Min == row.low && p.Max == row.high, "range")
	check(p.Secret == row.secret, "secret")
	check(p.Condition == row.condition, "condition "+p.Condition)
	check(p.Has(modelName), "models "+strings.Join(p.Models, " "))
	return errors.Join(all...)
}

func TestEveryParameterIsDocumented(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{}
	for _, row := range slices.Concat(documentedTable, documentedParams) {
		documented[row.tag], documented[row.item] = true, true
	}
	// Seen in templates for N720 beyond the documented table. [R-wazo]
	for _, item := range []string{
		"BS_VOIP_Data.ucI_DTMF_TX_MODE_BITS", "BS_VOIP_Data.ucB_DTMF_TX_MODE_AUTO", "BS_VOIP_Data.ucB_USE_R_KEY_FOR_CALL_TRANSFER",
		"BS_VOIP_Data.astVoipAccounts[99].aucS_VOIP_NET_AM_NUMBER_1", "BS_VOIP_Data.astVoipAccounts[99].ucB_VOIP_NET_AM_ENABLED_1",
		"BS_VOIP_Data.astVoipAccounts[99].ucB_VOIP_CALLFORWARDING_STATUS", "BS_VOIP_Data.astVoipAccounts[99].ucI_VOIP_CALLFORWARDING_WHEN",
		"BS_VOIP_Data.astVoipAccounts[99].aucS_VOIP_CALLFORWARDING_NUMBER",
		"BS_VOIP_Data.astVoipProviders[0].aucSTUN_SERVER", "BS_VOIP_Data.astVoipProviders[0].uiSTUN_SERVER_PORT",
		"BS_VOIP_Data.astVoipProviders[0].uiRE_STUN_TIMER", "BS_VOIP_Data.astVoipProviders[0].uiRE_REGISTRATION_TIMER",
		"BS_VOIP_Data.astVoipProviders[0].ucSIP_USE_STUN",
		"BS_XML_Netdirs.astNetdirProvider[0].aucYellowPagesDirName", "BS_XML_Netdirs.astNetdirProvider[0].aucPrivatePagesDirName",
		"BS_XML_Netdirs.astNetdirProvider[0].aucCountryCode", "BS_XML_Netdirs.astNetdirProvider[0].ucAuthPossibilities",
		"BS_XML_Netdirs.astNetdirProvider[0].bitfldCap.bSearchBusinessCap", "BS_XML_Netdirs.astNetdirProvider[0].bitfldCap.bReverseSearchCap",
		"BS_XML_Netdirs.astNetdirProvider[0].bitfldCap.bAutolookupCap", "BS_XML_Netdirs.astNetdirProvider[0].bitfldCap.bPrivateDirectoryCap",
		"BS_XML_Netdirs.astNetdirProvider[0].bitfldCap.bPrivateDirectoryNicknameCap",
	} {
		documented[item] = true
	}
	for _, item := range templateParams {
		documented[item] = true
	}
	first := strings.NewReplacer("[_n]", "", "[n-1]", "[1]", "[0-99]", "[99]", "[0-7]", "[5]", "[0-5]", "[5]", "[p]", "[0]", "[i]", "[3]",
		"Netdir.{i}", "Netdir.1", "XMLDir.{i}", "XMLDir.1", "WebUIAccounts.{i}", "WebUIAccounts.1", "{i}", "0", "{key}", "00001")
	for _, p := range Parameters() {
		for _, pattern := range []string{p.Tag, p.Item} {
			name := first.Replace(pattern)
			if base, ok := strings.CutSuffix(name, "_n"); ok {
				name = base + "_1"
			}
			if name != "" && !documented[name] {
				t.Errorf("%q of the catalogue is not in the documented table as %q", pattern, name)
			}
		}
	}
}

// parameterFor looks a parameter up that must be there.
func parameterFor(t *testing.T, modelName, name string) Parameter {
	t.Helper()
	m, err := model.Lookup(modelName)
	if err != nil {
		t.Fatal(err)
	}
	p, ok := LookupParameterFor(m, name)
	if !ok {
		t.Fatalf("%s does not have %s", modelName, name)
	}
	return p
}

const everyModel = "N510 N720 DE900 DE700 DE410 DE310"

func TestSpec11WebLocation(t *testing.T) {
	t.Parallel()
	for name := range strings.FieldsSeq(everyModel) {
		for tag, field := range map[string]string{"S_PROV_USERNAME": "HTTP Digest Username", "S_PROV_PASSWORD": "HTTP Digest Password"} {
			want := "Settings - Security Settings - Server Authentication - " + field
			if got := parameterFor(t, name, tag).Web; got != want {
				t.Errorf("%s: %s is at %q, want %q", name, tag, got, want)
			}
		}
	}
}

// checkLimit checks that both names of a credential take 50 characters and not 51, and that the error shows neither.
func checkLimit(t *testing.T, tag, item string) {
	t.Helper()
	fits, tooLong := strings.Repeat("\u00fc", 50), strings.Repeat("x", 51)
	for name := range strings.FieldsSeq(everyModel) {
		for _, alias := range []string{tag, item, item + "[0]"} {
			p := parameterFor(t, name, alias)
			if err := p.Validate(fits); err != nil {
				t.Errorf("%s: %s refuses 50 characters: %v", name, alias, err)
			}
			err := p.Validate(tooLong)
			if err == nil || err.Error() != "is 51 characters long; at most 50 fit" {
				t.Errorf("%s: %s and 51 characters: %v", name, alias, err)
			}
		}
	}
}

func TestSpec29UsernameLimit(t *testing.T) {
	t.Parallel()
	checkLimit(t, "S_PROV_USERNAME", "BS_IP_Data.aucS_HTTP_DIGEST_USERNAME")
}

func TestSpec33PasswordLimit(t *testing.T) {
	t.Parallel()
	checkLimit(t, "S_PROV_PASSWORD", "BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD")
}

// checkCondition checks that a tag has its condition on the N720 and on no other model.
func checkCondition(t *testing.T, tag string) {
	t.Helper()
	for name := range strings.FieldsSeq(everyModel) {
		want := ""
		if name == "N720" {
			want = "I_PHONE_SYSTEM=5"
		}
		if got := parameterFor(t, name, tag).Condition; got != want {
			t.Errorf("%s: %s has condition %q, want %q", name, tag, got, want)
		}
	}
}

func TestSpec31UsernameCondition(t *testing.T) {
	t.Parallel()
	checkCondition(t, "S_PROV_USERNAME")
}

func TestSpec35PasswordCondition(t *testing.T) {
	t.Parallel()
	checkCondition(t, "S_PROV_PASSWORD")
}

// checkItem checks that a tag and its item are one parameter, of that class and secrecy.
func checkItem(t *testing.T, tag, item, class string, secret bool) {
	t.Helper()
	for _, alias := range []string{tag, item, item + "[%]"} {
		if class == classInteger && strings.HasSuffix(alias, "]") {
			continue
		}
		p := parameterFor(t, "N720", alias)
		if p.Tag != tag || p.Item != item || p.Class != class || p.Secret != secret {
			t.Errorf("%s is tag %s, item %s, class %s, secret %v", alias, p.Tag, p.Item, p.Class, p.Secret)
		}
	}
}

func TestSpec32UsernameItem(t *testing.T) {
	t.Parallel()
	checkItem(t, "S_PROV_USERNAME", "BS_IP_Data.aucS_HTTP_DIGEST_USERNAME", "string", false)
}

func TestSpec36PasswordItem(t *testing.T) {
	t.Parallel()
	checkItem(t, "S_PROV_PASSWORD", "BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD", "string", true)
}

func TestSpec37PhoneSystemValues(t *testing.T) {
	t.Parallel()
	p := parameterFor(t, "N720", "I_PHONE_SYSTEM")
	for _, value := range []string{"0", "5", "0x5"} {
		if err := p.Validate(value); err != nil {
			t.Errorf("I_PHONE_SYSTEM %s: %v", value, err)
		}
	}
	if err := p.Validate("Broadsoft"); err == nil {
		t.Error("I_PHONE_SYSTEM takes a word")
	}
}

func TestSpec39PhoneSystemItem(t *testing.T) {
	t.Parallel()
	checkItem(t, "I_PHONE_SYSTEM", "BS_IP_Data.ucl_PHONE_SYSTEM", "integer", false)
	if p := parameterFor(t, "N720", "BS_IP_Data.ucI_PHONE_SYSTEM"); p.Item != "BS_IP_Data.ucl_PHONE_SYSTEM" {
		t.Errorf("the other spelling is item %s", p.Item)
	}
}

func TestSinceOfSpecialDataServer(t *testing.T) {
	t.Parallel()
	for name, since := range map[string]string{
		"N510": "BL199", "DE900": "BL02.00.08", "DE700": "BL02.00.08", "DE410": "BL02.00.05", "DE310": "BL02.00.05",
	} {
		if got := parameterFor(t, name, "S_SPECIAL_DATA_SRV").Since.String(); got != since {
			t.Errorf("%s has S_SPECIAL_DATA_SRV since %s, want %s", name, got, since)
		}
	}
	if got := parameterFor(t, "N510", "S_DATA_SERVER").Since; !got.IsZero() {
		t.Errorf("S_DATA_SERVER came with %s, and no source says so", got)
	}
}
