package phone

import (
	"fmt"
	"testing"
)

// TestEveryElement: [%] sets an item of every account, those that had a value of their own too; what comes later for one of
// them counts for that one. [R-wazo]
func TestEveryElement(t *testing.T) {
	t.Parallel()
	active := func(index, value string) string {
		return fmt.Sprintf(`<SYMB_ITEM ID="BS_VOIP_Data.astVoipAccounts[%s].ucVoipProviderIndex" class="symb_item" value="%s"/>`, index, value)
	}
	accounts := func(m *Machine) (all string) {
		for _, n := range []int{0, 7, 99} {
			value, set := m.NVM().Get(fmt.Sprintf("BS_VOIP_Data.astVoipAccounts[%d].ucVoipProviderIndex", n))
			all += fmt.Sprint(value, set, " ")
		}
		return all
	}
	m := newTestPhone(t, "N720", "")
	want(t, "new", accounts(m), "false false false ")
	for i, c := range []struct{ elements, want string }{
		{active("7", "1"), "false 1true false "},
		{active("%", "2"), "2true 2true 2true "},
		{active("7", "3"), "2true 3true 2true "},
		{active("%", "4") + active("0", "5"), "5true 4true 4true "},
		{active("99", "6") + active("%", "7"), "7true 7true 7true "},
	} {
		want(t, "attempt", play(m, start, found(versioned(fmt.Sprintf("28111209%02d", i), c.elements))), "get, provisioned")
		want(t, c.elements, accounts(m), c.want)
	}
}
