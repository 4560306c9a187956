package webui

import (
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

var verbs = regexp.MustCompile(`%[a-zA-Z]`)

// Every text is there in both languages, with the same values in the same order.
func TestTextsInBothLanguages(t *testing.T) {
	t.Parallel()
	for key, text := range texts {
		if text.en == "" || text.de == "" {
			t.Errorf("%s: English %q, German %q", key, text.en, text.de)
		}
		en, de := strings.ReplaceAll(text.en, "%MACD", ""), strings.ReplaceAll(text.de, "%MACD", "")
		if got, want := verbs.FindAllString(de, -1), verbs.FindAllString(en, -1); !slices.Equal(got, want) {
			t.Errorf("%s: German takes %q, English %q", key, got, want)
		}
	}
}

// usedKey finds a text that a template or a program names.
var usedKey = regexp.MustCompile(`(?:\.T|\.N|\.text|\.number)(?:\(| )"([^"]+)"`)

// usedKeys returns the keys of all texts that templates and programs name.
func usedKeys(t *testing.T) map[string]bool {
	t.Helper()
	used := map[string]bool{}
	read := func(data []byte, err error) {
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range usedKey.FindAllSubmatch(data, -1) {
			used[string(match[1])] = true
		}
		for _, match := range regexp.MustCompile(`"([\w .&-]+)"`).FindAllSubmatch(data, -1) {
			if _, ok := texts[string(match[1])]; ok {
				used[string(match[1])] = true
			}
		}
	}
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		read(templateFiles.ReadFile(name))
	}
	sources, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sources {
		if name != "texts_table.go" && !strings.HasSuffix(name, "_test.go") {
			read(os.ReadFile(name))
		}
	}
	return used
}

// Every key that is named has a text, and every text is named somewhere.
func TestTextsAreUsed(t *testing.T) {
	t.Parallel()
	used := usedKeys(t)
	for key := range made() {
		used[key] = true
	}
	for _, key := range slices.Collect(maps.Keys(used)) {
		_, ok := texts[key]
		_, one := texts[key+".one"]
		_, many := texts[key+".many"]
		counted := one && many
		if !ok && !counted && !strings.HasSuffix(key, ".") {
			t.Errorf("%q has no text", key)
		}
		used[key+".one"], used[key+".many"] = true, true
	}
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		if !used[key] {
			t.Errorf("the text %q is used nowhere", key)
		}
	}
}

// made are the keys that are put together from what the phone says.
func made() map[string]bool {
	keys := map[string]bool{}
	for _, p := range []emulator.Phase{emulator.PhaseOff, emulator.PhaseStarting, emulator.PhaseIdle, emulator.PhaseAsking, emulator.PhasePrompt, emulator.PhaseRebooting} {
		keys["phase."+string(p)] = true
	}
	for _, trigger := range []string{emulator.TriggerBoot, emulator.TriggerTimer, emulator.TriggerButton, emulator.TriggerFirmware, emulator.TriggerUpload, emulator.TriggerCheckSync, emulator.TriggerFetch} {
		keys["trigger."+trigger] = true
	}
	for _, outcome := range []string{phone.Provisioned, phone.Unchanged, phone.Refused, phone.Stopped, phone.Unreachable, phone.Rejected} {
		keys["outcome."+outcome] = true
	}
	for _, rung := range []phone.Rung{phone.RungNone, phone.RungIntegrated, phone.RungActivation, phone.RungConfigured, phone.RungURL, phone.RungPrompt} {
		keys["rung."+string(rung)] = true
	}
	for _, action := range []phone.PromptAction{"shown", phone.OK, phone.EmptyOK, phone.TimedOut, phone.Back, phone.Cancel} {
		keys["note.prompt."+string(action)] = true
	}
	for _, m := range model.Models() {
		for _, word := range m.WebMenu {
			keys[word] = true
		}
	}
	return keys
}
