package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// config turns the flags into a phone.
func (o *phoneOptions) config() (c emulator.Config, err error) {
	c = emulator.Config{
		Username: o.username, BasicTest: o.basicTest, NVMFile: o.nvm,
		PromptTimeout: o.promptTimeout, Language: o.language, Faults: o.faults,
	}
	if err := o.check(); err != nil {
		return c, exitError(exitUsage, err)
	}
	if err := o.identity(&c); err != nil {
		return c, exitError(exitUsage, err)
	}
	if c.Switches, err = parseSwitches(c.Model, o.switches); err != nil {
		return c, exitError(exitUsage, err)
	}
	if c.TLS, err = o.trust(); err != nil {
		return c, exitError(exitUsage, err)
	}
	if c.DevicePassword, _, err = o.devicePassword.Secret(); err != nil {
		return c, err
	}
	if c.ProviderKey, err = o.key(); err != nil {
		return c, err
	}
	// A password in the environment waits for a user name; one on the command line without a user name is a mistake.
	if o.username != "" || o.password.given {
		if c.Password, _, err = o.password.Secret(); err != nil {
			return c, err
		}
	}
	if c.ActivationCode, err = o.code(); err != nil {
		return c, err
	}
	c.Prompter, err = o.person()
	return c, err
}

// check looks at the flags that are wrong in themselves, or beside another.
func (o *phoneOptions) check() error {
	switch {
	case o.promptTimeout < 0:
		return fmt.Errorf("--prompt-timeout %s: a time above zero is right", o.promptTimeout)
	case o.language != "" && o.language != "en" && o.language != "de":
		return fmt.Errorf("--language %q: en or de is right", o.language)
	case o.tui && o.prompt.given:
		return errors.New("--tui and --prompt exclude each other: with --tui the person presses the keys")
	case o.dhcp114 && o.dhcp66:
		return errors.New("--dhcp114 and --dhcp66 exclude each other: URL came by one of them")
	}
	for _, address := range []struct{ flag, value string }{
		{"serve", o.serve}, {"sip", o.sipAddress()}, {"multicast", o.multicast},
	} {
		if address.value == "" {
			continue
		}
		if _, port, err := net.SplitHostPort(address.value); err != nil || port == "" {
			return fmt.Errorf("--%s %q: write it as HOST:PORT, such as 127.0.0.1:8490", address.flag, address.value)
		}
	}
	return checkFaults(o.faults)
}

// sipAddress is where the phone gets SIP messages, "" for nowhere.
func (o *phoneOptions) sipAddress() string {
	switch {
	case o.sip == "off", o.sip == "" && o.serve == "":
		return ""
	case o.sip == "":
		return "127.0.0.1:0"
	}
	return o.sip
}

// code reads the activation code. Neither it nor an error shows what is behind the #.
func (o *phoneOptions) code() (discovery.ActivationCode, error) {
	secret, given, err := o.activationCode.Secret()
	if err != nil || !given || secret.IsZero() {
		return discovery.ActivationCode{}, err
	}
	code, err := discovery.ParseActivationCode(secret.Reveal())
	if err != nil {
		return code, usageError("--activation-code: %w", err)
	}
	return code, nil
}

// key reads the key of the provider. No error shows it.
func (o *phoneOptions) key() (digest.Secret, error) {
	secret, _, err := o.providerKey.Secret()
	if err != nil || secret.IsZero() {
		return digest.Secret{}, err
	}
	key, err := phone.ParseProviderKey(secret)
	if err != nil {
		return digest.Secret{}, usageError("--provider-key: %w", err)
	}
	return key, nil
}

// unused names the flags that have no effect beside the others, or hardly the one that is meant.
func (o *phoneOptions) unused(c emulator.Config, a discovery.Address) (warnings []string) {
	if c.Username != "" && c.Password.IsZero() {
		warnings = append(warnings, "--username has no --password beside it: the phone has an empty password, which hardly any server knows")
	}
	if !o.stays() {
		for _, f := range []struct {
			flag string
			set  bool
		}{{"sip", o.sip != ""}, {"multicast", o.multicast != ""}, {"language", o.language != ""}} {
			if f.set {
				warnings = append(warnings, fmt.Sprintf("--%s is not used: it is for a phone that stays, with --serve or --tui", f.flag))
			}
		}
		if (o.ca != "" || o.insecure) && !strings.HasPrefix(strings.ToLower(a.URL), "https:") {
			flag := "--insecure"
			if o.ca != "" {
				flag = "--ca"
			}
			warnings = append(warnings, flag+" is not used, unless a redirect leads to https: the address is not https")
		}
	}
	if o.clientCert != "" && !c.Model.ClientCertificate {
		warnings = append(warnings, fmt.Sprintf("--client-cert is not used: the %s shows no certificate", c.Model.Name))
	}
	if o.dhcp15 != "" && a.Source == discovery.Manual {
		warnings = append(warnings, "--dhcp15 is not used: the domain counts where the address came from DHCP, with --dhcp66 or --dhcp114")
	}
	return warnings
}

