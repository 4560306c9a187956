package app

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func noEnv(string) (string, bool) { return "", false }

func writeFile(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "offhook.toml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestLoadPrecedence(t *testing.T) {
	t.Parallel()
	file := writeFile(t, "listen = '127.0.0.1:1'\nrealm = 'file'\nlog_level = 'debug'\nevents_for = '30d'\nalgorithms = ['SHA-256', 'MD5']\n")
	env := map[string]string{"OFFHOOK_REALM": "environment", "OFFHOOK_LISTEN": "127.0.0.1:2", "OFFHOOK_EVENTS_PER_DEVICE": "7"}
	l, err := Load(file, func(k string) (string, bool) { v, ok := env[k]; return v, ok }, map[string]string{"listen": "127.0.0.1:3", "tls_cert": "a, b"})
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Listen, want.Realm, want.LogLevel = "127.0.0.1:3", "environment", "debug"
	want.EventsFor, want.EventsPerDevice, want.Algorithms = Duration(30*24*time.Hour), 7, []string{"SHA-256", "MD5"}
	want.TLSCert = []string{"a", "b"}
	if diff := cmp.Diff(want, l.Config); diff != "" {
		t.Errorf("configuration (-want +got):\n%s", diff)
	}
	for key, want := range map[string]string{
		"listen": "flag --listen", "realm": "environment OFFHOOK_REALM", "log_level": "file " + file, "data": "default", "tls_cert": "flag --tls-cert",
	} {
		if got := l.Origins[key]; got != want {
			t.Errorf("origin of %s = %q, want %q", key, got, want)
		}
	}
}

func TestLoadErrorsNameTheirPlace(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"data = 'x'\n\nlisen = '127.0.0.1:1'\n", `:3:1: there is no key "lisen"`},
		{"data = 'x'\n[tls]\ncert = 'a'\n", `:2:`},
		{"data = 'x\n", ":1:"},
		{"plain_http = 'yes'\n", ":1: plain_http: write true or false"},
		{"\nrealm = 7\n", ":2: realm: write a text in quotes"},
		{"algorithms = ['MD5', 7]\n", ":1: algorithms: write a list"},
		{"drain_timeout = 5\n", ":1: drain_timeout: write a duration with its unit"},
		{"events_for = 'soon'\n", "write it like 90d"},
	}
	for _, tt := range tests {
		file := writeFile(t, tt.text)
		_, err := Load(file, noEnv, nil)
		if !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Load(%q) = %v, want a configuration error with %q", tt.text, err, tt.want)
		}
	}
	if _, err := Load(filepath.Join(t.TempDir(), "missing"), noEnv, nil); !errors.Is(err, ErrConfig) {
		t.Errorf("missing file: %v, want a configuration error", err)
	}
	_, err := Load("", func(k string) (string, bool) { return "perhaps", k == "OFFHOOK_PLAIN_HTTP" }, map[string]string{"events_per_device": "many"})
	for _, want := range []string{`environment OFFHOOK_PLAIN_HTTP: "perhaps"`, `flag --events-per-device: "many"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Load = %v, want an error with %q", err, want)
		}
	}
}

func TestValidateNamesEveryFault(t *testing.T) {
	t.Parallel()
	c := Config{
		Database: "mysql://x", Listen: "nonsense", Realm: `a"b`, Algorithms: []string{"CRC32"}, TrustedProxies: []string{"everybody"},
		TLSCert: []string{"a"}, LogLevel: "loud", LogFormat: "xml",
	}
	err := c.Validate()
	for _, want := range []string{"data is empty", "postgres://", "nonsense", "realm", "CRC32", "everybody", "tls_key", "loud", "xml", "events_per_device", "events_for"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Validate lacks %q:\n%v", want, err)
		}
	}
	c = Default()
	c.ListenTLS = "127.0.0.1:0"
	if err := c.Validate(); err == nil || !strings.Contains(err.Error(), "tls_cert") {
		t.Errorf("HTTPS without a certificate: %v", err)
	}
	c = Default()
	c.Listen = ""
	if err := c.Validate(); err == nil || !strings.Contains(err.Error(), "listen") {
		t.Errorf("no address: %v", err)
	}
	c = Default()
	if err := c.Validate(); err != nil {
		t.Errorf("the defaults are not valid: %v", err)
	}
}

