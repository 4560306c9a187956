package emulator

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// TestNVMFile: the memory outlives the phone, only its owner may read it, and nothing is left beside it.
func TestNVMFile(t *testing.T) {
	t.Parallel()
	s := newServer(t, testMAC, testDevicePassword, document("2811120928", symbolicPair))
	dir := t.TempDir()
	c := config(t, "N720", "BL84")
	c.NVMFile = filepath.Join(dir, "nvm.json")
	if got, _ := fetch(t, c, s.URL+"/x.xml"); got != "none 401, integrated 200, provisioned" {
		t.Fatalf("first run: got %q", got)
	}
	s.open(testUser, testPassword)
	if got, _ := fetch(t, c, s.URL+"/x.xml"); got != "none 401, integrated 401, configured 200, unchanged" {
		t.Errorf("second run: got %q", got)
	}
	info, err := os.Stat(c.NVMFile)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o600 {
		t.Errorf("mode: got %o, want 600", got)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("got %d files in the folder (%v), want the memory alone", len(entries), err)
	}
}

// TestNVMFileKeepsIdentity: a phone whose address and password were random is the same one the next time.
func TestNVMFileKeepsIdentity(t *testing.T) {
	t.Parallel()
	c := config(t, "N510", "")
	c.MAC, c.DevicePassword = [6]byte{}, digest.Secret{}
	c.NVMFile = filepath.Join(t.TempDir(), "nvm.json")
	first, _ := newTestPhone(t, c)
	second, _ := newTestPhone(t, c)
	if first.MAC() != second.MAC() || first.config.DevicePassword != second.config.DevicePassword {
		t.Errorf("got %s and %s, want one phone", first, second)
	}
	told := config(t, "N510", "")
	told.NVMFile, told.MAC = c.NVMFile, [6]byte{}
	if p, _ := newTestPhone(t, told); p.config.DevicePassword.Reveal() != testDevicePassword || p.MAC() != first.MAC() {
		t.Errorf("%s has not the password that it was given, or another MAC", p)
	}
	other := config(t, "DE410", "")
	other.NVMFile = c.NVMFile
	_, warnings, err := New(other)
	if err != nil || len(warnings) != 2 || !strings.Contains(warnings[0], "N510") || !strings.Contains(warnings[1], first.MAC().String()) {
		t.Errorf("another model and MAC: got warnings %q (%v), want one about each", warnings, err)
	}
}

// TestNVMFileWebPair: what was entered is in the file at once, and a failed attempt changes nothing of it.
func TestNVMFileWebPair(t *testing.T) {
	t.Parallel()
	s := newServer(t, typedUser, typedPassword, "")
	c := config(t, "DE410", "")
	c.NVMFile = filepath.Join(t.TempDir(), "nvm.json")
	c.Username, c.Password, c.Prompter = testUser, digest.NewSecret(testPassword), Typed{typedUser, digest.NewSecret("wrong")}
	p, _ := newTestPhone(t, c)
	before, err := os.ReadFile(c.NVMFile)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(c.NVMFile)
	if err != nil || string(after) != string(before) {
		t.Errorf("a refused attempt changed the file (%v)", err)
	}
	kept, err := loadMemory(c.NVMFile)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := kept.nvm.Get(provdoc.ItemDigestUsername); got != testUser {
		t.Errorf("user name in the file: got %q, want %q", got, testUser)
	}
}

func TestLoadMemoryRefuses(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"empty": "", "no JSON": "nvm", "another format": `{"format":2,"model":"N510","mac":"7C2F80123456","items":[]}`,
		"unknown member": `{"format":1,"model":"N510","mac":"7C2F80123456","items":[],"colour":"red"}`, "bad MAC": `{"format":1,"model":"N510","mac":"7C","items":[]}`,
		"bad items": `{"format":1,"model":"N510","mac":"7C2F80123456","items":{}}`, "no items": `{"format":1,"model":"N510","mac":"7C2F80123456"}`,
		"item twice": `{"format":1,"model":"N510","mac":"7C2F80123456","items":[{"item":"a","value":"1"},{"item":"a","value":"2"}]}`,
	} {
		c := config(t, "N510", "")
		c.NVMFile = filepath.Join(t.TempDir(), "nvm.json")
		if err := os.WriteFile(c.NVMFile, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		_, _, err := New(c)
		if err == nil || !strings.Contains(err.Error(), c.NVMFile) {
			t.Errorf("%s: got error %v, want one that names the file", name, err)
		}
		if after, _ := os.ReadFile(c.NVMFile); string(after) != data {
			t.Errorf("%s: the file was changed", name)
		}
	}
}

// TestSaveFails: a memory that cannot be kept is an error, at the start and after an attempt; the old file stays.
func TestSaveFails(t *testing.T) {
	t.Parallel()
	c := config(t, "N510", "")
	c.NVMFile = filepath.Join(t.TempDir(), "missing", "nvm.json")
	if _, _, err := New(c); err == nil {
		t.Error("no folder for the memory: got no error")
	}
	s := newServer(t, testMAC, testDevicePassword, document("2811120928", ""))
	dir := filepath.Join(t.TempDir(), "gone")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	c.NVMFile = filepath.Join(dir, "nvm.json")
	p, r := newTestPhone(t, c)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	out, err := p.Fetch(t.Context(), s.URL+"/x.xml")
	if err == nil || out.Outcome != phone.Provisioned {
		t.Errorf("got %s and error %v, want an error after a document that was applied", out.Outcome, err)
	}
	if got := r.steps(); strings.Contains(got, phone.Provisioned) {
		t.Errorf("the trace says %q although nothing was kept", got)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil || out.Outcome != phone.Unchanged {
		t.Errorf("once there is a folder again: got %s, %v", out.Outcome, err)
	}
	kept, err := loadMemory(c.NVMFile)
	if err != nil || kept == nil {
		t.Fatalf("what could not be kept is not kept later either: %v", err)
	}
	if version, _ := kept.nvm.Get(c.Model.ProfileDateItem); version != "2811120928" || kept.DevicePassword != "" {
		t.Errorf("the file holds VERSION %q", version)
	}
}

func TestWriteFileKeepsTheOldOne(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	target := filepath.Join(dir, "folder")
	if err := os.MkdirAll(filepath.Join(target, "inside"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := writeFile(target, []byte("x")); err == nil {
		t.Error("a folder was replaced by a file")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("got %d entries (%v), want no temporary file left", len(entries), err)
	}
}
