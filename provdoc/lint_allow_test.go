package provdoc

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// verdicts lists findings as CODE SEVERITY, with the reason of those that are allowed.
func verdicts(findings []Finding) []string {
	var list []string
	for _, f := range findings {
		line := f.Code + " " + f.Severity.String()
		if f.Severity == Allowed || f.Reason != "" {
			line += ": " + f.Reason
		}
		list = append(list, line)
	}
	return list
}

const (
	ampersandItem = `<S_SIP_DISPLAYNAME class="string" value="Desk & Hall"/>`
	passwordItem  = `<S_SIP_PASSWORD class="string" value="n0t-a-real-one"/>`
)

// TestAllowInDocument lowers findings by comments: above an item for that item alone, and at the head for all.
func TestAllowInDocument(t *testing.T) {
	t.Parallel()
	const allow = `<!-- offhook:allow unescaped-ampersand as ever -->`
	for _, tt := range []struct {
		name, head, items string
		open              bool
		want              []string
	}{
		{"above the item", "", allow + "\n" + ampersandItem, false, []string{"unescaped-ampersand allowed: as ever"}},
		{"above another comment above the item", "", allow + "<!-- the desk -->" + ampersandItem, false, []string{"unescaped-ampersand allowed: as ever"}},
		{"above the item before", "", allow + `<I_SIP_SERVER_PORT class="integer" value="5060"/>` + ampersandItem, false, []string{"unescaped-ampersand error"}},
		{"above the first of two", "", allow + ampersandItem + `<S_SIP_DOMAIN class="string" value="a&b"/>`, false,
			[]string{"unescaped-ampersand allowed: as ever", "unescaped-ampersand error"}},
		{"at the head", allow, ampersandItem + `<S_SIP_DOMAIN class="string" value="a&b"/>`, false,
			[]string{"unescaped-ampersand allowed: as ever", "unescaped-ampersand allowed: as ever"}},
		{"at the head for one item", strings.Replace(allow, "ampersand ", "ampersand:S_SIP_DOMAIN ", 1), ampersandItem + `<S_SIP_DOMAIN class="string" value="a&b"/>`, false,
			[]string{"unescaped-ampersand error", "unescaped-ampersand allowed: as ever"}},
		{"at the head for one item in another index form", strings.Replace(allow, "ampersand ", "ampersand:BS_IP_Data1.aucS_SIP_DOMAIN ", 1),
			`<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_DOMAIN[0]" class="symb_item" value='"a&b"'/>`, false, []string{"unescaped-ampersand allowed: as ever"}},
		{"another rule", "", strings.Replace(allow, "ampersand", "less-than", 1) + ampersandItem, false, []string{"unescaped-ampersand error"}},
		{"a code that is wrong", "", strings.Replace(allow, "ampersand", "ampersandd", 1) + ampersandItem, false, []string{"bad-allowance warning", "unescaped-ampersand error"}},
		{"no reason", "", `<!-- offhook:allow unescaped-ampersand -->` + ampersandItem, false, []string{"bad-allowance warning", "unescaped-ampersand error"}},
		{"a reason without end", "", `<!-- offhook:allow unescaped-ampersand ` + strings.Repeat("so ", 100) + `-->` + ampersandItem, false,
			[]string{"bad-allowance warning", "unescaped-ampersand error"}},
		{"no code", "", `<!-- offhook:allow -->` + ampersandItem, false, []string{"bad-allowance warning", "unescaped-ampersand error"}},
		{"another word", "", `<!-- offhook:ignore unescaped-ampersand as ever -->` + ampersandItem, false, []string{"bad-allowance warning", "unescaped-ampersand error"}},
		{"behind the last item", "", ampersandItem + allow, false, []string{"unescaped-ampersand error", "bad-allowance warning"}},
		{"with text between", "", allow + "text" + ampersandItem, false, []string{"bad-allowance warning", "stray-text error", "unescaped-ampersand error"}},
		{"inside another comment", "", `<!-- ` + strings.TrimSuffix(allow[len("<!-- "):], " -->") + ` said the manual -->` + ampersandItem, false,
			[]string{"unescaped-ampersand allowed: as ever said the manual"}},
		{"a secret above its item", "", `<!-- offhook:allow clear-text-secret a laboratory -->` + passwordItem, true, []string{"clear-text-secret allowed: a laboratory"}},
		{"a secret at the head", `<!-- offhook:allow clear-text-secret a laboratory -->`, passwordItem, true, []string{"bad-allowance warning", "clear-text-secret error"}},
		{"a secret at the head by its name", `<!-- offhook:allow clear-text-secret:S_SIP_PASSWORD a laboratory -->`, passwordItem, true, []string{"clear-text-secret allowed: a laboratory"}},
		{"another secret at the head by its name", `<!-- offhook:allow clear-text-secret:S_SIP_PASSWORD_2 a laboratory -->`, passwordItem, true, []string{"clear-text-secret error"}},
		{"what is never allowed", `<!-- offhook:allow too-large it is large -->`, ampersandItem, false, []string{"bad-allowance warning", "unescaped-ampersand error"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			findings := Check([]byte(tt.head+wrap(tt.items)), CheckOptions{Model: lookupModel(t, "N510"), Open: tt.open})
			if diff := cmp.Diff(tt.want, verdicts(findings)); diff != "" {
				t.Errorf("findings (-want +got):\n%s%v", diff, findings)
			}
		})
	}
}

