package app

import (
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// unread returns a pipe that is full and that nobody reads.
func unread(t testing.TB) *os.File {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		read.Close()
		write.Close()
	})
	if err := write.SetWriteDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = write.Write(make([]byte, 1024))
	}
	if err := write.SetWriteDeadline(time.Time{}); err != nil {
		t.Fatal(err)
	}
	return write
}

// TestUnreadLogStopsNothing runs a server whose log is a full pipe that nobody reads. It answers
// phones and the console, stores every event, and stops in time.
func TestUnreadLogStopsNothing(t *testing.T) {
	t.Parallel()
	c := loopback(t)
	c.LogLevel = "debug"
	log, _, queue := c.NewLogger(unread(t))
	a, err := New(t.Context(), c, log)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	add(t, a, deviceA(t))
	address := a.Addresses().Phones
	const fetches = 10
	for range fetches {
		if got := fetch(t, address, "/"+macA+".xml", username, configured); got.status != 200 {
			t.Fatalf("a phone gets %d, want 200", got.status)
		}
		if got := fetch(t, address, "/"+macA+".xml", username, "guess"); got.status != 401 {
			t.Fatalf("a guess gets %d, want 401", got.status)
		}
		refuseOne(t, address)
	}
	awaitEvents(t, a, 4*fetches)
	wantReady(t, a, 200)
	stop(t, a)
	if queue.Close(time.Millisecond) {
		t.Error("the log was written: the pipe was not full")
	}
}

// refuseOne sends what is refused before a handler sees it.
func refuseOne(t *testing.T, address string) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "no request\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(conn); err != nil {
		t.Fatal(err)
	}
}

// TestLogQueueCountsWhatIsLost fills a queue whose writer waits. Each line is either written, in
// order, or counted where it would have been.
func TestLogQueueCountsWhatIsLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		read, write := io.Pipe()
		q := newLogQueue(write, 1000, func(n int64) []byte { return fmt.Appendf(nil, "%d\n", -n) })
		const lines = 500
		for n := range lines {
			fmt.Fprintf(q, "%d\n", n)
			synctest.Wait()
		}
		if q.Close(time.Minute) {
			t.Fatal("the queue was emptied without a reader")
		}
		go func() {
			<-q.done
			write.Close()
		}()
		all, err := io.ReadAll(read)
		if err != nil {
			t.Fatal(err)
		}
		next, sums := 0, 0
		for line := range strings.Lines(string(all)) {
			var n int
			if _, err := fmt.Sscan(line, &n); err != nil {
				t.Fatalf("%q is no line", line)
			}
			if n < 0 {
				next, sums = next-n, sums+1
				continue
			}
			if n != next {
				t.Fatalf("line %d follows, want %d", n, next)
			}
			next++
		}
		if next != lines || sums != 1 || len(all) > 2000 {
			t.Errorf("%d lines, %d sums and %d bytes; want %d, 1 and no more than the queue has",
				next, sums, len(all), lines)
		}
	})
}

// TestLogQueueEnds writes every line before Close returns, if the writer takes them.
func TestLogQueueEnds(t *testing.T) {
	t.Parallel()
	for range 100 {
		var log logBuffer
		c := Default()
		logger, _, queue := c.NewLogger(&log)
		for range 3 {
			logger.Info("a line")
		}
		if !queue.Close(time.Minute) || strings.Count(log.String(), "a line") != 3 {
			t.Fatalf("the log is\n%s", log.String())
		}
	}
}
