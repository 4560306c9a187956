package provdoc

import (
	"fmt"
	"strings"
)

// activeItem and maskItem are the items of the N510 that switch an account on, and that say which handsets have it.
const (
	activeItem = "BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_"
	maskItem   = "BS_Accounts.astAccounts[%s].%s"
)

// masks are the members of an account of the N510 with a bit for each handset.
var masks = [...]string{"uiSendMask", "uiReceiveMask"}

// accounts checks that handsets are divided between the accounts of an N510, where there are several: without masks each
// handset rings for all of them, and calls out over the first. [I-137]
func (l *linter) accounts() {
	on, first, lacking := 0, -1, ""
	for k := range l.resolver.settings {
		s := &l.resolver.settings[k]
		number, ok := strings.CutPrefix(s.Item, activeItem)
		if active, err := Value(s.Value).Bool(); !ok || err != nil || !active || len(number) != 1 {
			continue
		}
		on++
		for _, mask := range masks {
			if first < 0 && !l.isMasked(number, mask) {
				first, lacking = l.resolver.resolved[k].item, mask
			}
		}
	}
	if on > 1 && first >= 0 {
		l.fault(missingMasks, first, "without %s of every account all handsets ring for it and call out over the first one: set BS_Accounts.astAccounts[n].%s", lacking, lacking)
	}
}

// isMasked reports whether the document sets a mask of the account with that number, alone or with all the others.
func (l *linter) isMasked(number, mask string) bool {
	for _, index := range [...]string{string(number[0] - 1), "%"} {
		if _, _, ok := l.setting(fmt.Sprintf(maskItem, index, mask)); ok {
			return true
		}
	}
	return false
}
