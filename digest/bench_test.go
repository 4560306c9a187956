package digest

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"testing"
	"time"
)

func BenchmarkChallenges(b *testing.B) {
	v := newVerifier(b, nil)
	b.ReportAllocs()
	for b.Loop() {
		v.Challenges(epoch, false)
	}
}

func BenchmarkIssueNonce(b *testing.B) {
	v := newVerifier(b, nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.keys.issue(epoch, v.offer, v.scope, rand.Reader); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenNonce(b *testing.B) {
	v := newVerifier(b, nil)
	text := v.nonce(epoch)
	b.ReportAllocs()
	for b.Loop() {
		if !v.keys.open(text, v.scope).genuine {
			b.Fatal("not genuine")
		}
	}
}

func BenchmarkParseAuthorization(b *testing.B) {
	v := newVerifier(b, nil)
	line := phone().authorization(challenge(b, v, epoch)).String()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseAuthorization(line); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	tests := []struct {
		name       string
		algorithm  Algorithm
		candidates []Secret
		match      int
	}{
		{"MD5/1", MD5, []Secret{testPassword}, 0},
		{"MD5/3", MD5, []Secret{NewSecret("old"), {}, testPassword}, 2},
		{"SHA-256/1", SHA256, []Secret{testPassword}, 0},
		{"SHA-256/3", SHA256, []Secret{NewSecret("old"), {}, testPassword}, 2},
		{"unknown user/3", MD5, make([]Secret, 3), -1},
	}
	for _, test := range tests {
		b.Run(test.name, func(b *testing.B) {
			v := newVerifier(b, withPolicy(Policy{Algorithms: []Algorithm{test.algorithm}}))
			r := phone().request(challenge(b, v, epoch))
			b.ReportAllocs()
			for b.Loop() {
				p := v.Parse(r)
				vd := v.Verify(epoch, r, &p, test.candidates)
				if vd.Match != test.match {
					b.Fatalf("Match = %d, want %d", vd.Match, test.match)
				}
			}
		})
	}
}

func BenchmarkClaim(b *testing.B) {
	const live = 1 << 20
	m := NewMemoryReplay(live, epoch)
	ctx := context.Background()
	var id NonceID
	claim := func(n uint64) {
		binary.LittleEndian.PutUint64(id[:], n)
		issued := epoch.Add(time.Duration(n+1) * time.Millisecond)
		if ok, _ := m.Claim(ctx, id, issued, 1, issued.Add(time.Hour)); !ok {
			b.Fatalf("Claim(%d) was refused", n)
		}
	}
	n := uint64(0)
	for ; n < live; n++ {
		claim(n)
	}
	b.ReportAllocs()
	for b.Loop() {
		claim(n)
		n++
	}
}
