package provdoc

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// rebuilt writes what was taken over, the pair in front of the entries, as the server writes it.
func (t Taken) rebuilt() ([]byte, error) {
	f := Frame{Model: t.Model, ProfileName: "any", QuotedPair: t.Pair.Form == model.PairQuoted, Raw: t.Raw}
	if t.Pair.Form != "" {
		username, password := t.Model.PairNames(t.Pair.Form)
		f.Entries = []Entry{{Name: username, Value: t.Pair.Username}, {Name: password, Value: t.Pair.Password.Reveal()}}
	}
	f.Entries = append(f.Entries, t.Entries...)
	return Build(f)
}

// settingValues are the values of settings by their items, without those at the places that are lost.
func settingValues(settings []Setting, lost []Loss) map[string]string {
	values := map[string]string{}
	for _, s := range settings {
		if !slices.ContainsFunc(lost, func(l Loss) bool { return l.Line == s.Source.Line && l.Column == s.Source.Column }) {
			values[s.Item] = s.Value
		}
	}
	return values
}

// checkTaken takes a document over and makes sure that nothing vanishes: each item is somewhere, what is not lost has the same effect in
// the document that is built of it, and each raw item stands there as it did.
func checkTaken(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, m *model.Model, data []byte) Taken {
	t.Helper()
	d, _ := Parse(data)
	taken, _ := TakeOver(m, d)
	if !d.Readable() {
		if len(taken.Entries)+len(taken.Raw)+len(taken.Lost) > 0 {
			t.Fatalf("%v of %q, which is not readable", taken, data)
		}
		return taken
	}
	if places, count := placesOf(d, taken), len(d.Items()); places != count {
		t.Fatalf("%d items of %d have a place in %v of %q, lost %v", places, count, taken, data, taken.Lost)
	}
	again, err := taken.rebuilt()
	if err != nil {
		t.Fatalf("%v of %q is not built: %v", taken, data, err)
	}
	second, _ := Parse(again)
	for _, system := range []string{"", "5"} {
		nvm := func(item string) (string, bool) { return system, item == ItemPhoneSystem && system != "" }
		before, _ := d.Settings(taken.Model, nvm)
		after, _ := second.Settings(taken.Model, nvm)
		if diff := cmp.Diff(settingValues(before, taken.Lost), settingValues(after, nil)); diff != "" {
			t.Fatalf("%q is taken over as %q, lost %v, phone system %q (-before +after):\n%s", data, again, taken.Lost, system, diff)
		}
	}
	checkRaw(t, taken, d, second)
	return taken
}

// placesOf counts the items that are somewhere.
func placesOf(d *Document, taken Taken) int {
	lost := map[[2]int]bool{}
	for _, l := range taken.Lost {
		lost[[2]int{l.Line, l.Column}] = true
	}
	count := len(taken.Entries) + len(taken.Raw)
	if taken.Pair.Form != "" {
		count += 2
	}
	for i, it := range d.Items() {
		isField := it.Kind == Control && (it.Name == controlMAC || it.Name == controlVersion || it.Name == controlProfileName)
		holdsParams := it.Kind == Oper && i+1 < len(d.Items()) && d.Items()[i+1].Kind == OperParam
		if lost[[2]int{it.Line, it.Column}] || isField || holdsParams {
			count++
		}
	}
	return count
}

// checkRaw compares the raw items with what was read and what was built of them.
func checkRaw(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, taken Taken, documents ...*Document) {
	t.Helper()
	for _, e := range taken.Raw {
		for _, d := range documents {
			if !slices.ContainsFunc(d.Items(), func(it Item) bool { return it.isSetting() && it.Name == e.Name && it.Raw == e.Value }) {
				t.Fatalf("the raw item %q = %q is not in %q", e.Name, e.Value, d.Bytes())
			}
		}
	}
}

