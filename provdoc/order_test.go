package provdoc

import "testing"

// TestOrderMatters tells an order that a phone notices from one that it does not.
func TestOrderMatters(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		entries, other string
		want           bool
	}{
		{"S_SIP_SERVER=1 S_SIP_DOMAIN=2", "S_SIP_DOMAIN=2 S_SIP_SERVER=1", false},
		{"BS_X.ast[%].u=1 BS_X.ast[3].u=2", "BS_X.ast[3].u=2 BS_X.ast[%].u=1", true},
		{"BS_X.ast[%].u=1 BS_X.ast[3].u=2", "BS_X.ast[%].u=1 BS_X.ast[3].u=2", false},
		{"BS_X.ast[2].u=1 BS_X.ast[3].u=2", "BS_X.ast[3].u=2 BS_X.ast[2].u=1", false},
		{"BS_X.ast[%].u=1 BS_X.ast[3].v=2", "BS_X.ast[3].v=2 BS_X.ast[%].u=1", false},
	} {
		if got := OrderMatters(modelNamed(t, "N720"), entriesOf(tt.entries), entriesOf(tt.other)); got != tt.want {
			t.Errorf("OrderMatters(%s, %s) = %v, want %v", tt.entries, tt.other, got, tt.want)
		}
	}
}
