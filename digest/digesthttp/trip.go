package digesthttp

import (
	"errors"
	"net/http"
	"strings"
)

// maxPairs bounds the pairs that are tried in one RoundTrip, should Answer never give up.
const maxPairs = 100

// trip is one RoundTrip: one or several single requests.
type trip struct {
	t             *Transport
	req           *http.Request
	url           string // of req, without user information
	body          replay
	server, proxy *side // proxy is nil when none is known
}

func (t *Transport) start(req *http.Request) *trip {
	tr := &trip{t: t, req: req, url: bareURL(req), body: replay{req: req}, server: serverSide(t, req), proxy: proxySide(t, req)}
	if t.Preemptive && !tr.foreignCredentials() {
		tr.server.credentials, _ = t.memory.recall(req.URL)
	}
	return tr
}

// foreignCredentials tells whether the caller sends credentials of its own. Those for Basic, which
// http.Client makes of user information in a URL, are not sent unless the policy allows Basic.
func (tr *trip) foreignCredentials() bool {
	value := tr.req.Header.Get("Authorization")
	scheme, _, _ := strings.Cut(value, " ")
	return value != "" && (tr.t.Policy.AllowBasic || !strings.EqualFold(scheme, "Basic"))
}

func (tr *trip) run() (*http.Response, error) {
	for {
		out, err := tr.outgoing()
		if err != nil {
			return nil, err
		}
		x := tr.exchange()
		resp, err := tr.send(out, x)
		if err != nil {
			return nil, tr.report(x, err)
		}
		x.Status = resp.StatusCode
		asking := tr.asking(resp)
		if asking == nil {
			return tr.deliver(x, resp)
		}
		o := tr.t.readOffer(asking, tr.req, resp)
		x.Challenges, x.Stale, x.Downgrade, x.Err = o.challenges, o.stale, o.downgrade, o.err()
		_ = tr.report(x, x.Err)
		again, err := tr.respond(asking, resp, o)
		if err == nil && !again {
			return resp, nil
		}
		tr.leave(resp)
		if err != nil {
			return nil, err
		}
	}
}

// exchange describes the request that is about to go out.
func (tr *trip) exchange() *Exchange {
	s := tr.server
	return &Exchange{
		Label: s.answer.Label, Method: method(tr.req), URL: tr.url,
		Scheme: s.scheme(), Username: s.answer.Username, Retry: s.retry,
	}
}

// send performs one single request.
func (tr *trip) send(out *http.Request, x *Exchange) (*http.Response, error) {
	if tr.t.OnRequest != nil {
		tr.t.OnRequest(*x)
	}
	resp, err := tr.t.base().RoundTrip(out)
	if err != nil {
		return nil, err
	}
	resp.Request = tr.req
	return resp, nil
}

// outgoing returns a copy of the caller's request, which is never changed, with credentials.
func (tr *trip) outgoing() (*http.Request, error) {
	out := tr.req.WithContext(tr.req.Context())
	if out.Header = tr.req.Header.Clone(); out.Header == nil {
		out.Header = make(http.Header)
	}
	if !tr.foreignCredentials() {
		out.Header.Del("Authorization")
	}
	for _, s := range []*side{tr.server, tr.proxy} {
		if s == nil {
			continue
		}
		if err := s.authorize(tr.t, out, &tr.body); err != nil {
			return nil, err
		}
	}
	if tr.t.Quirks.NewConnAfter401 && !canCloseIdle(tr.t.base()) {
		out.Close = true
	}
	body, err := tr.body.next()
	out.Body = body
	return out, err
}

// asking returns the side that a response asks credentials for, nil when it is an answer.
func (tr *trip) asking(resp *http.Response) *side {
	switch {
	case resp.StatusCode == tr.server.status:
		return tr.server
	case tr.proxy != nil && resp.StatusCode == tr.proxy.status:
		return tr.proxy
	default:
		return nil
	}
}

// respond finds credentials for an offer and tells whether to send again.
func (tr *trip) respond(s *side, resp *http.Response, o *offer) (bool, error) {
	if o.repeats(s, tr.t.Quirks) {
		if s.stales >= tr.t.Policy.StaleLimit() {
			return false, ErrStale
		}
		s.stales++
		s.retry = true
		return true, s.use(tr.t, s.answer, o)
	}
	if s.scheme() != "" {
		tr.t.memory.forget(s.origin, s.realm)
	}
	if s.ask == nil || s.attempts == maxPairs {
		return false, nil
	}
	hold(resp)
	ctx := tr.req.Context()
	answer, err := s.ask(ctx, Unauthorized{
		Request: tr.req, Response: resp, Challenges: o.challenges,
		Attempt: s.attempts, Origin: s.origin, Proxy: s.proxy(), Err: o.err(),
	})
	switch {
	case ctx.Err() != nil:
		return false, ctx.Err()
	case errors.Is(err, ErrGiveUp):
		return false, nil
	case err != nil:
		return false, err
	}
	s.attempts++
	s.stales, s.retry = 0, false
	return true, s.use(tr.t, answer, o)
}

// leave is done with a 401.
func (tr *trip) leave(resp *http.Response) {
	drain(resp)
	if tr.t.Quirks.NewConnAfter401 {
		closeIdle(tr.t.base())
	}
}

// deliver gives an answer to the caller, once the server has proven itself as far as it must.
func (tr *trip) deliver(x *Exchange, resp *http.Response) (*http.Response, error) {
	for _, s := range []*side{tr.server, tr.proxy} {
		if s == nil || s.scheme() == "" {
			continue
		}
		if err := tr.confirm(s, resp); err != nil {
			x.Err = err
			if tr.t.Policy.RequireRspauth {
				drain(resp)
				return nil, tr.report(x, err)
			}
		}
		tr.remember(s)
	}
	_ = tr.report(x, x.Err)
	return resp, nil
}

func (tr *trip) remember(s *side) {
	if !tr.t.Preemptive || s.proxy() {
		return
	}
	domain := ""
	if s.session != nil {
		domain = s.session.Challenge().Domain
	}
	tr.t.memory.keep(s.origin, kept{
		realm: s.realm, prefixes: protected(tr.req.URL, domain), credentials: s.credentials,
	})
}

// report gives the exchange to the trace and returns the error.
func (tr *trip) report(x *Exchange, err error) error {
	x.Err = err
	if tr.t.OnExchange != nil {
		tr.t.OnExchange(*x)
	}
	return err
}
