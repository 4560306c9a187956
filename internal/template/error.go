package template

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// An Error says where a template is wrong, and what would be right. It never shows a value of data, and of the template
// names only.
type Error struct {
	// Name is the name of the template, "" when it has none.
	Name string
	// Line and Column are where it is, both counted from 1; columns count characters.
	Line, Column int
	// Message is the sentence.
	Message string
	// Err is the kind of the error, nil when it has none: ErrBudget, ErrNoValue, ErrValue.
	Err error
}

// The kinds of errors of Execute.
var (
	// ErrBudget is the kind of a template that does more than its budget allows.
	ErrBudget = errors.New("the budget of the template is used up")
	// ErrNoValue is the kind of a template that needs what the device has not got.
	ErrNoValue = errors.New("the device has no such value")
	// ErrValue is the kind of a value that does not fit where the template puts it.
	ErrValue = errors.New("the value does not fit")
)

// Error is "NAME:LINE:COLUMN: sentence".
func (e *Error) Error() string {
	place := strconv.Itoa(e.Line) + ":" + strconv.Itoa(e.Column) + ": " + e.Message
	if e.Name != "" {
		place = e.Name + ":" + place
	}
	return place
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// A position is where something stands in the source.
type position struct{ line, column int }

// fail makes an error of Parse.
func (s *source) fail(offset int, format string, args ...any) error {
	p := s.position(offset)
	return &Error{Name: s.name, Line: p.line, Column: p.column, Message: fmt.Sprintf(format, args...)}
}

// position returns the line and the column of an offset.
func (s *source) position(offset int) position {
	before := s.text[:min(max(offset, 0), len(s.text))]
	start := strings.LastIndexByte(before, '\n') + 1
	return position{1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[start:])}
}

// fail makes an error of Execute; its name is filled in at the end.
func (p position) fail(kind error, format string, args ...any) error {
	return &Error{Line: p.line, Column: p.column, Message: fmt.Sprintf(format, args...), Err: kind}
}

// complete puts the name of the template into an error.
func (t *Template) complete(err error) error {
	var e *Error
	if errors.As(err, &e) {
		e.Name = t.name
	}
	return err
}
