package digest_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log"
	"time"

	"github.com/offhook/offhook/digest"
)

// Both sides of an exchange: a phone asks for its document, is challenged, and
// answers; then somebody sends the captured answer again.
func ExampleVerifier() {
	const target = "/xml/7C2F80123456.xml"
	now := time.Now()
	password := digest.NewSecret("EXAMPLEPW123")

	// The server's side. A real key is drawn once and kept.
	var key [32]byte
	_, _ = rand.Read(key[:])
	verifier, err := digest.NewVerifier(digest.Config{
		Realm: "Provisioning", Keys: digest.NewKeyRing(1, key), Rand: rand.Reader,
	})
	if err != nil {
		log.Fatal(err)
	}
	replay := digest.NewMemoryReplay(100_000, now.Add(-time.Minute))
	lines := verifier.Challenges(now, false)

	// The client's side.
	challenges, err := digest.ParseChallenges(lines)
	if err != nil {
		log.Fatal(err)
	}
	chosen, err := digest.ClientPolicy{}.Choose(challenges, digest.Quirks{})
	if err != nil {
		log.Fatal(err)
	}
	session, err := digest.NewSession(digest.SessionConfig{
		Challenge: chosen, Pair: digest.Pair{Username: "7C2F80123456", Password: password},
		Space: "https://prov.example.net", Counts: new(digest.Counts),
	})
	if err != nil {
		log.Fatal(err)
	}
	sent, err := session.Authorize(digest.Outgoing{Method: "GET", Target: target}, rand.Reader)
	if err != nil {
		log.Fatal(err)
	}

	// The server's side again: what needs no secret, the password, the count.
	request := digest.Request{Method: "GET", Target: target, Authorization: []string{sent.Header}}
	for range 2 {
		presented := verifier.Parse(request)
		verdict := verifier.Verify(now, request, &presented, []digest.Secret{password})
		failure := verifier.Claim(context.Background(), replay, &verdict)
		fmt.Println("user:", presented.User, "failure:", failure, "stale:", verdict.Stale)
		if failure != digest.None {
			continue
		}
		info := verifier.AuthenticationInfo(now, &presented, &verdict, password)
		proven, err := session.Confirm(sent, info, "")
		fmt.Println("the server knows the password:", proven, err)
	}
	// Output:
	// user: 7C2F80123456 failure: none stale: false
	// the server knows the password: true <nil>
	// user: 7C2F80123456 failure: replayed stale: true
}
