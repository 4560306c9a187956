package inventory

import "time"

// NextVersion returns the minute that the VERSION of a changed document shows:
// that of now, or the one after previous when that is later, so that no two
// contents of one device share a VERSION, however fast they follow each other
// and whatever the clock does. The result is in UTC. [G p43]
func NextVersion(previous, now time.Time) time.Time {
	minute := now.UTC().Truncate(time.Minute)
	if minute.After(previous) {
		return minute
	}
	return previous.UTC().Truncate(time.Minute).Add(time.Minute)
}
