package inventory

const (
	// unit is the alignment of entries in bytes.
	unit = 8
	// maxChunk is the size of a chunk; one reference names maxChunk/unit places
	// in each.
	maxChunk  = 64 << 10
	minChunk  = 1 << 10
	unitBits  = 13
	unitsMask = 1<<unitBits - 1
)

// arena is memory that is given out in entries and never taken back one by
// one: whoever frees entries counts them in dead, and copies what is left into
// a new arena when it is worth it. Entries hold no pointers. The zero arena is
// empty and ready.
type arena struct {
	chunks     [][]byte
	live, dead int // bytes
}

// add returns a reference to a new entry of size bytes, and the entry.
func (a *arena) add(size int) (uint32, []byte) {
	size = aligned(size)
	last := len(a.chunks) - 1
	if last < 0 || len(a.chunks[last])+size > cap(a.chunks[last]) {
		a.chunks = append(a.chunks, make([]byte, 0, a.nextChunk(size)))
		last++
	}
	chunk := a.chunks[last]
	start := len(chunk)
	a.chunks[last] = chunk[:start+size]
	a.live += size
	return uint32(last<<unitBits|start/unit) + 1, a.chunks[last][start:]
}

// nextChunk doubles the size of chunks up to the largest, so that a small
// index is small.
func (a *arena) nextChunk(size int) int {
	next := minChunk
	if n := len(a.chunks); n > 0 {
		next = min(2*cap(a.chunks[n-1]), maxChunk)
	}
	return max(next, size)
}

// at returns the memory that begins with the entry of a reference.
func (a *arena) at(ref uint32) []byte {
	ref--
	return a.chunks[ref>>unitBits][(ref&unitsMask)*unit:]
}

// free counts an entry as dead.
func (a *arena) free(size int) {
	a.live -= aligned(size)
	a.dead += aligned(size)
}

// wasteful reports whether copying the live entries would free more than half.
func (a *arena) wasteful() bool { return a.dead > a.live && a.dead >= maxChunk }

func aligned(size int) int { return (size + unit - 1) &^ (unit - 1) }
