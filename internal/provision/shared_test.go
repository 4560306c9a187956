package provision

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/internal/guard"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// folder is a Firmware of files in memory.
type folder struct {
	files map[string]string
	err   error
}

type content struct{ *bytes.Reader }

func (content) Close() error { return nil }

func (f *folder) Names() ([]string, error) {
	var names []string
	for name := range f.files {
		names = append(names, name)
	}
	return names, f.err
}

func (f *folder) Open(name string) (*Blob, error) {
	text, ok := f.files[name]
	switch {
	case f.err != nil:
		return nil, f.err
	case !ok:
		return nil, fs.ErrNotExist
	}
	return &Blob{Content: content{bytes.NewReader([]byte(text))}, Size: int64(len(text)), Modified: start, ETag: `"1"`}, nil
}

func withFirmware(f *folder) func(*Config) { return func(c *Config) { c.Firmware = f } }

const masterN510 = "/42/2/master.bin"

// A pair opens index files when it opens the document of its device, whether the request names that device or not.
func TestWhoOpensSharedFiles(t *testing.T) {
	t.Parallel()
	const agentA, agentB = "N510 IP PRO/42.258.00.000.000;" + macA, "N510 IP PRO/42.258.00.000.000;" + macB
	for _, tt := range []struct {
		name   string
		send   attempt
		change func(w *world)
		status int
		reason inventory.Reason
		device string // of the event; empty for none
	}{
		{"configured pair", attempt{user: configuredA, password: configuredPA}, nil, 200, inventory.ReasonIndexServed, macA},
		{"integrated pair that opens nothing", attempt{user: macA, password: passwordA}, nil, 401, inventory.ReasonIntegratedRefusedAsExpected, macA},
		{"integrated pair that opens", attempt{user: macB, password: "factory-b"}, func(w *world) { w.record(macB).Integrated = digest.NewSecret("factory-b") }, 200, inventory.ReasonIndexServed, macB},
		{"the same in lower case", attempt{user: strings.ToLower(macB), password: "factory-b"}, func(w *world) { w.record(macB).Integrated = digest.NewSecret("factory-b") }, 200, inventory.ReasonIndexServed, macB},
		{"integrated pair that is not stored", attempt{user: macB, password: "factory-b"}, nil, 401, inventory.ReasonIntegratedRefusedAsExpected, macB},
		{"integrated pair of nobody", attempt{user: macNone, password: "x"}, nil, 401, inventory.ReasonUnknownDevice, ""},
		{"configured pair where only the integrated opens", attempt{user: configuredA, password: configuredPA}, func(w *world) { w.record(macA).Accept = inventory.AcceptIntegrated }, 401, inventory.ReasonWrongPassword, macA},
		{"wrong password", attempt{user: configuredA, password: "guess"}, nil, 401, inventory.ReasonWrongPassword, macA},
		{"empty password", attempt{user: configuredA}, nil, 401, inventory.ReasonWrongPassword, macA},
		{"password of another", attempt{user: configuredA, password: configuredPB}, nil, 401, inventory.ReasonWrongPassword, macA},
		{"nobody", attempt{user: "nobody", password: "guess"}, nil, 401, inventory.ReasonUnknownUser, ""},
		{"a telephone number of twelve digits", attempt{user: "492115551234", password: configuredPA}, func(w *world) { w.record(macA).Username = "492115551234" }, 200, inventory.ReasonIndexServed, macA},
		{"the MAC as the configured name", attempt{user: macA, password: configuredPA}, func(w *world) { w.record(macA).Username = macA }, 200, inventory.ReasonIndexServed, macA},
		{"no name", attempt{}, nil, 401, inventory.ReasonUnknownUser, ""},
		{"disabled device, configured pair", attempt{user: configuredA, password: configuredPA}, func(w *world) { w.record(macA).Enabled = false }, 401, inventory.ReasonDisabledDevice, macA},
		{"disabled device, wrong password", attempt{user: configuredA, password: "guess"}, func(w *world) { w.record(macA).Enabled = false }, 401, inventory.ReasonDisabledDevice, macA},
		{"disabled device, integrated pair", attempt{user: macB, password: "factory-b"}, func(w *world) { *w.record(macB) = disabledB(w) }, 401, inventory.ReasonDisabledDevice, macB},
		{"the device that the User-Agent names", attempt{user: configuredA, password: configuredPA, agent: agentA}, nil, 200, inventory.ReasonIndexServed, macA},
		{"another than the User-Agent names", attempt{user: configuredA, password: configuredPA, agent: agentB}, nil, 401, inventory.ReasonUserNotThisDevice, macB},
		{"the device that a folder names", attempt{target: "/" + macA + masterN510, user: configuredA, password: configuredPA}, nil, 200, inventory.ReasonIndexServed, macA},
		{"another than a folder names", attempt{target: "/" + macB + masterN510, user: configuredA, password: configuredPA}, nil, 401, inventory.ReasonUserNotThisDevice, macB},
		{"two devices", attempt{target: "/" + macB + masterN510, agent: agentA, user: configuredA, password: configuredPA}, nil, 401, inventory.ReasonUnknownDevice, macB},
		{"a method", attempt{method: "DELETE", user: configuredA, password: configuredPA}, nil, 405, inventory.ReasonNoDocument, macA},
		{"a file that is not there", attempt{target: "/merkur207_42.bin", user: configuredA, password: configuredPA}, nil, 404, inventory.ReasonNoDocument, macA},
	} {
		w := newWorld(t)
		if tt.change != nil {
			tt.change(w)
		}
		if tt.send.target == "" {
			tt.send.target = masterN510
		}
		r := w.signed(tt.send)
		o := w.handle(w.now, r)
		expect(t, tt.name, o, tt.status, tt.reason, false)
		want := model.MAC{}
		if tt.device != "" {
			want = mustMAC(t, tt.device)
		}
		if got := o.Event(w.now, r).MAC; got != want {
			t.Errorf("%s: the event is of device %s, want %q", tt.name, got, tt.device)
		}
	}
}

