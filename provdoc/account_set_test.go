package provdoc

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/offhook/offhook/digest"
)

// entries reads settings as a test writes them: NAME=VALUE with spaces between.
func entries(text string) (list []Entry) {
	for word := range strings.FieldsSeq(text) {
		name, value, _ := strings.Cut(word, "=")
		list = append(list, Entry{Name: name, Value: value})
	}
	return list
}

// TestSetAccountKeepsWhatWasThere changes one value: what the administrator wrote as raw items keeps its name, its place and
// its form, whether it is part of the account or not.
func TestSetAccountKeepsWhatWasThere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ model, before, after string }{
		{
			"N510",
			"BS_CUSTOM.aucKdsPin=0x12,0x34 S_SIP_SERVER=old.example.net BS_IP_Data1.uiI_SIP_SERVER_PORT=0x13c4 S_SIP_SERVER_2=two BS_IP_Data1.aucS_SIP_SERVER..attr=UI_LOCK",
			"BS_CUSTOM.aucKdsPin=0x12,0x34 S_SIP_SERVER=new BS_IP_Data1.uiI_SIP_SERVER_PORT=0x13c4 S_SIP_SERVER_2=two BS_IP_Data1.aucS_SIP_SERVER..attr=UI_LOCK",
		},
		{
			"DE410",
			"S_SIP_SERVER_1=old B_REMOTE_MANAGEMENT=0 I_SIP_SERVER_PORT_1=5060 S_STUN_SERVER_1=stun",
			"S_SIP_SERVER_1=new B_REMOTE_MANAGEMENT=0 I_SIP_SERVER_PORT_1=5060 S_STUN_SERVER_1=stun",
		},
		{
			"N720",
			"BS_VOIP_Data.astVoipAccounts[%].ucVoipProviderIndex=0 BS_VOIP_Data.astVoipProviders[0].aucSIP_SERVER=old BS_VOIP_Data.astVoipProviders[0].uiSIP_SERVER_PORT=0x13c4 BS_VOIP_Data.astVoipProviders[0].NetCodeDND_ON=*1 BS_VOIP_Data.astVoipAccounts[0].aucS_SIP_USER_ID=1",
			// Provider 0 is that of every account, so that account 1 gets another one.
			"BS_VOIP_Data.astVoipAccounts[%].ucVoipProviderIndex=0 BS_VOIP_Data.astVoipProviders[0].aucSIP_SERVER=old BS_VOIP_Data.astVoipProviders[0].uiSIP_SERVER_PORT=0x13c4 BS_VOIP_Data.astVoipProviders[0].NetCodeDND_ON=*1 BS_VOIP_Data.astVoipAccounts[0].aucS_SIP_USER_ID=1 " +
				"BS_VOIP_Data.astVoipAccounts[0].ucVoipProviderIndex=1 BS_VOIP_Data.astVoipProviders[1].aucSIP_PROVIDER_NAME[%]=new BS_VOIP_Data.astVoipProviders[1].aucSIP_SERVER[%]=new BS_VOIP_Data.astVoipProviders[1].uiSIP_SERVER_PORT=5060",
		},
		{
			"N870",
			"hs.029e74a599.DECT_AC=1234 SipAccount.029e74a599.ProviderId=4 SipProvider.4.ProxyServerAddress=old SipProvider.4.ProxyServerPort=5060 SipProvider.4.DnsQuery=1",
			"hs.029e74a599.DECT_AC=1234 SipAccount.029e74a599.ProviderId=4 SipProvider.4.ProxyServerAddress=new SipProvider.4.ProxyServerPort=5060 SipProvider.4.DnsQuery=1",
		},
	} {
		m, settings := modelNamed(t, c.model), entries(c.before)
		accounts := accountsOf(t, m, settings)
		if len(accounts) == 0 {
			t.Errorf("%s: no account in %s", c.model, c.before)
			continue
		}
		a := accounts[0]
		a.Provider.Server.Host = "new"
		got, err := SetAccount(m, settings, a)
		if err != nil {
			t.Errorf("%s: %v", c.model, err)
		}
		if diff := cmp.Diff(entries(c.after), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.model, diff)
		}
		if diff := cmp.Diff(entries(c.before), settings); diff != "" {
			t.Errorf("%s: the settings handed in have changed:\n%s", c.model, diff)
		}
	}
}

