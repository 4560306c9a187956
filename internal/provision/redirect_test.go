package provision

import (
	"fmt"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
)

// redirectedN870 is a device that belongs elsewhere.
func redirectedN870(t *testing.T, address string) *inventory.Device {
	d := device(t, "N870")
	d.Redirect = inventory.Redirect{URL: address, Username: "site42", Password: digest.NewSecret("canary-pair")}
	return d
}

// The pair goes along where the phone takes it, and the redirect where it leads back is told. [W-redirdigest]
func TestRedirectDecision(t *testing.T) {
	t.Parallel()
	const (
		place = "https://prov.example.net/%MACD.xml?key=canary-query"
		plain = "https://prov.example.net/7c2f80123456.xml?key=canary-query"
		pair  = "https://site42:canary-pair@prov.example.net/7c2f80123456.xml?key=canary-query"
	)
	for _, tt := range []struct {
		name, agent, host string
		tls, withoutPair  bool
		want              string
		withheld, loops   bool
	}{
		{"pair", "Gigaset N870 IP PRO/83.V2.53.0;7C2F80123456", "redirect.example.net", false, false, pair, false, false},
		{"pair, and firmware that nobody knows", "curl/8", "redirect.example.net", false, false, pair, false, false},
		{"pair, and another model in the User-Agent", "N510 IP PRO/42.258.00.000.000", "redirect.example.net", false, false, pair, false, false},
		{"older firmware than was said", "Gigaset N870 IP PRO/83.V2.52.0;7C2F80123456", "redirect.example.net", false, false, plain, true, false},
		{"no pair", "Gigaset N870 IP PRO/83.V2.53.0;7C2F80123456", "redirect.example.net", false, true, plain, false, false},
		{"back here", "curl/8", "PROV.example.net:443", true, true, plain, false, true},
		{"back here with a pair", "curl/8", "prov.example.net", true, false, pair, false, true},
		{"here but without TLS", "curl/8", "prov.example.net", false, true, plain, false, false},
		{"another port", "curl/8", "prov.example.net:8443", true, true, plain, false, false},
		{"no Host", "curl/8", "", true, true, plain, false, false},
	} {
		dev := redirectedN870(t, place)
		if tt.withoutPair {
			dev.Redirect.Username, dev.Redirect.Password = "", digest.Secret{}
		}
		doc, err := (*Layers)(nil).Resolve(dev)
		if err != nil {
			t.Fatal(err)
		}
		d := Decide(Facts{
			Method: "GET", Host: tt.host, TLS: tt.tls, UserAgent: tt.agent, IfNoneMatch: "*",
			Identity:       Identity{MAC: dev.MAC, Found: true, File: File{Kind: DocumentFile}},
			Authentication: Authentication{Known: true, Record: dev.Record(), Opens: true, Pair: PairIntegrated},
			Document:       &doc,
		})
		if d.Status != 307 || d.Reason != inventory.ReasonRedirected || d.Location.Reveal() != tt.want || d.Withheld != tt.withheld || d.Loops != tt.loops {
			t.Errorf("%s: %d, %s, %q, withheld %t, loops %t; want 307 to %q, %t, %t",
				tt.name, d.Status, d.Reason, d.Location.Reveal(), d.Withheld, d.Loops, tt.want, tt.withheld, tt.loops)
		}
		if d.Document != nil || d.Challenge {
			t.Errorf("%s: a redirect comes with a document or a challenge", tt.name)
		}
		for _, text := range []string{d.Sentence, fmt.Sprint(d), fmt.Sprintf("%+v %#v", doc, doc), fmt.Sprintf("%+v", doc.Redirect)} {
			if strings.Contains(text, "canary") {
				t.Errorf("%s: a secret shows: %s", tt.name, text)
			}
		}
		if !strings.Contains(d.Sentence, "https://prov.example.net") || strings.Contains(d.Sentence, "leads back") != tt.loops ||
			strings.Contains(d.Sentence, "left out") != tt.withheld {
			t.Errorf("%s: sentence %q", tt.name, d.Sentence)
		}
	}
}

// Without right credentials nobody is redirected, and index files are none that a redirect is for.
func TestRedirectNeedsCredentials(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	doc, err := (*Layers)(nil).Resolve(redirectedN870(t, "https://prov.example.net/"))
	if err != nil {
		t.Fatal(err)
	}
	w.documents.document = doc
	const target = "/" + macA + ".xml"
	for name, o := range map[string]Outcome{
		"nobody":          w.anonymous(target),
		"wrong password":  w.send(attempt{target: target, user: configuredA, password: "guess"}),
		"integrated pair": w.send(attempt{target: target, user: macA, password: passwordA}),
		"another device":  w.send(attempt{target: target, user: configuredB, password: configuredPB}),
	} {
		if o.Decision.Status != 401 || !o.Decision.Location.IsZero() {
			t.Errorf("%s: %d with a Location: %t, want a 401 without", name, o.Decision.Status, !o.Decision.Location.IsZero())
		}
	}
	for _, method := range []string{"GET", "HEAD"} {
		o := w.send(attempt{method: method, target: target, user: configuredA, password: configuredPA})
		expect(t, method, o, 307, inventory.ReasonRedirected, false)
	}
	expect(t, "PUT", w.send(attempt{method: "PUT", target: target, user: configuredA, password: configuredPA}), 405, inventory.ReasonNoDocument, false)
	expect(t, "index file", w.send(attempt{target: masterN510, user: configuredA, password: configuredPA}), 200, inventory.ReasonIndexServed, false)
	expect(t, "picture", w.send(attempt{target: "/" + macA + "/logo.png", user: configuredA, password: configuredPA}), 404, inventory.ReasonNoDocument, false)
}

func TestPreviewOfARedirect(t *testing.T) {
	t.Parallel()
	d := redirectedN870(t, "https://prov.example.net/")
	if got := preview(d); got.Status != 307 || got.Document != nil || !strings.Contains(got.Sentence, "was sent to https://prov.example.net") {
		t.Errorf("Preview = %d, %q, want the redirect", got.Status, got.Sentence)
	}
	if doc, err := (*Layers)(nil).Render(d); err != nil || len(doc.Bytes) == 0 {
		t.Errorf("Render of a redirected device = %v, %v, want its document", doc, err)
	}
}
