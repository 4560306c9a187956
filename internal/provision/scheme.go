package provision

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strings"

	"github.com/offhook/offhook/digest"
)

// presented is what a request shows before any secret is looked at.
type presented struct {
	user    string
	failure digest.Failure
	detail  string
	digest  digest.Presented
	// basic is the password of a Basic answer, on the listener for tests.
	basic digest.Secret
}

// read takes the credentials apart, by the one scheme that the listener asks for.
func (p *Provisioner) read(r *Request) presented {
	if r.LabBasic {
		return readBasic(r.Digest.Authorization)
	}
	d := p.c.Verifier.Parse(r.Digest)
	return presented{user: d.User, failure: d.Failure, detail: d.Detail, digest: d}
}

// verify compares the answer with every candidate.
func (p *Provisioner) verify(l *login) digest.Verdict {
	if l.request.LabBasic {
		return verifyBasic(l.presented.basic, l.candidates.secrets[:])
	}
	return p.c.Verifier.Verify(l.now, l.request.Digest, &l.presented.digest, l.candidates.secrets[:])
}

// maxBasic bounds a Basic answer.
const maxBasic = 1024

// readBasic reads the user name and the password of Basic. RFC 7617, Section 2.
func readBasic(lines []string) presented {
	if len(lines) != 1 {
		return presented{failure: digest.Malformed, detail: "There is more than one Authorization line."}
	}
	scheme, encoded, _ := strings.Cut(lines[0], " ")
	if !strings.EqualFold(scheme, "Basic") {
		return presented{failure: digest.SchemeRefused, detail: "This listener asks for Basic only."}
	}
	encoded = strings.Trim(encoded, " \t")
	if len(encoded) > maxBasic {
		return presented{failure: digest.Malformed, detail: "The Basic credentials are too long."}
	}
	plain, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil {
		return presented{failure: digest.Malformed, detail: "The Basic credentials are not valid base64."}
	}
	user, password, ok := strings.Cut(string(plain), ":")
	if !ok || strings.ContainsFunc(string(plain), isControl) {
		return presented{failure: digest.Malformed, detail: "The Basic credentials are not a name, a colon and a password."}
	}
	return presented{user: user, basic: digest.NewSecret(password)}
}

func isControl(r rune) bool { return r < 0x20 || r == 0x7F }

// verifyBasic compares a password with every candidate in constant time. A zero candidate never matches.
func verifyBasic(password digest.Secret, secrets []digest.Secret) digest.Verdict {
	vd := digest.Verdict{Match: -1, Failure: digest.Wrong}
	got := sha256.Sum256([]byte(password.Reveal()))
	for i := len(secrets) - 1; i >= 0; i-- {
		want := sha256.Sum256([]byte(secrets[i].Reveal()))
		if subtle.ConstantTimeCompare(got[:], want[:]) == 1 && !secrets[i].IsZero() {
			vd.Match, vd.Failure = i, digest.None
		}
	}
	return vd
}
