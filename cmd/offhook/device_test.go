package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/internal/store/storetest"
	"github.com/offhook/offhook/model"
)

// execute runs a command line and returns what it printed.
func execute(t *testing.T, wantCode int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(args, &out, &errs); code != wantCode {
		t.Errorf("offhook %q: exit code %d, want %d; stderr:\n%s", args, code, wantCode, &errs)
	}
	return out.String(), errs.String()
}

// TestDeviceOnPostgres runs the commands on a database with an address. The key stays in the data folder.
func TestDeviceOnPostgres(t *testing.T) {
	t.Parallel()
	dir, url := filepath.Join(t.TempDir(), "data"), storetest.Postgres(t)
	where := []string{"--data", dir, "--database", url}
	device := func(wantCode int, args ...string) (string, string) {
		t.Helper()
		return execute(t, wantCode, append(append([]string{"device"}, args...), where...)...)
	}
	device(exitUsage, "list")
	device(exitOK, "add", "7C2F80123456", "--model", "N510", "--integrated-password", "canary-integrated")
	device(exitUsage, "add", "7C2F80123456", "--model", "N510")
	device(exitOK, "set", "7C2F80123456", "S_SIP_SERVER=sip.example.net")
	if stdout, _ := device(exitOK, "document", "7C2F80123456"); !strings.Contains(stdout, "sip.example.net") {
		t.Errorf("the document lacks the setting:\n%s", stdout)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != store.KeyFile {
		t.Errorf("the data folder holds %v, %v, want the key file alone", entries, err)
	}
	device(exitOK, "rm", "7C2F80123456")
	if stdout, _ := device(exitOK, "list"); stdout != "" {
		t.Errorf("after rm the list is %q, want nothing", stdout)
	}

	other := filepath.Join(t.TempDir(), "other")
	_, stderr := execute(t, exitUsage, "device", "add", "7C2F80123457", "--model", "N510", "--data", other, "--database", url)
	if !strings.Contains(stderr, "another key") {
		t.Errorf("a node without the key says %q", stderr)
	}
	if _, err := os.Stat(filepath.Join(other, store.KeyFile)); err == nil {
		t.Error("a node that was refused keeps a key of its own")
	}
}

// dataWithEvents returns a data folder with two events of a device.
func dataWithEvents(t *testing.T, mac model.MAC) string {
	dir := t.TempDir()
	s, _, err := store.OpenData(t.Context(), store.Config{DataDir: dir}, true)
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Date(2026, 3, 5, 14, 15, 0, 0, time.UTC)
	err = s.AppendEvents(t.Context(), []inventory.Event{
		{Time: begin, MAC: mac, Reason: inventory.ReasonUnauthenticated, Sentence: "It was asked.", Status: 401, Method: "GET", Source: "192.0.2.1"},
		{Time: begin.Add(time.Second), MAC: mac, Reason: inventory.ReasonServed, Sentence: "It was\tsent\x1b[2J.", Status: 200, Method: "GET", Source: "192.0.2.1", Bytes: 1310},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestDeviceEvents(t *testing.T) {
	t.Parallel()
	mac := model.MAC{0x7C, 0x2F, 0x80, 0x12, 0x34, 0x56}
	dir := dataWithEvents(t, mac)
	stdout, _ := execute(t, exitOK, "device", "events", "7c:2f:80:12:34:56", "--data", dir)
	want := "2026-03-05T14:15:01Z\t200\tserved\t192.0.2.1\tIt was\ufffdsent\ufffd[2J.\n" +
		"2026-03-05T14:15:00Z\t401\tunauthenticated\t192.0.2.1\tIt was asked.\n"
	if stdout != want {
		t.Errorf("device events printed\n%q, want\n%q", stdout, want)
	}
	stdout, _ = execute(t, exitOK, "device", "events", "7C2F80123456", "--data", dir, "--limit", "1", "--json")
	var got eventView
	if err := json.Unmarshal([]byte(stdout), &got); err != nil || got.Reason != inventory.ReasonServed || got.Bytes != 1310 || got.MAC != "7C2F80123456" {
		t.Errorf("device events --json --limit 1 printed %q, %v", stdout, err)
	}
	stdout, _ = execute(t, exitOK, "device", "events", "7C2F80999999", "--data", dir)
	if stdout != "" {
		t.Errorf("the events of a phone that sent nothing are %q", stdout)
	}
	execute(t, exitUsage, "device", "events", "7C2F80123456", "--data", dir, "--limit", "0")
	execute(t, exitUsage, "device", "events", "nonsense", "--data", dir)
}

// TestDeviceListPages lists more devices than are read at a time.
func TestDeviceListPages(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, _, err := store.OpenData(t.Context(), store.Config{DataDir: dir}, true)
	if err != nil {
		t.Fatal(err)
	}
	devices := make([]inventory.Device, 2*listPage+1)
	for n := range devices {
		devices[n] = storetest.Device(n)
	}
	if err := s.CreateDevices(t.Context(), devices); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	stdout, _ := execute(t, exitOK, "device", "list", "--data", dir)
	if got := strings.Count(stdout, "\n"); got != len(devices) {
		t.Errorf("device list printed %d lines, want %d", got, len(devices))
	}
}

func TestReadCSVFaultPlaces(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, data, want string }{
		{"a field too few", "mac,model\n7C2F80000001\n", "f.csv:2:1: error: the line has 1 field and the first line 2"},
		{"no head", "", "f.csv:1:1: error: the file is empty: it begins with a line of column names, such as mac,model,username,password"},
		{"a second line of the same phone", "mac,model\n7C2F80000001,N510\n\n7c-2f-80-00-00-01,N510\n", "f.csv:4:1: error: mac: 7C2F80000001 is in line 2 already"},
		{"a secret that is too long", "mac,model,S_PROV_PASSWORD\n7C2F80000001,N510,canary" + strings.Repeat("x", 50) + "\n", "f.csv:2:19: error: S_PROV_PASSWORD: the value has 56 characters, and the phone skips it: write at most 50 [over-limit]"},
	} {
		faults := readTestCSV(t, "f.csv", []byte(tc.data)).faults
		if len(faults) != 1 || faults[0].String() != tc.want {
			t.Errorf("readCSV of %s: faults %q, want %q", tc.name, faults, tc.want)
		}
	}
}

// csvImport is what a table says.
type csvImport struct {
	devices []csvDevice
	faults  []csvFault
}

// readTestCSV reads a table into an empty database.
func readTestCSV(t *testing.T, file string, data []byte) (read csvImport) {
	t.Helper()
	use := func(d *csvDevice) error { read.devices = append(read.devices, *d); return nil }
	all := &faultList{each: func(f csvFault) error { read.faults = append(read.faults, f); return nil }}
	if _, err := readCSV(t.Context(), file, data, importInto{}, all, use); err != nil {
		t.Fatal(err)
	}
	return read
}

// FuzzReadCSV looks for panics, for devices that pass and are not valid, and for such that an export does not bring back.
func FuzzReadCSV(f *testing.F) {
	for _, seed := range []string{
		"mac,model\n7C2F80000001,N510\n",
		"\xef\xbb\xbfMAC;Model;Username;Password\n7C2F80000001;N720;a;b\n",
		"mac,model,S_SIP_SERVER\n\"7C2F80000001\",N510,\"a\"\"b\"\n",
		"mac,model,raw:BS_OLD.x,%PIN%,REBOOT,S_SIP_DISPLAYNAME\n7C2F80000001,N510,\"\"\"Hall\"\"\",1,1,'=1+1\n7C2F80000002,N510,,,,'\n",
		"mac,model,redirect,site,accept,enabled\n7C2F80000001,N510,https://prov.example.net/%MACD.xml,,configured,no\n",
		"mac,model,username,password,S_PROV_PASSWORD,BS_IP_Data3.aucS_PROV_PASSWORD\n7C2F80000001,N510,a,'- ',b,c\n",
		"mac,model\n7C2F80000001,\"N5\n", ",,,\n", "mac,mac\n\n", "\xff",
	} {
		f.Add([]byte(seed))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		read := readTestCSV(t, filepath.Join(dir, "f.csv"), data)
		if len(read.faults) > 0 {
			return
		}
		for i := range read.devices {
			if err := checkDevice(nil, &read.devices[i].Device); err != nil {
				t.Errorf("a line without faults is no valid device: %v", err)
			}
		}
		checkExported(t, read.devices)
	})
}

// checkExported writes devices as a table and reads it.
func checkExported(t *testing.T, read []csvDevice) {
	t.Helper()
	devices := make([]inventory.Device, len(read))
	for i := range read {
		devices[i] = read[i].Device
		devices[i].Document = nil
	}
	table, err := newExportTable(devices, true, func(*inventory.Device) string { return "" }).bytes(devices)
	if err != nil {
		t.Fatal(err)
	}
	again := readTestCSV(t, "again.csv", table)
	if len(again.faults) > 0 || len(again.devices) != len(devices) {
		t.Fatalf("the export has %d devices, want %d, and faults %v", len(again.devices), len(devices), again.faults)
	}
	for i := range devices {
		for _, d := range []*inventory.Device{&devices[i], &again.devices[i].Device} {
			slices.SortFunc(d.Settings, func(a, b inventory.Setting) int { return strings.Compare(a.Name(), b.Name()) })
		}
		if !devices[i].Same(&again.devices[i].Device) {
			t.Errorf("%s comes back as another device from\n%s", devices[i].MAC, table)
		}
	}
}
