package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
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
	config.SIP, config.Multicast = o.sipAddress(), o.multicast
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

// run runs the phone and its faces, and waits until all of them have ended.
func (s *stayer) run(ctx context.Context) error {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return exitError(exitUsage, s.phone.Run(ctx)) })
	group.Go(func() error {
		defer leave()
		return s.faces(ctx)
	})
	err := group.Wait()
	if failed := s.trace.failed(); failed != nil {
		return exitError(exitInternal, errors.Join(err, fmt.Errorf("print the trace: %w", failed)))
	}
	return err
}

// faces opens what a person or a program may use, says where it is, and keeps it open until ctx ends or the person leaves.
func (s *stayer) faces(ctx context.Context) error {
	if s.options.sipAddress() != "" {
		state, err := s.phone.Wait(ctx, func(state emulator.State) bool { return state.SIP != "" })
		if err != nil {
			return nil // the phone has ended, and says why
		}
		s.tell("SIP", state.SIP)
	}
	if s.options.serve != "" {
		web, err := s.openWeb(ctx)
		if err != nil {
			return exitError(exitUsage, err)
		}
		defer web.Close()
	}
	if s.terminal != nil {
		return tui.Run(ctx, s.phone, s.terminal, s.terminal, tui.Options{Notes: s.notes})
	}
	<-ctx.Done()
	return nil
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
	s.tell("web", "http://"+web.Addr()+"/")
	if pin := s.phone.State().Model.PIN; pin != "" && s.phone.CheckPIN(pin) {
		s.notes = append(s.notes, "PIN "+pin)
		s.trace.print(nil, fmt.Sprintf("%-*s%s", traceIndent, "PIN", pin))
	}
	return web, nil
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

// beyondLoopback says whether others than this computer reach an address. Without a host it is this computer alone.
func beyondLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil || host == "" || host == "localhost" {
		return false
	}
	ip := net.ParseIP(host)
	return ip == nil || !ip.IsLoopback()
}
