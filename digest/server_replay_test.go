package digest

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A captured request is refused in every situation that a server gets into.
func TestServer48CapturedRequest(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		// then changes the world after the request was served once, and returns
		// who is asked again, and when.
		then func(*world) (*Verifier, ReplayStore, time.Duration)
		want Failure
	}{
		{"immediately", func(w *world) (*Verifier, ReplayStore, time.Duration) { return w.v, w.rs, 0 }, Replayed},
		{"after 1 s", func(w *world) (*Verifier, ReplayStore, time.Duration) { return w.v, w.rs, time.Second }, Replayed},
		{"last ms of first use", func(w *world) (*Verifier, ReplayStore, time.Duration) {
			return w.v, w.rs, 10*time.Minute - time.Millisecond
		}, Replayed},
		{"after its end", func(w *world) (*Verifier, ReplayStore, time.Duration) { return w.v, w.rs, time.Hour }, Expired},
		{"after its end and a sweep", func(w *world) (*Verifier, ReplayStore, time.Duration) {
			w.rs.Sweep(epoch.Add(2 * time.Hour))
			return w.v, w.rs, 2 * time.Hour
		}, Expired},
		{"after a sweep, clock set back", func(w *world) (*Verifier, ReplayStore, time.Duration) {
			w.rs.Sweep(epoch.Add(2 * time.Hour))
			return w.v, w.rs, time.Second
		}, Replayed},
		{"after eviction", func(w *world) (*Verifier, ReplayStore, time.Duration) {
			w.flood(10)
			return w.v, w.rs, time.Second
		}, Replayed},
		{"after restart", func(w *world) (*Verifier, ReplayStore, time.Duration) {
			return w.node(), NewMemoryReplay(4, epoch.Add(time.Second)), 2 * time.Second
		}, Replayed},
		{"after restart within the same ms", func(w *world) (*Verifier, ReplayStore, time.Duration) {
			return w.node(), NewMemoryReplay(4, epoch), 0
		}, Replayed},
		{"on another node", func(w *world) (*Verifier, ReplayStore, time.Duration) { return w.node(), w.rs, 0 }, Replayed},
		{"after key rotation", func(w *world) (*Verifier, ReplayStore, time.Duration) {
			w.rotate()
			return w.v, w.rs, time.Second
		}, Replayed},
		{"after the key is removed", func(w *world) (*Verifier, ReplayStore, time.Duration) {
			w.rotate()
			if err := w.keys.Remove(1); err != nil {
				panic(err)
			}
			return w.v, w.rs, time.Second
		}, Foreign},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			r := phone().request(challenge(t, w.v, epoch))
			wantFailure(t, "first", login(w.v, w.rs, epoch, r), None)
			v, rs, after := test.then(w)
			for try := 2; try <= 4; try++ {
				wantFailure(t, fmt.Sprintf("try %d", try), login(v, rs, epoch.Add(after), r), test.want)
			}
		})
	}
}

// The same for a request late in the life of its nonce.
func TestServer48LastMillisecondOfLife(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := phone()
	c.nc = 2
	ch := challenge(t, w.v, epoch)
	r := c.request(ch)
	last := epoch.Add(time.Hour - time.Millisecond)
	wantFailure(t, "first", login(w.v, w.rs, epoch, r), None)
	if n := w.rs.Sweep(last); n != 0 || w.rs.Len() != 1 {
		t.Errorf("Sweep() in the last millisecond forgot %d nonces and left %d, want 0 and 1", n, w.rs.Len())
	}
	for try := 2; try <= 4; try++ {
		wantFailure(t, fmt.Sprintf("try %d", try), login(w.v, w.rs, last, r), Replayed)
	}
	c.nc = 3
	wantFailure(t, "next count", login(w.v, w.rs, last, c.request(ch)), None)
}

