package guard

import "time"

// bucket is a budget as one number: the time at which it is full again, in nanoseconds since 1970.
// Zero is a full bucket.
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

// spend returns the bucket with one unit less. Requests that run at the same moment may overdraw it
// by a few units; they are paid back in time, so the long-term rate holds.
func (r rate) spend(b bucket, now time.Time) bucket {
	return bucket(now.UnixNano() + r.debt(b, now) + int64(r.interval))
}

// debt is how long the bucket needs until it is full. It is clamped at one burst beyond empty, so
// that a storm locks nobody out for longer than that. More than a clamped bucket and one unit was
// never spent: the clock was set back, and the bucket counts as full.
func (r rate) debt(b bucket, now time.Time) int64 {
	d, most := int64(b)-now.UnixNano(), 2*int64(r.interval)*int64(r.burst)
	if d < 0 || d > most+int64(r.interval) {
		return 0
	}
	return min(d, most)
}