// takeOvers are documents for a model, and what is taken of them.
var takeOvers = []struct {
	name, model, data string
	want              Taken
}{
	{
		"names as a person writes them", "N510",
		framed(`<MAC_ADDRESS value="7c2f80123456"/><VERSION value="0503261415"/><PROFILE_NAME class="string" value="mine"/>` +
			`<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_SERVER[0]" class="symb_item" value='"pbx"'/><S_SIP_DOMAIN class="string" value='"d"'/>` +
			`<SYMB_ITEM ID="BS_CUSTOM.aucKdsPin[0]" class="symb_item" value="0x12,0x34"/>` +
			`<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_SERVER..attr" class="symb_item" value="UI_LOCK"/><CERTIFICATE class="string" value="a"/><CERTIFICATE class="string" value="b"/>`),
		Taken{
			MAC: "7c2f80123456", Version: "0503261415", ProfileName: "mine",
			Entries: []Entry{{"S_SIP_SERVER", "pbx"}, {"S_SIP_DOMAIN", "d"}, {"BS_CUSTOM.aucKdsPin[0]", "0x12,0x34"},
				{"BS_IP_Data1.aucS_SIP_SERVER..attr", "UI_LOCK"}, {"CERTIFICATE", "a"}, {"CERTIFICATE", "b"}},
		},
	},
	{
		"raw items keep their quotes", "N510",
		framed(`<SYMB_ITEM ID="BS_X.ucA" class="symb_item" value='"5060"'/><SYMB_ITEM ID="BS_X.aucS_B" class="symb_item" value="5060"/>` +
			`<SYMB_ITEM ID="BS_X.c" class="symb_item" value="text"/><S_NOVEL class="string" value='"x"'/>`),
		Taken{Raw: []Entry{{"BS_X.ucA", `"5060"`}, {"BS_X.aucS_B", "5060"}, {"BS_X.c", "text"}, {"S_NOVEL", `"x"`}}},
	},
	{
		"what another model has is raw", "N720", framed(`<S_SIP_SERVER class="string" value='"x"'/>`),
		Taken{Raw: []Entry{{"S_SIP_SERVER", `"x"`}}},
	},
	{
		"lost", "N510",
		framed(`<S_SIP_SERVER class="string" value="a"/>` + "\n" + `<NOVEL value="x"/>` + "\n" + `<SYMB_ITEM ID="novel" value="x"/>` + "\n" +
			`<I_SIP_SERVER_PORT class="integer" value="99999"/>` + "\n" + `<S_SIP_DOMAIN class="string"/>` + "\n" + `<S_SIP_SERVER class="string" value="b"/>` + "\n" +
			`<!-- a comment --><SYMB_ITEM value="x"/>`),
		Taken{
			Entries: []Entry{{"S_SIP_SERVER", "b"}},
			Lost: []Loss{
				{3, 1, "S_SIP_SERVER", lostTwice}, {4, 1, "NOVEL", ErrUnknownName.Error()}, {5, 1, "novel", lostName},
				{6, 1, "I_SIP_SERVER_PORT", `the value "99999" is out of range; it is a number from 0 to 65535: the phone skips it`},
				{7, 1, "S_SIP_DOMAIN", lostNoValue}, {9, 19, "SYMB_ITEM", "it has no name"},
			},
		},
	},
	{
		"the pair as tags", "N510",
		framed(`<S_PROV_USERNAME class="string" value="site42"/><S_SIP_SERVER class="string" value="a"/><S_PROV_PASSWORD class="string" value="canary"/>`),
		Taken{Pair: TakenPair{"site42", digest.NewSecret("canary"), model.PairTags}, Entries: []Entry{{"S_SIP_SERVER", "a"}}},
	},
	{
		"the pair as SYMB_ITEM, beside tags that have no effect", "N720",
		framed(`<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME[0]" value="site42"/><SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD" value="canary"/>` +
			`<S_PROV_USERNAME class="string" value="site42"/>`),
		Taken{Pair: TakenPair{"site42", digest.NewSecret("canary"), model.PairSymbolic}, Entries: []Entry{{"S_PROV_USERNAME", "site42"}}},
	},
	{
		"the pair with quotes", "N720",
		framed(`<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" value='"site42"'/><SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD" value='"canary"'/>`),
		Taken{Pair: TakenPair{"site42", digest.NewSecret("canary"), model.PairQuoted}},
	},
	{
		"a pair that tags may set otherwise stays as it is", "N720",
		framed(`<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" value="site42"/><SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD" value="canary"/>` +
			`<S_PROV_USERNAME class="string" value="other"/>`),
		Taken{Entries: []Entry{{"BS_IP_Data.aucS_HTTP_DIGEST_USERNAME", "site42"}, {"BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD", "canary"}, {"S_PROV_USERNAME", "other"}}},
	},
	{
		"half a pair", "N510",
		framed(`<S_PROV_USERNAME class="string" value="site42"/><S_PROV_PASSWORD class="string" value=""/>`),
		Taken{Entries: []Entry{{"S_PROV_USERNAME", "site42"}, {"S_PROV_PASSWORD", ""}}},
	},
	{
		"halves of two forms", "N510",
		framed(`<S_PROV_USERNAME class="string" value="site42"/><SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD" value="canary"/>`),
		Taken{Entries: []Entry{{"S_PROV_USERNAME", "site42"}, {"S_PROV_PASSWORD", "canary"}}},
	},
	{
		"provisioning", "N870",
		strings.Replace(provisioned(`<firmware>`+"\n"+`<file version="1" url="http://h/"/></firmware><nvm><param name="Provisioning.global.HttpAuthUsername" value="site42"/>`+
			`<param name="Provisioning.global.HttpAuthPassword" value="canary"/><oper name="add_hs" value="00001"><param name="hs.RegStatus" value="ToReg"/></oper>`+
			"\n"+`<oper name="DeleteNotProvisionedHS"/>`+"\n"+`<param name="New.0.Thing" value='"x"'/><oper name="a.b" value="c"><param name="d" value="e"/></oper></nvm>`+
			"\n"+`<custom><step type="Redirect" url="x"/></custom><novel/>`), `"e2"`, `"e2" macAddress="7c2f80abcdef"`, 1),
		Taken{
			MAC: "7c2f80abcdef", Pair: TakenPair{"site42", digest.NewSecret("canary"), model.PairParams},
			Entries: []Entry{{"oper.add_hs.00001.hs.RegStatus", "ToReg"}}, Raw: []Entry{{"New.0.Thing", `"x"`}},
			Lost: []Loss{
				{3, 1, "file", "there is no value for a file to load or a step to take: give the firmware to the device, or keep the document as it is"},
				{4, 1, "DeleteNotProvisionedHS", lostOperation}, {5, 67, "d", lostOperParam},
				{6, 9, "step", "there is no value for a file to load or a step to take: give the firmware to the device, or keep the document as it is"},
				{6, 49, "novel", "nobody knows what this element is"},
			},
		},
	},
	{
		"a binary profile", "N510",
		"\x00\x0b0503261415\x00\x01\x18\x02\x0eS_SIP_DISPLAY\x00\x05\x06\"B\xfcro\x00" + "\x01\x10\x02\x0bB_AUTO_UPD\x00\x03\x01\x01" + "\x50\x01\x01\x7f\x00",
		Taken{
			Version: "0503261415", Raw: []Entry{{"S_SIP_DISPLAY", `"Büro`}, {"B_AUTO_UPD", "1"}},
			Lost: []Loss{{1, 58, "REBOOT", "this element is known for other models, and the N510 may ignore it: remove it"}, {1, 61, "record", "nobody knows what a record of this type is"}},
		},
	},
	{
		"what the phone ignores", "N510",
		framed(`<S_SIP_SERVER_1 class="string" value="a"/><REBOOT value="1"/>` + "\n" + `<S_SIP_SERVER_7 class="string" value="canary"/><CERTIFICATE class="string" value="b"/>` +
			"\n" + ` <SYMB_ITEM ID="BS_Accounts.astAccounts[8].uiSendMask" class="symb_item" value="1"/><S_SIP_DOMAIN class="string" value="d"/>`),
		Taken{
			Entries: []Entry{{"CERTIFICATE", "b"}, {"S_SIP_DOMAIN", "d"}},
			Lost: []Loss{
				{3, 1, "S_SIP_SERVER_1", "account 1 has no number in this item of the N510, which silently ignores it: write S_SIP_SERVER"},
				{3, 43, "REBOOT", "this element is known for other models, and the N510 may ignore it: remove it"},
				{4, 1, "S_SIP_SERVER_7", "the numbers of this item end at _6, and a phone ignores the others without a word: write one of these"},
				{5, 2, "BS_Accounts.astAccounts[8].uiSendMask", "there is no such index, and a phone ignores the item without a word: the index goes from 0 to 7, and [%] is all of them"},
			},
		},
	},
	{
		"a code on a phone that takes none", "DE410", framed(`<ACTIVATION_CODE value="1234"/><REBOOT value="1"/>`),
		Taken{
			Entries: []Entry{{"REBOOT", "1"}},
			Lost:    []Loss{{3, 1, "ACTIVATION_CODE", "this element is known for other models, and the DE410 may ignore it: remove it"}},
		},
	},
	{
		"of a pair that is set twice, where the tags have an effect, the later one", "N720",
		framed(`<I_PHONE_SYSTEM class="integer" value="5"/><S_PROV_USERNAME class="string" value="other"/>` +
			`<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" value="site42"/><SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD" value="canary"/>`),
		Taken{
			Pair: TakenPair{"site42", digest.NewSecret("canary"), model.PairSymbolic}, Entries: []Entry{{"I_PHONE_SYSTEM", "5"}},
			Lost: []Loss{{3, 44, "S_PROV_USERNAME", lostTwice}},
		},
	},
	{
		"a certificate that the phone does not download", "N510", framed(`<CERTIFICATE value="https://h/a.pem"/><CERTIFICATE value="http://h/b.pem"/>`),
		Taken{Entries: []Entry{{"CERTIFICATE", "http://h/b.pem"}}, Lost: []Loss{{3, 1, "CERTIFICATE", sentencePlainHTTP}}},
	},
	{"a document of another kind", "N870", framed(`<S_SIP_SERVER class="string" value="a"/>`), Taken{Lost: []Loss{{3, 1, "S_SIP_SERVER", lostOtherKind}}}},
}

