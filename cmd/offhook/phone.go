package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// phoneOptions are the flags of the command.
type phoneOptions struct {
	model, firmware, mac             string
	username, nvm, ca, clientCert    string
	devicePassword, password, prompt *secretValue
	activationCode, providerKey      *secretValue
	promptTimeout                    time.Duration
	switches, faults                 []string
	dhcp15, language                 string
	serve, sip, multicast            string
	dhcp114, dhcp66                  bool
	basicTest, insecure, tui, json   bool
}

func newPhoneCommand() *cobra.Command {
	var o phoneOptions
	cmd := &cobra.Command{
		Use:   "phone [flags] [URL]",
		Short: "Be a phone that fetches its document from a provisioning server",
		Long: `Be one Gigaset phone that asks URL for its document, as the real one would: first
without credentials, then with its integrated pair, then with the configured
pair where its firmware has one, and on a phone that has the dialogue for it at
last with what the person at the keypad enters.

Each step is printed as it happens; in the first column stands the rung of the
ladder that a request is on. A server that hands out passwords without asking
for a credential is a finding, as with offhook check --open.

URL is what an administrator would enter in the phone or in the DHCP server: the
address of the document, an address with tokens such as %MACD, which the phone
fills in, or a base address below which it looks for its document. N510, N720,
DE and their siblings then ask for index files, from master.bin on; Maxwell and
the Nx70 class ask for provisioning.xml, then for <MAC>.xml. --dhcp114 and
--dhcp66 say that the address came from DHCP, where that changes what follows.

With --serve or --tui the phone is switched on and stays on: it asks when it
starts, when its timer is over, when it gets a check-sync and when somebody
presses the button. URL is then its data server, or what DHCP gives it, and may
be left out: the phone asks the one in its memory, or that of the factory, which
is the manufacturer's. Where its web interface and its SIP port are is printed,
one address a line, before it asks for anything. SIGTERM ends it with exit code
0, however its last attempt ended.`,
		Example: `  offhook phone --model N510 http://127.0.0.1:8480/7C2F80123456.xml
  offhook phone --model N720 --username site42 --password @pair.txt https://prov.example.net/n720.xml
  offhook phone --model DE410 --prompt ask http://127.0.0.1:8480/de410.xml
  offhook phone --model DE410 --tui http://127.0.0.1:8480/de410.xml
  offhook phone --model N510 --dhcp66 http://prov.example.net
  offhook phone --model N510 --activation-code @code.txt 'http://prov.example.net/ap?ac=%ACTC'
  offhook phone --model N870 --serve 127.0.0.1:8490 --nvm n870.json http://prov.example.net/
  offhook phone --model N510 --fault slow-body http://127.0.0.1:8480/7C2F80123456.xml`,
		Args:        cobra.MaximumNArgs(1),
		Annotations: exitCodes(exitRefused, exitUnreachable, exitRejected),
		RunE:        func(cmd *cobra.Command, args []string) error { return runPhone(cmd, o, args) },
	}
	o.addFlags(cmd)
	return cmd
}

