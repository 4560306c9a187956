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
	neverAsks = "7C2F80000101"
	isRemoved = "7C2F80000102"
	isBroken  = "7C2F80000103"
)

// releaseCommands make a world with all that the server keeps. $PAIR and $LABEL are flags.
const releaseCommands = `
global set S_DATA_SERVER=prov.example.net DmGlobal.0.NtpServer=ntp.example.net
site add berlin --comment Kantstraße
site set berlin S_DATA_SERVER=berlin.example.net
profile add lobby --model N510 --set S_SIP_SERVER=a.example.net --set S_SIP_PASSWORD=test-sip-lobby
profile set lobby raw:BS_OLD.ucMode=1
profile copy standard-n720 copied
template save desk desk.xml --author Jörg --comment first
profile add desks --model N510 --template desk --set %MOTTO%=Guten&<Tag>
template save bw bw.xml
profile add bwphones --model N510 --template bw --set %PBX%=pbx.example.net
profile add broken --model N720 --comment breaks --set S_HTTP_PROXY_URL=proxy.example.net

device add 7C2F80000101 --model N510 $PAIR
device add 7C2F80000102 --model N510 $PAIR
device add 7C2F80000103 --model N720 $PAIR --profile broken
device add 7C2F80000104 --model N510 $PAIR --profile lobby --site berlin
device add 7C2F80000105 --model N510 $LABEL --profile lobby --set S_SIP_SERVER=own.example.net
device add 7C2F80000106 --model N510 $PAIR --profile desks
device line 7C2F80000106 1 --number 1001 --password test-sip-1001 --server pbx.example.net
device add 7C2F80000107 --model N510 $LABEL --profile bwphones
device line 7C2F80000107 1 --number 1002 --password test-sip-1002 --server pbx.example.net
device add 7C2F80000108 --model N720 $PAIR $LABEL --accept integrated,configured --profile copied
device add 7C2F80000109 --model DE410 $PAIR $LABEL --accept integrated --firmware BL02.00.07
device add 7C2F8000010A --model N720 $PAIR --pair-form tags --set I_PHONE_SYSTEM=5
device add 7C2F8000010B --model N720 $PAIR --pair-form symb-quoted
device add 7C2F8000010C --model N870 $PAIR --pair-form params --site berlin
device add 7C2F8000010D --model N510 $PAIR --set S_SIP_SERVER=pbx.example.net --set raw:BS_OLD.aucName="Hall"
device add 7C2F8000010E --model N510 $LABEL --document own.xml
device add 7C2F8000010F --model Maxwell3 $PAIR --document maxwell.xml
device add 7C2F80000110 --model N870 --firmware 2.53 $LABEL --redirect https://other.example.net/%MACD.xml?key=test-key --redirect-username site43 --redirect-password test-far-123456
device add 7C2F80000111 --model N510 $PAIR --redirect https://other.example.net/%MACC.xml
device add 7C2F80000112 --model N510 $PAIR
device disable 7C2F80000112
device line 7C2F80000104 1 --number 1003 --name Lobby --auth-name auth-1003 --password test-sip-1003
device line 7C2F80000104 2 --number 1004 --password test-sip-1004 --server pbx.example.net:5070 --handset 1,2=Hall
device line 7C2F80000104 2 --inactive
device line 7C2F80000108 1 --number 1005 --password test-sip-1005 --server pbx.example.net --proxy proxy.example.net:5090 --codecs g722,g711a
device line 7C2F8000010C 1 --number 1007 --password test-sip-1007 --server pbx.example.net --transport tls
device line 7C2F80000108 2 --number 1006 --password test-sip-1006 --server pbx.example.net --registrar reg.example.net:5080 --domain example.net
`

// releaseChanges come after each phone has fetched once, and the phones fetch again afterwards.
const releaseChanges = `
profile set lobby S_SIP_SERVER=b.example.net
site set berlin DmGlobal.0.NtpServer=ntp2.example.net
template save desk desk2.xml --author release --comment second
template rollback desk 1
device edit 7C2F80000109 --firmware BL02.00.08
device edit 7C2F8000010E --document own2.xml
device rm 7C2F80000102
`

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
		if mac != isBroken && mac != "7C2F80000009" {
			commands = append(commands, "device line "+mac)
		}
	}
	return commands
}

// releases returns the folders of all releases. It makes the one that -make-release names first.
func releases(t *testing.T) []string {
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
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
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
	w.script(releaseCommands)
	for i, m := range model.Models() {
		mac := fmt.Sprintf("7C2F800000%02X", i+1)
		w.script("device add " + mac + " --model " + m.Name + " $PAIR $LABEL --accept " + accepted(m))
		if m.Name != "DX800A" { // its accounts are items alone
			w.script("device line " + mac + " 1 --number 2001 --name Desk --password test-sip-2001 --server pbx.example.net")
		}
	}
	url, stop := w.serve()
	w.runPhones(url)
	stop()
	w.script(releaseChanges)
	w.breakProfile()
	phones := w.fetchAll(folder)
	var macs []string
	for i := range phones {
		phones[i].Events = w.countEvents(phones[i].MAC)
		if phones[i].MAC != isRemoved {
			macs = append(macs, phones[i].MAC)
		}
	}
	var listings []listing
	for _, command := range releaseListings(append(macs, neverAsks)) {
		listings = append(listings, listing{command, w.objects(command)})
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

// script runs a command for each line, all of which must succeed.
func (w *releaseWorld) script(commands string) {
	w.t.Helper()
	expand := strings.NewReplacer(
		"$PAIR", "--username "+releaseUser+" --password "+releasePassword,
		"$LABEL", "--integrated-password "+releaseLabel)
	for line := range strings.Lines(commands) {
		if line = strings.TrimSpace(line); line != "" {
			w.do(expand.Replace(line))
		}
	}
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

// runPhones lets each phone climb its ladder. Those that are sent away or refused stay silent.
func (w *releaseWorld) runPhones(url string) {
	w.t.Helper()
	for _, d := range w.devices() {
		if !d.Enabled || d.Redirect != "" {
			continue
		}
		args := []string{"phone", "--model", d.Model, "--mac", d.MAC, "--device-password", releaseLabel, "--prompt", "none"}
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

// breakProfile sets what the commands refuse: the phone of the profile keeps its last good document.
func (w *releaseWorld) breakProfile() {
	w.t.Helper()
	s, _, err := store.OpenData(w.t.Context(), store.Config{DataDir: w.data(), URL: w.url}, false)
	if err != nil {
		w.t.Fatal(err)
	}
	defer s.Close()
	_, err = s.UpdateLayer(w.t.Context(), inventory.DefaultTenant, inventory.LayerProfile, "broken", func(l *inventory.Layer) error {
		l.Set("S_HTTP_PROXY_URL", strings.Repeat("x", 75))
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// fetchAll lets each phone fetch, again and again until there are enough events, and keeps what it got.
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
	served := slices.DeleteFunc(slices.Clone(phones), func(p phoneAnswer) bool { return p.Status != http.StatusOK })
	for n := range releaseEvents / 2 { // each has two events
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

// clientOnly finds the lines of a dump that only psql or the same release of PostgreSQL understands.
var clientOnly = regexp.MustCompile(`(?m)^(\\|--|SET ).*\n`)

// dumpPostgres returns statements that any client can run.
func dumpPostgres(url string) ([]byte, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/pg_dump")
	if err != nil || len(found) == 0 {
		return nil, fmt.Errorf("pg_dump is not installed: %w", err)
	}
	out, err := exec.Command(found[len(found)-1], "--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=100", url).Output()
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
