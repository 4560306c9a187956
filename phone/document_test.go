package phone

import (
	"slices"
	"strings"
	"testing"

	"github.com/offhook/offhook/provdoc"
)

// applied is a phone to which a document was given.
func applied(t *testing.T, name, elements string, options ...option) *Machine {
	t.Helper()
	m := newTestPhone(t, name, "", options...)
	if got, want := play(m, start, found(document(elements))), "get, provisioned"; got != want {
		t.Fatalf("%s with %s: got %q, want %q", name, elements, got, want)
	}
	return m
}

func TestSpec27SymbolicUsername(t *testing.T) {
	t.Parallel()
	for _, value := range []string{`"broadsoft-username"`, `'"broadsoft-username"'`} {
		for _, system := range []string{"", phoneSystem5, strings.Replace(phoneSystem5, "5", "0", 1)} {
			m := applied(t, "N720", `<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" class="symb_item" value=`+value+`/>`+system)
			holds(t, m, provdoc.ItemDigestUsername, testUser)
		}
	}
}

func TestSpec28SymbolicPassword(t *testing.T) {
	t.Parallel()
	for _, value := range []string{`"broadsoft-password"`, `'"broadsoft-password"'`} {
		m := applied(t, "N720", `<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD" class="symb_item" value=`+value+`/>`)
		holds(t, m, provdoc.ItemDigestPassword, testPassword)
	}
	m := applied(t, "N720", symbolicPair)
	sends(t, lastAnswer(m, refused(2)...), testUser, testPassword)
}

// TestLargestDocument: a document may be as large as it may be.
func TestLargestDocument(t *testing.T) {
	t.Parallel()
	body := document("")
	for more, wanted := range map[int]string{0: Provisioned, 1: Rejected} {
		padded := body + strings.Repeat(" ", FileDocument.MaxSize()-len(body)+more)
		want(t, "size", play(newTestPhone(t, "N510", ""), start, found(padded)), "get, "+wanted)
	}
}

// limit checks that a tag takes 50 characters, and that 51 are skipped with a finding while the rest is applied.
func limit(t *testing.T, tag, item string) {
	t.Helper()
	fifty := strings.Repeat("x", 50)
	set := func(value string) string {
		return `<` + tag + ` class="string" value="` + value + `"/><B_USE_DHCP class="boolean" value="1"/>`
	}
	holds(t, applied(t, "N510", set(fifty)), item, fifty)
	m := newTestPhone(t, "N510", "")
	codes := findingCodes(m, start, found(document(set(fifty+"y"))))
	if len(codes) == 0 {
		t.Errorf("%s with 51 characters: no finding", tag)
	}
	holds(t, m, item, "")
	if m.NVM().Len() != 3 {
		t.Errorf("%s with 51 characters: got %d items in NVM, want the other setting, PROFILE_NAME and VERSION", tag, m.NVM().Len())
	}
}

func TestSpec29UsernameLimit(t *testing.T) {
	t.Parallel()
	limit(t, "S_PROV_USERNAME", provdoc.ItemDigestUsername)
}

func TestSpec33PasswordLimit(t *testing.T) {
	t.Parallel()
	limit(t, "S_PROV_PASSWORD", provdoc.ItemDigestPassword)
	secret := strings.Repeat("x", 50) + "y"
	m := newTestPhone(t, "N510", "")
	for _, e := range []Event{start, found(document(`<S_PROV_PASSWORD class="string" value="` + secret + `"/>`))} {
		for _, a := range m.Step(e) {
			if d, ok := a.(Document); ok {
				for _, f := range d.Findings {
					if strings.Contains(f.String(), secret) {
						t.Error("a finding shows the password")
					}
				}
			}
		}
	}
}

func TestSpec30TagUsername(t *testing.T) {
	t.Parallel()
	for name := range oldFirmware {
		m := applied(t, name, phoneSystem5+`<S_PROV_USERNAME class="string" value="broadsoft-username"/>`)
		holds(t, m, provdoc.ItemDigestUsername, testUser)
	}
}

