package digesthttp

import (
	"bytes"
	"io"
	"net/http"

	"github.com/offhook/offhook/digest"
)

// ReadRequest collects what the verifier needs to know of a request: the raw request target, not
// the decoded one, and every Authorization field line.
func ReadRequest(r *http.Request) digest.Request {
	return digest.Request{
		Method:        r.Method,
		Target:        r.RequestURI,
		Host:          r.Host,
		TLS:           r.TLS != nil,
		Authorization: r.Header["Authorization"],
	}
}

// SetChallenges puts the challenges on a response, each on a line of its own, under the exact
// name WWW-Authenticate, which http.Header.Set would spell otherwise.
func SetChallenges(h http.Header, lines []string) {
	h.Del("WWW-Authenticate")
	h["WWW-Authenticate"] = lines
}

// bodyHasher returns a function that hashes the body of a request, as it is after the transfer
// coding is taken away, and leaves it there to be read again. A body over the limit is not read
// to its end.
func bodyHasher(r *http.Request, limit int64) func(digest.Algorithm) (string, error) {
	return func(a digest.Algorithm) (string, error) {
		if r.ContentLength > limit {
			return "", digest.ErrBodyTooLarge
		}
		data, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
		if err != nil {
			return "", err
		}
		if int64(len(data)) > limit {
			return "", digest.ErrBodyTooLarge
		}
		r.Body = struct {
			io.Reader
			io.Closer
		}{bytes.NewReader(data), r.Body}
		return a.Hash(data), nil
	}
}
