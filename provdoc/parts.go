package provdoc

// A FirmwareFile is a firmware that a <provisioning> document offers: <firmware><file version="..." url="..."/>.
type FirmwareFile struct {
	// Version is what the phone compares with its own. [W-n870]
	Version string
	// URL is as written, tokens such as %MACD unexpanded.
	URL string
	// Flags is the flags attribute, FORCE_ACCEPT for one, "" when there is none. [R-clearvox]
	Flags string
}

// A Step is a <step> of <custom>: DownloadWallpaper, UnlockAllFunctionKeys, or Redirect to another document. [W-nest]
type Step struct {
	Type, URL string
}

// StepRedirect is the Type of a Step that chains to the document at its URL. [W-nest]
const StepRedirect = "Redirect"

// A Link is where a document of form 1.0 sends the phone for another file: <category type="nvm" url="..."/> of
// provisioning.xml, or <nvm><file version="..." url="..."/> of the file that this leads to. [W-n870]
type Link struct {
	// Type is firmware, nvm or custom.
	Type string
	// Version is that of the file, "" for a category.
	Version string
	// URL is as written.
	URL string
}

// An Operation is an <oper>: something that the phone shall do, with its parameters.
type Operation struct {
	Name, Value string
	// Params are the params inside, which are no settings of their own.
	Params []Item
	// Line and Column are where it begins, as in an Item.
	Line, Column int
}

// Firmware returns the firmware files that a <provisioning> document offers, in the order of the document.
func (d *Document) Firmware() []FirmwareFile {
	var files []FirmwareFile
	d.parts(fileElement, func(e *element, parent string) {
		if parent == firmwareElement {
			files = append(files, FirmwareFile{d.text(e, versionAttribute), d.text(e, urlAttribute), d.text(e, flagsAttribute)})
		}
	})
	return files
}

// Steps returns the custom steps of a <provisioning> document, in its order.
func (d *Document) Steps() []Step {
	var steps []Step
	d.parts(stepElement, func(e *element, _ string) {
		steps = append(steps, Step{d.text(e, typeAttribute), d.text(e, urlAttribute)})
	})
	return steps
}

// Links returns the files that a document of form 1.0 leads to, in its order.
func (d *Document) Links() []Link {
	var links []Link
	d.parts(categoryElement, func(e *element, _ string) {
		links = append(links, Link{Type: d.text(e, typeAttribute), URL: d.text(e, urlAttribute)})
	})
	d.parts(fileElement, func(e *element, parent string) {
		if parent == nvmElement || parent == customElement {
			links = append(links, Link{parent, d.text(e, versionAttribute), d.text(e, urlAttribute)})
		}
	})
	return links
}

// Operations returns the operations of a <provisioning> document, in its order. They are among its Items too.
func (d *Document) Operations() []Operation {
	var list []Operation
	for i, it := range d.items {
		switch it.Kind {
		case Oper:
			list = append(list, Operation{Name: it.Name, Value: it.Raw, Line: it.Line, Column: it.Column})
		case OperParam:
			if len(list) > 0 && d.sources[i].value >= 0 {
				last := &list[len(list)-1]
				last.Params = append(last.Params, it)
			}
		}
	}
	return list
}

// parts calls yield for each element of that name of a <provisioning> document, with the name of the element that it
// stands in. Names count in any case; what the document is cut off in does not.
func (d *Document) parts(name string, yield func(e *element, parent string)) {
	if !d.readable || d.dialect != Provisioning {
		return
	}
	for i := range d.elements[:d.inRoot()] {
		e := &d.elements[i]
		if e.broken || !equalFold(e.name, name) {
			continue
		}
		yield(e, d.holderName(e))
	}
}
