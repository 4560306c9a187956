package lab

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/emulator"
)

// office is a server with the phones of the example.
func office(t *testing.T) *server {
	t.Helper()
	return newServer(t, map[string]string{"7C2F80510001": factoryPassword, "SITE42": officePassword})
}

func officeEnv(name string) (string, bool) { return officePassword, name == "OFFICE_PASSWORD" }

func TestExample(t *testing.T) {
	t.Parallel()
	plan, err := Load("testdata/example.toml", Options{Server: office(t).URL, LookupEnv: officeEnv})
	if err != nil {
		t.Fatal(err)
	}
	report := run(t, plan)
	if !report.OK() {
		t.Errorf("the example falls short:\n%s", text(t, report))
	}
	var starts int
	for _, result := range report.Results {
		starts += len(result.Starts)
	}
	if len(report.Results) != 6 || starts != 11 {
		t.Errorf("%d phones with %d starts:\n%s", len(report.Results), starts, text(t, report))
	}
}

// A plan whose expectations are all wrong must say so of each.
func TestExampleFallsShortElsewhere(t *testing.T) {
	t.Parallel()
	elsewhere := newServer(t, map[string]string{"NOBODY": "nothing"})
	plan, err := Load("testdata/example.toml", Options{Server: elsewhere.URL, LookupEnv: officeEnv})
	if err != nil {
		t.Fatal(err)
	}
	report := run(t, plan)
	var ok []string
	for _, result := range report.Results {
		for _, s := range result.Starts {
			if s.OK() {
				ok = append(ok, result.Phone+": "+s.Start)
			}
		}
	}
	// What is refused here is what the example expects of them.
	if diff := cmp.Diff([]string{"N720 with old firmware: start 1", "DE410 at the keypad: mistyped"}, ok); diff != "" || report.Short() != 5 {
		t.Errorf("%d phones fall short; as expected are (-want +got):\n%s", report.Short(), diff)
	}
}

func TestPersonsAnswerOneAfterTheOther(t *testing.T) {
	t.Parallel()
	s := office(t)
	plan := parse(t, `[[phone]]
model = "DE410"
mac = "7C2F80410001"
url = "/7C2F80410001.xml"
prompt_timeout = "50ms"
prompt = [{ action = "back" }, { action = "cancel" }, { action = "empty" }, { action = "timeout" }, { action = "ok", username = "SITE42", password = "wonderland" }]
[[phone.start]]
expect = { outcome = "stopped", prompts = ["back"] }
[[phone.start]]
expect = { outcome = "stopped", prompts = ["cancel"] }
[[phone.start]]
expect = { outcome = "refused", prompts = ["empty"] }
[[phone.start]]
expect = { outcome = "stopped", prompts = ["timeout"] }
[[phone.start]]
expect = { outcome = "provisioned", prompts = ["ok"], rung = "prompt" }
[[phone.start]]
expect = { outcome = "unchanged", prompts = [], rung = "configured" }
[[phone.start]]
username = "SITE42"
password = "changed"
expect = { outcome = "stopped", prompts = ["timeout"] }
`, Options{Server: s.URL}, nil)
	if report := run(t, plan); !report.OK() {
		t.Error(text(t, report))
	}
}

