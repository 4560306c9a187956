package main

import (
	"cmp"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// settingFrom returns the first of flag, environment and default that is not empty.
func settingFrom(flag, env, def string) string { return cmp.Or(flag, os.Getenv(env), def) }

// deviceFlags are what device add and device edit say about a device.
type deviceFlags struct {
	cmd                                                       *cobra.Command
	model, firmware, accept, username, pairForm, documentFile string
	redirect, redirectUsername, site, profile, name, comment  string
	integrated, password, redirectPassword                    *secretValue
	set                                                       []string
}

func addDeviceFlags(cmd *cobra.Command) *deviceFlags {
	f := &deviceFlags{cmd: cmd}
	flags := cmd.Flags()
	flags.StringVar(&f.model, "model", "", "model of the phone: "+strings.Join(modelNames(), ", "))
	flags.Var((*nameValue)(&f.name), "name",
		"your name for the phone, such as \"Empfang\"; no document has it "+
			"(the name on its display is set by offhook device line --name)")
	flags.StringVar(&f.comment, "comment", "", "note about the phone; no document has it")
	flags.StringVar(&f.firmware, "firmware", "", "its firmware in the vendor's notation, such as BL84 or BL02.00.11")
	flags.StringVar(&f.accept, "accept", "", "credentials that open its document: integrated, configured or integrated,configured (default configured when a pair is given, else integrated)")
	f.integrated = secretFlag(cmd, "integrated-password", "OFFHOOK_INTEGRATED_PASSWORD", "device password of the integrated pair, whose user name is the MAC")
	flags.StringVar(&f.username, "username", "", "user name of the configured pair")
	f.password = secretFlag(cmd, "password", "OFFHOOK_PASSWORD", "password of the configured pair")
	flags.StringVar(&f.pairForm, "pair-form", "", "how the generated document sets the configured pair: "+strings.Join(pairForms(), ", ")+" (default that of the model)")
	flags.StringArrayVar(&f.set, "set", nil, "ITEM=VALUE: a tag, an NVM item or a param for the generated document; a secret one also as ITEM=@FILE; may be repeated")
	flags.Var((*nameValue)(&f.profile), "profile",
		"profile whose values and template it uses: offhook profile list shows them; \"\" removes it")
	flags.Var((*nameValue)(&f.site), "site",
		"site whose values it uses: offhook site list shows them; \"\" removes it")
	flags.StringVar(&f.documentFile, "document", "", "file that is sent as it is, instead of a generated document")
	flags.StringVar(&f.redirect, "redirect", "", "address that the phone is sent to instead, such as https://prov.example.net/%MACD.xml; %MACD and %MACC are its MAC, %DVID its variant")
	flags.StringVar(&f.redirectUsername, "redirect-username", "", "user name for that address, which goes along in it; for the N530 to N870E from firmware 2.53 on")
	f.redirectPassword = secretFlag(cmd, "redirect-password", "OFFHOOK_REDIRECT_PASSWORD", "password beside --redirect-username")
	return f
}

func (f *deviceFlags) changed(flag string) bool { return f.cmd.Flags().Changed(flag) }

// any reports whether one of the flags is given.
func (f *deviceFlags) any() bool {
	for _, flag := range []string{
		"model", "name", "comment", "firmware", "accept", "integrated-password", "username", "password",
		"pair-form", "set", "document", "profile", "site", "redirect", "redirect-username",
		"redirect-password",
	} {
		if f.changed(flag) {
			return true
		}
	}
	return false
}

// deviceChange is what the flags do to a device. It is made before the database is opened, as it reads files.
type deviceChange []func(d *inventory.Device) error

func (c deviceChange) apply(d *inventory.Device) error {
	for _, step := range c {
		if err := step(d); err != nil {
			return err
		}
	}
	return nil
}

// change reads the flags.
func (f *deviceFlags) change() (deviceChange, error) {
	var c deviceChange
	for _, read := range []func() (func(*inventory.Device) error, error){
		f.readModel, f.readNotes, f.readLayers, f.readCredentials, f.readPairForm, f.readAccept,
		f.readSettings, f.readDocument, f.readRedirect,
	} {
		step, err := read()
		if err != nil {
			return nil, err
		}
		c = append(c, step)
	}
	return c, nil
}

func (f *deviceFlags) readModel() (func(*inventory.Device) error, error) {
	return func(d *inventory.Device) error {
		if f.changed("model") {
			d.Model = f.model
		}
		if f.changed("firmware") {
			d.Firmware = f.firmware
		}
		return canonicalModel(d)
	}, nil
}

// readNotes takes the name and the comment of the phone, each of which may be empty.
func (f *deviceFlags) readNotes() (func(*inventory.Device) error, error) {
	return func(d *inventory.Device) error {
		if f.changed("name") {
			d.Name = f.name
		}
		if f.changed("comment") {
			d.Comment = f.comment
		}
		return nil
	}, nil
}

// readLayers takes the device out of a layer when the name is empty.
func (f *deviceFlags) readLayers() (func(*inventory.Device) error, error) {
	return func(d *inventory.Device) error {
		if f.changed("profile") {
			d.Profile = f.profile
		}
		if f.changed("site") {
			d.Site = f.site
		}
		return nil
	}, nil
}

// readCredentials takes the configured password from the environment only beside --username, so that a variable that is
// there for something else changes no pair. An empty variable counts as none. An empty user name removes the pair.
func (f *deviceFlags) readCredentials() (func(*inventory.Device) error, error) {
	integrated, _, err := f.integrated.Secret()
	if err != nil {
		return nil, err
	}
	password, _, err := f.password.Secret()
	if err != nil {
		return nil, err
	}
	return func(d *inventory.Device) error {
		if f.changed("integrated-password") || !integrated.IsZero() {
			d.Integrated = integrated
		}
		if f.changed("password") || f.changed("username") && !password.IsZero() {
			d.Configured = password
		}
		if f.changed("username") {
			d.Username = f.username
			if f.username == "" && !f.changed("password") {
				d.Configured = digest.Secret{}
			}
		}
		return nil
	}, nil
}

// readPairForm takes an empty form back to that of the model.
func (f *deviceFlags) readPairForm() (func(*inventory.Device) error, error) {
	return func(d *inventory.Device) error {
		if f.changed("pair-form") {
			d.PairForm = model.PairForm(f.pairForm)
		}
		return nil
	}, nil
}

func pairForms() []string {
	var names []string
	for _, form := range append(model.PairForms(), model.PairParams) {
		names = append(names, string(form))
	}
	return names
}

func (f *deviceFlags) readAccept() (func(*inventory.Device) error, error) {
	accept, err := inventory.ParseAccept(cmp.Or(f.accept, inventory.AcceptIntegrated.String()))
	if err != nil {
		return nil, exitError(exitUsage, err)
	}
	return func(d *inventory.Device) error {
		if f.changed("accept") {
			d.Accept = accept
		}
		return nil
	}, nil
}

func (f *deviceFlags) readSettings() (func(*inventory.Device) error, error) {
	settings, err := parseSettings(f.set)
	if err != nil {
		return nil, err
	}
	return func(d *inventory.Device) error { return applySettings(d, settings) }, nil
}

// readDocument reads the file; an empty name goes back to the generated document.
func (f *deviceFlags) readDocument() (func(*inventory.Device) error, error) {
	if !f.changed("document") {
		return f.recheckDocument, nil
	}
	if f.documentFile == "" {
		return func(d *inventory.Device) error { d.Document = nil; return nil }, nil
	}
	data, err := readDocument(f.documentFile)
	if err != nil {
		return nil, exitError(exitUsage, fmt.Errorf("--document: %w", err))
	}
	var said sync.Once // a change is made again when another one came between
	return func(d *inventory.Device) error {
		previous := d.Document
		d.Document = data
		warnings, err := checkDocument(f.documentFile, d, previous)
		if err == nil {
			said.Do(func() { warnAll(f.cmd, warnings) })
		}
		return err
	}, nil
}

// recheckDocument checks the document that a device has for the model and the firmware that it gets.
func (f *deviceFlags) recheckDocument(d *inventory.Device) error {
	if d.Document == nil || !f.changed("model") && !f.changed("firmware") {
		return nil
	}
	_, err := checkDocument("the document that it has", d, nil)
	return err
}

// readRedirect takes the password from the environment only beside --redirect-username. An empty address removes the redirect with
// its pair, an empty user name the pair alone.
func (f *deviceFlags) readRedirect() (func(*inventory.Device) error, error) {
	password, _, err := f.redirectPassword.Secret()
	if err != nil {
		return nil, err
	}
	return func(d *inventory.Device) error {
		r := &d.Redirect
		if f.changed("redirect") {
			if r.URL = f.redirect; r.URL == "" {
				*r = inventory.Redirect{}
			}
		}
		if f.changed("redirect-username") {
			r.Username, r.Password = f.redirectUsername, digest.Secret{}
		}
		if f.changed("redirect-password") || f.changed("redirect-username") && f.redirectUsername != "" {
			r.Password = password
		}
		return nil
	}, nil
}
