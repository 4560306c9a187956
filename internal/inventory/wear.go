package inventory

import (
	"fmt"
	"time"
)

const (
	// EditKept is how long the store knows that a layer was edited.
	EditKept = 30 * 24 * time.Hour
	// WearDays is how many days WearOf looks back.
	WearDays = 7
	// WearWindow is the same as a duration.
	WearWindow = WearDays * 24 * time.Hour
)

// TemplateEdit is the Kind of the LayerEdit of a template; no layer is of this kind.
const TemplateEdit LayerKind = "template"

// LayerEdit is how often what a layer or a template says to documents was changed in a time. A change of a comment alone is none.
type LayerEdit struct {
	Kind  LayerKind
	Name  string
	Count int
	// Last is when it was edited last, in UTC.
	Last time.Time
}

// Wear is a layer that wears out the flash of its phones.
type Wear struct {
	// Layer is the name as LayerName has it; Template is empty when no change was one of its template.
	Layer, Template string
	// Changes are those of the last WearDays days, of the layer and its template together.
	Changes int
	Devices int
}

// WearOf reports whether a layer that so many devices have changed oftener than daily in a window of WearDays days, whose edits are
// given: a phone writes its flash each time that VERSION is another one [G p43]. The edits of the template of a profile count as its
// own. A layer that no device has wears out nothing.
func WearOf(l *Layer, edits []LayerEdit, devices int) (Wear, bool) {
	w := Wear{Layer: l.String(), Devices: devices}
	if l.Kind == LayerGlobal {
		w.Layer = "the global layer"
	}
	for _, e := range edits {
		switch {
		case e.Kind == l.Kind && e.Name == l.Name:
			w.Changes += e.Count
		case e.Kind == TemplateEdit && l.Template != "" && e.Name == l.Template:
			w.Changes += e.Count
			w.Template = e.Name
		}
	}
	return w, devices > 0 && w.Changes > WearDays
}

// String is the sentence for the operator.
func (w Wear) String() string {
	subject, phones := w.Layer, fmt.Sprintf("%d phones", w.Devices)
	if w.Template != "" {
		subject += ", with its template " + w.Template + ","
	}
	if w.Devices == 1 {
		phones = "phone"
	}
	return fmt.Sprintf("%s changed %d times in the last seven days: each change writes the flash of its %s; collect changes and make them once a day",
		subject, w.Changes, phones)
}
