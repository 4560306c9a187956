package soak

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"sync/atomic"
	"testing"
	"time"
)

// strangersBound is how much the data folder, and the log, may grow however many strangers ask. The
// write-ahead log of the database alone takes 4 MB, whatever is written.
const strangersBound = 8 << 20

// strangers ask for MACs that nobody has, with and without credentials, from all over loopback;
// phones log in beside them.
func strangers(ctx context.Context, t *testing.T, r *run, random *rand.Rand) {
	devices := makeDevices(random, 0x200, 50, 5)
	n, data := r.fleet(ctx, t, devices)
	for _, d := range devices { // their documents and first events are no growth
		r.login(ctx, d, n.phones, "")
	}
	before := judgeFolder(r, data)
	var turn atomic.Int64
	// Events of phones are kept, and are no growth by strangers.
	pace := time.NewTicker(100 * time.Millisecond)
	defer pace.Stop()
	together(ctx, 4, random, func(worker int, random *rand.Rand) {
		if worker == 0 {
			<-pace.C
			r.login(ctx, devices[int(turn.Add(1))%len(devices)], n.phones, loopback(random))
			return
		}
		r.visit(ctx, n, random)
	})
	after := context.WithoutCancel(ctx)
	for _, d := range devices {
		r.login(after, d, n.phones, loopback(random))
	}
	n.alive(r)
	n.judgePages(after, r)
	r.checks.grew(before, judgeFolder(r, data), strangersBound)
	logSizes(t, data)
	if log, err := os.ReadFile(n.log); err == nil {
		r.checks.grew(0, int64(len(log)), strangersBound)
		r.checks.toldOfSearch(log)
	}
}

// logSizes says what the growth of a folder is.
func logSizes(t *testing.T, folder string) {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if info, err := file.Info(); err == nil { // files of a database come and go
			t.Logf("%s: %d KB", file.Name(), info.Size()>>10)
		}
	}
}

// visitLength is how many requests of a stranger use one connection.
const visitLength = 50

// visit sends the requests of one stranger from one source.
func (r *run) visit(ctx context.Context, n *node, random *rand.Rand) {
	source := loopback(random)
	w := newWire(source)
	defer w.base.CloseIdleConnections()
	for range visitLength {
		path, header := fmt.Sprintf("/7C2F80%06X.xml", 0x800000+random.IntN(0x7fffff)), ""
		if random.IntN(3) == 0 {
			header = fmt.Sprintf(`Digest username="u%d", realm="Provisioning", nonce="AQEB%d", uri="%s", `+
				`response="%032x", qop=auth, nc=00000001, cnonce="c"`,
				random.Int(), random.Int(), path, random.Uint64())
		}
		got := w.send(ctx, "GET", "http://"+n.phones+path, header)
		if got.status == 0 {
			r.checks.hangs.look(ctx.Err() == nil, "a stranger got no answer")
			return
		}
		r.count("requests of strangers", 1)
		r.checks.answeredStranger(got.status, path)
	}
}
