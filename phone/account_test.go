package phone

import "testing"

// TestAccounts: a valid account is the name of a SIP account in the memory, in each family's item. [W-cs]
func TestAccounts(t *testing.T) {
	t.Parallel()
	for _, item := range []string{
		"BS_IP_Data1.aucS_SIP_USER_ID", "BS_IP_Data1.aucS_SIP_USER_ID_6", "BS_VOIP_Data.astVoipAccounts[99].aucS_SIP_USER_ID",
		"S_SIP_USER_ID_1", "SIP.Account.0.Username", "SipAccount.00001.UserName", "SipAccount.029e74a599.UserName",
	} {
		m := newTestPhone(t, "N510", "", withItem(item, "1001"))
		if !m.HasAccount("1001") || m.HasAccount("1002") || m.HasAccount("") || m.Account() != "1001" {
			t.Errorf("%s: got account %q", item, m.Account())
		}
	}
	if m := newTestPhone(t, "N510", "", withItem("BS_IP_Data1.aucS_SIP_USER_ID", "Desk")); !m.HasAccount("Desk") || m.HasAccount("desk") {
		t.Error("the case of a user name does not count, and it does by RFC 3261, Section 19.1.4")
	}
	for _, item := range []string{
		"BS_IP_Data1.aucS_SIP_DISPLAYNAME", "BS_IP_Data1.aucS_SIP_USER_IDs", "SIP.Account.0.AuthName", "SIP.Account.0.x.Username",
		"SIP.Account.", ".Username", "S_SIP_PASSWORD_1",
	} {
		m := newTestPhone(t, "N510", "", withItem(item, "1001"))
		if m.HasAccount("1001") || m.Account() != "" {
			t.Errorf("%s is taken for the name of an account", item)
		}
	}
	m := newTestPhone(t, "N720", "", withItem("BS_VOIP_Data.astVoipAccounts[0].aucS_SIP_USER_ID", ""),
		withItem("BS_VOIP_Data.astVoipAccounts[1].aucS_SIP_USER_ID", "2001"), withItem("BS_VOIP_Data.astVoipAccounts[2].aucS_SIP_USER_ID", "2002"))
	if m.Account() != "2001" || !m.HasAccount("2002") || m.HasAccount("") {
		t.Errorf("several: got account %q", m.Account())
	}
}
