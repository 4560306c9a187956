package main

import (
	"slices"
	"strings"
	"testing"
)

// TestColumnName knows the columns under the names that people give them, and leaves the names of
// settings alone.
func TestColumnName(t *testing.T) {
	t.Parallel()
	for want, texts := range map[string][]string{
		"mac":                 {"mac", "MAC", "MAC Address", "mac-address", "MAC_ADDR", "MAC-Adresse", "Mac Adresse:", " MAC\u00a0Adresse "},
		"model":               {"Model", "Modell", "Gerätetyp", "Gera\u0308tetyp", "Phone Model", "TYP"},
		"site":                {"Site", "Standort", "Location", "Ort"},
		"username":            {"Username", "User Name", "user_name", "Benutzername", "BENUTZER", "Login"},
		"password":            {"Password", "Passwort", "Kennwort"},
		"integrated_password": {"Integrated Password", "integrated-password", "Gerätepasswort"},
		"name":                {"Name", "Bezeichnung", "Device Name"},
		"comment":             {"Comment", "Kommentar", "Bemerkungen", "Notiz"},
		"enabled":             {"Enabled", "Aktiv"},
		"redirect_username":   {"Redirect Username"},
		"S_SIP_SERVER":        {"S_SIP_SERVER"},
		"BS_IP_Data.x":        {" BS_IP_Data.x"},
		"raw:Name":            {"raw:Name"},
		"%NAME%":              {"%NAME%"},
		"colour":              {"colour"},
	} {
		for _, text := range texts {
			if got := columnName(text); got != want {
				t.Errorf("columnName(%q) = %q, want %q", text, got, want)
			}
		}
	}
	for alias, name := range columnAliases {
		if !slices.Contains(csvColumns, name) || columnName(strings.ToUpper(alias)) != name {
			t.Errorf("%q is called %q, want %q of csvColumns", alias, columnName(strings.ToUpper(alias)), name)
		}
	}
	for i, c := range exportColumns {
		if c.name != csvColumns[i] {
			t.Errorf("column %d of the export is %s, want %s", i, c.name, csvColumns[i])
		}
	}
}
