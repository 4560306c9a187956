package emulator

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/discovery"
)

// indexFiles are those that lead an N510 from a base address to a document behind Digest, by the provider code 444.
func indexFiles(t *testing.T) map[string][]byte {
	t.Helper()
	master, err := discovery.Master{Sifs: "../../sifs/sifsroot.bin"}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"/42/2/master.bin": master}
	for path, s := range map[string]discovery.Sifs{
		"/42/2/../../sifs/sifsroot.bin": {Pointers: []discovery.Pointer{{Type: 4, File: "sih_4.bin"}}},
		"/42/2/../../sifs/sih_4.bin":    {Pointers: []discovery.Pointer{{Type: 4, File: "sit_44.bin"}}},
		"/42/2/../../sifs/sit_44.bin":   {Pointers: []discovery.Pointer{{Type: 4, File: "siu_444.bin"}}},
		"/42/2/../../sifs/siu_444.bin":  {Format: "http://%DURL/profile/%MACD.xml"},
	} {
		if files[path], err = s.Encode(); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// TestIndexChain: from a base address an N510 walks the index files, with their dot segments as they stand, to its document.
// Index files are asked for without the MAC in the User-Agent, which a switch turns. [G p26] [R-wazo]
func TestIndexChain(t *testing.T) {
	t.Parallel()
	files := indexFiles(t)
	for on, wantAgent := range map[string]string{"off": "N510 IP PRO/42.258.00.000.000", "on": "N510 IP PRO/42.258.00.000.000;" + testMAC} {
		s := newServer(t, testMAC, testDevicePassword, document("2811120928", ""))
		inner := s.Config.Handler
		s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if body, ok := files[r.RequestURI]; ok {
				s.mu.Lock()
				s.requests = append(s.requests, seen{r.RequestURI, r.Header.Get("Authorization"), r.UserAgent()})
				s.mu.Unlock()
				_, _ = w.Write(body)
				return
			}
			inner.ServeHTTP(w, r)
		})
		c := config(t, "N510", "")
		c.Switches = map[string]string{"index-user-agent-mac": on}
		p, r := newTestPhone(t, c)
		if _, err := p.Fetch(t.Context(), s.URL); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, request := range s.got() {
			got = append(got, request.target)
			agent := wantAgent
			if strings.HasPrefix(request.target, "/profile/") {
				agent = "N510 IP PRO/42.258.00.000.000;" + testMAC
			}
			if request.userAgent != agent {
				t.Errorf("index-user-agent-mac=%s: %s with User-Agent %q, want %q", on, request.target, request.userAgent, agent)
			}
		}
		want := []string{
			"/42/2/master.bin", "/42/2/../../sifs/sifsroot.bin", "/42/2/../../sifs/sih_4.bin", "/42/2/../../sifs/sit_44.bin",
			"/42/2/../../sifs/siu_444.bin", "/profile/" + testMAC + ".xml", "/profile/" + testMAC + ".xml",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("targets (-want +got):\n%s\n%s", diff, r.steps())
		}
		var kinds []string
		for _, e := range r.events {
			if e.Event == EventIndex {
				kinds = append(kinds, fmt.Sprint(e.Kind, " ", e.Bytes == len(files[want[len(kinds)]]), " ", e.Next))
			}
		}
		if diff := cmp.Diff([]string{
			"master true ../../sifs/sifsroot.bin", "sifsroot true sih_4.bin", "sih true sit_44.bin", "sit true siu_444.bin",
			"siu true http://%DURL/profile/%MACD.xml",
		}, kinds); diff != "" {
			t.Errorf("index events (-want +got):\n%s", diff)
		}
	}
}

// TestHandsetField: an N870 says over plain HTTP how many handsets it has, and not over https. [W-ua]
func TestHandsetField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		model, field, want string
		firmware           string
	}{
		{"N870", "on", ";Handset=", ""}, {"N870", "off", "", ""}, {"N870", "on", "", "2.25.0"}, {"N510", "", "", ""},
	} {
		s := newPlainServer(t, http.NotFound)
		conf := config(t, c.model, c.firmware)
		if c.field != "" {
			conf.Switches = map[string]string{"handset-field": c.field}
		}
		fetch(t, conf, s.URL+"/x.xml")
		agent := s.got()[0].userAgent
		if got := strings.Contains(agent, ";Handset="); got != (c.want != "") || !strings.Contains(agent, ";"+testMAC) {
			t.Errorf("%s %s handset-field=%s: got %q", c.model, c.firmware, c.field, agent)
		}
	}
	var agent string
	secure := secureServer(t, "")
	secure.Config.Handler = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { agent = r.UserAgent() })
	conf := config(t, "N870", "")
	conf.TLS = secure.Client().Transport.(*http.Transport).TLSClientConfig
	fetch(t, conf, secure.URL+"/x.xml")
	if strings.Contains(agent, "Handset") || !strings.Contains(agent, "N870") {
		t.Errorf("over https: got %q", agent)
	}
}
