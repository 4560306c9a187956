package interop

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// validate asks xmllint whether documents, by the names of their files, are valid under the schema of a model, and returns those
// that are not with what it says of them.
func validate(t *testing.T, m *model.Model, documents map[string]string) map[string]string {
	t.Helper()
	schema, err := filepath.Abs(filepath.Join("../../docs/schema", provdoc.SchemaFile(m)))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	args := []string{"--noout", "--nonet", "--schema", schema}
	for name, text := range documents {
		file := filepath.Join(dir, name)
		write(t, file, text)
		args = append(args, file)
	}
	r := command(t, peer(t, "xmllint", "libxml2-utils"), args...)
	bad := map[string]string{}
	valid := 0
	for line := range strings.Lines(r.stderr) {
		file, says, _ := strings.Cut(strings.TrimSpace(line), ".xml")
		name := filepath.Base(file) + ".xml"
		switch {
		case says == " validates":
			valid++
		case documents[name] != "":
			bad[name] += says + "\n"
		}
	}
	if valid+len(bad) != len(documents) || (r.code == 0) != (len(bad) == 0) {
		t.Fatalf("xmllint ended with %d, %d of %d documents valid, %d not:\n%s", r.code, valid, len(documents), len(bad), r.stderr)
	}
	return bad
}

// schemaNumbers put numbers and indexes into the names of the catalogue: those of account 1 to 6, and of arrays the first, the last, one
// between, and all.
var schemaNumbers = func() (list []*strings.Replacer) {
	keys := []string{"00001", "99999", "029e74A599", "00000", "0123456789", "ffffffffff"}
	for n := 1; n <= 6; n++ {
		later, index := fmt.Sprintf("_%d", n), func(last int) string { return []string{"[0]", fmt.Sprintf("[%d]", last), "[%]"}[n%3] }
		if n == 1 {
			later = ""
		}
		list = append(list, strings.NewReplacer("[_n]", later, "_n", fmt.Sprintf("_%d", n), "[n-1]", fmt.Sprintf("[%d]", n-1), "[0-99]", index(99-n/3),
			"[0-7]", index(7-n/3), "[0-5]", index(5-n/3), "[p]", index(255-n/3), "[i]", index(65535-n/3), "{i}", strconv.Itoa(n/3*10), "{key}", keys[n-1]))
	}
	return list
}()

// schemaNames lists names that a model has, and some that nobody has described.
func schemaNames(m *model.Model) []string {
	names := []string{"BS_X.aucY", "BS_New[7].a-b[%].c0[12]", "BS_X.ucZ..attr", "_.a"}
	if m.Dialect == model.Provisioning {
		names = []string{"A.B", "A.0.B-c", "1.2", "oper.a.0-b.c", "oper.add_hs.00007.hs.RegStatus", "oper.update_dm.local.RegStart"}
	}
	for _, p := range provdoc.Parameters() {
		for _, numbers := range schemaNumbers {
			for _, pattern := range []string{p.Tag, p.Item} {
				if name := numbers.Replace(pattern); p.Has(m.Name) && name != "" {
					names = append(names, name)
				}
			}
			if text := numbers.Replace(p.Item); p.Has(m.Name) && text != "" && p.Class != "" && p.Type == provdoc.TypeString {
				names = append(names, text+"[0]", text+"[%]", text+"..attr")
			}
		}
	}
	return names
}

// schemaValue draws a value that an item takes, up to its limits.
func schemaValue(t *rapid.T, m *model.Model, name string) string {
	p, known := provdoc.LookupParameterFor(m, name)
	if strings.HasPrefix(name, "oper.update_dm") {
		p.Type, p.Max = provdoc.TypeNumber, 1<<31
	}
	number := func(low, high int64) string {
		n := rapid.OneOf(rapid.Int64Range(low, high), rapid.SampledFrom([]int64{low, high})).Draw(t, "number")
		return fmt.Sprintf(rapid.SampledFrom([]string{"%d", "00%d", "0x%x", "0X0%X"}).Draw(t, "form"), n)
	}
	list := func(least, most int, element func() string) string {
		parts := make([]string, rapid.IntRange(least, most).Draw(t, "many"))
		for i := range parts {
			parts[i] = element()
		}
		return strings.Join(parts, rapid.SampledFrom([]string{",", " , "}).Draw(t, "comma"))
	}
	switch p.Type {
	case provdoc.TypeNumber, provdoc.TypeMask:
		return number(p.Min, p.Max)
	case provdoc.TypeIPv4:
		return number(0, 1<<32-1)
	case provdoc.TypeBoolean:
		return rapid.SampledFrom([]string{"0", "1", "true", "false", "TRUE", "False", "0x1", "0x0", "01"}).Draw(t, "boolean")
	case provdoc.TypePIN:
		return list(p.MaxLen, p.MaxLen, func() string { return fmt.Sprintf("0x%d", rapid.IntRange(0, 99).Draw(t, "digits")) })
	case provdoc.TypeBytes:
		return list(1, max(p.MaxLen, 1), func() string { return number(0, 255) })
	}
	most := p.MaxLen
	if !known || most == 0 {
		most = 80
	}
	if p.Type == provdoc.TypeHTTP {
		return rapid.SampledFrom([]string{"http://", "HTTP://", "", "//", ":"}).Draw(t, "scheme") + schemaText(t, most-len("http://"), "x:/")
	}
	return rapid.OneOf(rapid.Just(strings.Repeat("ü", most)), rapid.Custom(func(t *rapid.T) string { return schemaText(t, most, `"'<>&]ü☎𝄞`+"\t\n\r\u0085\u2028 ax0:/%") })).Draw(t, "text")
}

