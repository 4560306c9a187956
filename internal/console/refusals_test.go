package console

import (
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/inventory"
)

func TestPageOfDevicesCountsRefusals(t *testing.T) {
	t.Parallel()
	h, st := newConsole(t, 1, nil)
	count := inventory.RefusalCount{
		Tenant: inventory.DefaultTenant, Minute: time.Date(2026, 3, 1, 11, 30, 0, 0, time.UTC),
		Network: "192.0.2.77", Reason: inventory.ReasonUnknownDevice, Count: 4321,
	}
	old := count
	old.Minute, old.Network = old.Minute.Add(-2*time.Hour), "192.0.2.78"
	err := st.AddRefusals(t.Context(), []inventory.RefusalCount{count, old}, nil)
	if err != nil {
		t.Fatal(err)
	}
	page := ask(h, "GET", "/").Body.String()
	if !strings.Contains(page, "192.0.2.77") || !strings.Contains(page, "4321") {
		t.Error("the page does not show the count of the last hour")
	}
	if strings.Contains(page, "192.0.2.78") {
		t.Error("the page shows a count that is older than an hour")
	}
}
