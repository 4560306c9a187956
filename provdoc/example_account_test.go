package provdoc_test

import (
	"fmt"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// The same account on two families: each has its own items for it, and its own way to number them.
func ExampleSetAccount() {
	account := provdoc.Account{
		Index: 2, Number: "1002", Provider: provdoc.Provider{Server: provdoc.Endpoint{Host: "pbx.example.net", Port: 5060}},
	}
	for _, name := range []string{"DE410", "N720"} {
		m, err := model.Lookup(name)
		if err != nil {
			panic(err)
		}
		settings, err := provdoc.SetAccount(m, nil, account)
		if err != nil {
			panic(err)
		}
		for _, s := range settings {
			fmt.Println(name, s.Name, s.Value)
		}
	}
	// Output:
	// DE410 S_SIP_USER_ID_2 1002
	// DE410 S_SIP_SERVER_2 pbx.example.net
	// DE410 I_SIP_SERVER_PORT_2 5060
	// N720 BS_VOIP_Data.astVoipProviders[0].aucSIP_PROVIDER_NAME[%] pbx.example.net
	// N720 BS_VOIP_Data.astVoipProviders[0].aucSIP_SERVER[%] pbx.example.net
	// N720 BS_VOIP_Data.astVoipProviders[0].uiSIP_SERVER_PORT 5060
	// N720 BS_VOIP_Data.astVoipAccounts[1].aucS_SIP_USER_ID[0] 1002
	// N720 BS_VOIP_Data.astVoipAccounts[1].ucVoipProviderIndex 0
}