func disabledB(w *world) inventory.Record {
	r := *w.record(macB)
	r.Enabled, r.Integrated = false, digest.NewSecret("factory-b")
	return r
}

// Several devices with one user name: any of their pairs opens, and none of them is taken for the one that asks.
func TestSharedUserName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.directory.records = nil
	for i := range 40 {
		w.directory.records = append(w.directory.records, inventory.Record{
			MAC: model.MAC{0x7C, 0x2F, 0x82, 0, 0, byte(i)}, Model: "N510", Enabled: i != 0, Accept: inventory.AcceptConfigured,
			Username: "site", Configured: digest.NewSecret([]string{"north", "south"}[i%2]),
		})
	}
	for _, password := range []string{"north", "south"} {
		r := w.signed(attempt{target: masterN510, user: "site", password: password})
		o := w.handle(start, r)
		expect(t, password, o, 200, inventory.ReasonIndexServed, false)
		e := o.Event(start, r)
		if !e.MAC.IsZero() || e.User != "site" || !strings.Contains(e.Sentence, `One of the devices with user name "site"`) {
			t.Errorf("%s: the event is of %s by %q: %s", password, e.MAC, e.User, e.Sentence)
		}
	}
	expect(t, "west", w.send(attempt{target: masterN510, user: "site", password: "west"}), 401, inventory.ReasonWrongPassword, false)
	for i := range 40 {
		w.directory.records[i].Configured = digest.NewSecret(fmt.Sprint("own-", i))
	}
	o := w.send(attempt{target: masterN510, user: "site", password: "none of them"})
	if expect(t, "more pairs than are compared", o, 401, inventory.ReasonWrongPassword, false); !strings.Contains(o.Decision.Sentence, crowded) {
		t.Errorf("the sentence does not say that the user name has too many pairs: %s", o.Decision.Sentence)
	}
	expect(t, "a device that is named", w.send(attempt{
		target: masterN510, user: "site", password: "own-39", agent: "N510 IP PRO/42.258.00.000.000;7C2F82000027",
	}), 200, inventory.ReasonIndexServed, false)
}

