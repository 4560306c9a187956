package model

import "testing"

// TestPairNames names the pair in every form that a model has.
func TestPairNames(t *testing.T) {
	t.Parallel()
	tests := []struct {
		model string
		form  PairForm
		want  [2]string
	}{
		{"N510", PairTags, [2]string{"S_PROV_USERNAME", "S_PROV_PASSWORD"}},
		{"N720", PairSymbolic, [2]string{"BS_IP_Data.aucS_HTTP_DIGEST_USERNAME", "BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD"}},
		{"N720", PairQuoted, [2]string{"BS_IP_Data.aucS_HTTP_DIGEST_USERNAME", "BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD"}},
		{"Maxwell3", PairParams, [2]string{"System.Security.HttpAuthUsername", "System.Security.HttpAuthPassword"}},
		{"N870", PairParams, [2]string{"Provisioning.global.HttpAuthUsername", "Provisioning.global.HttpAuthPassword"}},
	}
	for _, tt := range tests {
		m, err := Lookup(tt.model)
		if err != nil {
			t.Fatal(err)
		}
		if username, password := m.PairNames(tt.form); username != tt.want[0] || password != tt.want[1] {
			t.Errorf("%s in form %s: %s, %s; want %v", tt.model, tt.form, username, password, tt.want)
		}
	}
	for _, m := range Models() {
		if forms := m.AllowedPairForms(); (len(forms) == 1 && forms[0] == PairParams) != (m.Dialect == Provisioning) {
			t.Errorf("%s takes the forms %v", m.Name, forms)
		}
	}
}
