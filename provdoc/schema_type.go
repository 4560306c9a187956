package provdoc

import (
	"fmt"
	"math"
	"strings"
)

// elementType defines the type of an element with a class, "" for none, and a value.
func (w *schemaWriter) elementType(class, valueType string) string {
	name, attribute := "control."+valueType, ""
	if class != "" {
		name = class + "." + valueType
		attribute = fmt.Sprintf("    <xs:attribute name=%q use=\"required\" type=\"xs:string\" fixed=%q/>\n", classAttribute, class)
	}
	return w.define(name, fmt.Sprintf("  <xs:complexType name=%q>\n%s    <xs:attribute name=%q use=\"required\" type=%q/>\n  </xs:complexType>\n",
		name, attribute, valueAttribute, valueType))
}

// valueType defines the type of what a phone stores for p: of an address any text.
func (w *schemaWriter) valueType(p Parameter) string {
	switch p.Type {
	case TypeNumber, TypeMask:
		return w.numberType(fmt.Sprintf("number.%d-%d", p.Min, p.Max), uint64(p.Min), uint64(p.Max))
	case TypeIPv4:
		return w.numberType("ipv4", 0, math.MaxUint32)
	case TypeBoolean:
		return w.patternType("boolean", `[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]`, `0*[01]`, `0[xX]0*[01]`)
	case TypeBytes:
		return w.patternType(typeName("bytes", p.MaxLen), listPattern(bytePattern, 1, p.MaxLen))
	case TypePIN:
		return w.patternType(typeName("pin", p.MaxLen), listPattern(pinBytePattern(), p.MaxLen, p.MaxLen))
	case TypeHTTP:
		const plain = `([^:]|:(:|/:)*([^:/]|/[^:/]))*(:(:|/:)*/?)?` // without ://
		return w.quotableType(typeName("http", p.MaxLen), p.MaxLen, `([Hh][Tt][Tt][Pp]://[\s\S]*|`+plain+`)`)
	}
	return w.textType(p.MaxLen)
}

// typeName is the name of a type with a limit, 0 for none.
func typeName(kind string, limit int) string {
	if limit == 0 {
		return kind
	}
	return fmt.Sprintf("%s.%d", kind, limit)
}

// textType defines text of at most limit characters, 0 for any.
func (w *schemaWriter) textType(limit int) string {
	return w.quotableType(typeName("text", limit), limit, `[\s\S]*`)
}

// quotableType defines a text, which is the same with quotes around it.
func (w *schemaWriter) quotableType(name string, limit int, pattern string) string {
	return w.define(name, unionOf(name, textFacets(pattern, limit), textFacets(`"`+pattern+`"`, limit+2*min(limit, 1))))
}

// textFacets restrict a text.
func textFacets(pattern string, limit int) string {
	facets := pattern1(pattern)
	if limit > 0 {
		facets = fmt.Sprintf("<xs:maxLength value=\"%d\"/>", limit) + facets
	}
	return `<xs:restriction base="xs:string">` + facets + `</xs:restriction>`
}

// pattern1 is the facet of one pattern.
func pattern1(pattern string) string {
	return `<xs:pattern value="` + strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;").Replace(pattern) + `"/>`
}

// numberType defines numbers, decimal or hexadecimal.
func (w *schemaWriter) numberType(name string, low, high uint64) string {
	decimal := fmt.Sprintf(`<xs:restriction base="xs:unsignedLong"><xs:minInclusive value="%d"/><xs:maxInclusive value="%d"/><xs:pattern value="[0-9]+"/></xs:restriction>`, low, high)
	return w.define(name, unionOf(name, decimal, textFacets(`0[xX]0*(`+numberPattern(low, high, 16)+`)`, 0)))
}

// unionOf defines a type that is one of several restrictions.
func unionOf(name string, restrictions ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  <xs:simpleType name=%q>\n    <xs:union>\n", name)
	for _, r := range restrictions {
		fmt.Fprintf(&b, "      <xs:simpleType>%s</xs:simpleType>\n", r)
	}
	b.WriteString("    </xs:union>\n  </xs:simpleType>\n")
	return b.String()
}

// patternType defines texts that match one of the patterns.
func (w *schemaWriter) patternType(name string, patterns ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  <xs:simpleType name=%q>\n    <xs:restriction base=\"xs:string\">\n", name)
	for _, pattern := range patterns {
		b.WriteString("      " + pattern1(pattern) + "\n")
	}
	b.WriteString("    </xs:restriction>\n  </xs:simpleType>\n")
	return w.define(name, b.String())
}
