package inventory

import (
	"hash/maphash"
	"sync"
	"sync/atomic"

	"github.com/offhook/offhook/model"
)

// shards is how many parts the index has, so that a writer holds up only a
// small part of the readers, and those only for as long as one part takes.
const shards = 64

// Index holds the records of one tenant's devices in memory, for look-ups by
// MAC and by user name. It keeps them without pointers: a million devices are
// less than 200 bytes each and no work for the garbage collector.
//
// It is safe for concurrent use. Readers never wait for more than the writing
// of one entry, or the copying of one of its 64 parts after many changes.
type Index struct {
	seed    maphash.Seed
	devices [shards]deviceShard
	names   [shards]nameShard

	writer  sync.Mutex // one change at a time; guards what follows
	numbers map[string]uint32
	length  atomic.Int64
	words   atomic.Pointer[[]string] // models and firmwares by number
}

// NewIndex returns an empty index.
func NewIndex() *Index {
	x := &Index{seed: maphash.MakeSeed(), numbers: make(map[string]uint32)}
	x.words.Store(new([]string))
	return x
}

// Len returns the number of devices.
func (x *Index) Len() int { return int(x.length.Load()) }

// Put adds the record of a device, or replaces it.
func (x *Index) Put(r Record) {
	x.writer.Lock()
	defer x.writer.Unlock()

	hash := x.hashMAC(r.MAC)
	shard := &x.devices[hash%shards]
	old, member := shard.pair(hash, r.MAC)
	pair, oldMember := pairOf(&r), member
	if pair != old {
		member = x.addPair(pair, r.MAC)
	}
	if shard.put(hash, &r, member, x.number(r.Model), x.number(r.Firmware), x.hashMAC) {
		x.length.Add(1)
	}
	if pair != old {
		x.removePair(old, oldMember)
	}
}

// Delete removes a device and reports whether it was there.
func (x *Index) Delete(mac model.MAC) bool {
	x.writer.Lock()
	defer x.writer.Unlock()

	hash := x.hashMAC(mac)
	shard := &x.devices[hash%shards]
	pair, member := shard.pair(hash, mac)
	if !shard.remove(hash, mac, x.hashMAC) {
		return false
	}
	x.length.Add(-1)
	x.removePair(pair, member)
	return true
}

// Apply makes the index follow a change that a Store reported.
func (x *Index) Apply(c Change) {
	if c.Deleted {
		x.Delete(c.MAC)
		return
	}
	x.Put(c.Record)
}

// Device returns the record of a device and whether there is one.
func (x *Index) Device(mac model.MAC) (Record, bool) {
	hash := x.hashMAC(mac)
	return x.devices[hash%shards].record(hash, mac, x.words.Load)
}

// Owner returns a device other than not that the user name belongs to: the one
// whose MAC the name is, in any notation, or else one that has it as its
// configured user name. Several devices may share a configured user name; then
// it is any of them.
func (x *Index) Owner(username string, not model.MAC) (Record, bool) {
	if mac, ok := macForm(username); ok && mac != not {
		if r, found := x.Device(mac); found {
			return r, true
		}
	}
	if username == "" {
		return Record{}, false
	}
	hash, accept := x.hashName(username), x.withName(username)
	shard := &x.names[hash%shards]
	if r, ok := shard.owner(keyOf(hash, true), not, accept); ok {
		return r, true
	}
	return shard.owner(keyOf(hash, false), not, accept)
}

// A Holder is a device with a pair that others may have too.
type Holder struct {
	Record Record
	// Alone says that no other device has this user name with this password.
	Alone bool
}

// Holders appends to into, while it has room, one device for each pair that has the user name and returns the longer slice: first
// those whose pair opens documents, then the rest. How many devices share a pair makes no difference.
func (x *Index) Holders(username string, into []Holder) []Holder {
	if username == "" {
		return into
	}
	hash, accept := x.hashName(username), x.withName(username)
	shard := &x.names[hash%shards]
	into = shard.holders(keyOf(hash, true), into, accept)
	return shard.holders(keyOf(hash, false), into, accept)
}

// withName returns a function that returns the record of a device and whether it has the user name.
func (x *Index) withName(username string) func(model.MAC) (Record, bool) {
	return func(mac model.MAC) (Record, bool) {
		r, ok := x.Device(mac)
		return r, ok && r.Username == username
	}
}

func (x *Index) hashMAC(mac model.MAC) uint64 { return maphash.Bytes(x.seed, mac[:]) }

func (x *Index) hashName(name string) uint64 { return maphash.String(x.seed, name) }

// configuredPair is the configured pair of a device, and whether it opens the device's document.
type configuredPair struct {
	username, password string
	opens              bool
}

func pairOf(r *Record) configuredPair {
	return configuredPair{r.Username, r.Configured.Reveal(), r.Enabled && r.Accept.Has(AcceptConfigured)}
}

func (x *Index) hashPair(p configuredPair) uint64 {
	return maphash.Comparable(x.seed, p)
}

// addPair notes that a device has a pair and returns the note's number, 0 when it has none.
func (x *Index) addPair(p configuredPair, mac model.MAC) uint32 {
	if p.username == "" {
		return 0
	}
	hash := x.hashName(p.username)
	return x.names[hash%shards].add(keyOf(hash, p.opens), x.hashPair(p), mac)
}

func (x *Index) removePair(p configuredPair, member uint32) {
	if member != 0 {
		x.names[x.hashName(p.username)%shards].remove(member)
	}
}

// number returns the number of a word, and gives it one when it has none.
// There are as many words as there are models and firmware versions.
func (x *Index) number(word string) uint32 {
	if n, ok := x.numbers[word]; ok {
		return n
	}
	old := *x.words.Load()
	words := append(old[:len(old):len(old)], word)
	x.words.Store(&words)
	n := uint32(len(old))
	x.numbers[word] = n
	return n
}

// macForm reads a user name that is a MAC. Most names are none, so it looks
// first and leaves the error for them unmade.
func macForm(name string) (model.MAC, bool) {
	if len(name) < 12 || len(name) > 17 {
		return model.MAC{}, false
	}
	for i := range len(name) {
		switch c := name[i]; {
		case '0' <= c && c <= '9', 'a' <= c && c <= 'f', 'A' <= c && c <= 'F', c == ':', c == '-', c == '.':
		default:
			return model.MAC{}, false
		}
	}
	mac, err := model.ParseMAC(name)
	return mac, err == nil
}
