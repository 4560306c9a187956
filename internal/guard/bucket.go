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

// spend returns the bucket with one unit less. Requests that run at the same moment may overdraw it,
// by one burst beyond empty at most.
func (r rate) spend(b bucket, now time.Time) bucket {
	return bucket(now.UnixNano() + min(r.debt(b, now)+int64(r.interval), r.most()))
}

// most is the largest debt: one burst beyond empty, so that a storm locks nobody out for longer.
func (r rate) most() int64 { return 2 * int64(r.interval) * int64(r.burst) }

// debt is how long the bucket needs until it is full. A request may come here later than one that
// began after it, so a debt may seem a little larger than the largest. One that is larger by more
// than a unit was never made: the clock was set back, and the bucket counts as full.
func (r rate) debt(b bucket, now time.Time) int64 {
	d := int64(b) - now.UnixNano()
	if d < 0 || d > r.most()+int64(r.interval) {
		return 0
	}
	return min(d, r.most())
}
