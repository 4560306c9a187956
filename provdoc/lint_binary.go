package provdoc

func (b binaryProfile) lint(l *linter) {
	for i := range l.items {
		b.class(l, i)
	}
	l.twice()
	l.unnamed()
	l.certificates()
	l.resolver.heeded()
	l.rebootLoop()
	m, ok := b.control(l.Document, roleVersion)
	if !ok {
		l.add(missingVersion, 0, noElement, "there is no version record, 00, so the phone takes the settings at every fetch, which wears its memory")
	} else if _, err := ParseVersion(m.text); err != nil {
		l.fault(badVersion, m.item, "%v", err)
	}
}

// class compares the type of the record with what the name of the item asks for.
func (binaryProfile) class(l *linter, i int) {
	it := &l.items[i]
	if want, known := (providerFrame{}).class(Tag, it.Name); it.Kind == Tag && known && it.Class != "" && it.Class != want {
		l.fault(classMismatch, i, "the record does not fit the item, whose class is %s: write the record %02x", want, formOf(want))
	}
}
