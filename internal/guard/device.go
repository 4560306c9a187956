package guard

// goodNetworks is how many networks of right logins a device remembers: enough for dual stack and
// one move.
const goodNetworks = 4

// deviceEntry is what is kept of one device that was served.
type deviceEntry struct {
	used int64
	good [goodNetworks]goodNetwork
}

// goodNetwork is a network from which the device was served, with its own budget. The zero network
// marks a free place.
type goodNetwork struct {
	network network
	bucket  bucket
	// noted is when Right said last that the network should be kept, in nanoseconds since 1970.
	noted int64
}

// own returns the place of a network from which the device was served, or nil. The zero network is
// that of a free place.
func (e *deviceEntry) own(n network) *goodNetwork {
	for i := range e.good {
		if e.good[i].network == n {
			return &e.good[i]
		}
	}
	return nil
}

// giveBack puts a network first, with a full budget; the one whose login is longest ago falls out.
func (e *deviceEntry) giveBack(n network) *goodNetwork {
	at := goodNetworks - 1
	for i := range e.good {
		if e.good[i].network == n {
			at = i
			break
		}
	}
	g := goodNetwork{network: n}
	if e.good[at].network == n {
		g.noted = e.good[at].noted
	}
	copy(e.good[1:at+1], e.good[:at])
	e.good[0] = g
	return &e.good[0]
}
