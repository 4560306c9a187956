package discovery

import (
	"strings"
	"testing"

	"github.com/offhook/offhook/model"
)

var allTokens = Tokens{
	DataServer: "http://prov.example.net/gigaset", Variant: "42/2", MAC: mac, ActivationCode: "87426549864",
	Subscriptions: []int{1, 2, 3}, MaxSubscriptions: 6,
}

// The tokens of the guide. [G p27] [G p31]
func TestExpand(t *testing.T) {
	t.Parallel()
	tests := []struct{ template, want string }{
		{"", ""},
		{"http://prov.example.net/file.xml", "http://prov.example.net/file.xml"},
		{"%MACD", "7C2F801234AB"},
		{"%MACC", "7C:2F:80:12:34:AB"},
		{"%DVID", "42/2"},
		{"%DURL", "prov.example.net/gigaset"},
		{"%SUBLIST", "0670"},
		{"100%%", "100%"},
		{"%%MACD", "%MACD"},
		{"%%%MACD", "%7C2F801234AB"},
		{"http://%DURL/%DVID/settings-%MACD.xml", "http://prov.example.net/gigaset/42/2/settings-7C2F801234AB.xml"},
		{"https://prov.example.net/gigaset/cgi/ap?mac=%MACC", "https://prov.example.net/gigaset/cgi/ap?mac=7C:2F:80:12:34:AB"},
		{"http://prov.example.net/phone/cgi/ap?ac=%ACTC", "http://prov.example.net/phone/cgi/ap?ac=87426549864"},
	}
	for _, tt := range tests {
		if got, err := Expand(tt.template, allTokens); got != tt.want || err != nil {
			t.Errorf("Expand(%q) = %q, %v; want %q", tt.template, got, err, tt.want)
		}
	}
}

// The guide's page 60 shows %DURL with http:// inside a template that has it already, and %MACD with colons; page 33 leaves
// out a slash. What its page 27 says of the tokens counts. [G p27] [G p33] [G p60]
func TestExpandErrataOfTheGuide(t *testing.T) {
	t.Parallel()
	for _, server := range []string{"http://prov.example.net", "https://prov.example.net", "prov.example.net"} {
		tokens := allTokens
		tokens.DataServer = server
		for template, want := range map[string]string{
			"http://%DURL/%MACD.xml":        "http://prov.example.net/7C2F801234AB.xml",
			"http://%DURL%DVID/profile.xml": "http://prov.example.net42/2/profile.xml",
		} {
			if got, err := Expand(template, tokens); got != want || err != nil {
				t.Errorf("Expand(%q) with data server %s = %q, %v; want %q", template, server, got, err, want)
			}
		}
	}
}

func TestExpandCase(t *testing.T) {
	t.Parallel()
	tokens := allTokens
	tokens.Case = model.MACLower
	if got, err := Expand("%MACD %MACC", tokens); got != "7c2f801234ab 7c:2f:80:12:34:ab" || err != nil {
		t.Errorf("in lower case: %q, %v", got, err)
	}
}

func TestExpandErrors(t *testing.T) {
	t.Parallel()
	const known = "; the tokens are %DURL %DVID %MACC %MACD %ACTC %SUBLIST %%"
	long := strings.Repeat("x", 1025)
	tests := []struct {
		template string
		tokens   Tokens
		want     string
	}{
		{"http://%HOST/", allTokens, `the address has "%HO", which is no token` + known},
		{"http://host/%20/%MACD.xml", allTokens, `the address has "%20", which is no token` + known},
		{"http://host/%", allTokens, `the address has "%", which is no token` + known},
		{"http://user:50%secret@host/%MACD", allTokens, `the address has "%se", which is no token` + known},
		{"%macd", allTokens, `the address has "%ma", which is no token` + known},
		{"%DURL", Tokens{}, "the address has %DURL, and the phone has not got a data server"},
		{"%DVID", Tokens{}, "the address has %DVID, and the phone has not got a variant"},
		{"%MACC", Tokens{}, "the address has %MACC, and the phone has not got a MAC address"},
		{"%MACD", Tokens{}, "the address has %MACD, and the phone has not got a MAC address"},
		{"%ACTC", Tokens{}, "the address has %ACTC, and the phone has not got an activation code"},
		{"%SUBLIST", Tokens{}, "the address has %SUBLIST, and the phone counts no handsets"},
		{long, allTokens, "the address has more than 1024 characters once its tokens are expanded"},
		{strings.Repeat("%MACC", 1000), allTokens, "the address has more than 1024 characters once its tokens are expanded"},
	}
	for _, tt := range tests {
		got, err := Expand(tt.template, tt.tokens)
		if err == nil || err.Error() != tt.want || got != "" {
			t.Errorf("Expand(%.60q) = %.60q, error %v; want %s", tt.template, got, err, tt.want)
		}
	}
}