// TestTakeOver takes over what occurs.
func TestTakeOver(t *testing.T) {
	t.Parallel()
	for _, tt := range takeOvers {
		tt.want.Model = lookupModel(t, tt.model)
		got := checkTaken(t, tt.want.Model, []byte(tt.data))
		if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(digest.Secret{}), cmpopts.IgnoreUnexported(Taken{}), cmpopts.EquateEmpty(), cmp.Comparer(func(a, b *model.Model) bool { return a == b })); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestTakePlaces finds what was taken again, each at its own place.
func TestTakePlaces(t *testing.T) {
	t.Parallel()
	d, _ := Parse([]byte(framed(`<CERTIFICATE value="a"/><MAC_ADDRESS value="7c2f80123456"/>` + "\n" + `<CERTIFICATE value="b"/><SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_SERVER[0]" value='"x"'/>` +
		"\n" + `<S_PROV_USERNAME value="u"/><S_PROV_PASSWORD value="canary"/><S_NOVEL value="1"/>`)))
	m := lookupModel(t, "N510")
	taken, _ := TakeOver(m, d)
	for name, want := range map[string][]Place{
		"CERTIFICATE": {{3, 1}, {4, 1}}, "S_SIP_SERVER": {{4, 25}}, m.UsernameItem: {{5, 1}}, m.PasswordItem: {{5, 29}}, "S_NOVEL": {{5, 62}}, "S_SIP_DOMAIN": nil,
	} {
		if got := taken.Places(name); !slices.Equal(got, want) {
			t.Errorf("%s is at %v, want %v", name, got, want)
		}
	}
	if got, ok := d.MACPlace(); !ok || got != (Place{3, 25}) {
		t.Errorf("the MAC address is at %v, %t, want 3:25", got, ok)
	}
}

// TestTakeOverTestdata takes over each document of testdata, for each model that it can be for. What has no error comes back whole:
// nothing that has an effect is lost, but what the model is known to ignore.
func TestTakeOverTestdata(t *testing.T) {
	t.Parallel()
	files := slices.Concat(corpusDocuments(t), documents(t, "good"), documents(t, "sloppy"))
	for _, file := range files {
		data := readFile(t, file)
		d, findings := Parse(data)
		for _, m := range append(GuessModel(d), nil) {
			taken := checkTaken(t, m, data)
			settings, ignored := d.Settings(taken.Model, nil)
			if whole := settingValues(settings, lossesOf(ignored, "wrong-suffix", "index-out-of-range")); !HasErrors(findings) && len(whole) != len(settingValues(settings, taken.Lost)) {
				t.Errorf("%s: a setting is lost: %v", filepath.Base(file), taken.Lost)
			}
		}
	}
}

// lossesOf are the places of findings with one of codes.
func lossesOf(findings []Finding, codes ...string) (lost []Loss) {
	for _, f := range findings {
		if slices.Contains(codes, f.Code) {
			lost = append(lost, Loss{Line: f.Line, Column: f.Column})
		}
	}
	return lost
}

// TestTakeOverOf510 takes the example of the N510 over: no value is lost, and none is raw.
func TestTakeOverOf510(t *testing.T) {
	t.Parallel()
	d, _ := Parse(readFile(t, "testdata/good/n510.xml"))
	taken, findings := TakeOver(nil, d)
	if taken.Model != lookupModel(t, "N510") || len(taken.Entries) != 20 || len(taken.Raw) > 0 || len(taken.Lost) > 0 || len(findings) > 0 {
		t.Errorf("TakeOver of the N510 = %v: %v, raw %v, lost %v, findings %v", taken, taken.Entries, taken.Raw, taken.Lost, findings)
	}
	if taken.Pair.Form != model.PairTags || taken.Pair.Username != "site42" || taken.Pair.Password.Reveal() != "n0t-a-real-one" {
		t.Errorf("the pair is %+v", taken.Pair)
	}
}

// TestTakenHidesSecrets formats what was taken over in every way.
func TestTakenHidesSecrets(t *testing.T) {
	t.Parallel()
	d, _ := Parse([]byte(framed(`<S_PROV_USERNAME value="u"/><S_PROV_PASSWORD value="canary"/><S_SIP_PASSWORD value="canary"/><S_NOVEL value="canary"/>` +
		`<S_SIP_PASSWORD_2 value="canary` + strings.Repeat("x", 99) + `"/>`)))
	taken, _ := TakeOver(lookupModel(t, "N510"), d)
	data, err := json.Marshal(taken)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data) + fmt.Sprintf("%v %+v %#v %s %q %d", taken, taken, taken, taken, taken, taken) + slog.AnyValue(taken).Resolve().String() + fmt.Sprint(taken.Lost)
	if strings.Contains(text, "canary") || !strings.Contains(text, "1 entries, 1 raw items, 1 lost") {
		t.Errorf("what was taken over shows as %s", text)
	}
}

