package digesthttp

import (
	"errors"
	"io"
	"net/http"
	"sync"

	"github.com/offhook/offhook/digest"
)

// replay gives the body of a request again for each time that it is sent.
type replay struct {
	req   *http.Request
	used  bool
	lease *lease
}

func (b *replay) none() bool { return b.req.Body == nil || b.req.Body == http.NoBody }

// next returns the body for the next sending. A body that cannot be made anew can be sent as long
// as nobody has read of it, which is so when the server refused before it said 100 Continue.
func (b *replay) next() (io.ReadCloser, error) {
	first := !b.used
	b.used = true
	switch {
	case b.none():
		return b.req.Body, nil
	case b.req.GetBody != nil && first:
		return b.req.Body, nil
	case b.req.GetBody != nil:
		return b.req.GetBody()
	case first, b.lease.revoke():
		b.lease = &lease{body: b.req.Body}
		return b.lease, nil
	default:
		return nil, ErrBodySpent
	}
}

// hash returns H(body) for auth-int, which needs a body that can be made anew.
func (b *replay) hash(a digest.Algorithm) (string, error) {
	if b.none() {
		return a.Hash(nil), nil
	}
	if b.req.GetBody == nil {
		return "", ErrBodySpent
	}
	body, err := b.req.GetBody()
	if err != nil {
		return "", err
	}
	defer body.Close()
	return hashBody(a, body)
}

// finish closes what was never sent.
func (b *replay) finish() {
	switch {
	case b.none():
	case !b.used:
		_ = b.req.Body.Close()
	case b.lease != nil:
		b.lease.finish()
	}
}

var errRevoked = errors.New("digesthttp: the body is sent with another request")

// lease lends a body for one sending. It can be revoked as long as nothing was read.
type lease struct {
	mu                             sync.Mutex
	body                           io.ReadCloser
	touched, revoked, last, closed bool
}

func (l *lease) Read(p []byte) (int, error) {
	l.mu.Lock()
	if l.revoked {
		l.mu.Unlock()
		return 0, errRevoked
	}
	l.touched = true
	l.mu.Unlock()
	return l.body.Read(p)
}

// Close closes the body once it is sure that it will not be sent again.
func (l *lease) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	if l.revoked || !l.touched && !l.last {
		return nil
	}
	return l.body.Close()
}

func (l *lease) revoke() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.revoked = !l.touched
	return l.revoked
}

func (l *lease) finish() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last = true
	if !l.revoked && l.closed && !l.touched {
		_ = l.body.Close()
	}
}
