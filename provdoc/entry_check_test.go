package provdoc

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/model"
)

// faultLine is a fault in one line: "0 error over-limit".
func faultLine(f EntryFault) string {
	return string(rune('0'+f.Index)) + " " + f.Severity.String() + " " + f.Code
}

// checkEntriesTests are sets of entries with the faults of each, and a part of the message of the first.
var checkEntriesTests = []struct {
	name, model, firmware string
	entries               []Entry
	want                  []string
	message               string
}{
	{"tags", "N510", "", []Entry{{"S_SIP_SERVER", "pbx.example.net"}, {"I_SIP_SERVER_PORT_2", "0x13c4"}, {"B_USE_DHCP", "true"}}, nil, ""},
	{"items", "N720", "", []Entry{{"BS_VOIP_Data.astVoipAccounts[99].aucS_SIP_USER_ID[0]", "2099"}, {"BS_CUSTOM.aucKdsPin", "0x12,0x34"}}, nil, ""},
	{"params", "Maxwell3", "", []Entry{{"SIP.Account.0.Active", "1"}, {"NET.VLAN.Tagging", "2"}}, nil, ""},
	{"an oper", "N670", "", []Entry{{"oper.add_hs.00001.hs.RegStatus", "ToReg"}, {"SipAccount.00001.AuthName", "1001"}}, nil, ""},
	{"no entries", "N510", "", nil, nil, ""},

	{"an unknown tag", "N510", "", []Entry{{"S_SIP_SERVRE", "x"}}, []string{"0 error unknown-item"}, "did you mean S_SIP_SERVER?"},
	{"an unknown tag, none near", "N510", "", []Entry{{"S_NOTHING_AT_ALL", "x"}}, []string{"0 error unknown-item"}, "write a tag of the catalogue, or an NVM item as BLOCK.member"},
	{"an unknown item", "N720", "", []Entry{{"BS_NOTHING.ucX", "1"}}, []string{"0 warning unknown-item"}, "not in the catalogue: it is sent as it is"},
	{"an unknown item, one near", "N720", "", []Entry{{"BS_IP_Data.ucB_VLAN_ENABLE", "1"}}, []string{"0 warning unknown-item"}, "did you mean BS_IP_Data.ucB_VLAN_ENABLED?"},
	{"an unknown param", "N870", "", []Entry{{"SipProvider.0.Domian", "x"}}, []string{"0 warning unknown-item"}, "did you mean SipProvider.0.Domain?"},
	{"an unknown oper", "N870", "", []Entry{{"oper.do_it.now.X", "1"}}, []string{"0 warning unknown-item"}, "sent as it is"},
	{"half an oper", "N870", "", []Entry{{"oper.do_it", "1"}}, []string{"0 error unknown-item"}, "this is no item"},
	{"no name", "N870", "", []Entry{{"", "1"}}, []string{"0 error unknown-item"}, "this is no item"},
	{"markup for a name", "N510", "", []Entry{{`a"/><b.c`, "1"}}, []string{"0 error unknown-item"}, "this is no item"},

	{"of another family", "N510", "", []Entry{{"B_REMOTE_MANAGEMENT", "1"}}, []string{"0 error not-for-model"}, "known for DE900, DE700, DE410, DE310"},
	{"of another grammar", "N720", "", []Entry{{"SIP.Account.0.Active", "1"}}, []string{"0 error not-for-model"}, "known for MaxwellBasic"},
	{"of the other grammar", "Maxwell3", "", []Entry{{"S_SIP_SERVER", "x"}}, []string{"0 error not-for-model"}, "known for N510"},
	{"of a newer family", "Maxwell3", "", []Entry{{"SipProvider.0.Domain", "x"}}, []string{"0 error not-for-model"}, "known for N530"},
	{"an oper for a frame", "N510", "", []Entry{{"oper.add_hs.00001.hs.RegStatus", "ToReg"}}, []string{"0 error not-for-model"}, "known for N530"},
	{"of another family, and wrong", "N510", "", []Entry{{"B_REMOTE_MANAGEMENT", "maybe"}}, []string{"0 error not-for-model", "0 error bad-value"}, ""},

	{"too long", "N510", "", []Entry{{"S_PROV_USERNAME", strings.Repeat("x", 51)}}, []string{"0 error over-limit"}, "write at most 50"},
	{"just not too long", "N510", "", []Entry{{"S_PROV_USERNAME", strings.Repeat("ü", 50)}}, nil, ""},
	{"out of range", "N670", "", []Entry{{"SipProvider.0.TransportProtocol", "4"}}, []string{"0 error bad-value"}, "a number from 1 to 3"},
	{"no number", "N510", "", []Entry{{"I_SIP_SERVER_PORT", "sip"}}, []string{"0 error bad-value"}, `"sip" is no number; write it as 5060`},
	{"no boolean", "Maxwell3", "", []Entry{{"SIP.Account.0.Active", "yes"}}, []string{"0 error bad-value"}, "write true, false, 1 or 0"},
	{"no address", "N720", "", []Entry{{"BS_IP_Data.ulI_IP", "192.168.1.1"}}, []string{"0 error bad-value"}, "write 192.168.1.1 as 0xC0A80101"},
	{"no PIN", "N510", "", []Entry{{"BS_CUSTOM.aucKdsPin[0]", "1234"}}, []string{"0 error bad-value"}, "the PIN 1234 as 0x12,0x34"},
	{"https where it is plain", "DE410", "", []Entry{{"S_SPECIAL_DATA_SRV", "https://h/020008.img"}}, []string{"0 error bad-value"}, "begins with http://"},
	{"a control character", "N670", "", []Entry{{"SipProvider.0.Name", "a\x01"}}, []string{"0 error bad-value"}, "control character"},

	{"account 7", "N510", "", []Entry{{"S_SIP_SERVER_7", "x"}}, []string{"0 error index-out-of-range"}, "end at _6"},
	{"account 1 with a number", "N510", "", []Entry{{"S_SIP_SERVER_1", "x"}}, []string{"0 error wrong-suffix"}, "write S_SIP_SERVER"},
	{"account 1 without one", "DE410", "", []Entry{{"S_SIP_SERVER", "x"}}, []string{"0 error wrong-suffix"}, "write S_SIP_SERVER_1"},
	{"account 100", "N720", "", []Entry{{"BS_VOIP_Data.astVoipAccounts[100].ucVoipProviderIndex", "0"}}, []string{"0 error index-out-of-range"}, "from 0 to 99"},
	{"a handset without its digits", "N670", "", []Entry{{"SipAccount.1.AuthName", "x"}}, []string{"0 error index-out-of-range"}, "five digits, 00001"},
	{"an oper without them", "N670", "", []Entry{{"oper.add_hs.1.hs.RegStatus", "ToReg"}}, []string{"0 error index-out-of-range"}, "five digits, 00001"},

	{"before its firmware", "N510", "BL198", []Entry{{"B_USE_DHCP", "1"}, {"S_SPECIAL_DATA_SRV", "http://h/merkur207_42.bin"}}, []string{"1 error below-firmware"}, "install BL199 or later"},
	{"with its firmware", "N510", "BL199", []Entry{{"S_SPECIAL_DATA_SRV", "http://h/merkur207_42.bin"}}, nil, ""},
	{"without a firmware", "N510", "", []Entry{{"S_SPECIAL_DATA_SRV", "http://h/merkur207_42.bin"}}, nil, ""},
	{"the pair before its gate", "N510", "BL191", []Entry{{"S_PROV_USERNAME", "a"}}, []string{"0 error below-firmware"}, "install BL192 or later"},
	{"a param before its firmware", "N670", "2.51.0", []Entry{{"SystemSettings.global.CheckSyncRebootEnabled", "1"}}, []string{"0 error below-firmware"}, "install 2.52.0 or later"},

	{"a condition not met", "N720", "", []Entry{{"S_PROV_USERNAME", "a"}, {"S_PROV_PASSWORD", "b"}}, []string{"0 error condition-not-met", "1 error condition-not-met"}, "unless I_PHONE_SYSTEM=5"},
	{"a condition missed", "N720", "", []Entry{{"I_PHONE_SYSTEM", "0"}, {"S_PROV_USERNAME", "a"}}, []string{"1 error condition-not-met"}, "use the SYMB_ITEM form"},
	{"a condition met", "N720", "", []Entry{{"S_PROV_USERNAME", "a"}, {"BS_IP_Data.ucI_PHONE_SYSTEM", "0x5"}}, nil, ""},
	{"a form without condition", "N720", "", []Entry{{ItemDigestUsername, "a"}}, nil, ""},
	{"a model without condition", "N510", "", []Entry{{"S_PROV_USERNAME", "a"}}, nil, ""},

	{"two names, two values", "N510", "", []Entry{{"S_PROV_USERNAME", "a"}, {"I_IP", "0"}, {ItemDigestUsername, "b"}}, []string{"2 error contradiction"}, "entry 1, S_PROV_USERNAME, sets the same NVM item under another name to another value"},
	{"two names, one value", "N510", "", []Entry{{"I_SIP_SERVER_PORT", "5060"}, {"BS_IP_Data1.uiI_SIP_SERVER_PORT", "0x13c4"}}, nil, ""},
	{"one name twice", "Maxwell3", "", []Entry{{"SIP.Port", "5060"}, {"SIP.Port", "5061"}}, []string{"1 error duplicate-item"}, "set in entry 1, SIP.Port, already"},
	{"one name in two forms", "N510", "", []Entry{{"BS_IP_Data1.aucS_SIP_SERVER", "a"}, {"BS_IP_Data1.aucS_SIP_SERVER[0]", "a"}}, []string{"1 error duplicate-item"}, "remove one of the two"},

	{"a control of the model", "DE410", "", []Entry{{"REBOOT", "1"}}, nil, ""},
	{"a control of others", "N510", "", []Entry{{"REBOOT", "1"}}, []string{"0 error not-for-model"}, "known for other models"},
	{"a control with a wrong value", "DE410", "", []Entry{{"REBOOT", "maybe"}}, []string{"0 error bad-value"}, "write true, false, 1 or 0"},
	{"a control of the head", "DE410", "", []Entry{{"VERSION", "0503261415"}}, []string{"0 error unknown-item"}, "it stands in the head of every document"},
	{"no controls here", "N670", "", []Entry{{"REBOOT", "1"}}, []string{"0 error unknown-item"}, "this is no item"},

	{"several", "N720", "", []Entry{{"S_PROV_USERNAME", "a"}, {"I_IP", "x"}, {"S_NO", "y"}}, []string{"0 error condition-not-met", "1 error bad-value", "2 error unknown-item"}, ""},
	{"no model", "", "", []Entry{{"S_PROV_USERNAME", "a"}, {"SIP.Port", "sip"}, {"S_NO", "x"}, {"BS.no", "x"}}, []string{"1 error bad-value", "2 error unknown-item", "3 warning unknown-item"}, ""},
}

