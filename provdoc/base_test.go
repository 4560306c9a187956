package provdoc

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// TestBaseIsMerge merges several layers onto one Base: entries, accounts and names are those of merging each layer by itself.
func TestBaseIsMerge(t *testing.T) {
	t.Parallel()
	withAccounts := 0
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(model.Models()).Draw(t, "model")
		lower := layerOf(t, m, "lower")
		base := NewBase(m, lower)
		for range 3 {
			upper := layerOf(t, m, "upper")
			want, got := Merge(m, lower, upper), base.Merge(upper)
			if diff := cmp.Diff(want, got.Entries(), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s (-Merge +Base):\n%s", m.Name, diff)
			}
			accounts, err := AccountsOf(m, want)
			of, ofErr := got.Accounts()
			sameSecret := cmp.Comparer(func(a, b digest.Secret) bool { return a.Reveal() == b.Reveal() })
			if diff := cmp.Diff(accounts, of, sameSecret); diff != "" || (err == nil) != (ofErr == nil) {
				t.Fatalf("%s: accounts %v, %v (-AccountsOf +Base):\n%s", m.Name, err, ofErr, diff)
			}
			if len(of) > 0 {
				withAccounts++
			}
			values := map[string]string{}
			for _, e := range want {
				values[e.Name] = e.Value
				if p, known := LookupParameterFor(m, e.Name); known && !p.Attribute {
					values[p.Tag], values[p.Item] = e.Value, e.Value
				}
			}
			delete(values, "")
			if diff := cmp.Diff(values, got.ByName()); diff != "" {
				t.Fatalf("%s: values by name (-looked up +Base):\n%s", m.Name, diff)
			}
		}
	})
	if withAccounts < 20 {
		t.Errorf("%d merged layers have accounts, want more", withAccounts)
	}
}
