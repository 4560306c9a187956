package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// takeOver makes a device of each document, and adds all that keeps one from being stored to faults.
func takeOver(
	ctx context.Context, sources []importSource, change takeOverChange, into importInto,
	faults *faultList,
) (devices []csvDevice, err error) {
	seen := map[model.MAC]string{}
	for _, source := range sources {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t := taking{importInto: into, source: source, change: change}
		d := t.device()
		if first, twice := seen[d.MAC]; twice && !d.MAC.IsZero() {
			t.fault(t.mac, "%s is the phone of %s already", d.MAC, first)
		}
		seen[d.MAC] = source.file
		devices = append(devices, d)
		faults.add(t.faults...)
	}
	return devices, nil
}

// A taking is one document on its way to being a device.
type taking struct {
	importInto
	source importSource
	change takeOverChange
	mac    provdoc.Place // where the document says whose it is
	view   takenView
	faults []csvFault
}

// start is the place of a document as a whole.
var start = provdoc.Place{Line: 1, Column: 1}

func (t *taking) fault(at provdoc.Place, format string, args ...any) {
	t.faults = append(t.faults, csvFault{t.source.file, at.Line, at.Column, "", fmt.Sprintf(format, args...)})
}

// warnf notes what deserves a second look.
func (t *taking) warnf(format string, args ...any) {
	t.view.warnings = append(t.view.warnings, fmt.Errorf(t.source.file+": "+format, args...))
}

// device makes a device of the document.
func (t *taking) device() csvDevice {
	t.view = takenView{File: t.source.file, Lost: []lossView{}}
	if !t.source.isDocument {
		t.fault(start, "%s", t.source.noDocument())
		return csvDevice{}
	}
	document, findings := provdoc.Parse(t.source.data)
	if document.Readable() && !document.HasKnown() {
		t.fault(start, nothingKnown)
		return csvDevice{}
	}
	if !document.Readable() {
		t.refuse(findings)
		return csvDevice{}
	}
	d := csvDevice{Device: inventory.Device{Tenant: inventory.DefaultTenant, Enabled: true}}
	t.begin(&d, document)
	m := t.modelOf(&d, document)
	if m == nil || len(t.faults) > 0 {
		return d
	}
	taken, more := provdoc.TakeOver(m, document)
	t.view.lose(taken.Lost...)
	findings = append(findings, more...)
	document.Lower(findings)
	for _, f := range findings {
		if f.Severity != provdoc.Allowed && !t.view.hasLost(f) {
			t.view.warnings = append(t.view.warnings, fmt.Errorf("%s:%s", t.source.file, f))
		}
	}
	if taken.ProfileName != "" && taken.ProfileName != m.ProfileName {
		t.warnf("its PROFILE_NAME %q becomes %q, which is that of the %s", taken.ProfileName, m.ProfileName, m.Name)
	}
	t.fill(&d.Device, m, &taken)
	t.loseIdle(&d.Device, &taken)
	t.leaveToLayers(&d.Device, m)
	t.check(&d, &taken)
	t.view.describe(&d.Device)
	d.taken = &t.view
	return d
}

// refuse notes why a document is not readable. A foreign file gets only that fault.
func (t *taking) refuse(findings []provdoc.Finding) {
	isNone := slices.ContainsFunc(findings, isForeignFinding)
	for _, f := range findings {
		if !isNone || isForeignFinding(f) {
			t.fault(provdoc.Place{Line: f.Line, Column: f.Column}, "%s", f.Message)
		}
	}
}

// begin finds out whose document it is, and begins with the device that is there already.
func (t *taking) begin(d *csvDevice, document *provdoc.Document) {
	mac := t.macOf(document)
	t.mac = start
	if at, ok := document.MACPlace(); ok && t.change.mac.IsZero() {
		t.mac = at
	}
	if mac.IsZero() {
		t.fault(t.mac, "nothing says whose document this is: give --mac, or name the file after the MAC")
		return
	}
	there, found, err := t.find(mac)
	switch {
	case err != nil:
		t.fault(start, "%v", err)
	case found && !t.replace:
		t.fault(t.mac, "%s exists already: leave the file out, or give --replace", mac)
	case found:
		d.Device, d.before = there.Clone(), there
	}
	d.MAC = mac
}