// TestTakeOverDrawn takes documents over that have every form of every kind of item.
func TestTakeOverDrawn(t *testing.T) {
	t.Parallel()
	names := []string{
		"S_SIP_SERVER", "S_PROV_USERNAME", "S_PROV_PASSWORD", "S_NOVEL", "I_SIP_SERVER_PORT", "I_PHONE_SYSTEM", "REBOOT", "CERTIFICATE", "NOVEL", "VERSION",
		"BS_IP_Data1.aucS_SIP_SERVER", "BS_IP_Data1.aucS_SIP_SERVER[%]", "BS_IP_Data.aucS_HTTP_DIGEST_USERNAME", "BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD[0]",
		"BS_X.ucA", "BS_X.aucS_B", "BS_X.aucS_B[0]", "BS_IP_Data.ucB_AUTO_UPDATE_PROFILE[0]", "BS_IP_Data.ucB_AUTO_UPDATE_PROFILE", "BS_IP_Data.ucl_PHONE_SYSTEM",
		"BS_VOIP_Data.astVoipAccounts[0].aucS_SIP_USER_ID[0]", "BS_IP_Data1.aucS_SIP_SERVER..attr",
	}
	values := []string{"x", "5", "0x5", "&quot;5&quot;", "&quot;x&quot;", "", "true", "1", "&#xfc;", "&amp;&#10;"}
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(0, 12).Draw(t, "items") {
			name, value := rapid.SampledFrom(names).Draw(t, "name"), rapid.SampledFrom(values).Draw(t, "value")
			if strings.Contains(name, ".") {
				fmt.Fprintf(&b, "<SYMB_ITEM ID=\"%s\" class=\"symb_item\" value=\"%s\"/>\n", name, value)
			} else {
				fmt.Fprintf(&b, "<%s value=\"%s\"/>\n", name, value)
			}
		}
		checkTaken(t, mustModel(rapid.SampledFrom([]string{"N510", "N720", "DE410", "N300"}).Draw(t, "model")), []byte(framed(b.String())))
	})
}

