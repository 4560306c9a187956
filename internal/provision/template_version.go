package provision

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/template"
	"github.com/offhook/offhook/provdoc"
)

var (
	// versionElement is a VERSION with its value, quotes included.
	versionElement = regexp.MustCompile(`<VERSION\s[^<]*?value\s*=\s*("[^"]*"|'[^']*')`)
	// givenVersion is what stands for the VERSION that the content has.
	givenVersion = regexp.MustCompile(`^(\{\{-?\s*\$?\.Version\s*-?\}\}|%VERSION%|%BWTIMESTAMP%)$`)
	// templateComment is what no phone reads.
	templateComment = regexp.MustCompile(`(?s)<!--.*?-->|\{\{-?\s*/\*.*?\*/\s*-?\}\}`)
)

// versionGiven refuses a template that says VERSION itself: other settings under the same VERSION are ignored by phones. [G p43]
func versionGiven(t *inventory.Template) error {
	text := templateComment.ReplaceAllStringFunc(t.Text, blank)
	for _, at := range versionElement.FindAllStringSubmatchIndex(text, -1) {
		value := text[at[2]+1 : at[3]-1]
		if givenVersion.MatchString(value) {
			continue
		}
		before := text[:at[2]]
		return &template.Error{
			Name: t.Name, Line: 1 + strings.Count(before, "\n"), Column: 1 + len([]rune(before[strings.LastIndexByte(before, '\n')+1:])),
			Message: `VERSION follows the content of each document, or phones would miss changes: write {{.Version}} here, and %VERSION% in a file with %TAG%`,
		}
	}
	return nil
}

// blank keeps the lines and the columns of a text, and nothing else.
func blank(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return ' '
	}, text)
}

// LacksVersion reports whether a template makes documents without a VERSION, which phones take, and write to their flash, at every fetch.
func LacksVersion(t *inventory.Template) bool {
	text := templateComment.ReplaceAllStringFunc(t.Text, blank)
	return strings.Contains(text, "<ProviderFrame") && !versionElement.MatchString(text)
}

// versionKept refuses a document of a template that has another VERSION than the one that it was given, wherever it comes from.
func versionKept(name string, body []byte, version string) error {
	for _, found := range versionElement.FindAllSubmatch(body, -1) {
		if value := found[1]; string(value[1:len(value)-1]) != version {
			parsed, _ := provdoc.Parse(body)
			if text, ok := parsed.Version(); ok && text != version {
				return fmt.Errorf("template %s makes the VERSION %.20q itself, so that phones would miss changes: write {{.Version}} there", name, text)
			}
		}
	}
	return nil
}
