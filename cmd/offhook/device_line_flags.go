package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// lineFlags are what device line says about a line.
type lineFlags struct {
	cmd                                       *cobra.Command
	number, name, authName                    string
	server, registrar, proxy                  string
	domain, label, transport, codecs, handset string
	password, accessCode                      *secretValue
	inactive, remove                          bool
}

// lineFlagNames are the flags that set something.
var lineFlagNames = []string{
	"number", "name", "auth-name", "password", "server", "registrar", "domain", "proxy", "transport", "codecs", "label",
	"handset", "access-code", "inactive",
}

func addLineFlags(cmd *cobra.Command) *lineFlags {
	f := &lineFlags{cmd: cmd}
	flags := cmd.Flags()
	flags.StringVar(&f.number, "number", "", "phone number of the line, or what else stands before the @")
	flags.StringVar(&f.name, "name", "", "name that the person called sees")
	flags.StringVar(&f.authName, "auth-name", "", "user name for the registrar (default the number)")
	f.password = secretFlag(cmd, "password", "OFFHOOK_SIP_PASSWORD", "password for the registrar")
	flags.StringVar(&f.server, "server", "", "HOST[:PORT] of the SIP server")
	flags.StringVar(&f.registrar, "registrar", "", "HOST[:PORT] of the registrar (default the server)")
	flags.StringVar(&f.domain, "domain", "", "what stands behind the @ (default the host of the server)")
	flags.StringVar(&f.proxy, "proxy", "", "HOST[:PORT] of an outbound proxy that is always used; empty for none")
	flags.StringVar(&f.transport, "transport", "", "udp, tcp or tls, where the model can be told")
	flags.StringVar(&f.codecs, "codecs", "", "preferred codecs, the best first, with commas between: "+joinCodecs(provdoc.Codecs()))
	flags.StringVar(&f.label, "label", "", "what the phone itself calls the line (default the number)")
	flags.StringVar(&f.handset, "handset", "", "handsets that ring for the line and call out over it, with commas between, each with its name when it gets one: 1,2=Hall (default that of the line's number)")
	f.accessCode = secretFlag(cmd, "access-code", "OFFHOOK_ACCESS_CODE", "what a person types at the handset of the line to register it (Nx70 class)")
	flags.BoolVar(&f.inactive, "inactive", false, "keep the line and do not use it; --inactive=false uses it again")
	flags.BoolVar(&f.remove, "rm", false, "remove the line")
	return f
}

func joinCodecs(codecs []provdoc.Codec) string {
	names := make([]string, len(codecs))
	for i, c := range codecs {
		names[i] = string(c)
	}
	return strings.Join(names, ",")
}

func (f *lineFlags) changed(flag string) bool { return f.cmd.Flags().Changed(flag) }

// sets reports whether a flag sets something.
func (f *lineFlags) sets() bool {
	for _, name := range lineFlagNames {
		if f.changed(name) {
			return true
		}
	}
	return false
}

// any reports whether a flag changes something.
func (f *lineFlags) any() bool { return f.remove || f.sets() }

// lineChange is what the flags do to a line. It is made before the database is opened, as it reads files.
type lineChange struct {
	steps []func(a *provdoc.Account)
	names []provdoc.Handset
}

// apply returns the settings with the line changed. shared is what the line has of its provider
// from the layers.
func (c *lineChange) apply(
	m *model.Model, settings []provdoc.Entry, id provdoc.Account, shared provdoc.Provider,
) ([]provdoc.Entry, error) {
	before, found, err := provdoc.FindAccount(m, settings, id)
	if err != nil {
		return nil, err
	}
	account := before
	for _, step := range c.steps {
		step(&account)
	}
	if account, err = account.Complete(m, before, found, shared); err != nil {
		return nil, err
	}
	if settings, err = provdoc.SetAccount(m, settings, account); err != nil {
		return nil, err
	}
	for _, handset := range c.names {
		if settings, err = provdoc.SetHandset(m, settings, handset); err != nil {
			return nil, err
		}
	}
	return settings, nil
}

func (c *lineChange) add(step func(a *provdoc.Account)) { c.steps = append(c.steps, step) }

// change reads the flags. All that is wrong with them is said at once.
func (f *lineFlags) change() (*lineChange, error) {
	c := &lineChange{}
	f.readTexts(c)
	err := errors.Join(f.checkNumber(), f.readSecrets(c), f.readEndpoints(c), f.readTransport(c), f.readHandsets(c))
	if f.changed("codecs") {
		c.add(func(a *provdoc.Account) { a.Codecs = splitCodecs(f.codecs) })
	}
	if f.changed("inactive") {
		active := !f.inactive
		c.add(func(a *provdoc.Account) { a.Active = &active })
	}
	return c, exitError(exitUsage, err)
}

