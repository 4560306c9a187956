package digest

import (
	"crypto/subtle"
	"errors"
	"strings"
)

// ErrRspauth means that the server did not prove that it knows the password: its rspauth is wrong
// or, where it is required, missing.
var ErrRspauth = errors.New("digest: the server did not prove that it knows the password")

// info is an Authentication-Info field, decoded. RFC 7616, Section 3.5.
type info struct {
	nextnonce, rspauth, qop, cnonce, nc string
}

// parseInfo reads the value of Authentication-Info or Proxy-Authentication-Info. Names that are
// not known are ignored; the error is a *SyntaxError.
func parseInfo(value string) (info, error) {
	var parsed info
	seen := make(map[string]bool)
	s := scanner{text: value}
	for s.skipEmpty(); !s.done(); s.skipEmpty() {
		name, value, err := s.parameter(unquotedBytes)
		if err != nil {
			return info{}, err
		}
		name = strings.ToLower(name)
		if seen[name] {
			return info{}, fault(SyntaxDuplicate, name)
		}
		seen[name] = true
		parsed.set(name, value)
	}
	return parsed, nil
}

func (f *info) set(name, value string) {
	switch name {
	case "nextnonce":
		f.nextnonce = value
	case "rspauth":
		f.rspauth = value
	case "qop":
		f.qop = value
	case "cnonce":
		f.cnonce = value
	case "nc":
		f.nc = value
	}
}

// check compares rspauth with what the request sent. What the server repeats of the request must
// be what was sent.
func (f *info) check(sent *Input, bodyHash string) error {
	repeated := func(got, want string) bool { return got == "" || strings.EqualFold(got, want) }
	if !repeated(f.qop, sent.QOP) || !repeated(f.nc, sent.NC) || f.cnonce != "" && f.cnonce != sent.Cnonce {
		return ErrRspauth
	}
	if !sameHex(f.rspauth, sent.Rspauth(bodyHash)) {
		return ErrRspauth
	}
	return nil
}

// sameHex compares two digests in hexadecimal, in any case and in constant time.
func sameHex(a, b string) bool {
	return subtle.ConstantTimeCompare([]byte(strings.ToLower(a)), []byte(strings.ToLower(b))) == 1
}
