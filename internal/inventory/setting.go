package inventory

import (
	"log/slog"
	"slices"
	"strings"
	"unicode/utf8"
)

// Setting is one item of the parameter catalogue, by tag or NVM name, with its
// value. The value may be a secret, so that logging a Setting shows the item
// alone.
type Setting struct {
	Item, Value string
	// Raw says that the value is written exactly as it stands, and that the catalogue does not have the item for the model.
	Raw bool
}

// RawPrefix stands before the item of a raw setting where people write it: raw:ITEM=VALUE.
const RawPrefix = "raw:"

// Name is the item as people write it.
func (s Setting) Name() string {
	if s.Raw {
		return RawPrefix + s.Item
	}
	return s.Item
}

// NewSetting returns the setting that people write as name and value.
func NewSetting(name, value string) Setting {
	item, raw := strings.CutPrefix(name, RawPrefix)
	return Setting{item, value, raw}
}

// LogValue redacts the value.
func (s Setting) LogValue() slog.Value {
	return slog.GroupValue(slog.String("item", s.Item), slog.String("value", "[redacted]"))
}

// String redacts the value.
func (s Setting) String() string { return s.Item + "=[redacted]" }

// GoString redacts the value.
func (s Setting) GoString() string { return s.String() }

// setSetting returns settings with one more, in its old place when it is there.
func setSetting(settings []Setting, s Setting) []Setting {
	if i := indexSetting(settings, s.Item); i >= 0 {
		settings[i] = s
		return settings
	}
	return append(settings, s)
}

// unsetSetting returns settings without one, and whether it was there.
func unsetSetting(settings []Setting, item string) ([]Setting, bool) {
	i := indexSetting(settings, item)
	if i < 0 {
		return settings, false
	}
	return slices.Delete(settings, i, i+1), true
}

func indexSetting(settings []Setting, item string) int {
	return slices.IndexFunc(settings, func(s Setting) bool { return s.Item == item })
}

// validateSettings looks at the form of settings. Which there are is for provision, which knows the catalogue.
func validateSettings(settings []Setting) error {
	if len(settings) > MaxSettings {
		return invalidf("%d settings are more than the %d that a document takes", len(settings), MaxSettings)
	}
	seen := make(map[string]bool, len(settings))
	for _, s := range settings {
		if seen[s.Item] {
			return invalidf("setting %s is given twice: give it once", s.Item)
		}
		if err := s.Validate(); err != nil {
			return err
		}
		seen[s.Item] = true
	}
	return nil
}

// Validate reports with an ErrInvalid what is wrong with the form of a setting, without its value.
func (s Setting) Validate() error {
	switch {
	case s.Item == "" || !printable(s.Item) || strings.ContainsRune(s.Item, ' '):
		return invalidf("setting %q has no item: write ITEM=VALUE with a tag or an NVM item", s.Item)
	case len(s.Value) > MaxSettingValue:
		return invalidf("setting %s has %d bytes: at most %d fit", s.Item, len(s.Value), MaxSettingValue)
	case !utf8.ValidString(s.Value) || !printable(s.Value):
		return invalidf("setting %s has a character that does not print", s.Item)
	}
	return nil
}
