package provdoc

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// modelNamed is the model with that name, which there must be.
func modelNamed(t testing.TB, name string) *model.Model {
	t.Helper()
	m, err := model.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// compareSecrets lets cmp compare what never prints.
var compareSecrets = cmp.Comparer(func(a, b digest.Secret) bool { return a.Reveal() == b.Reveal() })

// threeAccounts are what an administrator knows of three people. The third one does not work here yet.
func threeAccounts() []Account {
	off := false
	server := Endpoint{Host: "pbx.example.net"}
	return []Account{
		{Index: 1, Number: "1001", Name: "Desk", Password: digest.NewSecret("n0t-a-real-one"), Provider: Provider{Server: server}},
		{Index: 2, Number: "1002", Name: "Bürö & <Lab>", AuthName: "lab", Password: digest.NewSecret(`qu"o'te`), Provider: Provider{Server: server}},
		{
			Index: 3, Number: "1003", Name: "Łódź", Password: digest.NewSecret("n0t-a-real-one"), Active: &off,
			Provider: Provider{Server: Endpoint{"other.example.net", 5070}, Domain: "example.net", Registrar: Endpoint{"reg.example.net", 0}},
		},
	}
}

// accountModels are all models whose accounts are known.
func accountModels() []*model.Model {
	return slices.DeleteFunc(model.Models(), func(m *model.Model) bool {
		_, err := layoutOf(m)
		return err != nil
	})
}

// sharedServer is the provider that the layers of a device give to its accounts.
var sharedServer = Provider{Server: Endpoint{Host: "shared.example.net"}}

// completed is the account as it is set for a model whose layers have a server: with what nobody
// chose, and without what the model cannot say.
func completed(t testing.TB, m *model.Model, settings []Entry, a Account) Account {
	t.Helper()
	l, err := layoutOf(m)
	if err != nil {
		t.Fatal(err)
	}
	if !l.has(fieldActive) {
		a.Active = nil
	}
	before, found, err := FindAccount(m, settings, a)
	if err != nil {
		t.Fatal(err)
	}
	a, err = a.Complete(m, before, found, sharedServer)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// settingsOf sets accounts for a model, one after the other.
func settingsOf(t testing.TB, m *model.Model, accounts ...Account) []Entry {
	t.Helper()
	var settings []Entry
	for _, a := range accounts {
		var err error
		if settings, err = SetAccount(m, settings, completed(t, m, settings, a)); err != nil {
			t.Fatalf("%s: SetAccount(%d): %v", m.Name, a.Index, err)
		}
	}
	return settings
}

// TestAccountDocuments writes the same three accounts for every model: each document has the right items with the right
// numbers, and says what it is meant to say.
func TestAccountDocuments(t *testing.T) {
	t.Parallel()
	mac, err := model.ParseMAC("7C2F80123456")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range accountModels() {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			settings := settingsOf(t, m, threeAccounts()...)
			document, err := Build(Frame{Model: m, MAC: mac, Version: "0503261415", Entries: settings})
			if err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join("testdata", "accounts", m.Name+".xml"), string(document))
			if findings := Check(document, CheckOptions{Model: m}); len(findings) > 0 {
				t.Errorf("findings: %v", findings)
			}
			got, want := accountsIn(t, m, document), accountsOf(t, m, settings)
			if diff := cmp.Diff(withoutRegistration(want), got, compareSecrets); diff != "" {
				t.Errorf("accounts of the document (-want +got):\n%s", diff)
			}
		})
	}
}

// accountsOf is AccountsOf, which must know the model.
func accountsOf(t testing.TB, m *model.Model, settings []Entry) []Account {
	t.Helper()
	accounts, err := AccountsOf(m, settings)
	if err != nil {
		t.Fatal(err)
	}
	return accounts
}

// accountsIn are the accounts that a phone finds in a document.
func accountsIn(t testing.TB, m *model.Model, document []byte) []Account {
	t.Helper()
	d, _ := Parse(document)
	found, findings := d.Settings(m, nil)
	if len(findings) > 0 {
		t.Errorf("findings of the settings: %v", findings)
	}
	settings := make([]Entry, len(found))
	for i, s := range found {
		settings[i] = Entry{Name: s.Item, Value: s.Value}
	}
	return accountsOf(t, m, settings)
}

// withoutRegistration leaves out what a document does and does not set.
func withoutRegistration(accounts []Account) []Account {
	for i := range accounts {
		accounts[i].Register = false
	}
	return accounts
}

