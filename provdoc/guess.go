package provdoc

import (
	"slices"
	"strings"

	"github.com/offhook/offhook/model"
)

// GuessModel returns the models that a document can be for. One model means that the document
// tells; it is empty for a document that is not Readable.
//
// The items decide: the models that lack the fewest of them come first. If these are several,
// the profile name or the product decides between them, then a schema that one model alone has. A
// model that the document names although it lacks more items comes last: the document contradicts
// itself.
func GuessModel(d *Document) []*model.Model {
	if !d.Readable() {
		return nil
	}
	named := d.namedModels()
	schema, _ := d.Schema()
	schema = schema[strings.LastIndexByte(schema, '/')+1:]
	best := fewest(d.lacking())
	for _, said := range []func(m *model.Model) bool{
		func(m *model.Model) bool { return slices.Contains(named, m) },
		func(m *model.Model) bool { return isSchemaOf(m, schema) },
	} {
		if slices.ContainsFunc(best, said) {
			return slices.DeleteFunc(best, func(m *model.Model) bool { return !said(m) })
		}
	}
	return append(best, named...)
}

// SpokenOf returns the model that a document is checked for when the caller gives no model, and its
// name in a sentence. It is the model that the document names, although it may contradict itself,
// else the one that has all of its items. Of several models of one family it is the first, and
// called has the names of all. It is nil where they are of several families.
func (d *Document) SpokenOf() (m *model.Model, called string) {
	models, named := GuessModel(d), d.Model()
	if at := slices.Index(models, named); at > 0 {
		models = models[at:]
	}
	if len(models) == 0 || named == nil && len(d.Lacks(models[0])) > 0 {
		return nil, ""
	}
	for _, m := range models[1:] {
		if m.Family != models[0].Family {
			return nil, ""
		}
	}
	return models[0], ModelNames(models)
}

// ModelNames joins the names of models: "N510, C610 or N300".
func ModelNames(models []*model.Model) string {
	names := make([]string, len(models))
	for i, m := range models {
		names[i] = m.Name
	}
	if last := len(names) - 1; last > 0 {
		names = []string{strings.Join(names[:last], ", "), names[last]}
	}
	return strings.Join(names, " or ")
}

// namedModels returns the models of the profile name or the product, nil when the document names no
// model.
func (d *Document) namedModels() []*model.Model {
	profile, _ := d.ProfileName()
	product, _ := d.ProductID()
	return slices.DeleteFunc(d.suited(), func(m *model.Model) bool {
		byProfile, byProduct := m.ProfileName == profile, m.ProductID == product
		return (profile == "" || !byProfile) && (product == "" || !byProduct)
	})
}

// suited returns the models that take documents of this kind.
func (d *Document) suited() []*model.Model {
	unsuited := func(m *model.Model) bool { return !d.dialect.suits(m) }
	return slices.DeleteFunc(model.Models(), unsuited)
}

// isSchemaOf reports whether a file is the schema of the model and of no other: profile.xsd is in
// documents for several. [G p42] [R-wazo] [W-xml]
func isSchemaOf(m *model.Model, file string) bool {
	has := func(m *model.Model) bool { return file != "" && equalFold(m.Schema, file) }
	hasToo := func(other *model.Model) bool { return other != m && has(other) }
	return has(m) && !slices.ContainsFunc(model.Models(), hasToo)
}

// A modelLack is which items of a document a model lacks, by their names, each once.
type modelLack struct {
	model *model.Model
	names []string
}

// fewest returns the models that lack the fewest items.
func fewest(all []modelLack) (best []*model.Model) {
	least := -1
	for _, l := range all {
		if least < 0 || len(l.names) < least {
			best, least = nil, len(l.names)
		}
		if len(l.names) == least {
			best = append(best, l.model)
		}
	}
	return best
}

// Lacks returns the items that the model does not have, or ignores, and that another model does
// have, by their names. It is empty for a document that is not Readable.
func (d *Document) Lacks(m *model.Model) []string {
	if !d.Readable() {
		return nil
	}
	for _, l := range d.lacking() {
		if l.model == m {
			return l.names
		}
	}
	return nil
}

// lacking finds the items that each model lacks, of those that one of them has.
func (d *Document) lacking() []modelLack {
	models, names := d.suited(), d.namesOfItems()
	all, many := make([]modelLack, len(models)), map[string]int{}
	for k, m := range models {
		all[k] = modelLack{m, d.lackedBy(m, names)}
		for _, name := range all[k].names {
			many[name]++
		}
	}
	byAll := func(name string) bool { return many[name] == len(models) }
	for k := range all {
		all[k].names = slices.DeleteFunc(all[k].names, byAll)
	}
	return all
}

// namesOfItems returns the name of each item as the catalogue has it: that of a param of an oper
// begins with the oper.
func (d *Document) namesOfItems() []string {
	names, operation := make([]string, len(d.items)), ""
	for i := range d.items {
		it := &d.items[i]
		names[i] = it.Name
		switch it.Kind {
		case Oper:
			operation = operationPrefix + it.Name + "." + it.Raw + "."
		case OperParam:
			names[i] = operation + it.Name
		}
	}
	return names
}

// lackedBy returns the names of the items that a model does not have, or ignores, each once.
func (d *Document) lackedBy(m *model.Model, names []string) (lacked []string) {
	held := lackedItems{documentItems{d, &reporter{}}, make([]bool, len(d.items))}
	r := resolver{
		itemHolder: held, items: d.items, model: m, known: knownOf(d, m),
		unknowns: maxNearest, // no nearest name is looked for
	}
	r.resolve()
	r.heeded()
	seen, handsets := map[string]bool{}, newHandsetLimit(m)
	for i, name := range names {
		if (held.lacked[i] || !handsets.has(name)) && !seen[name] {
			seen[name] = true
			lacked = append(lacked, name)
		}
	}
	return lacked
}

// lackedItems are the items of a document, with those that the model lacks instead of findings.
type lackedItems struct {
	documentItems
	lacked []bool
}

// lackRules are the rules that an item breaks which the model lacks, or ignores.
var lackRules = []ruleID{notForModel, wrongSuffix, indexOutOfRange, conditionNotMet}

func (l lackedItems) fault(rule ruleID, i int, _ string, _ ...any) {
	l.lacked[i] = l.lacked[i] || slices.Contains(lackRules, rule)
}

func (l lackedItems) stranger(i int, _ string) { l.lacked[i] = true }

// A handsetLimit counts the handsets of a document, where its items have their keys.
type handsetLimit struct {
	limit int // 0 where no item has such a key, or no limit is known
	seen  map[accountID]int
}

func newHandsetLimit(m *model.Model) handsetLimit {
	l, err := layoutOf(m)
	if err != nil || !l.byKey() {
		return handsetLimit{}
	}
	return handsetLimit{l.limit(m), map[accountID]int{}}
}

// has reports whether the model has room for the handset of an item, true for an item of no
// handset.
func (h handsetLimit) has(name string) bool {
	if h.limit == 0 || len(name) > maxName {
		return true
	}
	key, indexes := splitIndexes(name)
	for _, p := range catalogue().byItem[key] {
		if !strings.Contains(p.Item, "{"+handsetKey+"}") {
			continue
		}
		id, ok := readKey(indexes[0])
		if _, counted := h.seen[id]; ok && !counted {
			h.seen[id] = len(h.seen)
		}
		return !ok || id.number <= h.limit && h.seen[id] < h.limit
	}
	return true
}
