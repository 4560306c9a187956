package provdoc

// provisioning writes the elements of a <provisioning> document of form 1.1.
func (w *schemaWriter) provisioning() {
	w.line(1, `<xs:element name="%s">`, provisioningElement)
	w.line(2, `<xs:complexType>`)
	w.line(3, `<xs:sequence><xs:element name="%s" type="settings"/></xs:sequence>`, nvmElement)
	w.line(3, `<xs:attribute name="%s" use="required" type="xs:string" fixed="1.1"/>`, versionAttribute)
	if id := w.models[0].ProductID; id != "" {
		w.line(3, `<xs:attribute name="%s" use="required" type="xs:string" fixed="%s"/>`, productAttribute, id)
	}
	w.line(2, `</xs:complexType>`)
	w.line(1, `</xs:element>`)
	w.line(1, `<xs:complexType name="settings">`)
	w.line(2, `<xs:choice minOccurs="0" maxOccurs="unbounded">`)
	w.line(3, `<xs:element name="%s" type="param"/>`, paramElement)
	w.line(3, `<xs:element name="%s" type="oper"/>`, operElement)
	w.line(2, `</xs:choice>`)
	w.line(1, `</xs:complexType>`)
	w.named("param", "param-name", "xs:string", "")
	const member = `[A-Za-z0-9_\-]+`
	w.patternType("member", member)
	w.patternType("oper-param-name", member+`(\.`+member+`)*`)
	w.named("oper", "member", "member", "oper-param")
	w.named("oper-param", "oper-param-name", "xs:string", "")
	var known []string
	for _, p := range w.parameters() {
		if !isOperation(p.Item) {
			known = append(known, itemPattern(p))
		}
	}
	w.names("param", known, member+`(\.`+member+`)+`)
}

// named declares the type of an element with a name and a value, and with params of a type inside, "" for none.
func (w *schemaWriter) named(kind, nameType, valueType, paramType string) {
	w.line(1, `<xs:complexType name="%s">`, kind)
	if paramType != "" {
		w.line(2, `<xs:sequence><xs:element name="%s" type="%s" maxOccurs="unbounded"/></xs:sequence>`, paramElement, paramType)
	}
	w.line(2, `<xs:attribute name="%s" use="required" type="%s"/>`, nameAttribute, nameType)
	w.line(2, `<xs:attribute name="%s" use="required" type="%s"/>`, valueAttribute, valueType)
	w.line(1, `</xs:complexType>`)
}