// world is a server that things happen to.
type world struct {
	t    *testing.T
	keys *KeyRing
	v    *Verifier
	rs   *MemoryReplay // room for 4 nonces
	now  time.Time     // of the last flood
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, keys: NewKeyRing(1, testKey), rs: NewMemoryReplay(4, epoch.Add(-time.Second)), now: epoch}
	w.v = w.node()
	return w
}

// node is a server with the same keys.
func (w *world) node() *Verifier {
	return newVerifier(w.t, func(c *Config) { c.Keys = w.keys })
}

// flood logs in with n newer nonces.
func (w *world) flood(n int) {
	for range n {
		w.now = w.now.Add(time.Millisecond)
		wantFailure(w.t, "flood", login(w.v, w.rs, w.now, phone().request(challenge(w.t, w.v, w.now))), None)
	}
}

func (w *world) rotate() {
	w.keys.Add(2, [32]byte{7})
	if err := w.keys.Sign(2); err != nil {
		w.t.Fatal(err)
	}
}

func TestServer48OneOf64InFlight(t *testing.T) {
	t.Parallel()
	for _, qop := range []string{"auth", "none"} {
		keys := NewKeyRing(1, testKey)
		nodes := [2]*Verifier{}
		for i := range nodes {
			nodes[i] = newVerifier(t, func(c *Config) { c.Keys = keys; c.Policy.NoQOP = true })
		}
		rs := newReplay()
		for range 20 {
			c := phone()
			c.qop = qop
			r := c.request(challenge(t, nodes[0], epoch))
			if got := together(64, func(i int) bool { return login(nodes[i%2], rs, epoch, r).Failure == None }); got != 1 {
				t.Errorf("qop %s: %d of 64 copies were let in, want 1", qop, got)
			}
		}
	}
}

// together runs f n times at once and counts how often it was true.
func together(n int, f func(int) bool) int {
	var wins atomic.Int64
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			if f(i) {
				wins.Add(1)
			}
		})
	}
	close(start)
	wg.Wait()
	return int(wins.Load())
}

func TestServer49CountsInAnyOrder(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	rs := newReplay()
	ch := challenge(t, v, epoch)
	steps := []struct {
		nc   uint32
		want Failure
	}{
		{100, None}, {100, Replayed}, {99, None}, {37, None}, {36, Replayed}, {1, Replayed}, {37, Replayed}, {99, Replayed},
		{101, None}, {38, None}, {38, Replayed}, {164, None}, {102, None}, {101, Replayed}, {100, Replayed},
		{164 + 1<<31, None}, {164, Replayed}, {165, Replayed}, {164 + 1<<31 - 63, None}, {164 + 1<<31 - 64, Replayed},
		{0xffffffff, None}, {0xffffffff, Replayed}, {0xfffffffe, None}, {0xffffffc0, None}, {0xffffffbf, Replayed}, {1, Replayed},
	}
	for i, step := range steps {
		c := phone()
		c.nc = step.nc
		wantFailure(t, fmt.Sprintf("step %d, count %d", i, step.nc), login(v, rs, epoch, c.request(ch)), step.want)
	}
}

func TestServer50NothingRewindsACount(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	rs := newReplay()
	ch := challenge(t, v, epoch)
	c := phone()
	c.nc = 70
	r := c.request(ch)
	wantFailure(t, "first", login(v, rs, epoch, r), None)
	before := snapshot(rs)
	for range 100 {
		v.Challenges(epoch, false)
		v.Challenges(epoch, true)
		if p := v.Parse(Request{Method: "GET", Target: testTarget}); p.Failure != Missing {
			t.Fatalf("no credentials: failure = %s, want missing", p.Failure)
		}
		wantFailure(t, "replay", login(v, rs, epoch, r), Replayed)
		bad := phone()
		bad.password = NewSecret("guess")
		wantFailure(t, "guess", login(v, rs, epoch, bad.request(ch)), Wrong)
	}
	if after := snapshot(rs); after != before {
		t.Errorf("the store changed:\n%s\nwas\n%s", after, before)
	}
	c.nc = 6
	wantFailure(t, "count below the window", login(v, rs, epoch, c.request(ch)), Replayed)
}

