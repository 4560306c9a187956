package discovery

import "testing"

func TestClassify(t *testing.T) {
	t.Parallel()
	tests := []struct {
		url  string
		want Kind
	}{
		{"", ABase},
		{"http://prov.example.net", ABase},
		{"http://prov.example.net/", ABase},
		{"prov.example.net", ABase},
		{"prov.example.net:8080", ABase},
		{"profile.gigaset.net/device", ABase},
		{"http://prov.example.net/v1.2/", ABase},
		{"http://prov.example.net/v1.2/gigaset", ABase},
		{"http://prov.example.net/gigaset#a.b", ABase},
		{"http://192.0.2.1", ABase},
		{"http://[2001:db8::1]/gigaset", ABase},
		{"http://prov.example.net/7C2F80123456.xml", ADocument},
		{"prov.example.net/gigaset/provisioning.xml", ADocument},
		{"http://prov.example.net/ap?mac=7C2F80123456", ADocument},
		{"http://prov.example.net?", ADocument},
		{"http://prov.example.net/a%20b.xml", ADocument},
		{"http://prov.example.net/%MACD.xml", ATemplate},
		{"http://%DURL", ATemplate},
		{"http://prov.example.net/100%%", ATemplate},
	}
	for _, tt := range tests {
		if got := Classify(tt.url); got != tt.want {
			t.Errorf("Classify(%q) = %d, want %d", tt.url, got, tt.want)
		}
	}
}

func TestWithScheme(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                           "",
		"profile.gigaset.net/device": "http://profile.gigaset.net/device",
		"//prov.example.net":         "http://prov.example.net",
		"https://prov.example.net":   "https://prov.example.net",
		"ftp://prov.example.net":     "ftp://prov.example.net",
	} {
		if got := WithScheme(in); got != want {
			t.Errorf("WithScheme(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	const base = "http://prov.example.net:8080/dir/42/2/master.bin"
	tests := []struct{ base, text, want string }{
		{base, "../../sifs/sifsroot.bin", "http://prov.example.net:8080/dir/42/2/../../sifs/sifsroot.bin"},
		{base, "sih.bin", "http://prov.example.net:8080/dir/42/2/sih.bin"},
		{base, "/sifs/sih.bin", "http://prov.example.net:8080/sifs/sih.bin"},
		{base, "//other.example.net/sih.bin", "http://other.example.net/sih.bin"},
		{base, "https://other.example.net/sih.bin", "https://other.example.net/sih.bin"},
		{base, "sih.bin#x", "http://prov.example.net:8080/dir/42/2/sih.bin"},
		{base + "?a=/b/c", "sih.bin", "http://prov.example.net:8080/dir/42/2/sih.bin"},
		{"http://prov.example.net", "sih.bin", "http://prov.example.net/sih.bin"},
	}
	for _, tt := range tests {
		if got := resolve(tt.base, tt.text); got != tt.want {
			t.Errorf("resolve(%q, %q) = %q, want %q", tt.base, tt.text, got, tt.want)
		}
	}
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"http://H.example/a?b":    "http://h.example:80",
		"https://h.example":       "https://h.example:443",
		"HTTP://h.example:8480/x": "http://h.example:8480",
		"http://[::1]/":           "http://::1:80",
		"http://h.example:443/":   "http://h.example:443",
		"::":                      "",
	} {
		if got := Origin(address); got != want {
			t.Errorf("Origin(%q) = %q, want %q", address, got, want)
		}
	}
}
