package lab

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// An Error is one fault of a plan, with the place to mend. It never shows a secret.
type Error struct {
	File string
	// Line and Column count from 1; 0 is not known.
	Line, Column int
	Err          error
}

// Error is FILE:LINE:COLUMN: sentence.
func (e *Error) Error() string {
	place := e.File
	if e.Line > 0 && e.Line < math.MaxInt {
		place += fmt.Sprintf(":%d:%d", e.Line, e.Column)
	}
	return place + ": " + e.Err.Error()
}

// Unwrap returns the sentence without the place.
func (e *Error) Unwrap() error { return e.Err }

// Errors is every fault of a plan, by line.
type Errors []*Error

// Error has one line for each fault.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, fault := range e {
		lines[i] = fault.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the faults.
func (e Errors) Unwrap() []error {
	errs := make([]error, len(e))
	for i, fault := range e {
		errs[i] = fault
	}
	return errs
}

// maxErrors is how many faults of a plan are kept.
const maxErrors = 200

// add notes a fault once. After maxErrors it only says that there are more.
func (e *Errors) add(fault *Error) {
	if len(*e) > maxErrors {
		return
	}
	if len(*e) == maxErrors {
		fault = &Error{File: fault.File, Line: math.MaxInt, Err: errors.New("there are more faults")}
		*e = append(*e, fault)
		return
	}
	known := func(other *Error) bool { return other.Error() == fault.Error() }
	if !slices.ContainsFunc(*e, known) {
		*e = append(*e, fault)
	}
}

// sorted returns the faults by line, nil for none.
func (e Errors) sorted() error {
	if len(e) == 0 {
		return nil
	}
	slices.SortStableFunc(e, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return e
}
