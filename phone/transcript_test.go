package phone

import (
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/provdoc"
)

var update = flag.Bool("update", false, "rewrite the action lines of the transcripts")

// TestTranscripts plays the files of testdata. In front stand the lines of a transcript, after them the documents:
//
//	phone MODEL FIRMWARE   the phone of all that follows, with the words pair, basic-test, code=CODE, item:NAME=VALUE for its
//	                       memory, and NAME=VALUE for switches
//	> EVENT                start [SOURCE] URL, power on, button, 401 CHALLENGES (| between lines), STATUS [LOCATION or file],
//	                       failed REASON, ok "USER" "PASSWORD", empty, back, cancel, timeout
//	                       a file whose name ends in .hex is its bytes in hexadecimal, with # before a comment
//	< ACTION               what the phone does; -update rewrites these
func TestTranscripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 5 {
		t.Fatalf("got %d transcripts (%v), want at least 5", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			archive := txtar.Parse(data)
			want := string(archive.Comment)
			got := replay(t, archive)
			if *update {
				archive.Comment = []byte(got)
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the phone did otherwise (-want +got):\n%s", diff)
			}
		})
	}
}

// replay plays the events of a transcript and returns it with what the phone did.
func replay(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	var out strings.Builder
	var m *Machine
	for line := range strings.Lines(string(archive.Comment)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "< ") {
			continue
		}
		fmt.Fprintln(&out, line)
		if words := strings.Fields(line); len(words) > 2 && words[0] == "phone" {
			m = newTestPhone(t, words[1], words[2], phoneOptions(words[3:])...)
		}
		text, isEvent := strings.CutPrefix(line, "> ")
		if !isEvent {
			continue
		}
		for _, a := range m.Step(readEvent(t, archive, text)) {
			fmt.Fprintf(&out, "< %s\n", describeAction(a))
		}
	}
	return out.String()
}

func phoneOptions(words []string) (options []option) {
	for _, word := range words {
		switch name, value, isSwitch := strings.Cut(word, "="); {
		case word == "pair":
			options = append(options, webPair)
		case word == "basic-test":
			options = append(options, basicTest)
		case name == "code":
			options = append(options, withCode(value))
		case strings.HasPrefix(name, "item:"):
			options = append(options, withItem(strings.TrimPrefix(name, "item:"), value))
		case isSwitch:
			options = append(options, withSwitch(name, value))
		}
	}
	return options
}

// readEvent reads an event of a transcript.
func readEvent(t *testing.T, archive *txtar.Archive, text string) Event {
	t.Helper()
	word, rest, _ := strings.Cut(text, " ")
	switch word {
	case "start":
		if source, address, ok := strings.Cut(rest, " "); ok {
			return Start{Source: discovery.Source(source), URL: address}
		}
		return Start{URL: rest}
	case "power":
		return PowerOn{}
	case "button":
		return StartButton{}
	case "failed":
		return Failed{rest}
	case "back":
		return PromptBack{}
	case "cancel":
		return PromptCancel{}
	case "timeout":
		return PromptTimeout{}
	case "empty":
		return PromptOK{}
	case "ok":
		var user, password string
		if _, err := fmt.Sscanf(rest, "%q %q", &user, &password); err != nil {
			t.Fatalf("event %q: %v", text, err)
		}
		return PromptOK{user, digest.NewSecret(password)}
	case "401":
		if rest == "" {
			return Unauthorized{}
		}
		return challenge(strings.Split(rest, " | ")...)
	}
	status, err := strconv.Atoi(word)
	if err != nil {
		t.Fatalf("event %q is none that a transcript has", text)
	}
	for _, f := range archive.Files {
		if f.Name == rest {
			return Response{Status: status, Body: contents(t, f)}
		}
	}
	return Response{Status: status, Location: rest}
}

// contents are the bytes of a file of a transcript.
func contents(t *testing.T, f txtar.File) []byte {
	t.Helper()
	if !strings.HasSuffix(f.Name, ".hex") {
		return f.Data
	}
	var digits strings.Builder
	for line := range strings.Lines(string(f.Data)) {
		line, _, _ = strings.Cut(line, "#")
		digits.WriteString(strings.Join(strings.Fields(line), ""))
	}
	data, err := hex.DecodeString(digits.String())
	if err != nil {
		t.Fatalf("file %s: %v", f.Name, err)
	}
	return data
}

// passwords are the names of those that a transcript's phone may send.
var passwords = map[string]string{
	"": "no password", testDevicePassword: "device password", testPassword: "configured password", typedPassword: "typed password",
	urlPassword: "password of the redirect", codePassword: "password of the code",
}

// describeAction is an action as a line of a transcript.
func describeAction(a Action) string {
	switch a := a.(type) {
	case Get:
		if a.What != FileDocument {
			return fmt.Sprintf("get %s %s", a.What, a.URL)
		}
		return "get " + a.URL
	case Answer:
		name, known := passwords[a.Password.Reveal()]
		if !known {
			name = "another password"
		}
		return fmt.Sprintf("answer %s %s %q, %s", a.Rung, a.Scheme, a.Username, name)
	case GiveUp:
		return "give up"
	case ShowPrompt:
		if a.Restarts {
			return fmt.Sprintf("show the prompt for %s after each key", a.Timeout)
		}
		return fmt.Sprintf("show the prompt for %s", a.Timeout)
	case ClosePrompt:
		return fmt.Sprintf("close the prompt, %s", a.Action)
	case Document:
		return describeDocument(a)
	case Stored:
		return fmt.Sprintf("store %s = %s", a.Item, a.Value)
	case Index:
		return fmt.Sprintf("index %s of %d bytes, next %s", a.Kind, a.Bytes, a.Next)
	case Firmware:
		return fmt.Sprintf("firmware %s at %s, installed %v: %s", a.Version, a.URL, a.Installed, a.Reason)
	case Outcome:
		return fmt.Sprintf("%s on rung %s: %s", a.Outcome, a.Rung, a.Reason)
	case SetTimer:
		return "timer " + a.After.String()
	case Reboot:
		return fmt.Sprintf("reboot after %s: %s", a.After, a.Reason)
	}
	return fmt.Sprintf("%T", a)
}

func describeDocument(d Document) string {
	text := fmt.Sprintf("document of %d bytes, %d items", d.Bytes, d.Items)
	for _, f := range d.Findings {
		text += fmt.Sprintf("\n<   %s", provdoc.Finding.String(f))
	}
	return text
}
