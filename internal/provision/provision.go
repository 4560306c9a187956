// Package provision decides what a phone's request gets: it identifies the device, authenticates the request, decides, and
// renders the document.
//
// Identify, Decide and Render are pure. Provisioner.Authenticate is the only step with effects: it spends the guard's
// budgets and claims the nonce, both in memory or through interfaces. Whoever wants to know what a phone would get,
// without a phone, calls Preview.
package provision

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/guard"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// Request is what the server knows of one request of a phone, as received.
type Request struct {
	// Digest holds the method, the raw target, the host, how phones call this server, and the
	// Authorization lines.
	Digest digest.Request
	// UserAgent and IfNoneMatch are the header fields of these names.
	UserAgent, IfNoneMatch string
	// Source is the address of the phone.
	Source netip.Addr
	// LabBasic is set on the listener for tests, which asks for Basic instead of Digest. [SEED]
	LabBasic bool
	// Tenant owns the listener; empty means inventory.DefaultTenant.
	Tenant string
}

// Directory finds devices. For each request with credentials Device is called once, and then either
// Owner or Holders; for each request without Device alone, whether the device exists or not. An
// error says that the directory cannot tell now: it must never look like a device that is not there.
type Directory interface {
	// Device returns the device with this MAC.
	Device(mac model.MAC) (inventory.Record, bool, error)
	// Owner returns a device other than not that a user name belongs to. It serves the words of an
	// event, never the answer: ErrUnread says that it does not know yet.
	Owner(username string, not model.MAC) (inventory.Record, bool, error)
	// Holders appends to into, while it has room, a device for each configured pair with the user
	// name, those whose pair opens something first, and returns the longer slice.
	Holders(username string, into []inventory.Holder) ([]inventory.Holder, error)
}

// ErrUnread says that not all user names have been read yet.
var ErrUnread = errors.New("not all user names are read yet")

// Documents returns what a device gets at a revision. Its errors hold no secret.
type Documents interface {
	Document(ctx context.Context, tenant string, mac model.MAC, revision int64) (Document, error)
}

// Budgets limit guesses at weak secrets and notice searches for devices; guard.Guard says how.
type Budgets interface {
	Allow(now time.Time, a guard.Attempt) guard.Refusal
	Wrong(now time.Time, a guard.Attempt)
	Idle(now time.Time, a guard.Attempt)
	Right(now time.Time, a guard.Attempt) netip.Prefix
	Unknown(now time.Time, a guard.Attempt) guard.Search
}

// Config is what a Provisioner works with. All fields but Firmware, Index and LogKey are required.
type Config struct {
	Directory Directory
	Verifier  *digest.Verifier
	Replay    digest.ReplayStore
	Guard     Budgets
	Documents Documents
	// Firmware is the folder with firmware files; nil when none are offered.
	Firmware Firmware
	// Index is what the index files say.
	Index Index
	// LogKey is the key of the hash that stands for an unknown user name in events: a name that nobody has may be a password
	// typed into the wrong field.
	LogKey [32]byte
}

// Provisioner answers requests. It is safe for concurrent use.
type Provisioner struct {
	c Config
}

// New returns a Provisioner, or an error that names the missing field.
func New(c Config) (*Provisioner, error) {
	switch {
	case c.Directory == nil:
		return nil, errors.New("provision: no directory")
	case c.Verifier == nil:
		return nil, errors.New("provision: no verifier")
	case c.Replay == nil:
		return nil, errors.New("provision: no replay store")
	case c.Guard == nil:
		return nil, errors.New("provision: no guard")
	case c.Documents == nil:
		return nil, errors.New("provision: no documents")
	}
	if err := c.Index.Check(); err != nil {
		return nil, fmt.Errorf("provision: %w", err)
	}
	return &Provisioner{c: c}, nil
}

// Outcome is everything that is known of a request once it is answered.
type Outcome struct {
	Identity       Identity
	Authentication Authentication
	Decision       Decision
	// Err says to the operator why the answer is 503, and is nil otherwise. It holds no secret.
	Err error

	document      *Document // of Facts, for the sentence
	documentError error     // of Facts, for the sentence
	bytes         int       // of the body that were sent
	tag           string    // of a document that was sent whole
}

