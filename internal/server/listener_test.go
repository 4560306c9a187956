package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

func TestStopDrains(t *testing.T) {
	t.Parallel()
	began, release := make(chan struct{}), make(chan struct{})
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(began)
		<-release
		_, _ = io.WriteString(w, "done")
	})
	l := serveOn(t, ListenerConfig{Handler: h})
	answer := make(chan error, 1)
	go func() {
		resp, err := http.Get("http://" + l.Addr())
		if err == nil {
			_, err = io.ReadAll(resp.Body)
			resp.Body.Close()
		}
		answer <- err
	}()
	<-began
	stopped := make(chan error, 1)
	go func() { stopped <- l.Stop(context.Background()) }()
	select {
	case err := <-stopped:
		t.Fatalf("Stop returned %v while a request was under way", err)
	default:
	}
	close(release)
	if err := <-answer; err != nil {
		t.Errorf("the request under way got %v", err)
	}
	if err := <-stopped; err != nil {
		t.Errorf("Stop = %v", err)
	}
	if _, err := net.Dial("tcp", l.Addr()); err == nil {
		t.Error("the address still accepts connections")
	}
}

func TestStopCutsWhenTheContextEnds(t *testing.T) {
	t.Parallel()
	began, release := make(chan struct{}), make(chan struct{})
	h := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { close(began); <-release })
	l := serveOn(t, ListenerConfig{Handler: h})
	cut := make(chan error, 1)
	go func() {
		resp, err := http.Get("http://" + l.Addr())
		if err == nil {
			resp.Body.Close()
		}
		cut <- err
	}()
	<-began
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := l.Stop(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Stop = %v, want %v", err, context.Canceled)
	}
	if err := <-cut; err == nil {
		t.Error("the request under way was answered, want it cut")
	}
	close(release)
}

func TestLimitListener(t *testing.T) {
	t.Parallel()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := newLimitListener(inner, 1)
	first, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	second, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	accepted, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	next := make(chan error, 1)
	go func() {
		conn, err := l.Accept()
		if err == nil {
			err = conn.Close()
		}
		next <- err
	}()
	select {
	case err := <-next:
		t.Fatalf("a second connection was accepted (%v), want it to wait", err)
	case <-time.After(50 * time.Millisecond):
	}
	accepted.Close()
	accepted.Close()
	if err := <-next; err != nil {
		t.Errorf("after the first closed: %v", err)
	}
	if len(l.places) != 0 {
		t.Errorf("places taken = %d, want 0 after both closed", len(l.places))
	}
	waiting := make(chan error, 1)
	l.places <- struct{}{}
	go func() { _, err := l.Accept(); waiting <- err }()
	l.Close()
	if err := <-waiting; !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept after Close = %v, want %v", err, net.ErrClosed)
	}
}

func TestListenError(t *testing.T) {
	t.Parallel()
	if ln, err := Open(t.Context(), "192.0.2.1:1"); err == nil {
		t.Errorf("listening on %s worked", ln.Addr())
	}
}