// Phones run side by side, no more of them than the plan allows, and are reported in the order of the plan.
func TestParallel(t *testing.T) {
	t.Parallel()
	s := office(t)
	s.gate = make(chan struct{})
	plan := parse(t, `parallel = 3
[defaults]
model = "N510"
url = "/x.xml"
expect = { outcome = "refused" }
`+strings.Repeat("[[phone]]\n", 10), Options{Server: s.URL}, nil)
	s.full = 3
	var order []string
	report, err := plan.Run(t.Context(), RunOptions{Done: func(r Result) { order = append(order, r.Phone) }})
	if err != nil || !report.OK() {
		t.Fatalf("%v\n%s", err, text(t, report))
	}
	want := make([]string, 10)
	for i := range want {
		want[i] = fmt.Sprintf("phone %d", i+1)
	}
	if diff := cmp.Diff(want, order); diff != "" || s.most != 3 {
		t.Errorf("%d requests at one moment, want 3; phones (-want +got):\n%s", s.most, diff)
	}
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	s := office(t)
	s.gate = make(chan struct{})
	t.Cleanup(func() { close(s.gate) })
	for by, more := range map[string]string{"fetch": "", "power-on": "via = 'dhcp114'\n"} {
		plan := parse(t, "[[phone]]\nmodel = 'N510'\nurl = '/x.xml'\ntimeout = '50ms'\n"+more+"[[phone.start]]\nby = '"+by+"'\nexpect = { outcome = 'unreachable' }\n",
			Options{Server: s.URL}, nil)
		report := run(t, plan)
		if got := onlyStart(t, report); got.OK() || got.Problem != "it did not end within 50ms" {
			t.Errorf("by %s: %s", by, text(t, report))
		}
	}
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}))
	t.Cleanup(s.Close)
	plan := parse(t, "parallel = 1\n[defaults]\nmodel = 'N510'\nurl = '/x.xml'\nexpect = { outcome = 'unreachable' }\n[[phone]]\n[[phone.start]]\nrepeat = 2\n[[phone]]\n",
		Options{Server: s.URL}, nil)
	report, err := plan.Run(ctx, RunOptions{})
	if !errors.Is(err, context.Canceled) || report.OK() || report.Short() != 2 {
		t.Errorf("error %v\n%s", err, text(t, report))
	}
	for i, result := range report.Results {
		if result.Problem != "not run: interrupted" {
			t.Errorf("phone %d: problem %q", i+1, result.Problem)
		}
	}
	if s := report.Results[0].Starts[0]; s.OK() || strings.Contains(s.Problem, "within") {
		t.Errorf("the start that was interrupted: %q", s.Problem)
	}
}