// TestAllowAboveProvider lowers what a document lacks, which is found at its Provider, and nothing inside of that.
func TestAllowAboveProvider(t *testing.T) {
	t.Parallel()
	doc := `<ProviderFrame><!-- offhook:allow missing-version a test --><!-- offhook:allow unescaped-ampersand no --><Provider>` +
		`<PROFILE_NAME class="string" value="N510"/>` + ampersandItem + `</Provider></ProviderFrame>`
	want := []string{"missing-version allowed: a test", "unescaped-ampersand error"}
	if diff := cmp.Diff(want, verdicts(Check([]byte(doc), CheckOptions{}))); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// TestAllowByOptions lowers findings by what the caller allows; what is not valid there allows nothing.
func TestAllowByOptions(t *testing.T) {
	t.Parallel()
	doc := []byte(wrap(ampersandItem + passwordItem))
	for want, list := range map[string][]Allowance{
		"unescaped-ampersand error, clear-text-secret error":                 {{Code: "unescaped-less-than", Reason: "no"}},
		"unescaped-ampersand allowed: as ever, clear-text-secret error":      {{Code: "unescaped-ampersand", Reason: "as ever"}, {Code: "clear-text-secret", Reason: "never"}},
		"unescaped-ampersand error, clear-text-secret allowed: a laboratory": {{Code: "clear-text-secret", Item: "S_SIP_PASSWORD", Reason: "a laboratory"}, {Code: "unescaped-ampersand"}},
		"unescaped-ampersand allowed: the first, clear-text-secret error":    {{Code: "unescaped-ampersand", Item: "S_SIP_DISPLAYNAME", Reason: "the first"}, {Code: "unescaped-ampersand", Reason: "the second"}},
	} {
		got := strings.Join(verdicts(Check(doc, CheckOptions{Model: lookupModel(t, "N510"), Open: true, Allow: list})), ", ")
		if got != want {
			t.Errorf("allowed %v: findings %s, want %s", list, got, want)
		}
	}
}

// TestUnreadableIsNotAllowed keeps the errors of a document that is not read.
func TestUnreadableIsNotAllowed(t *testing.T) {
	t.Parallel()
	allow := []Allowance{{Code: "unknown-document", Reason: "please"}, {Code: "unknown-encoding", Reason: "please"}}
	for _, doc := range []string{"<!-- offhook:allow unknown-document please --><html/>", "<\x00!\x00"} {
		if findings := Check([]byte(doc), CheckOptions{Allow: allow}); !HasErrors(findings) {
			t.Errorf("%q: findings %v, want an error", doc, findings)
		}
	}
}

// TestParseAllowance reads the form of the command line, and says what would be right.
func TestParseAllowance(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want Allowance
		err  string
	}{
		{"missing-version=we want it so", Allowance{Code: "missing-version", Reason: "we want it so"}, ""},
		{"missing-version= a = b ", Allowance{Code: "missing-version", Reason: "a = b"}, ""},
		{"clear-text-secret:BS_CUSTOM.aucKdsPin[0]=a laboratory", Allowance{"clear-text-secret", "BS_CUSTOM.aucKdsPin[0]", "a laboratory"}, ""},
		{"missing-version", Allowance{}, "only with a reason"},
		{"missing-version=  ", Allowance{}, "only with a reason"},
		{"missing-version:VERSION=", Allowance{}, "only with a reason"},
		{"mising-version=x", Allowance{}, `there is no rule "mising-version": did you mean missing-version?`},
		{"MISSING_VERSION=x", Allowance{}, "did you mean missing-version?"},
		{"quux=x", Allowance{}, "offhook check --list"},
		{"", Allowance{}, "offhook check --list"},
		{"clear-text-secret=x", Allowance{}, "write clear-text-secret:ITEM"},
		{"factory-pin=x", Allowance{}, "write factory-pin:ITEM"},
		{"doctype-entities=x", Allowance{}, "is not read at all"},
		{"missing-version=" + strings.Repeat("ü", maxReason), Allowance{Code: "missing-version", Reason: strings.Repeat("ü", maxReason)}, ""},
		{"missing-version=" + strings.Repeat("ü", maxReason+1), Allowance{}, "at most 200 characters"},
		{"missing-version=\xff", Allowance{}, "at most 200 characters"},
	} {
		got, err := ParseAllowance(tt.text)
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("ParseAllowance(%.60q) = %+v, %v; want %+v, %q", tt.text, got, err, tt.want, tt.err)
		}
	}
}

