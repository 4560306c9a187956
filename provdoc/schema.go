package provdoc

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/offhook/offhook/model"
)

// SchemaFile is the name of the schema for the documents of a model: the one that they name, or that of the family where
// they name none.
func SchemaFile(m *model.Model) string { return cmp.Or(m.Schema, m.Family+".xsd") }

// Schema returns an XML Schema 1.0 of the documents that Build writes for a model and for those that share its schema file, as
// long as their tags are of the catalogue for these models. It is offhook's, not the vendor's. m is not nil.
func Schema(m *model.Model) []byte {
	w := schemaWriter{types: map[string]string{}}
	for _, other := range model.Models() {
		if SchemaFile(other) == SchemaFile(m) {
			w.models = append(w.models, other)
		}
	}
	if m.Dialect == model.Provisioning {
		w.provisioning()
	} else {
		w.providerFrame()
	}
	return []byte(w.head() + w.body.String() + w.definitions() + "</xs:schema>\n")
}

// A schemaWriter writes the schema of models that share one.
type schemaWriter struct {
	models []*model.Model
	body   strings.Builder
	types  map[string]string // definitions by name
}

// line writes a line of the body, indented by depth.
func (w *schemaWriter) line(depth int, format string, args ...any) {
	fmt.Fprintf(&w.body, strings.Repeat("  ", depth)+format+"\n", args...)
}

// define adds a type that is used and returns its name.
func (w *schemaWriter) define(name, definition string) string {
	w.types[name] = definition
	return name
}

// definitions are the types that are used, by name.
func (w *schemaWriter) definitions() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(w.types)) {
		b.WriteString(w.types[name])
	}
	return b.String()
}

// head is the beginning of the file.
func (w *schemaWriter) head() string {
	names := make([]string, len(w.models))
	for i, m := range w.models {
		names[i] = m.Name
	}
	return `<?xml version="1.0" encoding="UTF-8"?>
<!--
  The documents that offhook writes for ` + strings.Join(names, ", ") + `. Generated from the catalogue by "make generate".
  This is offhook's schema and not the vendor's: phones do not look at one, and take more than offhook writes.

` + schemaLimits[w.models[0].Dialect] + `-->
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
`
}

// schemaLimits say what XML Schema 1.0 cannot.
var schemaLimits = map[model.Dialect]string{
	model.ProviderFrame: `  A tag has its class, and values of the type, length and range of the catalogue. XML Schema 1.0 cannot make the value of a
  SYMB_ITEM depend on its ID, so its value is any text; and since offhook writes NVM items that nobody has described, any name of
  that form is an ID. Without other-item in the union item-name, only those of the catalogue are. offhook check does all that, and says
  what a phone makes of it.
`,
	model.Provisioning: `  XML Schema 1.0 cannot make the value of a param depend on its name, so it is any text; and since offhook writes params that
  nobody has described, any name of that form is one. Without other-param in the union param-name, only those of the catalogue
  are. offhook check does all that, and says what a phone makes of it.
`,
}
