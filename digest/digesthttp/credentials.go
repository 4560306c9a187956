package digesthttp

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/offhook/offhook/digest"
)

// credentials are the pair in use and what it is sent as: a session for Digest, a value for Basic.
type credentials struct {
	answer  Answer
	realm   string
	session *digest.Session
	basic   string
}

func (c *credentials) scheme() string {
	switch {
	case c.session != nil:
		return "Digest"
	case c.basic != "":
		return "Basic"
	default:
		return ""
	}
}

// side is one of the two parties that may ask for credentials within a RoundTrip, the server with
// 401 or the proxy with 407, and how far it got.
type side struct {
	status                      int
	challenge, credential, info string // names of the three fields
	origin                      string
	ask                         func(context.Context, Unauthorized) (Answer, error)

	credentials
	sent     *digest.Sent // of the latest request, nil unless Digest
	attempts int          // pairs that ask gave
	stales   int          // times that the pair in use was repeated
	retry    bool
}

func serverSide(t *Transport, req *http.Request) *side {
	return &side{
		status:    http.StatusUnauthorized,
		challenge: "Www-Authenticate", credential: "Authorization", info: "Authentication-Info",
		origin: Origin(req.URL), ask: t.Answer,
	}
}

// proxySide returns nil when no proxy is known to be in use.
func proxySide(t *Transport, req *http.Request) *side {
	proxy := proxyFor(t.base(), req)
	if proxy == nil {
		return nil
	}
	return &side{
		status:    http.StatusProxyAuthRequired,
		challenge: "Proxy-Authenticate", credential: "Proxy-Authorization", info: "Proxy-Authentication-Info",
		origin: Origin(proxy), ask: t.ProxyAnswer,
	}
}

func (s *side) proxy() bool { return s.status == http.StatusProxyAuthRequired }

// use takes up a pair for the challenge of an offer.
func (s *side) use(t *Transport, a Answer, o *offer) error {
	pair := digest.Pair{Username: a.Username, Password: a.Password}
	s.credentials = credentials{answer: a}
	switch {
	case a.Scheme == "" || strings.EqualFold(a.Scheme, "Digest"):
		if o.digestErr != nil {
			return fmt.Errorf("%w: %w", ErrNoChallenge, o.digestErr)
		}
		session, err := digest.NewSession(digest.SessionConfig{
			Challenge: o.chosen, Pair: pair, Policy: t.Policy, Quirks: t.Quirks,
			Space: s.origin, Counts: &t.counts,
		})
		s.session, s.realm = session, o.chosen.Realm
		return err
	case strings.EqualFold(a.Scheme, "Basic"):
		if o.basicErr != nil {
			return fmt.Errorf("%w: %w", ErrNoChallenge, o.basicErr)
		}
		value, err := digest.Basic(pair)
		s.basic, s.realm = value, o.basic.Realm
		return err
	default:
		return fmt.Errorf("%w: scheme %q is not known; use \"Digest\" or \"Basic\"", ErrNoChallenge, a.Scheme)
	}
}

// authorize puts the credentials on a request that is about to go out.
func (s *side) authorize(t *Transport, out *http.Request, body *replay) error {
	s.sent = nil
	switch {
	case s.session != nil:
		at := target(out)
		if s.proxy() {
			at = absoluteTarget(out)
		}
		sent, err := s.session.Authorize(digest.Outgoing{
			Method: method(out), Target: at, Origin: hostRoot(out), BodyHash: body.hash,
		}, t.random())
		if err != nil {
			return err
		}
		s.sent = sent
		out.Header.Set(s.credential, sent.Header)
	case s.basic != "":
		out.Header.Set(s.credential, s.basic)
	}
	return nil
}

func method(req *http.Request) string {
	if req.Method == "" {
		return http.MethodGet
	}
	return req.Method
}
