package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/emulator/tui"
	"github.com/offhook/offhook/emulator/webui"
)

// keptAttempts is how many attempts the faces of a phone show.
const keptAttempts = 10

// traceIndent is the width of the column in which the trace has the rungs.
const traceIndent = 12

// stayer is a phone that stays, and where it says what happens.
type stayer struct {
	cmd     *cobra.Command
	options phoneOptions
	phone   *emulator.Phone
	trace   *phoneTrace
	// terminal is where the face of the phone is drawn; nil draws none.
	terminal *os.File
	// notes are the addresses of the phone, for its face.
	notes []string
	// sip makes the address of the SIP port known once.
	sip sync.Once
}

// stay switches the phone on and leaves it on, with the faces that the flags ask for, until the command is told to end or the
// person leaves.
func stay(cmd *cobra.Command, o phoneOptions, config emulator.Config, address discovery.Address) error {
	s := &stayer{cmd: cmd, options: o, trace: &phoneTrace{w: cmd.OutOrStdout(), json: o.json}}
	if o.tui {
		if err := s.takeTerminal(); err != nil {
			return err
		}
		defer s.terminal.Close()
	}
	config.Trace, config.History, config.Keypad = s.trace.write, keptAttempts, config.Prompter == nil
	config.SIP, config.Multicast, config.Observe = o.sipAddress(), o.multicast, s.observe
	learn(&config, address)
	p, err := newPhone(cmd, config)
	if err != nil {
		return err
	}
	s.phone = p
	s.trace.name(p)
	if !takes(p, config, address.Source) {
		if err := p.EnterDataServer(byHand(cmd, p, address).URL); err != nil {
			return exitError(exitUsage, err)
		}
	}
	return s.run(cmd.Context())
}

// takeTerminal opens the terminal for the face. What goes to the same terminal otherwise would draw over it.
func (s *stayer) takeTerminal() (err error) {
	s.terminal, err = openTerminal("--tui", "without one, --serve ADDR shows the phone in a browser, and --prompt says what is typed")
	if isTerminal(s.trace.w) {
		s.trace.w = io.Discard
	}
	return err
}

// run opens the web interface, switches the phone on, and waits until it has ended with all its faces.
func (s *stayer) run(ctx context.Context) error {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	if s.options.serve != "" {
		web, err := s.openWeb(ctx)
		if err != nil {
			return exitError(exitUsage, err)
		}
		defer web.Close()
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return exitError(exitUsage, s.phone.Run(ctx)) })
	if s.terminal != nil {
		group.Go(func() error {
			defer leave()
			return s.face(ctx)
		})
	}
	err := group.Wait()
	if failed := s.trace.failed(); failed != nil {
		return exitError(exitInternal, errors.Join(err, fmt.Errorf("print the trace: %w", failed)))
	}
	return err
}

// observe says where the SIP port is. The phone opens it before it asks for anything, so that this stands above its first
// request.
func (s *stayer) observe() {
	if s.phone == nil {
		return // it is being made
	}
	if address := s.phone.State().SIP; address != "" {
		s.sip.Do(func() { s.tell("SIP", address) })
	}
}

// face draws the phone on the terminal until ctx ends or the person leaves.
func (s *stayer) face(ctx context.Context) error {
	if s.options.sipAddress() != "" {
		_, err := s.phone.Wait(ctx, func(state emulator.State) bool { return state.SIP != "" })
		if err != nil {
			return nil // the phone has ended, and says why
		}
		s.observe() // its address is among the notes
	}
	return tui.Run(ctx, s.phone, s.terminal, s.terminal, tui.Options{Notes: s.notes})
}

// openWeb opens the web interface.
func (s *stayer) openWeb(ctx context.Context) (*webui.Server, error) {
	address := s.options.serve
	if beyondLoopback(address) {
		warn(s.cmd, "the web interface at %s is plain HTTP beyond this computer: who is on the way can read its PIN and what is entered", address)
	}
	web, err := webui.Serve(ctx, address, s.phone, webui.Config{Language: s.options.language})
	if err != nil {
		return nil, err
	}
	s.tell("web", "http://"+reachable(web.Addr())+"/")
	s.tellPassword()
	return web, nil
}

// tellPassword says what opens the web interface while that is what the phone left the factory with.
func (s *stayer) tellPassword() {
	m := s.phone.State().Model
	if m.PIN == "" || !s.phone.CheckPIN(m.PIN) {
		return
	}
	name := "password"
	if m.NumericPIN() {
		name = "PIN"
	}
	s.notes[len(s.notes)-1] += " " + name + " " + m.PIN
	s.trace.print(nil, fmt.Sprintf("%-*s%s", traceIndent, name, m.PIN))
}

// listening tells a program where the phone is reached.
type listening struct {
	Event   string    `json:"event"`
	Time    time.Time `json:"time"`
	What    string    `json:"what"`
	Address string    `json:"address"`
}

// tell says where the phone is reached: one line for a person, on stdout, where a program finds it too.
func (s *stayer) tell(what, address string) {
	s.notes = append(s.notes, what+" "+address)
	s.trace.print(listening{"listening", time.Now(), what, address}, fmt.Sprintf("%-*s%s", traceIndent, what, address))
}

// reachable is an address that this computer reaches a listener at, which may listen at all that the computer has.
func reachable(address string) string {
	host, port, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsUnspecified() {
		return address
	}
	return net.JoinHostPort("127.0.0.1", port)
}

// beyondLoopback says whether others than this computer reach an address. Without a host it is this computer alone.
func beyondLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil || host == "" || host == "localhost" {
		return false
	}
	ip := net.ParseIP(host)
	return ip == nil || !ip.IsLoopback()
}
