package provdoc

import (
	"strings"
	"time"
)

// values checks how the values of settings are written, beyond what the catalogue demands of them.
func (l *linter) values() {
	for i := range l.items {
		it, p := &l.items[i], &l.resolver.known[i]
		if !it.isSetting() || l.sources[i].value < 0 || !p.ok || p.Attribute {
			continue
		}
		l.innerQuotes(i, it, p)
		if n, err := it.Value().Int(); p.Type == TypeIPv4 && err == nil && n > 0 && n < 1<<24 {
			l.fault(shortAddress, i, "the first octet of this address is 0: write each octet as two digits, 192.168.1.1 as 0xC0A80101")
		}
	}
}

// innerQuotes checks the quotes inside the value. The specification prints the digest pair without them [SEED], and every
// other text of a SYMB_ITEM is seen with them [R-wazo].
func (l *linter) innerQuotes(i int, it *Item, p *known) {
	if it.Kind == Symbolic && p.isText() && !it.Value().Quoted() && !isDigestItem(it.normalName()) {
		l.fault(innerQuotes, i, `a text of a SYMB_ITEM has quotes inside its value: write value='"..."'`)
	}
}

// staticItems are the addresses of the network that belong together where DHCP is off.
var staticItems = [...]struct{ tag, member string }{
	{"I_IP", "ulI_IP"}, {"I_SUBNET_MASK", "ulI_SUBNET_MASK"}, {"I_DEFAULT_ROUTER", "ulI_DEFAULT_ROUTER"}, {"I_DNS_SERVER_1", "ulI_DNS_SERVER_1"},
}

// network checks that a phone which is told not to ask DHCP gets all that DHCP would have said. [R-wazo]
func (l *linter) network() {
	off, given := -1, [len(staticItems)]bool{}
	for k := range l.resolver.settings {
		s := &l.resolver.settings[k]
		member := s.Item[strings.LastIndexByte(s.Item, '.')+1:]
		if on, err := Value(s.Value).Bool(); (member == "ucB_USE_DHCP" || member == "B_USE_DHCP") && err == nil && !on {
			off = l.resolver.resolved[k].item
		}
		for j, item := range staticItems {
			given[j] = given[j] || member == item.member || member == item.tag
		}
	}
	if off < 0 {
		return
	}
	var missing []string
	for j, item := range staticItems {
		if !given[j] {
			missing = append(missing, item.tag)
		}
	}
	if len(missing) > 0 {
		l.fault(staticAddress, off, "without DHCP the phone has nobody to ask, and may not come back: set %s too", strings.Join(missing, ", "))
	}
}

// pollItems are the settings that keep a phone asking for its document, with what they have to be. [R-wazo] [R-sark]
var pollItems = [...]string{
	"BS_IP_Data.ucB_AUTO_UPDATE_PROFILE", "BS_IP_Data.ucB_DO_CHECK_FOR_PROFILE_UPDATES",
	"BS_IP_Data3.ucI_ONESHOT_PROVISIONING_MODE_1", "BS_VOIP_Data.astVoipProviders[0].ucONESHOT_PROVISIONING_MODE_1",
}

// longestPoll is the longest time between two questions that is taken for minutes: a week.
const longestPoll = 7 * 24 * 60

// polling checks that the phone comes back for its next document.
func (l *linter) polling() {
	for _, item := range pollItems {
		if value, i, ok := l.setting(item); ok && sameValue(value, "0") {
			l.fault(stopsAsking, i, "this keeps the phone from asking for its document by itself, and later changes do not reach it: write 1")
		}
	}
	if l.model == nil || l.model.TimerUnit != time.Minute {
		return
	}
	value, i, ok := l.setting(l.model.TimerItem)
	if n, err := Value(value).Int(); ok && err == nil && n > longestPoll {
		l.fault(longTimer, i, "this timer counts minutes, and %d of them are more than a week: write 1440 for once a day", n)
	}
}
