package phone

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/offhook/offhook/provdoc"
)

const (
	nameItem = "BS_IP_Data1.aucS_SIP_ACCOUNT_NAME"
	nameTag  = `<S_SIP_ACCOUNT_NAME%s class="string" value="tag"/>`
)

// TestFirstAccountName: of the two names of the first account a switch says which the phone knows. [R-haphone] [R-wazo] [R-gs5]
func TestFirstAccountName(t *testing.T) {
	t.Parallel()
	both := found(document(sets(nameItem, "plain") + sets(nameItem+"_1", "numbered") + sets(nameItem+"_2", "two")))
	for _, name := range []string{"N510", "C610", "N300"} {
		for value, c := range map[string]struct{ plain, numbered string }{"both": {"plain", "numbered"}, "numbered": {"", "numbered"}, "plain": {"plain", ""}} {
			m := newTestPhone(t, name, "", withSwitch("first-account-name", value))
			codes := findingCodes(m, start, both)
			holds(t, m, nameItem, c.plain)
			holds(t, m, nameItem+"_1", c.numbered)
			holds(t, m, nameItem+"_2", "two")
			if unknown := slices.Contains(codes, "unknown-item"); unknown != (value != "both") {
				t.Errorf("%s, %s: findings %q", name, value, codes)
			}
		}
	}
	for value, number := range map[string]string{"numbered": "", "plain": "_1"} {
		m := newTestPhone(t, "N510", "", withSwitch("first-account-name", value))
		want(t, value, play(m, start, found(document(fmt.Sprintf(nameTag, number)))), "get, provisioned")
		holds(t, m, nameItem+number, "")
		m = newTestPhone(t, "N510", "", withSwitch("first-account-name", value), withSwitch("unknown-items", "store"))
		want(t, value+", stored all the same", play(m, start, found(document(sets(nameItem+number, "x")))), "get, provisioned")
		holds(t, m, nameItem+number, "x")
	}
}

// TestPhoneSystemItem: which spelling of the item behind I_PHONE_SYSTEM counts, and so whether S_PROV_* does. [SEED]
func TestPhoneSystemItem(t *testing.T) {
	t.Parallel()
	const tags = `<S_PROV_USERNAME class="string" value="u"/>`
	for _, c := range []struct {
		value, item string
		counts      bool
	}{
		{"both", "ucl", true}, {"both", "ucI", true}, {"ucl", "ucl", true}, {"ucl", "ucI", false}, {"ucI", "ucl", false}, {"ucI", "ucI", true},
	} {
		m := newTestPhone(t, "N720", "", withSwitch("phone-system-item", c.value))
		body := document(fmt.Sprintf(`<SYMB_ITEM ID="BS_IP_Data.%s_PHONE_SYSTEM" class="symb_item" value="0x5"/>`, c.item) + tags)
		codes := findingCodes(m, start, found(body))
		user, system := "", ""
		if c.counts {
			user, system = "u", "0x5"
		}
		holds(t, m, provdoc.ItemDigestUsername, user)
		holds(t, m, provdoc.ItemPhoneSystem, system)
		if unknown := slices.Contains(codes, "unknown-item"); unknown == c.counts {
			t.Errorf("%s of a phone with %s: findings %q", c.item, c.value, codes)
		}
		m = newTestPhone(t, "N720", "", withSwitch("phone-system-item", c.value))
		play(m, start, found(document(`<I_PHONE_SYSTEM class="integer" value="5"/>`+tags)))
		holds(t, m, provdoc.ItemDigestUsername, "u")
	}
}

// TestPercentIndex: [%] behind the name of a text is all of it, or by a switch an item that the phone does not know; inside a name
// it is every element in any case. [R-wazo]
func TestPercentIndex(t *testing.T) {
	t.Parallel()
	const every, one = "BS_VOIP_Data.astVoipAccounts[%].aucS_SIP_DISPLAYNAME", "BS_VOIP_Data.astVoipAccounts[3].aucS_SIP_DISPLAYNAME"
	const server = "BS_IP_Data.aucS_DATA_SERVER"
	for value, kept := range map[string]string{"whole": "x", "unknown": ""} {
		m := newTestPhone(t, "N720", "", withSwitch("percent-index", value))
		body := sets(server+"[%]", "x") + sets(every, "y")
		want(t, value, play(m, start, found(document(body))), "get, provisioned")
		holds(t, m, server, kept)
		if got, _ := m.NVM().Get(one); got != "y" {
			t.Errorf("%s: the third account is %q, want y", value, got)
		}
	}
}

