package digesthttp_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
)

// tracked is a body that knows whether it was read and closed.
type tracked struct {
	io.Reader
	reads, closes atomic.Int32
}

func (b *tracked) Read(p []byte) (int, error) {
	b.reads.Add(1)
	return b.Reader.Read(p)
}

func (b *tracked) Close() error {
	b.closes.Add(1)
	return nil
}

// echo serves the body of an authenticated request.
func echo(_ *digest.Config, h *digesthttp.Handler) {
	h.Next = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) })
}

func TestClient18BodyIsSentAgain(t *testing.T) {
	t.Parallel()
	p := newServer(t, echo)
	tr := client(t, &digesthttp.Transport{Answer: digesthttp.Pairs(parseURL(t, p.URL), pair(userName, password))})
	for _, size := range []int{1, 100, 1 << 20} {
		want := strings.Repeat("x", size)
		status, got, err := do(t, tr, request(t, "POST", p.URL, strings.NewReader(want)))
		if err != nil || status != http.StatusOK || got != want {
			t.Errorf("%d bytes: status %d, %v, %d bytes back", size, status, err, len(got))
		}
	}
}

func TestClient18BodyThatCannotBeSentAgain(t *testing.T) {
	t.Parallel()
	p := newPeer(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		unauthorized(w, plainChallenge)
	})
	tr := client(t, &digesthttp.Transport{Answer: always(pair("u", "p"))})
	body := &tracked{Reader: strings.NewReader("once")}
	status, _, err := do(t, tr, request(t, "POST", p.URL, body))
	if !errors.Is(err, digesthttp.ErrBodySpent) {
		t.Errorf("status %d, %v; want ErrBodySpent", status, err)
	}
	if body.closes.Load() == 0 {
		t.Error("the body is not closed")
	}
}

// With Expect: 100-continue the server refuses before the body is read, so it can still be sent.
func TestClient18ExpectContinue(t *testing.T) {
	t.Parallel()
	p := newServer(t, echo)
	tr := client(t, &digesthttp.Transport{
		Base:   &http.Transport{ExpectContinueTimeout: time.Minute},
		Answer: digesthttp.Pairs(parseURL(t, p.URL), pair(userName, password)),
	})
	body := &tracked{Reader: strings.NewReader("only once")}
	req := request(t, "POST", p.URL, body)
	req.Header.Set("Expect", "100-continue")
	status, got, err := do(t, tr, req)
	if err != nil || status != http.StatusOK || got != "only once" {
		t.Errorf("status %d, %q, %v", status, got, err)
	}
	if body.closes.Load() == 0 {
		t.Error("the body is not closed")
	}
	if n := len(p.requests()); n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
}

// A body that was never sent is closed too.
func TestClient18UnsentBodyIsClosed(t *testing.T) {
	t.Parallel()
	p := newPeer(t, func(_ int, w http.ResponseWriter, _ *http.Request) { unauthorized(w, plainChallenge) })
	tr := client(t, &digesthttp.Transport{Base: &http.Transport{ExpectContinueTimeout: time.Minute}})
	body := &tracked{Reader: strings.NewReader("never")}
	req := request(t, "POST", p.URL, body)
	req.Header.Set("Expect", "100-continue")
	status, _, err := do(t, tr, req)
	if err != nil || status != http.StatusUnauthorized {
		t.Errorf("status %d, %v", status, err)
	}
	tr.CloseIdleConnections()
	for patience := time.Now().Add(10 * time.Second); body.closes.Load() == 0 && time.Now().Before(patience); {
		runtime.Gosched()
	}
	if reads, closes := body.reads.Load(), body.closes.Load(); reads != 0 || closes == 0 {
		t.Errorf("the body was read %d times and closed %d times, want only closed", reads, closes)
	}
}