// identity reads which phone it is.
func (o *phoneOptions) identity(c *emulator.Config) (err error) {
	if c.Model, err = o.lookup(); err != nil {
		return err
	}
	if o.firmware != "" {
		if c.Firmware, err = c.Model.ParseFirmware(o.firmware); err != nil {
			return fmt.Errorf("--firmware: %w", err)
		}
	}
	if o.mac != "" {
		if c.MAC, err = model.ParseMAC(o.mac); err != nil {
			return fmt.Errorf("--mac: %w", err)
		}
	}
	return nil
}

// lookup finds the model.
func (o *phoneOptions) lookup() (*model.Model, error) {
	if o.model == "" {
		return nil, withHint(errors.New("--model is missing"), "one of "+strings.Join(modelNames(), ", "))
	}
	m, err := model.Lookup(o.model)
	if err != nil {
		return nil, fmt.Errorf("--model: %w", err)
	}
	return m, nil
}

// parseSwitches reads NAME=VALUE for a model.
func parseSwitches(m *model.Model, args []string) (map[string]string, error) {
	switches := make(map[string]string, len(args))
	for _, arg := range args {
		name, value, ok := strings.Cut(arg, "=")
		if !ok {
			return nil, withHint(fmt.Errorf("--switch %.40q: NAME=VALUE is right", arg), switchHint(m, arg))
		}
		if _, twice := switches[name]; twice {
			return nil, fmt.Errorf("--switch %s is given twice", name)
		}
		s, known := m.Switch(name)
		if !known {
			return nil, withHint(fmt.Errorf("--switch: %s has no switch %.40q", m.Name, name), switchHint(m, name))
		}
		if err := s.Check(value); err != nil {
			return nil, fmt.Errorf("--switch: %w", err)
		}
		switches[name] = value
	}
	return switches, nil
}

// trust reads whom the phone trusts for https, and what it shows itself.
func (o *phoneOptions) trust() (*tls.Config, error) {
	if o.ca != "" && o.insecure {
		return nil, errors.New("--ca and --insecure exclude each other: give one of them")
	}
	roots, err := o.roots()
	if err != nil {
		return nil, err
	}
	config := &tls.Config{RootCAs: roots, InsecureSkipVerify: o.insecure}
	if o.clientCert != "" {
		data, err := readLimitedFile(o.clientCert, maxKeyFile)
		if err != nil {
			return nil, fmt.Errorf("--client-cert: %w", err)
		}
		own, err := tls.X509KeyPair(data, data)
		if err != nil {
			return nil, fmt.Errorf("--client-cert: %w", err)
		}
		config.Certificates = []tls.Certificate{own}
	}
	return config, nil
}

// roots reads the certificates of --ca; nil is the system's.
func (o *phoneOptions) roots() (*x509.CertPool, error) {
	if o.ca == "" {
		return nil, nil
	}
	data, err := readLimitedFile(o.ca, maxKeyFile)
	if err != nil {
		return nil, fmt.Errorf("--ca: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(data) {
		return nil, fmt.Errorf("--ca: %s holds no certificate in PEM", o.ca)
	}
	return roots, nil
}

// person reads who is at the keypad; nil when nothing is said.
func (o *phoneOptions) person() (emulator.Prompter, error) {
	secret, given, err := o.prompt.Secret()
	if err != nil || !given || o.tui {
		return nil, err
	}
	switch word := secret.Reveal(); word {
	case "", "none":
		return emulator.None{}, nil
	case "ask":
		return newTerminalPrompter()
	case "empty":
		return emulator.Once(emulator.Empty{}), nil
	case "back":
		return emulator.Once(emulator.Back{}), nil
	case "cancel":
		return emulator.Once(emulator.Cancel{}), nil
	default:
		username, password, ok := strings.Cut(word, ":")
		if !ok {
			return nil, usageError("--prompt: one of ask, none, USER:PASSWORD, empty, back, cancel is right")
		}
		typed := emulator.Typed{Username: username, Password: digest.NewSecret(password)}
		if err := typed.Check(); err != nil {
			return nil, usageError("--prompt: %w", err)
		}
		return emulator.Once(typed), nil
	}
}