// macOf returns the MAC of --mac, of the document or of the name of the file, and warns where these contradict each other.
func (t *taking) macOf(document *provdoc.Document) model.MAC {
	text, _ := document.MAC()
	inside, _ := model.ParseMAC(text)
	named, _ := model.FileNameMAC(filepath.Base(t.source.file))
	mac := cmp.Or(t.change.mac, inside, named)
	for _, other := range []struct {
		mac  model.MAC
		what string
	}{{inside, "its MAC_ADDRESS"}, {named, "the name of the file"}} {
		if !other.mac.IsZero() && other.mac != mac {
			t.warnf("%s is %s, and the phone becomes %s", other.what, other.mac, mac)
		}
	}
	return mac
}

// modelOf returns the model of --model, of the device that is there, or the one that the document
// tells.
func (t *taking) modelOf(d *csvDevice, document *provdoc.Document) *model.Model {
	if t.change.model != nil {
		return t.change.model
	}
	if m, err := model.Lookup(d.Model); err == nil {
		return m
	}
	guessed := provdoc.GuessModel(document)
	if len(guessed) != 1 {
		t.fault(start, "%s: give --model with the right one", undecided(document, guessed))
		return nil
	}
	t.view.Guessed = true
	return guessed[0]
}

// undecided says why the model of a document is not clear.
func undecided(document *provdoc.Document, guessed []*model.Model) string {
	at := slices.Index(guessed, document.Model())
	if at <= 0 {
		return "the document can be for the " + provdoc.ModelNames(guessed)
	}
	return fmt.Sprintf("the document names the %s, which lacks %s, but it has the items of the %s",
		provdoc.ModelNames(guessed[at:]), someOf(document.Lacks(guessed[at])),
		provdoc.ModelNames(guessed[:at]))
}

// fill puts what was taken, and what the command line says, into a device.
func (t *taking) fill(d *inventory.Device, m *model.Model, taken *provdoc.Taken) {
	d.Model, d.Document = m.Name, nil
	d.Site, d.Profile = cmp.Or(t.change.site, d.Site), cmp.Or(t.change.profile, d.Profile)
	if taken.Pair.Username != "" {
		d.Username, d.Configured, d.PairForm = taken.Pair.Username, taken.Pair.Password, taken.Pair.Form
	}
	if t.change.username != "" {
		d.Username, d.Configured = t.change.username, t.change.password
	}
	if d.PairForm == m.PairForm {
		d.PairForm = ""
	}
	if t.change.accept != 0 {
		d.Accept = t.change.accept
	} else if d.Accept == 0 {
		d.Accept = defaultAccept(d)
	}
	if !t.change.integrated.IsZero() {
		d.Integrated = t.change.integrated
	}
	t.version(d, taken.Version)
	t.settings(d, taken)
}

// version begins behind the VERSION of the document, so that a phone that has it takes the next one. [G p43]
func (t *taking) version(d *inventory.Device, text string) {
	version, err := provdoc.ParseVersion(text)
	if err == nil && (d.Version.IsZero() || !version.Before(d.Version)) {
		d.Version = inventory.NextVersion(version, time.Now())
	}
}

// check notes what keeps the device from being stored.
func (t *taking) check(d *csvDevice, taken *provdoc.Taken) {
	for _, err := range faultsOf(checkChange(t.layers, &d.before, &d.Device)) {
		t.fault(t.placeOf(err, &d.Device, taken), "%v", err)
	}
}

// placeOf is where the document says what a fault is about, its start where it says nothing of that.
func (t *taking) placeOf(fault error, d *inventory.Device, taken *provdoc.Taken) provdoc.Place {
	value, isValue := errors.AsType[provision.ValueFault](fault)
	item, isItem := errors.AsType[*provdoc.ItemError](fault)
	ownPair := t.change.username == ""
	var name string
	switch {
	case isValue:
		name = strings.TrimPrefix(value.Item, inventory.RawPrefix)
	case isItem:
		name = item.Item
	case d.MAC[0]&1 != 0:
		return t.mac
	case ownPair && inventory.ValidateUsername(d.Username) != nil:
		name = taken.Model.UsernameItem
	case ownPair && inventory.ValidatePassword("", d.Configured) != nil:
		name = taken.Model.PasswordItem
	}
	if at := taken.Places(name); len(at) > 0 {
		return at[len(at)-1]
	}
	return start
}
