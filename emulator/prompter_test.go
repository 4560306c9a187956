package emulator

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/phone"
)

// refusing is a network on which every server answers 401.
type refusing struct{}

func (refusing) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusUnauthorized, Request: req, Body: io.NopCloser(strings.NewReader("")),
		Header: http.Header{"Www-Authenticate": {`Digest realm="x", nonce="n", qop="auth"`}},
	}, nil
}

// TestPromptTimeout: the model's minute, or the time that was set, to the nanosecond.
func TestPromptTimeout(t *testing.T) {
	t.Parallel()
	for set, want := range map[time.Duration]time.Duration{0: time.Minute, 7 * time.Second: 7 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			c := config(t, "DE410", "")
			c.Base, c.PromptTimeout = refusing{}, set
			p, _ := newTestPhone(t, c)
			begin := time.Now()
			out, err := p.Fetch(t.Context(), "http://h/")
			if err != nil || out.Outcome != phone.Stopped {
				t.Errorf("got %s (%v), want stopped", out.Outcome, err)
			}
			if got := time.Since(begin); got != want {
				t.Errorf("time set to %s: it took %s, want %s", set, got, want)
			}
		})
	}
}

// TestLateAnswer: a person who answers when the time is over is nobody.
func TestLateAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := config(t, "DE410", "")
		c.Base = refusing{}
		c.Prompter = prompterFunc(func(ctx context.Context) PromptAnswer {
			<-ctx.Done()
			return PromptAnswer{Action: phone.OK, Username: "late"}
		})
		p, r := newTestPhone(t, c)
		if _, err := p.Fetch(t.Context(), "http://h/"); err != nil {
			t.Fatal(err)
		}
		if got, want := r.steps(), "none 401, integrated 401, prompt shown, prompt timeout, stopped"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// TestOnce: with reprompt on, the person is there for the first prompt only.
func TestOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := config(t, "DE410", "")
		c.Base, c.Switches = refusing{}, map[string]string{"reprompt": "on"}
		c.Prompter = Once(Typed{"u", digest.NewSecret("p")})
		p, r := newTestPhone(t, c)
		if _, err := p.Fetch(t.Context(), "http://h/"); err != nil {
			t.Fatal(err)
		}
		want := "none 401, integrated 401, prompt shown, prompt ok, prompt 401, prompt shown, prompt timeout, stopped"
		if got := r.steps(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// TestUnusedPrompt: a person before a phone without the dialogue is worth a warning.
func TestUnusedPrompt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, firmware string
		person         Prompter
		timeout        time.Duration
		want           int
	}{
		{"DE410", "BL02.00.08", Back{}, time.Second, 0},
		{"DE410", "BL02.00.07", Back{}, 0, 1},
		{"N510", "", Once(Typed{"u", digest.NewSecret("p")}), 0, 1},
		{"N510", "", nil, time.Second, 1},
		{"N510", "", None{}, 0, 0},
	} {
		conf := config(t, c.name, c.firmware)
		conf.Prompter, conf.PromptTimeout = c.person, c.timeout
		_, warnings, err := New(conf)
		if err != nil || len(warnings) != c.want {
			t.Errorf("%s %s: got warnings %q (%v), want %d", c.name, c.firmware, warnings, err, c.want)
		}
	}
}
