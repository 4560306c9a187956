// Package storetest is the contract of inventory.Store as tests, and a
// throw-away PostgreSQL to run them on.
package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// Open opens an empty store for one test and closes it at the end of it.
type Open func(t *testing.T) inventory.Store

// Run runs the contract against the store that open returns.
func Run(t *testing.T, open Open) {
	groups := []struct {
		name string
		test func(*testing.T, Open)
	}{
		{"Create", testCreate},
		{"Update", testUpdate},
		{"Delete", testDelete},
		{"List", testList},
		{"Version", testVersion},
		{"Save", testSave},
		{"Redirect", testRedirect},
		{"Changes", testChanges},
		{"Layers", testLayers},
		{"Templates", testTemplates},
		{"Edits", testEdits},
		{"Publications", testPublications},
		{"Events", testEvents},
		{"Prune", testPrune},
		{"Refusals", testRefusals},
		{"Claim", testClaim},
		{"Networks", testNetworks},
		{"Unblock", testUnblock},
		{"Tenants", testTenants},
		{"Cancelled", testCancelled},
	}
	for _, group := range groups {
		t.Run(group.name, func(t *testing.T) {
			t.Parallel()
			group.test(t, open)
		})
	}
}

// CompareSecrets lets cmp compare passwords, which otherwise do not show
// themselves.
var CompareSecrets = cmp.Comparer(func(a, b digest.Secret) bool { return a.Reveal() == b.Reveal() })

// compareDevices leaves out what the store itself sets.
var compareDevices = cmp.Options{
	CompareSecrets,
	cmpopts.IgnoreFields(inventory.Device{}, "Version", "Revision", "Created", "Updated"),
}

// MAC returns the nth of a series of addresses.
func MAC(n int) model.MAC {
	return model.MAC{0x7C, 0x2F, 0x80, byte(n >> 16), byte(n >> 8), byte(n)}
}

// Device returns a valid device that uses every field, in two columns of
// secrets and with letters beyond ASCII.
func Device(n int) inventory.Device {
	return inventory.Device{
		Tenant:     inventory.DefaultTenant,
		MAC:        MAC(n),
		Name:       "Empfang, 東京",
		Comment:    "next to the lift",
		Model:      "N720",
		Firmware:   "BL84",
		Enabled:    true,
		Accept:     inventory.AcceptIntegrated | inventory.AcceptConfigured,
		Integrated: digest.NewSecret("factory-secret"),
		Username:   "zürich",
		Configured: digest.NewSecret("geheim-\u00fc-0815"),
		PairForm:   model.PairQuoted,
		Settings: []inventory.Setting{
			{Item: "S_SIP_SERVER", Value: "sip.example.net"},
			{Item: "S_SIP_PASSWORD", Value: `a"b<c>&'d`},
		},
		Document: []byte("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\xfc\x00\xff"),
		Redirect: inventory.Redirect{URL: "https://prov.example.net/%MACD.xml?key=geheim"},
	}
}

// mustCreate adds devices or ends the test.
func mustCreate(t *testing.T, s inventory.Store, devices ...inventory.Device) {
	t.Helper()
	if err := s.CreateDevices(t.Context(), devices); err != nil {
		t.Fatalf("CreateDevices of %d: %v", len(devices), err)
	}
}

// mustLoad returns a device or ends the test.
func mustLoad(t *testing.T, s inventory.Store, mac model.MAC) inventory.Device {
	t.Helper()
	d, err := s.Device(t.Context(), inventory.DefaultTenant, mac)
	if err != nil {
		t.Fatalf("Device(%s): %v", mac, err)
	}
	return d
}

// mustUpdate changes a device or ends the test.
func mustUpdate(t *testing.T, s inventory.Store, mac model.MAC, change func(*inventory.Device)) inventory.Device {
	t.Helper()
	d, err := s.UpdateDevice(t.Context(), inventory.DefaultTenant, mac, func(d *inventory.Device) error {
		change(d)
		return nil
	})
	if err != nil {
		t.Fatalf("UpdateDevice(%s): %v", mac, err)
	}
	return d
}

// at returns a time of the tests, so many seconds after their beginning.
func at(seconds int) time.Time {
	return time.Date(2026, 3, 5, 14, 15, 0, 0, time.UTC).Add(time.Duration(seconds) * time.Second)
}
