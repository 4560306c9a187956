package digest

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
)

// cnonceSize is the number of random bytes in a cnonce.
const cnonceSize = 16

// errCounted means that every number of a nonce is used up.
var errCounted = errors.New("digest: the nonce has been used as often as it can be counted")

// Session answers requests with one pair under one challenge, until the server sends another
// challenge. It is safe for concurrent use. RFC 7616, Section 3.6.
type Session struct {
	challenge Challenge
	id        identity
	qop       string
	quirks    Quirks
	space     string
	counts    *Counts

	mu    sync.Mutex
	nonce string
}

// SessionConfig says how a Session is made. All fields but Policy and Quirks are required.
type SessionConfig struct {
	Challenge Challenge // one that Policy.Choose returned
	Pair      Pair
	Policy    ClientPolicy
	Quirks    Quirks
	Space     string  // where the nonce is counted: the origin
	Counts    *Counts // shared by all sessions of a client
}

// NewSession returns a session for a challenge. The error says what of the pair cannot be sent.
func NewSession(c SessionConfig) (*Session, error) {
	id, err := identify(c.Pair, c.Challenge, c.Policy, c.Quirks)
	if err != nil {
		return nil, err
	}
	for what, value := range map[string]string{
		"realm": c.Challenge.Realm, "nonce": c.Challenge.Nonce, "opaque": c.Challenge.Opaque,
	} {
		if err := checkControl(what, value); err != nil {
			return nil, err
		}
	}
	s := &Session{
		challenge: c.Challenge, id: id, quirks: c.Quirks,
		space: c.Space, counts: c.Counts, nonce: c.Challenge.Nonce,
	}
	if !c.Quirks.NoQOP {
		s.qop, _ = chooseQOP(c.Challenge.QOP)
	}
	return s, nil
}

// Challenge returns the challenge that the session answers.
func (s *Session) Challenge() Challenge { return s.challenge }

// Outgoing is what the response to a challenge covers of a request.
type Outgoing struct {
	Method string
	Target string // exactly the request target that is sent, with its query
	Origin string // scheme://host, used only by the quirk AbsoluteURI
	// BodyHash returns H(body) of the request. It is called only for auth-int.
	BodyHash func(Algorithm) (string, error)
}

// Sent is one Authorization that went out.
type Sent struct {
	// Header is the value of the Authorization field.
	Header string
	input  Input
}

// Authorize returns the credentials for one request. Every call counts as a request sent.
func (s *Session) Authorize(r Outgoing, random io.Reader) (*Sent, error) {
	in := Input{
		Algorithm: s.challenge.Algorithm,
		User:      s.id.user, Realm: s.challenge.Realm, Password: s.id.password,
		Nonce: s.currentNonce(), QOP: s.qop,
		Method: r.Method, URI: s.uri(r),
	}
	if err := checkControl("request target", in.URI); err != nil {
		return nil, err
	}
	if err := s.count(&in, random); err != nil {
		return nil, err
	}
	if strings.EqualFold(s.qop, QOPAuthInt) {
		bodyHash, err := r.BodyHash(in.Algorithm)
		if err != nil {
			return nil, fmt.Errorf("digest: hash the body: %w", err)
		}
		in.BodyHash = bodyHash
	}
	return &Sent{Header: s.quirks.print(s.authorization(&in)), input: in}, nil
}

// BodyProtected tells whether rspauth covers the body of the response.
func (s *Sent) BodyProtected() bool { return strings.EqualFold(s.input.QOP, QOPAuthInt) }

// Algorithm is the algorithm of the credentials.
func (s *Sent) Algorithm() Algorithm { return s.input.Algorithm }

// Confirm reads the Authentication-Info that answered a request: it tells whether rspauth proves
// that the server knows the password, and takes up nextnonce for the requests to come unless
// rspauth is wrong. bodyHash is H(body) of the response, for auth-int. A session with a -sess
// algorithm keeps its nonce, which is part of its key. RFC 7616, Section 3.5.
func (s *Session) Confirm(sent *Sent, info, bodyHash string) (proven bool, err error) {
	parsed, err := parseInfo(info)
	if err != nil {
		return false, err
	}
	if parsed.rspauth != "" {
		if err := parsed.check(&sent.input, bodyHash); err != nil {
			return false, err
		}
		proven = true
	}
	if parsed.nextnonce != "" && !s.challenge.Algorithm.Session() && !s.quirks.IgnoreNextNonce {
		s.mu.Lock()
		s.nonce = parsed.nextnonce
		s.mu.Unlock()
	}
	return proven, nil
}

func (s *Session) currentNonce() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.nonce
}

func (s *Session) uri(r Outgoing) string {
	target := r.Target
	if s.quirks.URIWithoutQuery {
		target, _, _ = strings.Cut(target, "?")
	}
	if s.quirks.AbsoluteURI && strings.HasPrefix(target, "/") {
		target = r.Origin + target
	}
	return target
}

// count draws cnonce and nc. A -sess session keeps the cnonce of its first request, so that
// servers that take the first one and servers that take the current one agree.
func (s *Session) count(in *Input, random io.Reader) error {
	if s.qop == "" && !in.Algorithm.Session() {
		return nil
	}
	cnonce, err := newCnonce(s.quirks, random)
	if err != nil {
		return err
	}
	drawn := s.counts.next(s.space, in.Nonce, cnonce)
	if drawn.count == 0 {
		return errCounted
	}
	if s.quirks.RepeatSameNC {
		drawn.count = 1
	}
	in.Cnonce = cnonce
	if s.quirks.RepeatSameNC || in.Algorithm.Session() {
		in.Cnonce = drawn.cnonce
	}
	if s.qop != "" {
		in.NC = s.quirks.NC.text(drawn)
	}
	return nil
}

func newCnonce(q Quirks, random io.Reader) (string, error) {
	if q.ConstantCnonce != "" {
		return q.ConstantCnonce, nil
	}
	var b [cnonceSize]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("digest: draw a cnonce: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}
