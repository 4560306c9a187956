package guard

import (
	"encoding/binary"
	"net/netip"
)

// network is the beginning of an address, so many bits of it. The zero value is no network.
type network struct {
	prefix uint64
	family uint8
	bits   uint8
}

// networkOf returns the network of an address: all of an IPv4 address, the first 64 bits of an
// IPv6 address. IPv4 written as IPv6 is IPv4; an invalid address is a network of its own.
func networkOf(a netip.Addr) network {
	a = a.Unmap()
	switch {
	case a.Is4():
		b := a.As4()
		return network{prefix: uint64(binary.BigEndian.Uint32(b[:])) << 32, family: 4, bits: 32}
	case a.Is6():
		b := a.As16()
		return network{prefix: binary.BigEndian.Uint64(b[:8]), family: 6, bits: 64}
	default:
		return network{family: 1}
	}
}

// area returns what a network is summed up to: the /24 of an IPv4 address, the /48 of an IPv6 one.
func (n network) area() network { return n.wider(24, 48) }

// region is wider still: a /16 or a /32, about what one provider has.
func (n network) region() network { return n.wider(16, 32) }

func (n network) wider(bits4, bits6 uint8) network {
	switch n.family {
	case 4:
		n.bits = bits4
	case 6:
		n.bits = bits6
	default:
		return n
	}
	n.prefix &= ^uint64(0) << (64 - n.bits)
	return n
}

// Prefix returns the network as it is written, invalid for no network.
func (n network) Prefix() netip.Prefix {
	switch n.family {
	case 4:
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], uint32(n.prefix>>32))
		return netip.PrefixFrom(netip.AddrFrom4(b), int(n.bits))
	case 6:
		var b [16]byte
		binary.BigEndian.PutUint64(b[:8], n.prefix)
		return netip.PrefixFrom(netip.AddrFrom16(b), int(n.bits))
	default:
		return netip.Prefix{}
	}
}