func TestExampleIsValidAndComplete(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := Example(&b); err != nil {
		t.Fatal(err)
	}
	var live strings.Builder
	for line := range strings.Lines(b.String()) {
		if text, ok := strings.CutPrefix(line, "# "); ok && strings.Contains(text, " = ") {
			live.WriteString(text)
		}
	}
	l, err := Load(writeFile(t, live.String()), noEnv, nil)
	if err != nil {
		t.Fatalf("the example does not load: %v\n%s", err, live.String())
	}
	want := Default()
	want.TLSCert, want.TLSKey = []string{}, []string{}
	want.TrustedProxies, want.ConsoleHosts = []string{}, []string{}
	if diff := cmp.Diff(want, l.Config); diff != "" {
		t.Errorf("the example differs from the defaults (-want +got):\n%s", diff)
	}
	for _, f := range want.Fields() {
		if !strings.Contains(b.String(), "\n# "+f.Key+" = ") {
			t.Errorf("the example lacks %s", f.Key)
		}
		if l.Origins[f.Key] == "default" {
			t.Errorf("%s was not read from the example", f.Key)
		}
	}
}

func TestSecurity25PrintRedacts(t *testing.T) {
	t.Parallel()
	secret := filepath.Join(t.TempDir(), "url")
	for _, value := range []string{
		"postgres://offhook:canary@db.example.net/offhook", "postgres://db/offhook?password=canary&sslmode=disable", "host=db password=canary", "@" + secret,
	} {
		if err := os.WriteFile(secret, []byte("postgres://offhook:canary@db/offhook\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := Load("", noEnv, map[string]string{"database": value})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := l.Print(&b); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), "database = ") || strings.Contains(b.String(), "canary") {
			t.Errorf("database %s is printed in\n%s", value, b.String())
		}
		if err := l.Config.Validate(); err != nil && strings.Contains(err.Error(), "canary") {
			t.Errorf("the error shows the secret: %v", err)
		}
		if strings.HasPrefix(value, "@") && l.Config.Database != "postgres://offhook:canary@db/offhook" {
			t.Errorf("database from a file = %q", l.Config.Database)
		}
	}
}

func TestDuration(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{"90d": 90 * 24 * time.Hour, "0d": 0, "1h30m": 90 * time.Minute, "20s": 20 * time.Second} {
		var d Duration
		if err := d.UnmarshalText([]byte(text)); err != nil || time.Duration(d) != want {
			t.Errorf("%q = %s, %v, want %s", text, time.Duration(d), err, want)
		}
		var again Duration
		if err := again.UnmarshalText([]byte(d.String())); err != nil || again != d {
			t.Errorf("%s does not read back: %s, %v", d, again, err)
		}
	}
	for _, text := range []string{"", "d", "-1d", "-5s", "99999999999d", "soon", "5"} {
		var d Duration
		if err := d.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is read as %s", text, d)
		}
	}
}

// FuzzParseConfig: whatever a file holds, it is taken or refused with its name,
// and only keys that there are count as taken.
func FuzzParseConfig(f *testing.F) {
	f.Add("listen = \"127.0.0.1:8480\"\n")
	f.Add("realm = 1\n[x]\ny = [1, 2")
	f.Add("retention = 5\nlisten_tls = 'a'\nno_such_key = true\n")
	f.Fuzz(func(t *testing.T, text string) {
		l := Loaded{Config: Default(), Origins: make(map[string]string)}
		if err := l.parse("offhook.toml", []byte(text)); err != nil {
			if !errors.Is(err, ErrConfig) || !strings.HasPrefix(err.Error(), "offhook.toml:") {
				t.Errorf("%q: error %v, want one that names the file", text, err)
			}
			return
		}
		for key := range l.Origins {
			if !slices.ContainsFunc(l.Config.Fields(), func(f Field) bool { return f.Key == key }) {
				t.Errorf("%q: took the key %q, which there is not", text, key)
			}
		}
	})
}
