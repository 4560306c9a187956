package digesthttp

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/offhook/offhook/digest"
)

const (
	// DefaultMaxBody bounds a body that is hashed for auth-int.
	DefaultMaxBody = 1 << 20
	// DefaultRetryAfter is what a client is told to wait for when the replay store is down.
	DefaultRetryAfter = 5 * time.Second
)

// Handler asks for Digest credentials and serves Next to those who have them. It must wrap a
// ServeMux, not stand behind one: a mux redirects what it thinks an unclean path before anybody
// is asked for credentials. It is safe for concurrent use; its fields must not change once it
// serves.
type Handler struct {
	// Verifier issues the challenges and checks the answers. It is required.
	Verifier *digest.Verifier
	// Replay remembers the counts that were used. It is required, and shared by all nodes.
	Replay digest.ReplayStore
	// Lookup returns what is known of a user, and the zero Account when nothing is. An error is
	// answered with 503. It is required, and called once for every answer that can be read.
	Lookup func(ctx context.Context, u User) (Account, error)
	// Candidates is how many digests are computed for each answer, whatever Lookup returned, so
	// that an unknown user costs what a known one does; 0 means 1. An Account with more passwords
	// and HA1s of one algorithm is answered with 503.
	Candidates int
	// Next serves the authenticated requests, with the Identity in their context. It is required.
	Next http.Handler
	// UserHeader, when it is not empty, is the request header in which Next finds the user name.
	UserHeader string
	// MaxBody bounds a body that is hashed for auth-int; 0 means DefaultMaxBody.
	MaxBody int64
	// RetryAfter goes out with 503; 0 means DefaultRetryAfter.
	RetryAfter time.Duration
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// OnResult, if set, is called once for each request, before it is answered, in the goroutine
	// of ServeHTTP.
	OnResult func(*http.Request, Result)
}

// User is whom a request says it comes from.
type User struct {
	// Name is the decoded name, or the hash of name and realm when Hashed.
	Name      string
	Hashed    bool
	Algorithm digest.Algorithm // that the hash was made with
}

// Account is what is known of a user: passwords, HA1s, or both.
type Account struct {
	// Name is the stored name; it is required when the user was found by a hash or by another
	// spelling. Empty means the name as it was presented.
	Name string
	// Secrets are the passwords that are accepted now.
	Secrets []digest.Secret
	// HA1s verify without the password. They are for that name and for the realm of the Verifier,
	// one for each algorithm that it offers; the -sess form needs none of its own. An Account
	// whose HA1s are not is answered with 503, and Result.Err says what would be right.
	HA1s []digest.HA1
}

// Result is how a request ended, without any secret.
type Result struct {
	Failure  digest.Failure
	Detail   string   // one sentence, "" when there is nothing to add
	Identity Identity // of the user that the request named; proven only when Failure is None
	Err      error    // of Lookup
}

// ServeHTTP answers without credentials, or with wrong ones, by itself.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := h.now()
	res, info := h.authenticate(now, r)
	if h.OnResult != nil {
		h.OnResult(r, res)
	}
	if res.Failure != digest.None {
		h.Refuse(w, r, res.Failure)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	if info != "" {
		w.Header().Set("Authentication-Info", info)
	}
	h.Next.ServeHTTP(w, withIdentity(r, res.Identity, h.UserHeader))
}

// authenticate returns the result and the Authentication-Info of a success.
func (h *Handler) authenticate(now time.Time, r *http.Request) (Result, string) {
	asked := ReadRequest(r)
	asked.BodyHash = bodyHasher(r, h.maxBody())
	p := h.Verifier.Parse(asked)
	if p.Failure != digest.None {
		return Result{Failure: p.Failure, Detail: p.Detail}, ""
	}
	res := Result{Identity: Identity{
		User: p.User, Realm: h.Verifier.Realm(), Algorithm: p.Authorization.Algorithm, Match: -1,
	}}
	secrets, known, err := h.candidates(r, &p, &res.Identity)
	if err != nil {
		res.Failure, res.Err = digest.Unavailable, err
		return res, ""
	}
	verdict := h.Verifier.Verify(now, asked, &p, secrets, known...)
	res.Failure = h.Verifier.Claim(r.Context(), h.Replay, &verdict)
	if verdict.Match < len(secrets) {
		res.Identity.Match = verdict.Match
	}
	if res.Failure != digest.None {
		return res, ""
	}
	credential := matched(secrets, known, verdict.Match)
	return res, h.Verifier.AuthenticationInfo(now, &p, &verdict, credential)
}

// Refuse answers a request with the status of a failure: 401 with fresh challenges, or one that
// says that asking again is of no use. All answers to one failure are the same but for the nonce.
// Next may call it with digest.Missing for a user who must not see a resource.
func (h *Handler) Refuse(w http.ResponseWriter, r *http.Request, f digest.Failure) {
	status := f.Status()
	header := w.Header()
	header.Del("Authentication-Info")
	switch status {
	case http.StatusUnauthorized:
		SetChallenges(header, h.Verifier.Challenges(h.now(), f.Stale()))
	case http.StatusServiceUnavailable:
		header.Set("Retry-After", strconv.Itoa(int(h.retryAfter().Seconds())))
	}
	body := http.StatusText(status) + "\n"
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("X-Content-Type-Options", "nosniff")
	done := IgnoreBody(w, r)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
	done()
}

func (h *Handler) now() time.Time {
	if h.Now != nil {
		return h.Now()
	}
	return time.Now()
}

func (h *Handler) maxBody() int64 {
	if h.MaxBody > 0 {
		return h.MaxBody
	}
	return DefaultMaxBody
}

func (h *Handler) retryAfter() time.Duration {
	if h.RetryAfter > 0 {
		return max(h.RetryAfter, time.Second)
	}
	return DefaultRetryAfter
}
