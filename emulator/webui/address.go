package webui

import "strings"

// addresses are what the addresses of the C610, by which everything here names its pages, are on this phone. One that is not
// there is the same on both.
type addresses map[string]string

// of is an address of the C610, with or without a query or a fragment, as this phone has it.
func (a addresses) of(address string) string {
	end := strings.IndexAny(address, "?#")
	if end < 0 {
		end = len(address)
	}
	if own, ok := a[address[:end]]; ok {
		return own + address[end:]
	}
	return address
}

// addressesBySwitch says how a phone makes the addresses of its pages, where not as the C610 does. (unknown)
var addressesBySwitch = map[string]func(place) string{"plain": plainPath}

// addressesOf are those of places by the value of the switch.
func addressesOf(places []place, setting string) addresses {
	own := addresses{}
	if address := addressesBySwitch[setting]; address != nil {
		for _, p := range places {
			own[p.path] = address(p)
		}
	}
	return own
}

// plainPath is an address with a part for each word of the menu; that of a page out of the menu is the name of the C610's.
func plainPath(p place) string {
	if len(p.trail) == 0 {
		name, ok := strings.CutSuffix(p.path, ".html")
		if !ok {
			return p.path
		}
		return strings.ReplaceAll(name, "_", "-")
	}
	path := strings.ToLower(strings.Join(p.trail, "/"))
	return "/" + strings.NewReplacer(" & ", "-", " ", "-").Replace(path)
}
