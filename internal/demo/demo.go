// Package demo is the demonstration: a server on the embedded database and phones of every family, all on loopback, one for
// each way that the specification describes and one of each family beside it.
package demo

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// Config describes a demonstration.
type Config struct {
	// DataDir holds the database; it is made if it is missing.
	DataDir string
	// Listen and Console are the addresses of the server, "" is a free port on loopback.
	Listen, Console string
	// PromptTimeout is how long the dialogue of a phone waits for a key.
	PromptTimeout time.Duration
	// Reporter hears what happens, from one goroutine.
	Reporter Reporter
	// Logger is the server's; nil discards.
	Logger *slog.Logger
}

// Addresses are where the server listens.
type Addresses struct {
	Phones   string `json:"phones"`
	LabBasic string `json:"lab_basic"`
	Console  string `json:"console"`
}

// A Reporter hears what happens in a demonstration, in order.
type Reporter interface {
	// Started is called once, before the first phone.
	Started(Addresses)
	// Phone is called when a phone begins, Trace for each of its steps, Note for what it has to say besides.
	Phone(c *Case, mac model.MAC)
	Trace(c *Case, e emulator.TraceEvent)
	Note(c *Case, text string)
	// Done is called once, after the last phone.
	Done([]Result)
}

// Run starts the server, runs the cases one after the other, and calls stay, if it is not nil, while the server is still
// up. The error is about the demonstration itself; how the phones fared is in the results.
func Run(ctx context.Context, config Config, cases []Case, stay func(context.Context)) ([]Result, error) {
	s, err := startServer(ctx, config)
	if err != nil {
		return nil, err
	}
	defer func() { _ = s.stop() }()
	config.Reporter.Started(s.addresses)
	results := make([]Result, len(cases))
	for i := range cases {
		results[i] = run(ctx, config, s, &cases[i])
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
	}
	config.Reporter.Done(results)
	if stay != nil {
		stay(ctx)
	}
	return results, s.stop()
}

// run plays one case: the operator enters the device, then the phone asks for its document.
func run(ctx context.Context, config Config, s *server, c *Case) Result {
	result := Result{Case: c}
	p, err := unbox(c)
	if err != nil {
		result.Err = err
		return result
	}
	config.Reporter.Phone(c, p.mac)
	if result.Err = s.enter(ctx, p, c.Entry); result.Err != nil {
		return result
	}
	device, err := p.connect(config)
	if err != nil {
		result.Err = err
		return result
	}
	for _, attempt := range c.Attempts {
		if attempt.Accept != 0 {
			if result.Err = s.accept(ctx, p.mac, attempt.Accept); result.Err != nil {
				return result
			}
		}
		outcome, err := device.Fetch(ctx, s.url(c.Owner.Basic, p.mac))
		if err != nil {
			result.Err = err
			return result
		}
		result.Got = append(result.Got, Ending{outcome.Outcome, outcome.Rung, outcome.Requests})
		username, _ := device.NVM().Get(p.model.UsernameItem)
		result.Stored = append(result.Stored, username)
	}
	return result
}

// box is what comes out of the box: a phone with its address and its secret from the factory.
type box struct {
	c        *Case
	model    *model.Model
	firmware model.Firmware
	mac      model.MAC
	password digest.Secret
}

func unbox(c *Case) (*box, error) {
	m, err := model.Lookup(c.Model)
	if err != nil {
		return nil, err
	}
	firmware, err := model.ParseFirmware(c.Firmware)
	if err != nil {
		return nil, err
	}
	mac, err := model.RandomMAC(rand.Reader)
	if err != nil {
		return nil, err
	}
	return &box{c, m, firmware, mac, digest.NewSecret(rand.Text()[:12])}, nil
}

// connect makes the phone of the box, as its owner set it up.
func (b *box) connect(config Config) (*emulator.Phone, error) {
	owner := b.c.Owner
	c := emulator.Config{
		Model: b.model, Firmware: b.firmware, MAC: b.mac, DevicePassword: b.password,
		Username: owner.Pair.Username, Password: owner.Pair.secret(),
		BasicTest: owner.BasicTest, Prompter: owner.Keypad,
		Trace: func(e emulator.TraceEvent) { config.Reporter.Trace(b.c, e) },
	}
	if owner.Keypad != nil {
		c.PromptTimeout = config.PromptTimeout
	}
	p, warnings, err := emulator.New(c)
	if err != nil {
		return nil, fmt.Errorf("phone %s: %w", b.c.Name, err)
	}
	for _, warning := range warnings {
		config.Reporter.Note(b.c, warning)
	}
	return p, nil
}

// device is what the operator enters for the phone of the box.
func (b *box) device(e Entry) (inventory.Device, error) {
	d := inventory.Device{
		Tenant: inventory.DefaultTenant, MAC: b.mac, Model: b.model.Name, Firmware: b.firmware.String(), Enabled: true,
		Accept: e.Accept, Integrated: b.password, Username: e.Pair.Username, Configured: e.Pair.secret(),
	}
	if e.Document == nil {
		return d, nil
	}
	document, err := provdoc.Build(provdoc.Frame{
		Model: b.model, MAC: b.mac, Version: documentVersion, ProfileName: b.model.ProfileName, Entries: e.Document,
	})
	d.Document = document
	return d, err
}

// documentVersion is the VERSION of a document that the operator wrote: the day of the specification's last guide.
const documentVersion = "0808131200"
