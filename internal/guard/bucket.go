package guard

import "time"

// bucket is a budget as one number: the time at which it is full again, in nanoseconds since 1970. Zero is a full bucket.
type bucket int64

// rate is the size of a budget and the time that one unit takes to come back.
type rate struct {
	burst    int
	interval time.Duration
}

// allows reports whether the bucket has at least one unit.
func (r rate) allows(b bucket, now time.Time) bool {
	return r.debt(b, now) <= int64(r.interval)*int64(r.burst-1)
}

// spend returns the bucket with one unit less. Requests that run at the same moment may overdraw it by a few units; they
// are paid back in time, so the long-term rate holds.
func (r rate) spend(b bucket, now time.Time) bucket {
	return bucket(now.UnixNano() + r.debt(b, now) + int64(r.interval))
}

// debt is how long the bucket needs until it is full. It is clamped at one burst beyond empty, so that neither a storm nor a
// clock that was set back locks anybody out for longer than that.
func (r rate) debt(b bucket, now time.Time) int64 {
	d := int64(b) - now.UnixNano()
	return min(max(d, 0), 2*int64(r.interval)*int64(r.burst))
}
