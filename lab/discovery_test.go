package lab

import (
	"encoding/pem"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/offhook/offhook/discovery"
)

// files is a server of files behind no authentication.
func files(t *testing.T, content map[string]string) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := content[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(s.Close)
	return s
}

const settingsOfN870 = `<?xml version="1.0" encoding="UTF-8"?>
<provisioning version="1.1" productID="e2"><nvm><param name="SipProvider.0.Domain" value="pbx.example.net"/></nvm></provisioning>
`

func TestBaseAddressAndTemplate(t *testing.T) {
	t.Parallel()
	s := files(t, map[string]string{"/site/7c2f80870001.xml": settingsOfN870})
	plan := parse(t, `[defaults]
model = "N870"
[[phone]]
mac = "7C2F80870001"
url = "/site/"
[phone.expect]
outcome = "provisioned"
statuses = [404, 200]
asked = ["/site/provisioning.xml", "/site/7c2f80870001.xml"]
stored = { "SipProvider.0.Domain" = "pbx.example.net" }

[[phone]]
mac = "7C2F80870001"
url = "/site/%MACD.xml"
[phone.expect]
outcome = "provisioned"
asked = ["/site/7c2f80870001.xml"]
rungs = ["none"]
`, Options{Server: s.URL}, nil)
	if report := run(t, plan); !report.OK() {
		t.Error(text(t, report))
	}
}

func TestIndexFiles(t *testing.T) {
	t.Parallel()
	encode := func(f interface{ Encode() ([]byte, error) }) string {
		data, err := f.Encode()
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	pointer := func(next string) string {
		return encode(discovery.Sifs{Pointers: []discovery.Pointer{{Type: 4, File: next}}})
	}
	master := encode(discovery.Master{Sifs: "../../sifs/sifsroot.bin"})
	leaf := encode(discovery.Sifs{Format: "http://%DURL/%MACD.xml"})
	s := files(t, map[string]string{
		"/gigaset/42/2/master.bin": master, "/gigaset/42/2/../../sifs/sifsroot.bin": pointer("sih.bin"),
		"/gigaset/42/2/../../sifs/sih.bin": pointer("sit.bin"), "/gigaset/42/2/../../sifs/sit.bin": pointer("siu.bin"),
		"/gigaset/42/2/../../sifs/siu.bin": leaf, "/gigaset/7C2F80510001.xml": "<ProviderFrame><Provider><PROFILE_NAME value='any'/></Provider></ProviderFrame>",
	})
	for _, via := range []string{"web", "dhcp114"} {
		plan := parse(t, `[[phone]]
model = "N510"
mac = "7C2F80510001"
url = "/gigaset"
via = "`+via+`"
[phone.expect]
outcome = "provisioned"
indexes = ["master", "sifsroot", "sih", "sit", "siu"]
asked = ["/gigaset/42/2/master.bin", "*sifsroot.bin", "*sih.bin", "*sit.bin", "*siu.bin", "/gigaset/7C2F80510001.xml"]
[[phone.start]]
[[phone.start]]
by = "power-on"
`, Options{Server: s.URL}, nil)
		if report := run(t, plan); !report.OK() {
			t.Errorf("via %s: %s", via, text(t, report))
		}
	}
}

func TestTrust(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS()
	t.Cleanup(s.Close)
	file := filepath.Join(t.TempDir(), "ca.pem")
	data := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	plan := parse(t, strings.NewReplacer("URL", s.URL, "FILE", file).Replace(`[defaults]
model = "N510"
url = "URL/doc.xml"
expect = { outcome = "unreachable" }
[[phone]]
name = "trusts the file"
ca = "FILE"
expect = { statuses = [404] }
[[phone]]
name = "trusts everybody"
insecure = true
expect = { statuses = [404] }
[[phone]]
name = "trusts the system"
expect = { statuses = [], reason = "*certificate*" }
`), Options{}, nil)
	if report := run(t, plan); !report.OK() {
		t.Error(text(t, report))
	}
}