// TestAllowanceInLatin1 reads a reason in the encoding of its document.
func TestAllowanceInLatin1(t *testing.T) {
	t.Parallel()
	doc := `<?xml version="1.0" encoding="ISO-8859-1"?>` + wrap("<!-- offhook:allow unescaped-ampersand f\xfcr das B\xfcro -->"+ampersandItem)
	want := []string{"unescaped-ampersand allowed: für das Büro"}
	if diff := cmp.Diff(want, verdicts(Check([]byte(doc), CheckOptions{Model: lookupModel(t, "N510")}))); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// TestManyAllowances bounds what hostile comments can make of a check.
func TestManyAllowances(t *testing.T) {
	t.Parallel()
	doc := wrap(strings.Repeat("<!-- offhook:allow missing-value x -->\n", 50000))
	findings := Check([]byte(doc), CheckOptions{})
	if len(findings) != maxNotes+1 || !strings.Contains(findings[maxNotes].Message, "at most 100") {
		t.Errorf("%d findings, the last %v; want %d, of which the last names the limit", len(findings), findings[len(findings)-1], maxNotes+1)
	}
}

// TestAllowedIsShown writes what is allowed with its reason.
func TestAllowedIsShown(t *testing.T) {
	t.Parallel()
	f := Finding{Line: 3, Column: 5, Item: "S_X", Severity: Allowed, Code: "bad-value", Message: "write a number", Reason: "as \x1b ever"}
	if got, want := fmt.Sprint(f), `3:5: allowed: S_X: write a number [bad-value]: "as \x1b ever"`; got != want {
		t.Errorf("String() = %s, want %s", got, want)
	}
	if HasErrors([]Finding{f}) {
		t.Error("HasErrors of what is allowed = true")
	}
}