// TestEveryAccountItemIsInTheCatalogue looks each item up for each model, under the first numbers and the last.
func TestEveryAccountItemIsInTheCatalogue(t *testing.T) {
	t.Parallel()
	for _, m := range accountModels() {
		l, err := layoutOf(m)
		if err != nil {
			t.Fatal(err)
		}
		if l.limit(m) < 1 || l.evidence == "" {
			t.Errorf("%s has %d accounts, for which there is %q", m.Name, l.limit(m), l.evidence)
		}
		for _, rows := range [][]accountItem{l.items, l.shared, l.handset} {
			for _, it := range rows {
				for _, number := range []int{1, 2, min(6, l.limit(m)), l.limit(m)} {
					checkAccountItem(t, m, it, accountID{number: number})
				}
			}
		}
	}
}

func checkAccountItem(t *testing.T, m *model.Model, it accountItem, id accountID) {
	t.Helper()
	name := it.name(id)
	if name == "" && id.number != 1 {
		return
	}
	p, ok := LookupParameterFor(m, name)
	if !ok || !p.Has(m.Name) || p.Secret != (it.field == fieldPassword || it.field == fieldAccessCode) {
		t.Errorf("%s: %s (%s): known %v, of %v, secret %v", m.Name, name, accountForms[it.field].name, ok, p.Models, p.Secret)
	}
	if got, ok := it.match(itemOf(m, name)); !ok || got != id {
		t.Errorf("%s: %s is read as account %v, %v; want %v", m.Name, name, got, ok, id)
	}
}

// TestAccountNumbers is the numbering of each family, typed out: account 1 of the N510 has no number, but where the count
// begins with _1, and for its name both are written.
func TestAccountNumbers(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"N510/1": "BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_1=1 BS_IP_Data1.aucS_SIP_ACCOUNT_NAME_1=7 BS_IP_Data1.aucS_SIP_ACCOUNT_NAME=7 " +
			"BS_IP_Data3.aucS_SIP_LOGIN_ID=7 BS_IP_Data1.aucS_SIP_USER_ID=7 BS_Accounts.astAccounts[0].aucAccountName[0]=7 " +
			"BS_Accounts.astAccounts[0].uiSendMask=0x1 BS_Accounts.astAccounts[0].uiReceiveMask=0x1 BS_Accounts.astAccounts[0].ucState=1",
		"N510/6": "BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_6=1 BS_IP_Data1.aucS_SIP_ACCOUNT_NAME_6=7 " +
			"BS_IP_Data3.aucS_SIP_LOGIN_ID_6=7 BS_IP_Data1.aucS_SIP_USER_ID_6=7 BS_Accounts.astAccounts[5].aucAccountName[0]=7 " +
			"BS_Accounts.astAccounts[5].uiSendMask=0x20 BS_Accounts.astAccounts[5].uiReceiveMask=0x20 BS_Accounts.astAccounts[5].ucState=1",
		"N720/100": "BS_VOIP_Data.astVoipAccounts[99].aucS_SIP_LOGIN_ID[0]=7 BS_VOIP_Data.astVoipAccounts[99].aucS_SIP_USER_ID[0]=7 " +
			"BS_VOIP_Data.astVoipAccounts[99].ucB_SIP_ACCOUNT_IS_ACTIVE_1=1",
		"DE410/1":    "B_SIP_ACCOUNT_IS_ACTIVE_1=1 S_SIP_ACCOUNT_NAME_1=7 S_SIP_LOGIN_ID_1=7 S_SIP_USER_ID_1=7",
		"Maxwell3/2": "SIP.Account.1.Active=1 SIP.Account.1.AccountName=7 SIP.Account.1.AuthName=7 SIP.Account.1.Username=7",
		"N870/12":    "oper.add_hs.00012.hs.RegStatus=ToReg SipAccount.00012.AuthName=7 SipAccount.00012.UserName=7",
	} {
		modelName, number, _ := strings.Cut(name, "/")
		m := modelNamed(t, modelName)
		a, err := ParseAccount(m, number)
		if err != nil {
			t.Fatal(err)
		}
		a.Number = "7"
		if got := listed(settingsOf(t, m, a)); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, want)
		}
	}
}

// listed writes settings on one line.
func listed(settings []Entry) string {
	words := make([]string, len(settings))
	for i, s := range settings {
		words[i] = s.Name + "=" + s.Value
	}
	return strings.Join(words, " ")
}

