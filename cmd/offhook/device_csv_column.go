package main

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/provdoc"
)

// csvColumns are the columns of an import that have a meaning of their own; every other one is a
// setting.
var csvColumns = []string{
	"mac", "model", "firmware", "enabled", "accept", "integrated_password", "username",
	"password", "pair_form",
	"document", "site", "profile", "name", "comment", "redirect", "redirect_username",
	"redirect_password",
}

// columnAliases are what people call these columns in English and in German, in small letters
// without anything between them.
var columnAliases = map[string]string{
	"macaddress": "mac", "macaddr": "mac", "macadresse": "mac", "hardwareaddress": "mac",
	"hardwareadresse": "mac",
	"modell":          "model", "modelname": "model", "modellname": "model", "phonemodel": "model",
	"devicemodel":   "model",
	"telefonmodell": "model", "gerätemodell": "model", "geraetemodell": "model",
	"devicetype": "model",
	"gerätetyp":  "model", "geraetetyp": "model", "typ": "model", "type": "model",
	"firmwareversion": "firmware",
	"active":          "enabled", "aktiv": "enabled", "aktiviert": "enabled",
	"accepts": "accept", "akzeptiert": "accept",
	"devicepassword": "integrated_password", "factorypassword": "integrated_password",
	"gerätepasswort": "integrated_password", "geraetepasswort": "integrated_password",
	"gerätekennwort": "integrated_password", "geraetekennwort": "integrated_password",
	"user": "username", "login": "username", "loginname": "username", "benutzer": "username",
	"benutzername": "username",
	"anmeldename":  "username",
	"passwort":     "password", "kennwort": "password",
	"dokument": "document",
	"location": "site", "standort": "site", "ort": "site",
	"profil":      "profile",
	"bezeichnung": "name", "devicename": "name", "phonename": "name", "label": "name",
	"gerätename": "name", "geraetename": "name", "telefonname": "name",
	"note": "comment", "notes": "comment", "remark": "comment", "remarks": "comment",
	"description": "comment",
	"kommentar":   "comment", "bemerkung": "comment", "bemerkungen": "comment", "notiz": "comment",
	"beschreibung": "comment",
	"redirecturl":  "redirect", "redirectaddress": "redirect", "umleitung": "redirect",
	"weiterleitung": "redirect",
}

// columnName returns a name of csvColumns for what people call it, whatever the case and what
// stands between the words, and the name of a setting as it is.
func columnName(text string) string {
	text = inventory.NormalName(strings.TrimSpace(text))
	if isSettingName(text) && !slices.Contains(csvColumns, strings.ToLower(text)) {
		return text
	}
	word := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
	for _, name := range csvColumns {
		if word == strings.ReplaceAll(name, "_", "") {
			return name
		}
	}
	if name, ok := columnAliases[word]; ok {
		return name
	}
	return text
}

// isSettingName reports whether a column can be a setting of some model.
func isSettingName(name string) bool {
	item, raw := strings.CutPrefix(name, inventory.RawPrefix)
	_, known := provdoc.LookupParameter(item)
	isTag := len(item) > 2 && item[0] == '%' && item[len(item)-1] == '%'
	return raw && item != "" || known || isTag || provdoc.IsControl(item) ||
		strings.Contains(item, ".")
}

// columnFault says what is wrong with the name of a column, "" when nothing is.
func columnFault(name string) string {
	if slices.Contains(csvColumns, name) || isSettingName(name) {
		return ""
	}
	if near := cmp.Or(provdoc.NearestOf(name, csvColumns), provdoc.Nearest(nil, name)); near != "" {
		return "this column is not known: did you mean " + near + "?"
	}
	return "this column is not known: use " + strings.Join(csvColumns, ", ") +
		", or a tag or NVM item of the catalogue"
}
