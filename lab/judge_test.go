package lab

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

func dhcp(option114, option66, option15 string) phone.DHCP {
	return phone.DHCP{Option114: option114, Option66: option66, Option15: option15}
}

// observed is a start that came to much.
func observed(t *testing.T) Observation {
	t.Helper()
	challenges, err := digest.ParseChallenges([]string{`Digest realm="Provisioning", nonce="n", algorithm=MD5, qop="auth"`, `Basic realm="test"`})
	if err != nil {
		t.Fatal(err)
	}
	nvm := &phone.NVM{}
	nvm.Set("NAME", "value", false)
	nvm.Set("EMPTY", "", false)
	nvm.Set("PASSWORD", "rosebud", true)
	return Observation{
		Outcome: phone.Provisioned, Rung: phone.RungConfigured, Trigger: "boot", Requests: 3, Reason: "all is well",
		Statuses: []int{401, 401, 200}, Rungs: []phone.Rung{phone.RungNone, phone.RungIntegrated, phone.RungConfigured},
		Asked: []string{"http://prov.example.net:8480/42/2/master.bin", "http://other.example.net/doc.xml?mac=1"}, Indexes: []string{"master"},
		Prompts: []string{"ok"}, Findings: []provdoc.Finding{{Code: "b"}, {Code: "a"}, {Code: "b"}}, Warnings: []string{"no proof"},
		Took:       2 * time.Second,
		headers:    http.Header{"Content-Type": {"text/xml; charset=ISO-8859-1"}, "Location": {"http://site42:rosebud@other.example.net/"}},
		challenges: [][]digest.Challenge{challenges, challenges[:1]},
		nvm:        nvm,
	}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	three, two, yes, no := 3, 2, true, false
	type test struct {
		key       string
		met       Expect
		short     Expect
		want, got string
	}
	tests := []test{
		{"outcome", Expect{Outcome: []string{"refused", "provisioned"}}, Expect{Outcome: []string{"refused", "stopped"}}, "refused or stopped", "provisioned, since all is well"},
		{"rung", Expect{Rung: "configured"}, Expect{Rung: "integrated"}, "integrated", "configured"},
		{"trigger", Expect{Trigger: "boot"}, Expect{Trigger: "button"}, "button", "boot"},
		{"requests", Expect{Requests: &three}, Expect{Requests: &two}, "2", "3"},
		{"max_requests", Expect{MaxRequests: &three}, Expect{MaxRequests: &two}, "at most 2", "3"},
		{"statuses", Expect{Statuses: []int{401, 401, 200}}, Expect{Statuses: []int{}}, "[]", "[401, 401, 200]"},
		{"rungs", Expect{Rungs: []string{"none", "integrated", "configured"}}, Expect{Rungs: []string{"none"}}, "[none]", "[none, integrated, configured]"},
		{"never", Expect{Never: []string{"prompt", "url"}}, Expect{Never: []string{"integrated"}}, "no request on the integrated rung", "[none, integrated, configured]"},
		{"asked", Expect{Asked: []string{"/42/2/master.bin", "http://other*/doc.xml?*"}}, Expect{Asked: []string{"/42/2/master.bin"}}, "[/42/2/master.bin]",
			"[http://prov.example.net:8480/42/2/master.bin, http://other.example.net/doc.xml?mac=1]"},
		{"indexes", Expect{Indexes: []string{"master"}}, Expect{Indexes: []string{"sih"}}, "[sih]", "[master]"},
		{"prompts", Expect{Prompts: []string{"ok"}}, Expect{Prompts: []string{}}, "[]", "[ok]"},
		{"stored.NAME", Expect{Stored: map[string]string{"NAME": "value", "EMPTY": ""}}, Expect{Stored: map[string]string{"NAME": "other"}}, `"other"`, `"value"`},
		{"stored.NONE", Expect{}, Expect{Stored: map[string]string{"NONE": ""}}, `""`, "nothing"},
		{"stored.PASSWORD", Expect{}, Expect{Stored: map[string]string{"PASSWORD": "rosebud"}}, "a value that may be seen", "a secret: list it under set or unset"},
		{"set.EMPTY", Expect{Set: []string{"NAME", "PASSWORD"}}, Expect{Set: []string{"EMPTY"}}, "a value", "none"},
		{"unset.PASSWORD", Expect{Unset: []string{"EMPTY", "NONE"}}, Expect{Unset: []string{"PASSWORD"}}, "no value", "one"},
		{"findings", Expect{Findings: []string{"a", "b"}}, Expect{Findings: []string{}}, "[]", "[a, b]"},
		{"headers.content-type", Expect{Headers: map[string]string{"content-type": "text/xml;*", "ETag": ""}},
			Expect{Headers: map[string]string{"content-type": "text/plain"}}, `"text/plain"`, `"text/xml; charset=ISO-8859-1"`},
		{"headers.Location", Expect{Headers: map[string]string{"Location": "http://*other.example.net/"}},
			Expect{Headers: map[string]string{"Location": ""}}, `""`, `"http://%5Bredacted%5D@other.example.net/"`},
		{"headers.ETag", Expect{Headers: map[string]string{"Location": "*"}}, Expect{Headers: map[string]string{"ETag": "*"}}, `"*"`, `""`},
		{"challenge.opaque", Expect{Challenge: map[string]string{"realm": "*", "opaque": ""}}, Expect{Challenge: map[string]string{"opaque": "*"}}, `"*"`, "[, ]"},
		{"challenge.qop", Expect{Challenge: map[string]string{"qop": "auth", "algorithm": "MD5", "realm": "Prov*", "scheme": "Digest", "stale": "false"}},
			Expect{Challenge: map[string]string{"qop": "auth-int"}}, `"auth-int"`, "[auth, ]"},
		{"warnings", Expect{Warnings: &yes}, Expect{Warnings: &no}, "false", "[no proof]"},
		{"reason", Expect{Reason: "*well"}, Expect{Reason: "well"}, "well", "all is well"},
		{"within", Expect{Within: 2 * time.Second}, Expect{Within: time.Second}, "1s", "2s"},
	}
	for _, key := range expectKeys {
		tested := func(tt test) bool {
			name, _, _ := strings.Cut(tt.key, ".")
			return name == key
		}
		if key != "open" && !slices.ContainsFunc(tests, tested) { // TestJudgeOpen has that
			t.Errorf("%s has no case", key)
		}
	}
	for _, tt := range tests {
		if met := judge(tt.met, observed(t)); met != nil {
			t.Errorf("%s: %+v falls short: %v", tt.key, tt.met, met)
		}
		short := judge(tt.short, observed(t))
		if diff := cmp.Diff(Shortfall{tt.key, tt.want, tt.got}, append(short, Shortfall{})[0]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.key, diff)
		}
		for _, s := range short {
			if strings.Contains(s.String(), "rosebud") {
				t.Errorf("%s shows a secret: %s", tt.key, s)
			}
		}
	}
}

