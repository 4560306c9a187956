package interop

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	mac            = "7C2F80123456"
	devicePassword = "Factory-4242"
	user           = "broadsoft-username"
	password       = "broadsoft-password"
)

// document is a profile for mac with further elements inside.
func document(version, profile, elements string) string {
	return `<?xml version="1.0" encoding="ISO-8859-1"?>
<ProviderFrame xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="profile.xsd">
  <Provider>
    <MAC_ADDRESS value="` + mac + `"/>
    <VERSION value="` + version + `"/>
    <PROFILE_NAME class="string" value="` + profile + `"/>
    ` + elements + `
  </Provider>
</ProviderFrame>
`
}

// trace is what `offhook phone --json` printed, with the exit code.
type trace struct {
	events []map[string]any
	code   int
	stderr string
}

// phone runs one emulated phone to its outcome.
func phone(t *testing.T, s *foreignServer, url string, flags ...string) trace {
	t.Helper()
	args := append([]string{"phone", "--json", "--mac", mac, "--device-password", devicePassword}, flags...)
	if s.ca != "" {
		args = append(args, "--ca", s.ca)
	}
	r := command(t, offhook, append(args, url)...)
	out := readTrace(t, r.stdout)
	out.code, out.stderr = r.code, r.stderr
	return out
}

// readTrace reads what `offhook phone --json` printed.
func readTrace(t *testing.T, text string) (out trace) {
	t.Helper()
	for line := range strings.Lines(text) {
		var event map[string]any
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			t.Fatalf("trace line %q: %v", line, err)
		}
		out.events = append(out.events, event)
	}
	return out
}

// ladder is the trace in short: each request's rung with the status it met,
// each step of the prompt, each NVM item stored, and the outcome.
func (tr trace) ladder() string {
	var steps []string
	for _, e := range tr.events {
		switch e["event"] {
		case "request":
			steps = append(steps, fmt.Sprint(e["rung"]))
		case "response":
			steps[len(steps)-1] += fmt.Sprintf(" %v", e["status"])
		case "prompt":
			steps = append(steps, fmt.Sprintf("prompt %v", e["action"]))
		case "outcome":
			steps = append(steps, fmt.Sprint(e["outcome"]))
		}
	}
	return strings.Join(steps, ", ")
}

// stored is the value that the trace says went into an NVM item, "" for none.
func (tr trace) stored(item string) string {
	value := ""
	for _, e := range tr.events {
		if e["event"] == "stored" && e["item"] == item {
			value = fmt.Sprint(e["value"])
		}
	}
	return value
}

// ladders are the ways of the specification from the box to dial tone.
var ladders = []struct {
	name           string
	flags          []string
	user, password string // what the server wants
	want           string
	code           int
}{
	{
		"N510 opens the document with its integrated pair",
		[]string{"--model", "N510", "--firmware", "BL192"},
		mac, devicePassword, "none 401, integrated 200, provisioned", 0,
	},
	{
		"N720 opens it with the pair of the web interface",
		[]string{"--model", "N720", "--firmware", "BL84", "--username", user, "--password", password},
		user, password, "none 401, integrated 401, configured 200, provisioned", 0,
	},
	{
		"N720 below its gate does not use that pair",
		[]string{"--model", "N720", "--firmware", "BL83", "--username", user, "--password", password},
		user, password, "none 401, integrated 401, refused", 3,
	},
	{
		"DE410 asks the person",
		[]string{"--model", "DE410", "--firmware", "BL02.00.08", "--prompt", user + ":" + password},
		user, password, "none 401, integrated 401, prompt shown, prompt ok, prompt 200, provisioned", 0,
	},
	{
		"DE900 with a wrong pair asks the person, who leaves it empty",
		[]string{"--model", "DE900", "--firmware", "BL02.00.11", "--username", user, "--password", "wrong", "--prompt", "empty"},
		user, password, "none 401, integrated 401, configured 401, prompt shown, prompt empty, prompt 401, refused", 3,
	},
	{
		"DE700 asks nobody",
		[]string{"--model", "DE700", "--firmware", "BL02.00.11", "--prompt", "none", "--prompt-timeout", "50ms"},
		user, password, "none 401, integrated 401, prompt shown, prompt timeout, stopped", 3,
	},
	{
		"DE310 below the keypad's gate does not ask",
		[]string{"--model", "DE310", "--firmware", "BL02.00.07", "--prompt", user + ":" + password},
		user, password, "none 401, integrated 401, refused", 3,
	},
}

