package phone

import (
	"time"

	"github.com/offhook/offhook/provdoc"
)

// The items of the planned update of the N720: whether there is one, and when. [R-wazo]
const (
	itemPlannedKind = "BS_IP_Data.KindOfPlannedUpdate"
	itemPlannedTime = "BS_IP_Data.PlannedUpdateTime"
)

// day is how many minutes a day has.
const day = 24 * 60

// plannedTime is the time of the day of the planned update, counted from midnight; false when there is none. Midnight itself
// is the end of the day.
func (m *Machine) plannedTime() (time.Duration, bool) {
	text, _ := m.nvm.Get(itemPlannedTime)
	n, err := provdoc.Value(text).Int()
	if err != nil || !m.isSet(itemPlannedKind) {
		return 0, false
	}
	minutes, ok := int(n), n < day
	switch m.Switch(switchPlannedUpdate) {
	case "clock":
		minutes, ok = clockTime(int(n))
	case "minutes":
	default:
		return 0, false
	}
	if minutes == 0 {
		minutes = day
	}
	return time.Duration(minutes) * time.Minute, ok
}

// clockTime reads hours and minutes whose decimal digits stand in the half bytes of a number: 0x0648 is 06:48.
func clockTime(n int) (minutes int, ok bool) {
	digits := [4]int{n >> 12 & 0xf, n >> 8 & 0xf, n >> 4 & 0xf, n & 0xf}
	hour, minute := 10*digits[0]+digits[1], 10*digits[2]+digits[3]
	ok = digits[1] < 10 && digits[3] < 10 && hour < 24 && minute < 60 && n < 1<<16
	return 60*hour + minute, ok
}
