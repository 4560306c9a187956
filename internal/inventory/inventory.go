// Package inventory holds what the server knows: devices with their
// credentials and settings, the events that their requests left, and the
// interface of the store that keeps both. It is pure: it reads no clock, no
// file and no network; time and randomness are arguments.
package inventory

import (
	"errors"
	"fmt"
)

// DefaultTenant is the tenant of everything until there is more than one.
const DefaultTenant = "default"

// The kinds of errors that a Store returns. Wrapping errors say which device
// and what would be right; test with errors.Is.
var (
	// ErrNotFound says that there is no such device.
	ErrNotFound = errors.New("not found")
	// ErrConflict says that the device exists already, or that it kept
	// changing while it was to be changed.
	ErrConflict = errors.New("conflict")
	// ErrInvalid says that a value does not hold what it must.
	ErrInvalid = errors.New("invalid")
)

// invalid is an ErrInvalid that reads as its sentence alone.
type invalid struct{ sentence string }

func (e *invalid) Error() string { return e.sentence }

func (e *invalid) Unwrap() error { return ErrInvalid }

// invalidf returns an ErrInvalid with a sentence that says what would be right.
func invalidf(format string, args ...any) error {
	return &invalid{sentence: fmt.Sprintf(format, args...)}
}