func TestSpec34TagPassword(t *testing.T) {
	t.Parallel()
	for name := range oldFirmware {
		m := applied(t, name, phoneSystem5+tagPair)
		holds(t, m, provdoc.ItemDigestPassword, testPassword)
		sends(t, lastAnswer(m, refused(2)...), testUser, testPassword)
	}
}

// condition checks that on the N720 a tag counts only while the phone system is 5.
func condition(t *testing.T, tag, item, value string) {
	t.Helper()
	set := `<` + tag + ` class="string" value="` + value + `"/>`
	zero := strings.Replace(phoneSystem5, "5", "0", 1)
	kept := withItem(provdoc.ItemPhoneSystem, "5")
	for _, c := range []struct {
		name, elements, want string
		options              []option
	}{
		{"nothing said", set, "", nil},
		{"0 before", zero + set, "", nil},
		{"0 after", set + zero, "", nil},
		{"5 before", phoneSystem5 + set, value, nil},
		{"5 after", set + phoneSystem5, value, nil},
		{"5 then 0", phoneSystem5 + set + zero, "", nil},
		{"5 in memory", set, value, []option{kept}},
		{"5 in memory, 0 in the document", set + zero, "", []option{kept}},
	} {
		m := applied(t, "N720", c.elements, c.options...)
		t.Run(c.name, func(t *testing.T) { holds(t, m, item, c.want) })
	}
	holds(t, applied(t, "N510", set), item, value)
}

func TestSpec31UsernameCondition(t *testing.T) {
	t.Parallel()
	condition(t, "S_PROV_USERNAME", provdoc.ItemDigestUsername, testUser)
}

func TestSpec35PasswordCondition(t *testing.T) {
	t.Parallel()
	condition(t, "S_PROV_PASSWORD", provdoc.ItemDigestPassword, testPassword)
}

func TestSpec37PhoneSystem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ system, want string }{
		{"", "get, integrated, refused"},
		{strings.Replace(phoneSystem5, "5", "0", 1), "get, integrated, refused"},
		{phoneSystem5, "get, integrated, configured"},
	} {
		m := applied(t, "N720", c.system+tagPair)
		if got := play(m, refused(2)...); got != c.want {
			t.Errorf("second fetch after phone system %q: got %q, want %q", c.system, got, c.want)
		}
	}
}

func TestSpec38PhoneSystemTag(t *testing.T) {
	t.Parallel()
	m := applied(t, "N720", phoneSystem5)
	holds(t, m, provdoc.ItemPhoneSystem, "5")
	play(m, start, found(versioned("2811120929", tagPair)))
	holds(t, m, provdoc.ItemDigestUsername, testUser)
}

// recordN720 is where the N720 has the VERSION of its last document.
const recordN720 = "BS_VOIP_Data.astVoipProviders[0].ulCURRENT_PROFILE_DATE"

