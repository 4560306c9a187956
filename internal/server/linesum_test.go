package server

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
)

// TestStrangersDoNotFillTheLog causes each of the lines that strangers can cause ten thousand times
// within a minute. The first are written, and the rest is one line when the minute is over.
func TestStrangersDoNotFillTheLog(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := &Handler{lines: lineSums{log: slog.New(slog.NewTextHandler(&log, nil))}}
	h.c.Logger = h.lines.log
	begin := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	all := provision.Outcome{Err: errors.New("no database")}
	all.Authentication.Search.Began, all.Authentication.Counted, all.Decision.Loops = true, true, true
	messages := []string{"network searches for devices", "login failed", "a redirect leads back to this server", "request could not be answered"}
	for n := range 10_000 {
		h.log(&all, &inventory.Event{Time: begin.Add(time.Duration(n) * time.Millisecond), Source: fmt.Sprintf("192.0.2.%d", n%250)}, false)
	}
	for _, message := range messages {
		if got := strings.Count(log.String(), `msg="`+message+`"`); got != linesOfSum {
			t.Errorf("%q has %d lines within a minute, want %d", message, got, linesOfSum)
		}
	}
	log.Reset()
	h.log(&provision.Outcome{}, &inventory.Event{Time: begin.Add(sumPeriod - 1)}, false)
	if log.Len() > 0 {
		t.Errorf("within the minute there is a sum:\n%s", log.String())
	}
	h.log(&provision.Outcome{}, &inventory.Event{Time: begin.Add(sumPeriod)}, false)
	for _, line := range []string{
		`level=WARN msg="network searches for devices" more=9990 source="192.0.2.10, 192.0.2.11, 192.0.2.12"`,
		`level=WARN msg="login failed" more=9990 source="192.0.2.10, 192.0.2.11, 192.0.2.12"`,
		`level=WARN msg="a redirect leads back to this server" more=9990 device=`,
		`level=ERROR msg="request could not be answered" more=9990 device=`,
	} {
		if strings.Count(log.String(), line) != 1 {
			t.Errorf("the sum lacks %s:\n%s", line, log.String())
		}
	}

	log.Reset()
	h.log(&all, &inventory.Event{Time: begin.Add(2 * sumPeriod), Source: "192.0.2.1"}, false)
	h.log(&provision.Outcome{}, &inventory.Event{Time: begin.Add(4 * sumPeriod)}, false)
	if got := strings.Count(log.String(), "\n"); got != len(messages) {
		t.Errorf("one line of each message makes %d lines, want %d:\n%s", got, len(messages), log.String())
	}
}
