package digest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
)

// The request of RFC 7616, Section 3.9.1. Its rspauth was computed with other implementations.
const (
	md5Rspauth    = "9b712497bc9f91499fbcca1dfc5f09a5"
	sha256Rspauth = "86d3b25618d41854ca5039a5d7e53ff6355d5134a9b1fb088a78ac3c462195a0"
	infoCnonce    = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
)

func confirming(t *testing.T, algorithm string) (*digest.Session, *digest.Sent) {
	t.Helper()
	s := session(t, digest.SessionConfig{
		Challenge: parse(t, rfc7616("algorithm="+algorithm+", ")), Pair: mufasa,
		Quirks: digest.Quirks{ConstantCnonce: infoCnonce},
	})
	return s, send(t, s, get)
}

func TestClient15Rspauth(t *testing.T) {
	t.Parallel()
	tests := []struct {
		algorithm, info string
		proven, wrong   bool
	}{
		{"MD5", `rspauth="` + md5Rspauth + `", qop=auth, cnonce="` + infoCnonce + `", nc=00000001`, true, false},
		{"SHA-256", `rspauth="` + sha256Rspauth + `", qop=auth, cnonce="` + infoCnonce + `", nc=00000001`, true, false},
		{"MD5", `rspauth="` + strings.ToUpper(md5Rspauth) + `"`, true, false},
		{"MD5", `qop="auth" , ,RSPAUTH = "` + md5Rspauth + `", unknown=1`, true, false},
		{"MD5", ``, false, false},
		{"MD5", `nextnonce="x"`, false, false},
		{"MD5", `rspauth="` + sha256Rspauth + `"`, false, true},
		{"MD5", `rspauth="9b712497bc9f91499fbcca1dfc5f09a6"`, false, true},
		{"MD5", `rspauth="9b71"`, false, true},
		{"MD5", `rspauth="` + md5Rspauth + `", nc=00000002`, false, true},
		{"MD5", `rspauth="` + md5Rspauth + `", cnonce="other"`, false, true},
		{"MD5", `rspauth="` + md5Rspauth + `", qop=auth-int`, false, true},
	}
	for _, test := range tests {
		s, sent := confirming(t, test.algorithm)
		proven, err := s.Confirm(sent, test.info, "")
		if proven != test.proven || errors.Is(err, digest.ErrRspauth) != test.wrong {
			t.Errorf("%s with %s: proven = %v, %v; want %v, wrong %v", test.algorithm, test.info, proven, err, test.proven, test.wrong)
		}
	}
}

func TestClient15MalformedInfo(t *testing.T) {
	t.Parallel()
	for _, info := range []string{
		`rspauth`, `rspauth=`, `rspauth="`, `="x"`, `rspauth="a" qop=auth`, `nextnonce="a", nextnonce="b"`,
		"nextnonce=\"a\x01\"", `rspauth="\`,
	} {
		s, sent := confirming(t, "MD5")
		var syntax *digest.SyntaxError
		if proven, err := s.Confirm(sent, info, ""); proven || !errors.As(err, &syntax) {
			t.Errorf("%q: proven = %v, %v; want a syntax error", info, proven, err)
		}
		if got := parameter(send(t, s, get).Header, "nc"); got != "00000002" {
			t.Errorf("%q: nc goes on with %s, want the old nonce", info, got)
		}
	}
}

func TestClient14NextNonce(t *testing.T) {
	t.Parallel()
	const fresh = `nextnonce="fresh"`
	tests := []struct{ name, algorithm, info, nonce, nc string }{
		{"alone", "MD5", fresh, "fresh", "00000001"},
		{"with a right rspauth", "MD5", `rspauth="` + md5Rspauth + `", ` + fresh, "fresh", "00000001"},
		{"with a wrong rspauth", "MD5", fresh + `, rspauth="00712497bc9f91499fbcca1dfc5f09a5"`, "old", "00000002"},
		{"in a -sess session", "MD5-sess", fresh, "old", "00000002"},
	}
	for _, test := range tests {
		s, sent := confirming(t, test.algorithm)
		_, _ = s.Confirm(sent, test.info, "")
		header := send(t, s, get).Header
		nonce := "old"
		if strings.Contains(header, `nonce="fresh"`) {
			nonce = "fresh"
		}
		if nc := parameter(header, "nc"); nonce != test.nonce || nc != test.nc {
			t.Errorf("%s: goes on with the %s nonce and nc %s, want %s and %s", test.name, nonce, nc, test.nonce, test.nc)
		}
	}
}

// FuzzClientInfo: whatever a server sends, nothing is proven but by the right digest.
func FuzzClientInfo(f *testing.F) {
	f.Add(`rspauth="x", nextnonce="y"`)
	f.Add(`rspauth="` + strings.Repeat("0", 32) + `", qop=auth, nc=00000001`)
	f.Add(`a="\", b`)
	f.Fuzz(func(t *testing.T, info string) {
		s, sent := confirming(t, "MD5")
		proven, _ := s.Confirm(sent, info, "")
		if proven && !strings.Contains(strings.ToLower(info), md5Rspauth[:8]) {
			t.Errorf("%q proves the password", info)
		}
	})
}
