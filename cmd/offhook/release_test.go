package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	foreign "github.com/icholy/digest"
	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"

	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/internal/store/storetest"
)

// releaseDir has one folder for each release: its databases, its configuration, and lists of what
// its users write. HACKING.md says how a release gets its folder.
const releaseDir = "testdata/release"

// The databases of a release.
const (
	onSQLite   = "sqlite"
	onPostgres = "postgres"
)

// phoneAnswer is what one phone of a release was answered. Its document is a file beside the list.
type phoneAnswer struct {
	MAC      string `json:"mac"`
	User     string `json:"user"`
	Password string `json:"password"`
	Status   int    `json:"status"`
	// ContentType, ETag and Location are header fields.
	ContentType string `json:"content_type,omitempty"`
	ETag        string `json:"etag,omitempty"`
	Location    string `json:"location,omitempty"`
	// Events is how many events the phone has.
	Events int `json:"events"`
}

// releaseListing is what a command printed with --json, object by object.
type releaseListing struct {
	Command string `json:"command"`
	Objects []any  `json:"objects"`
}

// TestReleases opens the databases that earlier releases wrote. Nothing in them is lost, and each
// phone gets the same bytes as before.
func TestReleases(t *testing.T) {
	t.Parallel()
	for _, release := range releaseFolders(t) {
		for _, database := range []string{onSQLite, onPostgres} {
			t.Run(filepath.Base(release)+"/"+database, func(t *testing.T) {
				t.Parallel()
				folder := filepath.Join(release, database)
				w := restoreRelease(t, release, database)
				phones := readJSON[phoneAnswer](t, filepath.Join(folder, "phones.jsonl"))
				compareListings(t, w, readJSON[releaseListing](t, filepath.Join(folder, "listings.jsonl")))
				compareEvents(t, w, phones)
				url, stop := w.serve()
				for range 2 { // before and after the server looked at its documents in the background
					comparePhones(t, folder, url, phones)
				}
				stop()
			})
		}
	}
}

// compareListings compares each field that a listing has now and had then.
func compareListings(t *testing.T, w *releaseWorld, listings []releaseListing) {
	t.Helper()
	if len(listings) == 0 {
		t.Error("the release has no listings")
	}
	for _, then := range listings {
		now := w.objects(then.Command)
		if len(now) != len(then.Objects) {
			t.Errorf("%s: %d objects, want %d", then.Command, len(now), len(then.Objects))
			continue
		}
		for i := range now {
			if diff := cmp.Diff(then.Objects[i], shared(now[i], then.Objects[i])); diff != "" {
				t.Errorf("%s: object %d (-then +now):\n%s", then.Command, i, diff)
			}
		}
	}
}

// shared returns now without the fields that then lacks, and with those of then that now lacks:
// TestReleaseJSON decides which fields may go.
func shared(now, then any) any {
	switch then := then.(type) {
	case map[string]any:
		fields, ok := now.(map[string]any)
		if !ok {
			return now
		}
		result := make(map[string]any)
		for name, value := range then {
			result[name] = value
			if field, has := fields[name]; has {
				result[name] = shared(field, value)
			}
		}
		return result
	case []any:
		list, ok := now.([]any)
		if !ok || len(list) != len(then) {
			return now
		}
		result := make([]any, len(list))
		for i := range list {
			result[i] = shared(list[i], then[i])
		}
		return result
	}
	return now
}

// compareEvents counts the events of each phone.
func compareEvents(t *testing.T, w *releaseWorld, phones []phoneAnswer) {
	t.Helper()
	total := 0
	for _, phone := range phones {
		got := w.countEvents(phone.MAC)
		if got != phone.Events {
			t.Errorf("device %s has %d events, want %d", phone.MAC, got, phone.Events)
		}
		total += got
	}
	if total < releaseEvents {
		t.Errorf("%d events in all, want %d", total, releaseEvents)
	}
}

// comparePhones asks as each phone.
func comparePhones(t *testing.T, folder, url string, phones []phoneAnswer) {
	t.Helper()
	for _, want := range phones {
		document, err := os.ReadFile(filepath.Join(folder, want.MAC+".xml"))
		if err != nil && (want.Status == http.StatusOK || !os.IsNotExist(err)) {
			t.Fatal(err)
		}
		got, body := askAs(t, url, want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("device %s (-then +now):\n%s", want.MAC, diff)
		}
		if diff := cmp.Diff(string(document), string(body)); diff != "" {
			t.Errorf("document of device %s (-then +now):\n%s", want.MAC, diff)
		}
	}
}

// askAs fetches a document as a foreign Digest client does, and follows no redirect. A body that is
// not a document is left out.
func askAs(t *testing.T, url string, phone phoneAnswer) (phoneAnswer, []byte) {
	t.Helper()
	client := &http.Client{
		Transport:     &foreign.Transport{Username: phone.User, Password: phone.Password},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       10 * time.Second,
	}
	response, err := client.Get(url + "/" + phone.MAC + ".xml")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	phone.Status, phone.ETag = response.StatusCode, response.Header.Get("ETag")
	phone.Location = response.Header.Get("Location")
	phone.ContentType = response.Header.Get("Content-Type")
	if phone.Status != http.StatusOK {
		body = nil
	}
	return phone, body
}

// releaseWorld is a data folder, with a PostgreSQL database or without.
type releaseWorld struct {
	t *testing.T
	// program is run in a process of its own; empty for this program.
	program string
	// dir has the files that commands name, and the data folder.
	dir string
	// url is the address of the PostgreSQL database; empty for none.
	url string
}

