package phone

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/offhook/offhook/model"
)

// displays are the models that have a face.
func displays(t *testing.T) []*model.Model {
	t.Helper()
	var list []*model.Model
	for _, m := range model.Models() {
		if m.Display.Lines > 0 {
			list = append(list, m)
		}
	}
	if len(list) < 7 {
		t.Fatalf("got %d models with a display, want those of DE and Maxwell", len(list))
	}
	return list
}

// TestTexts: both languages have every text, and it fits every display.
func TestTexts(t *testing.T) {
	t.Parallel()
	for id := textNone + 1; id < textCount; id++ {
		for _, language := range []string{"en", "de"} {
			text := say(language, id)
			if text == "" {
				t.Errorf("text %d is not there in %q", id, language)
			}
			if language == "de" && texts[id].german == texts[id].english {
				t.Errorf("text %d, %q, is the same in both languages", id, text)
			}
			switch id {
			case textFull:
				text = fmt.Sprintf(text, MaxCredential)
			case textTry:
				text = fmt.Sprintf(text, 3, 3)
			case textTitle, textAuthentication, textProvisioning:
				text += " abc 0:59"
			}
			for _, m := range displays(t) {
				if got := utf8.RuneCountInString(text); got > m.Display.Columns {
					t.Errorf("%q has %d characters, and %s has %d columns", text, got, m.Name, m.Display.Columns)
				}
			}
		}
	}
}

// TestSoftkeys: every label is there in both languages, and each has room under its part of the display.
func TestSoftkeys(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{
		"en": "DE Back Cancel OK, Maxwell No Save", "de": "DE Zurück Abbruch OK, Maxwell Nein Speichern",
	} {
		seen := map[string]bool{}
		for _, m := range displays(t) {
			keys := NewDialogue(m, language, time.Minute, false, noon).Screen(noon).Softkeys
			labels := []string{m.Family}
			for _, k := range keys {
				labels = append(labels, k.Label)
				if utf8.RuneCountInString(k.Label) > m.Display.Columns/len(keys) || k.Label == "" {
					t.Errorf("%s: %q has no room beside %d others", m.Name, k.Label, len(keys)-1)
				}
			}
			seen[strings.Join(labels, " ")] = true
		}
		for _, labels := range strings.Split(want, ", ") {
			if !seen[labels] {
				t.Errorf("%s: got %v, want %q among them", language, seen, labels)
			}
		}
		if len(seen) != 2 {
			t.Errorf("%s: got %v, want two sets of keys", language, seen)
		}
	}
}
