package provdoc

import (
	"errors"
	"time"
)

// versionLayout is ddmmyyhhmm, the form of VERSION. [G p43]
const versionLayout = "0201061504"

var errVersion = errors.New("this is no version: write a valid date and time as ddmmyyhhmm, 2811120928 for 28.11.2012 09:28")

// ParseVersion reads a VERSION, ddmmyyhhmm. Years are those from 2000 to 2099; the time has no zone and is given as UTC.
func ParseVersion(version string) (time.Time, error) {
	if len(version) != len(versionLayout) {
		return time.Time{}, errVersion
	}
	for i := 0; i < len(version); i++ {
		if version[i] < '0' || version[i] > '9' {
			return time.Time{}, errVersion
		}
	}
	t, err := time.Parse("02012006 1504", version[:4]+"20"+version[4:6]+" "+version[6:])
	if err != nil {
		return time.Time{}, errVersion
	}
	return t, nil
}

// FormatVersion returns the minute of t as a VERSION, in the zone of t.
func FormatVersion(t time.Time) string { return t.Format(versionLayout) }

// AppendVersion appends what FormatVersion returns, and allocates nothing when dst has room.
func AppendVersion(dst []byte, t time.Time) []byte { return t.AppendFormat(dst, versionLayout) }

// NextVersion returns a VERSION for a change made at now to a document whose VERSION is current: the minute of now, or
// the minute after current when that is later, since two contents must not share a minute. A current that is no
// VERSION does not count.
func NextVersion(current string, now time.Time) string {
	now = time.Date(now.Year(), now.Month(), now.Day(), now.Hour(), now.Minute(), 0, 0, time.UTC)
	if last, err := ParseVersion(current); err == nil && !now.After(last) {
		now = last.Add(time.Minute)
	}
	return FormatVersion(now)
}

// BumpVersion gives the document the VERSION that NextVersion returns for its present one, and returns it.
func (d *Document) BumpVersion(now time.Time) (string, error) {
	current, _ := d.Version()
	next := NextVersion(current, now)
	if !d.readable {
		return "", &ItemError{Item: controlVersion, Err: ErrUnreadable}
	}
	if !d.dialect.isControl(controlVersion) {
		return "", &ItemError{Item: controlVersion, Err: ErrNoVersion}
	}
	return next, d.Set(controlVersion, next)
}
