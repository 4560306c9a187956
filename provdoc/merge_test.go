package provdoc

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/model"
)

// entriesOf reads NAME=VALUE words.
func entriesOf(words string) (list []Entry) {
	for word := range strings.FieldsSeq(words) {
		name, value, _ := strings.Cut(word, "=")
		list = append(list, Entry{Name: name, Value: value})
	}
	return list
}

// wordsOf is the way back.
func wordsOf(list []Entry) string {
	words := make([]string, len(list))
	for i, e := range list {
		words[i] = e.Name + "=" + e.Value
	}
	return strings.Join(words, " ")
}

// TestMerge puts an upper layer above a lower one. Short names stand for long ones, so that a case fits on a line.
func TestMerge(t *testing.T) {
	t.Parallel()
	long := strings.NewReplacer("all.", "BS_VOIP_Data.astVoipAccounts[%].", "a3.", "BS_VOIP_Data.astVoipAccounts[3].",
		"a4.", "BS_VOIP_Data.astVoipAccounts[4].", "PROVIDER", "ucVoipProviderIndex", "LOGIN", "aucS_SIP_LOGIN_ID",
		"1.add", "oper.add_hs.00001", "2.add", "oper.add_hs.00002",
		"net[", "BS_LDAP_Netdirs.astNetdirProvider[", "item[", "astNetDirDirectoryItems[", ".attribute", ".aucItemAttribute")
	for _, tt := range []struct{ name, model, lower, upper, without, want string }{
		{name: "two empty layers", model: "N510"},
		{"nothing above", "N510", "S_DATA_SERVER=a REBOOT=1", "", "", "S_DATA_SERVER=a REBOOT=1"},
		{"nothing below, and nothing merged within a layer", "N510", "", "S_DATA_SERVER=a S_DATA_SERVER=b", "", "S_DATA_SERVER=a S_DATA_SERVER=b"},
		{"in place, and the others behind", "N510", "S_DATA_SERVER=a S_SIP_DOMAIN=b", "S_SIP_SERVER=d S_DATA_SERVER=c", "", "S_DATA_SERVER=c S_SIP_DOMAIN=b S_SIP_SERVER=d"},
		{"an item for its tag", "N510", "S_SIP_SERVER_2=a S_SIP_DOMAIN=b", "BS_IP_Data1.aucS_SIP_SERVER_2=c", "", "BS_IP_Data1.aucS_SIP_SERVER_2=c S_SIP_DOMAIN=b"},
		{"a tag for its item in another index form", "N510", "BS_IP_Data1.aucS_SIP_SERVER_2[%]=a S_SIP_DOMAIN=b", "S_SIP_SERVER_2=c", "", "S_SIP_SERVER_2=c S_SIP_DOMAIN=b"},
		{"the tag of one model is not the item of another", "N720", "BS_IP_Data1.aucS_DATA_SERVER=a", "S_DATA_SERVER=b", "", "BS_IP_Data1.aucS_DATA_SERVER=a S_DATA_SERVER=b"},
		{"another number", "N510", "S_SIP_SERVER_2=a", "S_SIP_SERVER_3=b", "", "S_SIP_SERVER_2=a S_SIP_SERVER_3=b"},
		{"the attribute of an item is not its value", "N510", "BS_X.ucY=1", "BS_X.ucY..attr=UI_LOCK", "", "BS_X.ucY=1 BS_X.ucY..attr=UI_LOCK"},
		{"a control", "N510", "REBOOT=1 S_DATA_SERVER=a", "REBOOT=0", "", "REBOOT=0 S_DATA_SERVER=a"},
		{"a lower item that is there twice", "N510", "S_SIP_DOMAIN=a REBOOT=1 BS_IP_Data1.aucS_SIP_DOMAIN=b", "S_SIP_DOMAIN=c", "", "S_SIP_DOMAIN=c REBOOT=1"},
		{"an upper item that is there twice", "N510", "S_SIP_DOMAIN=a REBOOT=1", "BS_IP_Data1.aucS_SIP_DOMAIN=b S_SIP_DOMAIN=c", "", "BS_IP_Data1.aucS_SIP_DOMAIN=b REBOOT=1 S_SIP_DOMAIN=c"},
		{"both twice", "N510", "S_SIP_DOMAIN=a REBOOT=1 S_SIP_DOMAIN=b", "S_SIP_DOMAIN=c S_SIP_DOMAIN=d", "", "S_SIP_DOMAIN=c REBOOT=1 S_SIP_DOMAIN=d"},
		{"an item that nobody knows", "N510", "BS_X.aucY[0]=a BS_X.ucZ=1", "BS_X.aucY[%]=b", "", "BS_X.aucY[%]=b BS_X.ucZ=1"},
		{"an array that nobody knows comes behind its element", "N510", "BS_X.aucY=c BS_X.aucY[1]=a", "BS_X.aucY=b", "", "BS_X.aucY[1]=a BS_X.aucY=b"},
		{"the condition of a tag is not looked at", "N720", ItemDigestUsername + "=a", "S_PROV_USERNAME=b", "", "S_PROV_USERNAME=b"},

		{"all above one", "N720", "a3.PROVIDER=1 a3.LOGIN=x", "all.PROVIDER=2", "", "a3.LOGIN=x all.PROVIDER=2"},
		{"all above all and one", "N720", "all.PROVIDER=1 a3.LOGIN=x a3.PROVIDER=2", "all.PROVIDER=3", "", "all.PROVIDER=3 a3.LOGIN=x"},
		{"one above all", "N720", "all.PROVIDER=1 a3.LOGIN=x", "a3.PROVIDER=2", "", "all.PROVIDER=1 a3.LOGIN=x a3.PROVIDER=2"},
		{"one above all and itself", "N720", "all.PROVIDER=1 a3.PROVIDER=2 a3.LOGIN=x", "a3.PROVIDER=3", "", "all.PROVIDER=1 a3.PROVIDER=3 a3.LOGIN=x"},
		{"one above itself, which all hid", "N720", "a3.PROVIDER=2 all.PROVIDER=1 a3.LOGIN=x", "a3.PROVIDER=3", "", "all.PROVIDER=1 a3.LOGIN=x a3.PROVIDER=3"},
		{"all but one above both", "N720", "a3.PROVIDER=1 a3.LOGIN=x all.PROVIDER=2", "all.PROVIDER=3 a3.PROVIDER=4", "", "a3.LOGIN=x all.PROVIDER=3 a3.PROVIDER=4"},
		{"all, hiding one, above both", "N720", "all.PROVIDER=2 a3.LOGIN=x a3.PROVIDER=1", "a3.PROVIDER=4 all.PROVIDER=3", "", "a3.LOGIN=x a3.PROVIDER=4 all.PROVIDER=3"},
		{"other elements stay", "N720", "a3.PROVIDER=1 a4.PROVIDER=2", "a4.PROVIDER=3", "", "a3.PROVIDER=1 a4.PROVIDER=3"},
		{"two indexes that cross", "N720", "net[1].item[%].attribute=b net[%].item[2].attribute=a", "net[1].item[%].attribute=c", "", "net[%].item[2].attribute=a net[1].item[%].attribute=c"},

		{"without an item", "N510", "S_DATA_SERVER=a S_SIP_DOMAIN=b", "REBOOT=1", "BS_IP_Data1.aucS_DATA_SERVER[0]", "S_SIP_DOMAIN=b REBOOT=1"},
		{"without an item that is not there", "N510", "S_DATA_SERVER=a", "", "S_SIP_DOMAIN REBOOT", "S_DATA_SERVER=a"},
		{"without a control", "N510", "REBOOT=1", "", "REBOOT", ""},
		{"without what the layer has itself", "N510", "S_DATA_SERVER=a REBOOT=1", "S_DATA_SERVER=b", "S_DATA_SERVER", "S_DATA_SERVER=b REBOOT=1"},
		{"without one", "N720", "all.PROVIDER=1 a3.PROVIDER=2 a4.PROVIDER=3", "", "a3.PROVIDER", "all.PROVIDER=1 a4.PROVIDER=3"},
		{"without all", "N720", "all.PROVIDER=1 a3.PROVIDER=2 a3.LOGIN=x", "", "all.PROVIDER", "a3.LOGIN=x"},

		{"a param", "Maxwell3", "SIP.Account.0.Active=1 SIP.Port=5060", "SIP.Account.0.Active=0 SIP.Account.1.Active=1", "", "SIP.Account.0.Active=0 SIP.Port=5060 SIP.Account.1.Active=1"},
		{"params have one form", "Maxwell3", "A.B=1 A.B[0]=2", "A.B[0]=3", "", "A.B=1 A.B[0]=3"},
		{"a param of an oper", "N870", "1.add.hs.RegStatus=a SipProvider.0.Name=x", "1.add.hs.RegStatus=b", "", "1.add.hs.RegStatus=b SipProvider.0.Name=x"},
		{"another param of an oper goes to it", "N870", "oper.update_dm.local.RegStart=1 SipProvider.0.Name=x", "SipProvider.1.Name=y oper.update_dm.local.RegDuration=2", "", "oper.update_dm.local.RegStart=1 oper.update_dm.local.RegDuration=2 SipProvider.0.Name=x SipProvider.1.Name=y"},
		{"another oper", "N870", "1.add.hs.RegStatus=a SipProvider.0.Name=x", "2.add.hs.RegStatus=b", "", "1.add.hs.RegStatus=a SipProvider.0.Name=x 2.add.hs.RegStatus=b"},
		{"without an oper", "N870", "1.add.hs.RegStatus=a SipProvider.0.Name=x", "", "1.add.hs.RegStatus", "SipProvider.0.Name=x"},
		{"without a model", "", "S_DATA_SERVER=a BS_X.aucY[0]=b", "BS_X.aucY=c S_SIP_DOMAIN=d", "", "S_DATA_SERVER=a BS_X.aucY=c S_SIP_DOMAIN=d"},
	} {
		lower, upper := entriesOf(long.Replace(tt.lower)), entriesOf(long.Replace(tt.upper))
		var m *model.Model
		if tt.model != "" {
			m = modelNamed(t, tt.model)
		}
		got := wordsOf(Merge(m, lower, upper, strings.Fields(long.Replace(tt.without))...))
		if want := long.Replace(tt.want); got != want {
			t.Errorf("%s: Merge = %s, want %s", tt.name, got, want)
		}
		if diff := cmp.Diff(long.Replace(tt.lower)+long.Replace(tt.upper), wordsOf(lower)+wordsOf(upper)); diff != "" {
			t.Errorf("%s: Merge changed its arguments:\n%s", tt.name, diff)
		}
	}
}
