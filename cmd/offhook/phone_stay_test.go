package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"
	"time"
)

// TestPhoneEndsAtOnce: told to end, a phone that stays does so within a second and leaves nothing behind: while its server
// does not answer, while a browser holds connections open, and while somebody sends half a request. It is not parallel, as it
// counts goroutines.
func TestPhoneEndsAtOnce(t *testing.T) {
	silent := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-silent }))
	t.Cleanup(server.Close)
	before := runtime.NumGoroutine()

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stdout := newLineBuffer()
	root := newRootCommand()
	root.SetArgs([]string{"phone", "--model", "DE410", "--serve", "127.0.0.1:0", server.URL + "/x.xml"})
	root.SetOut(stdout)
	ended := make(chan error, 1)
	go func() { ended <- root.ExecuteContext(ctx) }()
	web := stdout.find(t, `(?m)^web +http://(\S+)/$`)
	stdout.find(t, `(?m)^none +→ (GET) `)

	client := &http.Client{Transport: &http.Transport{}}
	resp, err := client.Get("http://" + web + "/login.html")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	for _, begun := range []string{"", "GET / HTTP/1.1\r\nHost: " + web + "\r\n"} {
		conn, err := net.Dial("tcp", web)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprint(conn, begun)
	}

	began := time.Now()
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("got %v, want no error", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the phone did not end")
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("it ended after %s, want a second at most", took)
	}
	close(silent)
	client.CloseIdleConnections()
	if _, err := net.Dial("tcp", web); err == nil {
		t.Errorf("%s is still open", web)
	}
	// What serves the silent server and what reads from closed connections takes a moment.
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		<-time.After(20 * time.Millisecond)
	}
	var left strings.Builder
	if err := pprof.Lookup("goroutine").WriteTo(&left, 1); err != nil {
		t.Fatal(err)
	}
	t.Errorf("goroutines: got %d, want %d\n%s", runtime.NumGoroutine(), before, &left)
}
