package emulator

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/offhook/offhook/emulator/sip"
	"github.com/offhook/offhook/phone"
)

// listen opens the UDP port for SIP, when there is to be one, and returns what closes it.
func (p *Phone) listen() (closePort func(), err error) {
	if p.config.SIP == "" {
		return func() {}, nil
	}
	e, err := sip.Listen(p.config.SIP, p.sipConfig())
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	p.port, p.sipAddr = e, e.Addr()
	p.mu.Unlock()
	p.changed()
	return func() {
		p.mu.Lock()
		p.port = nil
		p.mu.Unlock()
		p.close(e)
	}, nil
}

// close closes a port.
func (p *Phone) close(e *sip.Endpoint) {
	if err := e.Close(); err != nil {
		p.config.Logger.Debug("close the SIP port", "err", err)
	}
}

// sipConfig is what the phone says of itself by SIP.
func (p *Phone) sipConfig() sip.Config {
	p.mu.Lock()
	event, wait := p.machine.Switch("multicast-event"), p.machine.Switch("multicast-wait")
	p.mu.Unlock()
	seconds, _ := strconv.Atoi(wait) // New has checked it
	return sip.Config{
		UserAgent: p.sipUserAgent, MAC: p.config.MAC.String(), Account: p.hasAccount, Notify: p.notified,
		NoEvent: event == "none", Wait: max(time.Duration(seconds)*time.Second, time.Millisecond), Logger: p.config.Logger,
	}
}

// sipUserAgent is product and firmware, without what HTTP has behind them. [G p23]
func (p *Phone) sipUserAgent() string {
	agent, _, _ := strings.Cut(p.UserAgent(), ";")
	return agent
}

// hasAccount reports whether a user name is that of an account of the phone.
func (p *Phone) hasAccount(user string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.machine.HasAccount(user)
}

// notified takes a check-sync from the port. It shows in the trace once Run gets to it.
func (p *Phone) notified(n sip.Notify) {
	p.enqueue(TriggerCheckSync, phone.CheckSync{Reboot: n.Reboot, Account: n.Account},
		&TraceEvent{Event: EventSIP, Method: "NOTIFY", What: fmt.Sprintf("%s;reboot=%t", n.Event, n.Reboot)})
}

// askMulticast asks for an address by SIP, "" when nobody answers, or the phone does not ask.
func (p *Phone) askMulticast(ctx context.Context) string {
	p.mu.Lock()
	asks, port := p.machine.AsksMulticast(), p.port
	p.mu.Unlock()
	if p.config.Multicast == "" || !asks {
		return ""
	}
	p.tell(TraceEvent{Event: EventSIP, Method: "SUBSCRIBE", What: p.config.Multicast})
	address, err := p.subscribe(ctx, port)
	if err != nil {
		p.config.Logger.Debug("no address by SIP", "device", p.config.MAC.String(), "err", err)
		return ""
	}
	p.tell(TraceEvent{Event: EventSIP, Method: "NOTIFY", What: withoutUser(address)})
	return address
}

// subscribe asks through the phone's port where the group can answer it, else through one that is open as long as it asks.
func (p *Phone) subscribe(ctx context.Context, port *sip.Endpoint) (string, error) {
	way, err := net.Dial("udp", p.config.Multicast)
	if err != nil {
		return "", err
	}
	// What the system would send from is what the group sees, and the only address that needs to be open.
	local := way.LocalAddr().(*net.UDPAddr).IP
	_ = way.Close() // nothing was sent
	if port != nil && reachedAt(port, local) {
		return port.Subscribe(ctx, p.config.Multicast)
	}
	e, err := sip.Listen(net.JoinHostPort(local.String(), "0"), p.sipConfig())
	if err != nil {
		return "", err
	}
	defer p.close(e)
	return e.Subscribe(ctx, p.config.Multicast)
}

// reachedAt reports whether what is sent to ip reaches the port.
func reachedAt(port *sip.Endpoint, ip net.IP) bool {
	host, _, _ := net.SplitHostPort(port.Addr())
	own := net.ParseIP(host)
	return own.IsUnspecified() || own.Equal(ip)
}
