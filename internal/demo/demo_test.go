package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// promptTimeout is short for the phones that nobody attends to.
const promptTimeout = 50 * time.Millisecond

// recorder keeps the requests of each case.
type recorder struct {
	addresses Addresses
	requests  map[string][]emulator.TraceEvent
	results   []Result
	onPhone   func()
}

func (r *recorder) Started(a Addresses)   { r.addresses = a }
func (r *recorder) Note(*Case, string)    {}
func (r *recorder) Done(results []Result) { r.results = results }
func (r *recorder) Phone(*Case, model.MAC) {
	if r.onPhone != nil {
		r.onPhone()
	}
}
func (r *recorder) Trace(c *Case, e emulator.TraceEvent) {
	r.requests[c.Name] = append(r.requests[c.Name], e)
}

// play runs cases on a server of their own.
func play(t *testing.T, reporter Reporter, cases []Case) []Result {
	t.Helper()
	results, err := Run(t.Context(), Config{DataDir: t.TempDir(), PromptTimeout: promptTimeout, Reporter: reporter}, cases, nil)
	if err != nil {
		t.Fatal(err)
	}
	return results
}

func TestDemo(t *testing.T) {
	t.Parallel()
	for _, c := range Cases() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			result := play(t, &recorder{requests: map[string][]emulator.TraceEvent{}}, []Case{c})[0]
			if result.Err != nil {
				t.Fatal(result.Err)
			}
			if diff := cmp.Diff(c.Wanted(), result.Got); diff != "" {
				t.Errorf("endings (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.WantStored(), result.Stored); diff != "" {
				t.Errorf("stored user names (-want +got):\n%s", diff)
			}
		})
	}
}

// A device that only the configured pair opens: 401 without credentials, 401 for the integrated pair, then the document.
func TestSpec18Broadsoft(t *testing.T) {
	t.Parallel()
	i := slices.IndexFunc(Cases(), func(c Case) bool { return c.Name == "n720-configured" })
	r := &recorder{requests: map[string][]emulator.TraceEvent{}}
	play(t, r, Cases()[i:i+1])
	type step struct {
		Event  string
		Rung   phone.Rung
		Status int
	}
	var got []step
	for _, e := range r.requests["n720-configured"] {
		if e.Event == "request" || e.Event == "response" {
			got = append(got, step{e.Event, e.Rung, e.Status})
		}
	}
	want := []step{
		{"request", phone.RungNone, 0}, {"response", "", 401},
		{"request", phone.RungIntegrated, 0}, {"response", "", 401},
		{"request", phone.RungConfigured, 0}, {"response", "", 200},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ladder (-want +got):\n%s", diff)
	}
}

