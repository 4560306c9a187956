package provision

import (
	"context"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/guard"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const (
	macA    = "7C2F80123456"
	macB    = "7C2F80AAAAAA"
	macNone = "7C2F80FFFFFF"

	passwordA    = "factory-of-a"
	configuredA  = "broadsoft-a"
	configuredPA = "password-of-a"
	configuredB  = "broadsoft-b"
	configuredPB = "password-of-b"
)

// directory is a small set of devices that counts how often it is asked.
type directory struct {
	records       []inventory.Record
	devices, owns atomic.Int32
	err           error // of every look-up
	unread        bool  // user names of other devices are not read yet
}

func (d *directory) Device(mac model.MAC) (inventory.Record, bool, error) {
	d.devices.Add(1)
	for _, r := range d.records {
		if r.MAC == mac {
			return r, true, d.err
		}
	}
	return inventory.Record{}, false, d.err
}

func (d *directory) Owner(username string, not model.MAC) (inventory.Record, bool, error) {
	d.owns.Add(1)
	if d.unread {
		return inventory.Record{}, false, ErrUnread
	}
	for _, r := range d.records {
		if r.MAC != not && (r.Username == username || strings.EqualFold(r.MAC.String(), username)) {
			return r, true, d.err
		}
	}
	return inventory.Record{}, false, d.err
}

func (d *directory) Holders(
	username string, into []inventory.Holder,
) ([]inventory.Holder, error) {
	d.owns.Add(1)
	x := inventory.NewIndex()
	for _, r := range d.records {
		x.Put(r)
	}
	return x.Holders(username, into), d.err
}

// documents gives every device the same document.
type documents struct {
	document Document
	err      error
}

func (d *documents) Document(context.Context, string, model.MAC, int64) (Document, error) {
	return d.document, d.err
}

// brokenReplay is a replay store that does not answer.
type brokenReplay struct{}

func (brokenReplay) Claim(context.Context, digest.NonceID, time.Time, uint32, time.Time) (bool, error) {
	return false, context.DeadlineExceeded
}

// world is a provisioner with everything around it.
type world struct {
	t         testing.TB
	p         *Provisioner
	directory *directory
	documents *documents
	keys      *digest.KeyRing
	now       time.Time
}

// randomness is a source of bytes that never repeats, and is the same in each run.
type randomness struct{ n atomic.Uint64 }

func (r *randomness) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 0
	}
	for i, n := 0, r.n.Add(1); i < len(b) && n > 0; i, n = i+1, n>>8 {
		b[i] = byte(n)
	}
	return len(b), nil
}

func mustMAC(t testing.TB, s string) model.MAC {
	t.Helper()
	mac, err := model.ParseMAC(s)
	if err != nil {
		t.Fatal(err)
	}
	return mac
}

