package provdoc

import "testing"

func TestShown(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		item, value, want string
		secret            bool
	}{
		{"S_SIP_SERVER", "sip.example.net", "sip.example.net", false},
		{"S_SIP_PASSWORD", "canary", redactedText, true},
		{"BS_IP_Data1.aucS_SIP_PASSWORD[2]", "canary", redactedText, true},
		{"S_PROV_PASSWORD", "", redactedText, true},
		{"BS_NEW.aucITEM", "canary", redactedText, true},
		{"%TAG%", "canary", redactedText, true},
		{"S_DATA_SERVER", "https://prov.example.net/a", "https://prov.example.net/a", false},
		{"S_DATA_SERVER", "https://user:canary@prov.example.net/a", redactedText, false},
	} {
		if got := Shown(tc.item, tc.value); got != tc.want || IsSecret(tc.item) != tc.secret {
			t.Errorf("Shown(%q, %q) = %q, want %q; IsSecret = %t, want %t", tc.item, tc.value, got, tc.want, IsSecret(tc.item), tc.secret)
		}
	}
}
