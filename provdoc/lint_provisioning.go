package provdoc

// The versions of the form of a <provisioning> document.
const (
	formOne     = "1.1"
	formSeveral = "1.0"
)

func (p provisioning) lint(l *linter) {
	p.product(l)
	p.form(l)
	for i := range l.items {
		// An empty or unfitting value "can lead to unpredictable behavior". [W-n870]
		if it := &l.items[i]; it.Kind == Param && it.Raw == "" && l.sources[i].value >= 0 {
			l.fault(emptyValue, i, "the value is empty, which can make a phone behave in any way: write a value, or remove the param")
		}
	}
	for i := range l.elements[:l.inRoot()] {
		p.links(l, int32(i))
	}
}

// product compares the productID with that of the model. [W-n870] [R-tancredi]
func (provisioning) product(l *linter) {
	m, ok := l.dialect.control(l.Document, roleProductID)
	switch {
	case !ok:
		l.add(missingProduct, l.elements[0].start, 0, `the document names no product: write productID="e2" for N530 to N870, or productID="mx3b" for Maxwell`)
	case l.model == nil:
		l.add(wrongProduct, m.offset, m.element, `this product is not known: write productID="e2" for N530 to N870, or productID="mx3b" for Maxwell`)
	case l.model.ProductID != "" && l.model.ProductID != m.text:
		l.addf(wrongProduct, m.offset, m.element, "the document is for another product: write productID=%q for the %s", l.model.ProductID, l.resolver.name())
	}
}

// form checks the version of the root.
func (provisioning) form(l *linter) {
	if m, ok := l.dialect.control(l.Document, roleForm); ok && m.text != formOne && m.text != formSeveral {
		l.add(unknownForm, m.offset, m.element, "this form is not known: write version=\"1.1\", or version=\"1.0\" for the form of several files")
	}
}

// links checks what an element sends the phone to.
func (provisioning) links(l *linter, index int32) {
	e := &l.elements[index]
	url := l.text(e, urlAttribute)
	switch {
	case e.broken:
	case equalFold(e.name, fileElement) && l.holderName(e) == firmwareElement && url != "":
		l.firmwareFile(e, index, url)
	case equalFold(e.name, stepElement) && url == "" && needsURL(l.text(e, typeAttribute)):
		l.add(missingURL, e.start, index, `this step has nothing to load: write url="..."`)
	}
}

// needsURL reports whether a step of that type loads something. [W-nest] [R-tancredi]
func needsURL(step string) bool { return step == StepRedirect || step == stepWallpaper }

const stepWallpaper = "DownloadWallpaper"
