package provdoc

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCheckRaw takes what the catalogue does not have for the model, and nothing that no document can carry.
func TestCheckRaw(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ model, name, value, want string }{
		{"N510", "BS_OLD.ucX", `"canary"`, ""},
		{"N510", "I_PHONE_SYSTEM", "1", ""}, // of the N720
		{"N510", "S_OLD_TAG", "canary", ""},
		{"N870", "Old.0.X", "canary", ""},
		{"N510", "S_SIP_SERVER", "canary", "write it as a value"},
		{"N510", "BS_IP_Data1.aucS_SIP_PASSWORD", "canary", "write it as a value"},
		{"N510", "VERSION", "canary", "write it as an entry"},
		{"N510", "OLD", "canary", "this is no item"},
		{"N510", "S_OLD TAG", "canary", "this is no item"},
		{"N510", "BS_OLD.x", "canary\x01", "control character"},
		{"N870", "", "canary", "this is no item"},
	} {
		err := CheckRaw(modelNamed(t, tt.model), Entry{tt.name, tt.value})
		switch {
		case (err == nil) != (tt.want == ""), err != nil && !strings.Contains(err.Error(), tt.want):
			t.Errorf("CheckRaw(%s, %s) = %v, want %q", tt.model, tt.name, err, tt.want)
		case err != nil && strings.Contains(err.Error(), "canary"):
			t.Errorf("CheckRaw(%s, %s) shows the value: %v", tt.model, tt.name, err)
		}
	}
}

// TestMergeParts leaves one of each item, the upper one, whichever of the two is raw.
func TestMergeParts(t *testing.T) {
	t.Parallel()
	lower := Part{Entries: entriesOf("BS_A.x=1 BS_B.x=1"), Raw: entriesOf("BS_C.x=1 BS_D.x=1 BS_E.x=1 BS_F.x=1")}
	upper := Part{Entries: entriesOf("BS_C.x=2"), Raw: entriesOf("BS_A.x=2 BS_D.x=2 BS_G.x=2"), Without: []string{"BS_E.x"}}
	want := Part{Entries: entriesOf("BS_B.x=1 BS_C.x=2"), Raw: entriesOf("BS_F.x=1 BS_A.x=2 BS_D.x=2 BS_G.x=2")}
	if diff := cmp.Diff(want, MergeParts(modelNamed(t, "N510"), lower, upper)); diff != "" {
		t.Errorf("MergeParts (-want +got):\n%s", diff)
	}
}
