package digest

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// modelRoom is the size of the store under test: small, so that it evicts.
const modelRoom = 5

// replayModel drives two nodes that share keys and a replay store, and knows
// what must and what must not be let in. Its oracle is a set of what was used.
type replayModel struct {
	t     *testing.T
	keys  *KeyRing
	key   byte
	nodes [2]*Verifier
	store *MemoryReplay
	rand  io.Reader // the same in every run, so that a failure can be repeated
	now   time.Time
	peak  time.Time // the latest now

	nonces []*modelNonce
	used   map[string]bool
	held   map[*modelNonce]bool // the store surely knows them
	lost   time.Time            // the store surely forgot nothing that was issued later
}

type modelNonce struct {
	challenge Challenge
	issued    time.Time
	key       byte
	touched   bool
	highest   uint32
}

func newReplayModel(t *testing.T) *replayModel {
	m := &replayModel{t: t, keys: NewKeyRing(1, testKey), key: 1, now: epoch, used: map[string]bool{}, rand: rand.NewChaCha8([32]byte{})}
	m.restart()
	return m
}

func (m *replayModel) restart() {
	m.setTime(m.peak.Sub(m.now))
	m.store = NewMemoryReplay(modelRoom, m.peak)
	m.lost, m.held = m.peak, map[*modelNonce]bool{}
	for i := range m.nodes {
		m.nodes[i] = newVerifier(m.t, func(c *Config) { c.Keys, c.Rand, c.Policy.NoQOP = m.keys, m.rand, true })
	}
}

// setTime moves the clock, forward or back.
func (m *replayModel) setTime(by time.Duration) {
	if by > 0 || m.peak.After(m.now) {
		m.now = m.now.Add(by)
	}
	if m.now.After(m.peak) {
		m.peak = m.now
	}
}

func (m *replayModel) issue(node int) {
	m.nonces = append(m.nonces, &modelNonce{challenge: challenge(m.t, m.nodes[node], m.now), issued: m.now, key: m.key})
}

// claim sends a request with count nc, or without qop when nc is 0.
func (m *replayModel) claim(rt *rapid.T, node int, n *modelNonce, nc uint32) {
	c := phone()
	c.nc = nc
	if nc == 0 {
		c.qop = "none"
	}
	evicted := m.store.Evicted()
	_, vd := check(m.nodes[node], m.now, c.request(n.challenge), testPassword)
	opened := vd.Failure == None
	ok := m.nodes[node].Claim(context.Background(), m.store, &vd) == None
	what := fmt.Sprintf("nonce of %s, count %d, at %s: %s", n.issued.Sub(epoch), nc, m.now.Sub(epoch), vd.Failure)
	if ok && m.isUsed(n, nc) {
		rt.Fatalf("replay: %s", what)
	}
	if ok && !m.alive(n, nc) {
		rt.Fatalf("dead nonce: %s", what)
	}
	if opened != m.alive(n, nc) {
		rt.Fatalf("nonce judged wrongly: %s", what)
	}
	if !ok && m.alive(n, nc) && m.mustPass(n, nc) {
		rt.Fatalf("refused without need: %s", what)
	}
	m.note(n, nc, ok, m.store.Evicted() != evicted)
}

// isUsed tells whether a count may not be let in any more. An answer without
// qop uses the first and the last count, and all but the last few with them.
func (m *replayModel) isUsed(n *modelNonce, nc uint32) bool {
	used := func(nc uint32) bool { return m.used[fmt.Sprint(n.challenge.Nonce, nc)] }
	if nc == 0 {
		return used(0) || used(1) || used(math.MaxUint32)
	}
	return used(nc) || used(0) && nc <= math.MaxUint32-replayWindow
}

func (m *replayModel) use(n *modelNonce, nc uint32) { m.used[fmt.Sprint(n.challenge.Nonce, nc)] = true }

// alive tells whether the nonce itself is good for a count.
func (m *replayModel) alive(n *modelNonce, nc uint32) bool {
	age := m.now.Sub(n.issued)
	return m.keys.state.Load().keys[n.key] != nil && age >= -DefaultSkew && age < DefaultLife && (nc > 1 || age < DefaultFirstUse)
}

