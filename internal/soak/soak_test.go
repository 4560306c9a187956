// Package soak attacks the built program for a quarter of an hour, and counts what must not happen.
//
// It has nothing but tests. `make soak` gives TestSoak its time by the flag -soak; without it
// TestSoak claims nothing and ends at once. TestChecksFindSeededFaults shows at every `make test`
// that the checks find what they look for.
package soak

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

var (
	soakTime = flag.Duration("soak", 0, "how long TestSoak attacks; 0 is not at all")
	soakSeed = flag.Uint64("seed", 1, "what the random numbers of TestSoak begin with")
	soakOnly = flag.String("phase", "", "the only phase of TestSoak that runs")
	summary  = flag.String("summary", "", "Markdown file that TestSoak writes its table into")
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(runTests(m))
}

// runTests builds the program first when it is needed.
func runTests(m *testing.M) int {
	if *soakTime == 0 {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "offhook-soak-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	offhook = filepath.Join(dir, "offhook")
	build := exec.Command("go", "build", "-o", offhook, "../../cmd/offhook")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build offhook: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// run is one run of TestSoak.
type run struct {
	checks *checks
	fail   func(error) // a fault of the run itself, not of the server

	mu     sync.Mutex
	counts map[string]int64
	kinds  []string // of counts, in the order in which they came
}

func newRun() *run { return &run{checks: newChecks(), counts: map[string]int64{}} }

// count adds to what was done.
func (r *run) count(kind string, n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.counts[kind]; !ok {
		r.kinds = append(r.kinds, kind)
	}
	r.counts[kind] += n
}

// must reports what the run cannot go on without.
func (r *run) must(err error) {
	if err != nil {
		r.fail(err)
	}
}

// phases share the time of a run in hundredths.
var phases = []struct {
	name  string
	share int
	do    func(context.Context, *testing.T, *run, *rand.Rand)
}{
	{"odd", 6, oddRequests},
	{"strangers", 14, strangers},
	{"replays", 18, replays},
	{"attackers", 12, attackers},
	{"kills", 18, kills},
	{"nodes", 12, nodes},
	{"faults", 8, faults},
	{"inputs", 12, inputs},
}

// TestSoak runs all phases one after the other. A seed gives the same requests, but not the same
// moments of kills.
func TestSoak(t *testing.T) {
	if *soakTime == 0 {
		t.Log("nothing is attacked without -soak")
		return
	}
	t.Logf("%v, -seed %d", *soakTime, *soakSeed)
	r := newRun()
	for i, p := range phases {
		if *soakOnly != "" && *soakOnly != p.name {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			r.fail = func(err error) { t.Helper(); t.Error(err) }
			ctx, cancel := context.WithTimeout(t.Context(), *soakTime*time.Duration(p.share)/100)
			defer cancel()
			p.do(ctx, t, r, rand.New(rand.NewPCG(*soakSeed, uint64(i))))
		})
		t.Logf("after %s:\n%s", p.name, r.table())
	}
	if *soakOnly == "" {
		for _, c := range r.checks.all() {
			if err := c.verdict(); err != nil {
				t.Error(err)
			}
		}
	} else {
		r.logFindings(t)
	}
	if *summary != "" && *soakOnly == "" && !t.Failed() {
		r.must(os.WriteFile(*summary, []byte(r.section(time.Now())), 0o644))
	}
}

// logFindings fails for what a single phase found.
func (r *run) logFindings(t *testing.T) {
	t.Helper()
	for _, c := range r.checks.all() {
		if err := c.verdict(); err != nil && c.looked > 0 {
			t.Error(err)
		}
	}
}

// fleet stores devices in a new data folder and starts a server on it.
func (r *run) fleet(ctx context.Context, t *testing.T, devices []device,
	args ...string) (*node, string) {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	r.importDevices(ctx, t, devices, "--data", data)
	n, err := start(t, r, data, args...)
	if err != nil {
		t.Fatal(err)
	}
	return n, data
}

// importDevices stores devices, whose secrets the server keeps inside from then on.
func (r *run) importDevices(ctx context.Context, t *testing.T, devices []device, args ...string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "phones.csv")
	if err := os.WriteFile(file, []byte(table(devices)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := command(ctx, append([]string{"device", "import", file}, args...)...); err != nil {
		t.Fatal(err)
	}
	for _, d := range devices {
		r.checks.keepInside(d.password)
		r.checks.keepInside(d.canary())
	}
}

// together calls do in several goroutines, each with random numbers of its own, until ctx ends.
func together(ctx context.Context, n int, random *rand.Rand,
	do func(worker int, random *rand.Rand)) {
	var group sync.WaitGroup
	for i := range n {
		own := rand.New(rand.NewPCG(random.Uint64(), uint64(i)))
		group.Go(func() {
			for ctx.Err() == nil {
				do(i, own)
			}
		})
	}
	group.Wait()
}
