package digest

import (
	"crypto/md5"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"
)

// Algorithm is a hash function and the form of the key made with it.
// The zero value, NoAlgorithm, is an algorithm that is not understood.
// RFC 7616, Section 3.3.
type Algorithm uint8

// The algorithms of RFC 7616, Section 6.1. The -sess forms mix the first
// nonce and cnonce of a session into the key.
const (
	NoAlgorithm Algorithm = iota
	MD5
	SHA256
	SHA512_256
	MD5Sess
	SHA256Sess
	SHA512_256Sess
)

// MaxHexLen is the length of the longest digest in hexadecimal.
const MaxHexLen = 2 * sha256.Size

var algorithmNames = [...]string{
	"", "MD5", "SHA-256", "SHA-512-256", "MD5-sess", "SHA-256-sess", "SHA-512-256-sess",
}

// ParseAlgorithm reads the name of an algorithm in any case. The empty name is
// not understood: that a missing parameter means MD5 is for the caller to say.
func ParseAlgorithm(s string) (Algorithm, bool) {
	for i, name := range algorithmNames[1:] {
		if strings.EqualFold(s, name) {
			return Algorithm(i + 1), true
		}
	}
	return NoAlgorithm, false
}

// String returns the registered spelling, or "" for NoAlgorithm.
func (a Algorithm) String() string {
	if int(a) < len(algorithmNames) {
		return algorithmNames[a]
	}
	return ""
}

// Session tells whether a is a -sess form.
func (a Algorithm) Session() bool { return a >= MD5Sess && a <= SHA512_256Sess }

// Base returns the plain form of a.
func (a Algorithm) Base() Algorithm {
	if a.Session() {
		return a - MD5Sess + MD5
	}
	return a
}

// HexLen returns the length of a digest in hexadecimal: 32 or 64, and 0 for
// NoAlgorithm.
func (a Algorithm) HexLen() int {
	switch a.Base() {
	case MD5:
		return 2 * md5.Size
	case SHA256, SHA512_256:
		return 2 * sha256.Size
	default:
		return 0
	}
}

// New returns a fresh hash of a, for bodies too long to hold. It is nil for
// NoAlgorithm.
func (a Algorithm) New() hash.Hash {
	switch a.Base() {
	case MD5:
		return md5.New()
	case SHA256:
		return sha256.New()
	case SHA512_256:
		return sha512.New512_256()
	default:
		return nil
	}
}

// Hash returns H(data) of RFC 7616, Section 3.3, in lower-case hexadecimal.
// It is empty for NoAlgorithm.
func (a Algorithm) Hash(data []byte) string {
	var sum [MaxHexLen]byte
	return string(a.appendHash(sum[:0], data))
}

// appendHash appends H(data) in lower-case hexadecimal to dst.
func (a Algorithm) appendHash(dst, data []byte) []byte {
	switch a.Base() {
	case MD5:
		sum := md5.Sum(data)
		return hex.AppendEncode(dst, sum[:])
	case SHA256:
		sum := sha256.Sum256(data)
		return hex.AppendEncode(dst, sum[:])
	case SHA512_256:
		sum := sha512.Sum512_256(data)
		return hex.AppendEncode(dst, sum[:])
	default:
		return dst
	}
}

// MarshalText returns the registered spelling.
func (a Algorithm) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads a name in any case.
func (a *Algorithm) UnmarshalText(text []byte) error {
	parsed, ok := ParseAlgorithm(string(text))
	if !ok {
		return fmt.Errorf("unknown digest algorithm %q: use one of %s", text, strings.Join(algorithmNames[1:], ", "))
	}
	*a = parsed
	return nil
}
