package provision

import (
	"sync"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

const (
	// maxForms is how many bytes of memory the compiled documents of a Layers take.
	maxForms = 64 << 20
	// formCost is how many bytes of memory a compiled document takes for each byte of its text, as measured.
	formCost = 5
	// valueCost is how many bytes of memory a value for templates takes beside its text, which the layer has.
	valueCost = 400
)

// Layers is every value that devices share and every template, ready to be rendered from. What it was made of never changes; a nil
// Layers has nothing. It is safe for concurrent use.
type Layers struct {
	seq    int64
	global *inventory.Layer
	named  map[string]*inventory.Layer // by inventory.LayerName
	// templates are by their names.
	templates map[string]*templateForm

	mu    sync.Mutex // guards what follows
	forms map[formKey]*form
	size  int // of the forms in bytes
	limit int // of size
}

// NewLayers returns the layers of a set, which is not to be modified any more, and the built-in profiles.
func NewLayers(set inventory.LayerSet) *Layers {
	l := &Layers{
		seq: set.Seq, named: make(map[string]*inventory.Layer), templates: make(map[string]*templateForm), forms: make(map[formKey]*form),
		limit: maxForms,
	}
	for _, t := range set.Templates {
		l.templates[t.Name] = &templateForm{source: t}
	}
	for _, standard := range Standard() {
		l.named[standard.String()] = &standard
	}
	for i := range set.Layers {
		layer := &set.Layers[i]
		if layer.Kind == inventory.LayerGlobal {
			l.global = layer
			continue
		}
		l.named[layer.String()] = layer
	}
	return l
}

// Seq is that of the LayerSet, 0 for a nil Layers.
func (l *Layers) Seq() int64 {
	if l == nil {
		return 0
	}
	return l.seq
}

// of returns the layers below a device, the lowest first. The error says which is missing, or is not for its model.
func (l *Layers) of(d *inventory.Device) ([]*inventory.Layer, error) {
	var layers []*inventory.Layer
	if l != nil && l.global != nil {
		layers = append(layers, l.global)
	}
	for _, need := range []struct {
		kind inventory.LayerKind
		name string
	}{{inventory.LayerSite, d.Site}, {inventory.LayerProfile, d.Profile}} {
		if need.name == "" {
			continue
		}
		layer, err := l.find(need.kind, need.name)
		if err != nil {
			return nil, err
		}
		if !layer.IsFor(d.Model) {
			return nil, layer.NotFor(d.Model)
		}
		layers = append(layers, layer)
	}
	return layers, nil
}

// find returns a site or a profile.
func (l *Layers) find(kind inventory.LayerKind, name string) (*inventory.Layer, error) {
	if l != nil {
		if layer, ok := l.named[inventory.LayerName(kind, name)]; ok {
			return layer, nil
		}
	}
	return nil, inventory.NoLayer(kind, name)
}

// Has reports whether there is a site or a profile of this name. A nil Layers has none.
func (l *Layers) Has(kind inventory.LayerKind, name string) bool {
	_, err := l.find(kind, name)
	return err == nil
}

// templateOf is the template that makes the documents of devices with these layers, "" when they are written from the values.
func templateOf(layers []*inventory.Layer) string {
	for _, layer := range layers {
		if layer.Template != "" {
			return layer.Template
		}
	}
	return ""
}

// formKey is all that a compiled document depends on besides the Layers.
type formKey struct {
	model, site, profile string
	quoted               bool
	template             bool
}

// form is a compiled document, or the values for a template, made when it is first asked for.
type form struct {
	once     sync.Once
	compiled *provdoc.Compiled
	values   *provdoc.Base
	err      error
}

// compiled returns what the documents of all devices with the same layers, model and form of the pair have in common.
func (l *Layers) compiled(m *model.Model, layers []*inventory.Layer, d *inventory.Device, quoted bool) (*provdoc.Compiled, error) {
	f := &form{}
	if l != nil {
		f = l.form(formKey{model: m.Name, site: d.Site, profile: d.Profile, quoted: quoted})
	}
	f.once.Do(func() {
		f.compiled, f.err = provdoc.Compile(sharedFrame(m, quoted, layers))
		if l != nil && f.err == nil {
			l.keep(formCost * f.compiled.Size(nil))
		}
	})
	return f.compiled, f.err
}

// values returns the values that all devices with the same layers and model have for a template.
func (l *Layers) values(m *model.Model, layers []*inventory.Layer, d *inventory.Device) *provdoc.Base {
	f := l.form(formKey{model: m.Name, site: d.Site, profile: d.Profile, template: true})
	f.once.Do(func() {
		entries := sharedPart(m, layers).Entries
		f.values = provdoc.NewBase(m, entries)
		l.keep(valueCost * len(entries))
	})
	return f.values
}

func (l *Layers) form(key formKey) *form {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := l.forms[key]
	if f == nil {
		f = &form{}
		l.forms[key] = f
	}
	return f
}

// keep counts a compiled document, and forgets all when they are too many: each is made again where it is still needed.
func (l *Layers) keep(size int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.size += size; l.size > l.limit {
		l.size = 0
		clear(l.forms)
	}
}

// sharedFrame is what the documents of all devices with the same layers have in common.
func sharedFrame(m *model.Model, quoted bool, layers []*inventory.Layer) provdoc.Frame {
	shared := sharedPart(m, layers)
	return provdoc.Frame{Model: m, QuotedPair: quoted, Entries: shared.Entries, Raw: shared.Raw}
}

// layerEntries returns the values of a layer that are for a model. Those of a profile all are, but tags of templates and raw items.
func layerEntries(m *model.Model, layer *inventory.Layer) []provdoc.Entry {
	entries := make([]provdoc.Entry, 0, len(layer.Settings))
	for _, s := range layer.Settings {
		if !s.Raw && suits(m, layer.Kind, s.Item) {
			entries = append(entries, provdoc.Entry{Name: s.Item, Value: s.Value})
		}
	}
	return entries
}

// suits reports whether a value of a layer goes into the documents of a model: what is for every model is left out where the
// model does not have it.
func suits(m *model.Model, kind inventory.LayerKind, item string) bool {
	if isTag(item) {
		return false
	}
	if kind == inventory.LayerProfile {
		return true
	}
	p, known := provdoc.LookupParameterFor(m, item)
	return known && p.Has(m.Name)
}

// isTag reports whether a setting is the operator's own %NAME% of a template, which no document has by itself.
func isTag(item string) bool {
	return len(item) > 2 && item[0] == '%' && item[len(item)-1] == '%'
}