// TestCheckEntries holds sets of entries against the faults that each has, in both grammars.
func TestCheckEntries(t *testing.T) {
	t.Parallel()
	for _, tt := range checkEntriesTests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, fw := phoneOf(t, tt.model, tt.firmware)
			faults := CheckEntries(m, fw, tt.entries)
			var got []string
			for _, f := range faults {
				got = append(got, faultLine(f))
				if f.Item != tt.entries[f.Index].Name {
					t.Errorf("fault %+v is about entry %+v", f, tt.entries[f.Index])
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Fatalf("%s %v (-want +got):\n%s%+v", tt.model, tt.entries, diff, faults)
			}
			if len(faults) > 0 && !strings.Contains(faults[0].Message, tt.message) {
				t.Errorf("%s %v: message %q, want %q in it", tt.model, tt.entries, faults[0].Message, tt.message)
			}
		})
	}
}

// phoneOf is a model by its name and its firmware, none for "".
func phoneOf(t testing.TB, name, firmware string) (*model.Model, model.Firmware) {
	t.Helper()
	if name == "" {
		return nil, model.Firmware{}
	}
	m := lookupModel(t, name)
	if firmware == "" {
		return m, model.Firmware{}
	}
	fw, err := model.ParseFirmware(firmware)
	if err != nil {
		t.Fatal(err)
	}
	return m, fw
}

// TestCheckEntriesIsAsStrictAsADocument builds a document of the entries of every table row that has no error: no rule about
// items finds one there either.
func TestCheckEntriesIsAsStrictAsADocument(t *testing.T) {
	t.Parallel()
	built := 0
	for _, tt := range checkEntriesTests {
		m, fw := phoneOf(t, tt.model, tt.firmware)
		if m == nil || hasErrors(CheckEntries(m, fw, tt.entries)) {
			continue
		}
		built++
		doc, err := Build(Frame{Model: m, Version: "0503261415", Entries: tt.entries})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if findings := Check(doc, CheckOptions{Model: m, Firmware: fw}); HasErrors(findings) {
			t.Errorf("%s: the document has %v", tt.name, findings)
		}
	}
	if built < 10 {
		t.Errorf("only %d sets are without error", built)
	}
}

func hasErrors(faults []EntryFault) bool {
	for _, f := range faults {
		if f.Severity == Error {
			return true
		}
	}
	return false
}
