package server

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/internal/inventory"
)

const (
	firmwareName = "merkur207_42.bin"
	firmwareText = "0123456789abcdef"
)

// newFolder makes a folder with one firmware file, and what is none around it.
func newFolder(t testing.TB) (dir string) {
	t.Helper()
	above := t.TempDir()
	dir = filepath.Join(above, "firmware")
	secret := filepath.Join(above, "secret.bin")
	for _, err := range []error{
		os.MkdirAll(filepath.Join(dir, "folder.bin"), 0o755),
		os.WriteFile(secret, []byte("canary-outside"), 0o644),
		os.WriteFile(filepath.Join(dir, firmwareName), []byte(firmwareText), 0o644),
		os.WriteFile(filepath.Join(dir, "folder.bin", "inner.bin"), []byte("canary-inner"), 0o644),
		os.WriteFile(filepath.Join(dir, ".hidden.bin"), []byte("canary-hidden"), 0o644),
		os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("canary-notes"), 0o644),
		os.WriteFile(filepath.Join(dir, "a b.bin"), []byte("canary-space"), 0o644),
		os.Symlink(secret, filepath.Join(dir, "link.bin")),
		os.Symlink("../secret.bin", filepath.Join(dir, "relative.bin")),
		os.Symlink(firmwareName, filepath.Join(dir, "inside.bin")),
		os.Symlink("/etc", filepath.Join(dir, "etc.bin")),
		syscall.Mkfifo(filepath.Join(dir, "pipe.bin"), 0o644),
		os.Truncate(mustCreateFile(t, filepath.Join(dir, "huge.bin")), MaxFirmware+1),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	changed := time.Date(2026, 3, 5, 14, 15, 0, 0, time.UTC)
	if err := os.Chtimes(filepath.Join(dir, firmwareName), changed, changed); err != nil {
		t.Fatal(err)
	}
	return dir
}

func mustCreateFile(t testing.TB, name string) string {
	t.Helper()
	if err := os.WriteFile(name, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// newFirmwareWorld is a world with a folder of firmware.
func newFirmwareWorld(t testing.TB) *world {
	t.Helper()
	f, err := OpenFolder(newFolder(t), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Errorf("close the folder: %v", err)
		}
	})
	return newWorldOf(t, f)
}