// TestNewAccountBesideOtherSettings makes accounts of which the device had something already, but no number: they are new, and
// keep what was chosen. One that had a number is not.
func TestNewAccountBesideOtherSettings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ model, before, want string }{
		{
			"DE410", "S_SIP_SERVER_1=pbx",
			"S_SIP_SERVER_1=pbx B_SIP_ACCOUNT_IS_ACTIVE_1=1 S_SIP_ACCOUNT_NAME_1=7 S_SIP_LOGIN_ID_1=7 S_SIP_USER_ID_1=7 S_SIP_DOMAIN_1=pbx " +
				"I_SIP_SERVER_PORT_1=5060 S_SIP_REGISTRAR_1=pbx I_SIP_REGISTRAR_PORT_1=5060",
		},
		{
			"DE410", "S_SIP_SERVER_1=pbx I_SIP_SERVER_PORT_1=5070 S_SIP_DOMAIN_1=example.net B_SIP_ACCOUNT_IS_ACTIVE_1=0",
			"S_SIP_SERVER_1=pbx I_SIP_SERVER_PORT_1=5070 S_SIP_DOMAIN_1=example.net B_SIP_ACCOUNT_IS_ACTIVE_1=0 S_SIP_ACCOUNT_NAME_1=7 " +
				"S_SIP_LOGIN_ID_1=7 S_SIP_USER_ID_1=7 S_SIP_REGISTRAR_1=pbx I_SIP_REGISTRAR_PORT_1=5070",
		},
		{
			"N510", "S_SIP_DISPLAYNAME_2=Desk",
			"S_SIP_DISPLAYNAME_2=Desk BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_2=1 BS_IP_Data1.aucS_SIP_ACCOUNT_NAME_2=7 BS_IP_Data3.aucS_SIP_LOGIN_ID_2=7 " +
				"BS_IP_Data1.aucS_SIP_USER_ID_2=7 BS_Accounts.astAccounts[1].aucAccountName[0]=7 BS_Accounts.astAccounts[1].uiSendMask=0x2 " +
				"BS_Accounts.astAccounts[1].uiReceiveMask=0x2 BS_Accounts.astAccounts[1].ucState=1",
		},
		{
			"N510", "BS_Accounts.astAccounts[1].uiReceiveMask=0x5",
			"BS_Accounts.astAccounts[1].uiReceiveMask=0x5 BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_2=1 BS_IP_Data1.aucS_SIP_ACCOUNT_NAME_2=7 " +
				"BS_IP_Data3.aucS_SIP_LOGIN_ID_2=7 BS_IP_Data1.aucS_SIP_USER_ID_2=7 BS_Accounts.astAccounts[1].aucAccountName[0]=7 " +
				"BS_Accounts.astAccounts[1].ucState=1",
		},
		{"N870", "hs.00002.DECT_AC=1", "hs.00002.DECT_AC=1 oper.add_hs.00002.hs.RegStatus=ToReg SipAccount.00002.AuthName=7 SipAccount.00002.UserName=7"},
		{ // The provider of all accounts stays theirs.
			"N720", "BS_VOIP_Data.astVoipAccounts[%].ucVoipProviderIndex=0 BS_VOIP_Data.astVoipProviders[0].aucSIP_SERVER=pbx BS_VOIP_Data.astVoipProviders[0].uiSIP_SERVER_PORT=5060",
			"BS_VOIP_Data.astVoipAccounts[%].ucVoipProviderIndex=0 BS_VOIP_Data.astVoipProviders[0].aucSIP_SERVER=pbx BS_VOIP_Data.astVoipProviders[0].uiSIP_SERVER_PORT=5060 " +
				"BS_VOIP_Data.astVoipAccounts[1].aucS_SIP_LOGIN_ID[0]=7 BS_VOIP_Data.astVoipAccounts[1].aucS_SIP_USER_ID[0]=7 " +
				"BS_VOIP_Data.astVoipAccounts[1].ucB_SIP_ACCOUNT_IS_ACTIVE_1=1",
		},
		{"DE410", "S_SIP_USER_ID_1=6 S_SIP_SERVER_1=pbx I_SIP_SERVER_PORT_1=5060", "S_SIP_USER_ID_1=7 S_SIP_SERVER_1=pbx I_SIP_SERVER_PORT_1=5060 S_SIP_ACCOUNT_NAME_1=7 S_SIP_LOGIN_ID_1=7"},
	} {
		m, settings := modelNamed(t, c.model), entries(c.before)
		id := Account{Index: 2}
		if c.model == "DE410" {
			id.Index = 1
		}
		before, found, err := FindAccount(m, settings, id)
		if err != nil {
			t.Fatal(err)
		}
		a := before
		a.Number = "7"
		if a, err = a.Complete(m, before, found, sharedServer); err != nil {
			t.Fatal(err)
		}
		got, err := SetAccount(m, settings, a)
		if err != nil {
			t.Fatal(err)
		}
		byName := func(a, b Entry) int { return strings.Compare(a.Name, b.Name) }
		want := entries(c.want)
		slices.SortFunc(got, byName)
		slices.SortFunc(want, byName)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s, beside %s (-want +got):\n%s", c.model, c.before, diff)
		}
	}
}

