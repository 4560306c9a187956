package provision

import (
	"strings"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// standards are the values of the built-in profiles by family: what a provisioned phone needs to go on asking, and nothing that
// only some operators want. A family of which no source tells such a value has none.
var standards = map[string][]inventory.Setting{
	// Templates that want a phone to go on asking have both [R-wazo] [R-sark].
	"N510": {{Item: "B_AUTO_UPDATE_PROFILE", Value: "1"}, {Item: "I_ONESHOT_PROVISIONING_MODE_1", Value: "1"}},
	"N720": {
		{Item: "BS_IP_Data.ucB_DO_CHECK_FOR_PROFILE_UPDATES", Value: "1"},
		{Item: "I_ONESHOT_PROVISIONING_MODE_1", Value: "1"}, // [R-wazo]
	},
	// The web interface is for the network of the phone alone, as in the vendor's template [W-xml].
	"DE": {{Item: "B_REMOTE_MANAGEMENT", Value: "0"}},
	// A check-sync asks for the document, and starts the phone anew no more than the document wants [W-csmx]; a certificate that
	// nobody vouches for is refused [R-clearvox].
	"Maxwell": {{Item: "System.Security.AcceptAllCertificates", Value: "0"}, {Item: "SIP.Checksync.Simple", Value: "0"}},
	// A phone that has its address asks nobody in its network for another one [W-mc3].
	"Nx70": {{Item: "SystemSettings.global.SipMulticastEnabled", Value: "0"}},
}

// standardName is the name of the built-in profile of a family.
func standardName(family string) string { return inventory.StandardPrefix + strings.ToLower(family) }

// Standard returns the built-in profiles, in the order of the model table.
func Standard() []inventory.Layer {
	var profiles []inventory.Layer
	last := map[string]int{}
	for _, m := range model.Models() {
		values, ok := standards[m.Family]
		if !ok {
			continue
		}
		i, there := last[m.Family]
		if !there {
			i = len(profiles)
			last[m.Family] = i
			profiles = append(profiles, inventory.Layer{
				Tenant: inventory.DefaultTenant, Kind: inventory.LayerProfile, Name: standardName(m.Family),
				Comment: "built in: for phones that go on asking for their document", Settings: values,
			})
		}
		profiles[i].Models = append(profiles[i].Models, m.Name)
	}
	for i := range profiles {
		profiles[i] = profiles[i].Clone()
	}
	return profiles
}
