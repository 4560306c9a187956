package app

import (
	"crypto/tls"
	"net"
	"net/netip"

	"github.com/offhook/offhook/internal/console"
	"github.com/offhook/offhook/internal/server"
)

// servePhones serves a phone-facing address and notes which one it got. Without
// an address it does nothing.
func (a *App) servePhones(ln net.Listener, got *string, t *tls.Config, labBasic bool) error {
	if ln == nil {
		return nil
	}
	h, err := server.NewHandler(server.Config{
		Provisioner:    a.provision,
		Record:         a.recorder.record,
		Logger:         a.log,
		TrustedProxies: a.config.proxies,
		Public:         a.config.public,
		LabBasic:       labBasic,
	})
	if err != nil {
		return err
	}
	var proxies []netip.Prefix
	if a.config.ProxyProtocol {
		proxies = a.config.proxies
	}
	l := server.Serve(ln, server.ListenerConfig{
		Handler: h, TLS: t, Trusted: a.config.proxies, Proxies: proxies, Refusals: a.refusals,
		Logger: a.log,
	})
	a.listeners = append(a.listeners, l)
	*got = l.Addr()
	a.log.Info("listening for phones", "addr", l.Addr(), "tls", t != nil, "basic", labBasic)
	return nil
}

// serveConsole serves the read-only page and the health checks.
func (a *App) serveConsole(ln net.Listener) error {
	if ln == nil {
		return nil
	}
	h, err := console.New(console.Config{
		Store: a.store, Publisher: a.publisher, Hosts: a.config.consoleHosts,
		Faults: a.renewer.faults, Ready: a.Ready, Logger: server.Summing(a.log),
	})
	if err != nil {
		return err
	}
	l := server.Serve(ln, server.ListenerConfig{
		Handler: h, Trusted: a.config.proxies, Logger: a.log,
	})
	a.listeners = append(a.listeners, l)
	a.addresses.Console = l.Addr()
	a.log.Info("listening for the console", "addr", l.Addr())
	return nil
}
