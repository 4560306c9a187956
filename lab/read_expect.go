package lab

import (
	"maps"
	"slices"
	"strings"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// The keys of an expectation, and the words of those that take some.
var (
	expectKeys = []string{
		"outcome", "rung", "trigger", "requests", "max_requests", "statuses", "rungs", "never", "asked", "indexes", "prompts", "stored",
		"set", "unset", "findings", "headers", "challenge", "warnings", "reason", "within",
		"open",
	}
	outcomes      = []string{phone.Provisioned, phone.Unchanged, phone.Refused, phone.Stopped, phone.Unreachable, phone.Rejected}
	rungs         = []string{"none", "integrated", "activation", "configured", "url", "prompt"}
	indexes       = []string{"master", "sifsroot", "sih", "sit", "siu", "provisioning", "updates"}
	challengeKeys = []string{"scheme", "realm", "algorithm", "qop", "opaque", "domain", "charset", "stale"}
)

// expectReader reads what is expected of a start.
type expectReader struct {
	scope
	model *model.Model
	by    Trigger
}

func (r expectReader) read() Expect {
	faults := len(r.errors)
	r.known("expect", expectKeys...)
	e := Expect{
		Outcome: r.words("outcome", outcomes), Rung: r.word("rung", rungs),
		Trigger:  r.word("trigger", []string{"boot", "timer", "button", "check-sync", "fetch"}),
		Requests: r.number("requests"), MaxRequests: r.number("max_requests"),
		Statuses: r.numbers("statuses", 100, 599), Rungs: r.words("rungs", rungs), Never: r.words("never", rungs),
		Asked: r.texts("asked"), Indexes: r.words("indexes", indexes), Prompts: r.words("prompts", promptActions),
		Stored: r.stored(), Set: r.items("set"), Unset: r.items("unset"),
		Findings: r.texts("findings"), Headers: r.pairs("headers"), Challenge: r.pairs("challenge"),
		Warnings: r.truth("warnings"), Reason: r.text("reason"), Within: r.duration("within"),
		Open: r.truth("open"),
	}
	for _, key := range slices.Sorted(maps.Keys(e.Challenge)) {
		if !slices.Contains(challengeKeys, key) {
			r.table("challenge").wrong(key, "a challenge is compared by %s", strings.Join(challengeKeys, ", "))
		}
	}
	if e.Outcome != nil && len(e.Outcome) == 0 {
		r.wrong("outcome", "no outcome is in an empty list: write one word at least")
	}
	if !e.demands() && len(r.errors) == faults {
		r.fault(r.own(), "nothing is expected, so nothing can fall short: give expect at least an outcome")
	}
	return e
}

// stored reads the values of NVM items, under their NVM names. One whose value nobody may see can only be set or unset.
func (r expectReader) stored() map[string]string {
	values := r.pairs("stored")
	if values == nil {
		return nil
	}
	stored := make(map[string]string, len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		item, secret := r.item(name)
		if secret {
			r.table("stored").wrong(name, "its value is secret: list it under set or unset")
		}
		stored[item] = values[name]
	}
	return stored
}

// items reads a list of NVM items.
func (r expectReader) items(key string) []string {
	names := r.texts(key)
	for i, name := range names {
		names[i], _ = r.item(name)
	}
	return names
}

// item returns the NVM name of an item that may be named by its tag, and whether its value is secret.
func (r expectReader) item(name string) (item string, secret bool) {
	if r.model == nil {
		return name, false
	}
	p, ok := provdoc.LookupParameterFor(r.model, name)
	if !ok || p.Item == "" {
		return provdoc.NormalName(name), ok && p.Secret
	}
	return p.Item, p.Secret
}