// The memory at the start comes from a file; the file changes only where the plan says so.
func TestMemory(t *testing.T) {
	t.Parallel()
	s := office(t)
	files := map[string]string{}
	plan := func(more string) (*Plan, string) {
		p := parse(t, "[[phone]]\nmodel = 'N510'\nmac = '7C2F80510001'\ndevice_password = 'Factory-4242'\nurl = '/7C2F80510001.xml'\nnvm = 'memory'\n"+more,
			Options{Server: s.URL}, files)
		return p, p.Phones[0].nvm
	}
	first, file := plan("keep_nvm = true\nexpect = { outcome = 'provisioned' }\n")
	if report := run(t, first); !report.OK() {
		t.Fatal(text(t, report))
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	files["memory"] = string(kept)
	for range 2 {
		second, file := plan("username = 'other'\nexpect = { outcome = 'unchanged', set = ['BS_IP_Data.aucS_HTTP_DIGEST_USERNAME'] }\n")
		if report := run(t, second); !report.OK() {
			t.Fatal(text(t, report))
		}
		if after, err := os.ReadFile(file); err != nil || string(after) != string(kept) {
			t.Errorf("the file of the memory changed: %v", err)
		}
	}
}

func TestCopyOfTheMemoryIsRemoved(t *testing.T) {
	t.Parallel()
	plan := parse(t, "[[phone]]\nmodel = 'N510'\nurl = 'http://127.0.0.1:1/'\nnvm = 'memory'\nexpect = { outcome = 'unreachable' }\n",
		Options{}, map[string]string{"memory": "no memory"})
	r := &phoneRun{plan: plan.Phones[0], recorder: &recorder{}}
	if err := r.open(); err == nil {
		t.Error("what is no memory is taken for one")
	}
	if _, err := os.Stat(r.folder); err != nil {
		t.Fatalf("the copy is in %q: %v", r.folder, err)
	}
	r.close()
	if _, err := os.Stat(r.folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder %q is left behind: %v", r.folder, err)
	}
}

func TestFoulMemoryIsAProblemOfThePhone(t *testing.T) {
	t.Parallel()
	plan := parse(t, "[[phone]]\nmodel = 'N510'\nurl = 'http://127.0.0.1:1/'\nnvm = 'memory'\nexpect = { outcome = 'unreachable' }\n[[phone]]\nmodel = 'N510'\nurl = 'http://127.0.0.1:1/'\nexpect = { outcome = 'unreachable' }\n",
		Options{}, map[string]string{"memory": "no memory"})
	report := run(t, plan)
	if report.Results[0].Problem == "" || report.Results[0].OK() || !report.Results[1].OK() {
		t.Error(text(t, report))
	}
}

// No report holds a secret, whatever the server says.
func TestNoReportHoldsASecret(t *testing.T) {
	t.Parallel()
	hostile := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://site42:rosebud@127.0.0.1:1/"+"\x85")
		w.Header().Set("WWW-Authenticate", "Digest realm=\"a\x85\x1b]]>b\", nonce=\"n\", qop=\"auth\"")
		status := http.StatusUnauthorized
		if r.Header.Get("Authorization") != "" {
			status = http.StatusTemporaryRedirect
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(hostile.Close)
	plan := parse(t, `[[phone]]
name = "]]> & <"
model = "N720"
device_password = "Factory-4242"
username = "site42"
password = "wonderland"
url = "/x.xml"
expect = { outcome = "provisioned", headers = { Location = "x" }, challenge = { realm = "x" }, findings = ["x"], stored = { A = "x" } }
`, Options{Server: hostile.URL}, nil)
	report := run(t, plan)
	for form, written := range reports(t, report) {
		for _, secret := range []string{"Factory-4242", "wonderland", "rosebud"} {
			if strings.Contains(written, secret) {
				t.Errorf("%s holds a secret:\n%s", form, written)
			}
		}
		if strings.ContainsAny(written, "\x1b\u0085") {
			t.Errorf("%s holds control characters: %q", form, written)
		}
	}
	if got := onlyStart(t, report); !slices.Equal(keys(got), []string{"outcome", "stored.A", "findings", "headers.Location", "challenge.realm"}) {
		t.Errorf("%q fall short:\n%s", keys(got), text(t, report))
	}
}

// The plan of a phone whose model has no such thing says so, and goes on.
// A server that hands a document with a password to anybody falls short, although the phone is
// provisioned; a document without one, and a plan that allows it, do not.
func TestOpenServerFallsShort(t *testing.T) {
	t.Parallel()
	open := httptest.NewServer(http.HandlerFunc(serveDocument))
	t.Cleanup(open.Close)
	const phones = `
[defaults]
model  = "N510"
url    = "/%MACD.xml"
expect = { outcome = "provisioned" }
[[phone]]
name = "secret"
mac  = "7C2F80510001"
[[phone]]
name = "nothing secret"
mac  = "7C2F80510002"
[[phone]]
name   = "allowed"
mac    = "7C2F80510001"
expect = { open = true, findings = [] }
`
	report := run(t, parse(t, phones, Options{Server: open.URL}, nil))
	got := text(t, report)
	if report.Short() != 1 || report.Results[0].OK() {
		t.Errorf("%d short, want the first phone:\n%s", report.Short(), got)
	}
	for _, want := range []string{
		"open: the server hands out BS_IP_Data1.aucS_SIP_PASSWORD without asking for a credential, want a credential, or open = true",
		"BS_IP_Data1.aucS_SIP_PASSWORD: anyone can fetch this document",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the report lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "rosebud") {
		t.Errorf("the report shows a secret:\n%s", got)
	}
}

func TestWarningsAreReported(t *testing.T) {
	t.Parallel()
	plan := parse(t, "[[phone]]\nmodel = 'N510'\nfirmware = 'BL191'\nusername = 'u'\nbasic_test = true\nurl = 'http://127.0.0.1:1/'\nexpect = { outcome = 'unreachable' }\n", Options{}, nil)
	report := run(t, plan)
	if len(report.Results[0].Warnings) != 2 || !report.OK() {
		t.Errorf("warnings %q", report.Results[0].Warnings)
	}
	for form, written := range reports(t, report) {
		if !strings.Contains(written, "has no configured pair") {
			t.Errorf("%s does not show the warnings:\n%s", form, written)
		}
	}
}

// A phone without any fault at all must be able to go through a redirect, DHCP and a factory reset.
func TestLife(t *testing.T) {
	t.Parallel()
	s := office(t)
	plan := parse(t, `[[phone]]
model = "N510"
mac = "7C2F80510001"
device_password = "Factory-4242"
url = "/7C2F80510001.xml"
[[phone.start]]
by = "fetch"
expect = { outcome = "provisioned", trigger = "fetch" }
[[phone.start]]
by = "power-on"
expect = { outcome = "unchanged", trigger = "boot" }
[[phone.start]]
by = "power-on"
expect = { outcome = "unchanged", trigger = "boot" }
[[phone.start]]
by = "button"
expect = { outcome = ["unchanged", "provisioned"], trigger = "button" }
[[phone.start]]
by = "check-sync-reboot"
expect = { outcome = "unchanged", trigger = "check-sync" }
[[phone.start]]
by = "fetch"
expect = { outcome = "unchanged" }
`, Options{Server: s.URL}, nil)
	if report := run(t, plan); !report.OK() {
		t.Error(text(t, report))
	}
}

// After a start that did not end nobody knows which attempt a later one would be about: none is made.
func TestNothingAfterAStartThatIsLost(t *testing.T) {
	t.Parallel()
	s := office(t)
	s.gate = make(chan struct{})
	t.Cleanup(func() { close(s.gate) })
	plan := parse(t, `[[phone]]
model = "N510"
url = "/x.xml"
timeout = "50ms"
expect = { outcome = "refused" }
[[phone.start]]
by = "power-on"
[[phone.start]]
by = "button"
`, Options{Server: s.URL}, nil)
	report := run(t, plan)
	if got := report.Results[0]; len(got.Starts) != 1 || got.Problem != "not run any further, since the start before did not end" {
		t.Error(text(t, report))
	}
}

// A user name without a password leaves the password that is there.
func TestUserNameAlone(t *testing.T) {
	t.Parallel()
	plan := parse(t, `[[phone]]
model = "N510"
mac = "7C2F80510009"
url = "/x.xml"
username = "nobody"
password = "wonderland"
[[phone.start]]
expect = { outcome = "refused", rung = "configured" }
[[phone.start]]
username = "site42"
expect = { outcome = "rejected", rung = "configured", stored = { "BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" = "site42" } }
`, Options{Server: office(t).URL}, nil)
	if report := run(t, plan); !report.OK() {
		t.Error(text(t, report))
	}
}

// A check-sync is for an account of the phone, and says that the phone is to start anew only where the plan does.
func TestCheckSyncOfAPlan(t *testing.T) {
	t.Parallel()
	const document = `<provisioning version="1.1" productID="e2"><nvm><param name="SystemSettings.global.CheckSyncRebootEnabled" value="1"/></nvm></provisioning>`
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, document) }))
	t.Cleanup(s.Close)
	plan := parse(t, `[[phone]]
model = "N870"
url = "/x.xml"
[[phone.start]]
by = "power-on"
expect = { outcome = "provisioned", trigger = "boot" }
[[phone.start]]
by = "check-sync"
expect = { outcome = "provisioned", trigger = "check-sync" }
[[phone.start]]
by = "check-sync-reboot"
expect = { outcome = "provisioned", trigger = "boot" }
`, Options{Server: s.URL}, nil)
	if report := run(t, plan); !report.OK() {
		t.Error(text(t, report))
	}
}

