package provdoc

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/offhook/offhook/model"
)

// How long a text may be, in characters.
const (
	shortestHelp = 20
	longestHelp  = 140
)

// TestEveryParameterHasTexts reads both texts of each parameter: one sentence, neither too short nor too long, uncertain in
// both languages or in none.
func TestEveryParameterHasTexts(t *testing.T) {
	t.Parallel()
	for _, p := range Parameters() {
		name := cmp.Or(p.Tag, p.Item)
		for language, text := range map[string]string{"English": p.Help, "German": p.HelpDE} {
			if n := utf8.RuneCountInString(text); n < shortestHelp || n > longestHelp {
				t.Errorf("%s: the %s text has %d characters, want %d to %d: %q", name, language, n, shortestHelp, longestHelp, text)
			}
			if !strings.HasSuffix(text, ".") || strings.TrimSpace(text) != text || strings.ContainsAny(text, "\n\t\"") {
				t.Errorf("%s: the %s text is no plain sentence: %q", name, language, text)
			}
		}
		if p.Help == p.HelpDE {
			t.Errorf("%s: both languages say %q", name, p.Help)
		}
		if strings.Contains(p.Help, "(uncertain)") != strings.Contains(p.HelpDE, "(unsicher)") {
			t.Errorf("%s: only one language says that something is uncertain: %q, %q", name, p.Help, p.HelpDE)
		}
	}
}

// TestGermanHasUmlauts finds what a keyboard without umlauts makes of them, and what a wrong encoding does.
func TestGermanHasUmlauts(t *testing.T) {
	t.Parallel()
	for _, p := range Parameters() {
		text := strings.ToLower(p.HelpDE)
		for _, wrong := range []string{
			"fuer", "ueber", "koenn", "geraet", "oeffn", "waehl", "aender", "schluess", "laess", "naem", "groess", "moegl", "draeng", "ã",
			"zuruck", "fur ", "uberg", "offnet",
		} {
			if strings.Contains(text, wrong) {
				t.Errorf("%s: %q has %q", cmp.Or(p.Tag, p.Item), p.HelpDE, wrong)
			}
		}
	}
}

// TestTextsOfAModelDiffer says that a person can tell the parameters of a model apart by their texts.
func TestTextsOfAModelDiffer(t *testing.T) {
	t.Parallel()
	type key struct{ model, text string }
	seen := map[key]string{}
	for _, p := range Parameters() {
		name := cmp.Or(p.Tag, p.Item)
		for _, m := range p.Models {
			for _, text := range []string{p.Help, p.HelpDE} {
				if other, twice := seen[key{m, text}]; twice {
					t.Errorf("%s: %s and %s have the same text %q", m, other, name, text)
				}
				seen[key{m, text}] = name
			}
		}
	}
}

// enumeration returns the numbers that a text lists behind a colon: "0 always, 1 automatic, 2 never". Behind the first
// number that has none before its name there may be more text.
func enumeration(text string) (numbers []int64) {
	_, list, _ := strings.Cut(text, ": ")
	for piece := range strings.SplitSeq(list, ", ") {
		word, meaning, _ := strings.Cut(piece, " ")
		n, err := strconv.ParseInt(word, 0, 64)
		if err != nil || meaning == "" {
			break
		}
		numbers = append(numbers, n)
	}
	return numbers
}

// TestTextsExplainNumbersOfTheRange holds the numbers that a text explains against those that the parameter takes: each is
// taken, of a few all are explained, and both languages explain the same.
func TestTextsExplainNumbersOfTheRange(t *testing.T) {
	t.Parallel()
	explained := 0
	for _, p := range Parameters() {
		name, numbers := cmp.Or(p.Tag, p.Item), enumeration(p.Help)
		if german := enumeration(p.HelpDE); !slices.Equal(numbers, german) {
			t.Errorf("%s: the English text explains %v, the German one %v", name, numbers, german)
		}
		if numbers == nil {
			continue
		}
		explained++
		for _, n := range numbers {
			if err := p.Validate(strconv.FormatInt(n, 10)); err != nil {
				t.Errorf("%s: the text explains %d, which %v", name, n, err)
			}
		}
		if few := p.Max - p.Min + 1; p.Type == TypeNumber && few <= 16 && int64(len(numbers)) != few {
			t.Errorf("%s takes %d to %d, and its text explains %v alone", name, p.Min, p.Max, numbers)
		}
		if p.Type == TypeMask && p.Max <= 7 && !slices.Equal(numbers, []int64{1, 2, 4}) {
			t.Errorf("%s has the bits of 0x%x, and its text explains %v", name, p.Max, numbers)
		}
		if p.isText() || p.Type == TypeBoolean {
			t.Errorf("%s is no number, and its text explains %v", name, numbers)
		}
	}
	if explained < 20 {
		t.Errorf("only %d texts explain numbers: the enumerations are not read", explained)
	}
}

