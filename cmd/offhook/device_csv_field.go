package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/table"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// begin begins with the device that is there already, when it is to be replaced; else that is a fault.
func (r *csvReader) begin(d *csvDevice, record []string) {
	column := slices.Index(r.head, "mac")
	if column < 0 {
		return
	}
	mac, err := model.ParseMAC(table.Unguard(strings.TrimSpace(record[column])))
	if err != nil {
		return
	}
	there, found, err := r.find(mac)
	switch {
	case err != nil:
		r.fault(column, "%v", err)
	case found && !r.replace:
		r.fault(column, "%s exists already: remove the line, change the device with offhook device edit, or give --replace", mac)
	case found:
		d.Device, d.before = there.Clone(), there
	}
}

// field puts one field into a device. An empty field says nothing, and takes away from a device that is there what it has; but that
// every device needs a MAC and a model, is enabled or not and accepts something.
func (r *csvReader) field(d *inventory.Device, name, text string, given bool) (err error) {
	if !given && name != "mac" && (name != "model" || d.Model != "") {
		if d.Revision > 0 {
			clearField(d, name)
		}
		return nil
	}
	switch name {
	case "mac":
		d.MAC, err = model.ParseMAC(text)
	case "model":
		d.Model = text
		err = canonicalModel(d)
	case "firmware":
		d.Firmware = text
		_, err = model.ParseFirmware(text)
	case "enabled":
		d.Enabled, err = parseYes(text)
	case "accept":
		d.Accept, err = inventory.ParseAccept(text)
	case "integrated_password":
		d.Integrated = digest.NewSecret(text)
		err = inventory.ValidatePassword("the device password", d.Integrated)
	case "username":
		d.Username = text
		err = inventory.ValidateUsername(text)
	case "password":
		d.Configured = digest.NewSecret(text)
		err = inventory.ValidatePassword("the configured password", d.Configured)
	case "pair_form":
		d.PairForm = model.PairForm(text)
	case "document":
		d.Document, err = r.readDocument(r.beside(text))
	case "site":
		d.Site = inventory.NormalName(text)
		err = inventory.ValidateName("the name of a site", d.Site)
	case "profile":
		d.Profile = inventory.NormalName(text)
		err = inventory.ValidateName("the name of a profile", d.Profile)
	case "name":
		d.Name = inventory.NormalName(text)
		err = inventory.ValidateTitle(d.Name)
	case "comment":
		d.Comment = text
		err = inventory.ValidateComment(text)
	case "redirect":
		d.Redirect.URL = text
	case "redirect_username":
		d.Redirect.Username = text
	case "redirect_password":
		d.Redirect.Password = digest.NewSecret(text)
		err = inventory.ValidatePassword("the redirect password", d.Redirect.Password)
	default:
		err = applySettings(d, []inventory.Setting{inventory.NewSetting(name, text)})
	}
	return err
}

// clearField takes away what a device has in a column.
func clearField(d *inventory.Device, name string) {
	switch name {
	case "model", "enabled", "accept":
	case "firmware":
		d.Firmware = ""
	case "integrated_password":
		d.Integrated = digest.Secret{}
	case "username":
		d.Username, d.Configured = "", digest.Secret{}
	case "password":
		d.Configured = digest.Secret{}
	case "pair_form":
		d.PairForm = ""
	case "document":
		d.Document = nil
	case "site":
		d.Site = ""
	case "profile":
		d.Profile = ""
	case "name":
		d.Name = ""
	case "comment":
		d.Comment = ""
	case "redirect":
		d.Redirect = inventory.Redirect{}
	case "redirect_username":
		d.Redirect.Username, d.Redirect.Password = "", digest.Secret{}
	case "redirect_password":
		d.Redirect.Password = digest.Secret{}
	default:
		s := inventory.NewSetting(name, "")
		if slices.ContainsFunc(d.Settings, func(old inventory.Setting) bool { return old.Item == s.Item && old.Raw == s.Raw }) {
			d.Unset(s.Item)
		}
	}
}

// truthWords are what people and spreadsheets write for yes and no, in English and in German.
var truthWords = map[string]bool{
	"true": true, "yes": true, "on": true, "1": true,
	"false": false, "no": false, "off": false, "0": false,
	"wahr": true, "ja": true, "ein": true, "an": true,
	"falsch": false, "nein": false, "aus": false,
}

func parseYes(text string) (bool, error) {
	yes, ok := truthWords[strings.ToLower(text)]
	if !ok {
		return false, fmt.Errorf("%q is neither yes nor no", text)
	}
	return yes, nil
}

// truthText is the text of a setting, and of a boolean one true or false for the words of people.
// Texts that documents have stay as they are.
func truthText(d *inventory.Device, name, text string) string {
	yes, isWord := truthWords[strings.ToLower(text)]
	if !isWord || slices.Contains([]string{"1", "0", "true", "false"}, text) ||
		strings.HasPrefix(name, inventory.RawPrefix) {
		return text
	}
	m, err := model.Lookup(d.Model)
	if err != nil {
		return text
	}
	if p, known := provdoc.LookupParameterFor(m, name); !known || p.Type != provdoc.TypeBoolean {
		return text
	}
	return strconv.FormatBool(yes)
}
