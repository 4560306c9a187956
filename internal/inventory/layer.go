package inventory

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/offhook/offhook/model"
)

// LayerKind says for which devices the values of a layer are.
type LayerKind string

// The layers below a device, the lowest first: a value of a later one takes the place of the same of an earlier one, and the device's
// own settings that of all.
const (
	// LayerGlobal is one layer, without a name, for every device of the tenant.
	LayerGlobal LayerKind = "global"
	// LayerSite is for the devices at one place.
	LayerSite LayerKind = "site"
	// LayerProfile is for devices of some models that are used in one way.
	LayerProfile LayerKind = "profile"
)

// LayerKinds lists them in the order in which they take the place of each other.
func LayerKinds() []LayerKind { return []LayerKind{LayerGlobal, LayerSite, LayerProfile} }

// StandardPrefix begins the names of the built-in profiles, which nobody edits.
const StandardPrefix = "standard-"

// Layer is a set of values that several devices share.
type Layer struct {
	Tenant string
	Kind   LayerKind
	// Name is empty for the global layer.
	Name string
	// Models are the names of the models that a profile is for; nil for the other kinds.
	Models []string
	// Template writes the documents of the devices of a profile; empty means that they are written from the values.
	Template string
	// Comment is the operator's.
	Comment string
	// Settings are its values.
	Settings []Setting
	// Revision counts the changes of the layer, from 1. The store sets it.
	Revision int64
	// Created and Updated are set by the store, in UTC.
	Created, Updated time.Time
	// Idle says of a change that the document of no phone becomes another one by it, so that it is no LayerEdit. It is not kept.
	Idle bool
}

// String is how people and commands call the layer: global, "site berlin", "profile reception".
func (l *Layer) String() string { return LayerName(l.Kind, l.Name) }

// LayerName is how people and commands call a layer.
func LayerName(kind LayerKind, name string) string {
	if kind == LayerGlobal {
		return string(kind)
	}
	return string(kind) + " " + name
}

// IsStandard reports whether the layer is a built-in profile.
func (l *Layer) IsStandard() bool {
	return l.Kind == LayerProfile && strings.HasPrefix(l.Name, StandardPrefix)
}

// IsFor reports whether a profile is for a model; the other kinds are for all.
func (l *Layer) IsFor(modelName string) bool {
	return l.Kind != LayerProfile || slices.Contains(l.Models, modelName)
}

// Same reports whether all that an operator can set is the same in l and o.
func (l *Layer) Same(o *Layer) bool { return l.Comment == o.Comment && l.SaysSame(o) }

// SaysSame reports whether l and o say the same to documents.
func (l *Layer) SaysSame(o *Layer) bool {
	return slices.Equal(l.Models, o.Models) && l.Template == o.Template && slices.Equal(l.Settings, o.Settings)
}

// Clone returns a copy that shares no memory with l that either may change.
func (l *Layer) Clone() Layer {
	c := *l
	c.Models, c.Settings = slices.Clone(l.Models), slices.Clone(l.Settings)
	return c
}

// Set sets a value, in its old place when it is there and at the end when it is not.
func (l *Layer) Set(item, value string) { l.Put(Setting{Item: item, Value: value}) }

// Put is Set for any setting.
func (l *Layer) Put(s Setting) { l.Settings = setSetting(l.Settings, s) }

// Unset removes a value and reports whether it was there.
func (l *Layer) Unset(item string) (found bool) {
	l.Settings, found = unsetSetting(l.Settings, item)
	return found
}

// Validate reports with an ErrInvalid what the layer lacks. It does not know which values there are: that is for provision.
func (l *Layer) Validate() error {
	for _, check := range []func() error{l.validateKind, l.validateName, l.validateModels, l.validateTemplate} {
		if err := check(); err != nil {
			return err
		}
	}
	if err := ValidateComment(l.Comment); err != nil {
		return err
	}
	return validateSettings(l.Settings)
}

func (l *Layer) validateKind() error {
	if l.Tenant == "" || !printable(l.Tenant) {
		return invalidf("a layer needs the name of a tenant, such as %q", DefaultTenant)
	}
	if !slices.Contains(LayerKinds(), l.Kind) {
		return invalidf("layer %q is not known: it is global, a site or a profile", l.Kind)
	}
	return nil
}

func (l *Layer) validateName() error {
	if l.Kind == LayerGlobal {
		if l.Name != "" {
			return invalidf("the global layer has no name, and is given %q", l.Name)
		}
		return nil
	}
	if l.IsStandard() {
		return invalidf("%s is the name of a built-in profile, or could become one: choose one that does not begin with %s", l.Name, StandardPrefix)
	}
	return ValidateName("the name of a "+string(l.Kind), l.Name)
}

func (l *Layer) validateModels() error {
	if l.Kind != LayerProfile {
		if len(l.Models) > 0 || l.Template != "" {
			return invalidf("%s is for all models and has no template: only a profile has them", l)
		}
		return nil
	}
	if len(l.Models) == 0 {
		return invalidf("%s is for no model: name at least one", l)
	}
	dialects := make(map[model.Dialect]string)
	for i, name := range l.Models {
		m, err := model.Lookup(name)
		switch {
		case err != nil:
			return invalidf("%v", err)
		case m.Name != name:
			return invalidf("model %q is called %s", name, m.Name)
		case slices.Contains(l.Models[:i], name):
			return invalidf("%s names model %s twice", l, name)
		}
		dialects[m.Dialect] = name
	}
	if len(dialects) > 1 {
		return invalidf("%s is for models whose documents are of different kinds: make a profile for each kind", l)
	}
	return nil
}

func (l *Layer) validateTemplate() error {
	if l.Template == "" {
		return nil
	}
	return ValidateName("the name of a template", l.Template)
}

// NoLayer is the ErrNotFound of a layer that is not there.
func NoLayer(kind LayerKind, name string) error {
	return fmt.Errorf("%s: %w", LayerName(kind, name), ErrNotFound)
}

// NotFor is the error of a device of a model that the layer is not for.
func (l *Layer) NotFor(modelName string) error {
	return invalidf("%s is for %s, and the device is a %s: give the device another %s", l, strings.Join(l.Models, ", "), modelName, l.Kind)
}

// LayerSet is every layer and template of a tenant at one moment.
type LayerSet struct {
	// Seq is the number of the latest change of any of them, 0 when there was none.
	Seq int64
	// Layers are in the order of their kinds and names. The global one is there when it has values.
	Layers []Layer
	// Templates have their current version alone.
	Templates []Template
}

// Layer returns a layer of the set. A global layer that has no values is there too. ErrNotFound.
func (s *LayerSet) Layer(kind LayerKind, name string) (Layer, error) {
	for i := range s.Layers {
		if s.Layers[i].Kind == kind && s.Layers[i].Name == name {
			return s.Layers[i].Clone(), nil
		}
	}
	if kind == LayerGlobal && name == "" {
		return Layer{Tenant: DefaultTenant, Kind: LayerGlobal}, nil
	}
	return Layer{}, NoLayer(kind, name)
}
