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
			item(fieldActive, "BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_n", codesActive),
			item(fieldLabel, "BS_IP_Data1.aucS_SIP_ACCOUNT_NAME_n", nil),
			item(fieldLabel, "BS_IP_Data1.aucS_SIP_ACCOUNT_NAME", nil), // for account 1 both are in use (uncertain)
			item(fieldAuthName, "BS_IP_Data3.aucS_SIP_LOGIN_ID[_n]", nil),
			item(fieldPassword, "BS_IP_Data1.aucS_SIP_PASSWORD[_n]", nil),
			item(fieldNumber, "BS_IP_Data1.aucS_SIP_USER_ID[_n]", nil),
			item(fieldName, "BS_IP_Data1.aucS_SIP_DISPLAYNAME[_n]", nil),
			item(fieldDomain, "BS_IP_Data1.aucS_SIP_DOMAIN[_n]", nil),
			item(fieldServer, "BS_IP_Data1.aucS_SIP_SERVER[_n]", nil),
			item(fieldServerPort, "BS_IP_Data1.uiI_SIP_SERVER_PORT[_n]", nil),
			item(fieldRegistrar, "BS_IP_Data1.aucS_SIP_REGISTRAR[_n]", nil),
			item(fieldRegistrarPort, "BS_IP_Data1.uiI_SIP_REGISTRAR_PORT[_n]", nil),
			item(fieldProxyMode, "BS_IP_Data1.ucI_OUTBOUND_PROXY_MODE[_n]", codesProxyMode),
			item(fieldProxy, "BS_IP_Data1.aucS_OUTBOUND_PROXY[_n]", nil),
			item(fieldProxyPort, "BS_IP_Data1.uiI_OUTBOUND_PROXY_PORT[_n]", nil),
			item(fieldCodecs, "BS_IP_Data1.ucI_SIP_PREFERRED_VOCODER[_n]", nil),
			item(fieldLabel, "BS_Accounts.astAccounts[n-1].aucAccountName[0]", nil),
			item(fieldSend, "BS_Accounts.astAccounts[n-1].uiSendMask", nil),
			item(fieldReceive, "BS_Accounts.astAccounts[n-1].uiReceiveMask", nil),
			item(fieldActive, "BS_Accounts.astAccounts[n-1].ucState", codesActive),
		},
		handset:  []accountItem{item(fieldHandsetName, "BS_AE_Subscriber.stMtDat[n-1].aucTlnName[0]", nil)},
		evidence: "[R-haphone] [R-gs5] [R-wazo]; the number of accounts of C610 and N300 as on the N510 (uncertain)",
	},
	{
		families: []string{"N720"},
		accounts: 100, rule: "account n belongs to handset n",
		items: []accountItem{
			item(fieldAuthName, "BS_VOIP_Data.astVoipAccounts[n-1].aucS_SIP_LOGIN_ID[0]", nil),
			item(fieldPassword, "BS_VOIP_Data.astVoipAccounts[n-1].aucS_SIP_PASSWORD[0]", nil),
			item(fieldNumber, "BS_VOIP_Data.astVoipAccounts[n-1].aucS_SIP_USER_ID[0]", nil),
			item(fieldName, "BS_VOIP_Data.astVoipAccounts[n-1].aucS_SIP_DISPLAYNAME[0]", nil),
			item(fieldActive, "BS_VOIP_Data.astVoipAccounts[n-1].ucB_SIP_ACCOUNT_IS_ACTIVE_1", codesActive),
			item(fieldShared, "BS_VOIP_Data.astVoipAccounts[n-1].ucVoipProviderIndex", nil),
			item(fieldCodecs, "BS_VOIP_Data.astVoipAccounts[n-1].aucI_SIP_PREFERRED_VOCODER[%]", nil),
		},
		shared: []accountItem{
			item(fieldProviderName, "BS_VOIP_Data.astVoipProviders[p].aucSIP_PROVIDER_NAME[%]", nil),
			item(fieldDomain, "BS_VOIP_Data.astVoipProviders[p].aucSIP_DOMAIN[%]", nil),
			item(fieldServer, "BS_VOIP_Data.astVoipProviders[p].aucSIP_SERVER[%]", nil),
			item(fieldServerPort, "BS_VOIP_Data.astVoipProviders[p].uiSIP_SERVER_PORT", nil),
			item(fieldRegistrar, "BS_VOIP_Data.astVoipProviders[p].aucSIP_REGISTRAR[%]", nil),
			item(fieldRegistrarPort, "BS_VOIP_Data.astVoipProviders[p].uiSIP_REGISTRAR_PORT", nil),
			item(fieldTransport, "BS_VOIP_Data.astVoipProviders[p].ucSIP_PREFERRED_TRANSPORT_LAYER", codesN720Transport),
			item(fieldProxyMode, "BS_VOIP_Data.astVoipProviders[p].ucOUTBOUND_PROXY_MODE", codesProxyMode),
			item(fieldProxy, "BS_VOIP_Data.astVoipProviders[p].aucOUTBOUND_PROXY[%]", nil),
			item(fieldProxyPort, "BS_VOIP_Data.astVoipProviders[p].uiOUTBOUND_PROXY_PORT", nil),
		},
		evidence: "[R-wazo] [W-ipui]",
	},
	{
		families: []string{"DE"},
		accounts: 6,
		items: []accountItem{
			item(fieldActive, "B_SIP_ACCOUNT_IS_ACTIVE_n", codesActive),
			item(fieldLabel, "S_SIP_ACCOUNT_NAME_n", nil),
			item(fieldAuthName, "S_SIP_LOGIN_ID_n", nil),
			item(fieldPassword, "S_SIP_PASSWORD_n", nil),
			item(fieldNumber, "S_SIP_USER_ID_n", nil),
			item(fieldName, "S_SIP_DISPLAYNAME_n", nil),
			item(fieldDomain, "S_SIP_DOMAIN_n", nil),
			item(fieldServer, "S_SIP_SERVER_n", nil),
			item(fieldServerPort, "I_SIP_SERVER_PORT_n", nil),
			item(fieldRegistrar, "S_SIP_REGISTRAR_n", nil),
			item(fieldRegistrarPort, "I_SIP_REGISTRAR_PORT_n", nil),
			item(fieldProxyMode, "I_OUTBOUND_PROXY_MODE_n", codesProxyMode),
			item(fieldProxy, "S_OUTBOUND_PROXY_n", nil),
			item(fieldProxyPort, "I_OUTBOUND_PROXY_PORT_n", nil),
			item(fieldCodecs, "I_SIP_PREFERRED_VOCODER_n", nil),
		},
		evidence: "[W-xml]; the number of accounts as on the N510 (uncertain)",
	},
	{
		families: []string{"Maxwell"},
		accounts: 12,
		items: []accountItem{
			item(fieldActive, "SIP.Account.{n-1}.Active", codesActive),
			item(fieldLabel, "SIP.Account.{n-1}.AccountName", nil),
			item(fieldAuthName, "SIP.Account.{n-1}.AuthName", nil),
			item(fieldPassword, "SIP.Account.{n-1}.AuthPassword", nil),
			item(fieldNumber, "SIP.Account.{n-1}.Username", nil),
			item(fieldName, "SIP.Account.{n-1}.DisplayName", nil),
			item(fieldDomain, "SIP.Account.{n-1}.Domain", nil),
			item(fieldServer, "SIP.Account.{n-1}.ProxyServer.Address", nil),
			item(fieldServerPort, "SIP.Account.{n-1}.ProxyServer.Port", nil),
			item(fieldRegistrar, "SIP.Account.{n-1}.RegistrationServer.Address", nil),
			item(fieldRegistrarPort, "SIP.Account.{n-1}.RegistrationServer.Port", nil),
		},
		evidence: "[R-tancredi], which writes four accounts; that there are twelve (uncertain)",
	},
	{
		families: []string{"Nx70"},
		models:   map[string]int{"N530": 6, "N610": 20, "N670": 20, "N770": 100, "N870": 500, "N870E": 500},
		rule:     "an account belongs to the handset with its number",
		items: []accountItem{
			item(fieldRegister, "oper.add_hs.{key}.hs.RegStatus", codesRegister),
			item(fieldAccessCode, "hs.{key}.DECT_AC", nil),
			item(fieldAuthName, "SipAccount.{key}.AuthName", nil),
			item(fieldPassword, "SipAccount.{key}.AuthPassword", nil),
			item(fieldShared, "SipAccount.{key}.ProviderId", nil),
			item(fieldNumber, "SipAccount.{key}.UserName", nil),
			item(fieldName, "SipAccount.{key}.DisplayName", nil),
		},
		shared: []accountItem{
			item(fieldProviderName, "SipProvider.{p}.Name", nil),
			item(fieldDomain, "SipProvider.{p}.Domain", nil),
			item(fieldServer, "SipProvider.{p}.ProxyServerAddress", nil),
			item(fieldServerPort, "SipProvider.{p}.ProxyServerPort", nil),
			item(fieldRegistrar, "SipProvider.{p}.RegServerAddress", nil),
			item(fieldRegistrarPort, "SipProvider.{p}.RegServerPort", nil),
			item(fieldTransport, "SipProvider.{p}.TransportProtocol", codesNx70Transport),
			item(fieldProxyMode, "SipProvider.{p}.OutboundProxyMode", codesProxyMode),
			item(fieldProxy, "SipProvider.{p}.OutboundProxyAddress", nil),
			item(fieldProxyPort, "SipProvider.{p}.OutboundProxyPort", nil),
		},
		evidence: "items [R-wazo]; as many accounts as a User-Agent counts handsets at most [W-ua] (uncertain)",
	},
}
