package provdoc

import (
	"slices"
	"strings"
	"testing"
)

// TestMisnumbered says for each number and index that is not there which one is, and finds nothing in those that are.
// [R-haphone] [R-gs5] [R-wazo] [I-ha]
func TestMisnumbered(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ model, name, code, message string }{
		{"N510", "S_SIP_SERVER_1", "wrong-suffix", "write S_SIP_SERVER"},
		{"N510", "BS_IP_Data1.aucS_SIP_SERVER_1[0]", "wrong-suffix", "write BS_IP_Data1.aucS_SIP_SERVER[0]"},
		{"N510", "BS_IP_Data1.aucS_SIP_SERVER_1[%]", "wrong-suffix", "write BS_IP_Data1.aucS_SIP_SERVER[%]"},
		{"N510", "BS_IP_Data1.aucS_SIP_SERVER_1..attr", "wrong-suffix", "write BS_IP_Data1.aucS_SIP_SERVER..attr"},
		{"N510", "BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE", "wrong-suffix", "write BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_1"},
		{"N510", "B_VOIP_NET_AM_ENABLED", "wrong-suffix", "write B_VOIP_NET_AM_ENABLED_1"},
		{"N510", "BS_IP_Data3.ucI_ONESHOT_PROVISIONING_MODE", "wrong-suffix", "write BS_IP_Data3.ucI_ONESHOT_PROVISIONING_MODE_1"},
		{"N510", "S_SIP_SERVER", "", ""},
		{"N510", "S_SIP_SERVER_2", "", ""},
		{"N510", "S_SIP_SERVER_6", "", ""},
		{"N510", "S_SIP_SERVER_7", "index-out-of-range", "end at _6"},
		{"N510", "S_SIP_SERVER_0", "index-out-of-range", "end at _6"},
		{"N510", "S_SIP_SERVER_01", "index-out-of-range", "end at _6"},
		{"N510", "S_SIP_SERVER_02", "index-out-of-range", "no leading zero, and a phone ignores the item without a word: write S_SIP_SERVER_2"},
		{"N510", "S_SIP_SERVER_07", "index-out-of-range", "end at _6"},
		{"N510", "BS_IP_Data1.aucS_SIP_SERVER_02[0]", "index-out-of-range", "write BS_IP_Data1.aucS_SIP_SERVER_2[0]"},
		{"N510", "BS_IP_Data1.aucS_SIP_ACCOUNT_NAME", "", ""},
		{"N510", "BS_IP_Data1.aucS_SIP_ACCOUNT_NAME_1", "", ""},
		{"N510", "I_DNS_SERVER_3", "index-out-of-range", "end at _2"},
		{"DE410", "S_SIP_SERVER", "wrong-suffix", "write S_SIP_SERVER_1"},
		{"DE410", "S_SIP_SERVER_1", "", ""},
		{"DE410", "S_SIP_SERVER_7", "index-out-of-range", "end at _6"},
		{"N720", "BS_VOIP_Data.astVoipAccounts[3].ucB_SIP_ACCOUNT_IS_ACTIVE", "wrong-suffix", "write BS_VOIP_Data.astVoipAccounts[3].ucB_SIP_ACCOUNT_IS_ACTIVE_1"},
		{"N720", "BS_VOIP_Data.astVoipAccounts[99].aucS_SIP_USER_ID[0]", "", ""},
		{"N720", "BS_VOIP_Data.astVoipAccounts[%].aucS_SIP_USER_ID", "", ""},
		{"N720", "BS_VOIP_Data.astVoipAccounts[100].aucS_SIP_USER_ID[0]", "index-out-of-range", "from 0 to 99, and [%] is all"},
		{"N720", "BS_VOIP_Data.astVoipAccounts[100].aucS_SIP_USER_ID", "index-out-of-range", "from 0 to 99"},
		{"N720", "BS_VOIP_Data.astVoipAccounts[-1].ucVoipProviderIndex", "index-out-of-range", "from 0 to 99"},
		{"N720", "BS_VOIP_Data.astVoipAccounts[07].ucVoipProviderIndex", "index-out-of-range", "ignores the item without a word: an index has no leading zero, write [7]"},
		{"N720", "BS_VOIP_Data.astVoipAccounts[00].ucVoipProviderIndex", "index-out-of-range", "no leading zero, write [0]"},
		{"N720", "BS_VOIP_Data.astVoipAccounts[0100].ucVoipProviderIndex", "index-out-of-range", "from 0 to 99"},
		{"N720", "BS_VOIP_Data.astVoipAccounts[].ucVoipProviderIndex", "index-out-of-range", "from 0 to 99"},
		{"N720", "BS_VOIP_Data.astVoipProviders[07].aucSIP_SERVER[%]", "index-out-of-range", "no leading zero, write [7]"},
		{"N720", "BS_VOIP_Data.astVoipAccounts[7].aucS_SIP_USER_ID[1]", "index-out-of-range", "no index, [0] or [%]"},
		{"N720", "BS_VOIP_Data.astVoipProviders[255].aucSIP_SERVER", "", ""},
		{"N720", "BS_VOIP_Data.astVoipProviders[256].aucSIP_SERVER[%]", "index-out-of-range", "from 0 to 255"},
		{"N510", "BS_AE_Subscriber.stMtDat[5].aucTlnName[0]", "", ""},
		{"N510", "BS_AE_Subscriber.stMtDat[6].aucTlnName[0]", "index-out-of-range", "from 0 to 5"},
		{"N510", "S_SIP_SERVRE_1", "unknown-item", ""},
		{"N510", "S_NOTHING_AT_ALL_3", "unknown-item", ""},
		{"N510", "BS_NOTHING.astX[3].uiY", "unknown-item", ""},
		{"N670", "SipAccount.00001.AuthName", "", ""},
		{"N670", "SipAccount.1.AuthName", "index-out-of-range", "five digits, 00001"},
		{"N670", "SipAccount.desk.AuthName", "index-out-of-range", "five digits, 00001"},
		{"N670", "SipProvider.07.Domain", "index-out-of-range", "no leading zero, write 7"},
		{"N670", "SipProvider.x.Domain", "index-out-of-range", "a number"},
		{"Maxwell3", "SIP.Account.0.Active", "", ""},
	} {
		doc := wrap(`<SYMB_ITEM ID="` + tt.name + `" class="symb_item" value="1"/>`)
		if !strings.Contains(tt.name, ".") {
			doc = wrap(`<` + tt.name + ` value="1"/>`)
		}
		if m := lookupModel(t, tt.model); m.ProductID != "" {
			doc = `<provisioning version="1.1" productID="` + m.ProductID + `"><nvm><param name="` + tt.name + `" value="1"/></nvm></provisioning>`
		}
		var code, message string
		for _, f := range Check([]byte(doc), CheckOptions{Model: lookupModel(t, tt.model)}) {
			if slices.Contains([]string{"wrong-suffix", "index-out-of-range", "unknown-item", "not-for-model"}, f.Code) {
				code, message = code+f.Code, message+f.Message
			}
		}
		if code != tt.code || !strings.Contains(message, tt.message) {
			t.Errorf("%s on the %s: %q %q, want %q with %q", tt.name, tt.model, code, message, tt.code, tt.message)
		}
	}
}
