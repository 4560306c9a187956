package app

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Duration is a time.Duration that a configuration writes as "90d", "20s" or "1h30m".
type Duration time.Duration

// day is a unit that time.ParseDuration does not know.
const day = 24 * time.Hour

// String returns the form that UnmarshalText reads.
func (d Duration) String() string {
	if d != 0 && time.Duration(d)%day == 0 {
		return strconv.Itoa(int(time.Duration(d)/day)) + "d"
	}
	return time.Duration(d).String()
}

// MarshalText returns String.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a duration, also one in days.
func (d *Duration) UnmarshalText(text []byte) error {
	s := string(text)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.Atoi(days)
		if err == nil && n >= 0 && n < 36500 {
			*d = Duration(time.Duration(n) * day)
			return nil
		}
	}
	v, err := time.ParseDuration(s)
	if err != nil || v < 0 {
		return fmt.Errorf("%q is not a duration: write it like 90d, 20s or 1h30m", s)
	}
	*d = Duration(v)
	return nil
}