// schemaText draws a text of some characters, without :// in it.
func schemaText(t *rapid.T, most int, characters string) string {
	letters := rapid.SliceOfN(rapid.SampledFrom([]rune(characters)), 0, min(most, 16)).Draw(t, "letters")
	return strings.ReplaceAll(string(letters), "://", "::/")
}

// schemaDocument draws a document that offhook can write.
func schemaDocument(m *model.Model, names []string) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		f := provdoc.Frame{Model: m, QuotedPair: rapid.Bool().Draw(t, "quoted")}
		if rapid.Bool().Draw(t, "whose") {
			f.MAC, f.Version = model.MAC{0x7C, 0x2F, 0x80, 0xAB, 0xCD, 0xEF}, rapid.SampledFrom([]string{"2902241200", "3112992359", "0101000000"}).Draw(t, "version")
		}
		for range rapid.IntRange(0, 80).Draw(t, "many") {
			name := rapid.SampledFrom(names).Draw(t, "name")
			f.Entries = append(f.Entries, provdoc.Entry{Name: name, Value: schemaValue(t, m, name)})
		}
		if m.Dialect == model.ProviderFrame {
			f.Entries = append(f.Entries, provdoc.Entry{Name: "REBOOT", Value: "0"}, provdoc.Entry{Name: "EXTENDED_PROFILE", Value: "http://x/y.xml"},
				provdoc.Entry{Name: "ACTIVATION_CODE", Value: "1#2"}, provdoc.Entry{Name: "PROFILE_VERSION", Value: ""}, provdoc.Entry{Name: "CERTIFICATE", Value: "a.pem"})
		}
		document, err := provdoc.Build(f)
		if err != nil {
			t.Fatal(err)
		}
		return string(document)
	})
}

// TestSchemaOfWhatWeWrite lets xmllint validate random documents for every model, of all names that it has and values up to their
// limits.
func TestSchemaOfWhatWeWrite(t *testing.T) {
	t.Parallel()
	for _, m := range model.Models() {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			documents := map[string]string{}
			generator := schemaDocument(m, schemaNames(m))
			for i := range 24 {
				documents[fmt.Sprintf("%d.xml", i)] = generator.Example(i)
			}
			for name, says := range validate(t, m, documents) {
				t.Errorf("%s is not valid: %s\n%s", name, says, documents[name])
			}
		})
	}
}

// TestSchemaOfTestdata lets it validate the documents of provdoc's tests that offhook has written, or could have.
func TestSchemaOfTestdata(t *testing.T) {
	t.Parallel()
	const dir = "../../provdoc/testdata"
	documents := map[*model.Model]map[string]string{}
	for _, m := range model.Models() {
		documents[m] = map[string]string{}
		if text, err := os.ReadFile(filepath.Join(dir, "accounts", m.Name+".xml")); err == nil {
			documents[m][m.Name+".xml"] = string(text)
		}
	}
	for file, name := range map[string]string{
		"good/n510": "N510", "good/n720": "N720", "good/de410": "DE410", "corpus/good-n510": "N510", "corpus/good-de410": "DE410",
		"corpus/good-n720-open": "N720", "corpus/good-allowed": "N510", "corpus/good-before": "N510", "corpus/good-after": "N510", "corpus/good-extended": "N510",
	} {
		m, err := model.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, file+".xml"))
		if err != nil {
			t.Fatal(err)
		}
		documents[m][filepath.Base(file)+".xml"] = string(text)
	}
	many := 0
	for m, list := range documents {
		many += len(list)
		if len(list) == 0 {
			continue
		}
		for name, says := range validate(t, m, list) {
			t.Errorf("%s: %s is not valid: %s", m.Name, name, says)
		}
	}
	if many < 20 {
		t.Errorf("%d documents, want more", many)
	}
}

