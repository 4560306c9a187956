package main

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/model"
)

var (
	makeRelease = flag.String("make-release", "", "write what the release of this name leaves behind")
	releaseWith = flag.String("release-with", "offhook", "program of the release")
)

// releaseEvents is how many events a release has at least.
const releaseEvents = 5000

// The pairs of every phone of a release. They open nothing else.
const (
	releaseUser     = "site42"
	releasePassword = "test-pair-123456"
	releaseLabel    = "test-label-123456"
)

// The phones of a release that are special to the tests.
const (
	hasNoLines = "7C2F80000009" // a DX800A
	neverAsks  = "7C2F80000101"
	isRemoved  = "7C2F80000102"
	isBroken   = "7C2F80000103"
)

// releaseListings are the commands whose output must stay as it was.
func releaseListings(macs []string) []string {
	commands := []string{
		"device list", "template list", "template versions desk", "template versions bw", "site list",
		"site show berlin", "profile show lobby", "profile show desks", "profile show bwphones",
		"profile show broken", "profile show copied", "global show",
		"device events " + isRemoved, "device events " + isBroken,
	}
	for _, mac := range macs {
		if mac != isBroken {
			commands = append(commands, "device show "+mac)
		}
		if mac != isBroken && mac != hasNoLines {
			commands = append(commands, "device line "+mac)
		}
	}
	return commands
}

// releaseFolders returns the folders of all releases, after making the one of -make-release.
func releaseFolders(t *testing.T) []string {
	t.Helper()
	madeOnce.Do(func() {
		if *makeRelease != "" {
			writeRelease(t, filepath.Join(releaseDir, *makeRelease), *releaseWith)
		}
	})
	found, err := filepath.Glob(releaseDir + "/*/commands.txt")
	if err != nil || len(found) == 0 {
		t.Fatalf("no release in %s: %v", releaseDir, err)
	}
	for i := range found {
		found[i] = filepath.Dir(found[i])
	}
	return found
}

var madeOnce sync.Once

// writeRelease writes the folder of a release.
func writeRelease(t *testing.T, folder, program string) {
	t.Helper()
	if path, err := exec.LookPath(program); err != nil {
		t.Fatal(err)
	} else if program, err = filepath.Abs(path); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder); err == nil {
		t.Fatalf("%s is there: a release is never made again", folder)
	}
	for _, database := range []string{onSQLite, onPostgres} {
		writeDatabase(t, filepath.Join(folder, database), database, program)
	}
	writeReleaseLists(t, folder, program)
}

// writeDatabase makes a world and writes what is in its database, and what its phones get.
func writeDatabase(t *testing.T, folder, database, program string) {
	t.Helper()
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	w := newReleaseWorld(t, database)
	w.program = program
	copyInputs(t, w.dir)
	w.script("make.txt")
	for i, m := range model.Models() {
		mac := fmt.Sprintf("7C2F800000%02X", i+1)
		add := "device add " + mac + " --model " + m.Name + " $PAIR $LABEL --accept " + accepted(m)
		w.do(expandPairs(add))
		if mac != hasNoLines {
			w.do("device line " + mac + " 1 --number 2001 --name Desk --password test-sip-2001 " +
				"--server pbx.example.net")
		}
	}
	url, stop := w.serve()
	w.runPhones(url)
	stop()
	w.script("change.txt")
	w.breakProfile()
	phones := w.fetchAll(folder)
	var macs []string
	for i := range phones {
		phones[i].Events = w.countEvents(phones[i].MAC)
		if phones[i].MAC != isRemoved {
			macs = append(macs, phones[i].MAC)
		}
	}
	var listings []releaseListing
	for _, command := range releaseListings(append(macs, neverAsks)) {
		listings = append(listings, releaseListing{command, w.objects(command)})
	}
	writeJSONLines(t, filepath.Join(folder, "phones.jsonl"), phones)
	writeJSONLines(t, filepath.Join(folder, "listings.jsonl"), listings)
	w.dump(folder, database)
}

// accepted is the pair that a phone of the model sends last.
func accepted(m *model.Model) string {
	if m.Has(model.ConfiguredPair, m.DefaultFirmware) {
		return "configured"
	}
	return "integrated"
}

// copyInputs copies the files that the commands name.
func copyInputs(t *testing.T, dir string) {
	t.Helper()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(releaseDir, "inputs"))); err != nil {
		t.Fatal(err)
	}
}

// script runs the commands of a file, all of which must succeed.
func (w *releaseWorld) script(name string) {
	w.t.Helper()
	for _, command := range commandsOf(w.t, name) {
		w.do(expandPairs(command))
	}
}

// commandsOf returns the lines of an input file that are commands.
func commandsOf(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(releaseDir, "inputs", name))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(strings.Split(string(text), "\n"), func(line string) bool {
		return line == "" || line[0] == '#'
	})
}

