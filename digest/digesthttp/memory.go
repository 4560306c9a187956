package digesthttp

import (
	"net/url"
	"strings"
	"sync"

	"github.com/offhook/offhook/digest"
)

const (
	maxOrigins = 1024 // that a Transport remembers; the oldest is forgotten first
	maxKept    = 16   // credentials per origin
)

// memory is what a Transport remembers of each origin. The zero value is ready.
type memory struct {
	mu      sync.Mutex
	origins map[string]*originMemory
	order   []string
}

type originMemory struct {
	strongest digest.Algorithm // ever offered
	kept      []kept           // the latest last
}

// kept is a pair that was accepted, and where it is sent unasked.
type kept struct {
	realm    string
	prefixes []string
	credentials
}

// at returns the memory of an origin. The lock must be held.
func (m *memory) at(origin string) *originMemory {
	if known := m.origins[origin]; known != nil {
		return known
	}
	if m.origins == nil {
		m.origins = make(map[string]*originMemory)
	}
	if len(m.order) == maxOrigins {
		delete(m.origins, m.order[0])
		m.order = m.order[1:]
	}
	fresh := new(originMemory)
	m.origins[origin] = fresh
	m.order = append(m.order, origin)
	return fresh
}

// weaker notes the strongest algorithm that an origin offers, and tells whether it offered a
// stronger one before.
func (m *memory) weaker(origin string, offered digest.Algorithm) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	o := m.at(origin)
	if digest.Weaker(offered, o.strongest) {
		return true
	}
	o.strongest = offered
	return false
}

// keep remembers credentials that were accepted, in place of earlier ones for the same realm.
func (m *memory) keep(origin string, k kept) {
	m.mu.Lock()
	defer m.mu.Unlock()
	o := m.at(origin)
	o.drop(k.realm)
	if len(o.kept) == maxKept {
		o.kept = o.kept[1:]
	}
	o.kept = append(o.kept, k)
}

// forget drops credentials that were refused.
func (m *memory) forget(origin, realm string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at(origin).drop(realm)
}

func (o *originMemory) drop(realm string) {
	for i := range o.kept {
		if o.kept[i].realm == realm {
			o.kept = append(o.kept[:i:i], o.kept[i+1:]...)
			return
		}
	}
}

// recall returns the latest credentials whose protection space holds the URL.
func (m *memory) recall(u *url.URL) (credentials, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known := m.origins[Origin(u)]
	if known == nil {
		return credentials{}, false
	}
	for i := len(known.kept) - 1; i >= 0; i-- {
		for _, prefix := range known.kept[i].prefixes {
			if strings.HasPrefix(u.EscapedPath(), prefix) {
				return known.kept[i].credentials, true
			}
		}
	}
	return credentials{}, false
}

// protected returns the path prefixes of the protection space that a challenge names: those of
// its domain that lie in the same origin, or everything when it names none. RFC 7616, Section 3.3.
func protected(u *url.URL, domain string) []string {
	fields := strings.Fields(domain)
	if len(fields) == 0 {
		return []string{""}
	}
	var prefixes []string
	for _, field := range fields {
		at, err := u.Parse(field)
		if err == nil && Origin(at) == Origin(u) {
			prefixes = append(prefixes, at.EscapedPath())
		}
	}
	return prefixes
}