// An address may be as long as it may be.
func TestExpandLongest(t *testing.T) {
	t.Parallel()
	template := strings.Repeat("x", maxURL-12) + "%MACD"
	if got, err := Expand(template, allTokens); err != nil || len(got) != maxURL {
		t.Errorf("an address of %d characters: got %d, %v", maxURL, len(got), err)
	}
	if got, err := Expand("x"+template, allTokens); err == nil || got != "" {
		t.Errorf("an address of %d characters: got %d, want an error", maxURL+1, len(got))
	}
}

func TestExpandKeepsUnknown(t *testing.T) {
	t.Parallel()
	tokens := allTokens
	tokens.KeepUnknown = true
	if got, err := Expand("http://host/%20/%zz%%%MACD%", tokens); got != "http://host/%20/%zz%7C2F801234AB%" || err != nil {
		t.Errorf("Expand = %q, %v", got, err)
	}
}

func TestHasTokensAndUses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text      string
		has, uses bool
	}{
		{"", false, false},
		{"http://host/a%20b.xml", false, false},
		{"http://host/%MACD.xml", true, false},
		{"http://host/%20%MACD.xml", true, false},
		{"http://host/ap?ac=%ACTC", true, true},
		{"http://host/%%ACTC", true, false},
		{"http://host/%%%ACTC", true, true},
		{"%actc", false, false},
		{"%", false, false},
		{"%ACT", false, false},
	}
	for _, tt := range tests {
		if has, uses := HasTokens(tt.text), Uses(tt.text, "%ACTC"); has != tt.has || uses != tt.uses {
			t.Errorf("%q: HasTokens %v, Uses %v; want %v, %v", tt.text, has, uses, tt.has, tt.uses)
		}
	}
	if Uses("%zz", "") {
		t.Error("Uses finds the empty token")
	}
}

// The vectors of the guide. Its third says 06A0 for the subscriptions 1 to 3 of 6, which are 0670 by its own rule; 06A0 are
// 0 and 2. [G p31]
func TestSublist(t *testing.T) {
	t.Parallel()
	twenty := make([]int, 20)
	for i := range twenty {
		twenty[i] = i
	}
	tests := []struct {
		most       int
		subscribed []int
		want       string
	}{
		{100, twenty, "64FFFFF000000000000000000000"},
		{20, []int{0, 15, 16, 17, 18, 19}, "148001F0"},
		{6, []int{1, 2, 3}, "0670"},
		{6, []int{0, 2}, "06A0"},
		{6, nil, "0600"},
		{8, []int{7}, "080100"},
		{127, nil, "7F" + strings.Repeat("00", 16)},
		{128, []int{0}, "8180" + "80" + strings.Repeat("00", 16)},
		{255, nil, "81FF" + strings.Repeat("00", 32)},
		{256, nil, "820100" + strings.Repeat("00", 33)},
		{6, []int{-1, 6, 7, 1 << 40, 5, 5}, "0604"},
		{0, []int{0}, "0000"},
		{-5, []int{0}, "0000"},
	}
	for _, tt := range tests {
		if got := Sublist(tt.most, tt.subscribed); got != tt.want {
			t.Errorf("Sublist(%d, %v) = %s, want %s", tt.most, tt.subscribed, got, tt.want)
		}
	}
	if got := len(Sublist(1<<40, nil)); got != 2*(3+65535/8+1) {
		t.Errorf("Sublist of far too many has %d digits", got)
	}
}

func FuzzExpand(f *testing.F) {
	for _, seed := range []string{
		"http://%DURL/%MACD.xml", "%%", "%", "%%%%%MACD", "https://host/ap?mac=%MACC&ac=%ACTC&s=%SUBLIST", "%DVID%DURL", "%2e%2E", "%MAC", "",
	} {
		f.Add(seed, "http://prov.example.net", false)
	}
	f.Fuzz(func(t *testing.T, template, server string, keep bool) {
		tokens := allTokens
		tokens.DataServer, tokens.KeepUnknown = server, keep
		got, err := Expand(template, tokens)
		if err != nil {
			if got != "" {
				t.Fatalf("Expand(%q) failed and gave %q", template, got)
			}
			return
		}
		if len(got) > maxURL {
			t.Fatalf("Expand(%q) has %d characters", template, len(got))
		}
		if !strings.Contains(template, "%") && got != template {
			t.Fatalf("Expand(%q) = %q, and there is nothing to expand", template, got)
		}
		if quoted, err := Expand(strings.ReplaceAll(template, "%", "%%"), tokens); err == nil && quoted != template {
			t.Fatalf("%q with each percent sign doubled expands to %q", template, quoted)
		}
	})
}
