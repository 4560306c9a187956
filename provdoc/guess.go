package provdoc

import (
	"cmp"
	"slices"
	"strings"

	"github.com/offhook/offhook/model"
)

// mostGuessed is how many items of a document are looked at for the model that has the most of them.
const mostGuessed = 200

// GuessModel returns the models that a document can be for, the likeliest first: those of its kind that it names by its
// profile name, its product or its schema, of which the first counts most, else all of its kind; and among these the ones that
// have most of its items first. It is empty for a document that is not Readable.
func GuessModel(d *Document) []*model.Model {
	if !d.Readable() {
		return nil
	}
	models := slices.DeleteFunc(model.Models(), func(m *model.Model) bool { return !d.dialect.suits(m) })
	profile, _ := d.ProfileName()
	product, _ := d.ProductID()
	schema, _ := d.Schema()
	schema = schema[strings.LastIndexByte(schema, '/')+1:]
	for _, named := range []func(m *model.Model) bool{
		func(m *model.Model) bool { return profile != "" && m.ProfileName == profile },
		func(m *model.Model) bool { return product != "" && m.ProductID == product },
		func(m *model.Model) bool { return schema != "" && equalFold(m.Schema, schema) },
	} {
		if slices.ContainsFunc(models, named) {
			models = slices.DeleteFunc(models, func(m *model.Model) bool { return !named(m) })
		}
	}
	had := d.itemsPerModel()
	slices.SortStableFunc(models, func(a, b *model.Model) int { return cmp.Compare(had[b.Name], had[a.Name]) })
	return models
}

// itemsPerModel counts the items of the document that each model has, by the name of the model.
func (d *Document) itemsPerModel() map[string]int {
	had := map[string]int{}
	for i := range d.items[:min(len(d.items), mostGuessed)] {
		if !d.items[i].isSetting() {
			continue
		}
		if p, known := parameter(nil, d.items[i].Name); known {
			for _, name := range p.Models {
				had[name]++
			}
		}
	}
	return had
}
