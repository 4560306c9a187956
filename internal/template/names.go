package template

import (
	"maps"
	"slices"
)

// A field is one name of the data, of the whole or of a line.
type field[T any] struct {
	kind kind
	get  func(*T) datum
}

func text[T any](get func(*T) string) field[T] {
	return field[T]{textKind, func(of *T) datum { return datum{text: get(of)} }}
}

// rootFields are the names of the data.
var rootFields = map[string]field[Data]{
	"MAC":         text(func(d *Data) string { return d.mac(d.MAC.String()) }),
	"MACLower":    text(func(d *Data) string { return d.mac(d.MAC.Lower()) }),
	"MACColon":    text(func(d *Data) string { return d.mac(d.MAC.Colons()) }),
	"Version":     text(func(d *Data) string { return d.Version }),
	"Model":       text(func(d *Data) string { return d.Model }),
	"Firmware":    text(func(d *Data) string { return d.Firmware }),
	"ProfileName": text(func(d *Data) string { return d.ProfileName }),
	"Username":    text(func(d *Data) string { return d.Username }),
	"Password":    text(func(d *Data) string { return d.Password.Reveal() }),
	"Values":      {valuesKind, func(*Data) datum { return datum{} }},
	"Tags":        {tagsKind, func(*Data) datum { return datum{} }},
	"Lines":       {linesKind, func(d *Data) datum { return datum{lines: d.Lines} }},
}

// lineFields are the names of a line.
var lineFields = map[string]field[Line]{
	"Number":      {numberKind, func(l *Line) datum { return datum{number: l.Number} }},
	"Name":        text(func(l *Line) string { return l.Name }),
	"User":        text(func(l *Line) string { return l.User }),
	"AuthName":    text(func(l *Line) string { return l.AuthName }),
	"Password":    text(func(l *Line) string { return l.Password.Reveal() }),
	"DisplayName": text(func(l *Line) string { return l.DisplayName }),
	"Extension":   text(func(l *Line) string { return l.Extension }),
	"Domain":      text(func(l *Line) string { return l.Domain }),
	"Server":      text(func(l *Line) string { return l.Server }),
	"Port":        text(func(l *Line) string { return l.Port }),
}

// mac returns a form of the MAC, "" when the device has none.
func (d *Data) mac(form string) string {
	if d.MAC.IsZero() {
		return ""
	}
	return form
}

// fieldNames returns the names that there are for what is of kind k, sorted.
func fieldNames(k kind) []string {
	if k == lineKind {
		return slices.Sorted(maps.Keys(lineFields))
	}
	return slices.Sorted(maps.Keys(rootFields))
}

// mapOf returns the map of a kind.
func (d *Data) mapOf(k kind) map[string]string {
	if k == valuesKind {
		return d.Values
	}
	return d.Tags
}

// mapName is the name of the map in the data.
func mapName(k kind) string {
	if k == valuesKind {
		return "Values"
	}
	return "Tags"
}
