package digest

import "sync"

// countedNonces is how many nonces a Counts remembers.
const countedNonces = 256

// Counts numbers the requests that a client sends with each nonce, across sessions: a server may
// hand out the same nonce twice, and its count must go on. It remembers the latest 256 nonces.
// The zero value is ready; it is safe for concurrent use. RFC 7616, Section 3.4.
type Counts struct {
	mu    sync.Mutex
	uses  map[string]*nonceUse
	order []string
	total uint32
}

type nonceUse struct {
	count  uint32
	cnonce string
}

// use is one number drawn from a Counts.
type use struct {
	count  uint32 // of this nonce, from 1; 0 when there is no number left
	total  uint32 // of all nonces
	cnonce string // of the first request with this nonce
}

// next draws the next number of a nonce within a space, with the cnonce that a first request
// would bring.
func (c *Counts) next(space, nonce, cnonce string) use {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := space + "\n" + nonce
	entry := c.uses[key]
	if entry == nil {
		entry = c.add(key, cnonce)
	}
	entry.count++
	c.total++
	drawn := use{count: entry.count, total: c.total, cnonce: entry.cnonce}
	if entry.count == 0 {
		entry.count--
	}
	return drawn
}

func (c *Counts) add(key, cnonce string) *nonceUse {
	if c.uses == nil {
		c.uses = make(map[string]*nonceUse)
	}
	if len(c.order) == countedNonces {
		delete(c.uses, c.order[0])
		c.order = c.order[1:]
	}
	entry := &nonceUse{cnonce: cnonce}
	c.uses[key] = entry
	c.order = append(c.order, key)
	return entry
}
