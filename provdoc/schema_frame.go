package provdoc

import "strings"

// versionPattern is a date and time from 2000 to 2099, ddmmyyhhmm. [G p43]
const versionPattern = `((0[1-9]|1[0-9]|2[0-8])(0[1-9]|1[0-2])[0-9]{2}` + // days that every month has
	`|(29|30)(0[13-9]|1[0-2])[0-9]{2}` +
	`|31(0[13578]|1[02])[0-9]{2}` +
	`|2902([02468][048]|[13579][26]))` + // leap years
	`([01][0-9]|2[0-3])[0-5][0-9]`

// providerFrame writes the elements of a <ProviderFrame>.
func (w *schemaWriter) providerFrame() {
	w.line(1, `<xs:element name="%s">`, frameElement)
	w.line(2, `<xs:complexType><xs:sequence><xs:element name="%s" type="provider"/></xs:sequence></xs:complexType>`, providerElement)
	w.line(1, `</xs:element>`)
	w.line(1, `<xs:complexType name="provider">`)
	w.line(2, `<xs:sequence>`)
	w.element(3, controlMAC, "", w.patternType("mac", `[0-9A-F]{12}`), ` minOccurs="0"`)
	w.element(3, controlActivationCode, "", w.textType(0), ` minOccurs="0"`)
	w.element(3, controlVersion, "", w.patternType("version", versionPattern), ` minOccurs="0"`)
	w.element(3, controlProfileName, classString, w.patternType("name", `[\s\S]+`), "")
	w.line(3, `<xs:choice minOccurs="0" maxOccurs="unbounded">`)
	w.controls()
	w.tags()
	w.line(4, `<xs:element name="%s" type="item"/>`, symbolicElement)
	w.line(3, `</xs:choice>`)
	w.line(2, `</xs:sequence>`)
	w.line(1, `</xs:complexType>`)
	w.items()
}

// element declares an element with a class, "" for none, and a type of its value.
func (w *schemaWriter) element(depth int, name, class, valueType, occurs string) {
	w.line(depth, `<xs:element name="%s" type="%s"%s/>`, name, w.elementType(class, valueType), occurs)
}

// controls declares those that can stand among the settings.
func (w *schemaWriter) controls() {
	for _, c := range controls {
		switch c.name {
		case controlMAC, controlVersion, controlProfileName:
		case controlReboot:
			w.element(4, c.name, c.class, w.valueType(Parameter{Type: TypeBoolean}), "")
		default:
			w.element(4, c.name, c.class, w.textType(0), "")
		}
	}
}

// tags declares those that the catalogue has for the models.
func (w *schemaWriter) tags() {
	seen := map[string]bool{}
	for _, p := range w.parameters() {
		if p.Tag != "" && !seen[p.Tag] {
			seen[p.Tag] = true
			w.element(4, p.Tag, p.Class, w.valueType(p), "")
		}
	}
}

// items declares SYMB_ITEM.
func (w *schemaWriter) items() {
	w.line(1, `<xs:complexType name="item">`)
	w.line(2, `<xs:attribute name="%s" use="required" type="item-name"/>`, idAttribute)
	w.line(2, `<xs:attribute name="%s" use="required" type="xs:string" fixed="%s"/>`, classAttribute, symbolicClass)
	w.line(2, `<xs:attribute name="%s" use="required" type="xs:string"/>`, valueAttribute)
	w.line(1, `</xs:complexType>`)
	var known []string
	for _, p := range w.parameters() {
		if p.Item != "" {
			known = append(known, itemPattern(p))
		}
	}
	const member = `[A-Za-z_][A-Za-z0-9_\-]*(\[(%|[0-9]+)\])?`
	w.names("item", known, member+`(\.`+member+`)+(\.\.attr)?`)
}

// names declares the union of the known names and of all that have the form of one.
func (w *schemaWriter) names(kind string, known []string, other string) {
	members := "other-" + kind
	if len(known) > 0 {
		members = "known-" + kind + " " + members
		w.patternType("known-"+kind, known...)
	}
	w.line(1, `<xs:simpleType name="%s-name"><xs:union memberTypes="%s"/></xs:simpleType>`, kind, members)
	w.patternType("other-"+kind, other)
}

// parameters are those that the catalogue has for the models, one for each account number.
func (w *schemaWriter) parameters() (list []Parameter) {
	for _, row := range catalogue().rows {
		for _, m := range w.models {
			if row.Has(m.Name) {
				list = append(list, catalogueRow{Parameter: row}.numbered()...)
				break
			}
		}
	}
	return list
}

// itemPattern admits all names of an item: its indexes, the forms of a text, and its attribute.
func itemPattern(p Parameter) string {
	pattern := namePattern(p.Item)
	if p.isArray() {
		pattern += `(\[(0|%)\])?`
	}
	if !p.isParam() {
		pattern += `(\.\.attr)?`
	}
	return pattern
}

// namePattern turns a name of the catalogue into a regular expression, with its indexes in brackets and braces.
func namePattern(name string) string {
	var b strings.Builder
	for name != "" {
		open := strings.IndexAny(name, "[{")
		if open < 0 {
			open = len(name)
		}
		b.WriteString(strings.ReplaceAll(name[:open], ".", `\.`))
		if name = name[open:]; name == "" {
			break
		}
		end := strings.IndexAny(name, "]}")
		b.WriteString(indexPattern(name[0], name[1:end]))
		name = name[end+1:]
	}
	return b.String()
}

// indexPattern is that of what admits takes for the bounds.
func indexPattern(bracket byte, bounds string) string {
	if bounds == handsetKey {
		return `([0-9]{5}|[0-9A-Fa-f]{10})`
	}
	low, high, ranged := strings.Cut(bounds, "-")
	if !ranged {
		low, high = "0", map[string]string{anyProvider: "255", anyItem: "65535"}[bounds]
	}
	if high == "" {
		return `\[` + bounds + `\]`
	}
	pattern := numberPattern(textNumber(low), textNumber(high), 10)
	if bracket == '{' {
		return "(" + pattern + ")"
	}
	return `\[(%|` + pattern + `)\]`
}
