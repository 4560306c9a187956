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

// connect gives the phone its connection: Digest with MD5 over a transport that starts every request without credentials,
// but for what switches say.
func (p *Phone) connect() {
	base, idle := p.config.Base, func() {}
	if base == nil {
		own := newBase(p.config.TLS)
		p.faults.network.spoil(own)
		base, idle = own, own.CloseIdleConnections
	}
	p.idle = idle
	quirks := p.faults.quirks
	// Without the retry a stale nonce is a refusal like any other.
	quirks.IgnoreStale = p.machine.Switch("stale-retry") == "off"
	p.transport = &digesthttp.Transport{
		Base:       &chooser{p.faults.network.over(base, p.config.Clock), p},
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

// newBase is HTTP/1.1 without proxy and compression, as the phones speak it.
func newBase(config *tls.Config) *http.Transport {
	if config != nil {
		config = config.Clone()
	}
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

// chooser leaves of a 401 with several challenges the one that the phone answers, since the choice is the phone's and not
// the transport's.
type chooser struct {
	base  http.RoundTripper
	phone *Phone
}

func (c *chooser) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := c.base.RoundTrip(req)
	if err != nil || resp.StatusCode != http.StatusUnauthorized {
		return resp, err
	}
	// What could be read of faulty lines counts; the machine judges it.
	challenges, _ := digest.ParseChallenges(resp.Header.Values("WWW-Authenticate"))
	if len(challenges) < 2 {
		return resp, nil
	}
	offered := schemesOf(challenges)
	if c.phone.faults.network.lastChallenge {
		slices.Reverse(challenges)
	}
	c.phone.mu.Lock()
	chosen, ok := c.phone.machine.Chosen(challenges)
	c.phone.mu.Unlock()
	if ok {
		c.phone.attempt.offered = offered
		resp.Header.Set("WWW-Authenticate", chosen.String())
	}
	return resp, nil
}

// CloseIdleConnections lets go of connections that nothing uses, so that the next request makes a new one.
func (c *chooser) CloseIdleConnections() { c.phone.idle() }

// schemesOf lists the schemes of challenges as spelt.
func schemesOf(challenges []digest.Challenge) []string {
	schemes := make([]string, len(challenges))
	for i, c := range challenges {
		schemes[i] = c.Scheme
	}
	return schemes
}

// userAgent is what the phone calls itself when it asks for a file. Switches take the MAC off it, and the word before the
// model. An index file is asked for without the MAC. [R-wazo] (uncertain)
func (p *Phone) userAgent(file phone.File, plainHTTP bool) string {
	mac := p.config.MAC
	if file == phone.FileIndex || !p.config.Model.UserAgentMAC || p.machine.Switch("user-agent-mac") == "off" {
		mac = model.MAC{}
	}
	handset := plainHTTP && p.machine.Switch("handset-field") != "off"
	name := p.config.Model.UserAgentFor(p.config.Firmware, mac, handset)
	if p.machine.Switch("user-agent-form") == "plain" {
		return strings.TrimPrefix(name, "Gigaset ")
	}
	return name
}
