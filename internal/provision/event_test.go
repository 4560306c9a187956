package provision

import (
	"strings"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
)

func TestServer63UnknownNamesAreHashed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const typed = "my-secret-password"
	tests := []struct {
		send attempt
		want string // empty: a hash
	}{
		{attempt{target: "/" + macA + ".xml", user: typed, password: "x"}, ""},
		{attempt{target: "/" + macNone + ".xml", user: typed, password: "x"}, ""},
		{attempt{target: "/" + macNone + ".xml", user: macNone, password: "x"}, ""},
		{attempt{target: "/" + macA + ".xml", user: configuredA, password: "x"}, configuredA},
		{attempt{target: "/" + macA + ".xml", user: macA, password: "x"}, macA},
		{attempt{target: "/" + macA + ".xml", user: configuredB, password: "x"}, configuredB},
	}
	for _, tt := range tests {
		r := w.signed(tt.send)
		o := w.handle(start, r)
		e := o.Event(start, r)
		if tt.want != "" && e.User != tt.want || tt.want == "" && (!strings.HasPrefix(e.User, "hash:") || len(e.User) != len("hash:")+16) {
			t.Errorf("user %q is %q in the event, want %q", tt.send.user, e.User, tt.want)
		}
		if strings.Contains(e.Sentence+e.User, typed) {
			t.Errorf("the event shows the unknown name: %+v", e)
		}
	}
	other := newWorld(t, func(c *Config) { c.LogKey = [32]byte{1} })
	r := w.signed(tests[0].send)
	a, b := w.handle(start, r), other.handle(start, r)
	if a.Authentication.User == b.Authentication.User {
		t.Error("the hash of a name does not depend on the key")
	}
}

func TestEventShowsSafeForms(t *testing.T) {
	t.Parallel()
	tests := []struct{ target, want string }{
		{"/7C2F80123456.xml", "/7C2F80123456.xml"},
		{"/ap?mac=7C2F80123456&password=canary", "/ap?mac=7C2F80123456&password=[redacted]"},
		{"/ap?Prov_PW=canary&x", "/ap?Prov_PW=[redacted]&x"},
		{"http://user:canary@example.net/a", "http://example.net/a"},
		{"/a\x1b[31m\r\nb", "/[redacted]"},
		{"/" + strings.Repeat("a", 300), "/[redacted]"},
		{strings.Repeat("/a", 300), strings.Repeat("/a", maxShown/2) + "..."},
	}
	for _, tt := range tests {
		o := Outcome{}
		o.Release(7)
		e := o.Event(start, request(attempt{target: tt.target, agent: tt.target}))
		if e.Target != tt.want {
			t.Errorf("target %q is shown as %q, want %q", tt.target, e.Target, tt.want)
		}
		if strings.ContainsAny(e.UserAgent, "\r\n\x1b") || len(e.UserAgent) > maxShown+3 {
			t.Errorf("User-Agent is shown as %q", e.UserAgent)
		}
		if e.Tenant != inventory.DefaultTenant || e.Bytes != 7 || !e.Time.Equal(start) {
			t.Errorf("event = %+v", e)
		}
	}
}

// TestEventTellsWhatWasSent notes the tag of a device's own document that was sent whole, and of nothing else.
func TestEventTellsWhatWasSent(t *testing.T) {
	t.Parallel()
	doc := newDocument([]byte("<ProviderFrame/>"), "text/xml")
	whole := len(doc.Bytes)
	for name, tc := range map[string]struct {
		outcome Outcome
		bytes   int
		want    string
	}{
		"sent whole":    {Outcome{Identity: Identity{File: File{Kind: DocumentFile}}, Decision: Decision{Status: 200, Document: &doc}}, whole, doc.ETag},
		"cut off":       {Outcome{Identity: Identity{File: File{Kind: DocumentFile}}, Decision: Decision{Status: 200, Document: &doc}}, whole - 1, ""},
		"asked by HEAD": {Outcome{Identity: Identity{File: File{Kind: DocumentFile}}, Decision: Decision{Status: 200, Document: &doc}}, 0, ""},
		"not modified":  {Outcome{Identity: Identity{File: File{Kind: DocumentFile}}, Decision: Decision{Status: 304, Document: &doc}}, 0, ""},
		"an index file": {Outcome{Identity: Identity{File: File{Kind: MasterFile}}, Decision: Decision{Status: 200, Document: &doc}}, whole, ""},
		"a refusal":     {Outcome{Identity: Identity{File: File{Kind: DocumentFile}}, Decision: Decision{Status: 401}}, whole, ""},
	} {
		if d := &tc.outcome.Decision; d.Document != nil {
			own := doc
			d.Document, tc.outcome.document = &own, &own
		}
		tc.outcome.Release(tc.bytes)
		if got := tc.outcome.Event(start, Request{}).ETag; got != tc.want {
			t.Errorf("%s: ETag %q, want %q", name, got, tc.want)
		}
	}
}

// TestPresentable: an address is changed when it has user information or a parameter that may be a
// secret, and then only there.
func TestPresentable(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ address, want string }{
		{"", ""},
		{"https://prov.example.net/%MACD.xml", "https://prov.example.net/%MACD.xml"},
		{"https://prov.example.net/a8f3k2/%MACD.xml?id=a8f3k2;x=1&y", "https://prov.example.net/a8f3k2/%MACD.xml?id=a8f3k2;x=1&y"},
		{"prov.example.net/a//b@c", "prov.example.net/a//b@c"},
		{"https://u:canary@h/a", "https://h/a"},
		{"https://u:canary@h", "https://h"},
		{"https://u:canary@h?x=1", "https://h?x=1"},
		{"//u:canary@h/a", "//h/a"},
		{"https://h/?key=canary", "https://h/?key=[redacted]"},
		{"https://h/?a=1;key=canary", "https://h/?a=1;key=[redacted]"},
		{"https://h/?p%61ss=canary&b", "https://h/?p%61ss=[redacted]&b"},
		{"https://h/?user%3Dx%26password%3Dcanary", "https://h/?[redacted]"},
		{"https://h/?q=user%3Dx%26password%3Dcanary", "https://h/?q=[redacted]"},
	} {
		if got := Presentable(tt.address); got != tt.want {
			t.Errorf("Presentable(%q) = %q, want %q", tt.address, got, tt.want)
		}
	}
}