// A secret that a server hands out freely is a shortfall of every start, unless the plan allows or
// expects it.
func TestJudgeOpen(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	code := provdoc.ClearTextSecret
	for _, tt := range []struct {
		items, codes []string
		expect       Expect
		want         string
	}{
		{nil, nil, Expect{}, ""},
		{nil, nil, Expect{Open: &no}, ""},
		{nil, nil, Expect{Open: &yes, Findings: []string{}}, ""},
		{[]string{"A"}, []string{code}, Expect{},
			"open: the server hands out A without asking for a credential, want a credential, or open = true"},
		{[]string{"A"}, []string{code}, Expect{Open: &no},
			"open: the server hands out A without asking for a credential, want a credential, or open = true"},
		{[]string{"A", "B", "C", "D", "E"}, []string{code},
			Expect{Outcome: []string{phone.Provisioned}},
			"open: the server hands out A, B, C and 2 more without asking for a credential, want a credential, or open = true"},
		{[]string{"A"}, []string{code}, Expect{Open: &yes}, ""},
		{[]string{"A"}, []string{code}, Expect{Open: &yes, Findings: []string{}}, ""},
		{[]string{"A"}, []string{code, "b"}, Expect{Open: &yes, Findings: []string{"b"}}, ""},
		{[]string{"A"}, []string{code}, Expect{Findings: []string{code}}, ""},
		{[]string{"A"}, []string{code}, Expect{Open: &yes, Findings: []string{code}}, ""},
		{[]string{"A"}, []string{code}, Expect{Findings: []string{}},
			"findings: [clear-text-secret], want [] open: the server hands out A without asking for a credential, want a credential, or open = true"},
	} {
		o := observed(t)
		o.Open, o.Findings = tt.items, nil
		for _, code := range tt.codes {
			o.Findings = append(o.Findings, provdoc.Finding{Code: code, Severity: provdoc.Error})
		}
		var got []string
		for _, s := range judge(tt.expect, o) {
			got = append(got, s.String())
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("%v with %+v: %q, want %q", tt.items, tt.expect, got, tt.want)
		}
	}
}

