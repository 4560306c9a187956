// Package emulator runs a phone.Machine on a real network, clock and disk: a whole Gigaset phone, as far as a
// provisioning server can tell.
package emulator

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// Config describes an emulated phone. Only Model is required.
type Config struct {
	Model *model.Model
	// Firmware that is zero is the model's default.
	Firmware model.Firmware
	// MAC and DevicePassword are what the factory gave the phone. When they are zero and NVMFile does not know them
	// either, they are random.
	MAC            model.MAC
	DevicePassword digest.Secret
	// Username and Password are the pair that a person entered in the web interface. They go into the NVM where the
	// firmware has such a pair. An empty Username enters nothing.
	Username string
	Password digest.Secret
	// BasicTest makes a DE model answer a Basic challenge, for testing only. [SEED]
	BasicTest bool
	// Switches sets switches of the model otherwise than their defaults.
	Switches map[string]string
	// PromptTimeout that is 0 is the model's.
	PromptTimeout time.Duration
	// NVM is the memory of the phone at the start, owned by it from then on. NVMFile is where the memory is kept between
	// runs; it is made when missing. At most one of them; with neither the memory is empty and ends with the phone.
	NVM     *phone.NVM
	NVMFile string
	// Prompter is the person in front of the phone; nil is None.
	Prompter Prompter
	// TLS says whom the phone trusts for https; nil is the system's roots. It is not used when Base is set.
	TLS *tls.Config
	// Trace is called with every step, from the goroutine of Fetch, in order.
	Trace func(TraceEvent)
	// Logger gets every step at level debug; nil logs nothing.
	Logger *slog.Logger
	// Rand makes passwords, addresses and nonces; nil is crypto/rand.
	Rand io.Reader
	// Base makes the single requests; nil is a connection of the phone's own with timeouts.
	Base http.RoundTripper
	// Now is the clock of the trace; nil is time.Now.
	Now func() time.Time
}

// Phone is an emulated phone. It is safe for concurrent use; it makes one attempt at a time.
type Phone struct {
	mu        sync.Mutex
	config    Config
	machine   *phone.Machine
	transport *digesthttp.Transport
	idle      func()
	userAgent string
	attempt   *attempt
	// dirty says that the memory file is older than the memory.
	dirty bool
}

// ErrTwoMemories says that a phone cannot start with two memories.
var ErrTwoMemories = errors.New("a phone has one memory: NVM or NVMFile, not both")

// New returns a phone, and a sentence for every setting that this model or firmware does not use.
func New(c Config) (*Phone, []string, error) {
	c.Rand, c.Now = orRand(c.Rand), orNow(c.Now)
	c.Logger = cmp.Or(c.Logger, slog.New(slog.DiscardHandler))
	if c.Prompter == nil {
		c.Prompter = None{}
	}
	warnings, err := c.remember()
	if err != nil {
		return nil, nil, err
	}
	if err := c.leaveFactory(); err != nil {
		return nil, nil, err
	}
	m, err := phone.New(c.factory(), c.NVM)
	if err != nil {
		return nil, nil, err
	}
	more, err := enterPair(m, c)
	if err != nil {
		return nil, nil, err
	}
	p := &Phone{config: c, machine: m, userAgent: userAgent(m, c), dirty: true}
	p.connect()
	return p, append(append(warnings, more...), unused(c)...), p.save()
}

func orRand(r io.Reader) io.Reader {
	if r == nil {
		return rand.Reader
	}
	return r
}

func orNow(now func() time.Time) func() time.Time {
	if now == nil {
		return time.Now
	}
	return now
}

// factory is the part of c that the machine works with.
func (c *Config) factory() phone.Config {
	return phone.Config{
		Model: c.Model, Firmware: c.Firmware, MAC: c.MAC, DevicePassword: c.DevicePassword,
		BasicTest: c.BasicTest, Switches: c.Switches, PromptTimeout: c.PromptTimeout,
	}
}

// MAC returns the address of the phone.
func (p *Phone) MAC() model.MAC { return p.config.MAC }

// UserAgent returns what the phone calls itself in its requests.
func (p *Phone) UserAgent() string { return p.userAgent }

// NVM returns a copy of the phone's memory, secrets included.
func (p *Phone) NVM() *phone.NVM {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.machine.NVM().Clone()
}

// String names the phone.
func (p *Phone) String() string { return p.machine.String() }

// Format prints as String does, whatever the verb, so that no secret comes out by %+v.
func (p *Phone) Format(f fmt.State, _ rune) { fmt.Fprint(f, p.String()) }

// Fetch makes one attempt at address and returns how it ended. The error is about the attempt itself: an address that no
// phone can ask, a memory that could not be saved, or the end of ctx.
func (p *Phone) Fetch(ctx context.Context, address string) (Outcome, error) {
	if err := phone.CheckURL(address); err != nil {
		return Outcome{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.idle()
	a := &attempt{phone: p, ctx: ctx}
	p.attempt = a
	defer func() { p.attempt = nil }()
	a.run(address)
	if err := p.save(); err != nil {
		return a.outcome, err
	}
	p.trace(TraceEvent{Event: EventOutcome, Outcome: a.outcome.Outcome, Rung: a.outcome.Rung,
		Requests: a.outcome.Requests, Reason: a.outcome.Reason})
	if err := ctx.Err(); err != nil {
		return a.outcome, fmt.Errorf("the attempt ended early: %w", err)
	}
	return a.outcome, a.err
}
