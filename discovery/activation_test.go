package discovery

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// The guide's example. [G p28]
func TestActivationCode(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, provider, user, password, digits, text string }{
		{"12387426549864#0815", "123", "87426549864", "0815", "12387426549864#0815", "12387426549864#[redacted]"},
		{" 4441 ", "444", "1", "", "4441", "4441"},
		{"0009#0", "000", "9", "0", "0009#0", "0009#[redacted]"},
		{"123" + strings.Repeat("4", 29), "123", strings.Repeat("4", 29), "", "123" + strings.Repeat("4", 29), "123" + strings.Repeat("4", 29)},
	}
	for _, tt := range tests {
		c := parseCode(t, tt.in)
		got := [...]string{c.Provider(), c.User(), c.Password(), c.Digits(), c.String()}
		if want := [...]string{tt.provider, tt.user, tt.password, tt.digits, tt.text}; got != want || c.IsZero() {
			t.Errorf("code %q is %q, want %q", tt.in, got, want)
		}
		if again := parseCode(t, c.Digits()); again != c {
			t.Errorf("the digits of %q are those of another code", tt.in)
		}
	}
	if c := parseCode(t, ""); !c.IsZero() || c.Digits() != "" {
		t.Errorf("an empty code is %q", c.Digits())
	}
}

func TestActivationCodeErrors(t *testing.T) {
	t.Parallel()
	const form = "an activation code is three digits for the provider, the digits of the user and perhaps # and the digits of a password, as 12387426549864#0815"
	for _, in := range []string{"1", "123", "123#0815", "#0815", "12a4", "1234#", "1234#08x5", "1234##1", "1234#1#2", "1234 5", "１２３４", "-1234"} {
		if c, err := ParseActivationCode(in); err == nil || err.Error() != form || !c.IsZero() {
			t.Errorf("ParseActivationCode(%q) = %v, error %v; want %s", in, c, err, form)
		}
	}
	long := "123" + strings.Repeat("4", 24) + "#90817"
	if _, err := ParseActivationCode(long); err == nil || err.Error() != form+": it has at most 32 characters, not 33" {
		t.Errorf("a code of 33 characters: %v", err)
	}
}

// The password comes out of no way of printing a code but Password and Digits.
func TestActivationCodeStaysSecret(t *testing.T) {
	t.Parallel()
	code := parseCode(t, "12387426549864#0815")
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("code", "code", code, "pointer", &code)
	encoded, err := json.Marshal(map[string]any{"code": code})
	if err != nil {
		t.Fatal(err)
	}
	text := log.String() + string(encoded)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		text += fmt.Sprintf(verb, code) + fmt.Sprintf(verb, &code) + fmt.Sprintf(verb, struct{ C ActivationCode }{code})
	}
	if strings.Contains(text, "0815") || strings.Contains(text, "30383135") {
		t.Errorf("the password of the code is in %s", text)
	}
	if _, err := ParseActivationCode("99987426549864#4711x"); err == nil || strings.Contains(err.Error(), "999") || strings.Contains(err.Error(), "4711") {
		t.Errorf("a code that is none shows what was entered: %v", err)
	}
}
