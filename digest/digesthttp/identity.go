package digesthttp

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/offhook/offhook/digest"
)

// Identity is who sent an authenticated request.
type Identity struct {
	User      string // the stored name
	Realm     string
	Algorithm digest.Algorithm
	Match     int // index of the secret that matched in Account.Secrets, -1 when none or an HA1
}

type identityKey struct{}

// FromContext returns the identity of a request that a Handler let through.
func FromContext(ctx context.Context) (Identity, bool) {
	id, ok := ctx.Value(identityKey{}).(Identity)
	return id, ok
}

// identityHeaders are the names under which applications expect a user name from a server in
// front of them. A client must not be able to set one.
var identityHeaders = [...]string{
	"remote-user", "x-remote-user", "x-webauth-user", "x-forwarded-user", "x-authenticated-user",
	"x-auth-request-user", "x-auth-request-preferred-username", "x-forwarded-preferred-username",
	"x-auth-user", "x-user",
}

// candidates looks up the user of an answer and returns the fixed number of secrets and HA1s to
// try. The HA1s are those of the algorithm of the answer.
func (h *Handler) candidates(
	r *http.Request, p *digest.Presented, id *Identity,
) ([]digest.Secret, []digest.HA1, error) {
	account, err := h.Lookup(r.Context(), User{
		Name: p.User, Hashed: p.UserHash, Algorithm: p.Authorization.Algorithm,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("look up a user: %w", err)
	}
	if account.Name != "" {
		p.User, p.UserHash, id.User = account.Name, false, account.Name
	}
	var known []digest.HA1
	if len(account.HA1s) > 0 {
		if err := h.Verifier.CheckHA1(p.User, account.HA1s...); err != nil {
			return nil, nil, fmt.Errorf("the account of a user: %w", err)
		}
		known = slices.DeleteFunc(slices.Clone(account.HA1s), func(one digest.HA1) bool {
			return one.Algorithm() != p.Authorization.Algorithm.Base()
		})
	}
	n := max(h.Candidates, 1)
	if has := len(account.Secrets) + len(known); has > n {
		return nil, nil, fmt.Errorf("a user has %d secrets, and %d are tried", has, n)
	}
	secrets := make([]digest.Secret, n-len(known))
	copy(secrets, account.Secrets)
	return secrets, known, nil
}

// matched returns the candidate with the index of a verdict.
func matched(secrets []digest.Secret, known []digest.HA1, match int) digest.Credential {
	if match < len(secrets) {
		return secrets[match]
	}
	return known[match-len(secrets)]
}

// withIdentity returns the request as Next sees it: with the identity in its context, and without
// the credentials and whatever else the client said about who it is.
func withIdentity(r *http.Request, id Identity, userHeader string) *http.Request {
	out := r.WithContext(context.WithValue(r.Context(), identityKey{}, id))
	out.Header = r.Header.Clone()
	for name := range out.Header {
		if namesUser(name, userHeader) {
			delete(out.Header, name)
		}
	}
	if userHeader != "" {
		out.Header.Set(userHeader, id.User)
	}
	return out
}

// namesUser tells whether a header may carry a user name, in whatever spelling an application
// takes for the same: X_Webauth_User becomes X-Webauth-User in a CGI environment.
func namesUser(name, userHeader string) bool {
	plain := strings.ToLower(strings.ReplaceAll(name, "_", "-"))
	if plain == "authorization" {
		return true
	}
	if userHeader != "" && plain == strings.ToLower(strings.ReplaceAll(userHeader, "_", "-")) {
		return true
	}
	for _, known := range identityHeaders {
		if plain == known {
			return true
		}
	}
	return false
}
