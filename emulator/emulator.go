// Package emulator runs a phone.Machine on a real network, clock and disk: a whole Gigaset phone, as far as a
// provisioning server can tell. It is made for the tests of such servers.
//
// New makes a phone from a Config, of which only Model is required. From there it has one of two lives:
//
//   - Fetch makes one attempt at an address and returns its Outcome. Nothing goes on after it.
//   - Run switches the phone on: it asks its data server, polls, takes the NOTIFY of a SIP server and the events of its
//     owner - PressStart, CheckSync, PowerCycle, FactoryReset - until its context ends.
//
// What a phone is doing is in State, which never waits; Wait waits until a state has come, Changes and Observe tell of each
// change, and Config.Trace hears of every step. What it has learnt is in NVM. EnterPair, EnterDataServer and
// EnterActivationCode are the forms of its web interface, Press and Type the keys of its display.
//
// A phone lives by a Clock. With a ManualClock time passes only when a test says so, and then at once: a month of polls in
// a fraction of a second. Behaviour that no source settles is in Config.Switches, by the names of the model's switches; what
// clients and networks in the field get wrong is in Config.Faults, by the names that Faults lists.
//
// No secret comes out of a State, a TraceEvent, an error or a log. NVM holds them, and prints none.
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
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
	"github.com/offhook/offhook/discovery"
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
	// ProviderKey is the AES key of the phone's provider, as phone.ParseProviderKey reads it; without one the phone decrypts no
	// profile. It does not go into NVMFile. [G p36]
	ProviderKey digest.Secret
	// Username and Password are the pair that a person entered in the web interface. They go into the NVM where the
	// firmware has such a pair. An empty Username enters nothing.
	Username string
	Password digest.Secret
	// BasicTest makes a DE model answer a Basic challenge, for testing only. [SEED]
	BasicTest bool
	// Switches sets switches of the model otherwise than their defaults.
	Switches map[string]string
	// PromptTimeout that is 0 is the model's, or that of its switch.
	PromptTimeout time.Duration
	// NVM is the memory of the phone at the start, owned by it from then on. NVMFile is where the memory is kept between
	// runs; it is made when missing. At most one of them; with neither the memory is empty and ends with the phone.
	NVM     *phone.NVM
	NVMFile string
	// Prompter is the person in front of the phone; nil is None.
	Prompter Prompter
	// TLS says whom the phone trusts for https; nil is the system's roots. Its certificates are what a model of the Nx70 class
	// shows a server that asks for one, unless a switch has it make its own; the others show none [W-cert] [G p36]. It is not used
	// when Base is set.
	TLS *tls.Config
	// Trace is called with every step, from the goroutine of Fetch, in order.
	Trace func(TraceEvent)
	// Logger gets every step at level debug; nil logs nothing.
	Logger *slog.Logger
	// Rand makes passwords, addresses and nonces; nil is crypto/rand.
	Rand io.Reader
	// Base makes the single requests; nil is a connection of the phone's own with timeouts.
	Base http.RoundTripper
	// Tap is put around the connection at the beginning of each attempt, so that somebody may look at the requests and answers
	// as they are on the wire; nil looks at nothing.
	Tap func(http.RoundTripper) http.RoundTripper
	// Clock is the time that the phone lives by; nil is the computer's.
	Clock Clock
	// DHCP is what the network tells the phone at each start.
	DHCP phone.DHCP
	// ActivationCode was entered at the phone or in its web interface. It goes into the memory.
	ActivationCode discovery.ActivationCode
	// Language is that of the display, "en" or "de"; "" is "en".
	Language string
	// DataServer was entered in the web interface, "" is the model's own. It goes into the memory.
	DataServer string
	// Keypad puts the prompt on the phone's own display, for Press and Type. Prompter is not used then.
	Keypad bool
	// History is how many attempts State keeps; 0 is none.
	History int
	// Faults names what is wrong with this phone, of those that Faults lists.
	Faults []string
	// SIP is the address of the UDP port for SIP while the phone runs, port 0 for any; "" opens none.
	SIP string
	// Multicast is where the phone asks for its address by SIP when it starts, host and port; "" asks nobody.
	Multicast string
	// Observe is called after each change of State, from the goroutine that made it. It may call State, and must not wait.
	Observe func()
}

