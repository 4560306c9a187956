package provision

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
)

// The same user is found by every form in which clients send a name outside ASCII.
func TestServer39NamesOutsideASCII(t *testing.T) {
	t.Parallel()
	const name, target = "J\u00e4s\u00f8n", "/" + macA + ".xml"
	w := newWorld(t)
	w.record(macA).Username = name
	for form, sent := range map[string]string{
		"UTF-8": `username="` + name + `"`, "decomposed": "username=\"Ja\u0308s\u00f8n\"", "Latin-1": "username=\"J\xe4s\xf8n\"",
		"percent": `username="` + url.PathEscape(name) + `"`, "extended": "username*=UTF-8''" + url.PathEscape(name),
	} {
		r := w.signed(attempt{target: target, user: name, password: configuredPA})
		r.Digest.Authorization[0] = strings.Replace(r.Digest.Authorization[0], `username="`+name+`"`, sent, 1)
		o := w.handle(start, r)
		expect(t, form, o, 200, inventory.ReasonServed, false)
		if o.Authentication.Pair != PairConfigured {
			t.Errorf("%s: pair %s, want configured", form, o.Authentication.Pair)
		}
	}
}

// Apache httpd CVE-2019-0217: under load a valid user became another one.
func TestServer60ManyUsersAtOnce(t *testing.T) {
	t.Parallel()
	const phones = 300
	w := newWorld(t)
	for i := range phones {
		r := *w.record(macA)
		r.MAC = mustMAC(t, fmt.Sprintf("7C2F83%06X", i))
		r.Username, r.Configured = fmt.Sprintf("user-%d", i), digest.NewSecret(fmt.Sprintf("password-of-%d", i))
		w.directory.records = append(w.directory.records, r)
	}
	own, other := make([]Request, phones), make([]Request, phones)
	for i := range phones {
		a := attempt{
			target: fmt.Sprintf("/7C2F83%06X.xml", i), user: fmt.Sprintf("user-%d", i), password: fmt.Sprintf("password-of-%d", i),
		}
		own[i] = w.signed(a)
		a.target = fmt.Sprintf("/7C2F83%06X.xml", (i+1)%phones)
		other[i] = w.signed(a)
	}
	var group sync.WaitGroup
	for i := range phones {
		group.Go(func() {
			o := w.handle(start, own[i])
			if want := fmt.Sprintf("7C2F83%06X", i); o.Decision.Status != 200 || o.Authentication.Record.MAC.String() != want ||
				o.Authentication.User != fmt.Sprintf("user-%d", i) {
				t.Errorf("phone %d: status %d for %s as %s", i, o.Decision.Status, o.Authentication.Record.MAC, o.Authentication.User)
			}
			if o := w.handle(start, other[i]); o.Decision.Reason != inventory.ReasonUserNotThisDevice {
				t.Errorf("phone %d at its neighbour: %s", i, o.Decision.Reason)
			}
		})
	}
	group.Wait()
}

// When both pairs have the same name and password, the one that opens the document counts.
func TestServer43EqualPairsOpen(t *testing.T) {
	t.Parallel()
	for _, accept := range []inventory.Accept{inventory.AcceptIntegrated, inventory.AcceptConfigured} {
		w := newWorld(t)
		r := w.record(macA)
		r.Accept, r.Username, r.Configured = accept, macA, r.Integrated
		want := map[inventory.Accept]Pair{inventory.AcceptIntegrated: PairIntegrated, inventory.AcceptConfigured: PairConfigured}[accept]
		o := w.send(attempt{target: "/" + macA + ".xml", user: macA, password: passwordA})
		expect(t, want.String(), o, 200, inventory.ReasonServed, false)
		if o.Authentication.Pair != want {
			t.Errorf("accepts %s: pair %s", want, o.Authentication.Pair)
		}
	}
}