// TestSharedProviders follows the providers of an N720: accounts with the same server share one, a server that only one
// account has is changed in its place, and a provider that nobody has any more goes.
func TestSharedProviders(t *testing.T) {
	t.Parallel()
	m := modelNamed(t, "N720")
	account := func(index int, host string) Account {
		return Account{Index: index, Number: "1", Provider: Provider{Server: Endpoint{host, 5060}, Domain: host}}
	}
	var settings []Entry
	for _, step := range []struct {
		what string
		a    Account
		want string // the provider of each account
	}{
		{"the first account", account(1, "a"), "a:0"},
		{"another one beside it", account(2, "a"), "a:0 a:0"},
		{"another server for the second", account(2, "b"), "a:0 b:1"},
		{"a third one with that", account(3, "b"), "a:0 b:1 b:1"},
		{"the first one too", account(1, "b"), "b:1 b:1 b:1"},
		{"a server of its own again", account(1, "c"), "c:0 b:1 b:1"},
		{"which moves", account(1, "d"), "d:0 b:1 b:1"},
		{"no server", account(1, ""), " b:1 b:1"},
	} {
		if step.a.Provider.Server.Host == "" {
			step.a.Provider = Provider{}
		}
		var err error
		if settings, err = SetAccount(m, settings, step.a); err != nil {
			t.Fatalf("%s: %v", step.what, err)
		}
		var got []string
		used := map[int]bool{}
		for _, a := range accountsOf(t, m, settings) {
			got = append(got, "")
			if a.Shared != nil {
				got[len(got)-1] = a.Provider.Server.Host + ":" + writeShared(&a)
				used[*a.Shared] = true
			}
		}
		if text := strings.Join(got, " "); text != step.want {
			t.Errorf("%s: got %q, want %q", step.what, text, step.want)
		}
		if n := strings.Count(listed(settings), "aucSIP_SERVER"); n != len(used) {
			t.Errorf("%s: %d providers for %d that are used: %s", step.what, n, len(used), listed(settings))
		}
	}
}

// TestRemoveAccount takes accounts away again until nothing of them is left, and nothing else is gone.
func TestRemoveAccount(t *testing.T) {
	t.Parallel()
	for _, m := range accountModels() {
		settings := settingsOf(t, m, threeAccounts()...)
		settings = slices.Insert(settings, len(settings)/2, Entry{Name: "X.y", Value: "kept"})
		for _, index := range []int{2, 1, 3} {
			var ok bool
			if settings, ok = RemoveAccount(m, settings, Account{Index: index}); !ok {
				t.Errorf("%s has no account %d to remove", m.Name, index)
			}
			if _, found, err := FindAccount(m, settings, Account{Index: index}); found || err != nil {
				t.Errorf("%s: account %d is still there: %v", m.Name, index, err)
			}
		}
		if got := listed(settings); got != "X.y=kept" {
			t.Errorf("%s: left over: %s", m.Name, got)
		}
		if _, ok := RemoveAccount(m, settings, Account{Index: 1}); ok {
			t.Errorf("%s: an account that is not there was removed", m.Name)
		}
	}
}

// TestAccountInUnknownTerms reads what other tools write, and what nobody knows stays without being understood.
func TestAccountInUnknownTerms(t *testing.T) {
	t.Parallel()
	settings := entries("S_SIP_USER_ID_2=1002 BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_2=true BS_IP_Data1.ucI_OUTBOUND_PROXY_MODE_2=9 " +
		"BS_IP_Data1.ucI_SIP_PREFERRED_VOCODER_2=0x05,0x63,0x01,0xff,0xff BS_Accounts.astAccounts[1].uiReceiveMask=5 " +
		"BS_Accounts.astAccounts[7].uiReceiveMask=1 BS_IP_Data1.uiI_SIP_SERVER_PORT_2=0x13c4 BS_IP_Data1.aucS_SIP_SERVER_2[%]=pbx")
	on := true
	want := []Account{{
		Index: 2, Number: "1002", Active: &on, Codecs: []Codec{"g722", "g711a"}, Receive: []int{1, 3},
		Provider: Provider{Server: Endpoint{"pbx", 5060}},
	}}
	if diff := cmp.Diff(want, accountsOf(t, modelNamed(t, "N510"), settings), compareSecrets); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
}

// TestSettingsForAllAccounts reads what is set for every element at once, of accounts and of providers.
func TestSettingsForAllAccounts(t *testing.T) {
	t.Parallel()
	m := modelNamed(t, "N720")
	settings := entries("BS_VOIP_Data.astVoipAccounts[%].ucVoipProviderIndex=2 BS_VOIP_Data.astVoipProviders[%].aucSIP_DOMAIN[%]=d " +
		"BS_VOIP_Data.astVoipAccounts[4].aucS_SIP_USER_ID=5 BS_VOIP_Data.astVoipAccounts[%].ucB_SIP_ACCOUNT_IS_ACTIVE_1=0")
	two, off := 2, false
	want := []Account{{Index: 5, Number: "5", Active: &off, Provider: Provider{Domain: "d"}, Shared: &two}}
	if diff := cmp.Diff(want, accountsOf(t, m, settings), compareSecrets); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
	// An account that is not there has what all have.
	a, found, err := FindAccount(m, settings, Account{Index: 6})
	want[0].Index, want[0].Number = 6, ""
	if diff := cmp.Diff(want[0], a, compareSecrets); found || err != nil || diff != "" {
		t.Errorf("FindAccount(6): %v, %v (-want +got):\n%s", found, err, diff)
	}
}

