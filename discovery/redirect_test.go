package discovery

import (
	"errors"
	"strings"
	"testing"

	"github.com/offhook/offhook/model"
)

// The redirect service expands the tokens of the address before it sends it. [G p26]
func TestRedirectAddress(t *testing.T) {
	t.Parallel()
	mac := model.MAC{0x7C, 0x2F, 0x80, 0x12, 0x34, 0x56}
	for _, tt := range []struct {
		template string
		mac      model.MACCase
		want     string
		err      error
	}{
		{"https://prov.canary.example/gigaset/cgi/ap?mac=%MACC", "", "https://prov.canary.example/gigaset/cgi/ap?mac=7C:2F:80:12:34:56", nil},
		{"http://prov.canary.example:8080/%DVID/%MACD.xml", "", "http://prov.canary.example:8080/83/1/7C2F80123456.xml", nil},
		{"https://prov.canary.example/%MACD.xml", model.MACLower, "https://prov.canary.example/7c2f80123456.xml", nil},
		{"https://prov.canary.example/a%20b/%MACD.xml", "", "https://prov.canary.example/a%20b/7C2F80123456.xml", nil},
		{"https://prov.canary.example/100%%25/x", "", "https://prov.canary.example/100%25/x", nil},
		{"https://[2001:db8::1]/x.xml?to=a@b", "", "https://[2001:db8::1]/x.xml?to=a@b", nil},
		{"", "", "", ErrURLScheme},
		{"prov.canary.example/%MACD.xml", "", "", ErrURLScheme},
		{"//prov.canary.example/%MACD.xml", "", "", ErrURLScheme},
		{"/%MACD.xml", "", "", ErrURLScheme},
		{"ftp://prov.canary.example/x", "", "", ErrURLScheme},
		{"javascript:alert(1)", "", "", ErrURLScheme},
		{"http:///x", "", "", ErrURLScheme},
		{"https://user:canary@prov.canary.example/x", "", "", ErrRedirectPair},
		{"https://user@prov.canary.example/x", "", "", ErrRedirectPair},
		{"https://user:%zz@prov.canary.example", "", "", ErrRedirectPair},
		{"user:canary@prov.canary.example/x", "", "", ErrRedirectPair},
		{"https://prov.canary.example/x#part", "", "", ErrRedirectMark},
		{"https://prov.canary.example/%DURL/x", "", "", ErrRedirectToken},
		{"https://prov.canary.example/?ac=%ACTC", "", "", ErrRedirectToken},
		{"https://prov.canary.example/?s=%SUBLIST", "", "", ErrRedirectToken},
		{"https://prov.canary.example/%MACX.xml", "", "", ErrURLSyntax},
		{"https://prov.canary.example/a b", "", "", ErrURLSyntax},
		{"https://prov.canary.example/\r\nSet-Cookie: x", "", "", ErrURLSyntax},
		{"https://prov.canary.example/ü", "", "", ErrURLSyntax},
	} {
		got, err := RedirectAddress(tt.template, Tokens{Variant: "83/1", MAC: mac, Case: tt.mac})
		switch {
		case tt.err == nil && (err != nil || got != tt.want):
			t.Errorf("RedirectAddress(%q) = %q, %v; want %q", tt.template, got, err, tt.want)
		case tt.err != nil && !errors.Is(err, tt.err):
			t.Errorf("RedirectAddress(%.80q) = %q, %v; want the error %v", tt.template, got, err, tt.err)
		case err != nil && strings.Contains(err.Error(), "canary"):
			t.Errorf("RedirectAddress(%q): the error shows the address: %v", tt.template, err)
		}
	}
	if _, err := RedirectAddress("https://h/"+strings.Repeat("%MACC", 100), Tokens{MAC: mac}); err == nil || !strings.Contains(err.Error(), "1024") {
		t.Errorf("an address that becomes too long: %v", err)
	}
}

// TestCheckRedirect refuses what looks like a token and is none, and says where it is without showing the address.
func TestCheckRedirect(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		template string
		want     error
		words    string
	}{
		{"https://h/%MACD.xml?x=%20%MACC%2f%DVID", nil, ""},
		{"https://h/%MACDEF?x=100%%", nil, ""},
		{"https://h/%MACD.xml?x=%canary", nil, ""}, // %ca is a byte
		{"https://h/%MACD.xml?x=%FOO", ErrRedirectStray, "character 23: "},
		{"https://h/%MACX.xml?key=canary", ErrRedirectStray, "character 11: "},
		{"https://h/%macd.xml", ErrRedirectStray, "character 11: "},
		{"https://h/?x=%%%canary%", ErrRedirectStray, "character 23: "},
		{"https://h/?x=%f", ErrRedirectStray, "character 14: "},
		{"https://user:%zz@h/", ErrRedirectPair, ""},
		{"https://h/?ac=%ACTC&x=%FOO", ErrRedirectToken, ""},
		{"h/%FOO", ErrRedirectStray, "character 3: "},
		{"https://h/{mac}.xml?key=canary", ErrRedirectBrace, "write %MACD where"},
		{"https://h/${MAC}", ErrRedirectBrace, "character 12: "},
		{"https://{mac}.example.net/x", ErrRedirectBrace, "character 9: "},
	} {
		err := CheckRedirect(tt.template, Tokens{Variant: "83/1", MAC: model.MAC{1, 2, 3, 4, 5, 6}})
		if !errors.Is(err, tt.want) || err != nil && (!strings.Contains(err.Error(), tt.words) || strings.Contains(err.Error(), "canary")) {
			t.Errorf("CheckRedirect(%q) = %v, want %v with %q", tt.template, err, tt.want, tt.words)
		}
	}
}

// What comes out can stand in a header line, names a server, and has no user information, whatever goes in.
func FuzzRedirectAddress(f *testing.F) {
	for _, seed := range []string{
		"https://prov.canary.example/%MACD.xml", "http://u:p@h/", "http://h/%%%%MACC", "http://h\\@evil/", "http://h/%2f%0d%0a", "%MACD://x", "http://[::1%25x]/",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, template string) {
		address, err := RedirectAddress(template, Tokens{Variant: "83/1", MAC: model.MAC{1, 2, 3, 4, 5, 6}})
		if err != nil {
			return
		}
		server, _, _ := strings.Cut(withoutScheme(address), "/")
		scheme, _, _ := strings.Cut(strings.ToLower(address), "://")
		if scheme != "http" && scheme != "https" || strings.ContainsAny(address, "\r\n \x00#") ||
			strings.Contains(strings.SplitN(server, "?", 2)[0], "@") || len(address) > maxURL {
			t.Errorf("RedirectAddress(%q) = %q", template, address)
		}
	})
}
