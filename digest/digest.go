// Package digest is HTTP Digest access authentication, RFC 7616 and its
// forerunners RFC 2617 and RFC 2069, for both ends: the challenge of a server,
// the credentials of a client, and the arithmetic that joins them.
//
// The package reads and writes header values as strings. It opens no
// connection, starts no goroutine and reads no clock: time, randomness and
// storage are arguments. Package digesthttp joins it to net/http.
//
// A server makes a [Verifier]. Its nonces carry their own proof of origin, so
// a challenge leaves nothing behind in memory, and the only thing ever stored
// is the count of a nonce whose user has proven the password ([ReplayStore]).
package digest