// Only regular files directly in the folder are served; links within it are.
func TestFolder(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	f, err := OpenFolder(newFolder(t), slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	names, err := f.Names()
	if slices.Sort(names); err != nil || !slices.Equal(names, []string{"inside.bin", firmwareName}) {
		t.Errorf("Names() = %q, %v", names, err)
	}
	for _, name := range []string{"a b.bin", "folder.bin", "huge.bin", "link.bin", "notes.txt", "pipe.bin", ".hidden.bin", "etc.bin"} {
		if !strings.Contains(log.String(), name) {
			t.Errorf("the log does not say that %s is not served", name)
		}
		if b, err := f.Open(name); err == nil || b != nil {
			t.Errorf("Open(%q) succeeded", name)
		}
	}
	for _, name := range []string{"", ".", "..", "../secret.bin", "folder.bin/inner.bin", "/etc/passwd", "no.bin", firmwareName + "/"} {
		if b, err := f.Open(name); err == nil || b != nil {
			t.Errorf("Open(%q) succeeded", name)
		}
	}
	if _, err := OpenFolder(filepath.Join(t.TempDir(), "missing"), slog.New(slog.DiscardHandler)); err == nil {
		t.Error("a folder that is not there was opened")
	}
}

// The log says which models get which file when the folder is opened, and again when there are
// other files; files that fit no model are in one line.
func TestFolderAnnounces(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"a.bin", "b.bin", "c.bin", "d.bin", "merkur192_42.bin"} {
		mustCreateFile(t, filepath.Join(dir, name))
	}
	var log bytes.Buffer
	f, err := OpenFolder(dir, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	names := func() {
		t.Helper()
		if _, err := f.Names(); err != nil {
			t.Fatal(err)
		}
	}
	names()
	const first = `file=merkur192_42.bin models=[N510] firmware=42.192.00.000.000 effect="phones with older firmware`
	if text := log.String(); strings.Count(text, first) != 1 || strings.Count(text, "count=4 files=\"[a.bin b.bin c.bin]\" names=\"merkurNNN_42.bin (N510)") != 1 ||
		!strings.Contains(text, "offered=1 others=4") {
		t.Errorf("the log when the folder is opened:\n%s", text)
	}
	log.Reset()
	names()
	if log.Len() > 0 {
		t.Errorf("the log says of the same files again:\n%s", &log)
	}
	mustCreateFile(t, filepath.Join(dir, "merkur258_42.bin"))
	names()
	const newest, older = `file=merkur258_42.bin models=[N510] firmware=42.258.00.000.000 effect="phones with older firmware`, `file=merkur192_42.bin models=[N510] firmware=42.192.00.000.000 effect="no phone`
	if text := log.String(); strings.Count(text, newest) != 1 || strings.Count(text, older) != 1 {
		t.Errorf("the log after a newer file:\n%s", text)
	}
}

// A file that was put into the folder is served at once, and the tag follows the file.
func TestFolderFollows(t *testing.T) {
	t.Parallel()
	dir := newFolder(t)
	f, err := OpenFolder(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tags := map[string]bool{}
	at := time.Date(2026, 3, 5, 14, 15, 0, 0, time.UTC)
	for i, text := range []string{"one", "two", "three"} {
		name := filepath.Join(dir, "new.bin")
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, at, at.Add(time.Duration(i)*time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		b, err := f.Open("new.bin")
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(b.Content)
		if string(got) != text || err != nil || tags[b.ETag] {
			t.Errorf("%q, %v with the tag %s, want %q with a new one", got, err, b.ETag, text)
		}
		tags[b.ETag] = true
		if err := b.Content.Close(); err != nil {
			t.Error(err)
		}
	}
}

// login asks for a file with the pair of the known device, over a real connection.
func loginAt(t *testing.T, addr, method, target string, fields ...string) (status string, head, rest string) {
	t.Helper()
	head, rest = ask(t, addr, method, target, user, password, fields...)
	return strings.Fields(head)[1], head, rest
}

// TestFirmwareDownload: whole, in parts, on conditions, and only what the folder has. [W-fw] RFC 9110, Section 14.
func TestFirmwareDownload(t *testing.T) {
	t.Parallel()
	w := newFirmwareWorld(t)
	addr := w.listen(t)
	status, head, rest := loginAt(t, addr, "GET", "/any/base/"+firmwareName)
	if status != "200" || rest != firmwareText {
		t.Fatalf("status %s, %q:\n%s", status, rest, head)
	}
	for _, want := range []string{
		"\r\nContent-Type: application/octet-stream", "\r\nContent-Length: 16", "\r\nAccept-Ranges: bytes", "\r\nETag: \"", "\r\nCache-Control: no-store",
		"\r\nX-Content-Type-Options: nosniff", "\r\nLast-Modified: Thu, 05 Mar 2026 14:15:00 GMT", "\r\nAuthentication-Info: ",
	} {
		if !strings.Contains(head+"\r\n", want) {
			t.Errorf("the answer lacks %q:\n%s", want, head)
		}
	}
	tag := field(head, "ETag")
	for _, tt := range []struct {
		name, method, target string
		fields               []string
		status, rest         string
	}{
		{"HEAD", "HEAD", "/" + firmwareName, nil, "200", ""},
		{"the name at the end of the query", "GET", "/fw?mac=" + macKnown + "&" + firmwareName, nil, "200", firmwareText},
		{"the name of a link", "GET", "/inside.bin", nil, "200", firmwareText},
		{"the beginning", "GET", "/" + firmwareName, []string{"Range: bytes=0-3"}, "206", "0123"},
		{"the end", "GET", "/" + firmwareName, []string{"Range: bytes=10-"}, "206", "abcdef"},
		{"the last bytes", "GET", "/" + firmwareName, []string{"Range: bytes=-2"}, "206", "ef"},
		{"behind the end", "GET", "/" + firmwareName, []string{"Range: bytes=99-"}, "416", "invalid range: failed to overlap\n"},
		{"no range", "GET", "/" + firmwareName, []string{"Range: bytes=x"}, "416", "invalid range\n"},
		{"If-Range with the tag", "GET", "/" + firmwareName, []string{"Range: bytes=0-3", "If-Range: " + tag}, "206", "0123"},
		{"If-Range with another", "GET", "/" + firmwareName, []string{"Range: bytes=0-3", `If-Range: "other"`}, "200", firmwareText},
		{"If-None-Match", "GET", "/" + firmwareName, []string{"If-None-Match: " + tag}, "304", ""},
		{"If-None-Match with another", "GET", "/" + firmwareName, []string{`If-None-Match: "other"`}, "200", firmwareText},
		{"If-Match with another", "GET", "/" + firmwareName, []string{`If-Match: "other"`}, "412", ""},
		{"a file that is not there", "GET", "/merkur208_42.bin", nil, "404", "Not Found\n"},
		{"a link that leads outside", "GET", "/link.bin", nil, "404", "Not Found\n"},
		{"a folder", "GET", "/folder.bin", nil, "404", "Not Found\n"},
		{"a pipe", "GET", "/pipe.bin", nil, "404", "Not Found\n"},
		{"a file over the limit", "GET", "/huge.bin", nil, "404", "Not Found\n"},
		{"a text", "GET", "/notes.txt", nil, "401", "Unauthorized\n"}, // it names no device, and no file that devices share
		{"POST", "POST", "/" + firmwareName, nil, "405", "Method Not Allowed\n"},
	} {
		status, head, rest := loginAt(t, addr, tt.method, tt.target, tt.fields...)
		if status != tt.status || rest != tt.rest {
			t.Errorf("%s: status %s, %q, want %s, %q", tt.name, status, rest, tt.status, tt.rest)
		}
		if status != "401" && (field(head, "Authentication-Info") == "" || field(head, "Cache-Control") != "no-store" || field(head, "X-Content-Type-Options") != "nosniff") {
			t.Errorf("%s: the answer lacks a field:\n%s", tt.name, head)
		}
	}
	_, head, rest = loginAt(t, addr, "GET", "/"+firmwareName, "Range: bytes=0-1,4-5")
	if !strings.HasPrefix(field(head, "Content-Type"), "multipart/byteranges") || strings.Count(rest, "Content-Range: bytes ") != 2 {
		t.Errorf("two parts:\n%s\n%s", head, rest)
	}
	w.checkFirmwareEvents(t)
}

// field returns a field of a head as it came, with its exact name; empty when it is not there.
func field(head, name string) string {
	for line := range strings.SplitSeq(head, "\r\n") {
		if value, ok := strings.CutPrefix(line, name+": "); ok {
			return value
		}
	}
	return ""
}

// checkFirmwareEvents looks at what was noted of each answer.
func (w *world) checkFirmwareEvents(t *testing.T) {
	t.Helper()
	w.stop()
	counts := map[int]inventory.Reason{
		200: inventory.ReasonFirmwareServed, 206: inventory.ReasonFirmwareServed, 304: inventory.ReasonNotModified,
		404: inventory.ReasonNoDocument, 405: inventory.ReasonNoDocument, 412: inventory.ReasonNoDocument, 416: inventory.ReasonNoDocument,
	}
	seen := map[int]bool{}
	for _, e := range w.events {
		if e.Status == 401 {
			continue
		}
		seen[e.Status] = true
		if e.Reason != counts[e.Status] || e.MAC.String() != macKnown || !strings.Contains(e.Sentence, macKnown) {
			t.Errorf("event of status %d: %s for %s: %s", e.Status, e.Reason, e.MAC, e.Sentence)
		}
		if e.Status == 206 && (e.Bytes == 0 || !strings.Contains(e.Sentence, "part of the firmware file "+firmwareName)) {
			t.Errorf("event of a part: %d bytes, %s", e.Bytes, e.Sentence)
		}
	}
	if len(seen) != len(counts) {
		t.Errorf("events of the statuses %v, want all of %v", seen, counts)
	}
}

// TestSecurity22FirmwareFolder: whatever the target, nothing outside of the folder is read, and without credentials every target
// has the same answer, whether there is such a file or not.
func TestSecurity22FirmwareFolder(t *testing.T) {
	t.Parallel()
	w := newFirmwareWorld(t)
	addr := w.listen(t)
	first, rest := raw(t, addr, get("/"))
	same := variable(first + "\r\n\r\n" + rest)
	for _, target := range []string{
		"/" + firmwareName, "/../secret.bin", "/..%2fsecret.bin", "/%2e%2e/secret.bin", "/%2e%2e%2fsecret.bin", "/..%5csecret.bin", "/..\\secret.bin",
		"/link.bin", "/relative.bin", "/etc.bin", "/etc.bin/passwd", "/folder.bin/inner.bin", "/folder.bin%2finner.bin", "/.hidden.bin", "/%2ehidden.bin",
		"/notes.txt", "/a%20b.bin", "/x?../secret.bin", "/x?name=../secret.bin", "/x?/etc/passwd.bin", "/" + firmwareName + "%00", "/" + firmwareName + "/.", "/secret.bin",
		"/firmware/../../secret.bin", "/" + strings.Repeat("../", 300) + "secret.bin", "/C:secret.bin", "/secret.bin::$DATA", "//secret.bin", "/pipe.bin", "/huge.bin",
		"/42/2/master.bin", "/42/2/baselines.bin", "/42/2/../../sifs/sifsroot.bin", "/sifs/siu_444.bin", "/nothing.bin", "/no.img",
	} {
		if head, rest := raw(t, addr, get(target)); variable(head+"\r\n\r\n"+rest) != same {
			t.Errorf("without credentials %.60q is answered otherwise:\n%s\n%s", target, head, cmp.Diff(same, variable(head+"\r\n\r\n"+rest)))
		}
		for _, name := range []string{"nobody", macKnown, macUnknown} {
			head, rest := ask(t, addr, "GET", target, name, "guess")
			if diff := cmp.Diff(same, variable(head+"\r\n\r\n"+rest)); diff != "" {
				t.Errorf("%s at %.60q is answered otherwise (-want +got):\n%s", name, target, diff)
			}
		}
		head, rest := ask(t, addr, "GET", target, user, password)
		if strings.Contains(rest, "canary") {
			t.Errorf("%.60q shows what is outside: %s\n%.80q", target, head, rest)
		}
	}
}

// TestFirmwareStreams loads a hundred megabytes, which takes no memory, and goes away in the middle
// of another load, which lets go of the file. It is not parallel, because it counts the memory of
// the process.
func TestFirmwareStreams(t *testing.T) {
	dir := newFolder(t)
	name := filepath.Join(dir, "large.bin")
	const size = 100 << 20
	if err := os.Truncate(mustCreateFile(t, name), size); err != nil {
		t.Fatal(err)
	}
	f, err := OpenFolder(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := newWorldOf(t, f)
	addr := w.listen(t)
	download := func(read int64) int64 {
		client := &http.Client{Timeout: time.Minute}
		first, err := client.Get("http://" + addr + "/large.bin")
		if err != nil {
			t.Fatal(err)
		}
		first.Body.Close()
		r, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+addr+"/large.bin", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", authorize(t, first.Header["Www-Authenticate"][0], "GET", "/large.bin", user, password))
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		n, err := io.CopyN(io.Discard, resp.Body, read)
		if err != nil || resp.StatusCode != 200 {
			t.Fatalf("status %d, %d bytes, %v", resp.StatusCode, n, err)
		}
		return n
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if n := download(size); n != size {
		t.Errorf("%d bytes came, want %d", n, size)
	}
	runtime.ReadMemStats(&after)
	if grown := int64(after.TotalAlloc - before.TotalAlloc); grown > 32<<20 {
		t.Errorf("sending %d bytes took %d bytes of memory", size, grown)
	}
	download(1000) // and goes away
	w.stop()
	for file, n := range openFiles(t) {
		if strings.HasSuffix(file, "large.bin") {
			t.Errorf("%s is open %d times", file, n)
		}
	}
	if last := w.events[len(w.events)-1]; last.Reason != inventory.ReasonFirmwareServed || last.Bytes >= size {
		t.Errorf("the event of a download that broke off: %s, %d bytes", last.Reason, last.Bytes)
	}
}

// openFiles counts the files that this process has open.
func openFiles(t *testing.T) map[string]int {
	t.Helper()
	counts := map[string]int{}
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if to, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil {
			counts[to]++
		}
	}
	return counts
}

// FuzzTargets asks for anything with the right pair: what comes is the document, an index file, the firmware, or an error, and
// never what lies beside or outside.
func FuzzTargets(f *testing.F) {
	for _, target := range []string{
		"/" + macKnown + ".xml", "/" + firmwareName, "/../secret.bin", "/%2e%2e/secret.bin", "/link.bin", "/x?../secret.bin", "/42/2/master.bin",
		"/42/2/../../sifs/siu_444.bin", "/.hidden.bin", "/folder.bin/inner.bin", "/pipe.bin", "http://h/" + firmwareName, "*", "", "/a b.bin", "/etc.bin/passwd",
	} {
		f.Add("GET", target)
	}
	w := newFirmwareWorld(f)
	f.Fuzz(func(t *testing.T, method, target string) {
		challenge := w.handler.c.Provisioner.Challenges(w.handler.c.Now(), false, false)[0]
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Method, r.RequestURI = method, target
		r.Header["Authorization"] = []string{authorize(t, challenge, method, target, user, password)}
		answer := httptest.NewRecorder()
		w.handler.ServeHTTP(answer, r)
		got := answer.Body.String()
		switch {
		case strings.Contains(got, "canary"), strings.Contains(got, "root:"):
			t.Errorf("%s %q shows %.80q", method, target, got)
		case answer.Code == 200 && method == http.MethodGet && got != firmwareText && got != body && !strings.HasPrefix(got, "\x02\x10\x03") &&
			!strings.HasPrefix(got, "\x03\x1a") && !strings.HasPrefix(got, "\x01") && !strings.HasPrefix(got, "\x04\x0a") && !strings.HasPrefix(got, "\x00"):
			t.Errorf("%s %q: %.80q", method, target, got)
		case answer.Code != 200 && (answer.Code < 400 || answer.Code > 499):
			t.Errorf("%s %q: status %d", method, target, answer.Code)
		}
	})
}