// Handle takes a request through all steps up to its answer. What is left does not belong before the
// answer, since its time depends on what is known: call Finish and Event afterwards.
func (p *Provisioner) Handle(ctx context.Context, now time.Time, r *Request, o *Outcome) {
	if r.Tenant == "" {
		r.Tenant = inventory.DefaultTenant
	}
	o.Identity = Identify(*r)
	o.Authentication = p.Authenticate(ctx, now, r, &o.Identity)
	p.decide(ctx, r, o)
}

// decide fills in the decision. It is no part of Handle, whose stack every connection has.
//
//go:noinline
func (p *Provisioner) decide(ctx context.Context, r *Request, o *Outcome) {
	id, a := &o.Identity, &o.Authentication
	outside := r.Digest.Outside()
	f := Facts{
		Method: r.Digest.Method, IfNoneMatch: r.IfNoneMatch, Host: outside.Host, TLS: outside.TLS,
		UserAgent: r.UserAgent, Identity: *id, Authentication: *a,
	}
	switch {
	case f.NeedsDocument():
		doc, err := p.c.Documents.Document(ctx, r.Tenant, id.MAC, a.Record.Revision)
		f.Document, f.DocumentError = &doc, err
	case f.NeedsShared():
		p.shared(&f)
	}
	o.Decision, o.document, o.documentError = decide(&f), f.Document, f.DocumentError
	if o.Decision.Status == statusUnavailable {
		o.Err = errors.Join(a.Err, f.DocumentError)
	}
}

// Release notes how many bytes of the body were sent, and lets go of the body.
func (o *Outcome) Release(bytes int) {
	d := &o.Decision
	o.bytes, o.tag = bytes, o.sentTag(bytes)
	if o.document != nil {
		o.document.Bytes = nil
	}
	d.Blob = nil
}

// Finish completes an outcome whose answer is out: it counts a search for devices, hides an unknown
// user name, and writes the sentence.
func (p *Provisioner) Finish(now time.Time, o *Outcome) {
	a := &o.Authentication
	if a.unknown != (guard.Attempt{}) {
		a.Search = p.c.Guard.Unknown(now, a.unknown)
	}
	searches := a.Search.Began || a.Credentials && a.Search.Network.IsValid()
	if searches && a.Reason == inventory.ReasonUnknownDevice {
		a.Reason, o.Decision.Reason = inventory.ReasonThrottled, inventory.ReasonThrottled
	}
	a.User = p.safeUser(a)
	o.Decision.Sentence = sentence(&Facts{
		Identity: o.Identity, Authentication: *a, Document: o.document, DocumentError: o.documentError,
	}, o.Decision)
}

// shared fetches the index or firmware file that the target names.
func (p *Provisioner) shared(f *Facts) {
	var err error
	if f.Identity.File.Kind == FirmwareFile {
		f.Blob, err = p.open(f.Identity.File.Name)
	} else {
		var doc Document
		if doc, err = p.index(f.Identity.File, f.TLS); err == nil {
			f.Document = &doc
		}
	}
	if f.DocumentError = err; err != nil && !errors.Is(err, fs.ErrNotExist) {
		f.DocumentError = errors.Join(ErrUnavailable, err)
	}
}

func (p *Provisioner) open(name string) (*Blob, error) {
	if p.c.Firmware == nil {
		return nil, fs.ErrNotExist
	}
	return p.c.Firmware.Open(name)
}

func (p *Provisioner) index(f File, tls bool) (Document, error) {
	var names []string
	if p.c.Firmware != nil && f.Variant != "" {
		var err error
		if names, err = p.c.Firmware.Names(); err != nil {
			return Document{}, err
		}
	}
	return p.c.Index.file(f, tls, names)
}

// Challenges returns the values of the WWW-Authenticate lines for a listener.
func (p *Provisioner) Challenges(now time.Time, labBasic, stale bool) []string {
	if labBasic {
		return []string{`Basic realm="` + p.c.Verifier.Realm() + `"`}
	}
	return p.c.Verifier.Challenges(now, stale)
}
