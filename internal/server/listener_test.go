package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
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

func TestListenError(t *testing.T) {
	t.Parallel()
	if ln, err := Open(t.Context(), "192.0.2.1:1"); err == nil {
		t.Errorf("listening on %s worked", ln.Addr())
	}
}
