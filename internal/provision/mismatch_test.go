package provision

import (
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/internal/inventory"
)

// proxied sends credentials for uri on a request that a proxy turned into one for target.
func (w *world) proxied(target string, public digest.Address, a attempt) Outcome {
	w.t.Helper()
	r := w.signed(a)
	r.Digest.Target, r.Digest.Public = target, public
	return w.handle(w.now, r)
}

// TestSecurity06WhatProxiesChange: a phone gets its document however a proxy writes its address,
// and nothing that another address names.
func TestSecurity06WhatProxiesChange(t *testing.T) {
	t.Parallel()
	public := digest.Address{TLS: true, Host: "prov.example.net", Cut: "/gigaset", Added: ""}
	added := digest.Address{Host: "prov.example.net", Added: "/up"}
	document, index := "/"+macA+".xml", "/42/2/../../sifs/sifsroot.bin"
	for _, tt := range []struct {
		name, uri, target string
		public            digest.Address
		status            int
	}{
		{"dot segments", index, "/sifs/sifsroot.bin", digest.Address{}, 200},
		{"dot segments and a prefix", "/gigaset" + index, "/sifs/sifsroot.bin", public, 200},
		{"colons", "/7C%3A2F%3A80%3A12%3A34%3A56.xml", "/7C:2F:80:12:34:56.xml", digest.Address{},
			200},
		{"slashes", "//a//" + macA + ".xml", "/a/" + macA + ".xml", digest.Address{}, 200},
		{"empty query cut", document + "?", document, digest.Address{}, 200},
		{"empty query added", document, document + "?", digest.Address{}, 200},
		{"prefix cut", "/gigaset" + document, document, public, 200},
		{"prefix added", document, "/up" + document, added, 200},
		{"public host", "https://prov.example.net/gigaset" + document, document, public, 200},

		{"prefix that nobody spoke of", "/other" + document, document, public, 400},
		{"prefix without a public address", "/gigaset" + document, document, digest.Address{}, 400},
		{"added prefix that nobody spoke of", document, "/other" + document, added, 400},
		{"another host", "https://elsewhere.example.net" + document, document, public, 400},
		{"another document", "/" + macB + ".xml", document, public, 400},
		{"a query", document, document + "?x=1", public, 400},
		{"a query less", document + "?x=1", document, public, 400},
		{"another query", document + "?a&b", document + "?b&a", public, 400},
		{"an encoded slash", "/a%2F" + macA + ".xml", "/a/" + macA + ".xml", public, 400},
		{"a slash that was signed", "/a/" + macA + ".xml", "/a%2F" + macA + ".xml", public, 400},
		{"an encoded slash in the prefix", "/gigaset%2F" + macA + ".xml", document, public, 400},
		{"a document for an index file", document, "/sifs/sifsroot.bin", public, 400},
	} {
		w := newWorld(t)
		o := w.proxied(tt.target, tt.public, attempt{target: tt.uri, user: configuredA,
			password: configuredPA})
		if o.Decision.Status != tt.status {
			t.Errorf("%s: uri %s, target %s: %d %s, want %d", tt.name, tt.uri, tt.target,
				o.Decision.Status, o.Decision.Sentence, tt.status)
		}
	}
}