// TestTakeOverDrawnParams takes documents over that have params and opers in any order.
func TestTakeOverDrawnParams(t *testing.T) {
	t.Parallel()
	elements := []string{
		`<param name="SipProvider.0.ProxyServerPort" value="5060"/>`, `<param name="SipProvider.0.ProxyServerPort" value="x"/>`, `<param name="SipProvider.0.Name" value="&quot;a&quot;"/>`,
		`<param name="New.0.Thing" value="&#xfc;"/>`, `<param name="oper.a.b.c" value="1"/>`, `<param name="a b" value="1"/>`, `<param name="S_SIP_SERVER" value="1"/>`,
		`<param name="Provisioning.global.HttpAuthUsername" value="a"/>`, `<param name="Provisioning.global.HttpAuthPassword" value="canary"/>`,
		`<oper name="add_hs" value="00001"><param name="hs.RegStatus" value="ToReg"/><param name="x" value=""/></oper>`, `<oper name="update_dm" value="local"><param name="RegStart" value="x"/></oper>`,
		`<oper name="add_hs"><param name="hs.RegStatus" value="ToReg"/></oper>`, `<oper name="x"/>`, `<param value="1"/>`, `<param name="y"/>`, `<oper value="1"><param name="z" value="1"/></oper>`,
	}
	rapid.Check(t, func(t *rapid.T) {
		drawn := rapid.SliceOfN(rapid.SampledFrom(elements), 0, 12).Draw(t, "elements")
		checkTaken(t, mustModel(rapid.SampledFrom([]string{"N870", "Maxwell3"}).Draw(t, "model")), []byte(provisioned("<nvm>\n"+strings.Join(drawn, "\n")+"</nvm>")))
	})
}

