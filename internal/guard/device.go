package guard

// goodNetworks is how many networks of right logins a device remembers: enough for dual stack and one move.
const goodNetworks = 4

// deviceEntry is what is kept of one known device.
type deviceEntry struct {
	others bucket
	used   int64
	good   [goodNetworks]goodNetwork
}

// goodNetwork is a network from which the last login was right, with its own budget. The zero network marks a free place.
type goodNetwork struct {
	network network
	bucket  bucket
}

// own returns the budget of a network that last logged in rightly, or nil.
func (e *deviceEntry) own(n network) *bucket {
	for i := range e.good {
		if e.good[i].network == n && n != (network{}) {
			return &e.good[i].bucket
		}
	}
	return nil
}

// giveBack puts a network first with a full budget; the one whose login is longest ago falls out.
func (e *deviceEntry) giveBack(n network) {
	at := goodNetworks - 1
	for i := range e.good {
		if e.good[i].network == n {
			at = i
			break
		}
	}
	copy(e.good[1:at+1], e.good[:at])
	e.good[0] = goodNetwork{network: n}
}
