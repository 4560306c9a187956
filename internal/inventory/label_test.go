package inventory

import (
	"errors"
	"strings"
	"testing"
)

// TestValidateName takes names of sites and profiles in any script, and refuses what a command line, a
// filter or an address would cut.
func TestValidateName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"berlin", "münchen", "Zürich-Nord", "東京", "Αθήνα", "घर", "שלום", "4.OG", "2026_neu", "Łódź",
		strings.Repeat("東", MaxName), NormalName("Zu\u0308rich"),
	} {
		if err := ValidateName("the name of a site", name); err != nil {
			t.Errorf("ValidateName(%q) = %v, want nil", name, err)
		}
	}
	for name, want := range map[string]string{
		"":                             "is missing",
		"a b":                          "use letters and digits",
		"a,b":                          "use letters and digits",
		"a/b":                          "use letters and digits",
		"a:b":                          "use letters and digits",
		"-berlin":                      "use letters and digits",
		".":                            "use letters and digits",
		" berlin":                      "use letters and digits",
		"berlin ":                      "use letters and digits",
		"a\nb":                         "does not print",
		"a\u202eb":                     "does not print",
		"a\u200bb":                     "does not print",
		"\u0308a":                      "use letters and digits",
		"bü\xffro":                     "not valid UTF-8",
		"Zu\u0308rich":                 "NFC",
		strings.Repeat("東", MaxName+1): "has 65 characters: at most 64 fit",
	} {
		err := ValidateName("the name of a site", name)
		if !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("ValidateName(%q) = %v, want ErrInvalid with %q", name, err, want)
		}
	}
}

// TestDeviceNotes takes any line of text as the name and the comment of a device.
func TestDeviceNotes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, comment, want string }{
		{"", "", ""},
		{"Empfang, 2. OG / Süd", "ask Ms Sørensen: it's = hers", ""},
		{"東京", "", ""},
		{" Empfang", "", "begins or ends with a space"},
		{"Empfang ", "", "begins or ends with a space"},
		{"Emp\tfang", "", "does not print"},
		{"Emp\u202efang", "", "does not print"},
		{"Bu\u0308ro", "", "NFC"},
		{strings.Repeat("ü", MaxName+1), "", "at most 64 fit"},
		{"", "two\nlines", "write one line"},
		{"", strings.Repeat("x", MaxComment+1), "at most 500 fit"},
	} {
		d := Device{Name: tt.name, Comment: tt.comment}
		err := d.validateNotes()
		if tt.want == "" && err != nil || tt.want != "" && (!errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("name %q, comment %q: %v, want %q", tt.name, tt.comment, err, tt.want)
		}
	}
}
