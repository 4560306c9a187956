package soak

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
)

// device is a genuine phone, and what the server knows of it.
type device struct {
	mac, user, password string
	weak                bool
}

// canary is a secret item of its document.
func (d device) canary() string { return canaryMark(d.mac) + d.user }

// path is where its document is.
func (d device) path() string { return "/" + d.mac + ".xml" }

const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"

// makeDevices returns n devices from a number on; every weak-th has a password that people choose,
// 0 none.
func makeDevices(random *rand.Rand, from, n, weak int) []device {
	devices := make([]device, n)
	for i := range devices {
		d := device{mac: fmt.Sprintf("7C2F80%06X", from+i), user: fmt.Sprintf("user%06d", from+i)}
		if d.weak = weak > 0 && i%weak == 0; d.weak {
			d.password = fmt.Sprintf("Sommer%d", 2000+i)
		} else {
			password := make([]byte, 24)
			for j := range password {
				password[j] = alphabet[random.IntN(len(alphabet))]
			}
			d.password = string(password)
		}
		devices[i] = d
	}
	return devices
}

// table is what `device import` reads.
func table(devices []device) string {
	var b strings.Builder
	b.WriteString("mac,model,username,password,accept,S_SIP_PASSWORD\n")
	for _, d := range devices {
		fmt.Fprintf(&b, "%s,N510,%s,%s,configured,%s\n", d.mac, d.user, d.password, d.canary())
	}
	return b.String()
}

// exchange is one request with what it was answered.
type exchange struct {
	request *http.Request
	status  int
	body    []byte
}

// wire is a network card: it sends from one address and keeps the last exchange with credentials.
type wire struct {
	base *http.Transport
	last exchange
}

// newWire returns one that sends from a loopback address, "" for any.
func newWire(source string) *wire {
	dialer := &net.Dialer{Timeout: maxWait}
	if source != "" {
		dialer.LocalAddr = &net.TCPAddr{IP: net.ParseIP(source)}
	}
	return &wire{base: &http.Transport{DialContext: dialer.DialContext,
		ResponseHeaderTimeout: maxWait + time.Second,
		DisableCompression:    true}}
}

func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	response, err := w.base.RoundTrip(req)
	if err != nil {
		if req.Header.Get("Authorization") != "" {
			w.last = exchange{request: req}
		}
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(body))
	if req.Header.Get("Authorization") != "" {
		w.last = exchange{req, response.StatusCode, body}
	}
	return response, err
}

// login lets an emulated phone climb the whole ladder, and judges the document that it got. An
// exchange without a request is one that did not come to the right pair.
func (r *run) login(ctx context.Context, d device, addr, source string) exchange {
	row, err := model.Lookup("N510")
	r.must(err)
	mac, err := model.ParseMAC(d.mac)
	r.must(err)
	w := newWire(source)
	defer w.base.CloseIdleConnections()
	p, _, err := emulator.New(emulator.Config{Model: row, MAC: mac, Username: d.user,
		Password: digest.NewSecret(d.password), Base: w})
	r.must(err)
	begin := time.Now()
	_, err = p.Fetch(ctx, "http://"+addr+d.path())
	if ctx.Err() != nil {
		return exchange{}
	}
	r.must(err)
	r.count("ladders of genuine phones", 1)
	r.checks.waited(w.last.status, time.Since(begin), d.mac)
	if w.last.status == http.StatusOK {
		r.checks.received(d.mac, w.last.body)
	}
	if !d.weak && w.last.request != nil && w.last.status != 0 {
		r.checks.loggedIn(w.last.status, d.mac)
	}
	return w.last
}

// guess sends one request with a pair, right or wrong, and returns the status, 0 without an answer.
func (r *run) guess(ctx context.Context, addr, path, source, user, password string) int {
	w := newWire(source)
	defer w.base.CloseIdleConnections()
	origin := &url.URL{Scheme: "http", Host: addr}
	transport := &digesthttp.Transport{Base: w,
		Answer: digesthttp.Pairs(origin,
			digesthttp.Answer{Username: user, Password: digest.NewSecret(password)})}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, origin.String()+path, nil)
	r.must(err)
	response, err := transport.RoundTrip(req)
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body) // the status is what counts
	return response.StatusCode
}

// send sends a request as it stands, on a connection of its own, and returns the answer; status 0
// is none.
func send(ctx context.Context, addr, source, method, path, authorization string) exchange {
	w := newWire(source)
	defer w.base.CloseIdleConnections()
	return w.send(ctx, method, "http://"+addr+path, authorization)
}

// send sends a request as it stands, and returns the answer; status 0 is none.
func (w *wire) send(ctx context.Context, method, address, authorization string) exchange {
	req, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return exchange{}
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	response, err := w.RoundTrip(req)
	if err != nil {
		return exchange{}
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body) // it is in memory
	return exchange{req, response.StatusCode, body}
}

// loopback returns a random loopback address.
func loopback(random *rand.Rand) string {
	return fmt.Sprintf("127.%d.%d.%d", 10+random.IntN(240), random.IntN(250), 1+random.IntN(250))
}
