package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/offhook/offhook/internal/store"
)

// The exit codes, the same for every command.
const (
	exitOK          = 0
	exitInternal    = 1
	exitUsage       = 2
	exitRefused     = 3
	exitUnreachable = 4
	exitRejected    = 5
	exitShort       = 6
)

// exitMeanings says in the help what each code means.
var exitMeanings = [...]string{
	exitOK:          "done as asked",
	exitInternal:    "internal error",
	exitUsage:       "usage or configuration error",
	exitRefused:     "refused by the server, or stopped at the prompt",
	exitUnreachable: "the server was unreachable, or answered neither 200, 401 nor 403",
	exitRejected:    "the document was not accepted",
	exitShort:       "it ran, and what it looked at fell short",
}

// exitCodesAnnotation is where a command keeps the codes that it can end with.
const exitCodesAnnotation = "exit-codes"

// exitCodes returns the annotation of a command that can end with codes besides 0, 1 and 2, which every command has.
func exitCodes(codes ...int) map[string]string {
	var b strings.Builder
	for _, code := range append([]int{exitOK, exitInternal, exitUsage}, codes...) {
		fmt.Fprintf(&b, "  %d  %s\n", code, exitMeanings[code])
	}
	return map[string]string{exitCodesAnnotation: b.String()}
}

// codedError is an error that knows the exit code of the process.
type codedError struct {
	code int
	err  error
}

func (e *codedError) Error() string { return e.err.Error() }
func (e *codedError) Unwrap() error { return e.err }

// hintedError is an error with advice for the person at the terminal.
type hintedError struct {
	err  error
	hint string
}

func (e *hintedError) Error() string { return e.err.Error() }
func (e *hintedError) Unwrap() error { return e.err }

// errSilent ends the process with a code and no message, because the result has said it all.
var errSilent = errors.New("the result has been printed")

// exitError returns err with the exit code that it ends the process with. A nil err stays nil, and an outer code wins
// over an inner one.
func exitError(code int, err error) error {
	if err == nil {
		return nil
	}
	return &codedError{code, err}
}

// exitSilently returns an error that ends the process with code and prints nothing: the result has said it all.
func exitSilently(code int) error {
	return exitError(code, errSilent)
}

// usageError returns a usage error, exit code 2, with a formatted message.
func usageError(format string, args ...any) error {
	return exitError(exitUsage, fmt.Errorf(format, args...))
}

// withHint returns err with a hint, printed on a line of its own. A nil err stays nil.
func withHint(err error, hint string) error {
	if err == nil {
		return nil
	}
	return &hintedError{err, hint}
}

// exitCode returns the code that err ends the process with: without one of its own, err is what cobra found wrong
// with the command line, as the errors of the commands themselves have been given theirs.
func exitCode(err error) int {
	if err == nil {
		return exitOK
	}
	if coded, ok := errors.AsType[*codedError](err); ok {
		return coded.code
	}
	return exitUsage
}

// printError writes err and its hints for a person. Several errors stand on lines of their own.
func printError(w io.Writer, err error) {
	if err == nil || errors.Is(err, errSilent) {
		return
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintf(w, "offhook: error: %s\n", line)
	}
	for hinted, ok := errors.AsType[*hintedError](err); ok; hinted, ok = errors.AsType[*hintedError](hinted.err) {
		fmt.Fprintf(w, "offhook: hint: %s\n", hinted.hint)
	}
	if replaced, ok := errors.AsType[*store.ReplacedError](err); ok {
		fmt.Fprintf(w, "offhook: hint: %s\n", replaced.Hint())
	}
	if access, ok := errors.AsType[*store.AccessError](err); ok {
		fmt.Fprintf(w, "offhook: hint: %s\n", access.Hint())
	}
}
