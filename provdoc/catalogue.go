package provdoc

import (
	"slices"
	"strings"
	"sync"

	"github.com/offhook/offhook/model"
)

// Parameters returns the whole catalogue in the order of its file, where numbered names stand as patterns:
//
//	S_SIP_SERVER[_n]       account 1 has no number, the others have _2 to _6
//	S_SIP_SERVER_n         _1 to _6
//	astVoipAccounts[0-99]  an index from 0 to 99, or [%] for all of them
//	astVoipProviders[p]    any index, or [%]
//	astVoipAccounts[n-1]   the index that belongs to the account number of the tag
//	SIP.Account.{i}.Active a number as a member of its own
//	SipAccount.{key}.AuthName
//	                       the key of a handset: 00001, or its IPUI as 029e74a599
//
// The slice is a copy; what its elements refer to is not to be modified.
func Parameters() []Parameter {
	return slices.Clone(catalogue().rows)
}

// LookupParameter finds the parameter that a tag or an NVM item names, whatever the model: with the account numbers
// and indexes of name, in any of the index forms that mean the same, and with ..attr behind an item. Where families
// differ it is the first in the catalogue, and Models lists the models of them all.
func LookupParameter(name string) (Parameter, bool) {
	return joinParameters(catalogue().find(name))
}

// joinParameters is the first of the parameters that one name means, with the models of all.
func joinParameters(found []Parameter) (Parameter, bool) {
	if len(found) == 0 {
		return Parameter{}, false
	}
	p := found[0]
	for _, other := range found[1:] {
		for _, m := range other.Models {
			if !p.Has(m) {
				p.Models = append(slices.Clip(p.Models), m)
			}
		}
	}
	return p, true
}

// LookupParameterFor is LookupParameter for one model: where families differ it is what m has. A parameter that only
// other models are known to have is found too; Has tells. A nil model prefers none.
func LookupParameterFor(m *model.Model, name string) (Parameter, bool) {
	found := catalogue().find(name)
	if m != nil {
		for _, p := range found {
			if p.Has(m.Name) {
				return p, true
			}
		}
	}
	return joinParameters(found)
}

// LookupParameters finds all that name can mean, in the order of the catalogue: one for each group of models that differ.
// Unlike LookupParameter it also takes the patterns that Parameters has.
func LookupParameters(name string) []Parameter {
	found := slices.Clone(catalogue().find(name))
	for _, p := range catalogue().rows {
		isPattern := p.Tag == name && isNumbered(p.Tag) || p.Item == name && strings.ContainsAny(p.Item, "[{")
		if isPattern {
			found = append(found, p)
		}
	}
	return found
}

// Has reports whether the model with that name is known to have the parameter.
func (p Parameter) Has(modelName string) bool { return slices.Contains(p.Models, modelName) }

// catalogue reads and indexes the embedded files once. The tests read them too, so that they cannot be faulty here.
var catalogue = sync.OnceValue(func() *catalogueIndex {
	rows, err := readCatalogueFiles(catalogueFile, catalogueTextsFile)
	if err != nil {
		panic("provdoc: " + err.Error())
	}
	return newCatalogueIndex(rows)
})

// readCatalogueFiles reads the parameters and their texts.
func readCatalogueFiles(parameters, texts string) ([]catalogueRow, error) {
	rows, err := readCatalogue(parameters)
	if err != nil {
		return nil, err
	}
	byName, err := readTexts(texts)
	if err != nil {
		return nil, err
	}
	return rows, addTexts(rows, byName)
}

// A catalogueIndex finds rows of the catalogue by their names.
type catalogueIndex struct {
	rows   []Parameter
	byTag  map[string][]Parameter
	byItem map[string][]Parameter // by the item with its indexes emptied: astVoipAccounts[].ucVoipProviderIndex

	mu    sync.RWMutex           // guards what follows
	found map[string][]Parameter // what names of items were found to mean
}

// maxFound is how many names of items are remembered with what they mean.
const maxFound = 4096

func newCatalogueIndex(rows []catalogueRow) *catalogueIndex {
	x := &catalogueIndex{byTag: map[string][]Parameter{}, byItem: map[string][]Parameter{}, found: map[string][]Parameter{}}
	for _, row := range rows {
		x.rows = append(x.rows, row.Parameter)
		for _, p := range row.numbered() {
			if p.Tag != "" {
				x.byTag[p.Tag] = append(x.byTag[p.Tag], p)
			}
			for _, item := range []string{p.Item, row.alias} {
				if item != "" {
					key, _ := splitIndexes(item)
					x.byItem[key] = append(x.byItem[key], p)
				}
			}
		}
	}
	return x
}

// find returns every parameter that name can mean, in the order of the catalogue. The slice is not to be modified.
func (x *catalogueIndex) find(name string) []Parameter {
	if found := x.byTag[name]; found != nil {
		return found
	}
	x.mu.RLock()
	found, ok := x.found[name]
	x.mu.RUnlock()
	if ok {
		return found
	}
	if found = x.findItem(name); found != nil {
		x.remember(strings.Clone(name), found)
	}
	return found
}

// remember keeps what a name means, and forgets all others when they are too many.
func (x *catalogueIndex) remember(name string, found []Parameter) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.found) == maxFound {
		clear(x.found)
	}
	x.found[name] = found
}

// findItem is find for the name of an item.
func (x *catalogueIndex) findItem(name string) []Parameter {
	item, isAttribute := strings.CutSuffix(name, attributeSuffix)
	key, indexes := splitIndexes(item)
	found := match(x.byItem[key], indexes)
	if whole, ok := strings.CutSuffix(key, "[]"); ok && found == nil {
		last := len(indexes) - 1
		if indexes[last] == "0" || indexes[last] == "%" {
			found = slices.DeleteFunc(match(x.byItem[whole], indexes[:last]), func(p Parameter) bool { return !p.isArray() })
		}
	}
	if isAttribute {
		found = slices.DeleteFunc(found, Parameter.isParam)
		for i, p := range found {
			found[i] = p.attribute()
		}
	}
	return found
}

// match returns the candidates whose index patterns admit the indexes, each with these indexes in its item.
func match(candidates []Parameter, indexes []string) []Parameter {
	var found []Parameter
	for _, p := range candidates {
		if item, ok := fillIndexes(p.Item, indexes); ok {
			p.Item = item
			found = append(found, p)
		}
	}
	return found
}

// isArray reports whether the item is an array of characters or bytes, so that an index behind its name means all of
// it.
func (p Parameter) isArray() bool {
	return !p.isParam() && (p.isText() || p.Type == TypeBytes || p.Type == TypePIN)
}

// isParam reports whether p is a param of a <provisioning> document, whose name has one form only.
func (p Parameter) isParam() bool { return p.Class == "" }

// attribute is the parameter that the item of p with ..attr behind it names. [R-gs5]
func (p Parameter) attribute() Parameter {
	return Parameter{
		Item: p.Item + attributeSuffix, Class: classSymbolic, Type: TypeString, Help: attributeHelp, HelpDE: attributeHelpDE,
		Web: p.Web, Evidence: "[R-gs5]; values other than UI_LOCK (unknown)", Models: p.Models, Attribute: true,
	}
}