// schemaBase are documents without a fault, of which each has what a fault is planted in.
var schemaBase = map[string][]provdoc.Entry{
	"N510": {
		{Name: "S_PROV_PASSWORD", Value: strings.Repeat("p", 50)}, {Name: "I_SIP_SERVER_PORT_2", Value: "65535"}, {Name: "B_USE_DHCP", Value: "1"},
		{Name: "I_IP", Value: "0xC0A80101"}, {Name: "I_DTMF_TX_MODE_BITS", Value: "7"}, {Name: "I_SIP_PREFERRED_VOCODER_6", Value: "0x01,0x00,0x05,0xff,0xff"},
		{Name: "REBOOT", Value: "0"}, {Name: "BS_CUSTOM.aucKdsPin[0]", Value: "0x12,0x34"}, {Name: "S_SIP_SERVER_6", Value: "pbx"},
	},
	"N720":  {{Name: "I_PHONE_SYSTEM", Value: "5"}, {Name: "BS_VOIP_Data.astVoipAccounts[99].ucVoipProviderIndex", Value: "0"}},
	"DE410": {{Name: "S_SIP_SERVER_1", Value: "pbx"}, {Name: "S_SPECIAL_DATA_SRV", Value: "http://x/a.img"}},
	"C610":  {{Name: "S_SIP_SERVER_2", Value: "pbx"}},
	"Maxwell3": {
		{Name: "SIP.Account.0.Active", Value: "1"}, {Name: "SIP.Port", Value: "5060"},
	},
	"N870": {{Name: "SipAccount.00001.AuthName", Value: "1001"}, {Name: "oper.add_hs.00001.hs.RegStatus", Value: "ToReg"}},
}

// TestSchemaFaults plants a fault into a good document, and xmllint finds it in the element that has it.
func TestSchemaFaults(t *testing.T) {
	t.Parallel()
	for name, entries := range schemaBase {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := model.Lookup(name)
			if err != nil {
				t.Fatal(err)
			}
			document, err := provdoc.Build(provdoc.Frame{Model: m, MAC: model.MAC{0x7C, 0x2F, 0x80, 0xAB, 0xCD, 0xEF}, Version: "2902241200", Entries: entries})
			if err != nil {
				t.Fatal(err)
			}
			documents := map[string]string{"good.xml": string(document)}
			for i, f := range schemaFaults {
				if !slices.Contains(strings.Fields(f.models), name) {
					continue
				}
				if strings.Count(string(document), f.good) == 0 {
					t.Errorf("the document for the %s has no %s:\n%s", name, f.good, document)
				}
				documents[fmt.Sprintf("%d.xml", i)] = strings.Replace(string(document), f.good, f.bad, 1)
			}
			bad := validate(t, m, documents)
			if says, ok := bad["good.xml"]; ok {
				t.Errorf("the document without a fault is not valid: %s", says)
			}
			for i, f := range schemaFaults {
				file := fmt.Sprintf("%d.xml", i)
				if _, ok := documents[file]; ok && !strings.Contains(bad[file], "Element '"+f.element+"'") {
					t.Errorf("%s in the place of %s: xmllint says %q", f.bad, f.good, bad[file])
				}
			}
		})
	}
}