// expandPairs puts the pairs of the phones into a command.
func expandPairs(command string) string {
	return strings.NewReplacer(
		"$PAIR", "--username "+releaseUser+" --password "+releasePassword,
		"$LABEL", "--integrated-password "+releaseLabel).Replace(command)
}

// releaseDevice is what device list says of a phone.
type releaseDevice struct {
	MAC, Model, Firmware, Accept, Redirect string
	Enabled                                bool
}

func (w *releaseWorld) devices() []releaseDevice {
	w.t.Helper()
	devices, err := decodeAll[releaseDevice](w.do("device list --json"))
	if err != nil {
		w.t.Fatal(err)
	}
	return slices.DeleteFunc(devices, func(d releaseDevice) bool { return d.MAC == neverAsks })
}

// runPhones lets each phone climb its ladder, except those that are sent away or refused.
func (w *releaseWorld) runPhones(url string) {
	w.t.Helper()
	for _, d := range w.devices() {
		if !d.Enabled || d.Redirect != "" {
			continue
		}
		args := []string{
			"phone", "--model", d.Model, "--mac", d.MAC,
			"--device-password", releaseLabel, "--prompt", "none",
		}
		if d.Firmware != "" {
			args = append(args, "--firmware", d.Firmware)
		}
		if strings.Contains(d.Accept, "configured") {
			args = append(args, "--username", releaseUser, "--password", releasePassword)
		}
		if _, code := w.run(append(args, url+"/"+d.MAC+".xml")...); code != exitOK {
			w.t.Errorf("phone %s %s was not provisioned", d.Model, d.MAC)
		}
	}
}

// breakProfile sets what the commands refuse. Its phone keeps the last good document.
func (w *releaseWorld) breakProfile() {
	w.t.Helper()
	s, _, err := store.OpenData(w.t.Context(), store.Config{DataDir: w.data(), URL: w.url}, false)
	if err != nil {
		w.t.Fatal(err)
	}
	defer s.Close()
	tooLong := func(l *inventory.Layer) error {
		l.Set("S_HTTP_PROXY_URL", strings.Repeat("x", 75))
		return nil
	}
	_, err = s.UpdateLayer(
		w.t.Context(), inventory.DefaultTenant, inventory.LayerProfile, "broken", tooLong)
	if err != nil {
		w.t.Fatal(err)
	}
}

// fetchAll keeps what each phone gets, and lets them fetch until there are enough events.
func (w *releaseWorld) fetchAll(folder string) []phoneAnswer {
	w.t.Helper()
	url, stop := w.serve()
	defer stop()
	var phones []phoneAnswer
	for _, d := range append(w.devices(), releaseDevice{MAC: isRemoved, Accept: "configured"}) {
		phone := phoneAnswer{MAC: d.MAC, User: releaseUser, Password: releasePassword}
		if !strings.Contains(d.Accept, "configured") {
			phone.User, phone.Password = d.MAC, releaseLabel
		}
		phone, document := askAs(w.t, url, phone)
		if phone.Status == http.StatusOK {
			if err := os.WriteFile(filepath.Join(folder, d.MAC+".xml"), document, 0o644); err != nil {
				w.t.Fatal(err)
			}
		}
		phones = append(phones, phone)
	}
	served := slices.DeleteFunc(slices.Clone(phones), func(p phoneAnswer) bool {
		return p.Status != http.StatusOK
	})
	for n := range releaseEvents { // each has one event, or two
		askAs(w.t, url, served[n%len(served)])
	}
	return phones
}

// dump writes the database and its key.
func (w *releaseWorld) dump(folder, database string) {
	w.t.Helper()
	key, err := os.ReadFile(filepath.Join(w.data(), store.KeyFile))
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, store.KeyFile), key, 0o644)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	var data []byte
	if database == onSQLite {
		file := filepath.Join(w.data(), store.DatabaseFile)
		if _, err := os.Stat(file + "-wal"); err == nil {
			w.t.Fatal("the database is not whole: a WAL is beside it")
		}
		data, err = os.ReadFile(file)
	} else {
		data, err = dumpPostgres(w.url)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err = z.Write(data); err == nil {
		err = z.Close()
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, dumpFile(database)), packed.Bytes(), 0o644)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// clientOnly finds the lines of a dump that only psql or this release of PostgreSQL understands.
var clientOnly = regexp.MustCompile(`(?m)^(\\|--|SET ).*\n`)

// dumpPostgres returns statements that any client can run.
func dumpPostgres(url string) ([]byte, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/pg_dump")
	if err != nil || len(found) == 0 {
		return nil, fmt.Errorf("pg_dump is not installed: %w", err)
	}
	cmd := exec.Command(found[len(found)-1],
		"--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=100", url)
	out, err := cmd.Output()
	return clientOnly.ReplaceAll(out, nil), err
}

func writeJSONLines[T any](t *testing.T, file string, values []T) {
	t.Helper()
	var out bytes.Buffer
	for _, value := range values {
		if err := writeJSON(&out, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