// TestAccountRefusals asks for what a model cannot do. Every answer says what would be right, and none shows a password.
func TestAccountRefusals(t *testing.T) {
	t.Parallel()
	off := false
	for _, c := range []struct {
		model string
		a     Account
		want  string
	}{
		{"N510", Account{Index: 7}, `there is no account "7": the N510 has accounts 1 to 6`},
		{"N510", Account{Index: 0}, `there is no account "0": the N510 has accounts 1 to 6`},
		{"N510", Account{IPUI: "029e74a599"}, `there is no account "029e74a599": the N510 has accounts 1 to 6`},
		{"N720", Account{Index: 101}, `there is no account "101": the N720 has accounts 1 to 100`},
		{"N530", Account{Index: 7}, `there is no account "7": the N530 has accounts 1 to 6, and the IPUI of a handset, ten hexadecimal digits`},
		{"DX800A", Account{Index: 1}, "no source tells how a document sets the accounts of the DX800A: set its items one by one"},
		{"N510", Account{Index: 1, Receive: []int{7}}, "there is no handset 7: the N510 has handsets 1 to 6"},
		{"N720", Account{Index: 2, Receive: []int{3}, Send: []int{3}}, "on the N720 account n belongs to handset n: leave the handset out"},
		{"DE410", Account{Index: 1, Receive: []int{1}, Send: []int{1}}, "the DE410 has no handsets: leave the handset out"},
		{"N870", Account{Index: 1, Active: &off}, "state of account 1: no source tells how a document sets it on the N870: leave it out"},
		{"Maxwell3", Account{Index: 1, Provider: Provider{Proxy: Endpoint{"p", 1}}}, "outbound proxy of account 1: no source tells"},
		{"N720", Account{Index: 1, Provider: Provider{Transport: TLS}}, `transport of account 1: no source tells how the N720 is told "tls": give udp`},
		{"N510", Account{Index: 1, Provider: Provider{Transport: UDP}}, "transport of account 1: no source tells"},
		{"N510", Account{Index: 1, Password: digest.NewSecret(strings.Repeat("canary", 6))}, "password of account 1: is 36 characters long; at most 32 fit"},
		{"N510", Account{Index: 1, Provider: Provider{Server: Endpoint{"pbx", 70000}}}, `port of the server of account 1: "70000" is out of range; it is a number from 0 to 65535`},
		{"N720", Account{Index: 1, AccessCode: digest.NewSecret("canary")}, "access code of account 1: no source tells how a document sets it on the N720: leave it out"},
		{"N510", Account{Index: 1, Codecs: []Codec{"opus"}}, `codec "opus" is not known: the codecs are g711u, g711a, g726, g729, g722`},
		{"N510", Account{Index: 1, Codecs: []Codec{"g722", "g722"}}, `codec "g722" is given twice: give it once`},
	} {
		settings, err := SetAccount(modelNamed(t, c.model), nil, c.a)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: SetAccount(%+v) = %v, want %s", c.model, c.a, err, c.want)
		}
		if settings != nil {
			t.Errorf("%s: SetAccount(%+v) returns %v with its error", c.model, c.a, settings)
		}
	}
	if _, err := ParseAccount(modelNamed(t, "N510"), "one"); err == nil {
		t.Error("account one is a number")
	}
	if _, err := AccountsOf(nil, nil); err == nil {
		t.Error("there are accounts without a model")
	}
}

// TestAccountSecretsNeverPrint formats an account in every way that a log or an error could.
func TestAccountSecretsNeverPrint(t *testing.T) {
	t.Parallel()
	a := Account{Index: 1, Password: digest.NewSecret("canary"), AccessCode: digest.NewSecret("canary")}
	asJSON, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprint(a), fmt.Sprintf("%+v", a), fmt.Sprintf("%#v", a), fmt.Sprintf("%s", a.Password), string(asJSON), a.Password.LogValue().String()} {
		if strings.Contains(text, "canary") {
			t.Errorf("%q shows the password", text)
		}
	}
	if got := fmt.Sprint(digest.Secret{}); got != "" {
		t.Errorf("no password prints as %q", got)
	}
}
