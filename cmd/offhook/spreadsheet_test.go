package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store/storetest"
	"github.com/offhook/offhook/model"
)

// spreadsheetDevices are what testdata/spreadsheet was exported from: values of every kind that a
// spreadsheet changes.
func spreadsheetDevices(t *testing.T) []inventory.Device {
	t.Helper()
	var devices []inventory.Device
	for _, row := range [][7]string{
		{"001122334455", "Büro 2. OG", "Mai 2026", "0012", "=1+1", "1234567890123456789", "1E5"},
		{"123456789012", "1-2", "true", "+49891234", " x ", "1.10", "10.100.200.100"},
		{"7C2F80123458", "10:30", "50%", "'0012", "-", "49891234567", ""},
	} {
		mac, err := model.ParseMAC(row[0])
		if err != nil {
			t.Fatal(err)
		}
		d := inventory.Device{
			Tenant: inventory.DefaultTenant, MAC: mac, Model: "N510", Enabled: true, Accept: inventory.AcceptIntegrated,
			Name: row[1], Comment: row[2],
		}
		for n, item := range []string{"S_SIP_DISPLAYNAME", "S_SIP_DISPLAYNAME_2", "S_SIP_USER_ID", "S_SIP_USER_ID_2"} {
			if row[3+n] != "-" {
				d.Set(item, row[3+n])
			}
		}
		devices = append(devices, d)
	}
	devices[0].Site = "berlin"
	return devices
}

// TestSpreadsheetBringsBack imports what LibreOffice 7.4.7 saved of an export: in English with commas,
// in German with semicolons in Windows-1252, and with tabs in UTF-16. It changes no device.
func TestSpreadsheetBringsBack(t *testing.T) {
	t.Parallel()
	devices := spreadsheetDevices(t)
	dir := fillData(t, devices)
	before := readData(t, dir)
	exported := filepath.Join(t.TempDir(), "export.csv")
	for _, tt := range []struct{ flag, name string }{{"--excel=false", "plain.csv"}, {"--excel", "excel.csv"}} {
		execute(t, exitOK, "device", "export", "--data", dir, tt.flag, exported)
		got, err := os.ReadFile(exported)
		want, err2 := os.ReadFile(filepath.Join("testdata/spreadsheet", tt.name))
		if err != nil || err2 != nil || string(got) != string(want) {
			t.Errorf("the export with %s is another than the one that LibreOffice opened: %v, %v\n%s\n%s", tt.flag, err, err2, got, want)
		}
	}
	for _, name := range []string{"english.csv", "german.csv", "wide.csv"} {
		execute(t, exitOK, "device", "import", "--data", dir, "--replace", filepath.Join("testdata/spreadsheet", name))
		if diff := cmp.Diff(before, readData(t, dir), storetest.CompareSecrets); diff != "" {
			t.Errorf("%s changed devices (-before +after):\n%s", name, diff)
		}
	}
}
