package provision

import (
	"fmt"
	"strconv"
	"sync"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/template"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// templateForm is a template of the set, read when it is first asked for.
type templateForm struct {
	source inventory.Template
	once   sync.Once
	parsed *template.Template
	err    error
}

// ReadTemplate reports what is wrong with the text of a template, with line and column and what would be right.
func ReadTemplate(t *inventory.Template) error {
	if _, err := parseTemplate(t); err != nil {
		return err
	}
	return versionGiven(t)
}

// TemplateWarnings returns what deserves a second look in the encoding of a template, with line and
// column.
func TemplateWarnings(t *inventory.Template) []error { return template.Warnings(t.Name, t.Text) }

func parseTemplate(t *inventory.Template) (*template.Template, error) {
	var kind template.Kind
	if err := kind.UnmarshalText([]byte(t.Kind)); err != nil {
		return nil, err
	}
	return template.Parse(t.Name, kind, t.Text)
}

// TemplateKindOf tells the kind of a template by its text.
func TemplateKindOf(text string) inventory.TemplateKind {
	return inventory.TemplateKind(template.Detect(text).String())
}

// template returns a template of the set.
func (l *Layers) template(name string) (*template.Template, error) {
	form, ok := l.templates[name]
	if !ok {
		return nil, fmt.Errorf("template %s: %w", name, inventory.ErrNotFound)
	}
	form.once.Do(func() { form.parsed, form.err = parseTemplate(&form.source) })
	return form.parsed, form.err
}

// execute makes a document of the template of a profile. A template needs no version where its text has none.
func (l *Layers) execute(name string, m *model.Model, layers []*inventory.Layer, d *inventory.Device, version string) ([]byte, error) {
	t, err := l.template(name)
	if err != nil {
		return nil, err
	}
	data, err := l.templateData(m, layers, d)
	if err != nil {
		return nil, err
	}
	data.Version = version
	body, err := t.Execute(data, template.Budget{})
	if err != nil {
		return nil, err
	}
	return body, versionKept(name, body, version)
}

// templateData is what a template can say of a device: its values under every name that the catalogue has for them, the operator's
// tags, and its lines.
func (l *Layers) templateData(m *model.Model, layers []*inventory.Layer, d *inventory.Device) (template.Data, error) {
	merged := l.values(m, layers, d).Merge(valuesOf(d.Settings))
	data := template.Data{
		MAC: d.MAC, Model: m.Name, Firmware: d.Firmware, ProfileName: m.ProfileName, Username: d.Username, Password: d.Configured,
		Values: merged.ByName(), Tags: make(map[string]string),
	}
	for _, layer := range layers {
		addTags(data.Tags, layer.Settings)
	}
	addTags(data.Tags, d.Settings)
	accounts, err := merged.Accounts()
	if err != nil {
		return template.Data{}, err
	}
	for i := range accounts {
		data.Lines = append(data.Lines, lineOf(&accounts[i]))
	}
	return data, nil
}

// addTags adds the operator's own %NAME% values.
func addTags(tags map[string]string, settings []inventory.Setting) {
	for _, s := range settings {
		if isTag(s.Item) {
			tags[s.Item[1:len(s.Item)-1]] = s.Value
		}
	}
}

func lineOf(a *provdoc.Account) template.Line {
	line := template.Line{
		Number: a.Index, Name: a.Label, User: a.Number, AuthName: a.AuthName, Password: a.Password, DisplayName: a.Name, Extension: a.Number,
		Domain: a.Provider.Domain, Server: a.Provider.Server.Host,
	}
	if port := a.Provider.Server.Port; port != 0 {
		line.Port = strconv.Itoa(port)
	}
	return line
}
