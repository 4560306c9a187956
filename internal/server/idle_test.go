package server

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
	"time"
)

// BenchmarkIdleConnection measures the memory of a connection that is kept after a request, beside
// one of bare net/http. The client is on the same machine and in this process, but its connections
// have no goroutine and no buffer.
func BenchmarkIdleConnection(b *testing.B) {
	for _, bm := range []struct {
		name  string
		tls   bool
		serve func(b *testing.B, t *tls.Config) string
	}{
		{"bare/plain", false, serveBare}, {"offhook/plain", false, serveOurs},
		{"bare/TLS", true, serveBare}, {"offhook/TLS", true, serveOurs},
	} {
		b.Run(bm.name, func(b *testing.B) {
			const n = 2000
			var config *tls.Config
			if bm.tls {
				config = testTLS(b)
			}
			addr := bm.serve(b, config)
			for b.Loop() {
				before := inUse(b)
				conns := make([]net.Conn, n)
				for i := range conns {
					conns[i] = idleConnection(b, addr, bm.tls, i)
				}
				fresh := asIs(b)
				after := inUse(b)
				b.ReportMetric(float64(fresh.heap-before.heap)/n, "B-heap-uncollected/conn")
				b.ReportMetric(float64(fresh.stack-before.stack)/n, "B-stack-uncollected/conn")
				b.ReportMetric(float64(fresh.resident-before.resident)/n, "B-rss-uncollected/conn")
				b.ReportMetric(float64(after.heap-before.heap)/n, "B-heap/conn")
				b.ReportMetric(float64(after.stack-before.stack)/n, "B-stack/conn")
				b.ReportMetric(float64(after.resident-before.resident)/n, "B-rss/conn")
				for _, c := range conns {
					c.Close()
				}
			}
		})
	}
}

// memory is what a process holds.
type memory struct{ heap, stack, resident int64 }

func inUse(b *testing.B) memory {
	b.Helper()
	<-time.After(100 * time.Millisecond) // the end of what is under way
	runtime.GC()
	debug.FreeOSMemory()
	return asIs(b)
}

func asIs(b *testing.B) memory {
	b.Helper()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		b.Fatal(err)
	}
	pages, err := strconv.ParseInt(string(bytes.Fields(text)[1]), 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	return memory{int64(m.HeapInuse), int64(m.StackInuse), pages * int64(os.Getpagesize())}
}

func serveBare(b *testing.B, t *tls.Config) string {
	b.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	if t != nil {
		ln = tls.NewListener(ln, t)
	}
	s := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, "Unauthorized\n")
		}),
		ReadHeaderTimeout: readHeaderTimeout, IdleTimeout: idleTimeout, ErrorLog: nil,
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
	}
	go func() { _ = s.Serve(ln) }()
	b.Cleanup(func() { s.Close() })
	return ln.Addr().String()
}

func serveOurs(b *testing.B, t *tls.Config) string {
	b.Helper()
	w := newWorld(b)
	w.handler.c.Record = func(Report) {}
	l := serveOn(b, ListenerConfig{
		Handler: w.handler, TLS: t, Refusals: NewRefusals(w.handler.c.Record, quiet, nil),
	})
	b.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = l.Stop(ctx)
	})
	return l.Addr()
}

// idleConnection returns a connection that was answered once. Of TLS only the socket is kept.
func idleConnection(b *testing.B, addr string, overTLS bool, i int) net.Conn {
	b.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 3, byte(i>>8), byte(i))}}
	socket, err := d.Dial("tcp", addr)
	if err != nil {
		b.Fatal(err)
	}
	conn := socket
	if overTLS {
		conn = tls.Client(socket, &tls.Config{InsecureSkipVerify: true})
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: prov.example.net\r\n"+
		"User-Agent: Gigaset N510 IP PRO/42.250.00.000.000;7C2F80123456\r\n\r\n", document)
	var answer [1024]byte
	if n, err := conn.Read(answer[:]); err != nil || !bytes.Contains(answer[:n], []byte(" 401 ")) {
		b.Fatalf("%q, %v", answer[:n], err)
	}
	return socket
}
