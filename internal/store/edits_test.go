package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store/storetest"
)

// TestEditsAreForgotten: an edit is known for EditKept and no longer, and a window begins where it says.
func TestEditsAreForgotten(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, config Config) {
		begin := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		now := begin
		config.Now = func() time.Time { return now }
		s := mustOpen(t, config)
		if err := s.CreateLayer(t.Context(), storetest.Profile("lobby")); err != nil {
			t.Fatal(err)
		}
		edit := func(after time.Duration, value string) {
			t.Helper()
			now = begin.Add(after)
			_, err := s.UpdateLayer(t.Context(), inventory.DefaultTenant, inventory.LayerProfile, "lobby", func(l *inventory.Layer) error {
				l.Set("S_SIP_SERVER_1", value)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		check := func(since time.Time, want int) {
			t.Helper()
			got, err := s.LayerEdits(t.Context(), inventory.DefaultTenant, since)
			if diff := cmp.Diff([]inventory.LayerEdit{{Kind: inventory.LayerProfile, Name: "lobby", Count: want, Last: now}}, got); diff != "" || err != nil {
				t.Errorf("at %s LayerEdits since %s: %v (-want +got):\n%s", now, since, err, diff)
			}
		}
		edit(0, "first.example.net")
		edit(inventory.WearWindow, "a.example.net")
		check(begin, 2)
		check(begin.Add(time.Millisecond), 1)
		edit(inventory.EditKept, "b.example.net")
		check(begin, 3)
		edit(inventory.EditKept+time.Millisecond, "c.example.net")
		check(begin, 3)
	})
}
