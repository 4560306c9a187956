package phone

import "testing"

// TestPlannedUpdate: what the items of the N720 do is a switch: nothing, or a question each day at that time. [R-wazo]
func TestPlannedUpdate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ mode, kind, time, want string }{
		{"ignore", "1", "0x648", "timer 24h0m0s"},
		{"clock", "1", "0x648", "daily 6h48m0s"},
		{"clock", "0x1", "1608", "daily 6h48m0s"},
		{"clock", "1", "0x2359", "daily 23h59m0s"},
		{"clock", "1", "0", "daily 24h0m0s"},
		{"clock", "0", "0x648", "timer 24h0m0s"},
		{"clock", "2", "0x648", "timer 24h0m0s"},
		{"clock", "", "0x648", "timer 24h0m0s"},
		{"clock", "1", "", "timer 24h0m0s"},
		{"clock", "1", "0x2400", "timer 24h0m0s"},
		{"clock", "1", "0x0660", "timer 24h0m0s"},
		{"clock", "1", "0x064a", "timer 24h0m0s"},
		{"clock", "1", "0x0a48", "timer 24h0m0s"},
		{"clock", "1", "0x10648", "timer 24h0m0s"},
		{"minutes", "1", "0x198", "daily 6h48m0s"},
		{"minutes", "1", "1439", "daily 23h59m0s"},
		{"minutes", "1", "1440", "timer 24h0m0s"},
		{"minutes", "1", "9223372036854775807", "timer 24h0m0s"},
	} {
		m := newTestPhone(t, "N720", "", atServer, withSwitch("planned-update", c.mode), withItem(itemPlannedKind, c.kind), withItem(itemPlannedTime, c.time))
		what := c.mode + " " + c.kind + " " + c.time
		want(t, what, lives(m, PowerOn{}, found(document(""))), asks+", provisioned, "+c.want)
		want(t, what+", then", lives(m, PollTimer{}), asks)
	}
	m := newTestPhone(t, "N720", "", atServer, withSwitch("planned-update", "clock"), withSwitch("poll-hours", "0"))
	want(t, "by a document", lives(m, PowerOn{}, found(document(
		`<SYMB_ITEM ID="BS_IP_Data.KindOfPlannedUpdate" class="symb_item" value="1"/><SYMB_ITEM ID="BS_IP_Data.PlannedUpdateTime" class="symb_item" value="0x648"/>`,
	))), asks+", provisioned, daily 6h48m0s")
	want(t, "at that time", lives(m, PollTimer{}), asks)
}
