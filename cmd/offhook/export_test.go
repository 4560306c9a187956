package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/internal/store/storetest"
	"github.com/offhook/offhook/model"
)

// oddText draws texts that tables and spreadsheets trip over.
var oddText = rapid.StringOfN(rapid.RuneFrom([]rune(`=+-@' "x,;ü01.:E%`)), 0, 8, -1)

// exportSettings are items of the N510 of all kinds: not secret, secret, and raw.
var exportSettings = []inventory.Setting{
	{Item: "S_SIP_DISPLAYNAME"}, {Item: "S_SIP_DISPLAYNAME_2"}, {Item: "S_SIP_PASSWORD"}, {Item: "S_SIP_PASSWORD_2"},
	{Item: "BS_OLD.aucName", Raw: true}, {Item: "I_PHONE_SYSTEM", Raw: true},
}

// drawDevice draws the nth device; without secrets it has none.
func drawDevice(t *rapid.T, n int, secrets bool) inventory.Device {
	d := inventory.Device{
		Tenant: inventory.DefaultTenant, MAC: storetest.MAC(n), Model: "N510", Enabled: rapid.Bool().Draw(t, "enabled"), Accept: inventory.AcceptIntegrated,
		Firmware: rapid.SampledFrom([]string{"", "BL192"}).Draw(t, "firmware"), Site: rapid.SampledFrom([]string{"", "berlin"}).Draw(t, "site"),
		Name: rapid.SampledFrom([]string{"", "Büro, 2. OG", "0012", "1-2", "true", "'5", "=x"}).Draw(t, "name"), Comment: oddText.Draw(t, "comment"),
	}
	settings := exportSettings[:2]
	if secrets {
		settings = exportSettings
		d.Integrated = digest.NewSecret(oddText.Draw(t, "integrated"))
		if rapid.Bool().Draw(t, "pair") {
			d.Username, d.Configured = "=site42", digest.NewSecret("@"+oddText.Draw(t, "password"))
			d.Accept, d.PairForm = inventory.AcceptConfigured|inventory.AcceptIntegrated, model.PairQuoted
		}
		if rapid.Bool().Draw(t, "document") {
			d.Document = []byte(`<ProviderFrame><Provider><PROFILE_NAME class="string" value="N510"/></Provider></ProviderFrame>`)
		}
		if rapid.Bool().Draw(t, "redirect") {
			d.Redirect.URL = "https://prov.example.net/%MACD.xml?key=geheim"
		}
	}
	for _, s := range rapid.Permutation(settings).Draw(t, "settings")[:rapid.IntRange(0, len(settings)).Draw(t, "many")] {
		s.Value = "1"
		if s.Item != "I_PHONE_SYSTEM" {
			s.Value = oddText.Draw(t, s.Item)
		}
		d.Settings = append(d.Settings, s)
	}
	return d
}

// fillData makes a data folder with devices, and a site.
func fillData(t *testing.T, devices []inventory.Device) (dir string) {
	t.Helper()
	dir = t.TempDir()
	s, _, err := store.OpenData(t.Context(), store.Config{DataDir: dir}, true)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.CreateLayer(t.Context(), inventory.Layer{Tenant: inventory.DefaultTenant, Kind: inventory.LayerSite, Name: "berlin"}); err != nil {
		t.Fatal(err)
	}
	if err := s.CreateDevices(t.Context(), devices); err != nil {
		t.Fatal(err)
	}
	return dir
}

// readData returns the devices of a data folder.
func readData(t *testing.T, dir string) (devices []inventory.Device) {
	t.Helper()
	s, _, err := store.OpenData(t.Context(), store.Config{DataDir: dir}, false)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	collect := func(d *inventory.Device) error { devices = append(devices, *d); return nil }
	if err := s.Affected(context.Background(), inventory.DefaultTenant, inventory.LayerGlobal, "", collect); err != nil {
		t.Fatal(err)
	}
	return devices
}

// TestExportComesBack exports random devices: what comes back changes nothing, and makes another database the same.
func TestExportComesBack(t *testing.T) {
	t.Parallel()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for n := range 8 {
		secrets := n%2 == 0
		draw := rapid.Custom(func(t *rapid.T) []inventory.Device {
			devices := make([]inventory.Device, rapid.IntRange(1, 8).Draw(t, "devices"))
			for i := range devices {
				devices[i] = drawDevice(t, i+1, secrets)
			}
			return devices
		})
		checkComesBack(t, key, draw.Example(n), secrets)
	}
}