// Not parallel: it measures the heap.
func TestServer51AnonymousRequestsLeaveNothing(t *testing.T) {
	v := newVerifier(t, nil)
	rs := newReplay()
	session := challenge(t, v, epoch)
	c := phone()
	wantFailure(t, "before", login(v, rs, epoch, c.request(session)), None)
	state := snapshot(rs)
	before := heap()
	for range 1_000_000 {
		if p := v.Parse(Request{Method: "GET", Target: testTarget}); p.Failure != Missing {
			t.Fatal(p.Failure)
		}
		v.Challenges(epoch, false)
	}
	after := heap()
	if const64KB := int64(64 << 10); after-before > const64KB {
		t.Errorf("1,000,000 challenges left %d bytes on the heap", after-before)
	}
	if snapshot(rs) != state {
		t.Error("anonymous requests changed the replay store")
	}
	c.nc = 2
	wantFailure(t, "after", login(v, rs, epoch, c.request(session)), None)
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestServer52OldestIssuedIsEvicted(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	const room = 8
	rs := NewMemoryReplay(room, epoch.Add(-time.Second))
	var sessions []Challenge
	for i := range room {
		sessions = append(sessions, challenge(t, v, epoch.Add(time.Duration(i)*time.Millisecond)))
	}
	for i := room - 1; i >= 0; i-- { // the order of use does not matter
		wantFailure(t, "fill", login(v, rs, epoch, phone().request(sessions[i])), None)
	}
	if rs.Len() != room || rs.Evicted() != 0 {
		t.Errorf("Len() = %d, Evicted() = %d, want %d and 0", rs.Len(), rs.Evicted(), room)
	}
	now := epoch.Add(time.Second)
	wantFailure(t, "one more", login(v, rs, now, phone().request(challenge(t, v, now))), None)
	if rs.Len() != room || rs.Evicted() != 1 {
		t.Errorf("Len() = %d, Evicted() = %d, want %d and 1", rs.Len(), rs.Evicted(), room)
	}
	for i, session := range sessions {
		c := phone()
		c.nc = 2
		want := None
		if i == 0 {
			want = Replayed
		}
		wantFailure(t, fmt.Sprintf("session %d", i), login(v, rs, now, c.request(session)), want)
	}
}

func TestServer52MemoryIsBounded(t *testing.T) {
	t.Parallel()
	const room = 100
	rs := NewMemoryReplay(room, epoch)
	together(8, func(worker int) bool {
		for i := range 5000 {
			issued := epoch.Add(time.Duration(i+1) * time.Millisecond)
			id := NonceID{byte(i), byte(i >> 8), byte(worker)}
			if _, err := rs.Claim(context.Background(), id, issued, 1, issued.Add(time.Hour)); err != nil {
				return false
			}
		}
		return true
	})
	held, slots := 0, 0
	for i := range rs.shards {
		held += len(rs.shards[i].slots)
		slots += len(rs.shards[i].entries)
	}
	if held > room || rs.Len() != held {
		t.Errorf("%d nonces are held, Len() = %d, want at most %d", held, rs.Len(), room)
	}
	if limit := 20 * room; slots > limit {
		t.Errorf("memory for %d nonces was taken, want at most %d", slots, limit)
	}
}

func TestServer53Restart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	unused, used := challenge(t, w.v, epoch), challenge(t, w.v, epoch)
	wantFailure(t, "before", login(w.v, w.rs, epoch, phone().request(used)), None)
	c := phone()
	c.nc = 2
	start := epoch.Add(time.Second)
	empty := NewMemoryReplay(4, start)
	wantFailure(t, "empty store, used nonce", login(w.node(), empty, start, c.request(used)), Replayed)
	wantFailure(t, "empty store, unused nonce", login(w.node(), empty, start, phone().request(unused)), Replayed)
	later := start.Add(time.Millisecond)
	wantFailure(t, "empty store, new nonce", login(w.node(), empty, later, phone().request(challenge(t, w.v, later))), None)
	wantFailure(t, "durable store, used nonce", login(w.node(), w.rs, start, c.request(used)), None)
	wantFailure(t, "durable store, unused nonce", login(w.node(), w.rs, start, phone().request(unused)), None)
}

