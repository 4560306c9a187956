package digest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// TestSecurity06SameTarget: what proxies make of a path names the same resource, and nothing else
// does.
func TestSecurity06SameTarget(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		uri, target string
		same        bool
	}{
		{"/g/42/2/../../sifs/sifsroot.bin", "/g/sifs/sifsroot.bin", true},
		{"/g/./a", "/g/a", true},
		{"/g/%2e%2e/a", "/a", true},
		{"/../a", "/a", true},
		{"/a/b/..", "/a/", true},
		{"//a", "/a", true},
		{"/a///b//c", "/a/b/c", true},
		{"/7C%3A2F%3a80.xml", "/7C:2F:80.xml", true},
		{"/%7e%41%2D", "/~A-", true},
		{"/user%40example.com/%2B", "/user@example.com/+", true},
		{"/a%c3%bc", "/a%C3%BC", true},
		{"/a?", "/a", true},
		{"/a//?", "/a/", true},
		{"/a/../b?x=%3a//..&y", "/b?x=%3a//..&y", true},

		{"/a%2Fb", "/a/b", false},
		{"/a%2fb", "/a/b", false},
		{"/a%2F..%2Fb", "/b", false},
		{"/..%2Fa", "/a", false},
		{"/a%5Cb", `/a\b`, false},
		{"/a%5Cb", "/a/b", false},
		{"/a%00", "/a", false},
		{"/a%00b", "/a\x00b", false},
		{"/a%20b", "/a b", false},
		{"/a%7Cb", "/a|b", false},
		{"/%C3%BC", "/ü", false},
		{"/a%252Fb", "/a%2Fb", false},
		{"/a%253Ab", "/a%3Ab", false},
		{"/a%3Fb", "/a?b", false},
		{"/a%23b", "/a#b", false},
		{"/a%zz/../b", "/b", false},
		{"/a%", "/a%25", false},
		{"/a/", "/a", false},
		{"/A", "/a", false},
		{"/a?x", "/a", false},
		{"/a?x=1&y=2", "/a?y=2&x=1", false},
		{"/a?x=%41", "/a?x=A", false},
		{"/a?x=%3A", "/a?x=:", false},
		{"/a?x=%2F", "/a?x=%2f", false},
		{"/a?x//y", "/a?x/y", false},
		{"/a?x=/../y", "/a?y", false},
		{"/a??", "/a", false},
	} {
		r := Request{Method: "GET", Host: "h", Target: test.target}
		if got := sameTarget(&r, test.uri); got != test.same {
			t.Errorf("uri %q, target %q: same = %t, want %t", test.uri, test.target, got, test.same)
		}
		r.Target = test.uri
		if got := sameTarget(&r, test.target); got != test.same {
			t.Errorf("uri %q, target %q: same = %t, want %t", test.target, test.uri, got, test.same)
		}
	}
}

// TestSecurity06PublicAddress: an answer may name the public address, its paths cut or added to as
// they are said to be, and no other.
func TestSecurity06PublicAddress(t *testing.T) {
	t.Parallel()
	cut := Address{TLS: true, Host: "prov.example.net", Cut: "/g"}
	added := Address{Host: "prov.example.net:8080", Added: "/up"}
	both := Address{Host: "prov.example.net", Cut: "/g", Added: "/up"}
	for _, test := range []struct {
		public      Address
		uri, target string
		same        bool
	}{
		{cut, "/g/42/2/master.bin", "/42/2/master.bin", true},
		{cut, "/42/2/master.bin", "/42/2/master.bin", true},
		{cut, "/g/42/2/../../sifs/sifsroot.bin", "/sifs/sifsroot.bin", true},
		{cut, "https://prov.example.net/g/a?x", "/a?x", true},
		{cut, "https://PROV.example.net:443/a", "/a", true},
		{cut, "http://inside/a", "/a", true},
		{cut, "/a", "https://prov.example.net/a", true},
		{cut, "http://inside/a", "https://prov.example.net/a", true},
		{added, "/a", "/up/a", true},
		{added, "/up/a", "/up/a", true},
		{added, "http://prov.example.net:8080/a?q", "/up/a?q", true},
		{both, "/g/a", "/up/a", true},

		{cut, "http://prov.example.net/g/a", "/a", false},
		{cut, "https://prov.example.net:8443/a", "/a", false},
		{cut, "https://other.example.net/a", "/a", false},
		{cut, "/h/a", "/a", false},
		{cut, "/ga", "/a", false},
		{cut, "/g/g/a", "/a", false},
		{cut, "/a", "/g/a", false},
		{cut, "/g%2Fa", "/a", false},
		{cut, "/g/a?x", "/a?y", false},
		{cut, "/g/b", "/a", false},
		{added, "/up/up/a", "/up/a", false},
		{added, "/a", "/upa", false},
		{added, "/a", "/other/a", false},
		{added, "/", "/up", false},
		{both, "/a", "/up/a", false},
		{both, "/g/up/a", "/up/a", false},
		{Address{}, "/g/a", "/a", false},
		{Address{}, "https://prov.example.net/a", "/a", false},
	} {
		r := Request{Method: "GET", Host: "inside", Target: test.target, Public: test.public}
		if got := sameTarget(&r, test.uri); got != test.same {
			t.Errorf("%+v: uri %q, target %q: same = %t, want %t", test.public, test.uri,
				test.target, got, test.same)
		}
	}
}