func checkComesBack(t *testing.T, key *age.X25519Identity, devices []inventory.Device, secrets bool) {
	t.Helper()
	dir, other, files := fillData(t, devices), fillData(t, nil), t.TempDir()
	identity := filepath.Join(files, "key.txt")
	if err := os.WriteFile(identity, []byte(key.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	export := func(from, name string) []byte {
		args := []string{"device", "export", "--data", from, filepath.Join(files, name)}
		if secrets {
			args = append(args, "--secrets", "--recipient", key.Recipient().String(), "--documents", filepath.Join(files, "documents"))
		}
		execute(t, exitOK, args...)
		data, err := os.ReadFile(filepath.Join(files, name))
		if err != nil {
			t.Fatal(err)
		}
		opened, err := decrypt(data, []age.Identity{key}, maxCSV)
		if err != nil || secrets == bytes.Equal(opened, data) {
			t.Fatalf("encrypted is %v, want %v: %v", !secrets, secrets, err)
		}
		return opened
	}
	first := export(dir, "first.csv")
	before := readData(t, dir)
	execute(t, exitOK, "device", "import", "--data", dir, "--replace", "--identity", "@"+identity, filepath.Join(files, "first.csv"))
	if diff := cmp.Diff(before, readData(t, dir), storetest.CompareSecrets); diff != "" {
		t.Errorf("export and import --replace changed devices (-before +after):\n%s\n%s", diff, first)
	}
	execute(t, exitOK, "device", "import", "--data", other, "--identity", "@"+identity, filepath.Join(files, "first.csv"))
	if second := export(other, "second.csv"); !bytes.Equal(first, second) {
		t.Errorf("another database exports\n%s\nwant\n%s", second, first)
	}
	for i, d := range readData(t, other) {
		if !bytes.Equal(d.Document, before[i].Document) || d.Username != before[i].Username || d.Redirect.URL != before[i].Redirect.URL {
			t.Errorf("device %s came to the other database as another one", d.MAC)
		}
	}
}

// TestSecurity27ExportCarriesNoSecrets looks for every secret in a table without --secrets, and in one with: there it is encrypted.
func TestSecurity27ExportCarriesNoSecrets(t *testing.T) {
	t.Parallel()
	d := storetest.Device(1)
	d.Integrated, d.Configured = digest.NewSecret("canary-integrated"), digest.NewSecret("canary-configured")
	d.Document = []byte(`<ProviderFrame><Provider><PROFILE_NAME class="string" value="N720"/><S_X class="string" value="canary-document"/></Provider></ProviderFrame>`)
	away := inventory.Device{
		Tenant: inventory.DefaultTenant, MAC: storetest.MAC(2), Model: "N870", Firmware: "2.53", Accept: inventory.AcceptIntegrated,
		Redirect: inventory.Redirect{URL: "https://prov.example.net/%MACD.xml?key=canary-key", Username: "u", Password: digest.NewSecret("canary-redirect")},
	}
	d.Settings = []inventory.Setting{
		{Item: "S_PROV_PASSWORD", Value: "canary-setting"}, {Item: "BS_OLD.x", Value: "canary-raw", Raw: true}, {Item: "%PIN%", Value: "canary-tag"},
		{Item: "BS_OTHER.y", Value: "canary-unknown"}, {Item: "S_HTTP_PROXY_URL", Value: "proxy.example.net"},
		{Item: "BS_IP_Data.aucS_DATA_SERVER", Value: "http://u:canary-in-address@prov.example.net/"},
	}
	dir, files := fillData(t, []inventory.Device{d, away}), t.TempDir()
	stdout, stderr := execute(t, exitOK, "device", "export", "--data", dir)
	if strings.Contains(stdout+stderr, "canary") || !strings.Contains(stdout, "proxy.example.net") || !strings.Contains(stderr, "left out") {
		t.Errorf("export without --secrets:\n%s\n%s", stdout, stderr)
	}

	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	documents := filepath.Join(files, "documents")
	execute(t, exitUsage, "device", "export", "--data", dir, "--secrets")
	execute(t, exitUsage, "device", "export", "--data", dir, "--documents", documents)
	execute(t, exitUsage, "device", "export", "--data", dir, "--secrets", "--recipient", "canary-no-key")
	if entries, err := os.ReadDir(files); err != nil || len(entries) > 0 {
		t.Fatalf("refused exports left %v, %v", entries, err)
	}
	stdout, stderr = execute(t, exitOK, "device", "export", "--data", dir, "--secrets", "--recipient", key.Recipient().String(), "--documents", documents)
	sealed, err := os.ReadFile(filepath.Join(documents, d.MAC.String()+".age"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(stdout+stderr+string(sealed), "canary") {
		t.Error("export with --secrets shows a secret")
	}
	opened, err := decrypt([]byte(stdout), []age.Identity{key}, maxCSV)
	for _, secret := range []string{"canary-integrated", "canary-configured", "canary-key", "canary-redirect", "canary-setting", "canary-raw", "canary-tag", "canary-unknown"} {
		if !strings.Contains(string(opened), secret) {
			t.Errorf("the table lacks %s: %v", secret, err)
		}
	}
	if document, err := decrypt(sealed, []age.Identity{key}, maxCSV); !bytes.Equal(document, d.Document) {
		t.Errorf("the document comes back as %q, %v", document, err)
	}
	info, err := os.Stat(filepath.Join(documents, d.MAC.String()+".age"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the document has mode %v, %v, want 0600", info.Mode(), err)
	}
}

// TestDecryptRefused says what is wrong, and never with what.
func TestDecryptRefused(t *testing.T) {
	t.Parallel()
	key, _ := age.GenerateX25519Identity()
	other, _ := age.GenerateX25519Identity()
	sealed, err := encrypt([]byte("mac,model\n"), []age.Recipient{key.Recipient()})
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(sealed)
	changed[len(changed)-1] ^= 1
	for _, tt := range []struct {
		name string
		data []byte
		with []age.Identity
		want string
	}{
		{"without a key", sealed, nil, "give --identity"},
		{"with another key", sealed, []age.Identity{other}, "another key"},
		{"changed", changed, []age.Identity{key}, "changed or cut off"},
		{"cut off", sealed[:len(sealed)-4], []age.Identity{key}, "changed or cut off"},
		{"cut off in its head", sealed[:40], []age.Identity{key}, "changed or cut off"},
	} {
		if got, err := decrypt(tt.data, tt.with, maxCSV); got != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("decrypt %s = %q, %v, want an error with %q", tt.name, got, err, tt.want)
		}
	}
}
