package emulator

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
	"github.com/offhook/offhook/phone"
)

// bodyTimeout bounds how long a phone reads a document; maxDrain how much of an answer without one it reads.
const (
	bodyTimeout = time.Minute
	maxDrain    = 64 << 10
)

// get makes one request, through every 401 that the machine answers, and returns what came of it.
func (a *attempt) get(get phone.Get) phone.Event {
	req, err := http.NewRequestWithContext(a.ctx, http.MethodGet, get.URL, nil)
	if err != nil {
		return phone.Failed{Reason: "the address is not a URL"}
	}
	if req.URL.Scheme == "https" {
		req = req.WithContext(a.shows(req.URL.Host))
	}
	req.Header.Set("User-Agent", a.phone.userAgentFor(get.What, req.URL.Scheme == "http"))
	a.phone.addHeaders(req.Header, get)
	resp, err := a.phone.transport.RoundTrip(req)
	if err != nil {
		return a.failure(err)
	}
	defer resp.Body.Close()
	// What is read from a body that is closed is an error.
	timer := time.AfterFunc(a.phone.patience, func() { _ = resp.Body.Close() })
	defer timer.Stop()
	if resp.StatusCode != http.StatusOK {
		_, _ = io.CopyN(io.Discard, resp.Body, maxDrain)
		return phone.Response{Status: resp.StatusCode, Location: resp.Header.Get("Location")}
	}
	body, err := read(resp, get.What)
	switch {
	case err != nil && a.ctx.Err() != nil:
		return phone.PowerOff{}
	case err != nil:
		return phone.Failed{Reason: fmt.Sprintf("the %s broke off: %v", get.What, err)}
	}
	_, shown := a.shown.Load(req.URL.Host)
	return phone.Response{
		Status: resp.StatusCode, Body: body, ETag: resp.Header.Get("ETag"),
		Credential: a.authorized || shown,
	}
}

// firmwareStart is how much of a firmware file is kept: nobody looks into it.
const firmwareStart = 1 << 10

// read reads a file, one byte more at most than the phone takes.
func read(resp *http.Response, file phone.File) ([]byte, error) {
	limited := io.LimitReader(resp.Body, int64(file.MaxSize())+1)
	switch n := resp.ContentLength; {
	case file == phone.FileFirmware:
		return readFirmware(limited, file)
	case n <= 0 || n > int64(file.MaxSize()):
		return io.ReadAll(limited)
	default:
		body := make([]byte, n)
		_, err := io.ReadFull(limited, body)
		return body, err
	}
}

// readFirmware reads a firmware file and keeps its start.
func readFirmware(limited io.Reader, file phone.File) ([]byte, error) {
	start, err := io.ReadAll(io.LimitReader(limited, firmwareStart))
	if err != nil {
		return nil, err
	}
	n, err := io.Copy(io.Discard, limited)
	if err == nil && n+int64(len(start)) > int64(file.MaxSize()) {
		err = fmt.Errorf("it has more than %d bytes", file.MaxSize())
	}
	return start, err
}

// failure is what the machine learns of a request without an answer. Whoever ends the attempt switches the phone off. A
// server whose challenges lead nowhere has answered, with 401.
func (a *attempt) failure(err error) phone.Event {
	if a.ctx.Err() != nil {
		return phone.PowerOff{}
	}
	if errors.Is(err, digesthttp.ErrStale) || errors.Is(err, digesthttp.ErrNoChallenge) {
		return phone.Response{Status: http.StatusUnauthorized}
	}
	if errors.Is(err, io.EOF) {
		return phone.Failed{Reason: "the server closed the connection without an answer"}
	}
	return phone.Failed{Reason: err.Error()}
}

// sent traces a request that goes out.
func (p *Phone) sent(x digesthttp.Exchange) {
	p.attempt.requests++
	p.attempt.authorized = x.Scheme != ""
	p.trace(TraceEvent{Event: EventRequest, Rung: rungOf(x), Method: x.Method, URL: x.URL, Scheme: x.Scheme, Username: x.Username})
}

// received traces an answer that came in.
func (p *Phone) received(x digesthttp.Exchange) {
	schemes := p.attempt.offered
	p.attempt.offered = nil
	if x.Status == 0 {
		return
	}
	if schemes == nil {
		schemes = schemesOf(x.Challenges)
	}
	p.trace(TraceEvent{Event: EventResponse, Status: x.Status, Challenges: schemes, Stale: x.Stale, Warning: warning(x)})
}

// warning says that the server's proof is wrong or cannot be read. Whether the devices look at it is documented nowhere, so
// the answer counts all the same. (uncertain)
func warning(x digesthttp.Exchange) string {
	switch {
	case x.Err == nil || x.Status == http.StatusUnauthorized:
		return ""
	case errors.Is(x.Err, digest.ErrRspauth):
		return "the server did not prove that it knows the password"
	default:
		return "Authentication-Info cannot be read: " + strings.TrimPrefix(x.Err.Error(), "digest: ")
	}
}

// rungOf is the rung whose pair a request carries.
func rungOf(x digesthttp.Exchange) phone.Rung {
	if x.Label == "" {
		return phone.RungNone
	}
	return phone.Rung(x.Label)
}