func TestClient18AuthInt(t *testing.T) {
	t.Parallel()
	p := newServer(t, func(c *digest.Config, h *digesthttp.Handler) {
		echo(c, h)
		c.Policy.AuthInt = true
	})
	var sent digest.Authorization
	strip := roundTripper(func(req *http.Request) (*http.Response, error) {
		if value := req.Header.Get("Authorization"); value != "" {
			sent, _ = digest.ParseAuthorization(value)
		}
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err == nil && resp.StatusCode == http.StatusUnauthorized {
			line := resp.Header.Get("WWW-Authenticate")
			resp.Header.Set("WWW-Authenticate", regexp.MustCompile("auth, *auth-int").ReplaceAllString(line, "auth-int"))
		}
		return resp, err
	})
	tr := client(t, &digesthttp.Transport{
		Base: strip, Answer: digesthttp.Pairs(parseURL(t, p.URL), pair(userName, password)),
	})
	for _, body := range []string{"", "some bytes"} {
		status, got, err := do(t, tr, request(t, "POST", p.URL, strings.NewReader(body)))
		if err != nil || status != http.StatusOK || got != body || sent.QOP != "auth-int" {
			t.Errorf("%q: status %d, %q, %v with qop %q", body, status, got, err, sent.QOP)
		}
	}
	status, _, err := do(t, tr, request(t, "POST", p.URL, &tracked{Reader: strings.NewReader("x")}))
	if !errors.Is(err, digesthttp.ErrBodySpent) {
		t.Errorf("a body that can be read once: status %d, %v; want ErrBodySpent", status, err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestClient20RequestIsNotModified(t *testing.T) {
	t.Parallel()
	p := newServer(t, nil)
	tr := client(t, &digesthttp.Transport{Answer: digesthttp.Pairs(parseURL(t, p.URL), pair(userName, password))})
	req := request(t, "GET", p.URL+"/a/../b?c=d", nil)
	req.Header.Set("User-Agent", "N510 IP PRO")
	before := req.Clone(context.Background())
	resp, err := tr.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if diff := cmp.Diff(before.Header, req.Header); diff != "" {
		t.Errorf("header (-before +after):\n%s", diff)
	}
	if *before.URL != *req.URL || before.Host != req.Host || req.Close != before.Close {
		t.Errorf("request changed from %v to %v", before, req)
	}
	if resp.Request != req {
		t.Error("the response names another request than that of the caller")
	}
}

// The ladder of the phones runs over one connection: each 401 is drained and closed.
func TestClient20OneConnection(t *testing.T) {
	t.Parallel()
	for _, quirks := range []digest.Quirks{{}, {NewConnAfter401: true}} {
		p := newPeer(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
			digesthttp.SetChallenges(w.Header(), []string{plainChallenge})
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, strings.Repeat("x", 10_000))
		})
		tr := client(t, &digesthttp.Transport{
			Quirks: quirks, Answer: digesthttp.Pairs(parseURL(t, p.URL), pair("a", "1"), pair("b", "2"), pair("c", "3")),
		})
		fetch(t, tr, p.URL, http.StatusUnauthorized)
		connections := make(map[string]bool)
		for _, s := range p.requests() {
			connections[s.remote] = true
		}
		want := 1
		if quirks.NewConnAfter401 {
			want = 4
		}
		if len(connections) != want {
			t.Errorf("%+v: %d connections for four requests, want %d", quirks, len(connections), want)
		}
	}
}

// While a person types, the connection of the 401 is free for others.
func TestClient20ConnectionIsFreeDuringAnswer(t *testing.T) {
	t.Parallel()
	p := newPeer(t, func(_ int, w http.ResponseWriter, _ *http.Request) { unauthorized(w, plainChallenge) })
	base := &http.Transport{MaxConnsPerHost: 1}
	tr := client(t, &digesthttp.Transport{
		Base: base,
		Answer: func(ctx context.Context, _ digesthttp.Unauthorized) (digesthttp.Answer, error) {
			limited, cancel := context.WithTimeout(ctx, 10*time.Second)
			defer cancel()
			if _, _, err := do(t, base, request(t, "GET", p.URL, nil).WithContext(limited)); err != nil {
				t.Errorf("another request in the meantime: %v", err)
			}
			return digesthttp.Answer{}, digesthttp.ErrGiveUp
		},
	})
	if body := fetch(t, tr, p.URL, http.StatusUnauthorized); body != "who are you\n" {
		t.Errorf("body of the 401 = %q", body)
	}
}

// A round tripper that cannot close its idle connections is told to close each one.
func TestClient21NewConnectionOfAnyBase(t *testing.T) {
	t.Parallel()
	p := newPeer(t, func(_ int, w http.ResponseWriter, _ *http.Request) { unauthorized(w, plainChallenge) })
	base := &http.Transport{}
	t.Cleanup(base.CloseIdleConnections)
	tr := &digesthttp.Transport{
		Base: roundTripper(base.RoundTrip), Quirks: digest.Quirks{NewConnAfter401: true}, Answer: always(pair("u", "p")),
	}
	fetch(t, tr, p.URL, http.StatusUnauthorized)
	if got := p.requests(); len(got) != 2 || got[0].remote == got[1].remote {
		t.Errorf("saw %+v, want two connections", got)
	}
}

// pending answers every request with a 401 whose body tells whether it was closed.
func pending(body *tracked) roundTripper {
	return func(req *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: http.StatusUnauthorized, Body: body, Request: req,
			Header: http.Header{"Www-Authenticate": {plainChallenge}},
		}, nil
	}
}

