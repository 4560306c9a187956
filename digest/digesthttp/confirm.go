package digesthttp

import (
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"strings"

	"github.com/offhook/offhook/digest"
)

// confirm checks the proof of the server, in the header or, where it stands in the trailer or
// covers the body, at the end of the body.
func (tr *trip) confirm(s *side, resp *http.Response) error {
	if s.sent == nil {
		return nil
	}
	value := infoValue(resp.Header, s.info)
	_, later := resp.Trailer[s.info]
	switch {
	case (later || s.sent.BodyProtected()) && resp.StatusCode != http.StatusSwitchingProtocols:
		tr.confirmLater(s, resp)
		return nil
	case value != "":
		return tr.check(s, value, "")
	case tr.t.Policy.RequireRspauth:
		return fmt.Errorf("%w: the response has no %s", digest.ErrRspauth, s.info)
	default:
		return nil
	}
}

// check compares the proof with what was sent.
func (tr *trip) check(s *side, value, bodyHash string) error {
	proven, err := s.session.Confirm(s.sent, value, bodyHash)
	if err == nil && !proven && tr.t.Policy.RequireRspauth {
		return fmt.Errorf("%w: there is no rspauth", digest.ErrRspauth)
	}
	return err
}

// confirmLater checks the proof when the caller has read the body. A wrong proof is an error of
// the last Read where the policy requires one.
func (tr *trip) confirmLater(s *side, resp *http.Response) {
	resp.Body = &proofReader{
		ReadCloser: resp.Body,
		hash:       s.sent.Algorithm().New(),
		check: func(bodyHash string) error {
			value := infoValue(resp.Header, s.info)
			if value == "" {
				value = infoValue(resp.Trailer, s.info)
			}
			err := tr.check(s, value, bodyHash)
			if tr.t.Policy.RequireRspauth {
				return err
			}
			return nil
		},
	}
}

func infoValue(h http.Header, name string) string { return strings.Join(h.Values(name), ", ") }

// proofReader hashes a body as it is read and checks the hash at its end.
type proofReader struct {
	io.ReadCloser
	hash  hash.Hash
	check func(bodyHash string) error
	err   error // what the end of the body gave, nil before it
}

func (r *proofReader) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	n, err := r.ReadCloser.Read(p)
	_, _ = r.hash.Write(p[:n])
	if errors.Is(err, io.EOF) {
		if wrong := r.check(hex.EncodeToString(r.hash.Sum(nil))); wrong != nil {
			err = wrong
		}
		r.err = err
	}
	return n, err
}
