package digesthttp

import (
	"context"
	"crypto/rand"
	"net/http/httptest"
	"testing"

	"github.com/offhook/offhook/digest"
)

// However many secrets and HA1s a user has, none or all, the number of digests is the same.
func TestServer41CandidatesAreFixed(t *testing.T) {
	t.Parallel()
	v, err := digest.NewVerifier(digest.Config{
		Realm: "r", Keys: digest.NewKeyRing(1, [32]byte{1}), Rand: rand.Reader,
		Policy: digest.Policy{Algorithms: []digest.Algorithm{digest.SHA256, digest.MD5}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var both []digest.HA1
	for _, a := range []digest.Algorithm{digest.MD5, digest.SHA256} {
		one, err := digest.NewHA1(a, "u", "r", digest.NewSecret("password"))
		if err != nil {
			t.Fatal(err)
		}
		both = append(both, one)
	}
	for known := range 4 {
		secrets := make([]digest.Secret, known)
		for i := range secrets {
			secrets[i] = digest.NewSecret("password")
		}
		for _, list := range [][]digest.HA1{nil, both} {
			h := &Handler{Verifier: v, Candidates: 4, Lookup: func(context.Context, User) (Account, error) {
				return Account{Secrets: secrets, HA1s: list}, nil
			}}
			p := &digest.Presented{User: "u", Authorization: digest.Authorization{Algorithm: digest.MD5Sess}}
			got, ha1s, err := h.candidates(httptest.NewRequest("GET", "/", nil), p, new(Identity))
			if err != nil || len(got)+len(ha1s) != 4 || len(ha1s) != len(list)/2 {
				t.Errorf("%d secrets, %d HA1s: %d and %d candidates, %v, want 4 together", known,
					len(list), len(got), len(ha1s), err)
			}
		}
	}
}
