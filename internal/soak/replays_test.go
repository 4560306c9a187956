package soak

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// replays lets phones log in, and sends every second login again: as it was and changed, at once
// and after restarts.
func replays(ctx context.Context, t *testing.T, r *run, random *rand.Rand) {
	devices := makeDevices(random, 0x300, 200, 10)
	n, data := r.fleet(ctx, t, devices)
	var kept keptExchanges
	const rounds = 4 // with a restart after each
	begin := time.Now()
	limit, _ := ctx.Deadline()
	for i := range rounds {
		share := limit.Sub(begin) * time.Duration(i+1) / (rounds + 1)
		round, cancel := context.WithDeadline(ctx, begin.Add(share))
		together(round, 4, random, func(_ int, random *rand.Rand) {
			d := devices[random.IntN(len(devices))]
			got := r.login(round, d, n.phones, loopback(random))
			if got.status == http.StatusOK && random.IntN(2) == 0 {
				r.replay(round, n.phones, got, devices[random.IntN(len(devices))], random)
				kept.add(got, random)
			}
		})
		cancel()
		n.kill()
		r.count("restarts after kill -9", 1)
		var err error
		if n, err = start(t, r, data); err != nil {
			t.Fatal(err)
		}
		kept.replay(ctx, r, n.phones, "after a restart")
	}
	judgeFolder(r, data)
	n.judgePages(context.WithoutCancel(ctx), r)
}

// replay sends an answered request again, as it was and with one thing changed at a time.
func (r *run) replay(ctx context.Context, addr string, e exchange, other device,
	random *rand.Rand) {
	header, path := e.request.Header.Get("Authorization"), e.request.URL.RequestURI()
	for how, x := range map[string]struct{ method, path, header string }{
		"an exact copy":      {"GET", path, header},
		"another method":     {"HEAD", path, header},
		"a method with body": {"POST", path, header},
		"another nc":         {"GET", path, strings.Replace(header, "nc=00000001", "nc=00000002", 1)},
		"a query":            {"GET", path + "?x=1", header},
		"another MAC":        {"GET", other.path() + "?", header},
		"another MAC and uri": {"GET", other.path() + "?",
			strings.Replace(header, path, other.path()+"?", 1)},
	} {
		got := send(ctx, addr, loopback(random), x.method, x.path, x.header)
		if got.status == 0 {
			continue // the time is over
		}
		r.count("replays, exact and changed", 1)
		r.checks.replayed(got.status, got.body, how)
	}
}

// keptExchanges are answered requests that are replayed later.
type keptExchanges struct {
	mu   sync.Mutex
	list []exchange
}

// maxKept is how many are kept; later ones replace earlier ones by chance.
const maxKept = 300

func (k *keptExchanges) add(e exchange, random *rand.Rand) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.list) < maxKept {
		k.list = append(k.list, e)
		return
	}
	k.list[random.IntN(maxKept)] = e
}

// replay sends all that is kept to a server.
func (k *keptExchanges) replay(ctx context.Context, r *run, addr, how string) {
	for _, e := range k.list {
		got := send(ctx, addr, "", "GET", e.request.URL.RequestURI(),
			e.request.Header.Get("Authorization"))
		if got.status == 0 {
			continue
		}
		r.count("replays "+how, 1)
		r.checks.replayed(got.status, got.body, how)
	}
}
