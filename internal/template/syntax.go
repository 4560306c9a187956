package template

import (
	"regexp"
	"strconv"
	"strings"
	"text/template/parse"
)

// parse reads the source as text/template does.
func (c *compiler) parse() (*parse.Tree, error) {
	if strings.Count(c.text, "{{") > maxActions {
		return nil, c.fail(0, "the template has more than %d actions: repeat what is alike with {{range}}", maxActions)
	}
	tree := parse.New("t")
	tree.Mode = parse.SkipFuncCheck
	set := map[string]*parse.Tree{}
	parsed, err := tree.Parse(c.text, "", "", set)
	if err != nil {
		return nil, c.syntax(err)
	}
	for name := range set {
		if name != "t" {
			return nil, c.fail(max(0, defined.FindStringIndex(c.text + "{{define")[0]), "{{template}}, {{define}} and {{block}} are not for these templates: write the text where it belongs, and repeat it with {{range}}")
		}
	}
	return parsed, nil
}

// defined finds where a template inside the template begins.
var defined = regexp.MustCompile(`\{\{-?\s*(define|block)`)

// maxActions is how many actions a template may have: it bounds how deep the parser goes down.
const maxActions = 20_000

// mistakes are the sentences for what the parser says. It quotes the template, which may hold a secret: of its own words
// only a name is kept.
var mistakes = []struct{ part, sentence string }{
	{"unclosed action", "this action has no end: write }} behind it"},
	{"unclosed left paren", "a ( has no ): close it before }}"},
	{"unexpected right paren", "a ) has no ( before it: remove it"},
	{"unclosed comment", "this comment has no end: write */}} behind it"},
	{"comment ends before closing delimiter", "a comment is {{/* and */}}, with nothing between */ and }}"},
	{"undefined variable", "this variable is not declared here: write {{$name := ...}} before it, in the same branch or outside"},
	{"outside {{range}}", "{{break}} and {{continue}} stand inside of {{range}} only"},
	{"unexpected EOF", "an {{if}}, {{with}} or {{range}} is not ended: write {{end}}"},
	{"unexpected {{end}}", "this {{end}} ends nothing: remove it, or begin with {{if}}, {{with}} or {{range}}"},
	{"unexpected {{else}}", "this {{else}} belongs to nothing: it stands once between {{if}}, {{with}} or {{range}} and {{end}}"},
	{"found {{else}}", "this {{else}} belongs to nothing: it stands once between {{if}}, {{with}} or {{range}} and {{end}}"},
	{"missing value for", "something is missing in this action: write what it is about, as {{if .Version}} or {{.MAC}}"},
	{"unterminated", "a text in quotes has no end: close the quotes on the same line"},
	{"number syntax", "this is no number: write digits, as 5060 or 0x13c4"},
	{"too many declarations", "{{range}} declares two variables at most: {{range $number, $line := .Lines}}"},
	{"multiple definition", "{{template}}, {{define}} and {{block}} are not for these templates: write the text where it belongs, and repeat it with {{range}}"},
	{"non executable command", "only a function can stand behind a |: write it as {{.Model | upper}}"},
	{"", "this is no action of these templates: write a name of the data, as {{.MAC}}, or a function and its values, as {{upper .Model}}"},
}

// parseError is how the parser writes its errors.
var parseError = regexp.MustCompile(`(?s)^template: t:(\d+):(.*)$`)

// torn are the words of the parser for what it finds where an action should have ended.
var torn = regexp.MustCompile(`character|unterminated|unclosed`)

// syntax turns an error of the parser into ours. The parser knows the line alone; the column is that of its first action.
func (c *compiler) syntax(err error) error {
	match := parseError.FindStringSubmatch(err.Error())
	line, said := 1, err.Error()
	if match != nil {
		line, _ = strconv.Atoi(match[1])
		said = match[2]
	}
	offset := 0
	for range line - 1 {
		offset += strings.IndexByte(c.text[offset:], '\n') + 1
	}
	text, _, _ := strings.Cut(c.text[offset:], "\n")
	if at := strings.LastIndex(text, "{{"); at >= 0 && !strings.Contains(text[at:], "}}") && torn.MatchString(said) {
		said, offset = mistakes[0].part, offset+at
	} else {
		offset += max(0, strings.Index(text, "{{"))
	}
	for _, m := range mistakes {
		if strings.Contains(said, m.part) {
			return c.fail(offset, "%s", m.sentence)
		}
	}
	return c.fail(offset, "this is no action of these templates")
}