// FuzzTakeOver takes anything over: no panic, and what is not lost survives.
func FuzzTakeOver(f *testing.F) {
	seed(f, func(data []byte) { f.Add(data, byte(len(data))) })
	f.Add([]byte(framed(`<SYMB_ITEM ID="BS_IP_Data.ucl_PHONE_SYSTEM[0]" value="5"/><S_PROV_USERNAME value="a"/>`)), byte(1))
	f.Add([]byte(provisioned(`<nvm><param name="oper.a.b.c" value="1"/><oper name="a" value="b"><param name="c" value="1"/></oper></nvm>`)), byte(14))
	f.Fuzz(func(t *testing.T, data []byte, which byte) {
		models := append(model.Models(), nil)
		checkTaken(t, models[int(which)%len(models)], data)
	})
}

// TestBuildRaw writes raw items behind the entries as they stand, in both grammars, and no control among them.
func TestBuildRaw(t *testing.T) {
	t.Parallel()
	raw := []Entry{{"BS_X.ucA", `"5060"`}, {"S_PROV_PASSWORD", `a"b`}}
	got, err := Build(Frame{Model: lookupModel(t, "N510"), Entries: []Entry{{"S_SIP_SERVER", "x"}}, Raw: raw})
	const want = `<S_SIP_SERVER class="string" value="x"/>
    <SYMB_ITEM ID="BS_X.ucA" class="symb_item" value='"5060"'/>
    <S_PROV_PASSWORD class="string" value="a&quot;b"/>
  </Provider>`
	if err != nil || !strings.Contains(string(got), want) {
		t.Errorf("Build with raw items = %v:\n%s\nwant:\n%s", err, got, want)
	}
	got, err = Build(Frame{Model: lookupModel(t, "N870"), Raw: []Entry{{"oper.a.b.c", `"x"`}}})
	if err != nil || !strings.Contains(string(got), `    <param name="oper.a.b.c" value="&quot;x&quot;"/>`+"\n  </nvm>") {
		t.Errorf("Build with a raw param = %v:\n%s", err, got)
	}
	for _, name := range []string{controlMAC, controlReboot, "NOVEL", "Provider"} {
		if data, err := Build(Frame{Model: lookupModel(t, "N510"), Raw: []Entry{{name, "1"}}}); err == nil || data != nil {
			t.Errorf("Build with the raw item %s = %s, want an error", name, data)
		}
	}
}
