package store

import (
	"errors"
	"strings"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store/storetest"
)

// TestConflictOfManyIsShort names three of the devices that exist already.
func TestConflictOfManyIsShort(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, config Config) {
		s := mustOpen(t, config)
		s.rows = 50
		var devices []inventory.Device
		for n := range 40 {
			devices = append(devices, storetest.Device(n+1))
		}
		if err := s.CreateDevices(t.Context(), devices); err != nil {
			t.Fatal(err)
		}
		err := s.CreateDevices(t.Context(), devices)
		if !errors.Is(err, inventory.ErrConflict) || !strings.Contains(err.Error(), " more exists already") || strings.Count(err.Error(), "7C2F80") != 3 {
			t.Errorf("forty devices that exist are refused with %v, want three of them and a count", err)
		}
	})
}