// TestDocumentOutcome: what a phone makes of a 200, and that a document it does not take changes nothing.
func TestDocumentOutcome(t *testing.T) {
	t.Parallel()
	good := document(symbolicPair)
	without := func(tag string) string {
		var kept []string
		for line := range strings.Lines(good) {
			if !strings.Contains(line, "<"+tag+" ") {
				kept = append(kept, line)
			}
		}
		return strings.Join(kept, "")
	}
	for _, c := range []struct {
		name, body, want string
		options          []option
	}{
		{"good", good, Provisioned, nil},
		{"MAC with colons", strings.Replace(good, testMAC, "7c:2f:80:12:34:56", 1), Provisioned, nil},
		{"another MAC", strings.Replace(good, testMAC, "7C2F80123457", 1), Rejected, nil},
		{"a MAC that is none", strings.Replace(good, testMAC, "7C2F8012345", 1), Rejected, nil},
		{"an empty MAC", strings.Replace(good, testMAC, "", 1), Rejected, nil},
		{"no MAC", without("MAC_ADDRESS"), Provisioned, nil},
		{"no MAC, switch", without("MAC_ADDRESS"), Rejected, []option{withSwitch("mac-address-missing", "reject")}},
		{"no PROFILE_NAME", without("PROFILE_NAME"), Rejected, nil},
		{"PROFILE_NAME empty", strings.Replace(good, `value="any"`, `value=""`, 1), Provisioned, nil},
		{"PROFILE_NAME of another model", strings.Replace(good, `value="any"`, `value="DE900"`, 1), Provisioned, nil},
		{"PROFILE_NAME of another model, switch", strings.Replace(good, `value="any"`, `value="DE900"`, 1), Rejected, []option{withSwitch("profile-name", "model")}},
		{"PROFILE_NAME of the model, switch", strings.Replace(good, `value="any"`, `value="N720"`, 1), Provisioned, []option{withSwitch("profile-name", "model")}},
		{"PROFILE_NAME of 20", strings.Replace(good, `"any"`, `"`+strings.Repeat("n", 20)+`"`, 1), Provisioned, []option{withSwitch("profile-name-max", "20")}},
		{"PROFILE_NAME of 21", strings.Replace(good, `"any"`, `"`+strings.Repeat("n", 21)+`"`, 1), Rejected, []option{withSwitch("profile-name-max", "20")}},
		{"no VERSION", without("VERSION"), Provisioned, nil},
		{"no VERSION, switch", without("VERSION"), Rejected, []option{withSwitch("version-missing", "reject")}},
		{"VERSION is no date", versioned("3213120928", symbolicPair), Rejected, nil},
		{"VERSION is no date, switch", versioned("3213120928", symbolicPair), Provisioned, []option{withSwitch("version-invalid", "apply")}},
		{"VERSION stored", good, Unchanged, []option{withItem(recordN720, "2811120928")}},
		{"VERSION newer", good, Provisioned, []option{withItem(recordN720, "2811120927")}},
		{"VERSION older", good, Provisioned, []option{withItem(recordN720, "2812250928")}},
		{"nothing", "", Rejected, nil},
		{"a page", "<html><body>404</body></html>", Rejected, nil},
		{"an entity", strings.Replace(good, "<ProviderFrame", `<!DOCTYPE x [<!ENTITY a "b">]><ProviderFrame`, 1), Rejected, nil},
		{"too large", good + strings.Repeat(" ", provdoc.MaxSize), Rejected, nil},
		{"sloppy", strings.Replace(good, "<MAC_ADDRESS", `stray --> <S_SIP_DISPLAYNAME class="string" value="a & b"/><MAC_ADDRESS`, 1), Provisioned, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := newTestPhone(t, "N720", "", c.options...)
			before, _ := m.NVM().Encode()
			if got, want := play(m, start, found(c.body)), "get, "+c.want; got != want {
				t.Fatalf("got %q, want %q", got, want)
			}
			after, _ := m.NVM().Encode()
			if changed := string(before) != string(after); changed != (c.want == Provisioned) {
				t.Errorf("outcome %s: the memory changed is %v", c.want, changed)
			}
		})
	}
}

// TestVersionIsANumber: VERSION is recorded as an integer, in an item that only the N720 calls otherwise. [G p43] [R-wazo]
func TestVersionIsANumber(t *testing.T) {
	t.Parallel()
	for name, item := range map[string]string{"N510": "I_CURRENT_PROFILE_DATE", "N720": recordN720, "DE410": "I_CURRENT_PROFILE_DATE"} {
		m := newTestPhone(t, name, "")
		body := versioned("0503261415", "")
		want(t, name, play(m, start, found(body), start, found(body)), "get, provisioned, get, unchanged")
		holds(t, m, item, "503261415")
	}
}

