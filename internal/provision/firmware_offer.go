package provision

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/offhook/offhook/model"
)

// An Offer is a firmware file and the models that its name says it is for.
type Offer struct {
	File     string
	Models   []string
	Firmware model.Firmware
	// Way is how phones come to the file.
	Way OfferWay
}

// An OfferWay says how phones come to a firmware file.
type OfferWay uint8

// The ways.
const (
	// OfferInstalled is for the newest file that the index of firmware offers: phones with older
	// firmware install it. [R-wazo]
	OfferInstalled OfferWay = iota + 1
	// OfferOutdone is for a file in the index that a newer one outdoes.
	OfferOutdone
	// OfferNamed is for a file that no index offers, since its version is not counted there: a
	// document has to name it. [W-fw]
	OfferNamed
)

// String is what becomes of the file, as the end of a sentence.
func (w OfferWay) String() string {
	switch w {
	case OfferInstalled:
		return "phones with older firmware find it in the index and install it"
	case OfferOutdone:
		return "no phone installs it from the index, which has a newer file"
	}
	return "phones install it where their document names it"
}

// String is "FILE: MODELS, FIRMWARE: what becomes of it".
func (o Offer) String() string {
	return fmt.Sprintf("%s: %s, %s: %v", o.File, strings.Join(o.Models, ", "), o.Firmware, o.Way)
}

// OffersOf returns which models get which of the firmware files, by model and the newest first, and
// the files whose names fit no model. Those are served to a phone that asks for one, and only a
// document can send it there.
func OffersOf(files []string) (offers []Offer, strangers []string) {
	strangers = slices.Clone(files)
	for _, m := range model.Models() {
		for _, file := range files {
			fw, ok := m.FirmwareFile(file)
			if !ok {
				continue
			}
			strangers = slices.DeleteFunc(strangers, func(s string) bool { return s == file })
			at := slices.IndexFunc(offers, func(o Offer) bool { return o.File == file })
			if at >= 0 {
				offers[at].Models = append(offers[at].Models, m.Name)
				continue
			}
			o := Offer{file, []string{m.Name}, m.Notate(fw), wayOf(m, file, files)}
			offers = append(offers, o)
		}
	}
	slices.SortStableFunc(offers, func(a, b Offer) int {
		return cmp.Or(
			cmp.Compare(placeOf(a.Models[0]), placeOf(b.Models[0])),
			b.Firmware.Compare(a.Firmware), cmp.Compare(a.File, b.File),
		)
	})
	return offers, strangers
}

// wayOf is how phones of a model come to a file that is for them.
func wayOf(m *model.Model, file string, files []string) OfferWay {
	list := offered(m.Variant, files)
	switch {
	case len(list) == 0:
		return OfferNamed
	case list[0].File == file:
		return OfferInstalled
	}
	return OfferOutdone
}

// placeOf is the place of a model in the table.
func placeOf(name string) int {
	return slices.IndexFunc(model.Models(), func(m *model.Model) bool { return m.Name == name })
}

// FirmwareNames says how a firmware file is named so that models take it: "merkurNNN_42.bin (N510),
// NNNNNN.img (DE)".
func FirmwareNames() string {
	var all []string
	for _, m := range model.Models() {
		if len(m.Update.Names) == 0 {
			continue
		}
		if text := m.Update.NameText() + " (" + m.Family + ")"; !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return strings.Join(all, ", ")
}
