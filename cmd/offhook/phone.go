package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// phoneOptions are the flags of the command.
type phoneOptions struct {
	model, firmware, mac             string
	username, nvm, ca                string
	devicePassword, password, prompt *secretValue
	promptTimeout                    time.Duration
	switches                         []string
	basicTest, insecure, json        bool
}

func newPhoneCommand() *cobra.Command {
	var o phoneOptions
	cmd := &cobra.Command{
		Use:   "phone [flags] URL",
		Short: "Be a phone that fetches its document from a provisioning server",
		Long: `Be one Gigaset phone that asks URL for its document, as the real one would: first
without credentials, then with its integrated pair, then with the configured
pair where its firmware has one, and on a DE phone at last with what the person
at the keypad enters.

Each step is printed as it happens; in the first column stands the rung of the
ladder that a request is on.`,
		Example: `  offhook phone --model N510 http://127.0.0.1:8480/7C2F80123456.xml
  offhook phone --model N720 --username site42 --password @pair.txt https://prov.example.net/n720.xml
  offhook phone --model DE410 --prompt ask http://127.0.0.1:8480/de410.xml`,
		Args:        cobra.ExactArgs(1),
		Annotations: exitCodes(exitRefused, exitUnreachable, exitRejected),
		RunE:        func(cmd *cobra.Command, args []string) error { return runPhone(cmd, o, args[0]) },
	}
	o.addFlags(cmd)
	return cmd
}

func (o *phoneOptions) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&o.model, "model", "", "model of the phone: "+strings.Join(modelNames(), ", "))
	flags.StringVar(&o.firmware, "firmware", "", "firmware in the vendor's notation, such as BL84, 70.084.00.000.000 or BL02.00.11 (default the model's)")
	flags.StringVar(&o.mac, "mac", "", "MAC address, with or without separators (default a random one)")
	o.devicePassword = secretFlag(cmd, "device-password", "OFFHOOK_DEVICE_PASSWORD", "password of the integrated pair (default a random one)")
	flags.StringVar(&o.username, "username", "", "user name entered under Settings - Security Settings - Server Authentication")
	o.password = secretFlag(cmd, "password", "OFFHOOK_PASSWORD", "password entered there")
	o.prompt = secretFlag(cmd, "prompt", "OFFHOOK_PROMPT",
		"the person at the keypad, there once: ask (this terminal), none (the prompt times out), USER:PASSWORD (typed, then OK), empty (OK on empty fields), back or cancel (default none)")
	flags.DurationVar(&o.promptTimeout, "prompt-timeout", 0, "how long the prompt waits (default the model's)")
	flags.StringVar(&o.nvm, "nvm", "", "file with the phone's memory, kept between runs and made when missing; it holds secrets")
	flags.BoolVar(&o.basicTest, "basic-test", false, "DE models: answer a Basic challenge, for testing only")
	flags.StringArrayVar(&o.switches, "switch", nil, "NAME=VALUE: set an unknown behaviour otherwise than its default; may be repeated")
	flags.StringVar(&o.ca, "ca", "", "file with the certificates, in PEM, that https servers are trusted by instead of the system's")
	flags.BoolVar(&o.insecure, "insecure", false, "trust every https server: anyone on the way can read and change the document")
	addJSONFlag(cmd, &o.json)
}

// modelNames lists the models of the table.
func modelNames() []string {
	var names []string
	for _, m := range model.Models() {
		names = append(names, m.Name)
	}
	return names
}

// runPhone makes one attempt at address, and turns its outcome into the exit code.
func runPhone(cmd *cobra.Command, o phoneOptions, address string) error {
	config, err := o.config()
	if err != nil {
		return err
	}
	if err := phone.CheckURL(address); err != nil {
		return withHint(usageError("the URL of the document: %w", err), urlHint(err))
	}
	trace := &phoneTrace{w: cmd.OutOrStdout(), json: o.json}
	config.Trace = trace.write
	p, warnings, err := emulator.New(config)
	if err != nil {
		return exitError(exitUsage, err)
	}
	if (o.ca != "" || o.insecure) && !strings.HasPrefix(strings.ToLower(address), "https:") {
		warnings = append(warnings, "--ca and --insecure are not used: the address is not https")
	}
	for _, w := range warnings {
		warn(cmd, "%s", w)
	}
	if !o.json {
		fmt.Fprintf(cmd.OutOrStdout(), "%s\n", p)
	}
	outcome, err := p.Fetch(cmd.Context(), address)
	switch {
	case err != nil:
		return exitError(exitInternal, err)
	case trace.err != nil:
		return exitError(exitInternal, fmt.Errorf("print the trace: %w", trace.err))
	}
	if code := outcomeCode(outcome.Outcome); code != exitOK {
		return exitSilently(code)
	}
	return nil
}

// urlHint says what would be right instead of an address. It does not repeat it, as there may be a password in it.
func urlHint(err error) string {
	if errors.Is(err, phone.ErrURLUserInfo) {
		return "--username and --password are the configured pair"
	}
	return "write it as http://HOST:PORT/PATH or https://HOST/PATH"
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

// phoneTrace prints the steps of an attempt. It keeps the first error of printing.
type phoneTrace struct {
	w    io.Writer
	json bool
	err  error
}

func (t *phoneTrace) write(e emulator.TraceEvent) {
	if t.err != nil {
		return
	}
	if t.json {
		t.err = writeJSON(t.w, e)
		return
	}
	_, t.err = fmt.Fprintln(t.w, e)
}
