package emulator

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/phone"
)

// costServer, when it is set, makes this program the server of BenchmarkFetch, so that only its client is counted.
const costServer = "OFFHOOK_TEST_COST_SERVER"

// maxCost is what a fetch may cost, in parts of what the same requests cost with net/http alone.
const maxCost = 1.3

// costBody is the document that a device of the server gets when nobody gave it another: with its pair, and nothing more.
var costBody = document("2811120928", symbolicPair)

// serveCost answers 401 until the configured pair comes, and never looks at a response. It prints its address.
func serveCost() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(os.Stdout, l.Addr()); err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // ends with the benchmark
		os.Exit(0)
	}()
	return http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Authorization"), `username="`+testUser+`"`) {
			_, _ = io.WriteString(w, costBody)
			return
		}
		w.Header().Set("WWW-Authenticate", `Digest realm="Provisioning", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c0", opaque="5ccc069c403ebaf9", algorithm=MD5, qop="auth"`)
		http.Error(w, "Unauthorized", http.StatusUnauthorized)
	}))
}

// startCostServer runs the server in a process of its own.
func startCostServer(b *testing.B) (url string) {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.CommandContext(b.Context(), self)
	cmd.Env = append(os.Environ(), costServer+"=1")
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	addr, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return "http://" + strings.TrimSpace(addr) + "/x.xml"
}

// cpuTime is what this process has used of the processor, in its own code and in the kernel.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// BenchmarkFetch is a fetch of three rungs - 401, 401, 200 - beside the same three requests made with net/http alone over
// one connection, their Authorization fields made beforehand. Both read the answers; the phone also computes its digests,
// reads the document and compares its VERSION. What counts is the processor time of this process, kernel included; the server is another
// one. The ratio is the median of pairs of runs.
func BenchmarkFetch(b *testing.B) {
	url := startCostServer(b)
	p := costPhone(b)
	fetch := func() {
		out, err := p.Fetch(b.Context(), url)
		if err != nil || out.Requests != 3 || out.Rung != phone.RungConfigured {
			b.Fatalf("got %+v, %v", out, err)
		}
	}
	fetch() // the document is applied
	bare := bareFetch(b, url)
	bare()
	var ratios []float64
	var own, other time.Duration
	fetches := 0
	for b.Loop() {
		start := cpuTime(b)
		for range costBatch {
			fetch()
		}
		middle := cpuTime(b)
		for range costBatch {
			bare()
		}
		end := cpuTime(b)
		own, other, fetches = own+middle-start, other+end-middle, fetches+costBatch
		ratios = append(ratios, float64(middle-start)/float64(end-middle))
	}
	slices.Sort(ratios)
	ratio := ratios[len(ratios)/2]
	b.ReportMetric(float64(own.Nanoseconds())/float64(fetches), "cpu-ns/fetch")
	b.ReportMetric(float64(other.Nanoseconds())/float64(fetches), "bare-cpu-ns/fetch")
	b.ReportMetric(ratio, "ratio")
	if ratio > maxCost && len(ratios) > 1 {
		b.Errorf("a fetch costs %.2f times the processor time of its requests, want %.1f at most", ratio, maxCost)
	}
}

// costBatch is how many fetches are counted at once; the clock of the kernel is not fine.
const costBatch = 200

// costPhone is a phone that has its pair.
func costPhone(b *testing.B) *Phone {
	b.Helper()
	c, err := saverConfig("")
	if err != nil {
		b.Fatal(err)
	}
	c.Username, c.Password = testUser, digest.NewSecret(testPassword)
	p, _, err := New(c)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// bareFetch returns the three requests of a fetch, by a transport like that of a phone.
func bareFetch(b *testing.B, url string) func() {
	b.Helper()
	authorization := func(username string) string {
		return `Digest username="` + username + `", realm="Provisioning", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c0", uri="/x.xml", ` +
			`cnonce="98a88f7e5f0b1f6a4f3b1c8e5d2a7b60", nc=00000001, qop=auth, response="9e15352634edbecb7c49cb5342fe1200", ` +
			`opaque="5ccc069c403ebaf9", algorithm=MD5`
	}
	fields := []string{"", authorization(testMAC), authorization(testUser)}
	return func() {
		client := &http.Client{Transport: newBase(nil)}
		defer client.CloseIdleConnections()
		for i, field := range fields {
			req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, nil)
			if err != nil {
				b.Fatal(err)
			}
			req.Header.Set("User-Agent", "N510 IP PRO/42.258.00.000.000;"+testMAC)
			if field != "" {
				req.Header.Set("Authorization", field)
			}
			resp, err := client.Do(req)
			if err != nil {
				b.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			if last := i == len(fields)-1; err != nil || last != (resp.StatusCode == http.StatusOK) || last && len(body) != len(costBody) {
				b.Fatalf("request %d: status %d, %d bytes, %v", i, resp.StatusCode, len(body), err)
			}
		}
	}
}
