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

// TestIsDocument tells documents from tables, whatever the encoding.
func TestIsDocument(t *testing.T) {
	t.Parallel()
	wide := func(text string) []byte {
		data := []byte{0xff, 0xfe}
		for _, c := range []byte(text) {
			data = append(data, c, 0)
		}
		return data
	}
	for _, tt := range []struct {
		name string
		data []byte
		want bool
	}{
		{"XML", []byte("\xef\xbb\xbf \r\n<ProviderFrame>"), true},
		{"XML in UTF-16", wide("<?xml version='1.0'?>"), true},
		{"a binary profile", []byte("\x01\x02\x00\x04abcd"), true},
		{"a table", []byte("mac;model\r\n"), false},
		{"a table with tabs in UTF-16", wide("mac\tmodel\r\n"), false},
		{"a table in UTF-16 without a mark", wide("mac;model\r\n")[2:], false},
		{"a table in Windows-1252", []byte("mac;name\nx;B\xfcro\n"), false},
		{"a workbook", []byte("PK\x03\x04\x14\x00\x06\x00[Content_Types].xml"), false},
		{"nothing", nil, false},
	} {
		if got := isDocument(tt.data); got != tt.want {
			t.Errorf("isDocument(%s) = %v, want %v", tt.name, got, tt.want)
		}
	}
}