func TestPhoneAgainstForeignServers(t *testing.T) {
	t.Parallel()
	for _, kind := range foreigners {
		for _, scheme := range []string{"http", "https"} {
			t.Run(kind.name+" "+scheme, func(t *testing.T) {
				t.Parallel()
				s := startForeign(t, kind, scheme == "https")
				url := s.setDocument(t, mac+".xml", document("2811120928", "any", ""))
				for _, l := range ladders {
					s.setPassword(t, l.user, l.password)
					tr := phone(t, s, url, l.flags...)
					if got := tr.ladder(); got != l.want || tr.code != l.code {
						t.Errorf("%s: got %q, exit %d; want %q, exit %d\n%s", l.name, got, tr.code, l.want, l.code, tr.stderr)
					}
				}
				newPairIsUsed(t, s)
			})
		}
	}
}

// newPairIsUsed: a pair that a document brings opens the next document, and
// only a pair that worked is in the phone's memory.
func newPairIsUsed(t *testing.T, s *foreignServer) {
	t.Helper()
	nvm := filepath.Join(t.TempDir(), "nvm.json")
	flags := []string{"--model", "N720", "--firmware", "BL84", "--nvm", nvm}
	s.setPassword(t, mac, devicePassword)
	url := s.setDocument(t, "first.xml", document("2811120928", "N720",
		`<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" class="symb_item" value="`+user+`"/>
    <SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD" class="symb_item" value="`+password+`"/>`))
	first := phone(t, s, url, flags...)
	if got, want := first.ladder(), "none 401, integrated 200, provisioned"; got != want {
		t.Errorf("first fetch: got %q, want %q\n%s", got, want, first.stderr)
	}
	if got := first.stored("BS_IP_Data.aucS_HTTP_DIGEST_USERNAME"); got != user {
		t.Errorf("stored user name: got %q, want %q", got, user)
	}
	if got := first.stored("BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD"); got != "[redacted]" {
		t.Errorf("stored password: got %q, want it redacted", got)
	}
	s.setPassword(t, user, password)
	second := phone(t, s, url, flags...)
	if got, want := second.ladder(), "none 401, integrated 401, configured 200, unchanged"; got != want {
		t.Errorf("second fetch: got %q, want %q\n%s", got, want, second.stderr)
	}
	info, err := os.Stat(nvm)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o600 {
		t.Errorf("mode of the memory file: got %o, want 600", got)
	}
}

// TestPhoneRefusesUntrustedCertificate: without --ca the phone sends nothing.
func TestPhoneRefusesUntrustedCertificate(t *testing.T) {
	t.Parallel()
	s := startForeign(t, foreigners[0], true)
	s.setPassword(t, mac, devicePassword)
	url := s.setDocument(t, mac+".xml", document("2811120928", "N510", ""))
	s.ca = ""
	tr := phone(t, s, url, "--model", "N510")
	if got, want := tr.ladder(), "none, unreachable"; got != want || tr.code != 4 {
		t.Errorf("got %q, exit %d; want %q, exit 4", got, tr.code, want)
	}
}

// TestPhoneAnswersBasicOnlyForTesting: Apache asks for Basic; only a DE with
// the test switch answers.
func TestPhoneAnswersBasicOnlyForTesting(t *testing.T) {
	t.Parallel()
	s := startForeign(t, foreign{"apache basic", startApacheBasic}, false)
	setBasicPassword(t, s, user, password)
	url := s.setDocument(t, mac+".xml", document("2811120928", "DE410", ""))
	pair := []string{"--username", user, "--password", password}
	for _, c := range []struct {
		flags []string
		want  string
		code  int
	}{
		{[]string{"--model", "DE410"}, "none 401, refused", 3},
		{[]string{"--model", "DE410", "--basic-test"}, "none 401, integrated 401, configured 200, provisioned", 0},
		{[]string{"--model", "N510", "--basic-test"}, "none 401, refused", 3},
	} {
		tr := phone(t, s, url, append(c.flags, pair...)...)
		if got := tr.ladder(); got != c.want || tr.code != c.code {
			t.Errorf("%v: got %q, exit %d; want %q, exit %d\n%s", c.flags, got, tr.code, c.want, c.code, tr.stderr)
		}
	}
}
