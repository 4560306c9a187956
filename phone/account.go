package phone

import "strings"

// accountItems are the names under which the families make their calls, by what stands before and behind the number of the
// account. [R-wazo] [W-xml] [R-tancredi]
var accountItems = []struct{ before, behind string }{
	{"BS_IP_Data1.aucS_SIP_USER_ID", ""},
	{"BS_VOIP_Data.astVoipAccounts[", "].aucS_SIP_USER_ID"},
	{"S_SIP_USER_ID", ""},
	{"SIP.Account.", ".Username"},
	{"SipAccount.", ".UserName"},
}

// Account returns the name of the phone's first SIP account, "" when it has none.
func (m *Machine) Account() string {
	name := ""
	m.accounts(func(user string) bool {
		name = user
		return false
	})
	return name
}

// HasAccount reports whether user is the name of a SIP account of the phone. A NOTIFY to any other is anonymous. [W-cs]
func (m *Machine) HasAccount(user string) bool {
	found := false
	m.accounts(func(name string) bool {
		found = name == user
		return !found
	})
	return found
}

// accounts calls yield with the name of each account that has one, until yield returns false.
func (m *Machine) accounts(yield func(user string) bool) {
	for e := range m.nvm.All() {
		if e.Value != "" && isAccount(e.Item) && !yield(e.Value) {
			return
		}
	}
}

// isAccount reports whether an item is the name of an account.
func isAccount(item string) bool {
	for _, a := range accountItems {
		number, ok := strings.CutPrefix(item, a.before)
		if !ok {
			continue
		}
		if number, ok = strings.CutSuffix(number, a.behind); ok && strings.Trim(number, "_0123456789abcdefABCDEF") == "" {
			return true
		}
	}
	return false
}