// A weak password that is guessed at an index file costs what it costs at the document, from the
// same budget.
func TestSecurity15SharedFilesCount(t *testing.T) {
	t.Parallel()
	const documentA, elsewhere = "/" + macA + ".xml", "198.51.100.7"
	w := newWorld(t)
	guess := attempt{user: configuredA, password: "guess", source: elsewhere}
	for i := range guard.DefaultBurst {
		guess.target = []string{masterN510, "/sifs/siu.bin", "/merkur207_42.bin", documentA}[i%4]
		expect(t, fmt.Sprintf("guess %d", i+1), w.send(guess), 401, inventory.ReasonWrongPassword, false)
	}
	for _, target := range []string{masterN510, documentA} {
		right := attempt{target: target, user: configuredA, password: configuredPA, source: elsewhere}
		expect(t, "after the guesses at "+target, w.send(right), 401, inventory.ReasonThrottled, false)
		right.source = ""
		if o := w.send(right); o.Decision.Status != 200 {
			t.Errorf("%s from another network: %d %s", target, o.Decision.Status, o.Decision.Sentence)
		}
	}
	expect(t, "another device", w.send(attempt{
		target: masterN510, user: configuredB, password: configuredPB, source: elsewhere,
	}), 200, inventory.ReasonIndexServed, false)
}

// Of two devices with one user name, the one whose budget is used up opens nothing, and the other
// one is served. A strong one always is.
func TestSecurity15OneOfTwoBudgets(t *testing.T) {
	t.Parallel()
	const elsewhere = "198.51.100.7"
	w := newWorld(t)
	w.record(macB).Username = configuredA
	for range guard.DefaultBurst {
		w.send(attempt{target: "/" + macA + ".xml", user: configuredA, password: "guess"})
	}
	expect(t, "A, whose budget is used up", w.send(attempt{target: masterN510, user: configuredA, password: configuredPA}),
		401, inventory.ReasonThrottled, false)
	expect(t, "B", w.send(attempt{target: masterN510, user: configuredA, password: configuredPB}), 200, inventory.ReasonIndexServed, false)
	for range 2 * guard.DefaultBurst {
		w.send(attempt{target: masterN510, user: configuredA, password: "guess", source: elsewhere})
	}
	both := attempt{target: masterN510, user: configuredA, password: configuredPB, source: elsewhere}
	expect(t, "both used up elsewhere", w.send(both), 401, inventory.ReasonThrottled, false)
	w.record(macB).WeakConfigured = false
	expect(t, "B with a strong password", w.send(both), 200, inventory.ReasonIndexServed, false)
	expect(t, "B where it logged in before", w.send(attempt{target: masterN510, user: configuredA, password: configuredPB}),
		200, inventory.ReasonIndexServed, false)
}

// Whoever searches for devices by user names that are MACs is slowed as one that searches by addresses.
func TestSecurity14SearchByUserName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	began := 0
	for i := range 250 {
		o := w.send(attempt{target: masterN510, user: fmt.Sprintf("7C2F81%06X", i), password: "x"})
		if o.Authentication.Search.Began {
			began++
		}
		if o.Decision.Status != 401 {
			t.Fatalf("unknown device %d: status %d", i, o.Decision.Status)
		}
	}
	if began != 1 {
		t.Errorf("the network began to be slowed %d times, want 1", began)
	}
	expect(t, "an unknown user from there", w.send(attempt{target: masterN510, user: "nobody", password: "x"}), 401, inventory.ReasonUnknownUser, false)
	expect(t, "a known one", w.send(attempt{target: masterN510, user: configuredA, password: configuredPA}), 200, inventory.ReasonIndexServed, false)
}

// The nonce of a request for a shared file is claimed as that of any other, and only the right pair learns that it is dead.
func TestSecurity03StaleSharedFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.signed(attempt{target: masterN510, user: configuredA, password: configuredPA})
	expect(t, "first", w.handle(start, r), 200, inventory.ReasonIndexServed, false)
	expect(t, "again", w.handle(start, r), 401, inventory.ReasonReplayedNC, true)
	foreign := nonceOf(t, w.verifier(digest.NewKeyRing(1, [32]byte{7})).Challenges(start, false))
	expect(t, "foreign", w.send(attempt{target: masterN510, user: configuredA, password: configuredPA, nonce: foreign}), 401, inventory.ReasonForeignNonce, true)
	expect(t, "foreign and wrong", w.send(attempt{target: masterN510, user: configuredA, password: "x", nonce: foreign}), 401, inventory.ReasonWrongPassword, false)
}

// On the listener for Basic the same rules hold.
func TestSecurity11BasicSharedFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for password, status := range map[string]int{configuredPA: 200, "guess": 401, "": 401} {
		line, err := digest.Basic(digest.Pair{Username: configuredA, Password: digest.NewSecret(password)})
		if err != nil {
			t.Fatal(err)
		}
		r := request(attempt{target: masterN510, basic: true})
		r.Digest.Authorization = []string{line}
		if o := w.handle(start, r); o.Decision.Status != status {
			t.Errorf("Basic with %d characters: %d, want %d", len(password), o.Decision.Status, status)
		}
	}
}

