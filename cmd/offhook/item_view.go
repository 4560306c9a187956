package main

import (
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// itemView is an item of the catalogue as JSON.
type itemView struct {
	// Name is the one to write: the tag where there is one, else the item.
	Name string `json:"name"`
	Tag  string `json:"tag"`
	Item string `json:"item"`
	// Type is the word of the catalogue: string, http, number, boolean, bytes, pin, ipv4 or mask.
	Type provdoc.Type `json:"type"`
	// MaxLength counts characters or bytes, 0 for no known limit; Min and Max are null where the value is no number.
	MaxLength int    `json:"max_length"`
	Min       *int64 `json:"min"`
	Max       *int64 `json:"max"`
	Unit      string `json:"unit"`
	Secret    bool   `json:"secret"`
	// Models have it; Since is the firmware that brought it to those of which that is known.
	Models    []string          `json:"models"`
	Since     map[string]string `json:"since"`
	Condition string            `json:"condition"`
	Web       string            `json:"web"`
	Evidence  string            `json:"evidence"`
	// Help and HelpDE are absent where the other language was asked for.
	Help   string `json:"help,omitempty"`
	HelpDE string `json:"help_de,omitempty"`
}

// viewItem is what the commands show of an item.
func viewItem(p provdoc.Parameter) itemView {
	v := itemView{
		Name: itemName(p), Tag: p.Tag, Item: p.Item, Type: p.Type, MaxLength: p.MaxLen, Unit: p.Unit, Secret: p.Secret,
		Models: p.Models, Since: map[string]string{}, Condition: p.Condition, Web: p.Web, Evidence: p.Evidence, Help: p.Help, HelpDE: p.HelpDE,
	}
	if p.Type == provdoc.TypeNumber || p.Type == provdoc.TypeMask {
		v.Min, v.Max = &p.Min, &p.Max
	}
	for _, name := range p.Models {
		if m, err := model.Lookup(name); err == nil && !p.SinceFor(m).IsZero() {
			v.Since[name] = p.SinceFor(m).String()
		}
	}
	return v
}

// in keeps the help in one language, "" for both.
func (v itemView) in(language string) itemView {
	switch language {
	case langEnglish:
		v.HelpDE = ""
	case langGerman:
		v.Help = ""
	}
	return v
}