// TestUnits allows a unit to numbers alone, and the timers of the model table have the unit that is written there.
func TestUnits(t *testing.T) {
	t.Parallel()
	for _, p := range Parameters() {
		if p.Unit != "" && (p.Type != TypeNumber || !slices.Contains(units, p.Unit)) {
			t.Errorf("%s %s is of type %d and has the unit %q", p.Tag, p.Item, p.Type, p.Unit)
		}
	}
	names := map[time.Duration]string{time.Second: "s", time.Minute: "min", 0: ""}
	for _, m := range model.Models() {
		p, ok := LookupParameterFor(m, m.TimerItem)
		if ok && p.Has(m.Name) && p.Unit != names[m.TimerUnit] {
			t.Errorf("%s: the timer %s counts %v, the catalogue says %q", m.Name, m.TimerItem, m.TimerUnit, p.Unit)
		}
	}
}

// TestAttributesHaveTexts covers what is in no row: the attribute of an item.
func TestAttributesHaveTexts(t *testing.T) {
	t.Parallel()
	p, ok := LookupParameter("BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_1" + attributeSuffix)
	if !ok || !strings.Contains(p.Help, "UI_LOCK") || !strings.Contains(p.HelpDE, "UI_LOCK") || p.Unit != "" {
		t.Errorf("the attribute has texts %q and %q, unit %q, %v", p.Help, p.HelpDE, p.Unit, ok)
	}
}

// TestTextsFaults reads files of texts with one fault each.
func TestTextsFaults(t *testing.T) {
	t.Parallel()
	parameters := catalogueColumns + "\n" + catalogueLine("tag", "S_X", "type", "string") + catalogueLine("item", "BS.ucY", "type", "number")
	tests := []struct{ texts, want string }{
		{"S_X BS.ucY,,x,y\n", ""},
		{"S_X,,x,y\nBS.ucY,s,x,y\n", ""},
		{"S_X,,x,y\n", "texts of the catalogue: those of BS.ucY are missing"},
		{"BS.ucY,,x,y\n", "texts of the catalogue: those of S_X are missing"},
		{"S_X BS.ucY,,x,y\nS_Z,,x,y\n", "texts of the catalogue: there is no parameter S_Z"},
		{"S_X BS.ucY,,x,y\nS_X,,x,y\n", "texts of the catalogue, line 3: S_X has texts already"},
		{"S_X BS.ucY,,x,\n", "texts of the catalogue, line 2: a text is missing: write one in English and one in German"},
		{"S_X BS.ucY,,,y\n", "texts of the catalogue, line 2: a text is missing: write one in English and one in German"},
		{"S_X BS.ucY,h,x,y\n", `texts of the catalogue, line 2: unit "h" is none of s, min`},
		{"S_X BS.ucY,,x\n", "texts of the catalogue: record on line 2: wrong number of fields"},
	}
	for _, tt := range tests {
		_, err := readCatalogueFiles(parameters, textsColumns+"\n"+tt.texts)
		if got := errorText(err); got != tt.want {
			t.Errorf("texts %q: error %q, want %q", tt.texts, got, tt.want)
		}
	}
	if _, err := readCatalogueFiles(parameters, "a,b\n"); err == nil {
		t.Error("a file with other columns is accepted")
	}
}

// catalogueLine is a line of the catalogue for the N510 with some of its columns, given as names and values.
func catalogueLine(fields ...string) string {
	columns := strings.Split(catalogueColumns, ",")
	line := make([]string, len(columns))
	line[slices.Index(columns, "models")] = "N510"
	for i := 0; i < len(fields); i += 2 {
		line[slices.Index(columns, fields[i])] = fields[i+1]
	}
	return strings.Join(line, ",") + "\n"
}

// errorText is the text of an error, "" for none.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
