package guard

import (
	"encoding/binary"
	"net/netip"
)

// network is the part of an address that is counted: all of an IPv4 address, the first 64 bits of an IPv6 address. The zero
// value is no network.
type network struct {
	prefix uint64
	family uint8
}

// networkOf returns the network of an address. IPv4 written as IPv6 is IPv4; an invalid address is a network of its own.
func networkOf(a netip.Addr) network {
	a = a.Unmap()
	switch {
	case a.Is4():
		b := a.As4()
		return network{prefix: uint64(binary.BigEndian.Uint32(b[:])), family: 4}
	case a.Is6():
		b := a.As16()
		return network{prefix: binary.BigEndian.Uint64(b[:8]), family: 6}
	default:
		return network{family: 1}
	}
}