// newReleaseWorld returns one without a key and a database.
func newReleaseWorld(t *testing.T, database string) *releaseWorld {
	t.Helper()
	w := &releaseWorld{t: t, program: "offhook", dir: t.TempDir()}
	if database == onPostgres {
		w.url = storetest.Postgres(t)
	}
	if err := os.Mkdir(w.data(), 0o700); err != nil {
		t.Fatal(err)
	}
	return w
}

// restoreRelease returns a copy of what a release wrote.
func restoreRelease(t *testing.T, release, database string) *releaseWorld {
	t.Helper()
	w := newReleaseWorld(t, database)
	key, err := os.ReadFile(filepath.Join(release, database, store.KeyFile))
	if err == nil {
		err = os.WriteFile(filepath.Join(w.data(), store.KeyFile), key, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	dump := gunzip(t, filepath.Join(release, database, dumpFile(database)))
	if database == onSQLite {
		err = os.WriteFile(filepath.Join(w.data(), store.DatabaseFile), dump, 0o600)
	} else {
		err = runStatements(t.Context(), w.url, string(dump))
	}
	if err != nil {
		t.Fatalf("restore %s: %v", database, err)
	}
	return w
}

// dumpFile is the name of the file with a database.
func dumpFile(database string) string {
	if database == onSQLite {
		return store.DatabaseFile + ".gz"
	}
	return "dump.sql.gz"
}

// runStatements runs the statements of a dump.
func runStatements(ctx context.Context, url, statements string) error {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, statements)
	return err
}

func gunzip(t *testing.T, file string) []byte {
	t.Helper()
	packed, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	r, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return data
}

// readJSON reads a file of JSON values.
func readJSON[T any](t *testing.T, file string) []T {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	values, err := decodeAll[T](data)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return values
}

func decodeAll[T any](data []byte) ([]T, error) {
	var values []T
	for d := json.NewDecoder(bytes.NewReader(data)); ; {
		var value T
		if err := d.Decode(&value); err == io.EOF {
			return values, nil
		} else if err != nil {
			return nil, err
		}
		values = append(values, value)
	}
}

func (w *releaseWorld) data() string { return filepath.Join(w.dir, "data") }

// stored are the flags that name the database.
func (w *releaseWorld) stored() []string {
	flags := []string{"--data", w.data()}
	if w.url != "" {
		flags = append(flags, "--database", w.url)
	}
	return flags
}

// run runs a command to its end, and returns what it printed.
func (w *releaseWorld) run(args ...string) (stdout []byte, code int) {
	w.t.Helper()
	cmd := exec.CommandContext(w.t.Context(), w.program, args...)
	cmd.Dir = w.dir
	var out, diagnosis bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &diagnosis
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		w.t.Fatal(err)
	}
	if code = cmd.ProcessState.ExitCode(); code != exitOK {
		w.t.Logf("offhook %q: exit code %d\n%s%s", args, code, &out, &diagnosis)
	}
	return out.Bytes(), code
}

// runUntil runs a command that stays until it has printed a pattern, ends it and returns what it
// printed.
func (w *releaseWorld) runUntil(pattern string, args ...string) []byte {
	w.t.Helper()
	cmd := exec.CommandContext(w.t.Context(), w.program, args...)
	out := newLineBuffer()
	cmd.Stdout = out
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	_, found := out.await(regexp.MustCompile(pattern), 20*time.Second)
	_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
	if err := cmd.Wait(); err != nil || !found {
		w.t.Errorf("offhook %q: printed %s %t, %v", args, pattern, found, err)
	}
	return []byte(out.String())
}

// do runs a command on the database, which must succeed.
func (w *releaseWorld) do(command string) []byte {
	w.t.Helper()
	out, code := w.run(append(strings.Fields(command), w.stored()...)...)
	if code != exitOK {
		w.t.Fatalf("offhook %s: exit code %d, want 0", command, code)
	}
	return out
}

// objects are what a command on the database prints with --json.
func (w *releaseWorld) objects(command string) []any {
	w.t.Helper()
	objects, err := decodeAll[any](w.do(command + " --json"))
	if err != nil {
		w.t.Fatalf("offhook %s: %v", command, err)
	}
	return objects
}

func (w *releaseWorld) countEvents(mac string) int {
	w.t.Helper()
	return len(w.objects(fmt.Sprintf("device events %s --limit %d", mac, 10*releaseEvents)))
}

// serve starts a server that forgets no event, however old the release is. The function stops it.
func (w *releaseWorld) serve() (url string, stop func()) {
	w.t.Helper()
	args := []string{"serve", "--listen", "127.0.0.1:0", "--console", ""}
	cmd := exec.Command(w.program, append(args, w.stored()...)...)
	cmd.Env = append(os.Environ(), "OFFHOOK_EVENTS_PER_DEVICE=1000000", "OFFHOOK_EVENTS_FOR=36000d")
	log := newLineBuffer()
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	ended := false
	stop = func() {
		w.t.Helper()
		if ended {
			return
		}
		ended = true
		_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
		if err := cmd.Wait(); err != nil {
			w.t.Errorf("serve: %v\n%s", err, log)
		}
	}
	w.t.Cleanup(stop)
	url = "http://" + log.find(w.t, `msg="listening for phones" addr=(\S+)`)
	log.find(w.t, `msg=(ready)`)
	return url, stop
}