// body fetches a file with the pair of device A.
func (w *world) body(target string, tls bool) (Outcome, string) {
	w.t.Helper()
	r := w.signed(attempt{target: target, user: configuredA, password: configuredPA})
	r.Digest.TLS = tls
	o := w.handle(w.now, r)
	switch d := o.Decision; {
	case d.Document != nil:
		return o, string(d.Document.Bytes)
	case d.Blob != nil:
		all, err := io.ReadAll(d.Blob.Content)
		if err != nil {
			w.t.Fatal(err)
		}
		return o, string(all)
	}
	return o, ""
}

// The index files, byte by byte. [G p26] [R-gs5] [R-wazo]
func TestIndexFiles(t *testing.T) {
	t.Parallel()
	const (
		master = "\x03\x14\x03\x12sifs/sifsroot.bin\x00"
		leaf   = "\x00\x19\x03\x17http://%DURL/%MACD.xml\x00"
	)
	w := newWorld(t)
	for target, want := range map[string]string{
		"/42/2/master.bin":                       master,
		"/any/base/70/1/master.bin":              master,
		"/any/base/42/2/sifs/sifsroot.bin":       "\x04\x0a\x03\x08sih.bin\x00",
		"/42/2/sifs/siu.bin":                     leaf,
		"/any/base/42/2/../../sifs/sifsroot.bin": "\x04\x0a\x03\x08sih.bin\x00",
		"/42/2/../../sifs/sih.bin":               "\x04\x0a\x03\x08sit.bin\x00",
		"/sifs/sih_4xx.bin":                      "\x04\x0a\x03\x08sit.bin\x00",
		"/sifs/sit_44x.bin":                      "\x04\x0a\x03\x08siu.bin\x00",
		"/sifs/siu_444.bin":                      leaf,
		"/sifs/siu.bin":                          leaf,
	} {
		o, got := w.body(target, false)
		if expect(t, target, o, 200, inventory.ReasonIndexServed, false); got != want || o.Decision.Document.ContentType != binaryType {
			t.Errorf("%s is %q with type %s, want %q", target, got, o.Decision.Document.ContentType, want)
		}
	}
	if _, got := w.body("/sifs/siu.bin", true); got != "\x00\x1a\x03\x18https://%DURL/%MACD.xml\x00" {
		t.Errorf("over TLS the leaf is %q, want https", got)
	}
	if o, _ := w.body("/42/2/baselines.bin", false); o.Decision.Status != 404 {
		t.Errorf("baselines.bin without firmware: %d, want 404", o.Decision.Status)
	}
}

// TestIndexOfFirmware: where there is firmware for the variant, the master file names its index. [R-wazo] [W-fw]
func TestIndexOfFirmware(t *testing.T) {
	t.Parallel()
	names := &folder{files: map[string]string{
		"merkur207_42.bin": "a", "merkur258_42.bin": "b", "einsteiniwu117_70.bin": "c", "020008.img": "d", "fw111.bin": "e", "merkur300_41.bin": "f",
	}}
	w := newWorld(t, withFirmware(names))
	for variant, want := range map[string][]discovery.Baseline{
		"42/2":  {{Version: 258, File: "merkur258_42.bin"}, {Version: 207, File: "merkur207_42.bin"}},
		"70/1":  {{Version: 117, File: "einsteiniwu117_70.bin"}},
		"42/1":  nil,
		"60/1":  nil,
		"62/1":  nil,
		"100/1": nil,
	} {
		_, text := w.body("/base/"+variant+"/master.bin", false)
		m, err := discovery.ParseMaster([]byte(text))
		if err != nil || (m.Baselines == "baselines.bin") != (want != nil) || m.Sifs == "" {
			t.Errorf("%s: master file %+v, %v, want an index of firmware: %t", variant, m, err, want != nil)
		}
		o, text := w.body("/base/"+variant+"/baselines.bin", false)
		got, err := discovery.ParseBaselines([]byte(text))
		same := slices.EqualFunc(got, want, func(a, b discovery.Baseline) bool { return a.Version == b.Version && a.File == b.File })
		if err != nil || !same || (o.Decision.Status == 200) != (want != nil) {
			t.Errorf("%s: status %d, index of firmware %+v, %v, want %+v", variant, o.Decision.Status, got, err, want)
		}
	}
	if o, text := w.body("/base/42/2/merkur258_42.bin", false); o.Decision.Status != 200 || o.Decision.Reason != inventory.ReasonFirmwareServed || text != "b" {
		t.Errorf("the firmware: %d, %s, %q", o.Decision.Status, o.Decision.Reason, text)
	}
	names.err = errors.New("input/output error")
	for _, target := range []string{"/42/2/master.bin", "/42/2/merkur258_42.bin"} {
		if o, _ := w.body(target, false); o.Decision.Status != 503 || !errors.Is(o.Err, names.err) {
			t.Errorf("%s of a folder that cannot be read: %d, %v, want 503 and the cause for the log", target, o.Decision.Status, o.Err)
		}
	}
}

