package provdoc

import "testing"

// TestHasPassword finds a password where a URL has it, and nowhere else in the URL.
func TestHasPassword(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]bool{
		"http://user:secret@prov.example.net/x": true, "https://user:@h": true, "http://:secret@h/": true, "HTTP://u:p@h": true,
		"http://user@prov.example.net/x": false, "http://prov.example.net:8080/x": false, "http://prov.example.net/a:b@c": false,
		"user:secret@prov.example.net": false, "sip:1001@pbx.example.net": false, "": false,
	} {
		if got := hasPassword(url); got != want {
			t.Errorf("hasPassword(%q) = %v, want %v", url, got, want)
		}
	}
}
