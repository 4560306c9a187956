package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/table"
	"github.com/offhook/offhook/model"
)

// asText ends a sentence about a field that a spreadsheet changed.
const asText = ": format the column as text and enter it again"

// spreadsheetFault says what a spreadsheet did to a field, "" when it did nothing that can be
// told. A guarded field is always right. The sentence has no value, which may be a secret.
func spreadsheetFault(before inventory.Device, column, field string) string {
	if table.Unguard(field) != field {
		return ""
	}
	if table.IsShortened(field) {
		return "a spreadsheet shortened this number" + asText + meantSo(column)
	}
	if column == "mac" {
		return macFault(field)
	}
	if before.MAC.IsZero() {
		return ""
	}
	if lost := table.Loss(fieldOf(&before, column), field); lost != "" {
		return "a spreadsheet changed this value (" + lost + ")" + asText + meantSo(column)
	}
	return ""
}

// meantSo says how to give a value that looks as if a spreadsheet had changed it. No MAC looks so.
func meantSo(column string) string {
	if column == "mac" {
		return ""
	}
	return ", or write an apostrophe before it if you mean this value"
}

// macFault says what is wrong with a MAC that became a number.
func macFault(field string) string {
	if _, err := model.ParseMAC(field); err == nil {
		return ""
	}
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(".,' \u00a0\u202f", r) {
			return -1
		}
		return r
	}, field)
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return ""
	}
	const macDigits = 12
	if n := macDigits - len(digits); n > 0 && n < macDigits/2 {
		return fmt.Sprintf("a spreadsheet made this MAC a number, which lost its zeros (%s%s?)%s",
			strings.Repeat("0", n), digits, asText)
	}
	return "a spreadsheet made this MAC a number" + asText
}

// fieldOf returns what a device has in a column, without a guard.
func fieldOf(d *inventory.Device, column string) string {
	for _, c := range exportColumns {
		if c.name == column && c.of != nil {
			return c.of(d)
		}
	}
	s := inventory.NewSetting(column, "")
	at := slices.IndexFunc(d.Settings, func(old inventory.Setting) bool {
		return old.Item == s.Item && old.Raw == s.Raw
	})
	if at < 0 {
		return ""
	}
	return d.Settings[at].Value
}
