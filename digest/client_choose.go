package digest

import (
	"fmt"
	"slices"
	"strings"
)

// Choose returns the challenge to answer with Digest: the first one that the policy permits,
// since a server lists them in its order of preference, or the strongest one by policy. What is
// not understood - a scheme, an algorithm, a quality of protection - is passed over. The error
// says in one sentence why none is left. RFC 7616, Section 3.7.
func (p ClientPolicy) Choose(offered []Challenge, q Quirks) (Challenge, error) {
	best := -1
	for i, c := range offered {
		if !p.answers(c, q) {
			continue
		}
		switch {
		case best < 0,
			q.TakeLastChallenge,
			p.PreferStrongest && Weaker(offered[best].Algorithm, c.Algorithm):
			best = i
		}
	}
	if best < 0 {
		return Challenge{}, p.refusal(offered)
	}
	return offered[best], nil
}

// ChooseBasic returns the Basic challenge to answer. There is one only where the policy allows
// Basic and the server offers no other scheme, since a client takes the strongest scheme that it
// understands and never falls back to a weaker one. RFC 9110, Section 11.3.
func (p ClientPolicy) ChooseBasic(offered []Challenge) (Challenge, error) {
	if !p.AllowBasic {
		return Challenge{}, errBasic{"basic is not allowed by the policy", offered}
	}
	if len(offered) == 0 || slices.ContainsFunc(offered, func(c Challenge) bool { return !c.IsBasic() }) {
		return Challenge{}, errBasic{"basic is answered only where it is the sole scheme", offered}
	}
	return offered[0], nil
}

// errBasic says why Basic is not answered. It makes its sentence when somebody asks: most often nobody does.
type errBasic struct {
	why     string
	offered []Challenge
}

// Error is the sentence.
func (e errBasic) Error() string { return e.why + "; the server offers " + schemes(e.offered) }

// Weaker tells whether a is a weaker algorithm than b. A -sess form is as strong as its plain
// form, and NoAlgorithm is weaker than any.
func Weaker(a, b Algorithm) bool { return a.Base() < b.Base() }

// Strongest returns the strongest algorithm among the Digest challenges, NoAlgorithm without one.
func Strongest(offered []Challenge) Algorithm {
	strongest := NoAlgorithm
	for _, c := range offered {
		if c.IsDigest() && Weaker(strongest, c.Algorithm) {
			strongest = c.Algorithm.Base()
		}
	}
	return strongest
}

func (p ClientPolicy) answers(c Challenge, q Quirks) bool {
	switch {
	case !c.IsDigest(), c.Nonce == "", c.Algorithm == NoAlgorithm:
		return false
	case p.Algorithms != nil && !slices.Contains(p.Algorithms, c.Algorithm):
		return false
	case Weaker(c.Algorithm, p.MinAlgorithm):
		return false
	case q.IgnoreSHA256 && Weaker(MD5, c.Algorithm):
		return false
	case q.NoQOP:
		return true
	}
	_, ok := chooseQOP(c.QOP)
	return ok
}

// chooseQOP returns the one token to answer with, as the server spelt it: auth before auth-int,
// and "" for the form of RFC 2069 when the server offered none. RFC 7616, Section 3.3.
func chooseQOP(offered []string) (string, bool) {
	if len(offered) == 0 {
		return "", true
	}
	for _, want := range []string{QOPAuth, QOPAuthInt} {
		for _, token := range offered {
			if strings.EqualFold(token, want) {
				return token, true
			}
		}
	}
	return "", false
}

func (p ClientPolicy) refusal(offered []Challenge) error {
	var seen []string
	for _, c := range offered {
		if c.IsDigest() {
			seen = append(seen, fmt.Sprintf("algorithm %q with qop %q", c.AlgorithmText, strings.Join(c.QOP, ",")))
		}
	}
	if seen == nil {
		return fmt.Errorf("the server offers %s, not Digest", schemes(offered))
	}
	return fmt.Errorf("the server offers only %s, which the client does not answer", strings.Join(seen, " and "))
}

func schemes(offered []Challenge) string {
	if len(offered) == 0 {
		return "no scheme at all"
	}
	names := make([]string, len(offered))
	for i, c := range offered {
		names[i] = fmt.Sprintf("%q", c.Scheme)
	}
	return strings.Join(names, ", ")
}
