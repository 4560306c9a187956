// Package digesthttp joins package digest to net/http: a Transport with which clients answer
// challenges, and a Handler with which servers ask for credentials.
package digesthttp

import "errors"

// ErrGiveUp is returned by an Answer function that has no further pair to try: the 401 response
// then goes to the caller, body intact.
var ErrGiveUp = errors.New("digesthttp: no further credentials to try")

// ErrNoChallenge means that a 401 response holds no challenge that the policy lets the client
// answer with the scheme it was told to use.
var ErrNoChallenge = errors.New("digesthttp: no challenge that may be answered")

// ErrStale means that the server called the nonce stale more often than the policy allows.
var ErrStale = errors.New("digesthttp: the server keeps calling its own nonce stale")

// ErrBodySpent means that a request must be sent again, and its body cannot be.
var ErrBodySpent = errors.New("digesthttp: the body of the request cannot be sent a second time: set GetBody, or Expect: 100-continue")
