package digesthttp

import (
	"context"
	"net/url"
)

// Pairs returns an Answer function for a Transport that tries the pairs one after the other, and
// only for the origin of the given URL: what any other server asks is not answered.
func Pairs(origin *url.URL, pairs ...Answer) func(context.Context, Unauthorized) (Answer, error) {
	only := Origin(origin)
	return func(_ context.Context, u Unauthorized) (Answer, error) {
		if u.Origin != only || u.Err != nil || u.Attempt >= len(pairs) {
			return Answer{}, ErrGiveUp
		}
		return pairs[u.Attempt], nil
	}
}
