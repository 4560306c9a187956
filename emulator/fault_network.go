package emulator

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// network is what is wrong between a phone and its server. The zero network is sound.
type network struct {
	lastChallenge, cutRequest, dropBody, twice, slow, wrongClock bool
	// lost says whether the first document is lost already; nil loses none.
	lost *atomic.Bool
}

// The pace of slow-body, and how much of what a server sends the computer takes off the line meanwhile.
const (
	slowPiece  = 256
	slowPause  = 50 * time.Millisecond
	slowBuffer = 4 << 10
)

// wrongTime is the time by wrong-clock: that of a device that nobody told it.
var wrongTime = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

// What a phone makes of faults of its network.
var (
	errDropped = errors.New("the connection was dropped after the header")
	errLost    = errors.New("no answer came in time")
	errCut     = errors.New("the connection broke in the middle of the request")
)

// over returns base with the faults of the network in front of it.
func (n network) over(base http.RoundTripper, clock Clock) http.RoundTripper {
	if n.twice {
		base = duplicating{base}
	}
	if n.slow {
		base = slow{base, clock}
	}
	if n.dropBody {
		base = dropping{base}
	}
	if n.lost != nil {
		base = losing{base, n.lost}
	}
	if n.cutRequest {
		base = cutShort{base}
	}
	return base
}

// spoil makes a connection of the phone's own as bad as the network is.
func (n network) spoil(t *http.Transport) {
	dial := t.DialContext
	if n.wrongClock {
		if t.TLSClientConfig == nil {
			t.TLSClientConfig = &tls.Config{}
		}
		t.TLSClientConfig.Time = func() time.Time { return wrongTime }
	}
	if n.slow {
		t.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := dial(ctx, network, addr)
			if tcp, ok := conn.(*net.TCPConn); ok {
				_ = tcp.SetReadBuffer(slowBuffer) // a larger one is no harm
			}
			return conn, err
		}
	}
	if n.cutRequest {
		t.DialContext = cutting(dial)
		t.DialTLSContext = cutting(dialTLS(t))
	}
}

// ofDocument reports whether an answer brings a document.
func ofDocument(resp *http.Response, err error) bool {
	return err == nil && resp.StatusCode == http.StatusOK
}

// duplicating sends each request twice, as a network does that repeats what it takes for lost.
type duplicating struct{ http.RoundTripper }

func (d duplicating) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := d.RoundTripper.RoundTrip(req.Clone(req.Context()))
	if err != nil {
		return nil, err
	}
	_, _ = io.CopyN(io.Discard, resp.Body, maxDrain)
	_ = resp.Body.Close()
	return d.RoundTripper.RoundTrip(req)
}

// dropping drops the connection when the header of a document has come.
type dropping struct{ http.RoundTripper }

func (d dropping) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := d.RoundTripper.RoundTrip(req)
	if ofDocument(resp, err) {
		_ = resp.Body.Close()
		resp.Body = broken{}
	}
	return resp, err
}

// broken is the body of an answer whose connection is gone.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errDropped }
func (broken) Close() error             { return nil }

// losing loses the first document.
type losing struct {
	http.RoundTripper
	lost *atomic.Bool
}

func (l losing) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := l.RoundTripper.RoundTrip(req)
	if !ofDocument(resp, err) || l.lost.Swap(true) {
		return resp, err
	}
	_, _ = io.CopyN(io.Discard, resp.Body, maxDrain)
	_ = resp.Body.Close()
	return nil, errLost
}

// slow reads documents as slowly as slowPiece and slowPause say.
type slow struct {
	http.RoundTripper
	clock Clock
}

func (s slow) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := s.RoundTripper.RoundTrip(req)
	if ofDocument(resp, err) {
		resp.Body = &slowBody{resp.Body, req.Context(), s.clock}
	}
	return resp, err
}

type slowBody struct {
	io.ReadCloser
	ctx   context.Context
	clock Clock
}

func (b *slowBody) Read(p []byte) (int, error) {
	c, stop := b.clock.After(slowPause)
	defer stop()
	resume := resting(b.clock)
	defer resume()
	select {
	case <-c:
	case <-b.ctx.Done():
		return 0, b.ctx.Err()
	}
	return b.ReadCloser.Read(p[:min(len(p), slowPiece)])
}

// cutting returns dial with connections that break in the middle of the first thing that is sent.
func cutting(dial dial) dial {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &cutConn{Conn: conn}, nil
	}
}

type cutConn struct {
	net.Conn
	cut atomic.Bool
}

func (c *cutConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p[:len(p)/2])
	c.cut.Store(true)
	_ = c.Close()
	if err != nil {
		return n, err
	}
	return n, errCut
}

// Read fails for the same reason as Write: which of them is first to notice is chance. What a server still says to half a request, which
// it may while TLS takes its leave, nobody hears.
func (c *cutConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if c.cut.Load() {
		return 0, errCut
	}
	return n, err
}

// cutShort says of a request on such a connection what became of it, and no more.
type cutShort struct{ base http.RoundTripper }

func (c cutShort) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := c.base.RoundTrip(r)
	if errors.Is(err, errCut) {
		return nil, errCut
	}
	return resp, err
}
