package digesthttp

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/offhook/offhook/digest"
)

var (
	errLeftTLS   = errors.New("a redirect led from https to http, where credentials are not given")
	errDowngrade = errors.New("the server offered a stronger algorithm before")
)

// offer is what a server asks for, judged by the policy.
type offer struct {
	challenges []digest.Challenge
	chosen     digest.Challenge // to answer with Digest, unless digestErr
	digestErr  error
	basic      digest.Challenge // to answer with Basic, unless basicErr
	basicErr   error
	stale      bool
	downgrade  bool
}

// readOffer reads the challenges of a 401 or 407.
func (t *Transport) readOffer(s *side, req *http.Request, resp *http.Response) *offer {
	challenges, err := digest.ParseChallenges(resp.Header.Values(s.challenge))
	o := &offer{challenges: challenges}
	for _, c := range challenges {
		o.stale = o.stale || c.IsDigest() && c.Stale
	}
	o.chosen, o.digestErr = t.Policy.Choose(challenges, t.Quirks)
	o.basic, o.basicErr = t.Policy.ChooseBasic(challenges)
	if err != nil {
		// What could not be read may have been a better scheme than Basic.
		o.basicErr = fmt.Errorf("the challenges cannot be read whole: %w", err)
	}
	if err != nil && o.digestErr != nil {
		o.digestErr = fmt.Errorf("%w; not all of it can be read: %w", o.digestErr, err)
	}
	o.downgrade = t.memory.weaker(s.origin, digest.Strongest(challenges))
	switch {
	case leftTLS(req):
		o.refuse(errLeftTLS)
	case o.downgrade && t.Policy.RefuseDowngrade:
		o.refuse(errDowngrade)
	}
	return o
}

func (o *offer) refuse(err error) { o.digestErr, o.basicErr = err, err }

// err says why nothing may be answered, nil when something may be.
func (o *offer) err() error {
	if o.basicErr == nil {
		return nil
	}
	return o.digestErr
}

// repeats tells whether the offer asks for nothing but the pair just used with a new nonce.
// RFC 7616, Section 3.3.
func (o *offer) repeats(s *side, q digest.Quirks) bool {
	return s.session != nil && o.digestErr == nil && o.chosen.Stale && !q.IgnoreStale &&
		o.chosen.Realm == s.realm
}