// No case goes missing, no model of the specification is without one, and no other family.
func TestCasesAreComplete(t *testing.T) {
	t.Parallel()
	want := []string{
		"n510-integrated", "n510-before-gate-integrated", "n510-before-gate-configured",
		"n720-configured", "n720-symb-item", "n720-tags-broadsoft", "n720-tags-default", "n720-wrong-password",
		"de900-keypad-typed", "de900-keypad-wrong", "de900-keypad-empty", "de900-keypad-timeout", "de900-keypad-back", "de900-keypad-cancel",
		"de410-keypad-typed", "de410-keypad-wrong", "de410-keypad-empty", "de410-keypad-timeout", "de410-keypad-back", "de410-keypad-cancel",
		"de700-configured", "de310-before-keypad", "de410-basic-test", "de410-basic-refused",
		"c610-integrated", "dx800a-integrated", "maxwell3-typed", "n870-configured",
	}
	var got []string
	for _, c := range Cases() {
		got = append(got, c.Name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cases (-want +got):\n%s", diff)
	}
	for _, m := range model.Models() {
		ofFamily := func(c Case) bool {
			other, err := model.Lookup(c.Model)
			return err == nil && other.Family == m.Family
		}
		if !slices.ContainsFunc(Cases(), ofFamily) {
			t.Errorf("no case for the family %s", m.Family)
		}
	}
}

// A case that does not end as expected must be reported as such, in every form.
func TestShortfallIsReported(t *testing.T) {
	t.Parallel()
	c := Cases()[0]
	wrong := []Case{c, c, c, c}
	wrong[0].Attempts = []Attempt{{Want: Ending{"refused", phone.RungIntegrated, 2}}}
	wrong[1].Attempts = []Attempt{{Want: c.Attempts[0].Want, Stored: "somebody"}}
	wrong[2].Model = "N000"
	var text, lines bytes.Buffer
	for _, reporter := range []Reporter{NewText(&text), NewJSON(&lines)} {
		var got []bool
		for _, result := range play(t, reporter, wrong) {
			got = append(got, result.OK())
		}
		if want := []bool{false, false, false, true}; !slices.Equal(got, want) {
			t.Errorf("%T: got %v, want %v", reporter, got, want)
		}
	}
	if got := strings.Count(text.String(), "\nSHORT "); got != 3 {
		t.Errorf("got %d lines that say SHORT, want 3:\n%s", got, &text)
	}
	if got := strings.Count(lines.String(), `"ok":false`); got != 3 {
		t.Errorf("got %d lines with \"ok\":false, want 3:\n%s", got, &lines)
	}
}

func TestReportsAreFreeOfSecrets(t *testing.T) {
	t.Parallel()
	var text, lines bytes.Buffer
	play(t, NewText(&text), Cases())
	play(t, NewJSON(&lines), Cases())
	for _, out := range []string{text.String(), lines.String()} {
		for _, p := range []Pair{broadsoft, fresh, mistyped} {
			if strings.Contains(out, p.Password) {
				t.Errorf("the report shows the password of %q", p.Username)
			}
		}
	}
	decoder := json.NewDecoder(&lines)
	counts := map[string]int{}
	for decoder.More() {
		var line struct{ Event string }
		if err := decoder.Decode(&line); err != nil {
			t.Fatal(err)
		}
		counts[line.Event]++
	}
	if n := len(Cases()); counts["started"] != 1 || counts["phone"] != n || counts["result"] != n || counts["trace"] < 4*n {
		t.Errorf("got %v lines for %d cases", counts, n)
	}
}

// The server is up while the demonstration stays, and gone afterwards.
func TestStay(t *testing.T) {
	t.Parallel()
	status := func(url string) (int, error) {
		response, err := http.Get(url)
		if err != nil {
			return 0, err
		}
		return response.StatusCode, response.Body.Close()
	}
	r := &recorder{requests: map[string][]emulator.TraceEvent{}}
	stayed := false
	_, err := Run(t.Context(), Config{DataDir: t.TempDir(), PromptTimeout: promptTimeout, Reporter: r}, nil, func(context.Context) {
		stayed = true
		if got, err := status(r.addresses.Phones + "/"); got != http.StatusUnauthorized {
			t.Errorf("the server answers %d, %v; want 401", got, err)
		}
	})
	if err != nil || !stayed {
		t.Fatalf("Run: stayed %v, error %v", stayed, err)
	}
	if got, err := status(r.addresses.Phones + "/"); err == nil {
		t.Errorf("the server answers %d after the end", got)
	}
}

func TestInterruptedIsAnError(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	want := errors.New("enough")
	r := &recorder{requests: map[string][]emulator.TraceEvent{}}
	r.onPhone = func() { cancel(want) }
	results, err := Run(ctx, Config{DataDir: t.TempDir(), PromptTimeout: promptTimeout, Reporter: r}, Cases(), nil)
	if !errors.Is(err, want) || results != nil {
		t.Errorf("got %d results and the error %v, want none and %v", len(results), err, want)
	}
	if r.results != nil {
		t.Errorf("an interrupted demonstration reports %d results", len(r.results))
	}
}
