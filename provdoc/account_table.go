package provdoc

// What the words of a field are in the items.
var (
	codesActive = []accountCode{{wordOn, "1"}, {wordOff, "0"}}
	// The meaning of the numbers is (uncertain): templates in use write 0 with a proxy and 2 without. [R-wazo]
	codesProxyMode = []accountCode{{string(ProxyAlways), "0"}, {string(ProxyAutomatic), "1"}, {string(ProxyNever), "2"}}
	// 17 is UDP, as its number in IP is; of others no source tells. [R-wazo]
	codesN720Transport = []accountCode{{string(UDP), "17"}}
	codesNx70Transport = []accountCode{{string(UDP), "1"}, {string(TCP), "2"}, {string(TLS), "3"}}
	codesRegister      = []accountCode{{wordOn, "ToReg"}}
)

// layouts are the families: which item holds which field, and how it is numbered. Lengths, types and the evidence for each
// name are in the catalogue.
var layouts = []layout{
	{
		families: []string{"N510", "C610"},
		accounts: 6, handsets: 6,
		items: []accountItem{
			{fieldActive, "BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_n", codesActive},
			{fieldLabel, "BS_IP_Data1.aucS_SIP_ACCOUNT_NAME_n", nil},
			{fieldLabel, "BS_IP_Data1.aucS_SIP_ACCOUNT_NAME", nil}, // for account 1 both are in use (uncertain)
			{fieldAuthName, "BS_IP_Data3.aucS_SIP_LOGIN_ID[_n]", nil},
			{fieldPassword, "BS_IP_Data1.aucS_SIP_PASSWORD[_n]", nil},
			{fieldNumber, "BS_IP_Data1.aucS_SIP_USER_ID[_n]", nil},
			{fieldName, "BS_IP_Data1.aucS_SIP_DISPLAYNAME[_n]", nil},
			{fieldDomain, "BS_IP_Data1.aucS_SIP_DOMAIN[_n]", nil},
			{fieldServer, "BS_IP_Data1.aucS_SIP_SERVER[_n]", nil},
			{fieldServerPort, "BS_IP_Data1.uiI_SIP_SERVER_PORT[_n]", nil},
			{fieldRegistrar, "BS_IP_Data1.aucS_SIP_REGISTRAR[_n]", nil},
			{fieldRegistrarPort, "BS_IP_Data1.uiI_SIP_REGISTRAR_PORT[_n]", nil},
			{fieldProxyMode, "BS_IP_Data1.ucI_OUTBOUND_PROXY_MODE[_n]", codesProxyMode},
			{fieldProxy, "BS_IP_Data1.aucS_OUTBOUND_PROXY[_n]", nil},
			{fieldProxyPort, "BS_IP_Data1.uiI_OUTBOUND_PROXY_PORT[_n]", nil},
			{fieldCodecs, "BS_IP_Data1.ucI_SIP_PREFERRED_VOCODER[_n]", nil},
			{fieldLabel, "BS_Accounts.astAccounts[n-1].aucAccountName[0]", nil},
			{fieldSend, "BS_Accounts.astAccounts[n-1].uiSendMask", nil},
			{fieldReceive, "BS_Accounts.astAccounts[n-1].uiReceiveMask", nil},
			{fieldActive, "BS_Accounts.astAccounts[n-1].ucState", codesActive},
		},
		handset:  []accountItem{{fieldHandsetName, "BS_AE_Subscriber.stMtDat[n-1].aucTlnName[0]", nil}},
		evidence: "[R-haphone] [R-gs5] [R-wazo]; the number of accounts of C610 and N300 as on the N510 (uncertain)",
	},
	{
		families: []string{"N720"},
		accounts: 100, rule: "account n belongs to handset n",
		items: []accountItem{
			{fieldAuthName, "BS_VOIP_Data.astVoipAccounts[n-1].aucS_SIP_LOGIN_ID[0]", nil},
			{fieldPassword, "BS_VOIP_Data.astVoipAccounts[n-1].aucS_SIP_PASSWORD[0]", nil},
			{fieldNumber, "BS_VOIP_Data.astVoipAccounts[n-1].aucS_SIP_USER_ID[0]", nil},
			{fieldName, "BS_VOIP_Data.astVoipAccounts[n-1].aucS_SIP_DISPLAYNAME[0]", nil},
			{fieldActive, "BS_VOIP_Data.astVoipAccounts[n-1].ucB_SIP_ACCOUNT_IS_ACTIVE_1", codesActive},
			{fieldShared, "BS_VOIP_Data.astVoipAccounts[n-1].ucVoipProviderIndex", nil},
			{fieldCodecs, "BS_VOIP_Data.astVoipAccounts[n-1].aucI_SIP_PREFERRED_VOCODER[%]", nil},
		},
		shared: []accountItem{
			{fieldProviderName, "BS_VOIP_Data.astVoipProviders[p].aucSIP_PROVIDER_NAME[%]", nil},
			{fieldDomain, "BS_VOIP_Data.astVoipProviders[p].aucSIP_DOMAIN[%]", nil},
			{fieldServer, "BS_VOIP_Data.astVoipProviders[p].aucSIP_SERVER[%]", nil},
			{fieldServerPort, "BS_VOIP_Data.astVoipProviders[p].uiSIP_SERVER_PORT", nil},
			{fieldRegistrar, "BS_VOIP_Data.astVoipProviders[p].aucSIP_REGISTRAR[%]", nil},
			{fieldRegistrarPort, "BS_VOIP_Data.astVoipProviders[p].uiSIP_REGISTRAR_PORT", nil},
			{fieldTransport, "BS_VOIP_Data.astVoipProviders[p].ucSIP_PREFERRED_TRANSPORT_LAYER", codesN720Transport},
			{fieldProxyMode, "BS_VOIP_Data.astVoipProviders[p].ucOUTBOUND_PROXY_MODE", codesProxyMode},
			{fieldProxy, "BS_VOIP_Data.astVoipProviders[p].aucOUTBOUND_PROXY[%]", nil},
			{fieldProxyPort, "BS_VOIP_Data.astVoipProviders[p].uiOUTBOUND_PROXY_PORT", nil},
		},
		evidence: "[R-wazo] [W-ipui]",
	},
	{
		families: []string{"DE"},
		accounts: 6,
		items: []accountItem{
			{fieldActive, "B_SIP_ACCOUNT_IS_ACTIVE_n", codesActive},
			{fieldLabel, "S_SIP_ACCOUNT_NAME_n", nil},
			{fieldAuthName, "S_SIP_LOGIN_ID_n", nil},
			{fieldPassword, "S_SIP_PASSWORD_n", nil},
			{fieldNumber, "S_SIP_USER_ID_n", nil},
			{fieldName, "S_SIP_DISPLAYNAME_n", nil},
			{fieldDomain, "S_SIP_DOMAIN_n", nil},
			{fieldServer, "S_SIP_SERVER_n", nil},
			{fieldServerPort, "I_SIP_SERVER_PORT_n", nil},
			{fieldRegistrar, "S_SIP_REGISTRAR_n", nil},
			{fieldRegistrarPort, "I_SIP_REGISTRAR_PORT_n", nil},
			{fieldProxyMode, "I_OUTBOUND_PROXY_MODE_n", codesProxyMode},
			{fieldProxy, "S_OUTBOUND_PROXY_n", nil},
			{fieldProxyPort, "I_OUTBOUND_PROXY_PORT_n", nil},
			{fieldCodecs, "I_SIP_PREFERRED_VOCODER_n", nil},
		},
		evidence: "[W-xml]; the number of accounts as on the N510 (uncertain)",
	},
	{
		families: []string{"Maxwell"},
		accounts: 12,
		items: []accountItem{
			{fieldActive, "SIP.Account.{n-1}.Active", codesActive},
			{fieldLabel, "SIP.Account.{n-1}.AccountName", nil},
			{fieldAuthName, "SIP.Account.{n-1}.AuthName", nil},
			{fieldPassword, "SIP.Account.{n-1}.AuthPassword", nil},
			{fieldNumber, "SIP.Account.{n-1}.Username", nil},
			{fieldName, "SIP.Account.{n-1}.DisplayName", nil},
			{fieldDomain, "SIP.Account.{n-1}.Domain", nil},
			{fieldServer, "SIP.Account.{n-1}.ProxyServer.Address", nil},
			{fieldServerPort, "SIP.Account.{n-1}.ProxyServer.Port", nil},
			{fieldRegistrar, "SIP.Account.{n-1}.RegistrationServer.Address", nil},
			{fieldRegistrarPort, "SIP.Account.{n-1}.RegistrationServer.Port", nil},
		},
		evidence: "[R-tancredi], which writes four accounts; that there are twelve (uncertain)",
	},
	{
		families: []string{"Nx70"},
		models:   map[string]int{"N530": 6, "N610": 20, "N670": 20, "N770": 100, "N870": 500, "N870E": 500},
		rule:     "an account belongs to the handset with its number",
		items: []accountItem{
			{fieldRegister, "oper.add_hs.{key}.hs.RegStatus", codesRegister},
			{fieldAccessCode, "hs.{key}.DECT_AC", nil},
			{fieldAuthName, "SipAccount.{key}.AuthName", nil},
			{fieldPassword, "SipAccount.{key}.AuthPassword", nil},
			{fieldShared, "SipAccount.{key}.ProviderId", nil},
			{fieldNumber, "SipAccount.{key}.UserName", nil},
			{fieldName, "SipAccount.{key}.DisplayName", nil},
		},
		shared: []accountItem{
			{fieldProviderName, "SipProvider.{p}.Name", nil},
			{fieldDomain, "SipProvider.{p}.Domain", nil},
			{fieldServer, "SipProvider.{p}.ProxyServerAddress", nil},
			{fieldServerPort, "SipProvider.{p}.ProxyServerPort", nil},
			{fieldRegistrar, "SipProvider.{p}.RegServerAddress", nil},
			{fieldRegistrarPort, "SipProvider.{p}.RegServerPort", nil},
			{fieldTransport, "SipProvider.{p}.TransportProtocol", codesNx70Transport},
			{fieldProxyMode, "SipProvider.{p}.OutboundProxyMode", codesProxyMode},
			{fieldProxy, "SipProvider.{p}.OutboundProxyAddress", nil},
			{fieldProxyPort, "SipProvider.{p}.OutboundProxyPort", nil},
		},
		evidence: "items [R-wazo]; as many accounts as a User-Agent counts handsets at most [W-ua] (uncertain)",
	},
}
