package lab

import (
	"fmt"
	"strings"
	"testing"
)

// TestLargePlans reads plans of the largest size, which would take minutes to hours if the
// time grew with the square of the size.
func TestLargePlans(t *testing.T) {
	t.Parallel()
	fill := func(s string) string { return strings.Repeat(s, maxFile/len(s)) }
	many := func(form string) string {
		var b strings.Builder
		for i := 0; b.Len() < maxFile-100; i++ {
			fmt.Fprintf(&b, form, i)
		}
		return b.String()
	}
	const tooManyKeys = "has more than 1000 keys"
	for _, tt := range []struct{ name, text, want string }{
		{"brackets of markup", fill("<"), "invalid character"},
		{"dots", fill("a."), "expected key"},
		{"empty lines", fill("\n"), "the plan has no phone"},
		{"keys", many("k%d = 1\n"), tooManyKeys},
		{"one key again and again", many("a = 1 # %d\n"), tooManyKeys},
		{"phones", many("[[phone]]\nname = \"p%d\"\n"), "there are more faults"},
		{"a dotted key", fill("a.") + "b = 1", tooManyKeys},
		{"an inline table", "a = {" + many("k%d = 1, ") + "b = 1}", tooManyKeys},
		{"nested arrays", "a = " + fill("["), "nested more than"},
		{"nested tables", "a = " + fill("{a="), "nested more than"},
		{"a list", "a = [" + many("%d,") + "]", `there is no key "a"`},
		{"tables", many("[t%d]\n"), "tables of more than 1000 names"},
		{"arrays of tables", many("[[t%d]]\n"), "tables of more than 1000 names"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := Parse("plan.toml", []byte(tt.text), Options{}); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Parse = %.200q, want an error with %q", fmt.Sprint(err), tt.want)
			}
		})
	}
}
