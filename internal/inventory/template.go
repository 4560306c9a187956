package inventory

import (
	"fmt"
	"log/slog"
	"time"
	"unicode/utf8"
)

// MaxTemplate is the size of the text of a template in bytes.
const MaxTemplate = 256 << 10

// TemplateKind is the language of a template.
type TemplateKind string

// The languages of templates.
const (
	// TemplateText has actions in double braces.
	TemplateText TemplateKind = "text"
	// TemplateTags has tags between percent signs.
	TemplateTags TemplateKind = "tags"
)

// Template is an operator's own form of a document.
type Template struct {
	Tenant, Name string
	Kind         TemplateKind
	TemplateVersion
	// Idle is that of a Layer.
	Idle bool
}

// TemplateVersion is one version of a template. Versions are never changed.
type TemplateVersion struct {
	// Number counts the versions from 1. The store sets it.
	Number int64
	// Text may hold secrets, so that formatting or logging a version shows its number alone.
	Text string
	// Author and Comment are what the operator said of the change.
	Author, Comment string
	// Created is set by the store, in UTC.
	Created time.Time
}

// String shows the number alone.
func (v TemplateVersion) String() string { return fmt.Sprintf("version %d", v.Number) }

// GoString shows the number alone.
func (v TemplateVersion) GoString() string { return v.String() }

// LogValue shows the number alone.
func (v TemplateVersion) LogValue() slog.Value { return slog.StringValue(v.String()) }

// Validate reports with an ErrInvalid what the template lacks. It does not read the text: that is for package template.
func (t *Template) Validate() error {
	if t.Tenant == "" || !printable(t.Tenant) {
		return invalidf("a template needs the name of a tenant, such as %q", DefaultTenant)
	}
	if err := ValidateName("the name of a template", t.Name); err != nil {
		return err
	}
	switch {
	case t.Kind != TemplateText && t.Kind != TemplateTags:
		return invalidf("template %s is of kind %q: it is text or tags", t.Name, t.Kind)
	case t.Text == "":
		return invalidf("template %s is empty", t.Name)
	case len(t.Text) > MaxTemplate:
		return invalidf("template %s has %d bytes: at most %d fit", t.Name, len(t.Text), MaxTemplate)
	case !printable(t.Author) || utf8.RuneCountInString(t.Author) > MaxComment:
		return invalidf("the author of template %s is no line of at most %d characters", t.Name, MaxComment)
	}
	return ValidateComment(t.Comment)
}
