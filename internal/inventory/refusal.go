package inventory

import (
	"context"
	"net/netip"
	"time"
)

// Bounds of the requests that nobody answers for.
const (
	// RefusedKept is how many of them a tenant keeps whole, the newest ones.
	RefusedKept = 1000
	// RefusedOfNetwork is how many of those are from one network.
	RefusedOfNetwork = 20
	// RefusalsKept is how many counts a tenant keeps.
	RefusalsKept = 100_000
)

// EveryoneElse is the network of requests whose networks are not told apart.
const EveryoneElse = "everyone else"

// RefusalCount is how many requests from a network were refused for a reason in a minute.
type RefusalCount struct {
	Tenant  string
	Minute  time.Time
	Network string
	Reason  Reason
	Count   int64
}

// Refusals keeps what is known of requests that nobody answers for. LatestEvents and DeviceEvents
// return those that are kept whole like the others, and PruneEvents removes old counts.
type Refusals interface {
	// AddRefusals adds to the counts, no two of which have the same key, and keeps events whole,
	// in one transaction. The oldest events beyond RefusedKept and RefusedOfNetwork give way.
	AddRefusals(ctx context.Context, counts []RefusalCount, whole []Event) error
	// RefusalCounts returns the sums by network and reason since a time, the largest first,
	// each with the last of its minutes.
	RefusalCounts(ctx context.Context, tenant string, since time.Time, limit int) (
		[]RefusalCount, error)
}

// RefusalNetwork returns the network that a source counts as: an IPv4 address, or the /64 of an
// IPv6 address.
func RefusalNetwork(source string) netip.Prefix { return sourceNetwork(source, 32, 64) }

// RefusalNeighbours returns the /24 or /48 of a source.
func RefusalNeighbours(source string) netip.Prefix { return sourceNetwork(source, 24, 48) }

func sourceNetwork(source string, bits4, bits6 int) netip.Prefix {
	a, err := netip.ParseAddr(source)
	if err != nil {
		return netip.Prefix{}
	}
	a = a.Unmap().WithZone("")
	bits := bits6
	if a.Is4() {
		bits = bits4
	}
	return netip.PrefixFrom(a, bits).Masked()
}

// NetworkName is how a network is stored and shown.
func NetworkName(p netip.Prefix) string {
	if !p.IsValid() {
		return EveryoneElse
	}
	if p.IsSingleIP() {
		return p.Addr().String()
	}
	return p.String()
}
