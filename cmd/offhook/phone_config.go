package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
)

// config turns the flags into a phone.
func (o *phoneOptions) config() (c emulator.Config, err error) {
	c = emulator.Config{Username: o.username, BasicTest: o.basicTest, NVMFile: o.nvm}
	if o.promptTimeout < 0 {
		return c, usageError("--prompt-timeout %s: a time above zero is right", o.promptTimeout)
	}
	c.PromptTimeout = o.promptTimeout
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
	// A password in the environment waits for a user name; one on the command line without a user name is a mistake.
	if o.username != "" || o.password.given {
		if c.Password, _, err = o.password.Secret(); err != nil {
			return c, err
		}
	}
	c.Prompter, err = o.person()
	return c, err
}

// identity reads which phone it is.
func (o *phoneOptions) identity(c *emulator.Config) (err error) {
	if o.model == "" {
		return withHint(fmt.Errorf("--model is missing"), "one of "+strings.Join(modelNames(), ", "))
	}
	if c.Model, err = model.Lookup(o.model); err != nil {
		return fmt.Errorf("--model: %w", err)
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

// parseSwitches reads NAME=VALUE for a model.
func parseSwitches(m *model.Model, args []string) (map[string]string, error) {
	switches := make(map[string]string, len(args))
	for _, arg := range args {
		name, value, ok := strings.Cut(arg, "=")
		if !ok {
			return nil, fmt.Errorf("--switch %q: NAME=VALUE is right", arg)
		}
		if _, twice := switches[name]; twice {
			return nil, fmt.Errorf("--switch %s is given twice", name)
		}
		if err := m.CheckSwitch(name, value); err != nil {
			return nil, fmt.Errorf("--switch: %w", err)
		}
		switches[name] = value
	}
	return switches, nil
}

// trust reads whom the phone trusts for https.
func (o *phoneOptions) trust() (*tls.Config, error) {
	if o.ca != "" && o.insecure {
		return nil, errors.New("--ca and --insecure exclude each other: give one of them")
	}
	if o.ca == "" {
		return &tls.Config{InsecureSkipVerify: o.insecure}, nil
	}
	data, err := os.ReadFile(o.ca)
	if err != nil {
		return nil, fmt.Errorf("--ca: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(data) {
		return nil, fmt.Errorf("--ca: %s holds no certificate in PEM", o.ca)
	}
	return &tls.Config{RootCAs: roots}, nil
}

// person reads who is at the keypad.
func (o *phoneOptions) person() (emulator.Prompter, error) {
	secret, _, err := o.prompt.Secret()
	if err != nil {
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