// newWorld has device A, which only its configured pair opens, and B, which both of its pairs open.
func newWorld(t testing.TB, change ...func(*Config)) *world {
	t.Helper()
	w := &world{t: t, now: start, documents: &documents{document: newDocument([]byte("<ProviderFrame/>"), "text/xml; charset=ISO-8859-1")}}
	w.directory = &directory{records: []inventory.Record{
		{
			MAC: mustMAC(t, macA), Model: "N720", Enabled: true, Accept: inventory.AcceptConfigured, Revision: 1,
			Integrated: digest.NewSecret(passwordA), Username: configuredA, Configured: digest.NewSecret(configuredPA),
			WeakIntegrated: true, WeakConfigured: true,
		},
		{
			MAC: mustMAC(t, macB), Model: "N510", Enabled: true, Revision: 1,
			Accept:   inventory.AcceptConfigured | inventory.AcceptIntegrated,
			Username: configuredB, Configured: digest.NewSecret(configuredPB), WeakConfigured: true,
		},
	}}
	w.keys = digest.NewKeyRing(1, [32]byte{1, 2, 3})
	c := Config{
		Directory: w.directory, Verifier: w.verifier(w.keys), Replay: digest.NewMemoryReplay(1000, start.Add(-time.Second)),
		Guard: guard.New(guard.Config{}), Documents: w.documents, LogKey: [32]byte{9},
	}
	for _, f := range change {
		f(&c)
	}
	var err error
	if w.p, err = New(c); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) verifier(keys *digest.KeyRing) *digest.Verifier {
	w.t.Helper()
	v, err := digest.NewVerifier(digest.Config{Realm: "Provisioning", Tenant: "default", Keys: keys, Rand: &randomness{}})
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// record returns a device to change.
func (w *world) record(mac string) *inventory.Record {
	for i := range w.directory.records {
		if w.directory.records[i].MAC.String() == mac {
			return &w.directory.records[i]
		}
	}
	w.t.Fatalf("no device %s", mac)
	return nil
}

// attempt describes one request with credentials.
type attempt struct {
	target, user, password string
	method                 string // GET
	nonce                  string // a fresh one of the server
	nc                     string // 00000001
	agent, source          string
	basic                  bool
	algorithm              digest.Algorithm // MD5
}

// handle answers a request and does what follows the answer.
func (w *world) handle(now time.Time, r Request) Outcome {
	var o Outcome
	w.p.Handle(w.t.Context(), now, &r, &o)
	w.p.Finish(now, &o)
	return o
}

// anonymous sends a request without credentials.
func (w *world) anonymous(target string) Outcome {
	w.t.Helper()
	return w.handle(w.now, request(attempt{target: target}))
}

func request(a attempt) Request {
	if a.method == "" {
		a.method = "GET"
	}
	if a.source == "" {
		a.source = "192.0.2.1"
	}
	return Request{
		Digest:    digest.Request{Method: a.method, Target: a.target, Host: "example.net"},
		UserAgent: a.agent, Source: netip.MustParseAddr(a.source), LabBasic: a.basic,
	}
}

// nonce returns a fresh nonce of the server.
func (w *world) nonce() string {
	w.t.Helper()
	return nonceOf(w.t, w.p.Challenges(w.now, false, false))
}

func nonceOf(t testing.TB, lines []string) string {
	t.Helper()
	challenges, err := digest.ParseChallenges(lines)
	if err != nil || len(challenges) == 0 {
		t.Fatalf("challenges %q: %v", lines, err)
	}
	return challenges[0].Nonce
}

// send sends a request with credentials.
func (w *world) send(a attempt) Outcome {
	w.t.Helper()
	r := w.signed(a)
	return w.handle(w.now, r)
}

// signed returns a request with a digest that is right for its user, password and nonce.
func (w *world) signed(a attempt) Request {
	w.t.Helper()
	r := request(a)
	if a.nonce == "" {
		a.nonce = w.nonce()
	}
	if a.nc == "" {
		a.nc = "00000001"
	}
	if a.algorithm == digest.NoAlgorithm {
		a.algorithm = digest.MD5
	}
	in := digest.Input{
		Algorithm: a.algorithm, User: a.user, Realm: "Provisioning", Password: digest.NewSecret(a.password), Nonce: a.nonce,
		QOP: "auth", NC: a.nc, Cnonce: "0a4f113b", Method: r.Digest.Method, URI: a.target,
	}
	line := digest.Authorization{
		Username: a.user, Realm: in.Realm, Nonce: in.Nonce, URI: in.URI, Response: in.Response(),
		Algorithm: a.algorithm, AlgorithmText: a.algorithm.String(), QOP: in.QOP, NC: in.NC, Cnonce: in.Cnonce,
	}
	r.Digest.Authorization = []string{line.String()}
	return r
}

// expect checks status, reason and the stale flag of an outcome.
func expect(t *testing.T, what string, o Outcome, status int, reason inventory.Reason, stale bool) {
	t.Helper()
	d := o.Decision
	if d.Status != status || d.Reason != reason || d.Stale != stale {
		t.Errorf("%s: status, reason, stale = %d, %s, %t, want %d, %s, %t (%s)",
			what, d.Status, d.Reason, d.Stale, status, reason, stale, d.Sentence)
	}
	if d.Challenge != (status == 401) {
		t.Errorf("%s: challenge = %t with status %d", what, d.Challenge, d.Status)
	}
	if d.Sentence == "" || !strings.HasSuffix(d.Sentence, ".") {
		t.Errorf("%s: sentence = %q, want a whole one", what, d.Sentence)
	}
}

// preview is what a device would get that has no layers.
func preview(d *inventory.Device) Decision {
	doc, err := (*Layers)(nil).Resolve(d)
	return Preview(d, doc, err)
}