// A phone that dies says why at once, and the trigger is that of the attempt that is judged.
func TestPhoneThatDies(t *testing.T) {
	t.Parallel()
	s := office(t)
	s.gate = make(chan struct{})
	plan := parse(t, "[[phone]]\nmodel = 'N510'\nurl = '/x.xml'\nexpect = { outcome = 'refused' }\n[[phone.start]]\nby = 'power-on'\n", Options{Server: s.URL}, nil)
	r := &phoneRun{plan: plan.Phones[0], recorder: &recorder{}}
	defer r.close()
	if err := r.open(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.phone.Run(ctx) }()
	if _, err := r.phone.Wait(t.Context(), func(s emulator.State) bool { return s.Requests == 1 }); err != nil {
		t.Fatal(err)
	}
	if got := r.start(t.Context(), plan.Phones[0].Starts[0]); got.Problem != emulator.ErrRunning.Error() {
		t.Errorf("problem %q, want %q", got.Problem, emulator.ErrRunning)
	}
	close(s.gate)
	if _, err := r.phone.Wait(t.Context(), func(s emulator.State) bool { return s.Phase == emulator.PhaseIdle }); err != nil {
		t.Fatal(err)
	}
	if _, err := r.phone.Fetch(t.Context(), s.URL+"/y.xml"); err != nil {
		t.Fatal(err)
	}
	if got := r.trigger(); got != emulator.TriggerBoot {
		t.Errorf("the trigger of attempt %d is %q, want %q", r.attempts, got, emulator.TriggerBoot)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