// A person may type for as long as the context lives, and no goroutine is left behind.
func TestClient20Context(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		body := &tracked{Reader: bytes.NewReader(make([]byte, 1<<20))}
		tr := &digesthttp.Transport{
			Base: pending(body),
			Answer: func(ctx context.Context, _ digesthttp.Unauthorized) (digesthttp.Answer, error) {
				<-ctx.Done()
				return pair("too", "late"), nil
			},
		}
		begin := time.Now()
		req := request(t, "GET", "http://phone.example/", nil).WithContext(ctx)
		resp, err := tr.RoundTrip(req)
		if resp != nil || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, %v; want the error of the context", resp, err)
		}
		if waited := time.Since(begin); waited != time.Minute {
			t.Errorf("waited %v, want a minute", waited)
		}
		if body.closes.Load() != 1 {
			t.Errorf("the body of the 401 was closed %d times", body.closes.Load())
		}
		if left, _ := io.Copy(io.Discard, body.Reader); left < 1<<20-2<<17 {
			t.Errorf("only %d bytes of the 401 are left unread", left)
		}
	})
}

// Every way out closes the body of the 401 before it.
func TestClient20BodiesAreClosed(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	tests := map[string]func(context.Context, digesthttp.Unauthorized) (digesthttp.Answer, error){
		"pair": func(_ context.Context, u digesthttp.Unauthorized) (digesthttp.Answer, error) {
			if u.Attempt == 1 {
				return digesthttp.Answer{}, broken
			}
			return pair("u", "p"), nil
		},
		"error": func(context.Context, digesthttp.Unauthorized) (digesthttp.Answer, error) {
			return digesthttp.Answer{}, broken
		},
		"bad name":   always(pair("a\nb", "p")),
		"bad scheme": always(digesthttp.Answer{Scheme: "Basic"}),
	}
	for name, answer := range tests {
		var bodies []*tracked
		tr := &digesthttp.Transport{
			Answer: answer,
			Base: roundTripper(func(req *http.Request) (*http.Response, error) {
				bodies = append(bodies, &tracked{Reader: strings.NewReader("body")})
				return pending(bodies[len(bodies)-1])(req)
			}),
		}
		resp, err := tr.RoundTrip(request(t, "GET", "http://phone.example/", nil))
		if err == nil {
			t.Errorf("%s: status %d, want an error", name, resp.StatusCode)
		}
		for i, body := range bodies {
			if body.closes.Load() == 0 {
				t.Errorf("%s: the body of response %d is not closed", name, i)
			}
		}
	}
}