// schemaFaults are the faults, with the element in which each is found.
var schemaFaults = []struct{ models, good, bad, element string }{
	// The head.
	{"N510 N720 DE410 C610", `<MAC_ADDRESS value="7C2F80ABCDEF"/>`, `<MAC_ADDRESS value="7C2F80ABCDEF"/><MAC_ADDRESS value="7C2F80ABCDEF"/>`, "MAC_ADDRESS"},
	{"N510 C610", `value="7C2F80ABCDEF"`, `value="7C:2F:80:AB:CD:EF"`, "MAC_ADDRESS"},
	{"N510", `value="7C2F80ABCDEF"`, `value="7C2F80ABCDE"`, "MAC_ADDRESS"},
	{"N510 N720 DE410 C610", `value="2902241200"`, `value="2902231200"`, "VERSION"}, // no leap year
	{"N510", `value="2902241200"`, `value="3104241200"`, "VERSION"},
	{"N510", `value="2902241200"`, `value="2902242400"`, "VERSION"},
	{"N510", `value="2902241200"`, `value="29022412000"`, "VERSION"},
	{"N510", `value="2902241200"`, `value="290224120"`, "VERSION"},
	{"N510 DE410", `<PROFILE_NAME class="string"`, `<PROFILE_NAME`, "PROFILE_NAME"},
	{"N510", `value="N510"`, `value=""`, "PROFILE_NAME"},
	{"N510", "    <PROFILE_NAME class=\"string\" value=\"N510\"/>\n", "", "S_PROV_PASSWORD"},
	{"N510", `<REBOOT value="0"/>`, `<REBOOT value="perhaps"/>`, "REBOOT"},
	{"N510", `<REBOOT value="0"/>`, `<REBOOT/>`, "REBOOT"},
	// Values.
	{"N510", `value="` + strings.Repeat("p", 50) + `"`, `value="` + strings.Repeat("p", 51) + `"`, "S_PROV_PASSWORD"},
	{"N510", `value="65535"`, `value="65536"`, "I_SIP_SERVER_PORT_2"},
	{"N510", `value="65535"`, `value="0x10000"`, "I_SIP_SERVER_PORT_2"},
	{"N510", `value="65535"`, `value="sip"`, "I_SIP_SERVER_PORT_2"},
	{"N510", `value="65535"`, `value=""`, "I_SIP_SERVER_PORT_2"},
	{"N510", `<B_USE_DHCP class="boolean" value="1"`, `<B_USE_DHCP class="boolean" value="2"`, "B_USE_DHCP"},
	{"N510", `value="0xC0A80101"`, `value="192.168.1.1"`, "I_IP"},
	{"N510", `value="0xC0A80101"`, `value="0x1C0A80101"`, "I_IP"},
	{"N510", `<I_DTMF_TX_MODE_BITS class="integer" value="7"`, `<I_DTMF_TX_MODE_BITS class="integer" value="8"`, "I_DTMF_TX_MODE_BITS"},
	{"N510", `value="0x01,0x00,0x05,0xff,0xff"`, `value="0x01,0x00,0x05,0xff,0xff,0xff"`, "I_SIP_PREFERRED_VOCODER_6"},
	{"N510", `value="0x01,0x00,0x05,0xff,0xff"`, `value="0x01,0x100"`, "I_SIP_PREFERRED_VOCODER_6"},
	{"N720", `<I_PHONE_SYSTEM class="integer" value="5"`, `<I_PHONE_SYSTEM class="integer" value="256"`, "I_PHONE_SYSTEM"},
	{"DE410", `value="http://x/a.img"`, `value="https://x/a.img"`, "S_SPECIAL_DATA_SRV"},
	// Classes.
	{"N510", `<B_USE_DHCP class="boolean"`, `<B_USE_DHCP class="string"`, "B_USE_DHCP"},
	{"N720", `class="symb_item"`, `class="string"`, "SYMB_ITEM"},
	{"DE410", `<S_SIP_SERVER_1 class="string"`, `<S_SIP_SERVER_1`, "S_SIP_SERVER_1"},
	// Names.
	{"N510 C610", `<PROFILE_NAME`, `<S_PROV_USERNAM class="string" value="x"/><PROFILE_NAME`, "S_PROV_USERNAM"},
	{"N510", `S_SIP_SERVER_6`, `S_SIP_SERVER_7`, "S_SIP_SERVER_7"},
	{"N510", `S_SIP_SERVER_6`, `S_SIP_SERVER_1`, "S_SIP_SERVER_1"}, // account 1 has no number
	{"DE410", `S_SIP_SERVER_1`, `S_SIP_SERVER`, "S_SIP_SERVER"},    // and here it has one
	{"C610", `S_SIP_SERVER_2`, `S_SIP_SERVER_7`, "S_SIP_SERVER_7"},
	{"N720", `I_PHONE_SYSTEM`, `I_Phone_System`, "I_Phone_System"},
	{"N720", `astVoipAccounts[99]`, `astVoipAccounts[x]`, "SYMB_ITEM"},
	{"N720", `BS_VOIP_Data.astVoipAccounts[99].ucVoipProviderIndex`, `ucVoipProviderIndex`, "SYMB_ITEM"},
	{"N510", `ID="BS_CUSTOM.aucKdsPin[0]"`, ``, "SYMB_ITEM"},
	{"N510", `</Provider>`, `</Provider><Provider/>`, "Provider"},
	// <provisioning>.
	{"Maxwell3", `productID="mx3b"`, `productID="e2"`, "provisioning"},
	{"Maxwell3 N870", `version="1.1"`, `version="1.0"`, "provisioning"},
	{"Maxwell3 N870", `</nvm>`, `</nvm><nvm/>`, "nvm"},
	{"Maxwell3", `<param name="SIP.Port"`, `<parameter name="SIP.Port"`, "parameter"},
	{"Maxwell3", `name="SIP.Port"`, `name="SIP"`, "param"},
	{"Maxwell3", `name="SIP.Port"`, `name="SIP.Po rt"`, "param"},
	{"Maxwell3", ` value="5060"`, ``, "param"},
	{"N870", `<oper name="add_hs" value="00001">`, `<oper name="add_hs">`, "oper"},
	{"N870", `<oper name="add_hs" value="00001">`, `<oper name="add.hs" value="00001">`, "oper"},
	{"N870", `      <param name="hs.RegStatus" value="ToReg"/>` + "\n", ``, "oper"},
	{"N870", `name="SipAccount.00001.AuthName"`, `class="x" name="SipAccount.00001.AuthName"`, "param"},
}
