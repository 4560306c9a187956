package sip

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"
)

// MulticastGroup is where phones ask for their address. [G p23] [W-mc]
const MulticastGroup = "224.0.1.75:5060"

// DefaultWait is how long Subscribe waits for an address. How long the phones wait is (unknown).
const DefaultWait = 4 * time.Second

// firstRepeat is when a SUBSCRIBE without an answer is sent again; it doubles each time. RFC 3261, Section 17.1.2.2.
const firstRepeat = 500 * time.Millisecond

// maxAddress is the longest address that is taken from a NOTIFY, in bytes.
const maxAddress = 1024

// Errors of Subscribe.
var (
	ErrNoAddress  = errors.New("nobody told the phone an address")
	ErrBadAddress = errors.New("the body of the NOTIFY is no address")
)

// A subscription waits for the answers to a SUBSCRIBE.
type subscription struct {
	callID, tag, branch string
	// address gets the body of the NOTIFY; response says that a final response came, and which.
	address  chan string
	response chan int
}

// Subscribe asks group, host and port, for the address that the phone is to ask for its document: it sends a SUBSCRIBE, and
// takes the address from the NOTIFY that follows. It returns ErrNoAddress when none comes in time, and the error of ctx when
// that ends first. [G p23] [W-mc]
func (e *Endpoint) Subscribe(ctx context.Context, group string) (address string, err error) {
	e.asked.Lock()
	defer e.asked.Unlock()
	to, err := net.ResolveUDPAddr("udp", group)
	if err != nil {
		return "", fmt.Errorf("ask %s by SIP: %w", group, err)
	}
	s := &subscription{
		callID: randomHex(8), tag: randomHex(4), branch: magicCookie + randomHex(8),
		address: make(chan string, 1), response: make(chan int, 1),
	}
	request := e.subscribeRequest(s, e.localFor(to))
	e.await(s)
	defer e.await(nil)
	address, err = e.exchange(ctx, s, request, to)
	if err != nil {
		return "", fmt.Errorf("ask %s by SIP: %w", group, err)
	}
	return address, nil
}

// await makes s what answers are for.
func (e *Endpoint) await(s *subscription) {
	e.mu.Lock()
	e.pending = s
	e.mu.Unlock()
}

// exchange sends a SUBSCRIBE, again and again while nobody answers, and waits for the address.
func (e *Endpoint) exchange(ctx context.Context, s *subscription, request []byte, to *net.UDPAddr) (string, error) {
	wait := e.config.Wait
	if wait <= 0 {
		wait = DefaultWait
	}
	over := time.NewTimer(wait)
	defer over.Stop()
	repeat := firstRepeat
	again := time.NewTimer(0)
	defer again.Stop()
	status := 0
	for {
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-over.C:
			if status >= 300 {
				return "", fmt.Errorf("%w: the answer has status %d", ErrNoAddress, status)
			}
			return "", fmt.Errorf("%w within %s", ErrNoAddress, wait)
		case <-again.C:
			if _, err := e.conn.WriteToUDP(request, to); err != nil {
				return "", err
			}
			again.Reset(repeat)
			repeat *= 2
		case status = <-s.response:
			again.Stop()
		case body := <-s.address:
			return cleanAddress(body)
		}
	}
}

// cleanAddress takes the address out of a body: the guide prints it between quotes, the wiki without. [G p23] [W-mc]
func cleanAddress(body string) (string, error) {
	address := strings.TrimSpace(body)
	address = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(address, `"`), `"`))
	if address == "" || len(address) > maxAddress || !isText(address) || strings.ContainsAny(address, " \t\"") {
		return "", ErrBadAddress
	}
	return address, nil
}

// localFor is the address of the endpoint as it is seen at to.
func (e *Endpoint) localFor(to *net.UDPAddr) netip.AddrPort {
	local := e.conn.LocalAddr().(*net.UDPAddr).AddrPort()
	addr := local.Addr().Unmap()
	if addr.IsUnspecified() {
		if conn, err := net.DialUDP("udp", nil, to); err == nil {
			addr = conn.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap()
			_ = conn.Close() // nothing was sent
		}
	}
	return netip.AddrPortFrom(addr, local.Port())
}

// subscribeRequest writes a SUBSCRIBE. [G p23] [W-pnp]
func (e *Endpoint) subscribeRequest(s *subscription, local netip.AddrPort) []byte {
	uri := "sip:MAC%3A" + e.config.MAC + "@local"
	agent := e.config.UserAgent()
	var b strings.Builder
	fmt.Fprintf(&b, "SUBSCRIBE %s %s\r\n", uri, version)
	writeField(&b, "Via", version+"/UDP "+sentBy(local)+";branch="+s.branch+";rport")
	writeField(&b, "Max-Forwards", "70")
	writeField(&b, "From", "<"+uri+">;tag="+s.tag)
	writeField(&b, "To", "<"+uri+">")
	writeField(&b, "Call-ID", s.callID)
	writeField(&b, "CSeq", "1 SUBSCRIBE")
	writeField(&b, "Contact", "<sip:MAC%3A"+e.config.MAC+"@"+sentBy(local)+">")
	if !e.config.NoEvent {
		writeField(&b, "Event", profileEvent(agent))
	}
	writeField(&b, "Expires", "0")
	writeField(&b, "Accept", "application/url")
	writeField(&b, "User-Agent", agent)
	writeField(&b, "Content-Length", "0")
	b.WriteString("\r\n")
	return []byte(b.String())
}

// profileEvent is the event that asks for an address, in the form of the P series; that of the legacy phones is not known.
// [W-pnp] (uncertain)
func profileEvent(agent string) string {
	product, firmware, _ := strings.Cut(agent, "/")
	firmware, _, _ = strings.Cut(firmware, ";")
	return fmt.Sprintf(`ua-profile;profile-type="device";vendor="Gigaset";model="%s";version="%s"`, product, firmware)
}

// heard takes a response. One that nobody waits for is ignored.
func (e *Endpoint) heard(m *Message) {
	s := e.waiting(m)
	top := m.values("Via")
	if s == nil || m.Status < 200 || len(top) == 0 {
		return
	}
	sequence, _ := m.get("CSeq")
	if v, ok := parseVia(top[0]); !ok || v.branch != s.branch || sequence != "1 SUBSCRIBE" {
		return
	}
	select {
	case s.response <- m.Status:
	default: // another answer came first
	}
}

// told reports whether a NOTIFY answers the SUBSCRIBE that waits, and takes the address in it.
func (e *Endpoint) told(m *Message) bool {
	s := e.waiting(m)
	to, _ := m.get("To")
	if tag, _ := parameter(to, "tag"); s == nil || tag != s.tag {
		return false
	}
	if len(m.Body) == 0 {
		return true // the address follows in another one
	}
	select {
	case s.address <- string(m.Body):
	default: // another server was first
	}
	return true
}

// waiting returns the subscription that a message is for, nil when there is none.
func (e *Endpoint) waiting(m *Message) *subscription {
	e.mu.Lock()
	defer e.mu.Unlock()
	callID, _ := m.get("Call-ID")
	if e.pending == nil || callID != e.pending.callID {
		return nil
	}
	return e.pending
}
