package digesthttp_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
)

// A server that asks for credentials, and a client that has them.
func Example() {
	var key [32]byte
	if _, err := rand.Read(key[:]); err != nil {
		log.Fatal(err)
	}
	verifier, err := digest.NewVerifier(digest.Config{
		Realm: "Provisioning", Keys: digest.NewKeyRing(1, key), Rand: rand.Reader,
	})
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(&digesthttp.Handler{
		Verifier: verifier,
		// A key made just now has signed no earlier nonce that could be replayed.
		Replay: digest.NewMemoryReplay(1000, time.Time{}),
		Lookup: func(_ context.Context, u digesthttp.User) (digesthttp.Account, error) {
			if u.Name != "alice" {
				return digesthttp.Account{}, nil
			}
			return digesthttp.Account{Secrets: []digest.Secret{digest.NewSecret("in wonderland")}}, nil
		},
		Next: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			identity, _ := digesthttp.FromContext(r.Context())
			fmt.Fprintf(w, "hello %s", identity.User)
		}),
	})
	defer server.Close()

	origin, err := url.Parse(server.URL)
	if err != nil {
		log.Fatal(err)
	}
	client := &http.Client{Transport: &digesthttp.Transport{
		Policy: digest.ClientPolicy{RequireRspauth: true},
		Answer: digesthttp.Pairs(origin,
			digesthttp.Answer{Username: "alice", Password: digest.NewSecret("through the looking-glass")},
			digesthttp.Answer{Username: "alice", Password: digest.NewSecret("in wonderland")},
		),
	}}
	resp, err := client.Get(server.URL + "/document.xml")
	if err != nil {
		log.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(resp.StatusCode, string(body))
	// Output: 200 hello alice
}

// A server that keeps the lines of htdigest and no passwords: an account has HA1s, one for each
// algorithm that is offered.
func ExampleAccount() {
	const line = "alice:Provisioning:c859dc5ba06f4ac0e6b9a1d8a4db7aaf"
	fields := strings.Split(line, ":")
	ha1, err := digest.ParseHA1(digest.MD5, fields[0], fields[1], fields[2])
	if err != nil {
		log.Fatal(err)
	}
	account := digesthttp.Account{Name: ha1.User(), HA1s: []digest.HA1{ha1}}
	fmt.Println(account)

	// The digits tell the hash by their number; a mistake is found here, not when a phone is
	// refused.
	_, err = digest.ParseHA1(digest.SHA256, fields[0], fields[1], fields[2])
	fmt.Println(err)
	// Output:
	// {alice [] [[redacted]]}
	// digest: an HA1 of SHA-256 has 64 hexadecimal digits, and this text has 32
}
