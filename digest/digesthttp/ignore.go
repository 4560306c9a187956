package digesthttp

import (
	"net/http"
	"strings"
	"time"
)

// drainTime is how long the rest of an ignored body may take.
const drainTime = 5 * time.Second

// IgnoreBody prepares for an answer to a request whose body nobody reads, so that the answer goes
// out before the body and what is left of it is not taken for the next request. It is called
// before the header is written, on the request as net/http made it: with another Body in its
// place, net/http would ask a client that expects 100 Continue to send it. What it returns is
// called when the answer is written. RFC 9110, Section 10.1.1.
func IgnoreBody(w http.ResponseWriter, r *http.Request) (done func()) {
	if !mustClose(r) {
		return func() {}
	}
	w.Header().Set("Connection", "close")
	return func() { boundDrain(w, r) }
}

// mustClose tells whether the body of a request is not worth reading: what is left of it
// must not be taken for the next request. A short body is read by net/http, and the connection of
// a request without a body is never closed.
func mustClose(r *http.Request) bool {
	if r.ProtoMajor != 1 || r.ContentLength == 0 {
		return false
	}
	return r.ContentLength < 0 || r.ContentLength > drainLimit || expectsContinue(r)
}

// boundDrain bounds the time that net/http goes on reading an ignored body before it
// closes the connection, so that a client which sends all before it reads still sees the answer.
// A body that waits for 100 Continue does not come.
func boundDrain(w http.ResponseWriter, r *http.Request) {
	until := time.Now()
	if !expectsContinue(r) {
		until = until.Add(drainTime)
	}
	_ = http.NewResponseController(w).SetReadDeadline(until)
}

func expectsContinue(r *http.Request) bool {
	return strings.EqualFold(r.Header.Get("Expect"), "100-continue")
}
