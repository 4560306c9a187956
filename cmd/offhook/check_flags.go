package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// checkFlags say which phone the documents are for, how they come there, and what of them is meant to be so.
type checkFlags struct {
	model, firmware, mac, url, previous string
	extended, open                      bool
	allow                               []string
}

func (f *checkFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.model, "model", "", "check for this model: "+strings.Join(modelNames(), ", "))
	flags.StringVar(&f.firmware, "firmware", "", "check for this firmware, as BL84, 70.084.00.000.000 or BL02.00.11")
	flags.StringVar(&f.mac, "mac", "", "check for the phone with this MAC address")
	flags.StringVar(&f.url, "url", "", "the address that the phone fetches the document from")
	flags.BoolVar(&f.open, "open", false, "the document is given out without a credential")
	flags.BoolVar(&f.extended, "extended", false, "check what EXTENDED_PROFILE of another document loads")
	flags.StringVar(&f.previous, "previous", "", "`file` with the document that the phone got before")
	flags.StringArrayVar(&f.allow, "allow", nil, "`CODE=REASON` or CODE:ITEM=REASON: lower the findings of a rule, for all items or for one; may be repeated")
}

// options reads the flags.
func (f *checkFlags) options() (o provdoc.CheckOptions, err error) {
	o.Extended, o.Open, o.URL = f.extended, f.open, f.url
	for _, read := range []func(*provdoc.CheckOptions) error{f.readPhone, f.readAddress, f.readPrevious, f.readAllow} {
		if err := read(&o); err != nil {
			return o, exitError(exitUsage, err)
		}
	}
	return o, nil
}

func (f *checkFlags) readPhone(o *provdoc.CheckOptions) (err error) {
	if f.model != "" {
		if o.Model, err = model.Lookup(f.model); err != nil {
			return err
		}
	}
	if f.firmware != "" {
		if o.Firmware, err = model.ParseFirmware(f.firmware); err != nil {
			return err
		}
		if o.Model != nil {
			return o.Model.CheckFirmware(o.Firmware)
		}
	}
	return nil
}

func (f *checkFlags) readAddress(o *provdoc.CheckOptions) (err error) {
	if f.mac != "" {
		if o.MAC, err = model.ParseMAC(f.mac); err != nil {
			return fmt.Errorf("--mac: %w", err)
		}
	}
	if scheme, _, ok := strings.Cut(f.url, "://"); f.url != "" && (!ok || scheme != "http" && scheme != "https") {
		return fmt.Errorf("--url %q is no address: write it as https://prov.example.net/7C2F80123456.xml", f.url)
	}
	return nil
}

func (f *checkFlags) readPrevious(o *provdoc.CheckOptions) (err error) {
	if f.previous == "" {
		return nil
	}
	if o.Previous, err = readDocument(f.previous); err != nil {
		return fmt.Errorf("--previous: %w", err)
	}
	if document, _ := provdoc.Parse(o.Previous); !document.Readable() {
		return fmt.Errorf("--previous: %s is no document that a phone reads: offhook check %s says why", f.previous, f.previous)
	}
	return nil
}

func (f *checkFlags) readAllow(o *provdoc.CheckOptions) error {
	for _, text := range f.allow {
		a, err := provdoc.ParseAllowance(text)
		if err != nil {
			return fmt.Errorf("--allow: %w", err)
		}
		o.Allow = append(o.Allow, a)
	}
	return nil
}
