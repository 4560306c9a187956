package app

import (
	"context"
	"crypto/tls"
	"net/netip"

	"github.com/offhook/offhook/internal/console"
	"github.com/offhook/offhook/internal/server"
)

// listenPhones opens one phone-facing address and notes which one it got.
func (a *App) listenPhones(ctx context.Context, address string, got *string, t *tls.Config, labBasic bool) error {
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
	l, err := server.ListenBehind(ctx, proxies, address, h, t, a.log)
	if err != nil {
		return configErrorf("%v", err)
	}
	a.listeners = append(a.listeners, l)
	*got = l.Addr()
	a.log.Info("listening for phones", "addr", l.Addr(), "tls", t != nil, "basic", labBasic)
	return nil
}

// startConsole opens the listener of the read-only page and the health checks.
func (a *App) startConsole(ctx context.Context) error {
	if a.config.Console == "" {
		return nil
	}
	h, err := console.New(console.Config{Store: a.store, Publisher: a.publisher, Faults: a.renewer.faults, Ready: a.Ready, Logger: a.log})
	if err != nil {
		return err
	}
	l, err := server.Listen(ctx, a.config.Console, h, nil, a.log)
	if err != nil {
		return configErrorf("%v", err)
	}
	a.listeners = append(a.listeners, l)
	a.addresses.Console = l.Addr()
	a.log.Info("listening for the console", "addr", l.Addr())
	return nil
}
