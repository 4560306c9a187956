package lab

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
)

const (
	factoryPassword = "Factory-4242"
	officePassword  = "wonderland"
)

// server is a provisioning server: a document for every MAC, behind Digest, opened by the pairs of accounts.
type server struct {
	*httptest.Server
	mu       sync.Mutex
	accounts map[string]string
	// busy and most count the requests that are answered at one moment. While there is a gate they wait; it is opened once
	// there are full of them.
	busy, most, full int
	gate             chan struct{}
}

func newServer(t *testing.T, accounts map[string]string) *server {
	t.Helper()
	verifier, err := digest.NewVerifier(digest.Config{Realm: "Provisioning", Keys: digest.NewKeyRing(1, [32]byte{1, 2, 3}), Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	s := &server{accounts: accounts}
	h := &digesthttp.Handler{
		Verifier: verifier,
		Replay:   digest.NewMemoryReplay(1000, time.Unix(0, 0)),
		Lookup: func(_ context.Context, u digesthttp.User) (digesthttp.Account, error) {
			password, ok := s.accounts[strings.ToUpper(u.Name)]
			if !ok {
				return digesthttp.Account{}, nil
			}
			return digesthttp.Account{Secrets: []digest.Secret{digest.NewSecret(password)}}, nil
		},
		Next: http.HandlerFunc(serveDocument),
	}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.enter()
		defer s.leave()
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) enter() {
	s.mu.Lock()
	s.busy++
	s.most = max(s.most, s.busy)
	gate := s.gate
	if s.busy == s.full && gate != nil {
		close(gate)
		s.gate = nil
	}
	s.mu.Unlock()
	if gate != nil {
		<-gate
	}
}

func (s *server) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy--
}

// serveDocument answers with the document of the phone whose MAC the path names.
func serveDocument(w http.ResponseWriter, r *http.Request) {
	mac := strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/"), ".xml")
	w.Header().Set("Content-Type", "text/xml; charset=ISO-8859-1")
	fmt.Fprintf(w, `<?xml version="1.0" encoding="ISO-8859-1"?>
<ProviderFrame xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="profile.xsd">
  <Provider>
    <MAC_ADDRESS value="%s"/>
    <VERSION value="0503261415"/>
    <PROFILE_NAME class="string" value="any"/>
%s  </Provider>
</ProviderFrame>
`, mac, settings[mac])
}

// settings are in the document of a phone.
var settings = map[string]string{
	"7C2F80510001": `    <SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_SERVER" class="symb_item" value='"pbx.example.net"'/>
    <SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_PASSWORD" class="symb_item" value='"rosebud"'/>
`,
}

// parse reads a plan that must be right, with files beside it and variables of the environment.
func parse(t *testing.T, text string, o Options, files map[string]string) *Plan {
	t.Helper()
	plan, err := tryParse(t, text, o, files)
	if err != nil {
		t.Fatalf("the plan is refused:\n%v", err)
	}
	return plan
}

func tryParse(t *testing.T, text string, o Options, files map[string]string) (*Plan, error) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if o.LookupEnv == nil {
		o.LookupEnv = func(string) (string, bool) { return "", false }
	}
	return Parse(filepath.Join(dir, "plan.toml"), []byte(text), o)
}

// run runs a plan that must not be interrupted.
func run(t *testing.T, plan *Plan) Report {
	t.Helper()
	report, err := plan.Run(t.Context(), RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// onlyStart is the only start of the only phone of a report.
func onlyStart(t *testing.T, r Report) StartResult {
	t.Helper()
	if len(r.Results) != 1 || r.Results[0].Problem != "" || len(r.Results[0].Starts) != 1 {
		t.Fatalf("the report is not of one start:\n%s", text(t, r))
	}
	return r.Results[0].Starts[0]
}

// text is the report for a person, with all steps.
func text(t *testing.T, r Report) string {
	t.Helper()
	var b strings.Builder
	if err := r.Text(&b, true); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// keys are the names of what fell short.
func keys(s StartResult) []string {
	var names []string
	for _, shortfall := range s.Shortfalls {
		names = append(names, shortfall.Key)
	}
	return slices.Compact(names)
}
