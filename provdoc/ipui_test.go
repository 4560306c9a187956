package provdoc

import (
	"slices"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// TestOneIPUI: the digits of an IPUI are hexadecimal, so upper and lower case name one handset,
// wherever it is named.
func TestOneIPUI(t *testing.T) {
	t.Parallel()
	m := mustLookup(t, "N870")
	a, err := ParseAccount(m, "029E74A5AA")
	if err != nil {
		t.Fatal(err)
	}
	b, err := ParseAccount(m, "029e74a5aa")
	if err != nil || a.IPUI != b.IPUI {
		t.Fatalf("accounts %+v and %+v, %v; want one", a, b, err)
	}
	a.Number, a.Provider.Server = "5001", Endpoint{Host: "pbx"}
	settings, err := SetAccount(m, nil, a)
	if err != nil {
		t.Fatal(err)
	}
	settings, err = SetAccount(m, settings, Account{IPUI: "029E74a5aA", Number: "5002", Password: digest.NewSecret("x"), Provider: a.Provider})
	if err != nil {
		t.Fatal(err)
	}
	accounts, _ := AccountsOf(m, settings)
	if len(accounts) != 1 || accounts[0].Number != "5002" || accounts[0].IPUI != "029e74a5aa" {
		t.Errorf("accounts %+v, want one with the later number", accounts)
	}
	if rest, ok := RemoveAccount(m, settings, Account{IPUI: "029E74A5AA"}); !ok || len(rest) > 0 {
		t.Errorf("removed %v, what is left is %v", ok, rest)
	}
}

// TestStoredIPUIKeepsItsName: what is stored in upper case is found by both spellings, and its
// document keeps its bytes.
func TestStoredIPUIKeepsItsName(t *testing.T) {
	t.Parallel()
	m := mustLookup(t, "N670")
	stored := []Entry{{"SipAccount.029E74A5AA.UserName", "5001"}, {"oper.add_hs.029E74A5AA.hs.RegStatus", "ToReg"}}
	before, err := Build(Frame{Model: m, Entries: stored})
	if err != nil || !strings.Contains(string(before), `"SipAccount.029E74A5AA.UserName"`) || !strings.Contains(string(before), `value="029E74A5AA"`) {
		t.Fatalf("%v\n%s", err, before)
	}
	for _, ipui := range []string{"029E74A5AA", "029e74a5aa"} {
		a, found, err := FindAccount(m, stored, Account{IPUI: ipui})
		if err != nil || !found || a.Number != "5001" || !a.Register {
			t.Errorf("%s: %+v, %v, %v", ipui, a, found, err)
		}
		a.Number = "5002"
		changed, err := SetAccount(m, stored, a)
		want := []Entry{{"SipAccount.029E74A5AA.UserName", "5002"}, stored[1]}
		if err != nil || !slices.Equal(changed, want) {
			t.Errorf("%s: %v, %v; want %v", ipui, changed, err, want)
		}
	}
}

// TestIPUITwice finds one handset under two spellings in documents and entries, and takes them for
// one in layers and differences.
func TestIPUITwice(t *testing.T) {
	t.Parallel()
	m := mustLookup(t, "N870")
	entries := []Entry{{"SipAccount.029E74A5AA.UserName", "5001"}, {"SipAccount.029e74a5aa.UserName", "5002"}}
	faults := CheckEntries(m, model.Firmware{}, entries)
	if len(faults) != 1 || faults[0].Code != "duplicate-item" || faults[0].Severity != Error || faults[0].Index != 1 {
		t.Errorf("entries: %v, want the second as a duplicate", faults)
	}
	document, err := Build(Frame{Model: m, Entries: entries})
	if err != nil {
		t.Fatal(err)
	}
	if found := codes(Check(document, CheckOptions{Model: m})); !slices.Equal(found, []string{"duplicate-item"}) {
		t.Errorf("document: %v, want the second as a duplicate", found)
	}
	merged := MergeLayers(m, entries[:1], entries[1:])
	if len(merged) != 1 || merged[0].Value != "5002" {
		t.Errorf("layers: %+v, want one value", merged)
	}
	for _, name := range []string{"SipAccount.%s.UserName", "hs.%s.DECT_AC", "oper.add_hs.%s.hs.RegStatus"} {
		var documents [2][]byte
		for i, ipui := range []string{"029E74A5AA", "029e74a5aa"} {
			entry := Entry{strings.Replace(name, "%s", ipui, 1), "1"}
			if documents[i], err = Build(Frame{Model: m, Entries: []Entry{entry}}); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range Difference(m, documents[0], documents[1]) {
			if c.Kind != Rewritten {
				t.Errorf("%s: %v, want no change that a phone notices", name, c)
			}
		}
	}
}

// TestSpellIPUI spells an IPUI as the names beside it, so that all that is said of a handset reaches
// the same one.
func TestSpellIPUI(t *testing.T) {
	t.Parallel()
	beside := slices.Values([]string{"X.029e74.Y", "SipAccount.029E74A5AA.UserName", "hs.00001.DECT_AC"})
	for name, want := range map[string]string{
		"SipAccount.029e74a5aa.AuthName":      "SipAccount.029E74A5AA.AuthName",
		"oper.add_hs.029e74A5aa.hs.RegStatus": "oper.add_hs.029E74A5AA.hs.RegStatus",
		"SipAccount.029E74A5BB.AuthName":      "SipAccount.029e74a5bb.AuthName",
		"SipAccount.00001.AuthName":           "SipAccount.00001.AuthName",
		"S_SIP_SERVER":                        "S_SIP_SERVER",
		"BS_IP_Data1.aucS_SIP_SERVER":         "BS_IP_Data1.aucS_SIP_SERVER",
	} {
		if got := SpellIPUI(name, beside); got != want {
			t.Errorf("SpellIPUI(%q) = %q, want %q", name, got, want)
		}
	}
}
