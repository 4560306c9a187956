package lab

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// A Shortfall is one expectation that was not met. It holds no secret.
type Shortfall struct {
	// Key is what the plan calls it, such as outcome or stored.ITEM.
	Key  string `json:"key"`
	Want string `json:"want"`
	Got  string `json:"got"`
}

// String is KEY: GOT, want WANT.
func (s Shortfall) String() string { return fmt.Sprintf("%s: %s, want %s", s.Key, s.Got, s.Want) }

// judge returns what of e was not met.
func judge(e Expect, o Observation) []Shortfall {
	j := judgement{}
	j.ending(e, o)
	j.requests(e, o)
	j.memory(e, o)
	j.answers(e, o)
	j.open(e, o)
	return j.shortfalls
}

// judgement collects shortfalls.
type judgement struct{ shortfalls []Shortfall }

// check notes a shortfall unless ok.
func (j *judgement) check(ok bool, key, want, got string) {
	if !ok {
		j.shortfalls = append(j.shortfalls, Shortfall{key, want, cmp.Or(got, "nothing")})
	}
}

// lists compares two lists, when one is wanted.
func (j *judgement) lists(key string, want, got []string) {
	if want != nil {
		j.check(slices.Equal(want, got), key, listText(want), listText(got))
	}
}

// ending judges how the attempt ended.
func (j *judgement) ending(e Expect, o Observation) {
	if e.Outcome != nil {
		j.check(slices.Contains(e.Outcome, o.Outcome), "outcome", strings.Join(e.Outcome, " or "), withReason(o))
	}
	if e.Rung != "" {
		j.check(e.Rung == string(o.Rung), "rung", e.Rung, string(o.Rung))
	}
	if e.Trigger != "" {
		j.check(e.Trigger == o.Trigger, "trigger", e.Trigger, o.Trigger)
	}
	if e.Reason != "" {
		j.check(meets(e.Reason, o.Reason), "reason", e.Reason, o.Reason)
	}
	if e.Within > 0 {
		j.check(o.Took <= e.Within, "within", e.Within.String(), o.Took.Round(time.Millisecond).String())
	}
	j.lists("prompts", e.Prompts, o.Prompts)
}

func withReason(o Observation) string {
	if o.Reason == "" {
		return o.Outcome
	}
	return o.Outcome + ", since " + o.Reason
}

// requests judges what the phone asked, and in which order.
func (j *judgement) requests(e Expect, o Observation) {
	if n := e.Requests; n != nil {
		j.check(o.Requests == *n, "requests", fmt.Sprint(*n), fmt.Sprint(o.Requests))
	}
	if n := e.MaxRequests; n != nil {
		j.check(o.Requests <= *n, "max_requests", fmt.Sprintf("at most %d", *n), fmt.Sprint(o.Requests))
	}
	got := texts(o.Rungs, func(r phone.Rung) string { return string(r) })
	j.lists("rungs", e.Rungs, got)
	for _, rung := range e.Never {
		j.check(!slices.Contains(got, rung), "never", "no request on the "+rung+" rung", listText(got))
	}
	if e.Asked != nil {
		same := slices.EqualFunc(e.Asked, o.Asked, func(want, got string) bool { return matches(want, shown(want, got)) })
		j.check(same, "asked", listText(e.Asked), listText(o.Asked))
	}
	j.lists("indexes", e.Indexes, o.Indexes)
}

// shown is the part of an address that is compared with want: without scheme and host unless want has them.
func shown(want, address string) string {
	if strings.Contains(want, "://") {
		return address
	}
	_, rest, _ := strings.Cut(address, "://")
	if at := strings.IndexByte(rest, '/'); at >= 0 {
		return rest[at:]
	}
	return "/"
}

// memory judges the document, and what the phone keeps of it.
func (j *judgement) memory(e Expect, o Observation) {
	secrets := map[string]bool{}
	for entry := range o.nvm.All() {
		secrets[entry.Item] = entry.Secret
	}
	for _, item := range slices.Sorted(maps.Keys(e.Stored)) {
		want, key := e.Stored[item], "stored."+item
		got, there := o.nvm.Get(item)
		switch {
		case secrets[item]:
			j.check(false, key, "a value that may be seen", "a secret: list it under set or unset")
		case !there:
			j.check(false, key, fmt.Sprintf("%q", want), "")
		default:
			j.check(got == want, key, fmt.Sprintf("%q", want), fmt.Sprintf("%q", got))
		}
	}
	for _, item := range e.Set {
		got, _ := o.nvm.Get(item)
		j.check(got != "", "set."+item, "a value", "none")
	}
	for _, item := range e.Unset {
		got, _ := o.nvm.Get(item)
		j.check(got == "", "unset."+item, "no value", "one")
	}
	if e.Findings != nil {
		var codes []string
		for _, f := range o.Findings {
			if f.Code != provdoc.ClearTextSecret || !e.allowsOpen() || e.expectsOpen() {
				codes = append(codes, f.Code)
			}
		}
		want, got := distinct(e.Findings), distinct(codes)
		j.check(slices.Equal(want, got), "findings", listText(want), listText(got))
	}
}

