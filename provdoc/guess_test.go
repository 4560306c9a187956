package provdoc

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/offhook/offhook/model"
)

// vendorExample is a document as the vendor's guide prints one for the N510, with the profile name
// of a provider. [G p42]
const vendorExample = `<?xml version="1.0" encoding="ISO-8859-1"?>
<ProviderFrame xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="profile.xsd"><Provider>
<MAC_ADDRESS value="7C2F80A0A0A1"/><VERSION value="1001261200"/><PROFILE_NAME class="string" value="Customer X"/>
<S_PROV_USERNAME class="string" value="site42"/><S_PROV_PASSWORD class="string" value="n0t-a-real-one"/>
<SYMB_ITEM ID="BS_IP_Data.ucB_AUTO_UPDATE_PROFILE" class="symb_item" value="0x1"/>
</Provider></ProviderFrame>`

// handsetParams are params of as many handsets, under running numbers or under IPUIs.
func handsetParams(n int, key string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<oper name="add_hs" value="%[1]s"><param name="hs.RegStatus" value="ToReg"/></oper>`+
			`<param name="SipAccount.%[1]s.AuthName" value="a"/><param name="hs.%[1]s.IntKeyDir" value="1"/>`, fmt.Sprintf(key, i+1))
	}
	return b.String()
}

// TestGuessModel guesses by the items of a document, and only then by what it says of itself.
func TestGuessModel(t *testing.T) {
	t.Parallel()
	const (
		desktops  = "DE900 DE700 DE410 DE310"
		maxwells  = "MaxwellBasic Maxwell2 Maxwell3"
		multicell = "N530 N610 N670 N770 N870 N870E"
		user      = `<S_PROV_USERNAME class="string" value="u"/>`
		system    = `<SYMB_ITEM ID="BS_IP_Data.ucl_PHONE_SYSTEM" class="symb_item" value="5"/>`
	)
	for _, tt := range []struct{ name, data, want string }{
		{"the vendor's example", vendorExample, "N510"},
		{"a schema against the items", strings.Replace(vendorExample, "profile.xsd", "N720_general.xsd", 1), "N510"},
		{"a profile name against the items", strings.Replace(vendorExample, "Customer X", "C610", 1), "N510 C610"},
		{"a profile name and a tie", framed(`<PROFILE_NAME class="string" value="N720"/>`), "N720"},
		{"a profile name that lacks the item", framed(`<PROFILE_NAME class="string" value="N720"/><S_SIP_SERVER_1 value="x"/>`), desktops + " N720"},
		{"a profile name and a family", framed(`<PROFILE_NAME class="string" value="DE700"/><S_SIP_SERVER_1 value="x"/>`), "DE700"},
		{"a schema and a tie", `<ProviderFrame xsi:noNamespaceSchemaLocation="http://h/de410.xsd"><Provider></Provider></ProviderFrame>`, "DE410"},
		{"a schema of several", `<ProviderFrame xsi:noNamespaceSchemaLocation="profile.xsd"><Provider><CERTIFICATE value="http://h/a"/></Provider></ProviderFrame>`, "N510 C610 N300"},
		{"a profile name before the schema", `<ProviderFrame xsi:noNamespaceSchemaLocation="DE410.xsd"><Provider><PROFILE_NAME value="N510"/></Provider></ProviderFrame>`, "N510"},
		{"items of the N720", framed(`<SYMB_ITEM ID="BS_VOIP_Data.astVoipProviders[0].aucSIP_SERVER" value="x"/>`), "N720"},
		{"a tag whose condition does not hold", framed(user + `<SYMB_ITEM ID="BS_IP_Data.ucB_AUTO_UPDATE_PROFILE" class="symb_item" value="1"/>`), "N510"},
		{"a tag whose condition holds", framed(user + system), "N720 " + desktops},
		{"an index that only one has", framed(`<SYMB_ITEM ID="BS_VOIP_Data.astVoipAccounts[99].aucS_SIP_USER_ID" value="x"/>`), "N720"},
		{"a number that the DE does not have", framed(`<S_SIP_SERVER value="x"/>`), "N510 C610 N300"},
		{"a control", framed(`<REBOOT value="1"/>`), desktops},
		{"most of the items", framed(`<REBOOT value="1"/><S_SIP_SERVER value="x"/><S_SIP_DOMAIN value="x"/>`), "N510 C610 N300"},
		{"an item of nobody", framed(`<PROFILE_NAME class="string" value="N510"/><S_NOVEL value="x"/>`), "N510"},
		{"a product of several", provisioned(``), multicell},
		{"items of another product", strings.Replace(provisioned(`<nvm><param name="SIP.Port" value="1"/></nvm>`), `"e2"`, `"mx3b"`, 1), maxwells},
		{"a product against the items", provisioned(`<nvm><param name="SIP.Port" value="1"/></nvm>`), maxwells + " " + multicell},
		{"six handsets", provisioned("<nvm>" + handsetParams(6, "%05d") + "</nvm>"), multicell},
		{"seven handsets", provisioned("<nvm>" + handsetParams(7, "%05d") + "</nvm>"), "N610 N670 N770 N870 N870E"},
		{"twelve handsets by IPUI", provisioned("<nvm>" + handsetParams(12, "029e74a5%02x") + "</nvm>"), "N610 N670 N770 N870 N870E"},
		{"handset 21 alone", provisioned(`<nvm><param name="SipAccount.00021.AuthName" value="a"/></nvm>`), "N770 N870 N870E"},
		{"many handsets", provisioned("<nvm>" + handsetParams(101, "%05d") + "</nvm>"), "N870 N870E"},
		{"a binary profile", "\x00\x0b0503261415\x00\x40\x05N720\x00", "N720"},
		{"no document", "<html/>", ""},
	} {
		d, _ := Parse([]byte(tt.data))
		if got := modelNames(GuessModel(d)); got != tt.want {
			t.Errorf("%s: GuessModel = %s, want %s", tt.name, got, tt.want)
		}
	}
	d, _ := Parse([]byte(strings.Replace(vendorExample, "Customer X", "C610", 1)))
	if got := d.Lacks(lookupModel(t, "C610")); !slices.Equal(got, []string{"S_PROV_USERNAME", "S_PROV_PASSWORD", "BS_IP_Data.ucB_AUTO_UPDATE_PROFILE"}) {
		t.Errorf("the C610 lacks %v of the vendor's example", got)
	}
	if got := d.Lacks(lookupModel(t, "N510")); len(got) > 0 {
		t.Errorf("the N510 lacks %v of the vendor's example", got)
	}
}

func modelNames(models []*model.Model) string {
	names := make([]string, len(models))
	for i, m := range models {
		names[i] = m.Name
	}
	return strings.Join(names, " ")
}

// disguised are variants of a document that say something else of themselves, with the same items.
func disguised(data []byte) (list []string) {
	schema := regexp.MustCompile(` \S*noNamespaceSchemaLocation="[^"]*"`)
	profile := regexp.MustCompile(`(<PROFILE_NAME class="string" value=)"[^"]*"`)
	bare := schema.ReplaceAllString(string(data), "")
	for _, as := range append(model.Models(), &model.Model{ProfileName: "Customer X", Schema: "profile.xsd"}) {
		named := profile.ReplaceAllString(bare, `$1"`+as.ProfileName+`"`)
		list = append(list, bare, named,
			strings.Replace(bare, "<ProviderFrame", `<ProviderFrame xsi:noNamespaceSchemaLocation="`+as.Schema+`"`, 1),
			strings.Replace(named, "<ProviderFrame", `<ProviderFrame xsi:noNamespaceSchemaLocation="profile.xsd"`, 1))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// checkGuess reports a guess whose likeliest model lacks more of the items than another one.
func checkGuess(t interface{ Errorf(string, ...any) }, name string, data []byte) []*model.Model {
	d, _ := Parse(data)
	guessed := GuessModel(d)
	if len(guessed) == 0 {
		return nil
	}
	all := d.lacking()
	first := all[slices.IndexFunc(all, func(l modelLack) bool { return l.model == guessed[0] })]
	for _, l := range all {
		if len(l.names) < len(first.names) {
			t.Errorf("%s is taken for %s, and lacks %v there, and %v of the %s", name, modelNames(guessed), first.names, l.names, l.model.Name)
		}
	}
	return guessed
}

// TestGuessDisguised guesses the model of documents of testdata that name no schema, that of
// another model or of nobody, and the profile name of another model: no model that lacks items wins
// over one that has them.
func TestGuessDisguised(t *testing.T) {
	t.Parallel()
	accounts, err := filepath.Glob("testdata/accounts/*.xml")
	if err != nil || len(accounts) < 10 {
		t.Fatalf("%d documents, %v", len(accounts), err)
	}
	for _, file := range accounts {
		data := readFile(t, file)
		name := strings.TrimSuffix(filepath.Base(file), ".xml")
		if guessed := checkGuess(t, name, data); !slices.Contains(guessed, lookupModel(t, name)) {
			t.Errorf("the document of the %s is taken for %s", name, modelNames(guessed))
		}
	}
	for _, file := range slices.Concat(accounts, corpusDocuments(t), documents(t, "good"), documents(t, "sloppy")) {
		for _, data := range disguised(readFile(t, file)) {
			checkGuess(t, filepath.Base(file), []byte(data))
		}
	}
}

// TestGuessDrawn guesses the model of documents with items that one model has, under every profile
// name and schema: that model is always among the guesses.
func TestGuessDrawn(t *testing.T) {
	t.Parallel()
	own := map[string][]Entry{}
	for _, m := range model.Models() {
		for _, p := range Parameters() {
			if name := p.name(); p.Has(m.Name) && p.Condition == "" && !strings.ContainsAny(name, "[{") && !strings.HasSuffix(name, "_n") {
				own[m.Name] = append(own[m.Name], Entry{name, validValue(p)})
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(model.Models()).Draw(t, "model")
		if len(own[m.Name]) == 0 {
			return
		}
		entries := rapid.SliceOfNDistinct(rapid.SampledFrom(own[m.Name]), 0, 8, func(e Entry) string { return e.Name }).Draw(t, "entries")
		data, err := Build(Frame{Model: m, Entries: entries})
		if err != nil {
			t.Fatal(err)
		}
		if guessed := checkGuess(t, m.Name, data); !slices.Contains(guessed, m) {
			t.Errorf("a document of the %s is taken for %s:\n%s", m.Name, modelNames(guessed), data)
		}
		checkGuess(t, m.Name, []byte(rapid.SampledFrom(disguised(data)).Draw(t, "document")))
	})
}

// validValue is a value that the parameter takes.
func validValue(p Parameter) string {
	for _, value := range []string{"1", "0x01", "0x01,0x02", "0x12,0x34", "http://prov.example.net/1.bin", "0x01,0x02,0x03,0x04"} {
		if p.Validate(value) == nil {
			return value
		}
	}
	return "0"
}
