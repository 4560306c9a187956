package provdoc

import (
	"errors"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestEdit changes one item; every other byte stays, and so does the way in which the item is written.
func TestEdit(t *testing.T) {
	t.Parallel()
	const head, tail = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\r\n<ProviderFrame>\r\n  <Provider>\r\n\t<VERSION  value = '1'  />\r\n", "  </Provider>\r\n</ProviderFrame>"
	set := func(name, value string) func(*Document) error {
		return func(d *Document) error { return d.Set(name, value) }
	}
	unset := func(name string) func(*Document) error {
		return func(d *Document) error {
			if !d.Unset(name) {
				return errors.New("Unset = false")
			}
			return nil
		}
	}
	for _, tt := range []struct {
		name, before string
		edit         func(*Document) error
		after        string
	}{
		{"double quotes", "<S_A class=\"string\" value=\"x\"/> &", set("S_A", `a"b'c&<>`), "<S_A class=\"string\" value=\"a&quot;b'c&amp;&lt;&gt;\"/> &"},
		{"single quotes", `<S_A value='x'/>`, set("S_A", `a"b'c`), `<S_A value='a"b&apos;c'/>`},
		{"inner quotes", `<SYMB_ITEM ID="BS_X.aucS_Y[0]" class="symb_item" value='"x"'/>`, set("BS_X.aucS_Y", `a"b'`), `<SYMB_ITEM ID="BS_X.aucS_Y[0]" class="symb_item" value='"a"b&apos;"'/>`},
		{"inner quotes in double quotes", `<SYMB_ITEM value="&quot;x&quot;" ID="BS_X.aucS_Y[%]"/>`, set("BS_X.aucS_Y[0]", `a`), `<SYMB_ITEM value="&quot;a&quot;" ID="BS_X.aucS_Y[%]"/>`},
		{"no inner quotes", `<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" class="symb_item" value="x"/>`, set(ItemDigestUsername, `a`), `<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" class="symb_item" value="a"/>`},
		{"a text that looks quoted", `<S_A value="x"/>`, set("S_A", `"a"`), `<S_A value="&quot;&quot;a&quot;&quot;"/>`},
		{"missing quotes", `<S_A value=x />`, set("S_A", `a`), `<S_A value="a" />`},
		{"no value", `<S_A class="string"/>`, set("S_A", `a`), `<S_A class="string" value="a"/>`},
		{"no attribute", `<S_A/>`, set("S_A", `a`), `<S_A value="a"/>`},
		{"ISO-8859-1 and references", `<S_A value="x"/>`, set("S_A", "ü€\t\u0085"), "<S_A value=\"\xFC&#8364;&#9;&#133;\"/>"},
		{"the last of two", `<S_A value="x"/><S_A value="y"/>`, set("S_A", "a"), `<S_A value="x"/><S_A value="a"/>`},
		{"VERSION", "", set("VERSION", "0503261415"), "\x00"},
		{"insert a tag", "    <S_A value=\"x\"/>\r\n", set("S_PROV_USERNAME", "site42"), "    <S_A value=\"x\"/>\r\n    <S_PROV_USERNAME class=\"string\" value=\"site42\"/>\r\n"},
		{"insert an NVM item", "", set("BS_IP_Data1.aucS_SIP_SERVER", "x"), "\t<SYMB_ITEM ID=\"BS_IP_Data1.aucS_SIP_SERVER\" class=\"symb_item\" value='\"x\"'/>\r\n"},
		{"insert a number", "", set("BS_IP_Data1.uiI_SIP_SERVER_PORT", "0x13c4"), "\t<SYMB_ITEM ID=\"BS_IP_Data1.uiI_SIP_SERVER_PORT\" class=\"symb_item\" value=\"0x13c4\"/>\r\n"},
		{"remove a line", "  <S_A value=\"x\"/> \r\n  <S_B value=\"y\"/>\r\n", unset("S_A"), "  <S_B value=\"y\"/>\r\n"},
		{"remove what is not alone", "  <S_A value=\"x\"/><!-- why -->\r\n", unset("S_A"), "  <!-- why -->\r\n"},
		{"remove an element with an end tag", "  <S_A value=\"x\"></S_A>\r\n", unset("S_A"), ""},
		{"remove all of them", "<S_A value='1'/> <S_B value=''/> <S_A value='2'/>\r\n", unset("S_A"), " <S_B value=''/> \r\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, _ := Parse([]byte(head + tt.before + tail))
			if err := tt.edit(d); err != nil {
				t.Fatal(err)
			}
			want := head + tt.after + tail
			if tt.after == "\x00" {
				want = strings.Replace(head, "'1'", "'0503261415'", 1) + tail
			}
			if got := string(d.Bytes()); got != want {
				t.Errorf("got:\n%q\nwant:\n%q", got, want)
			}
		})
	}
}