// TestOverruledAccount does not claim to have set what another setting overrules.
func TestOverruledAccount(t *testing.T) {
	t.Parallel()
	settings := entries("BS_VOIP_Data.astVoipAccounts[0].aucS_SIP_USER_ID=1 BS_VOIP_Data.astVoipAccounts[%].aucS_SIP_USER_ID=9")
	_, err := SetAccount(modelNamed(t, "N720"), settings, Account{Index: 1, Number: "2"})
	if err == nil || !strings.Contains(err.Error(), "number of account 1: another setting") {
		t.Errorf("SetAccount = %v", err)
	}
}

// TestHandsetNames names handsets of the families that can.
func TestHandsetNames(t *testing.T) {
	t.Parallel()
	m := modelNamed(t, "N510")
	settings := entries("BS_AE_Subscriber.stMtDat[2].aucTlnName=Old")
	for _, h := range []Handset{{3, "Hall"}, {1, "Desk"}} {
		var err error
		if settings, err = SetHandset(m, settings, h); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := listed(settings), "BS_AE_Subscriber.stMtDat[2].aucTlnName=Hall BS_AE_Subscriber.stMtDat[0].aucTlnName[0]=Desk"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if diff := cmp.Diff([]Handset{{1, "Desk"}, {3, "Hall"}}, HandsetsOf(m, settings)); diff != "" {
		t.Errorf("HandsetsOf (-want +got):\n%s", diff)
	}
	settings, err := SetHandset(m, settings, Handset{Index: 3})
	if err != nil || listed(settings) != "BS_AE_Subscriber.stMtDat[0].aucTlnName[0]=Desk" {
		t.Errorf("without its name: %s, %v", listed(settings), err)
	}
	for name, want := range map[string]string{
		"N510": "there is no handset 7: the N510 has handsets 1 to 6", "N720": "no source tells how a document names the handsets of the N720",
		"DE900": "no source tells", "DX800A": "no source tells",
	} {
		if _, err := SetHandset(modelNamed(t, name), nil, Handset{7, "x"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: SetHandset(7) = %v, want %s", name, err, want)
		}
	}
}

// printable draws text that an administrator can enter, of at most length characters.
func printable(length int) *rapid.Generator[string] {
	hard := rapid.SampledFrom([]rune("&<>\"'];[% \\=:@äßÄéŁźЖ中🙂"))
	anything := rapid.Rune().Filter(func(r rune) bool { return r >= ' ' && (r < 0x7F || r > 0xA0) && isXMLChar(r) && utf8.ValidRune(r) })
	return rapid.StringOfN(rapid.OneOf(hard, anything), 0, length, -1)
}

// hosts draws the host of a server, "" for none.
func hosts() *rapid.Generator[string] {
	return rapid.StringMatching(`([A-Za-z0-9_]{1,20}\.)?[a-z][A-Za-z0-9-]{0,20}[a-z0-9]|192\.0\.2\.[1-9]|2001:db8::[1-9]|`)
}

// drawAccount draws what an administrator could know of an account of any family.
func drawAccount(t *rapid.T, index int) Account {
	endpoint := func(label string) Endpoint {
		e := Endpoint{Host: hosts().Draw(t, label)}
		if e.Host != "" {
			e.Port = rapid.IntRange(1, 65535).Draw(t, label+" port")
		}
		return e
	}
	return Account{
		Index: index, Number: printable(16).Draw(t, "number"), Name: printable(32).Draw(t, "name"), AuthName: printable(60).Draw(t, "user"),
		Password: digest.NewSecret(printable(32).Draw(t, "password")),
		Provider: Provider{Domain: hosts().Draw(t, "domain"), Server: endpoint("server"), Registrar: endpoint("registrar")},
	}
}

// TestAccountsSurviveADocument sets accounts with any printable text and any host for any model, in
// any order and more than once: the document that is made of them says the same when a phone has
// parsed it.
func TestAccountsSurviveADocument(t *testing.T) {
	t.Parallel()
	models := accountModels()
	rapid.Check(t, func(r *rapid.T) {
		m := rapid.SampledFrom(models).Draw(r, "model")
		var settings []Entry
		for _, index := range rapid.SliceOfN(rapid.IntRange(1, 4), 1, 6).Draw(r, "accounts") {
			a := completed(t, m, settings, drawAccount(r, index))
			var err error
			if settings, err = SetAccount(m, settings, a); err != nil {
				r.Fatalf("%s: %v", m.Name, err)
			}
			if got, _, _ := FindAccount(m, settings, a); got.values() != a.withShared(got).values() {
				r.Fatalf("%s: account %d reads back as %q, want %q", m.Name, index, got.values(), a.values())
			}
		}
		document, err := Build(Frame{Model: m, Entries: settings})
		if err != nil {
			r.Fatalf("%s: %v", m.Name, err)
		}
		if diff := cmp.Diff(withoutRegistration(accountsOf(t, m, settings)), accountsIn(t, m, document), compareSecrets); diff != "" {
			r.Fatalf("%s: (-set +parsed):\n%s\n%s", m.Name, diff, document)
		}
	})
}

// withShared is the account with the provider that was chosen for it.
func (a Account) withShared(got Account) Account {
	a.Shared = got.Shared
	return a
}

// FuzzAccountsOf reads accounts in any settings: it never panics, and what it read can be set again without a change.
func FuzzAccountsOf(f *testing.F) {
	f.Add("N510", "S_SIP_SERVER_2=x BS_Accounts.astAccounts[1].uiSendMask=0x3")
	f.Add("N720", "BS_VOIP_Data.astVoipAccounts[%].ucVoipProviderIndex=0 BS_VOIP_Data.astVoipProviders[0].aucSIP_SERVER=x BS_VOIP_Data.astVoipAccounts[99].aucS_SIP_USER_ID=1")
	f.Add("N870", "SipAccount.029e74a599.ProviderId=3 oper.add_hs.00001.hs.RegStatus=ToReg SipProvider.3.Domain=x")
	f.Add("Maxwell3", "SIP.Account.0.Active=9 SIP.Account.99.Username=1")
	f.Fuzz(func(t *testing.T, name, text string) {
		if len(text) > 1<<12 {
			return
		}
		settings := entries(text)
		for _, m := range accountModels() {
			if m.Name != name {
				continue
			}
			for _, a := range accountsOf(t, m, settings) {
				again, err := SetAccount(m, settings, a)
				if err == nil && !cmp.Equal(again, settings) {
					t.Errorf("%s: setting account %s as it is changes\n%s\nto\n%s", name, a.id(), listed(settings), listed(again))
				}
			}
		}
	})
}

// TestAccountCodecs writes codecs as five bytes, the best first, with 0xff for what is not used.
func TestAccountCodecs(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"N510":  "BS_IP_Data1.ucI_SIP_PREFERRED_VOCODER_2=0x05,0x01,0xff,0xff,0xff",
		"N720":  "BS_VOIP_Data.astVoipAccounts[1].aucI_SIP_PREFERRED_VOCODER[%]=0x05,0x01,0xff,0xff,0xff",
		"DE900": "I_SIP_PREFERRED_VOCODER_2=0x05,0x01,0xff,0xff,0xff",
	} {
		settings, err := SetAccount(modelNamed(t, name), nil, Account{Index: 2, Codecs: []Codec{"g722", "g711a"}})
		if got := listed(settings); err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", name, got, err, want)
		}
	}
	settings, err := SetAccount(modelNamed(t, "N510"), nil, Account{Index: 1, Codecs: Codecs()})
	if got, want := listed(settings), "BS_IP_Data1.ucI_SIP_PREFERRED_VOCODER=0x00,0x01,0x02,0x03,0x05"; err != nil || got != want {
		t.Errorf("all codecs: %s, %v, want %s", got, err, want)
	}
}

// BenchmarkSetAccount changes the last account of a full N720.
func BenchmarkSetAccount(b *testing.B) {
	m := modelNamed(b, "N720")
	var settings []Entry
	for index := range 100 {
		a := Account{Index: index + 1, Number: "1", Provider: Provider{Server: Endpoint{"pbx", 5060}}}
		var err error
		if settings, err = SetAccount(m, settings, a); err != nil {
			b.Fatal(err)
		}
	}
	a := Account{Index: 100, Number: "2", Name: "x", Provider: Provider{Server: Endpoint{"other", 5060}}}
	for b.Loop() {
		if _, err := SetAccount(m, settings, a); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAccountsOf reads them all.
func BenchmarkAccountsOf(b *testing.B) {
	m := modelNamed(b, "N720")
	var settings []Entry
	for index := range 100 {
		var err error
		if settings, err = SetAccount(m, settings, Account{Index: index + 1, Number: "1", Name: "x", AuthName: "y", Password: digest.NewSecret("z")}); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if got, _ := AccountsOf(m, settings); len(got) != 100 {
			b.Fatal(len(got))
		}
	}
}
