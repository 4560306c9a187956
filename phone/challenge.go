package phone

import (
	"fmt"
	"slices"
	"strings"

	"github.com/offhook/offhook/digest"
)

// The schemes that a phone answers.
const (
	schemeDigest = "Digest"
	schemeBasic  = "Basic"
)

// Chosen returns the one challenge of a 401 that the phone answers, and false when it answers none.
func (m *Machine) Chosen(challenges []digest.Challenge) (digest.Challenge, bool) {
	c, scheme, _ := m.choose(challenges)
	return c, scheme != ""
}

// choose returns the challenge that the phone answers and the scheme it does so with, or "" and why it does not. It
// answers Digest with MD5 and qop auth [G p36]; Basic only while it is the only scheme offered, on a model that can, with
// the test switch on. [SEED]
func (m *Machine) choose(challenges []digest.Challenge) (c digest.Challenge, scheme, why string) {
	if len(challenges) == 0 {
		return c, "", "the server's 401 has no challenge that could be read"
	}
	if m.is(switchSeveralChallenges, "first-only") {
		challenges = challenges[:1]
	}
	understood := slices.IndexFunc(challenges, m.understands)
	basic := slices.IndexFunc(challenges, digest.Challenge.IsBasic)
	others := slices.ContainsFunc(challenges, func(c digest.Challenge) bool { return !c.IsBasic() })
	switch {
	case basic >= 0 && m.answersBasic() && (!others || m.is(switchBasicOrder, "first")):
		return challenges[basic], schemeBasic, ""
	case understood >= 0:
		return challenges[understood], schemeDigest, ""
	case others:
		return c, "", "the phone answers Digest with MD5 and qop auth only; the server offers " + describe(challenges)
	case m.config.Model.Basic:
		return c, "", fmt.Sprintf("the server offers only Basic, which the %s answers for testing only", m.config.Model.Name)
	}
	return c, "", fmt.Sprintf("the server offers only Basic, which the %s never answers", m.config.Model.Name)
}

// answersBasic reports whether the phone answers Basic at all: a model that can, with the test switch on. [SEED]
func (m *Machine) answersBasic() bool { return m.config.Model.Basic && m.config.BasicTest }

// understands reports whether the phone can answer challenge c with Digest.
func (m *Machine) understands(c digest.Challenge) bool {
	if !c.IsDigest() || c.Algorithm != digest.MD5 {
		return false
	}
	if c.QOP == nil {
		return !m.is(switchNoQOP, "refuse")
	}
	return slices.ContainsFunc(c.QOP, func(q string) bool { return strings.EqualFold(q, digest.QOPAuth) })
}

// maxDescribed bounds how many of a server's challenges come into a sentence.
const maxDescribed = 8

// describe lists challenges by scheme and, for Digest, by algorithm and qop.
func describe(challenges []digest.Challenge) string {
	var parts []string
	for _, c := range challenges[:min(len(challenges), maxDescribed)] {
		part := fmt.Sprintf("%.20q", c.Scheme)
		if c.IsDigest() {
			part = fmt.Sprintf("Digest (algorithm %.20q, qop %.40q)", c.AlgorithmText, strings.Join(c.QOP, ","))
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}
