package phone

import "github.com/offhook/offhook/provdoc"

// spellings are the names of which a switch says that the phone does not know them, by that switch and its value.
var spellings = map[[2]string]map[string]bool{
	{switchAccountName, "numbered"}: {"S_SIP_ACCOUNT_NAME": true, "BS_IP_Data1.aucS_SIP_ACCOUNT_NAME": true},
	{switchAccountName, "plain"}:    {"S_SIP_ACCOUNT_NAME_1": true, "BS_IP_Data1.aucS_SIP_ACCOUNT_NAME_1": true},
	{switchPhoneSystem, "ucl"}:      {"BS_IP_Data.ucI_PHONE_SYSTEM": true},
	{switchPhoneSystem, "ucI"}:      {provdoc.ItemPhoneSystem: true},
}

// lacks reports whether a switch says that the phone does not know an item under the name that the document has for it.
func (m *Machine) lacks(it provdoc.Item) bool {
	name := provdoc.NormalName(it.Name)
	for _, s := range [...]string{switchAccountName, switchPhoneSystem} {
		if spellings[[2]string{s, m.Switch(s)}][name] {
			return true
		}
	}
	return m.is(switchPercentIndex, "unknown") && it.IsWhole(m.config.Model)
}