func (f *lineFlags) readTexts(c *lineChange) {
	for _, text := range []struct {
		flag, value string
		at          func(a *provdoc.Account) *string
	}{
		{"number", f.number, func(a *provdoc.Account) *string { return &a.Number }},
		{"name", f.name, func(a *provdoc.Account) *string { return &a.Name }},
		{"auth-name", f.authName, func(a *provdoc.Account) *string { return &a.AuthName }},
		{"label", f.label, func(a *provdoc.Account) *string { return &a.Label }},
		{"domain", f.domain, func(a *provdoc.Account) *string { return &a.Provider.Domain }},
	} {
		if f.changed(text.flag) {
			c.add(func(a *provdoc.Account) { *text.at(a) = text.value })
		}
	}
}

// checkNumber refuses a whole address: only what stands before the @ is the number.
func (f *lineFlags) checkNumber() error {
	if strings.ContainsAny(f.number, "@ \t") {
		return fmt.Errorf("--number %q: give what stands before the @, and the rest as --domain or --server", f.number)
	}
	return nil
}

// readSecrets takes a secret from the environment only beside the number or the user name that it belongs to, so that a
// variable that is there for another line changes none.
func (f *lineFlags) readSecrets(c *lineChange) error {
	var errs []error
	for _, secret := range []struct {
		flag  string
		value *secretValue
		at    func(a *provdoc.Account) *digest.Secret
	}{
		{"password", f.password, func(a *provdoc.Account) *digest.Secret { return &a.Password }},
		{"access-code", f.accessCode, func(a *provdoc.Account) *digest.Secret { return &a.AccessCode }},
	} {
		text, given, err := secret.value.Secret()
		errs = append(errs, err)
		if f.changed(secret.flag) || given && !text.IsZero() && (f.changed("number") || f.changed("auth-name")) {
			c.add(func(a *provdoc.Account) { *secret.at(a) = text })
		}
	}
	return errors.Join(errs...)
}

func (f *lineFlags) readEndpoints(c *lineChange) error {
	var errs []error
	for _, flag := range []struct {
		name, text string
		at         func(p *provdoc.Provider) *provdoc.Endpoint
	}{
		{"server", f.server, func(p *provdoc.Provider) *provdoc.Endpoint { return &p.Server }},
		{"registrar", f.registrar, func(p *provdoc.Provider) *provdoc.Endpoint { return &p.Registrar }},
		{"proxy", f.proxy, func(p *provdoc.Provider) *provdoc.Endpoint { return &p.Proxy }},
	} {
		if !f.changed(flag.name) {
			continue
		}
		endpoint, err := provdoc.ParseEndpoint(flag.text)
		if err != nil {
			errs = append(errs, fmt.Errorf("--%s: the value %w", flag.name, err))
		}
		c.add(func(a *provdoc.Account) { *flag.at(&a.Provider) = endpoint })
	}
	if f.changed("proxy") {
		mode := provdoc.ProxyAlways
		if f.proxy == "" {
			mode = provdoc.ProxyNever
		}
		c.add(func(a *provdoc.Account) { a.Provider.ProxyMode = mode })
	}
	return errors.Join(errs...)
}

func (f *lineFlags) readTransport(c *lineChange) error {
	transport := provdoc.Transport(strings.ToLower(f.transport))
	switch {
	case !f.changed("transport"):
		return nil
	case transport != "" && transport != provdoc.UDP && transport != provdoc.TCP && transport != provdoc.TLS:
		return fmt.Errorf("--transport %q: give udp, tcp or tls", f.transport)
	}
	c.add(func(a *provdoc.Account) { a.Provider.Transport = transport })
	return nil
}

func splitCodecs(text string) (codecs []provdoc.Codec) {
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); name != "" {
			codecs = append(codecs, provdoc.Codec(strings.ToLower(name)))
		}
	}
	return codecs
}

// readHandsets reads 1,2=Hall; nothing is no handset at all.
func (f *lineFlags) readHandsets(c *lineChange) error {
	if !f.changed("handset") {
		return nil
	}
	handsets := []int{}
	for word := range strings.SplitSeq(f.handset, ",") {
		if word == "" && f.handset == "" {
			continue
		}
		number, name, named := strings.Cut(word, "=")
		n, err := strconv.ParseUint(strings.TrimSpace(number), 10, 8)
		if err != nil || n == 0 {
			return fmt.Errorf("--handset %q: %q is no handset: write the numbers of handsets with commas between, 1,2=Hall", f.handset, word)
		}
		handsets = append(handsets, int(n))
		if named {
			c.names = append(c.names, provdoc.Handset{Index: int(n), Name: name})
		}
	}
	c.add(func(a *provdoc.Account) { a.Receive, a.Send = handsets, handsets })
	return nil
}
