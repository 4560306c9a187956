package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// takeOver makes a device of each document, and returns all that keeps one from being stored.
func takeOver(sources []importSource, change takeOverChange, into importInto) (devices []csvDevice, faults []csvFault) {
	seen := map[model.MAC]string{}
	for _, source := range sources {
		t := taking{importInto: into, source: source, change: change}
		d := t.device()
		if first, twice := seen[d.MAC]; twice && !d.MAC.IsZero() {
			t.fault("%s is the phone of %s already", d.MAC, first)
		}
		seen[d.MAC] = source.file
		devices, faults = append(devices, d), append(faults, t.faults...)
	}
	return devices, faults
}

// A taking is one document on its way to being a device.
type taking struct {
	importInto
	source importSource
	change takeOverChange
	view   takenView
	faults []csvFault
}

func (t *taking) fault(format string, args ...any) {
	t.faults = append(t.faults, csvFault{t.source.file, 1, 1, "", fmt.Sprintf(format, args...)})
}

// warnf notes what deserves a second look.
func (t *taking) warnf(format string, args ...any) {
	t.view.warnings = append(t.view.warnings, fmt.Errorf(t.source.file+": "+format, args...))
}

// device makes a device of the document.
func (t *taking) device() csvDevice {
	t.view = takenView{File: t.source.file, Lost: []lossView{}}
	document, findings := provdoc.Parse(t.source.data)
	if !document.Readable() {
		for _, f := range findings {
			t.faults = append(t.faults, csvFault{t.source.file, f.Line, f.Column, "", f.Message})
		}
		return csvDevice{}
	}
	d := csvDevice{Device: inventory.Device{Tenant: inventory.DefaultTenant, Enabled: true}}
	t.begin(&d, document)
	m := t.modelOf(&d, document)
	if m == nil || len(t.faults) > 0 {
		return d
	}
	taken, more := provdoc.TakeOver(m, document)
	for _, f := range append(findings, more...) {
		t.view.warnings = append(t.view.warnings, fmt.Errorf("%s:%s", t.source.file, f))
	}
	t.view.lose(taken.Lost...)
	if taken.ProfileName != "" && taken.ProfileName != m.ProfileName {
		t.warnf("its PROFILE_NAME %q becomes %q, which is that of the %s", taken.ProfileName, m.ProfileName, m.Name)
	}
	t.fill(&d.Device, m, &taken)
	t.loseIdle(&d.Device, document)
	t.leaveToLayers(&d.Device, m)
	t.check(&d.Device)
	t.view.describe(&d.Device)
	d.taken = &t.view
	return d
}

// begin finds out whose document it is, and begins with the device that is there already.
func (t *taking) begin(d *csvDevice, document *provdoc.Document) {
	mac := t.macOf(document)
	if mac.IsZero() {
		t.fault("nothing says whose document this is: give --mac, or name the file after the MAC")
		return
	}
	there, found, err := t.find(mac)
	switch {
	case err != nil:
		t.fault("%v", err)
	case found && !t.replace:
		t.fault("%s exists already: leave the file out, or give --replace", mac)
	case found:
		d.Device = there
	}
	d.MAC = mac
}

// macOf returns the MAC of --mac, of the document or of the name of the file, and warns where these contradict each other.
func (t *taking) macOf(document *provdoc.Document) model.MAC {
	text, _ := document.MAC()
	inside, _ := model.ParseMAC(text)
	var named model.MAC
	if found := model.FindMACs(nil, filepath.Base(t.source.file)); len(found) > 0 {
		named = found[0]
	}
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

// modelOf returns the model of --model, of the device that is there, or the likeliest one.
func (t *taking) modelOf(d *csvDevice, document *provdoc.Document) *model.Model {
	if t.change.model != nil {
		return t.change.model
	}
	if m, err := model.Lookup(d.Model); err == nil {
		return m
	}
	guessed := provdoc.GuessModel(document)
	if len(guessed) == 0 {
		t.fault("nothing says for which model this document is: give --model")
		return nil
	}
	t.view.Guessed = true
	return guessed[0]
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
	d.Settings = settingsOf(taken)
}

// version begins behind the VERSION of the document, so that a phone that has it takes the next one. [G p43]
func (t *taking) version(d *inventory.Device, text string) {
	version, err := provdoc.ParseVersion(text)
	if err == nil && (d.Version.IsZero() || !version.Before(d.Version)) {
		d.Version = inventory.NextVersion(version, time.Now())
	}
}

// settingsOf are what was taken, as settings.
func settingsOf(taken *provdoc.Taken) []inventory.Setting {
	settings := make([]inventory.Setting, 0, len(taken.Entries)+len(taken.Raw))
	for _, e := range taken.Entries {
		settings = append(settings, inventory.Setting{Item: e.Name, Value: e.Value})
	}
	for _, e := range taken.Raw {
		settings = append(settings, inventory.Setting{Item: e.Name, Value: e.Value, Raw: true})
	}
	return settings
}

// check notes what keeps the device from being stored.
func (t *taking) check(d *inventory.Device) {
	if err := checkDevice(t.layers, d); err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			t.fault("%s", line)
		}
	}
}