// TestBareStrings: a text of a SYMB_ITEM without quotes inside is taken, or by a switch skipped; tags and numbers have none.
func TestBareStrings(t *testing.T) {
	t.Parallel()
	body := document(symbolicPair + `<SYMB_ITEM ID="BS_IP_Data.ucB_AUTO_UPDATE_FW" class="symb_item" value="1"/>`)
	quoted := strings.NewReplacer(`value="`+testUser+`"`, `value='"`+testUser+`"'`, `value="`+testPassword+`"`, `value='"`+testPassword+`"'`).Replace(body)
	for _, c := range []struct{ value, body, user string }{{"take", body, testUser}, {"take", quoted, testUser}, {"skip", body, ""}, {"skip", quoted, testUser}} {
		m := newTestPhone(t, "N720", "", withSwitch("bare-strings", c.value))
		codes := findingCodes(m, start, found(c.body))
		holds(t, m, provdoc.ItemDigestUsername, c.user)
		holds(t, m, "BS_IP_Data.ucB_AUTO_UPDATE_FW", "1")
		if skipped := slices.Contains(codes, "bad-value"); skipped != (c.user == "") {
			t.Errorf("%s: findings %q", c.value, codes)
		}
	}
	m := newTestPhone(t, "N510", "", withSwitch("bare-strings", "skip"))
	play(m, start, found(document(`<S_PROV_USERNAME class="string" value="u"/>`)))
	holds(t, m, provdoc.ItemDigestUsername, "u")
}

// TestOldLimits: a limit of the older memory map alone counts, or by a switch does not; those that are documented always do.
// [R-gigahack] [G p5]
func TestOldLimits(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 80)
	body := found(document(
		sets("BS_IP_Data1.aucS_SIP_PASSWORD", long) + sets("BS_IP_Data1.aucS_SIP_PROVIDER_NAME", long) + sets("BS_IP_Data1.aucS_SIP_USER_ID", long) +
			sets("BS_IP_Data1.aucS_DATA_SERVER", long) + sets("BS_IP_Data.aucS_HTTP_DIGEST_USERNAME", long)))
	for value, kept := range map[string]string{"heed": "", "ignore": long} {
		m := newTestPhone(t, "N510", "", withSwitch("old-limits", value))
		want(t, value, play(m, start, body), "get, provisioned")
		for _, item := range []string{"aucS_SIP_PASSWORD", "aucS_SIP_PROVIDER_NAME", "aucS_SIP_USER_ID"} {
			holds(t, m, "BS_IP_Data1."+item, kept)
		}
		holds(t, m, "BS_IP_Data1.aucS_DATA_SERVER", "")
		holds(t, m, provdoc.ItemDigestUsername, "")
	}
}

// TestConfiguredPairOfNewerFamilies: by a switch the firmware of Maxwell and the Nx70 class knows no configured pair: it sends none,
// takes none from a document or a person, and keeps none. [W-mx] [W-redirdigest]
func TestConfiguredPairOfNewerFamilies(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Maxwell3", "N870"} {
		off := []option{webPair, withSwitch("configured-pair", "off")}
		if name == "Maxwell3" {
			off = append(off, withSwitch("dialogue", "off"))
		}
		want(t, name, play(newTestPhone(t, name, "", off...), refused(2)...), "get, integrated, refused")
		m := newTestPhone(t, name, "", append(off[1:], withSwitch("configured-pair", "off"))...)
		if m.UsesConfiguredPair() {
			t.Errorf("%s takes a pair", name)
		}
	}
	pair := `<provisioning version="1.1" productID="mx3b"><nvm><param name="System.Security.HttpAuthUsername" value="u"/></nvm></provisioning>`
	m := newTestPhone(t, "Maxwell3", "", withSwitch("configured-pair", "off"))
	if codes := findingCodes(m, start, found(pair)); !slices.Contains(codes, CodePairNotTaken) {
		t.Errorf("findings %q, want %s", codes, CodePairNotTaken)
	}
	holds(t, m, "System.Security.HttpAuthUsername", "")
	m = maxwellPrompt(t, withSwitch("configured-pair", "off"))
	want(t, "typed", play(m, typedOK, found(strings.Replace(pair, "Username", "Nothing", 1))), "ok, prompt, provisioned")
	holds(t, m, "System.Security.HttpAuthUsername", "")
}

// TestFileNameCaseOfLegacy: the MAC in generated names is in upper case on the legacy models, or by a switch in lower case.
func TestFileNameCaseOfLegacy(t *testing.T) {
	t.Parallel()
	const template = "http://prov.example.net/%MACD.xml"
	for value, name := range map[string]string{"upper": testMAC, "lower": strings.ToLower(testMAC)} {
		for _, model := range []string{"N510", "N720", "DE410", "C610"} {
			m := newTestPhone(t, model, "", withSwitch("file-name-case", value))
			want(t, model+" "+value, lives(m, Start{URL: template}), "get http://prov.example.net/"+name+".xml")
		}
	}
}