// open judges whether the server hands out secrets without a credential. Only the plan allows it.
func (j *judgement) open(e Expect, o Observation) {
	if len(o.Open) == 0 || e.allowsOpen() || e.expectsOpen() {
		return
	}
	items := strings.Join(o.Open[:min(len(o.Open), maxExamples)], ", ")
	if more := len(o.Open) - maxExamples; more > 0 {
		items += fmt.Sprintf(" and %d more", more)
	}
	j.check(false, "open", "a credential, or open = true",
		"the server hands out "+items+" without asking for a credential")
}

// maxExamples is how many of a long list a sentence names.
const maxExamples = 3

// allowsOpen reports whether the plan says that the server may hand out secrets; expectsOpen, that
// it should.
func (e Expect) allowsOpen() bool  { return e.Open != nil && *e.Open }
func (e Expect) expectsOpen() bool { return slices.Contains(e.Findings, provdoc.ClearTextSecret) }

// distinct is a list in order, each once.
func distinct(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }

// answers judges what the server said.
func (j *judgement) answers(e Expect, o Observation) {
	if e.Statuses != nil {
		number := func(n int) string { return fmt.Sprint(n) }
		j.lists("statuses", texts(e.Statuses, number), texts(o.Statuses, number))
	}
	for _, name := range slices.Sorted(maps.Keys(e.Headers)) {
		got := withoutUser(strings.Join(o.headers.Values(name), ", "))
		j.check(meets(e.Headers[name], got), "headers."+name, fmt.Sprintf("%q", e.Headers[name]), fmt.Sprintf("%q", got))
	}
	for _, name := range slices.Sorted(maps.Keys(e.Challenge)) {
		j.challenge(name, e.Challenge[name], o.challenges)
	}
	if e.Warnings != nil {
		j.check(*e.Warnings == (len(o.Warnings) > 0), "warnings", fmt.Sprint(*e.Warnings), listText(o.Warnings))
	}
}

// challenge judges one parameter of every 401. Of several challenges in one 401 any may have it.
func (j *judgement) challenge(name, want string, all [][]digest.Challenge) {
	if len(all) == 0 {
		j.check(false, "challenge."+name, fmt.Sprintf("%q", want), "no 401")
	}
	for _, challenges := range all {
		got := texts(challenges, func(c digest.Challenge) string { return parameter(c, name) })
		ok := slices.ContainsFunc(got, func(text string) bool { return meets(want, text) })
		j.check(ok, "challenge."+name, fmt.Sprintf("%q", want), listText(got))
	}
}

// parameter is a parameter of a challenge as text.
func parameter(c digest.Challenge, name string) string {
	switch name {
	case "scheme":
		return c.Scheme
	case "realm":
		return c.Realm
	case "algorithm":
		return c.AlgorithmText
	case "qop":
		return strings.Join(c.QOP, ",")
	case "opaque":
		return c.Opaque
	case "domain":
		return c.Domain
	case "charset":
		return c.Charset
	}
	return fmt.Sprint(c.Stale)
}

// withoutUser hides the user information of an address in a header, which is a pair for the phone.
func withoutUser(text string) string {
	if u, err := url.Parse(text); err == nil && u.User != nil {
		u.User = url.User(phone.Redacted)
		return u.String()
	}
	return text
}

// meets reports whether what is there is as wanted. What is not there is wanted by "" alone, and not by a *: an expectation
// that anything meets could not fall short.
func meets(want, got string) bool {
	if got == "" {
		return want == ""
	}
	return matches(want, got)
}

// matches reports whether text is pattern, in which a * stands for anything.
func matches(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	last := len(parts) - 1
	if last == 0 {
		return pattern == text
	}
	rest, ok := strings.CutPrefix(text, parts[0])
	if ok {
		rest, ok = strings.CutSuffix(rest, parts[last])
	}
	for _, part := range parts[1:last] {
		if !ok {
			break
		}
		_, rest, ok = strings.Cut(rest, part)
	}
	return ok
}

// listText is a list for a person.
func listText(list []string) string { return "[" + strings.Join(list, ", ") + "]" }

// texts is a list of anything as texts.
func texts[T any](list []T, text func(T) string) []string {
	all := make([]string, len(list))
	for i, item := range list {
		all[i] = text(item)
	}
	return all
}
