package interop

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/offhook/offhook/discovery"
)

// provisioning is a document of the newer families.
func provisioning(product, params string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<provisioning version="1.1" productID="` + product + `">
  <nvm>` + params + `</nvm>
</provisioning>
`
}

// setIndex puts the index files that lead to an address below the folder base of a server.
func (s *foreignServer) setIndex(t *testing.T, base, variant, format string) {
	t.Helper()
	files := map[string]func() ([]byte, error){
		variant + "/master.bin": discovery.Master{Sifs: "../../sifs/sifsroot.bin"}.Encode,
		"sifs/sifsroot.bin":     discovery.Sifs{Pointers: []discovery.Pointer{{Type: 4, File: "sih.bin"}}}.Encode,
		"sifs/sih.bin":          discovery.Sifs{Pointers: []discovery.Pointer{{Type: 4, File: "sit.bin"}}}.Encode,
		"sifs/sit.bin":          discovery.Sifs{Pointers: []discovery.Pointer{{Type: 4, File: "siu.bin"}}}.Encode,
		"sifs/siu.bin":          discovery.Sifs{Format: format}.Encode,
	}
	for name, encode := range files {
		data, err := encode()
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(s.documents, base, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, path, string(data))
	}
}

// asked are the addresses that a phone asked without credentials, in order.
func (tr trace) asked() []string {
	var urls []string
	for _, e := range tr.events {
		if e["event"] == "request" && e["rung"] == "none" {
			urls = append(urls, fmt.Sprint(e["url"]))
		}
	}
	return urls
}

// TestIndexFilesOfForeignServers: Apache and lighttpd serve index files as files, and keep the document behind Digest. The
// phone asks for them with the dot segments in the path. [G p26]
func TestIndexFilesOfForeignServers(t *testing.T) {
	t.Parallel()
	for _, kind := range foreigners {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			s := startForeignAs(t, kind, false, foreignServer{private: "private"})
			s.setPassword(t, mac, devicePassword)
			s.setDocument(t, "private/"+mac+".xml", document("2811120928", "any", ""))
			for name, variant := range map[string]string{"N510": "42/2", "N720": "70/1", "DE410": "62/1"} {
				s.setIndex(t, name, variant, s.url+"/private/%MACD.xml")
				tr := phone(t, s, s.url+"/"+name, "--model", name)
				if got, want := tr.ladder(), strings.Repeat("none 200, ", 5)+"none 401, integrated 200, provisioned"; got != want || tr.code != 0 {
					t.Errorf("%s: got %q, exit %d; want %q\n%s", name, got, tr.code, want, tr.stderr)
				}
				base := s.url + "/" + name + "/" + variant
				want := []string{
					base + "/master.bin", base + "/../../sifs/sifsroot.bin", base + "/../../sifs/sih.bin", base + "/../../sifs/sit.bin",
					base + "/../../sifs/siu.bin", s.url + "/private/" + mac + ".xml",
				}
				if got := tr.asked(); !slices.Equal(got, want) {
					t.Errorf("%s asks %q, want %q", name, got, want)
				}
			}
		})
	}
}

// TestDotSegmentsOnTheWire: what Apache says that it was asked for. [G p26]
func TestDotSegmentsOnTheWire(t *testing.T) {
	t.Parallel()
	s := startForeignAs(t, foreign{"apache", startApache}, false, foreignServer{private: "private"})
	s.setPassword(t, mac, devicePassword)
	s.setDocument(t, "private/"+mac+".xml", document("2811120928", "any", ""))
	s.setIndex(t, "S", "42/2", s.url+"/private/%MACD.xml")
	if tr := phone(t, s, s.url+"/S", "--model", "N510"); tr.code != 0 {
		t.Fatalf("exit %d\n%s", tr.code, tr.stderr)
	}
	log, err := os.ReadFile(filepath.Join(filepath.Dir(s.documents), "access.log"))
	if err != nil {
		t.Fatal(err)
	}
	if want := `"GET /S/42/2/../../sifs/sifsroot.bin HTTP/1.1" 200`; !strings.Contains(string(log), want) {
		t.Errorf("no %s in the log:\n%s", want, log)
	}
}

// TestMissingProvisioningFile: where provisioning.xml is missing, Maxwell and the Nx70 class ask for their own file; each of
// the two is behind Digest. [W-urltab] [W-n870]
func TestMissingProvisioningFile(t *testing.T) {
	t.Parallel()
	for _, kind := range foreigners {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			s := startForeignAs(t, kind, false, foreignServer{private: "private"})
			s.setPassword(t, mac, devicePassword)
			for i, c := range []struct{ model, product, file, want string }{
				{"N870", "e2", strings.ToLower(mac), "none 401, integrated 404, none 401, integrated 200, provisioned"},
				{"Maxwell3", "mx3b", strings.ToLower(mac), "none 401, integrated 404, none 401, integrated 200, provisioned"},
				{"N870", "e2", "provisioning", "none 401, integrated 200, provisioned"},
			} {
				base := fmt.Sprintf("private/%d", i)
				if err := os.Mkdir(filepath.Join(s.documents, base), 0o755); err != nil {
					t.Fatal(err)
				}
				name := base + "/" + c.file + ".xml"
				s.setDocument(t, name, provisioning(c.product, `<param name="SystemSettings.global.SipMulticastEnabled" value="0"/>`))
				tr := phone(t, s, s.url+"/"+base, "--model", c.model)
				if got := tr.ladder(); got != c.want || tr.code != 0 {
					t.Errorf("%s, %s: got %q, exit %d; want %q\n%s", c.model, name, got, tr.code, c.want, tr.stderr)
				}
			}
		})
	}
}

// TestRedirectToAnotherForeignServer: one server answers 307 behind Digest, the other has the document and wants another
// pair. Nothing goes there unasked. [G p26]
func TestRedirectToAnotherForeignServer(t *testing.T) {
	t.Parallel()
	for i, kind := range foreigners {
		t.Run("from "+kind.name, func(t *testing.T) {
			t.Parallel()
			to := startForeign(t, foreigners[1-i], false)
			to.setPassword(t, user, password)
			document := to.setDocument(t, "n720.xml", document("2811120928", "N720", ""))
			from := startForeignAs(t, kind, false, foreignServer{private: "private", moved: document})
			from.setPassword(t, mac, devicePassword)
			from.setIndex(t, "S", "70/1", "http://%DURL/../private/moved.xml")
			flags := []string{"--model", "N720", "--username", user, "--password", password}
			const far = "none 401, integrated 307, none 401, integrated 401, configured 200, provisioned"
			for url, want := range map[string]string{from.url + "/private/moved.xml": far, from.url + "/S": strings.Repeat("none 200, ", 5) + far} {
				tr := phone(t, from, url, flags...)
				if got := tr.ladder(); got != want || tr.code != 0 {
					t.Errorf("%s: got %q, exit %d; want %q\n%s", url, got, tr.code, want, tr.stderr)
				}
				if asked := tr.asked(); asked[len(asked)-1] != document {
					t.Errorf("%s leads to %q, want %s", url, asked, document)
				}
			}
		})
	}
}

// TestRedirectTakesNoCredentialsAlong: what Apache says that it was sent after another server redirected the phone there:
// nothing, then the integrated pair, then the configured one, each for its own 401. [G p26]
func TestRedirectTakesNoCredentialsAlong(t *testing.T) {
	t.Parallel()
	to := startForeign(t, foreign{"apache", startApache}, false)
	to.setPassword(t, user, password)
	document := to.setDocument(t, "n720.xml", document("2811120928", "N720", ""))
	from := startForeignAs(t, foreign{"lighttpd", startLighttpd}, false, foreignServer{private: "private", moved: document})
	from.setPassword(t, mac, devicePassword)
	if tr := phone(t, from, from.url+"/private/moved.xml", "--model", "N720", "--username", user, "--password", password); tr.code != 0 {
		t.Fatalf("exit %d\n%s", tr.code, tr.stderr)
	}
	log, err := os.ReadFile(filepath.Join(filepath.Dir(to.documents), "access.log"))
	if err != nil {
		t.Fatal(err)
	}
	var users []string
	for line := range strings.Lines(string(log)) {
		users = append(users, strings.Fields(line)[2])
	}
	if want := []string{"-", mac, user}; !slices.Equal(users, want) {
		t.Errorf("Apache was sent the user names %q, want %q:\n%s", users, want, log)
	}
}

// TestRedirectLoopOfForeignServer: a server that redirects to itself is asked eleven times and no more.
func TestRedirectLoopOfForeignServer(t *testing.T) {
	t.Parallel()
	s := startForeignAs(t, foreign{"lighttpd", startLighttpd}, false, foreignServer{private: "private", moved: "/private/moved.xml"})
	s.setPassword(t, mac, devicePassword)
	tr := phone(t, s, s.url+"/private/moved.xml", "--model", "N510")
	if got, want := tr.ladder(), strings.Repeat("none 401, integrated 307, ", 11)+"unreachable"; got != want || tr.code != 4 {
		t.Errorf("got %q, exit %d; want %q, exit 4\n%s", got, tr.code, want, tr.stderr)
	}
}