// mustPass tells whether the store has no reason to refuse.
func (m *replayModel) mustPass(n *modelNonce, nc uint32) bool {
	switch {
	case m.isUsed(n, nc):
		return false
	case m.held[n]:
		first := max(nc, 1)
		return first > n.highest || n.highest-first < replayWindow
	case nc == 0 && m.store.Len() == modelRoom:
		return false // it claims twice, and may be the oldest in between
	default:
		return !n.touched && n.issued.After(m.lost)
	}
}

// note brings the oracle up to date.
func (m *replayModel) note(n *modelNonce, nc uint32, ok, evicted bool) {
	if nc == 0 && m.alive(n, nc) {
		m.use(n, 1) // even when the last count is refused
	}
	if ok {
		m.use(n, nc)
		m.held[n], n.touched, n.highest = true, true, max(n.highest, nc)
		if nc == 0 {
			m.use(n, math.MaxUint32)
			n.highest = math.MaxUint32
		}
	}
	if evicted {
		oldest := n.issued
		for h := range m.held {
			if h.issued.Before(oldest) {
				oldest = h.issued
			}
		}
		m.forget(func(h *modelNonce) bool { return h.issued.Equal(oldest) })
	}
}

func (m *replayModel) forget(gone func(*modelNonce) bool) {
	for h := range m.held {
		if gone(h) {
			delete(m.held, h)
			if h.issued.After(m.lost) {
				m.lost = h.issued
			}
		}
	}
}

func (m *replayModel) sweep() {
	m.store.Sweep(m.now)
	m.forget(func(h *modelNonce) bool { return !m.now.Before(h.issued.Add(DefaultLife)) })
}

func (m *replayModel) rotate(remove bool) {
	old := m.key
	m.key++
	m.keys.Add(m.key, [32]byte{m.key, 1})
	if err := m.keys.Sign(m.key); err != nil {
		m.t.Fatal(err)
	}
	if remove {
		if err := m.keys.Remove(old); err != nil {
			m.t.Fatal(err)
		}
	}
}

func drawCount(rt *rapid.T, n *modelNonce) uint32 {
	return rapid.OneOf(
		rapid.Uint32Range(0, 4),
		rapid.Uint32Range(max(n.highest, 70)-70, min(n.highest, math.MaxUint32-4)+4),
		rapid.SampledFrom([]uint32{1, 65, 1 << 31, math.MaxUint32 - 63, math.MaxUint32 - 1, math.MaxUint32}),
	).Draw(rt, "count")
}

func TestServer48ReplayModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := newReplayModel(t)
		rt.Repeat(map[string]func(*rapid.T){
			"issue": func(rt *rapid.T) {
				m.setTime(time.Duration(rapid.IntRange(0, 3).Draw(rt, "ms")) * time.Millisecond)
				m.issue(rapid.IntRange(0, 1).Draw(rt, "node"))
			},
			"claim": func(rt *rapid.T) { m.claimAny(rt) },
			"retry": func(rt *rapid.T) { m.claimAny(rt); m.claimAny(rt) },
			"wait": func(rt *rapid.T) {
				m.setTime(rapid.SampledFrom([]time.Duration{
					time.Millisecond, time.Second, 10 * time.Minute, 45 * time.Minute, time.Hour,
				}).Draw(rt, "wait"))
			},
			"set back": func(rt *rapid.T) {
				m.setTime(-rapid.SampledFrom([]time.Duration{time.Second, 6 * time.Second, time.Hour}).Draw(rt, "back"))
			},
			"sweep":   func(*rapid.T) { m.sweep() },
			"restart": func(*rapid.T) { m.restart() },
			"rotate":  func(rt *rapid.T) { m.rotate(rapid.Bool().Draw(rt, "remove")) },
			"": func(rt *rapid.T) {
				if m.store.Len() > modelRoom {
					rt.Fatalf("%d nonces are held, want at most %d", m.store.Len(), modelRoom)
				}
			},
		})
		checkReplay(t, m.store, modelRoom)
	})
}

func (m *replayModel) claimAny(rt *rapid.T) {
	if len(m.nonces) == 0 {
		return // no nonce is issued yet
	}
	recent := m.nonces[max(0, len(m.nonces)-12):]
	n := rapid.SampledFrom(recent).Draw(rt, "nonce")
	m.claim(rt, rapid.IntRange(0, 1).Draw(rt, "node"), n, drawCount(rt, n))
}
