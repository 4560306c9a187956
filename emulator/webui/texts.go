package webui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/provdoc"
)

// A language is what a person reads, by the number that the login form has for it. [R-wazo]
type language uint8

// The languages.
const (
	english language = 1
	german  language = 2
)

// Tag is the language in HTML.
func (l language) Tag() string {
	if l == german {
		return "de"
	}
	return "en"
}

// languageOf reads a number of the login form or a tag; what is neither is fallback.
func languageOf(s string, fallback language) language {
	switch strings.ToLower(s) {
	case "1", "en":
		return english
	case "2", "de":
		return german
	}
	return fallback
}

// languageItems set the language of the web interface, by the number that the login form has for it; only N510 and N720 are known to
// have one. [R-wazo] [W-files]
var languageItems = []string{"BS_IP_Data1.ucI_HTTPLANGUAGE", "BS_IP_Data.ucI_HTTPLANGUAGE"}

// language is that of a page for somebody who has not chosen one: that of Config, or what a document set. [W-files]
func (u *ui) language(s emulator.State) language {
	if u.config.Language != "" {
		return languageOf(u.config.Language, english)
	}
	for _, e := range s.Settings {
		if n, err := provdoc.Value(e.Value).Int(); err == nil && slices.Contains(languageItems, e.Item) {
			return languageOf(strconv.FormatInt(n, 10), english)
		}
	}
	return english
}

// text returns the text of key in language l, with the values that it leaves room for.
func (l language) text(key string, values ...any) string {
	t, ok := texts[key]
	if !ok {
		return key
	}
	s := t.en
	if l == german {
		s = t.de
	}
	if len(values) == 0 {
		return s
	}
	return fmt.Sprintf(s, values...)
}

// number is a count with its noun: key.one for 1, key.many for all others.
func (l language) number(key string, n int) string {
	if n == 1 {
		return l.text(key + ".one")
	}
	return l.text(key+".many", n)
}

// A pairOfTexts is one text in both languages.
type pairOfTexts struct{ en, de string }
