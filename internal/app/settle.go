package app

import (
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/internal/server"
	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/model"
)

// settled is a configuration that is valid, with its values read.
type settled struct {
	Config
	algorithms   []digest.Algorithm
	proxies      []netip.Prefix
	public       digest.Address
	consoleHosts []string // as model.HostOf returns them
	certificates []server.CertificateFiles
	retention    inventory.Retention
}

// Validate reports everything that is wrong with c at once.
func (c *Config) Validate() error {
	_, err := c.settle()
	return err
}

// settle reads the values of c and reports everything that is wrong with them at once.
func (c *Config) settle() (settled, error) {
	s := settled{Config: *c}
	err := errors.Join(
		c.checkPlaces(), c.checkAddresses(), c.checkWords(), s.readAlgorithms(), s.readProxies(),
		s.readPublic(), s.readCertificates(), s.readConsoleHosts())
	s.retention = inventory.Retention{PerDevice: c.EventsPerDevice, MaxAge: time.Duration(c.EventsFor)}
	return s, err
}

func (c *Config) checkPlaces() error {
	var errs []error
	if c.Data == "" {
		errs = append(errs, configErrorf("data is empty: name a folder for the database and the key file"))
	}
	if err := c.index().Check(); err != nil {
		errs = append(errs, configErrorf("index_address: %v", err))
	}
	if c.Database != "" {
		if err := store.CheckURL(c.Database); err != nil {
			errs = append(errs, configErrorf("%v; leave it empty for the embedded database", err))
		}
	}
	return errors.Join(errs...)
}

// readConsoleHosts reads the names under which the console answers. The host of its address is one.
func (s *settled) readConsoleHosts() error {
	var errs []error
	for _, text := range s.ConsoleHosts {
		host, port, err := model.SplitHost(text)
		switch {
		case err != nil:
			errs = append(errs, configErrorf("console_hosts: %v", err))
		case port != 0:
			errs = append(errs, configErrorf("console_hosts: %.60q has a port: write the host alone, "+
				"which counts with every port", text))
		default:
			s.consoleHosts = append(s.consoleHosts, model.HostOf(host))
		}
	}
	if host := model.HostOf(s.Console); host != "" {
		s.consoleHosts = append(s.consoleHosts, host)
	}
	return errors.Join(errs...)
}

// index is what the index files say.
func (c *Config) index() provision.Index {
	return provision.Index{Address: c.IndexAddress, Digits: c.IndexDigits}
}

// checkAddresses looks at the listeners. Plain HTTP beyond loopback shows every document to everybody on the way, so it must
// be asked for.
func (c *Config) checkAddresses() error {
	var errs []error
	if c.Listen == "" && c.ListenTLS == "" && c.LabBasic == "" {
		errs = append(errs, configErrorf("there is no address for phones: give listen or listen_tls"))
	}
	for _, a := range []struct {
		key, address string
		// instead is what to do rather than plain HTTP beyond loopback; empty for an address with TLS.
		instead string
	}{
		{"listen", c.Listen, "use listen_tls"},
		{"listen_tls", c.ListenTLS, ""},
		{"console", c.Console, "put a proxy with TLS in front of it"},
		{"lab_basic", c.LabBasic, "keep it on loopback"},
	} {
		if a.address == "" {
			continue
		}
		host, port, err := net.SplitHostPort(a.address)
		switch {
		case err != nil || !isPort(port):
			errs = append(errs, configErrorf("%s %q is not an address: write it like 127.0.0.1:8480", a.key, a.address))
		case a.instead != "" && !c.PlainHTTP && !isLoopback(host):
			errs = append(errs, configErrorf("%s %q is plain HTTP beyond loopback: %s, or allow it with plain_http (--plain-http)", a.key, a.address, a.instead))
		}
	}
	return errors.Join(errs...)
}

// isPort reports whether a text is the number of a port; 0 is any that is free.
func isPort(text string) bool {
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}

// isLoopback reports whether a host is this machine alone. A name other than localhost is not looked up: it may change.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}

func (c *Config) checkWords() error {
	var errs []error
	if !validRealm(c.Realm) {
		errs = append(errs, configErrorf(`realm %q does not do: take 1 to 64 printable ASCII characters without ", \ and comma`, c.Realm))
	}
	if _, err := c.logLevel(); err != nil {
		errs = append(errs, err)
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		errs = append(errs, configErrorf("log_format %q is not known: give text or json", c.LogFormat))
	}
	if c.EventsPerDevice < 1 {
		errs = append(errs, configErrorf("events_per_device %d is too few: give at least 1", c.EventsPerDevice))
	}
	if c.EventsFor < Duration(time.Hour) {
		errs = append(errs, configErrorf("events_for %s is too short: give at least 1h", c.EventsFor))
	}
	return errors.Join(errs...)
}

func validRealm(s string) bool {
	return s != "" && len(s) <= 64 && !strings.ContainsFunc(s, func(r rune) bool {
		return r < ' ' || r > '~' || r == '"' || r == '\\' || r == ','
	})
}

func (c *Config) logLevel() (slog.Level, error) {
	var level slog.Level
	switch c.LogLevel {
	case "debug", "info", "warn", "error":
		return level, level.UnmarshalText([]byte(c.LogLevel))
	default:
		return level, configErrorf("log_level %q is not known: give debug, info, warn or error", c.LogLevel)
	}
}

func (s *settled) readAlgorithms() error {
	if len(s.Algorithms) == 0 {
		return configErrorf(`algorithms is empty: give ["MD5"], which is all that the phones know`)
	}
	var errs []error
	for _, name := range s.Algorithms {
		a, ok := digest.ParseAlgorithm(name)
		if !ok {
			errs = append(errs, configErrorf("algorithm %q is not known: give MD5, SHA-256 or SHA-512-256", name))
		}
		s.algorithms = append(s.algorithms, a)
	}
	return errors.Join(errs...)
}

func (s *settled) readProxies() error {
	var errs []error
	for _, text := range s.TrustedProxies {
		network, err := parseNetwork(text)
		if err != nil {
			errs = append(errs, configErrorf("trusted_proxies %q is neither an address nor a network: write it like 10.0.0.0/8", text))
		}
		s.proxies = append(s.proxies, network)
	}
	if s.ProxyProtocol && len(s.TrustedProxies) == 0 {
		errs = append(errs,
			configErrorf("proxy_protocol needs trusted_proxies: list the proxies that speak it"))
	}
	return errors.Join(errs...)
}

func parseNetwork(text string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(text); err == nil {
		a = a.Unmap().WithZone("")
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	return netip.ParsePrefix(text)
}

// CheckCertificates reads the certificate files of a valid c, as a server does
// when it starts. It returns what clients will not like about them.
func (c *Config) CheckCertificates() ([]server.CertificateFault, error) {
	s, err := c.settle()
	if err != nil || len(s.certificates) == 0 {
		return nil, err
	}
	certificates, err := server.LoadCertificates(s.certificates, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, &configError{err}
	}
	return certificates.Faults(), nil
}

func (s *settled) readCertificates() error {
	if len(s.TLSCert) != len(s.TLSKey) {
		return configErrorf("there are %d tls_cert and %d tls_key: give a key for each certificate", len(s.TLSCert), len(s.TLSKey))
	}
	if s.ListenTLS != "" && len(s.TLSCert) == 0 {
		return configErrorf("listen_tls needs tls_cert and tls_key")
	}
	for i := range s.TLSCert {
		s.certificates = append(s.certificates, server.CertificateFiles{Certificate: s.TLSCert[i], Key: s.TLSKey[i]})
	}
	return nil
}
