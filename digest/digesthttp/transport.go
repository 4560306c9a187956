package digesthttp

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"

	"github.com/offhook/offhook/digest"
)

// Transport is an http.RoundTripper that answers Digest challenges. It never follows redirects,
// and it gives credentials to no origin but the one that they were asked for. It is safe for
// concurrent use; its fields must not change after the first request.
type Transport struct {
	// Base sends the single requests; nil means http.DefaultTransport.
	Base http.RoundTripper
	// Answer is asked once for every 401 that the Transport does not answer by itself: a
	// challenge with stale=true is answered with the pair just used, at most Policy.MaxStale
	// times. It runs in the goroutine of RoundTrip and may block, as a person types; it must
	// return when the context ends. It returns the pair to try, or ErrGiveUp: then the 401
	// response goes to the caller, body intact, as it does after 100 pairs. nil gives every 401 to
	// the caller.
	Answer func(ctx context.Context, u Unauthorized) (Answer, error)
	// ProxyAnswer is asked for every 407 of a proxy that Base is known to use for the request, and
	// only for plain http; a 407 of anybody else goes to the caller. nil gives every 407 to the
	// caller.
	ProxyAnswer func(ctx context.Context, u Unauthorized) (Answer, error)
	// Policy says what is answered. Its zero value is strict: Digest only.
	Policy digest.ClientPolicy
	// Quirks are faults of other clients to imitate.
	Quirks digest.Quirks
	// Preemptive remembers the pair that an origin accepted and sends it unasked with the next
	// request to it. Otherwise every RoundTrip starts without credentials, as the phones do.
	Preemptive bool
	// Rand gives the bits of cnonce; nil means crypto/rand.
	Rand io.Reader
	// OnRequest, if set, is called just before each single request goes out, in the goroutine of
	// RoundTrip, with Label, Method, URL, Scheme, Username and Retry set.
	OnRequest func(Exchange)
	// OnExchange, if set, is called after each single request, in order, in the same goroutine.
	OnExchange func(Exchange)

	counts digest.Counts
	memory memory
}

// Unauthorized is what is known when a server asks for credentials.
type Unauthorized struct {
	Request    *http.Request      // as the caller made it; not to be changed
	Response   *http.Response     // the 401; its body may be read
	Challenges []digest.Challenge // all schemes, in the order of the server
	Attempt    int                // pairs that Answer gave so far in this RoundTrip
	Origin     string             // Origin of the URL that asks: of the request, or of the proxy
	Proxy      bool               // a proxy asks, not the server
	// Err says why none of the challenges may be answered under the policy; nil when one may be.
	Err error
}

// Answer is a pair to try.
type Answer struct {
	Username string
	Password digest.Secret
	Label    string // free; shows in Exchange
	Scheme   string // "" means Digest; "Basic" needs Policy.AllowBasic
}

// Exchange is one single request and what came of it. It holds no secret.
type Exchange struct {
	Label    string // of the Answer whose pair was sent, "" without credentials
	Method   string
	URL      string // without user information
	Scheme   string // "", "Digest" or "Basic"
	Username string
	Retry    bool // the pair just used was repeated because the challenge said stale=true

	Status     int // 0 when there was no response
	Challenges []digest.Challenge
	Stale      bool // the challenge said stale=true
	Downgrade  bool // the challenges are weaker than those of this origin before
	Err        error
}

// RoundTrip sends the request, and again with credentials as long as the server asks for them
// and Answer gives some. A 401 that is not answered is a response like any other. The errors of
// its own are ErrNoChallenge, ErrStale, ErrBodySpent and digest.ErrRspauth, that of Answer, and
// that of the context.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	trip := t.start(req)
	defer trip.body.finish()
	return trip.run()
}

// CloseIdleConnections closes the idle connections of Base.
func (t *Transport) CloseIdleConnections() { closeIdle(t.base()) }

func (t *Transport) base() http.RoundTripper {
	if t.Base != nil {
		return t.Base
	}
	return http.DefaultTransport
}

func (t *Transport) random() io.Reader {
	if t.Rand != nil {
		return t.Rand
	}
	return rand.Reader
}

type idleCloser interface{ CloseIdleConnections() }

func canCloseIdle(rt http.RoundTripper) bool {
	_, ok := rt.(idleCloser)
	return ok
}

func closeIdle(rt http.RoundTripper) {
	if c, ok := rt.(idleCloser); ok {
		c.CloseIdleConnections()
	}
}
