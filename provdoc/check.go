package provdoc

import (
	"slices"
	"time"

	"github.com/offhook/offhook/model"
)

// CheckOptions say which phone a document is checked for, and how it comes there. What is not said is not checked.
type CheckOptions struct {
	// Model is the phone. Nil means that of Document.SpokenOf, and no model where that has none.
	Model *model.Model
	// Firmware is the phone's firmware; the zero Firmware leaves out what depends on it.
	Firmware model.Firmware
	// MAC is the phone's address; the zero MAC is any phone.
	MAC model.MAC
	// Extended says that the document is an extended profile, which another one loads. [G p44]
	Extended bool
	// Open says that the document is given out to everybody who asks, without a credential.
	Open bool
	// URL is the address that the phone fetches the document from, "" when it is not known.
	URL string
	// Previous is the document that the phone got before, nil when there is none.
	Previous []byte
	// Now is the time that VERSION is compared with; the zero Time leaves that out.
	Now time.Time
	// Allow lowers findings, beside what the document says itself.
	Allow []Allowance
}

// Check reads a document and returns all that is wrong with it: its form, its items, and what the catalogue says of
// them, in the order of their places. A document without findings of severity Error is fit to be served. Findings that
// an allowance lowers are of severity Allowed; those of a document that is not Readable cannot be lowered.
func Check(data []byte, o CheckOptions) []Finding {
	d, findings := Parse(data)
	return d.check(findings, o)
}

// check adds to the findings of Parse what else is wrong with a document.
func (d *Document) check(findings []Finding, o CheckOptions) []Finding {
	if !d.Readable() {
		return findings
	}
	l := newLinter(d, o)
	l.lint()
	findings = slices.Concat(findings, withoutTorn(l.findings(d), findings))
	sortFindings(findings)
	d.lower(findings, l.allowed)
	return findings
}

// withoutTorn returns findings without the bad addresses of items whose text is not what was meant,
// as the syntax of their line is wrong.
func withoutTorn(findings, syntax []Finding) []Finding {
	return slices.DeleteFunc(findings, func(f Finding) bool {
		isThere := func(s Finding) bool { return s.Line == f.Line }
		return f.Code == rules[badAddress].Code && slices.ContainsFunc(syntax, isThere)
	})
}

// OpenSecrets returns the findings of ClearTextSecret alone, for a phone of model m that got the
// document without a credential. Findings that the document itself allows are Allowed.
func (d *Document) OpenSecrets(m *model.Model) []Finding {
	if !d.Readable() {
		return nil
	}
	l := newLinter(d, CheckOptions{Model: m, Open: true})
	l.openSecrets()
	l.allowances()
	other := func(f Finding) bool { return f.Code != ClearTextSecret }
	findings := slices.DeleteFunc(l.findings(d), other)
	d.lower(findings, l.allowed)
	return findings
}

// A linter looks at what a phone would take and a person would not have meant.
type linter struct {
	documentItems
	options  CheckOptions
	model    *model.Model
	resolver resolver
	allowed  []allowed
}

// newLinter resolves the settings of a document, and is ready to lint it.
func newLinter(d *Document, o CheckOptions) *linter {
	l := &linter{documentItems: documentItems{d, &reporter{}}, options: o, model: o.Model}
	called := ""
	if l.model == nil {
		l.model, called = d.SpokenOf()
	}
	l.resolver = resolver{
		itemHolder: l.documentItems, items: d.items, model: l.model, called: called,
		known: knownOf(d, l.model),
	}
	l.resolver.resolve()
	return l
}

// known is what the catalogue has of an item.
type known struct {
	Parameter
	ok bool
}

// knownOf looks the items of a document up, once for all rules.
func knownOf(d *Document, m *model.Model) []known {
	list := make([]known, len(d.items))
	for i := range d.items {
		if d.items[i].isSetting() || d.items[i].Kind == OperParam {
			list[i].Parameter, list[i].ok = parameter(m, d.items[i].Name)
		}
	}
	return list
}

func (l *linter) lint() {
	if l.model != nil && !l.dialect.suits(l.model) {
		l.addf(wrongDialect, 0, noElement, "the %s takes no %s document: write a %s", l.resolver.name(), l.dialect.Name(), grammarFor(l.model).Name())
	}
	l.dialect.lint(l)
	l.identity()
	l.values()
	l.secrets()
	l.resolver.addresses()
	l.addresses()
	l.pairs()
	l.accounts()
	l.network()
	l.polling()
	l.firmware()
	l.changes()
	l.resolver.gates(l.options.Firmware)
	l.allowances()
}

// setting returns the value that the document gives an NVM item, and the index of the item of the document that does; false
// when none does.
func (l *linter) setting(item string) (value string, index int, ok bool) {
	for k := range l.resolver.settings {
		if s := &l.resolver.settings[k]; s.Item == item {
			return s.Value, l.resolver.resolved[k].item, true
		}
	}
	return "", 0, false
}
