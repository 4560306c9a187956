package provdoc

import "testing"

func TestFindingString(t *testing.T) {
	t.Parallel()
	f := Finding{Line: 3, Column: 5, Severity: Error, Code: "bad-value", Message: "write a number"}
	for item, want := range map[string]string{
		"":               "3:5: error: write a number [bad-value]",
		"I_PHONE_SYSTEM": "3:5: error: I_PHONE_SYSTEM: write a number [bad-value]",
		"S_\x1b[2J":      `3:5: error: "S_\x1b[2J": write a number [bad-value]`,
	} {
		f.Item = item
		if got := f.String(); got != want {
			t.Errorf("String() of a finding about %q = %s, want %s", item, got, want)
		}
	}
}