// An index of firmware fits into a file that a phone reads, however many files there are.
func TestManyFirmwareFiles(t *testing.T) {
	t.Parallel()
	names := &folder{files: map[string]string{}}
	for n := range 1000 {
		names.files[fmt.Sprintf("merkur%03d_42.bin", n)] = "x"
	}
	_, text := newWorld(t, withFirmware(names)).body("/42/2/baselines.bin", false)
	got, err := discovery.ParseBaselines([]byte(text))
	if err != nil || len(got) != maxBaselines || got[0].Version != 999 {
		t.Errorf("%d entries, %v, want the newest %d", len(got), err, maxBaselines)
	}
}

// TestIndexSettings: what an operator can say about the index files.
func TestIndexSettings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ address, says string }{
		{"", ""},
		{"https://prov.example.net/%MACD.xml", ""},
		{"http://prov.example.net/gigaset/%DVID/settings-%MACD.xml", ""},
		{"http://%DURL/ap?mac=%MACC", ""},
		{"https://prov.example.net/t/550e8400-e29b-41d4-a716-446655440000/%MACD.xml", ""},
		{"https://prov.example.net/300123456789/%MACD.xml?t=202611302045", ""},
		{"https://prov.example.net/%MACD/config.xml", ""},
		{"https://prov.example.net/%MACD/550e8400-e29b-41d4-a716-446655440000.xml", ""},
		{"https://prov.example.net/t/550e8400-e29b-41d4-a716-446655440000.xml", "names no device"},
		{"https://prov.example.net/ap?id=%MACD", "names no device"},
		{"https://prov.example.net/x-%MACD/config.xml", "names no device"},
		{"https://prov.example.net/7C2F80123456.xml", "names no device"},
		{"https://prov.example.net/%MACD.xml?mac=7C2F80123456", "names two devices"},
		{"https://prov.example.net/phone.xml", "names no device"},
		{"prov.example.net/%MACD.xml", "begins with http:// or https://"},
		{"https://u:p@prov.example.net/%MACD.xml", "give them beside it"},
		{"https://prov.example.net/%MACX/%MACD.xml", "no token"},
		{"https://prov.example.net/%MACD.xml?" + strings.Repeat("x", 250), "address of documents"},
	} {
		err := Index{Address: tt.address}.Check()
		if tt.says == "" && err != nil || tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says)) {
			t.Errorf("Check of %.60q: %v, want %q", tt.address, err, tt.says)
		}
	}
	w := newWorld(t, func(c *Config) { c.Index = Index{Address: "https://prov.example.net/%MACD.xml", Digits: true} })
	_, leaf := w.body("/sifs/siu.bin", false)
	if s, err := discovery.ParseSifs([]byte(leaf)); err != nil || s.Format != "https://prov.example.net/%MACD.xml" {
		t.Errorf("leaf %+v, %v", s, err)
	}
	_, root := w.body("/sifs/sifsroot.bin", false)
	s, err := discovery.ParseSifs([]byte(root))
	if err != nil || len(s.Pointers) != 10 || s.Pointers[0].Type != 4 {
		t.Fatalf("root %+v, %v, want ten entries and that of type 04 first", s, err)
	}
	for digit := range byte(10) {
		if file, ok := s.Next(digit, discovery.PointerDigit); !ok || file != "sih.bin" {
			t.Errorf("digit %d leads to %q, %t", digit, file, ok)
		}
	}
}
