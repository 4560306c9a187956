package lab

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/phone"
)

// The keys of a start.
var startKeys = []string{"name", "by", "url", "via", "domain", "username", "password", "timeout", "repeat", "expect"}

// maxRepeat bounds how often one start is made.
const maxRepeat = 1000

// startReader reads the starts of a phone.
type startReader struct {
	*phoneReader
	running bool
}

// read returns the starts. A phone without any fetches once.
func (r *startReader) read() []Start {
	tables := r.tables("start")
	if len(tables) == 0 {
		one := scope{r.reader, []layer{{path: r.own()}}}
		return r.start(one, 1)
	}
	var starts []Start
	for _, t := range tables {
		t.known("[[phone.start]]", startKeys...)
		starts = append(starts, r.start(t, len(starts)+1)...)
	}
	r.enter()
	return starts
}

// start reads one table, which may stand for several starts.
func (r *startReader) start(t scope, number int) []Start {
	behind := scope{r.reader, slices.Concat(t.layers, r.layers)}
	s := Start{
		Name: t.text("name"), By: Trigger(cmp.Or(t.word("by", triggers), string(Fetch))),
		Timeout: cmp.Or(behind.duration("timeout"), defaultTimeout), pair: t.pair(),
	}
	s.Expect = expectReader{behind.table("expect"), r.phone.config.Model, s.By}.read()
	r.order(t, s.By)
	if s.By == Fetch {
		s.Address = r.fetched(behind)
	} else if t.given("url") || t.given("via") || t.given("domain") {
		t.fault(t.own(), "a start by %s asks the address that the phone has: give url, via and domain to the phone", s.By)
	}
	repeat := 1
	if n := t.number("repeat"); n != nil {
		if repeat = *n; repeat < 1 || repeat > maxRepeat {
			t.wrong("repeat", "%d: a number from 1 to %d is right", repeat, maxRepeat)
			repeat = 1
		}
	}
	return repeated(s, number, repeat)
}

// repeated names a start, and each of its repetitions.
func repeated(s Start, number, times int) []Start {
	starts := slices.Repeat([]Start{s}, times)
	for i := range starts {
		starts[i].Name = cmp.Or(s.Name, fmt.Sprintf("start %d", number+i))
		if s.Name != "" && times > 1 {
			starts[i].Name = fmt.Sprintf("%s %d", s.Name, i+1)
		}
	}
	return starts
}

// order notes a life that does not begin with its beginning.
func (r *startReader) order(t scope, by Trigger) {
	switch {
	case by == Fetch, !slices.Contains(triggers, string(by)):
	case by == PowerOn:
		r.running = true
	case !r.running:
		t.wrong("by", "%q: the phone is off; a start by power-on before it switches the phone on", by)
	}
}

// fetched reads the address of a fetch.
func (r *startReader) fetched(s scope) discovery.Address {
	a := discovery.Address{URL: r.address(s, "url"), Source: s.source(), Domain: s.text("domain")}
	if a.URL == "" {
		s.fault(s.own(), "a phone that fetches needs an address: give it an url, or the plan a server")
	}
	return a
}

// source reads how an address came.
func (s scope) source() discovery.Source {
	return sourceNames[s.word("via", []string{"web", "dhcp114", "dhcp66", "multicast", "redirect"})]
}

// enter gives the address to a phone that lives: as its data server, or by DHCP.
func (r *startReader) enter() {
	if !r.running {
		return
	}
	c := &r.phone.config
	address := r.address(r.scope, "url")
	switch source := r.source(); source {
	case discovery.Manual:
		c.DataServer = address
	case discovery.DHCP114:
		c.DHCP = phone.DHCP{Option114: address}
	case discovery.DHCP66:
		c.DHCP = phone.DHCP{Option66: address, Option15: r.text("domain")}
	default:
		r.wrong("via", "%q is for a start by fetch: a phone that is switched on has its address from web, dhcp114 or dhcp66", source)
	}
}

// trial makes the phone once without a network, for the faults that only all of its settings together have.
func (r *phoneReader) trial() {
	c := r.phone.config
	if c.Model == nil || len(r.errors) > 0 {
		return
	}
	if _, _, err := emulator.New(c); err != nil {
		r.fault(r.own(), "%w", err)
	}
}