func (o *phoneOptions) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.model, "model", "", "model of the phone: "+strings.Join(modelNames(), ", "))
	flags.StringVar(&o.firmware, "firmware", "", "firmware in the vendor's notation, such as BL84, 70.084.00.000.000 or BL02.00.11 (default the model's)")
	flags.StringVar(&o.mac, "mac", "", "MAC address, with or without separators (default a random one)")
	flags.StringVar(&o.nvm, "nvm", "", "file with the phone's memory, kept between runs and made when missing; it holds secrets")

	o.devicePassword = secretFlag(cmd, "device-password", "OFFHOOK_DEVICE_PASSWORD", "password of the integrated pair (default a random one)")
	o.providerKey = secretFlag(cmd, "provider-key", "OFFHOOK_PROVIDER_KEY",
		"key of the phone's provider for encrypted profiles, 32 hexadecimal digits; --switch aes-mode=ecb, cbc-zero or cbc-prefix says how they are encrypted (default none)")
	flags.StringVar(&o.username, "username", "", "user name entered in the phone's web interface, on most models under Settings - Security Settings - Server Authentication")
	o.password = secretFlag(cmd, "password", "OFFHOOK_PASSWORD", "password entered there")
	o.prompt = secretFlag(cmd, "prompt", "OFFHOOK_PROMPT",
		"the person at the keypad, there once: ask (this terminal), none (the prompt times out), USER:PASSWORD (typed, then OK), empty (OK on empty fields), back or cancel (default none)")
	flags.DurationVar(&o.promptTimeout, "prompt-timeout", 0, "how long the prompt waits (default the model's)")
	flags.BoolVar(&o.basicTest, "basic-test", false, "DE models: answer a Basic challenge, for testing only")

	flags.BoolVar(&o.dhcp114, "dhcp114", false, "URL came as DHCP option 114")
	flags.BoolVar(&o.dhcp66, "dhcp66", false, "URL came as DHCP option 66, the TFTP server name")
	flags.StringVar(&o.dhcp15, "dhcp15", "", "domain that came as DHCP option 15; some phones put it behind what came as option 66")
	o.activationCode = secretFlag(cmd, "activation-code", "OFFHOOK_ACTIVATION_CODE",
		"activation code entered in the phone: three digits of the provider, the digits of the user, and # and those of a password if there is one")

	flags.BoolVar(&o.tui, "tui", false, "show the phone's display and keys in this terminal, and stay until the person leaves")
	flags.StringVar(&o.serve, "serve", "", "stay until SIGTERM, with the phone's web interface at this address, such as 127.0.0.1:8490; without a host only this computer reaches it")
	flags.StringVar(&o.sip, "sip", "", "UDP address for SIP NOTIFY check-sync, off for none (default with --serve a free port of 127.0.0.1)")
	flags.StringVar(&o.multicast, "multicast", "", "address that the phone sends its SIP SUBSCRIBE to when it starts, such as 224.0.1.75:5060 (default none)")
	flags.StringVar(&o.language, "language", "", "language of the display and the web interface, en or de; without it English, and in the web interface what a document sets")

	flags.StringArrayVar(&o.faults, "fault", nil, "NAME: be a phone or a network with this fault; may be repeated; list prints them")
	flags.StringArrayVar(&o.switches, "switch", nil, "NAME=VALUE: set an unknown behaviour otherwise than its default; may be repeated; list prints those of the model")
	flags.StringVar(&o.ca, "ca", "", "file with the certificates, in PEM, that https servers are trusted by instead of the system's")
	flags.BoolVar(&o.insecure, "insecure", false, "trust every https server: anyone on the way can read and change the document")
	flags.StringVar(&o.clientCert, "client-cert", "", "file with a certificate of the phone's own and its key, in PEM; models of the Nx70 class show it to a server that asks")
	addJSONFlag(cmd, &o.json)
}

// stays says whether the phone is switched on and stays on, instead of making one attempt.
func (o *phoneOptions) stays() bool { return o.serve != "" || o.tui }

// modelNames lists the models of the table.
func modelNames() []string {
	var names []string
	for _, m := range model.Models() {
		names = append(names, m.Name)
	}
	return names
}

// runPhone does with the phone what the flags say.
func runPhone(cmd *cobra.Command, o phoneOptions, args []string) error {
	if slices.Contains(o.faults, "list") {
		return listFaults(cmd, o.json)
	}
	if slices.Contains(o.switches, "list") {
		return listSwitches(cmd, o)
	}
	config, err := o.config()
	if err != nil {
		return err
	}
	address, err := o.address(args)
	if err != nil {
		return err
	}
	for _, w := range o.unused(config, address) {
		warn(cmd, "%s", w)
	}
	if o.stays() {
		return stay(cmd, o, config, address)
	}
	return fetchOnce(cmd, o, config, address)
}

// fetchOnce makes one attempt at address, and turns its outcome into the exit code.
func fetchOnce(cmd *cobra.Command, o phoneOptions, config emulator.Config, address discovery.Address) error {
	trace := &phoneTrace{w: cmd.OutOrStdout(), json: o.json}
	config.Trace = trace.write
	p, err := newPhone(cmd, config)
	if err != nil {
		return err
	}
	trace.name(p)
	if !takes(p, config, address.Source) {
		address = byHand(cmd, p, address)
	}
	outcome, err := p.FetchFrom(cmd.Context(), address)
	switch {
	case errors.Is(err, context.Canceled):
		return exitError(exitInternal, errors.New("interrupted before the attempt had ended"))
	case err != nil:
		return exitError(exitInternal, err)
	case trace.failed() != nil:
		return exitError(exitInternal, fmt.Errorf("print the trace: %w", trace.failed()))
	}
	if code := outcomeCode(outcome.Outcome); code != exitOK {
		return exitSilently(code)
	}
	return nil
}

// newPhone makes the phone, and warns of what it does not use.
func newPhone(cmd *cobra.Command, config emulator.Config) (*emulator.Phone, error) {
	p, warnings, err := emulator.New(config)
	if err != nil {
		return nil, exitError(exitUsage, err)
	}
	for _, w := range warnings {
		warn(cmd, "%s", w)
	}
	return p, nil
}

// outcomeCode is the exit code of an outcome.
func outcomeCode(outcome string) int {
	switch outcome {
	case phone.Provisioned, phone.Unchanged:
		return exitOK
	case phone.Refused, phone.Stopped:
		return exitRefused
	case phone.Unreachable:
		return exitUnreachable
	case phone.Rejected:
		return exitRejected
	}
	return exitInternal
}