func TestUnknownItems(t *testing.T) {
	t.Parallel()
	const elements = `<SYMB_ITEM ID="BS_Nowhere.aucS_NOTHING" class="symb_item" value='"x"'/>`
	holds(t, applied(t, "N510", elements), "BS_Nowhere.aucS_NOTHING", "")
	holds(t, applied(t, "N510", elements, withSwitch("unknown-items", "store")), "BS_Nowhere.aucS_NOTHING", "x")

	const ofN720 = `<SYMB_ITEM ID="BS_IP_Data.aucS_DATA_SERVER[0]" class="symb_item" value='"x"'/>`
	holds(t, applied(t, "N720", ofN720), "BS_IP_Data.aucS_DATA_SERVER", "x")
	holds(t, applied(t, "N510", ofN720), "BS_IP_Data.aucS_DATA_SERVER", "")
	holds(t, applied(t, "N510", ofN720, withSwitch("unknown-items", "store")), "BS_IP_Data.aucS_DATA_SERVER", "x")
}

// TestSettingBelowItsFirmware: a setting that a later firmware brought is left out with a finding. [W-fw]
func TestSettingBelowItsFirmware(t *testing.T) {
	t.Parallel()
	const elements = `<S_SPECIAL_DATA_SRV class="string" value="http://h/merkur207_42.bin"/>`
	for firmware, want := range map[string]string{"BL198": "", "BL199": "http://h/merkur207_42.bin"} {
		m := newTestPhone(t, "N510", firmware)
		codes := findingCodes(m, start, found(document(elements)))
		if got := slices.Contains(codes, CodeBelowFirmware); got != (want == "") {
			t.Errorf("%s: got findings %q", firmware, codes)
		}
		holds(t, m, "S_SPECIAL_DATA_SRV", want)
	}
}

func TestDocumentPair(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "DE410", "", withSwitch("document-pair", "off"))
	codes := findingCodes(m, start, found(document(tagPair)))
	if !slices.Contains(codes, CodePairNotTaken) {
		t.Errorf("got findings %q, want %q among them", codes, CodePairNotTaken)
	}
	holds(t, m, provdoc.ItemDigestUsername, "")
}

// TestStored: one action for each item that changed, none for one that did not, and no secret in any.
func TestStored(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N720", "", withItem(provdoc.ItemDigestUsername, testUser))
	stored := map[string]string{}
	for _, e := range []Event{start, found(document(symbolicPair))} {
		for _, a := range m.Step(e) {
			if s, ok := a.(Stored); ok {
				stored[s.Item] = s.Value
			}
		}
	}
	if value, ok := stored[provdoc.ItemDigestUsername]; ok {
		t.Errorf("the user name was there before; got it stored as %q", value)
	}
	if got := stored[provdoc.ItemDigestPassword]; got != Redacted {
		t.Errorf("the password is not redacted: got %d characters, want %q", len(got), Redacted)
	}
}

// TestProfileDownload: the guide names the element once and does not describe it. It is read, and without effect. [G p44]
func TestProfileDownload(t *testing.T) {
	t.Parallel()
	const element = `<PROFILE_DOWNLOAD class="string" value="http://a.example/profile.xml"/>`
	for _, name := range []string{"N510", "C610", "N720", "DE410"} {
		with, without := found(document(element)), found(document(""))
		all := withSwitch("unknown-items", "store")
		got, plain := newTestPhone(t, name, "", all), newTestPhone(t, name, "", all)
		if codes, before := findingCodes(got, start, with), findingCodes(plain, start, without); !slices.Equal(codes, before) {
			t.Errorf("%s: findings %q, without the element %q", name, codes, before)
		}
		want(t, name+" stores", documented(got.NVM()), documented(plain.NVM()))
		want(t, name+" asks", play(newTestPhone(t, name, "", all), start, with), "get, provisioned")
	}
}