// Phone is an emulated phone. It is safe for concurrent use; it makes one attempt at a time.
type Phone struct {
	config Config
	faults faults
	// slot is full while somebody gives the machine events that lead to requests; attempt and transport belong to them.
	slot      chan struct{}
	attempt   *attempt
	transport *digesthttp.Transport
	// saving is held while the memory goes to its file.
	saving    sync.Mutex
	observers observers
	// wake tells Run that there is something to do.
	wake chan struct{}

	mu      sync.Mutex // guards what follows, and is held for moments only
	machine *phone.Machine
	// own is the certificate that the phone made, nil when it made none. It does not change.
	own *tls.Certificate
	// patience is how long the phone reads one body.
	patience time.Duration
	// dirty says that the memory file is older than the memory; agent is the last User-Agent.
	dirty bool
	agent agent
	life
}

// Errors of New, beside those of package phone.
var (
	ErrTwoMemories = errors.New("a phone has one memory: NVM or NVMFile, not both")
	ErrLanguage    = errors.New("no display has this language")
)

// languages are those of the display.
var languages = []string{"en", "de"}

// New returns a phone, and a sentence for every setting that this model or firmware does not use.
func New(c Config) (*Phone, []string, error) {
	if err := c.complete(); err != nil {
		return nil, nil, err
	}
	warnings, err := c.remember()
	if err != nil {
		return nil, nil, err
	}
	if err := c.leaveFactory(); err != nil {
		return nil, nil, err
	}
	faults, err := c.breakDown()
	if err != nil {
		return nil, nil, err
	}
	m, err := phone.New(c.factory(), c.NVM)
	if err != nil {
		return nil, nil, err
	}
	c.Firmware = m.Firmware()
	p := &Phone{
		config: c, faults: faults, machine: m, dirty: true, life: life{phase: PhaseOff},
		slot: make(chan struct{}, 1), wake: make(chan struct{}, 1), patience: bodyTimeout,
	}
	if err := p.makeCertificate(); err != nil {
		return nil, nil, err
	}
	more, err := p.prepare()
	if err != nil {
		return nil, nil, err
	}
	err = p.save()
	p.flashWrites = 0
	return p, append(append(warnings, more...), unused(c, m)...), err
}

// complete fills in what is left out of a configuration.
func (c *Config) complete() error {
	c.Logger = cmp.Or(c.Logger, slog.New(slog.DiscardHandler))
	c.Language = cmp.Or(c.Language, "en")
	if c.Rand == nil {
		c.Rand = rand.Reader
	}
	if c.Clock == nil {
		c.Clock = realClock{}
	}
	if c.Prompter == nil {
		c.Prompter = None{}
	}
	if !slices.Contains(languages, c.Language) {
		return fmt.Errorf("%w: %.20q is none of %s", ErrLanguage, c.Language, strings.Join(languages, ", "))
	}
	return nil
}

// factory is the part of c that the machine works with.
func (c *Config) factory() phone.Config {
	return phone.Config{
		Model: c.Model, Firmware: c.Firmware, MAC: c.MAC, DevicePassword: c.DevicePassword,
		ProviderKey: c.ProviderKey, BasicTest: c.BasicTest, Switches: c.Switches, PromptTimeout: c.PromptTimeout,
		DHCP: c.DHCP, Language: c.Language,
	}
}

// MAC returns the address of the phone.
func (p *Phone) MAC() model.MAC { return p.config.MAC }

// UserAgent returns what the phone calls itself when it asks for a document over plain HTTP.
func (p *Phone) UserAgent() string { return p.userAgentFor(phone.FileDocument, true) }

// Switch returns what a switch of the model stands at, "" when the model does not have it. It does not change.
func (p *Phone) Switch(name string) string { return p.machine.Switch(name) }

// NVM returns a copy of the phone's memory, secrets included.
func (p *Phone) NVM() *phone.NVM {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.machine.NVM().Clone()
}

// String names the phone.
func (p *Phone) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.machine.String()
}

// Format prints as String does, whatever the verb, so that no secret comes out by %+v.
func (p *Phone) Format(f fmt.State, _ rune) { fmt.Fprint(f, p.String()) }

// Fetch makes one attempt at address - a document, a template or a base address - and returns how it ended. It waits for
// an attempt that runs. The error is about the attempt itself: an address that no phone can ask, a memory that could not
// be saved, or the end of ctx.
func (p *Phone) Fetch(ctx context.Context, address string) (Outcome, error) {
	return p.FetchFrom(ctx, discovery.Address{URL: address})
}

// FetchFrom makes one attempt at an address that came to the phone in the way that a.Source says.
func (p *Phone) FetchFrom(ctx context.Context, a discovery.Address) (Outcome, error) {
	if err := CheckAddress(a.URL); err != nil {
		return Outcome{}, err
	}
	defer working(p.config.Clock)()
	return p.drive(ctx, TriggerFetch, phone.Start{URL: a.URL, Source: a.Source, Domain: a.Domain})
}
