package emulator

import (
	"bufio"
	"errors"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/offhook/offhook/phone"
)

// person types keys into one end of a connection and returns what she saw at the end.
func person(far net.Conn, keys string) (screen func() string) {
	done := make(chan string)
	go func() {
		var b strings.Builder
		r := bufio.NewReader(far)
		for {
			c, err := r.ReadByte()
			if err != nil {
				done <- b.String()
				return
			}
			b.WriteByte(c)
		}
	}()
	go func() {
		// A dialogue that has ended reads no more keys.
		_, _ = far.Write([]byte(keys))
	}()
	return func() string { return <-done }
}

func TestAsk(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", phone.MaxCredential+1)
	for _, c := range []struct {
		name, keys string
		want       phone.PromptAction
		user, pass string
	}{
		{"typed", "alice\rwonderland\r", phone.OK, typedUser, typedPassword},
		{"empty", "\r\r", phone.OK, "", ""},
		{"back at the name", "ali\x04", phone.Back, "", ""},
		{"back at the password", "alice\rwon\x04", phone.Back, "", ""},
		{"cancel", "\x03", phone.Cancel, "", ""},
		{"cancel before back", "\x03\x04", phone.Cancel, "", ""},
		{"too long, then right", long + "\rx\ralice\rwonderland\r", phone.OK, typedUser, typedPassword},
		{"corrected", "alicf\x7fe\rwonderland\r", phone.OK, typedUser, typedPassword},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			near, far := net.Pipe()
			screen := person(far, c.keys)
			answer := Ask{Terminal: near}.Prompt(t.Context(), time.Minute)
			if err := near.Close(); err != nil {
				t.Fatal(err)
			}
			seen := screen()
			if answer.Action != c.want || answer.Username != c.user || answer.Password.Reveal() != c.pass {
				t.Errorf("got %s with user name %q and a password of %d characters, want %s with %q and %d",
					answer.Action, answer.Username, len(answer.Password.Reveal()), c.want, c.user, len(c.pass))
			}
			if strings.Contains(seen, typedPassword) {
				t.Error("the password shows")
			}
			if !strings.HasSuffix(seen, "\r\n") {
				t.Errorf("the screen ends with %.20q, want a line of its own for what follows", seen[max(0, len(seen)-20):])
			}
			if !strings.Contains(seen, "User name: ") || strings.Contains(c.name, "too long") != strings.Contains(seen, "at most 50") {
				t.Errorf("the screen shows %q", seen)
			}
		})
	}
}

// TestAskTimeout: the time of the prompt ends a dialogue that waits for keys.
func TestAskTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		screen := person(far, "ali")
		restored := false
		a := &attempt{phone: &Phone{config: Config{Clock: realClock{}, Prompter: Ask{
			Terminal: near, Raw: func() (func(), error) { return func() { restored = true }, nil },
		}}}}
		begin := time.Now()
		if e := a.ask(t.Context(), 45*time.Second); e != (phone.PromptTimeout{}) {
			t.Errorf("got %T, want the timeout", e)
		}
		if got := time.Since(begin); got != 45*time.Second {
			t.Errorf("it took %s, want 45s", got)
		}
		if !restored {
			t.Error("the terminal was left in raw mode")
		}
		go func() { _, _ = far.Write([]byte("bob\rlate\r")) }()
		if e, ok := a.ask(t.Context(), 45*time.Second).(phone.PromptOK); !ok || e.Username != "bob" {
			t.Errorf("the next dialogue: got %+v, want bob's OK", e)
		}
		if err := near.Close(); err != nil {
			t.Fatal(err)
		}
		if seen := screen(); !strings.Contains(seen, "closes in 45s") {
			t.Errorf("the screen shows %q, without the time", seen)
		}
	})
}

func TestAskWithoutTerminal(t *testing.T) {
	t.Parallel()
	near, _ := net.Pipe()
	a := Ask{Terminal: near, Raw: func() (func(), error) { return nil, errors.New("no terminal") }}
	if got := a.Prompt(t.Context(), time.Minute); got.Action != phone.Cancel {
		t.Errorf("got %s, want %s", got.Action, phone.Cancel)
	}
}