// TestSecurity06DigestCoversWhatWasSent: the comparison takes two forms for one, the digest does
// not.
func TestSecurity06DigestCoversWhatWasSent(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	c := phone()
	c.target, c.uri = "/sifs/sifsroot.bin", "/42/2/../../sifs/sifsroot.bin"
	_, vd := check(v, epoch, c.request(challenge(t, v, epoch)), testPassword)
	wantFailure(t, "computed over the uri", vd, None)
	c.change = func(a *Authorization) { a.URI = c.target }
	_, vd = check(v, epoch, c.request(challenge(t, v, epoch)), testPassword)
	wantFailure(t, "uri changed to the target afterwards", vd, Wrong)
}

func TestFolder(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/": "", "/a": "/a", "/a/b/": "/a/b", "/a/../b//": "/b", "/%7e%2f": "/~%2F",
	} {
		if got, ok := Folder(path); got != want || !ok {
			t.Errorf("Folder(%q) = %q, %t; want %q", path, got, ok, want)
		}
	}
	for _, path := range []string{"", "a", "/a?b", "/a#b", `/a\b`, "/a b", "/a%2", "/a\x00"} {
		if got, ok := Folder(path); ok {
			t.Errorf("Folder(%q) = %q, want it refused", path, got)
		}
	}
}

func FuzzNormalize(f *testing.F) {
	for _, seed := range []string{
		"/", "//", "/a/../b", "/a%2F..%2Fb", "/%2e%2E/a", "/a%", "/%%34%31", "/a?", "/a?x=%2f//",
		"/ü", "/a/.", "/a/..",
		"/a%00", `/a\%5C`, "/7C%3A2F", "/a;b=c", "/%252e", "/a#b", "/a b",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, target string) {
		target = "/" + target
		got := Normalize(target)
		if again := Normalize(got); again != got {
			t.Errorf("Normalize(%q) = %q, and of that %q", target, got, again)
		}
		wantSame(t, target, got)
	})
}

// wantSame compares what a server reads in a target and in its normal form: the query, and the
// segments with everything decoded, as net/url sees them. The package follows net/url but for two
// things: it leaves alone what has a broken escape, and empty segments count for nothing.
func wantSame(t *testing.T, target, normal string) {
	t.Helper()
	rawPath, query, _ := strings.Cut(target, "?")
	gotPath, gotQuery, _ := strings.Cut(normal, "?")
	if gotQuery != query {
		t.Errorf("Normalize(%q) = %q: another query", target, normal)
	}
	want, err := segments(rawPath)
	if err != nil {
		if normal != target {
			t.Errorf("Normalize(%q) = %q despite a broken escape", target, normal)
		}
		return
	}
	got, err := segments(gotPath)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("Normalize(%q) = %q: segments %q, %v; want %q", target, normal, got, err, want)
	}
}

// segments are those of a path after the dot segments are resolved, each decoded; the last is empty
// for a folder. An escaped slash does not end one.
func segments(raw string) ([]string, error) {
	var kept []string
	last := ""
	for part := range strings.SplitSeq(raw, "/") {
		segment, err := url.PathUnescape(part)
		if err != nil {
			return nil, fmt.Errorf("segment %q: %w", part, err)
		}
		switch last = segment; segment {
		case "", ".":
			last = ""
		case "..":
			last, kept = "", kept[:max(len(kept)-1, 0)]
		default:
			kept = append(kept, segment)
		}
	}
	if last == "" {
		kept = append(kept, "")
	}
	return kept, nil
}
