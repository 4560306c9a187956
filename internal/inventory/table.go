package inventory

// table is a hash table of references, with linear probing and no pointers, so
// that a million of them cost the garbage collector nothing. A reference is
// never 0; what it refers to, and how that hashes, is known by the caller. The
// zero table is empty and ready.
type table struct {
	slots []uint32 // a power of two, 0 where empty
	used  int
}

const minSlots = 8

// find returns the reference with the hash for which is holds, 0 for none.
func (t *table) find(hash uint64, is func(ref uint32) bool) uint32 {
	if t.used == 0 {
		return 0
	}
	return t.slots[t.slot(hash, is)]
}

// slot returns where the reference is, or the empty slot where it would go.
func (t *table) slot(hash uint64, is func(ref uint32) bool) int {
	mask := len(t.slots) - 1
	i := int(hash) & mask
	for t.slots[i] != 0 && !is(t.slots[i]) {
		i = (i + 1) & mask
	}
	return i
}

// insert adds a reference that is not there yet.
func (t *table) insert(ref uint32, hashOf func(ref uint32) uint64) {
	if (t.used+1)*4 > len(t.slots)*3 {
		t.grow(hashOf)
	}
	t.place(ref, hashOf(ref))
	t.used++
}

func (t *table) place(ref uint32, hash uint64) {
	none := func(uint32) bool { return false }
	t.slots[t.slot(hash, none)] = ref
}

func (t *table) grow(hashOf func(ref uint32) uint64) {
	old := t.slots
	t.slots = make([]uint32, max(minSlots, 2*len(old)))
	for _, ref := range old {
		if ref != 0 {
			t.place(ref, hashOf(ref))
		}
	}
}

// replace puts a reference with the same hash into the place of another.
func (t *table) replace(old, ref uint32, hash uint64) {
	t.slots[t.slot(hash, func(r uint32) bool { return r == old })] = ref
}

// remove takes a reference out and closes the gap that it leaves, so that
// churn never fills the table with marks.
func (t *table) remove(ref uint32, hashOf func(ref uint32) uint64) {
	mask := len(t.slots) - 1
	gap := t.slot(hashOf(ref), func(r uint32) bool { return r == ref })
	for i := (gap + 1) & mask; t.slots[i] != 0; i = (i + 1) & mask {
		home := int(hashOf(t.slots[i])) & mask
		if (i-home)&mask >= (i-gap)&mask {
			t.slots[gap] = t.slots[i]
			gap = i
		}
	}
	t.slots[gap] = 0
	t.used--
}
