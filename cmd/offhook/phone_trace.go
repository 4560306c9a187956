package main

import (
	"fmt"
	"io"
	"sync"

	"github.com/offhook/offhook/emulator"
)

// phoneTrace prints what a phone does. It keeps the first error of printing, and is safe for concurrent use.
type phoneTrace struct {
	mu   sync.Mutex
	w    io.Writer
	json bool
	err  error
}

// write prints a step.
func (t *phoneTrace) write(e emulator.TraceEvent) { t.print(e, e) }

// name prints which phone it is, for a person.
func (t *phoneTrace) name(p *emulator.Phone) { t.print(nil, p) }

// print prints an object for a program or a text for a person; nil is nothing.
func (t *phoneTrace) print(object, text any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.err != nil:
	case !t.json:
		_, t.err = fmt.Fprintln(t.w, text)
	case object != nil:
		t.err = writeJSON(t.w, object)
	}
}

// failed returns the first error of printing.
func (t *phoneTrace) failed() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}