// TestInsert puts items where they belong.
func TestInsert(t *testing.T) {
	t.Parallel()
	d, _ := Parse([]byte("<ProviderFrame>\n <Provider>\n </Provider>\n</ProviderFrame>\n"))
	for _, step := range []error{
		d.Insert(Entry{"S_PROV_USERNAME", "u"}),
		d.Insert(Entry{"PROFILE_NAME", "N510"}),
		d.InsertAfter("PROFILE_NAME", Entry{"REBOOT", "false"}),
		d.Insert(Entry{"S_PROV_PASSWORD", "p"}),
	} {
		if step != nil {
			t.Fatal(step)
		}
	}
	want := "<ProviderFrame>\n <Provider>\n   <PROFILE_NAME class=\"string\" value=\"N510\"/>\n   <REBOOT value=\"false\"/>\n" +
		"   <S_PROV_USERNAME class=\"string\" value=\"u\"/>\n   <S_PROV_PASSWORD class=\"string\" value=\"p\"/>\n </Provider>\n</ProviderFrame>\n"
	if got := string(d.Bytes()); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestEditRefused leaves the document as it was and says why, without the value.
func TestEditRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, doc string
		edit      func(*Document) error
		want      error
	}{
		{"control character", wrap(passTag), func(d *Document) error { return d.Set("S_PROV_PASSWORD", "canary\x00") }, ErrCharacter},
		{"no UTF-8", wrap(passTag), func(d *Document) error { return d.Set("S_PROV_PASSWORD", "canary\xFF") }, ErrCharacter},
		{"surrogate half and friends", wrap(passTag), func(d *Document) error { return d.Set("S_PROV_PASSWORD", "canary\uFFFE") }, ErrCharacter},
		{"no name of an item", wrap(""), func(d *Document) error { return d.Set("canary name", "x") }, ErrUnknownName},
		{"no name", wrap(""), func(d *Document) error { return d.Set("", "x") }, ErrUnknownName},
		{"markup in a name", wrap(""), func(d *Document) error { return d.Set("S_A/><S_B", "x") }, ErrUnknownName},
		{"nowhere to insert", "<ProviderFrame><Provider/></ProviderFrame>", func(d *Document) error { return d.Set("S_A", "x") }, ErrUnreadable},
		{"no document", "<html/>", func(d *Document) error { return d.Set("S_A", "x") }, ErrUnreadable},
		{"nothing to insert behind", wrap(""), func(d *Document) error { return d.InsertAfter("S_A", Entry{"S_B", "x"}) }, ErrNotFound},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, _ := Parse([]byte(tt.doc))
			err := tt.edit(d)
			var itemError *ItemError
			if !errors.Is(err, tt.want) || !errors.As(err, &itemError) {
				t.Errorf("error %v, want %v in an ItemError", err, tt.want)
			}
			if strings.Contains(itemError.Err.Error(), "canary") {
				t.Errorf("error %v shows the value", err)
			}
			if got := string(d.Bytes()); got != tt.doc {
				t.Errorf("the document became %q", got)
			}
		})
	}
}

// TestUnsetMissing changes nothing.
func TestUnsetMissing(t *testing.T) {
	t.Parallel()
	doc := wrap(passTag)
	d, _ := Parse([]byte(doc))
	if d.Unset("S_PROV_USERNAME") || string(d.Bytes()) != doc {
		t.Errorf("Unset of a missing item changed the document to %q", d.Bytes())
	}
}

// TestEditSloppy sets a value in every sloppy document that can be read; its faults stay where they are.
func TestEditSloppy(t *testing.T) {
	t.Parallel()
	for _, file := range documents(t, "sloppy") {
		before, _ := Parse(readFile(t, file))
		last := len(before.Items()) - 1
		for last >= 0 && (before.Items()[last].Kind == Oper || before.Items()[last].Kind == OperParam) {
			last--
		}
		if last < 0 {
			continue
		}
		d, _ := Parse(readFile(t, file))
		name := before.Items()[last].Name
		if err := d.Set(name, "new & <value>"); err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		checkSet(t, before, d, name, "new & <value>")
	}
}

// TestSecurity20SetSurvives writes any text into documents of every encoding and reads it back, also with encoding/xml. It is
// item S20 of the security checklist for edits.
func TestSecurity20SetSurvives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		enc := rapid.SampledFrom([]string{"ISO-8859-1", "UTF-8", "US-ASCII"}).Draw(t, "encoding")
		value := rapid.SampledFrom([]string{`"x"`, `'x'`, `'"x"'`, `"&quot;x&quot;"`}).Draw(t, "before")
		text := anyText.Draw(t, "text")
		d, _ := Parse([]byte(`<?xml version="1.0" encoding="` + enc + `"?>` + wrap("<S_A value="+value+"/><S_B value='2'/>")))
		if err := d.Set("S_A", text); err != nil {
			t.Fatalf("Set(%q) = %v", text, err)
		}
		checkReadBack(t, d.Bytes(), "S_A", text)
	})
}

// checkReadBack parses a document and compares one of its items, and all of it with encoding/xml.
func checkReadBack(t *rapid.T, data []byte, name, text string) {
	d, findings := Parse(data)
	if HasErrors(findings) {
		t.Fatalf("Parse(%q) = %v", data, findings)
	}
	if i := d.find(name); i < 0 || d.items[i].Text() != text {
		t.Fatalf("%s = %q is not read back from %q", name, text, data)
	}
	elements, err := oracle(data)
	if err != nil {
		t.Fatalf("encoding/xml does not read %q: %v", data, err)
	}
	for _, e := range elements {
		for _, a := range e.Attrs {
			if v, ok := strings.CutPrefix(a, "value="); ok && Value(v).Text() == foldSpace(text) {
				return
			}
		}
	}
	t.Fatalf("encoding/xml does not find %q in %q", text, data)
}

// TestItemErrorText names what is known of the place.
func TestItemErrorText(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"a.xml:3:5: S_A: gone": &ItemError{File: "a.xml", Line: 3, Column: 5, Item: "S_A", Err: errors.New("gone")},
		"3:5: S_A: gone":       &ItemError{Line: 3, Column: 5, Item: "S_A", Err: errors.New("gone")},
		"S_A: gone":            &ItemError{Item: "S_A", Err: errors.New("gone")},
		"a.xml: gone":          &ItemError{File: "a.xml", Err: errors.New("gone")},
	} {
		if got := err.Error(); got != want {
			t.Errorf("Error() = %q, want %q", got, want)
		}
	}
	if !errors.Is(&ItemError{Err: os.ErrNotExist}, os.ErrNotExist) {
		t.Error("Unwrap does not give the reason")
	}
}
