package digesthttp

import (
	"context"
	"net/http/httptest"
	"testing"

	"github.com/offhook/offhook/digest"
)

// However many secrets a user has, none or all, the number of digests is the same.
func TestServer41CandidatesAreFixed(t *testing.T) {
	t.Parallel()
	for known := range 4 {
		secrets := make([]digest.Secret, known)
		for i := range secrets {
			secrets[i] = digest.NewSecret("password")
		}
		h := &Handler{Candidates: 3, Lookup: func(context.Context, User) (Account, error) { return Account{Secrets: secrets}, nil }}
		got, err := h.candidates(httptest.NewRequest("GET", "/", nil), new(digest.Presented), new(Identity))
		if err != nil || len(got) != 3 {
			t.Errorf("%d secrets: %d candidates, %v, want 3", known, len(got), err)
		}
	}
}
