package server

import (
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

// crowd tells that connections had to give way: the first one at once, and those that follow in a
// line a minute. It is safe for concurrent use.
type crowd struct {
	log    *slog.Logger
	listen string
	max    int

	mu       sync.Mutex
	timer    *time.Timer // nil while nothing is counted
	closed   bool
	gaveWay  int
	refused  int
	networks []crowdedNetwork // the first ones
}

// crowdedNetwork is a network that had to give up connections, and how many it had.
type crowdedNetwork struct {
	network netip.Prefix
	count   int
}

// String returns the network as a person writes it, and its number of connections.
func (n crowdedNetwork) String() string {
	switch {
	case !n.network.IsValid():
		return fmt.Sprintf("unknown (%d)", n.count)
	case n.network.IsSingleIP():
		return fmt.Sprintf("%s (%d)", n.network.Addr(), n.count)
	default:
		return fmt.Sprintf("%s (%d)", n.network, n.count)
	}
}

// note counts a connection of a network with count connections that gave way or was refused.
func (c *crowd) note(network netip.Prefix, count int, refused bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if refused {
		c.refused++
	} else {
		c.gaveWay++
	}
	at := slices.IndexFunc(c.networks, func(n crowdedNetwork) bool { return n.network == network })
	switch {
	case at >= 0:
		c.networks[at].count = max(c.networks[at].count, count)
	case len(c.networks) < examplesOfSum:
		c.networks = append(c.networks, crowdedNetwork{network, count})
	}
	if c.timer == nil && !c.closed {
		c.tell()
		c.timer = time.AfterFunc(sumPeriod, c.minuteEnded)
	}
}

// minuteEnded tells what came in a minute, and begins the next one if anything did.
func (c *crowd) minuteEnded() {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
	case c.gaveWay+c.refused == 0:
		c.timer = nil
	default:
		c.tell()
		c.timer.Reset(sumPeriod)
	}
}

// tell writes the line. c.mu is held.
func (c *crowd) tell() {
	names := make([]string, len(c.networks))
	for i, n := range c.networks {
		names[i] = n.String()
	}
	c.log.Warn("too many connections: idle ones gave way; block a network that is not yours, "+
		"or list it in trusted_proxies if it is a proxy",
		"listen", c.listen, "gave_way", c.gaveWay, "refused", c.refused,
		"networks", strings.Join(names, ", "), "limit", c.max)
	c.gaveWay, c.refused, c.networks = 0, 0, nil
}

// close tells what is still counted. Nothing is told afterwards.
func (c *crowd) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.timer != nil {
		c.timer.Stop()
	}
	if !c.closed && c.gaveWay+c.refused > 0 {
		c.tell()
	}
	c.closed = true
}