// The event of a mismatch names both addresses and the cause, and belongs to the device of the user
// name, whatever the address has become.
func TestMismatchEvent(t *testing.T) {
	t.Parallel()
	const (
		document = "/" + macA + ".xml"
		ofA      = "Device " + macA +
			" (N720) sent credentials for another address than the one asked for. "
	)
	for _, tt := range []struct {
		name, user, uri, target string
		device, want            string
	}{
		{"cut", configuredA, "/g/42/2/master.bin", "/42/2/master.bin", macA, ofA +
			`The request names "/42/2/master.bin", the credentials "/g/42/2/master.bin". ` +
			`A proxy probably cuts "/g" off. End public_url with that path, or let a proxy of ` +
			"trusted_proxies send X-Forwarded-Prefix."},
		{"added", configuredA, "/42/2/master.bin", "/g/42/2/master.bin", macA,
			`A proxy probably adds "/g". Set proxy_adds to that path.`},
		{"host", macA, "https://prov.example.net" + document, document, macA,
			"Only scheme or host differ. Set public_url"},
		{"query", configuredA, document + "?a=1", document + "?b=1", macA,
			"The queries differ. Let the proxy pass the query on"},
		{"slash", configuredA, "/a%2F" + macA + ".xml", "/a/" + macA + ".xml", macA,
			"A proxy probably decodes %2F"},
		{"anything else", configuredA, "/x.xml", "/y.xml", macA,
			"They differ in more than a prefix."},
		{"MAC as the user", macA, "/g/42/2/master.bin", "/42/2/master.bin", macA, ofA},
		{"the document of another", configuredA, document, "/" + macB + ".xml", macA, ofA},
		{"unknown user, uri with a MAC", "nobody", document, "/x", macA, ofA},
		{"unknown user, target with a MAC", "nobody", "/x", document, macA, ofA},
		{"unknown user and no MAC", "nobody", "/g/x", "/x", "000000000000",
			"A client that names no device sent credentials for another address"},
		{"user of an unknown device", macNone, "/g/x", "/x", "000000000000",
			"A client that names no device"},
		{"secrets", configuredA, "/x?token=canary", "/y?password=canary", macA,
			`The request names "/y?password=[redacted]", the credentials "/x?token=[redacted]".`},
	} {
		w := newWorld(t)
		r := w.signed(attempt{target: tt.uri, user: tt.user, password: "any"})
		r.Digest.Target = tt.target
		o := w.handle(start, r)
		expect(t, tt.name, o, 400, inventory.ReasonURIMismatch, false)
		e := o.Event(start, r)
		if e.MAC.String() != tt.device || !strings.Contains(e.Sentence, tt.want) ||
			strings.Contains(e.Sentence, "canary") {
			t.Errorf("%s: event of %s: %s\nwant one of %s with: %s", tt.name, e.MAC, e.Sentence,
				tt.device, tt.want)
		}
		if known := tt.user == configuredA || tt.user == macA; known != (e.User == tt.user) {
			t.Errorf("%s: the event names user %q for %q", tt.name, e.User, tt.user)
		}
	}
}

// A user name of several devices names none of them, and each has its own events.
func TestMismatchOfASharedUser(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.record(macB).Username = configuredA
	for target, want := range map[string]string{
		"/" + macB + ".xml": macB, "/" + macNone + ".xml": macNone, "/x": "000000000000",
	} {
		r := w.signed(attempt{target: "/g/x", user: configuredA, password: "any"})
		r.Digest.Target = target
		o := w.handle(start, r)
		if e := o.Event(start, r); e.MAC.String() != want {
			t.Errorf("%s: the event belongs to %s, want %s: %s", target, e.MAC, want, e.Sentence)
		}
	}
}

// TestSecurity08EqualWorkForMismatches: credentials for another address cost the same whoever
// exists, and no digest.
func TestSecurity08EqualWorkForMismatches(t *testing.T) {
	t.Parallel()
	for _, user := range []string{configuredA, configuredB, "nobody", macA, macNone} {
		for _, target := range []string{"/" + macA + ".xml", "/" + macNone + ".xml", "/x",
			"/42/2/master.bin"} {
			w := newWorld(t)
			o := w.proxied(target, digest.Address{}, attempt{target: "/y", user: user,
				password: "any"})
			if w.directory.devices.Load() != 1 || w.directory.owns.Load() != 1 ||
				o.Decision.Status != 400 || o.Authentication.Counted {
				t.Errorf("%s asks for %s: look-ups %d, %d, status %d, counted %t; want 1, 1, 400, false",
					user, target,
					w.directory.devices.Load(), w.directory.owns.Load(), o.Decision.Status,
					o.Authentication.Counted)
			}
		}
	}
}

// What the phone sees counts, not what arrives behind the proxy: in index files, redirects and
// events.
func TestOutside(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	outside := digest.Address{TLS: true, Host: "prov.example.net"}
	o := w.proxied("/sifs/siu.bin", outside, attempt{target: "/sifs/siu.bin", user: configuredA,
		password: configuredPA})
	leaf, err := discovery.ParseSifs(o.Decision.Document.Bytes)
	if err != nil || leaf.Format != "https://%DURL/%MACD.xml" {
		t.Errorf("the leaf leads to %q, %v; want https", leaf.Format, err)
	}
	if e := o.Event(start, Request{Digest: digest.Request{Public: outside}}); !e.TLS {
		t.Error("the event says that there was no TLS")
	}
	w.documents.document = Document{Redirect: &Redirect{Place: "https://prov.example.net",
		Address: digest.NewSecret("https://prov.example.net/x")}}
	a := attempt{target: "/" + macA + ".xml", user: configuredA, password: configuredPA}
	if o := w.proxied(a.target, outside, a); !o.Decision.Loops {
		t.Errorf("the redirect back is not seen: %s", o.Decision.Sentence)
	}
	if o := w.proxied(a.target, digest.Address{Host: "prov.example.net"}, a); o.Decision.Loops {
		t.Errorf("a redirect to TLS leads back: %s", o.Decision.Sentence)
	}
}