func TestJudgeWithoutA401(t *testing.T) {
	t.Parallel()
	o := observed(t)
	o.challenges = nil
	if short := judge(Expect{Challenge: map[string]string{"realm": "*"}}, o); len(short) != 1 || short[0].Got != "no 401" {
		t.Errorf("a challenge of no 401: %v", short)
	}
}

// An outcome without a reason is none with any reason.
func TestJudgeWithoutAReason(t *testing.T) {
	t.Parallel()
	o := observed(t)
	o.Reason = ""
	if short := judge(Expect{Reason: "*"}, o); len(short) != 1 || short[0].Got != "nothing" {
		t.Errorf("any reason of an outcome without one: %v", short)
	}
}

// Each 401 must offer what is wanted, and each parameter is compared with its own.
func TestJudgeEveryChallenge(t *testing.T) {
	t.Parallel()
	const full = `Digest realm="r", nonce="n", domain="/d", opaque="o", stale=true, algorithm=SHA-256, qop="auth,auth-int", charset=UTF-8`
	values := map[string]string{
		"scheme": "Digest", "realm": "r", "domain": "/d", "opaque": "o", "stale": "true", "algorithm": "SHA-256", "qop": "auth,auth-int", "charset": "UTF-8",
	}
	for _, key := range challengeKeys {
		if values[key] == "" {
			t.Errorf("%s has no case", key)
		}
	}
	read := func(line string) []digest.Challenge {
		list, err := digest.ParseChallenges([]string{line})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	good, bad := read(full), read(`Basic realm="x"`)
	for key, value := range values {
		for _, tt := range []struct {
			all   [][]digest.Challenge
			short int
		}{
			{[][]digest.Challenge{good, good}, 0}, {[][]digest.Challenge{bad, good}, 1}, {[][]digest.Challenge{good, bad}, 1},
			{[][]digest.Challenge{bad, bad}, 2}, {[][]digest.Challenge{append(slices.Clone(bad), good...)}, 0}, {[][]digest.Challenge{nil}, 1},
		} {
			o := observed(t)
			o.challenges = tt.all
			if got := judge(Expect{Challenge: map[string]string{key: value}}, o); len(got) != tt.short {
				t.Errorf("%s: %v falls short %d times, want %d", key, got, len(got), tt.short)
			}
		}
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true}, {"", "a", false}, {"a", "a", true}, {"a", "ab", false}, {"*", "", true}, {"*", "abc", true},
		{"a*", "abc", true}, {"*c", "abc", true}, {"a*c", "abc", true}, {"a*c", "ac", true}, {"a*c", "acb", false}, {"a*a", "a", false},
		{"*b*", "abc", true}, {"*b*b*", "abc", false}, {"*b*b*", "abbc", true}, {"a**c", "abc", true}, {"ab*bc", "abc", false},
		{"z*b*", "abc", false}, {"*b*z", "abc", false}, {"*z**", "abc", false}, {"z**", "abc", false}, {"**", "abc", true},
	} {
		if got := matches(tt.pattern, tt.text); got != tt.want {
			t.Errorf("matches(%q, %q) = %v", tt.pattern, tt.text, got)
		}
	}
}
