package inventory

import (
	"context"
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

// LayerEdit is how often what a layer or a template says to documents was changed in a time. A change of a comment alone is none, nor is
// one that is Idle.
type LayerEdit struct {
	Kind  LayerKind
	Name  string
	Count int
	// Last is when it was edited last, in UTC.
	Last time.Time
}

// Edits are the LayerEdits that WearOf looks at.
type Edits struct {
	// Week are those of WearWindow, Day those of the last 24 hours.
	Week, Day []LayerEdit
}

// RecentEdits returns the Edits that a store knows at a time.
func RecentEdits(ctx context.Context, s Layers, tenant string, now time.Time) (e Edits, err error) {
	if e.Week, err = s.LayerEdits(ctx, tenant, now.Add(-WearWindow)); err != nil {
		return e, err
	}
	e.Day, err = s.LayerEdits(ctx, tenant, now.Add(-24*time.Hour))
	return e, err
}

// Wear is a layer that wears out the flash of its phones.
type Wear struct {
	// Layer is the name as LayerName has it; Template is empty when no change was one of its template.
	Layer, Template string
	// Changes are those of the last Days days, of the layer and its template together.
	Changes, Days int
	Devices       int
}

// WearOf reports whether a layer that so many devices have changed oftener than daily, in the last WearDays days or in the last one: a
// phone writes its flash each time that VERSION is another one [G p43]. The edits of the template of a profile count as its own. A layer
// that no device has wears out nothing.
func WearOf(l *Layer, edits Edits, devices int) (Wear, bool) {
	w := wearIn(l, edits.Week, WearDays)
	if !w.isOften() {
		w = wearIn(l, edits.Day, 1)
	}
	w.Devices = devices
	return w, devices > 0 && w.isOften()
}

// wearIn counts the edits of a layer in so many days.
func wearIn(l *Layer, edits []LayerEdit, days int) Wear {
	w := Wear{Layer: l.String(), Days: days}
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
	return w
}

func (w Wear) isOften() bool { return w.Changes > w.Days }

// String is the sentence for the operator.
func (w Wear) String() string {
	subject, span, phones := w.Layer, "seven days", fmt.Sprintf("those of its %d phones whose document changes", w.Devices)
	if w.Template != "" {
		subject += ", with its template " + w.Template + ","
	}
	if w.Days == 1 {
		span = "24 hours"
	}
	if w.Devices == 1 {
		phones = "its phone"
	}
	return fmt.Sprintf("%s changed %d times in the last %s: each change writes the flash of %s; collect changes and make them once a day",
		subject, w.Changes, span, phones)
}
