package emulator

import (
	"crypto/tls"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// The timeouts of a phone's connection. What real ones have is not known; these end every attempt.
const (
	dialTimeout   = 10 * time.Second
	headerTimeout = 30 * time.Second
	idleTimeout   = 30 * time.Second
	maxHeader     = 64 << 10
)

// pickUp opens the line for an attempt, and returns what closes it. Between attempts a phone has no connections, and unless
// a switch or a fault has it remember nonces, nothing of the last ones.
func (p *Phone) pickUp() (hangUp func()) {
	base, idle := p.config.Base, func() {}
	if base == nil {
		own := newBase(p.trust())
		p.faults.network.spoil(own)
		if p.machine.Switch("http-version") == "1.0" {
			speakHTTP10(own)
		}
		base, idle = own, own.CloseIdleConnections
	}
	if p.config.Tap != nil {
		base = p.config.Tap(base)
	}
	if p.transport == nil {
		p.transport = p.newTransport()
	}
	p.transport.Base = &line{p, p.faults.network.over(base, p.config.Clock), idle}
	return func() {
		idle()
		p.transport.Base = nil
		if !p.transport.Preemptive && p.transport.Quirks.NC != digest.NCGlobal {
			p.transport = nil
		}
	}
}

// newTransport is Digest with MD5, which starts every request without credentials, but for what switches and faults say.
func (p *Phone) newTransport() *digesthttp.Transport {
	quirks := p.faults.quirks
	// Without the retry a stale nonce is a refusal like any other.
	quirks.IgnoreStale = p.machine.Switch("stale-retry") == "off"
	quirks.IgnoreNextNonce = p.machine.Switch("nextnonce") == "ignore"
	return &digesthttp.Transport{
		Answer:     p.answer,
		Preemptive: p.machine.Switch("preemptive") == "on",
		Rand:       p.config.Rand,
		OnRequest:  p.sent,
		OnExchange: p.received,
		Policy: digest.ClientPolicy{
			Algorithms: []digest.Algorithm{digest.MD5},
			AllowBasic: p.config.BasicTest && p.config.Model.Basic,
		},
		Quirks: quirks,
	}
}

// newBase is HTTP/1.1 without proxy and compression. It owns config.
func newBase(config *tls.Config) *http.Transport {
	return &http.Transport{
		DialContext:            (&net.Dialer{Timeout: dialTimeout}).DialContext,
		TLSClientConfig:        config,
		TLSHandshakeTimeout:    dialTimeout,
		ResponseHeaderTimeout:  headerTimeout,
		IdleConnTimeout:        idleTimeout,
		MaxIdleConnsPerHost:    1,
		MaxResponseHeaderBytes: maxHeader,
		DisableCompression:     true,
		TLSNextProto:           map[string]func(string, *tls.Conn) http.RoundTripper{},
	}
}

// line makes the single requests of an attempt. Of a 401 with several challenges it leaves the one that the phone answers,
// since the choice is the phone's and not the transport's.
type line struct {
	phone *Phone
	base  http.RoundTripper
	idle  func()
}

// RoundTrip makes one request.
func (l *line) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := l.base.RoundTrip(req)
	if err != nil || resp.StatusCode != http.StatusUnauthorized {
		return resp, err
	}
	if !mayBeSeveral(resp.Header.Values("WWW-Authenticate")) {
		return resp, nil
	}
	// What could be read of faulty lines counts; the machine judges it.
	challenges, _ := digest.ParseChallenges(resp.Header.Values("WWW-Authenticate"))
	if len(challenges) < 2 {
		return resp, nil
	}
	offered := schemesOf(challenges)
	if l.phone.faults.network.lastChallenge {
		slices.Reverse(challenges)
	}
	l.phone.mu.Lock()
	chosen, ok := l.phone.machine.Chosen(challenges)
	l.phone.mu.Unlock()
	if ok {
		l.phone.attempt.offered = offered
		resp.Header.Set("WWW-Authenticate", chosen.String())
	}
	return resp, nil
}

// mayBeSeveral reports whether there can be more than one challenge in lines: more than one line, or behind a comma
// something else than a parameter.
func mayBeSeveral(lines []string) bool {
	if len(lines) != 1 {
		return len(lines) > 1
	}
	_, rest, _ := strings.Cut(lines[0], ",")
	for rest != "" {
		var part string
		part, rest, _ = strings.Cut(rest, ",")
		name, _, parameter := strings.Cut(part, "=")
		if name = strings.TrimSpace(name); name != "" && (!parameter || strings.ContainsAny(name, " \t")) {
			return true
		}
	}
	return false
}

// CloseIdleConnections lets go of connections that nothing uses, so that the next request makes a new one.
func (l *line) CloseIdleConnections() { l.idle() }

// schemesOf lists the schemes of challenges as spelt.
func schemesOf(challenges []digest.Challenge) []string {
	schemes := make([]string, len(challenges))
	for i, c := range challenges {
		schemes[i] = c.Scheme
	}
	return schemes
}

// userAgentFor is what the phone calls itself when it asks for a file.
func (p *Phone) userAgentFor(file phone.File, plainHTTP bool) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.userAgent(file, plainHTTP)
}

// userAgent is userAgentFor with the lock held. Switches take the MAC off, the number of handsets, and the word before the
// model.
func (p *Phone) userAgent(file phone.File, plainHTTP bool) string {
	m := p.machine
	mac := p.config.MAC
	off := m.Switch("user-agent-mac") == "off" || file == phone.FileIndex && m.Switch("index-user-agent-mac") == "off"
	if off || !p.config.Model.UserAgentMAC {
		mac = model.MAC{}
	}
	row := p.config.Model
	a := agent{firmware: m.Firmware(), mac: mac, handset: plainHTTP && m.Switch("handset-field") != "off", quoted: p.quotesAgent(file)}
	if a.text = p.agent.text; a == p.agent {
		return a.text
	}
	a.text = row.UserAgentFor(a.firmware, a.mac, a.handset)
	if text, ok := strings.CutSuffix(a.text, handsetField+row.Handsets); ok {
		a.text = text + handsetField + m.Switch("handsets")
	}
	plain := strings.TrimPrefix(a.text, vendor)
	switch m.Switch("user-agent-form") {
	case "plain":
		a.text = plain
	case "gigaset":
		a.text = vendor + plain
	}
	if a.quoted {
		a.text = `"` + a.text + `"`
	}
	p.agent = a
	return a.text
}

// quotesAgent reports whether the User-Agent of a request stands in quotes. [I-147]
func (p *Phone) quotesAgent(file phone.File) bool {
	row := p.config.Model
	_, dated := row.GateFor(model.BareUserAgent)
	return dated && file == phone.FileFirmware && !row.Has(model.BareUserAgent, p.machine.Firmware())
}

// agent is a User-Agent with what it is made of.
type agent struct {
	firmware        model.Firmware
	mac             model.MAC
	handset, quoted bool
	text            string
}

// handsetField stands before the number of handsets.
const handsetField = ";Handset="

// vendor begins the User-Agent of most models.
const vendor = "Gigaset "