var errDown = errors.New("connection refused")

// downReplay is a store that cannot be reached.
type downReplay struct{}

func (downReplay) Claim(context.Context, NonceID, time.Time, uint32, time.Time) (bool, error) {
	return true, errDown
}

func TestServer55StoreDown(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, withPolicy(Policy{NoQOP: true}))
	for _, qop := range []string{"auth", "none"} {
		c := phone()
		c.qop = qop
		_, vd := check(v, epoch, c.request(challenge(t, v, epoch)), testPassword)
		if got := v.Claim(context.Background(), downReplay{}, &vd); got != Unavailable || got.Status() != 503 || vd.Stale {
			t.Errorf("qop %s: Claim() = %s, status %d, stale %t, want unavailable, 503, false", qop, got, got.Status(), vd.Stale)
		}
		if !errors.Is(vd.Err, errDown) {
			t.Errorf("qop %s: Err = %v, want that of the store", qop, vd.Err)
		}
	}
}

// Only a right answer reaches the store.
func TestServer44StoreIsAskedLast(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	wrong := phone()
	wrong.password = NewSecret("guess")
	for name, r := range map[string]Request{
		"wrong":   wrong.request(challenge(t, v, epoch)),
		"expired": phone().request(challenge(t, v, epoch.Add(-time.Hour))),
		"none":    {Method: "GET", Target: testTarget},
	} {
		_, vd := check(v, epoch, r, testPassword)
		before := vd.Failure
		if got := v.Claim(context.Background(), downReplay{}, &vd); got != before || got == None {
			t.Errorf("%s: Claim() = %s, want %s without asking the store", name, got, before)
		}
	}
}

func TestServer48FiveHundredPhonesAtOnce(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	rs := newReplay()
	requests := make([]Request, 500)
	for i := range requests {
		requests[i] = phone().request(challenge(t, v, epoch))
	}
	if got := together(500, func(i int) bool { return login(v, rs, epoch, requests[i]).Failure == None }); got != 500 {
		t.Errorf("%d of 500 were let in, want all", got)
	}
}

func TestReplayWindowAgainstASet(t *testing.T) {
	t.Parallel()
	e := replayEntry{used: 1, highest: 1000}
	used := map[uint32]bool{1000: true}
	state := uint32(1)
	for i := range 200_000 {
		state = state*1664525 + 1013904223
		nc := e.highest + bits.RotateLeft32(state, 7)%80 - 70
		want := !used[nc] && (nc > e.highest || e.highest-nc < replayWindow)
		if got := e.use(nc); got != want {
			t.Fatalf("step %d: use(%d) = %t at %d, want %t", i, nc, got, e.highest, want)
		}
		used[nc] = used[nc] || want
	}
}

func TestReplayForgetsInOrderOfIssue(t *testing.T) {
	t.Parallel()
	m := NewMemoryReplay(1000, epoch)
	s := &m.shards[0]
	const n = 500
	for i := range n {
		issued := int64((i*7919)%n) + 1 // every time once, in disorder
		s.insert(replayEntry{id: NonceID{0, byte(i), byte(i >> 8)}, issued: issued})
	}
	m.live.Store(n)
	checkReplay(t, m, n)
	for want := int64(1); want <= n; want++ {
		if got := s.oldest.Load(); got != want {
			t.Fatalf("oldest = %d, want %d", got, want)
		}
		if got := s.entries[s.pop()].issued; got != want {
			t.Fatalf("pop() = %d, want %d", got, want)
		}
	}
}
