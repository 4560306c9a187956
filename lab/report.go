package lab

import (
	"slices"
	"time"
)

// A Report is what came of a plan. It holds no secret.
type Report struct {
	Began time.Time
	Took  time.Duration
	// Results are in the order of the plan.
	Results []Result
}

// A Result is what came of one phone.
type Result struct {
	// Phone is its name in the plan.
	Phone, Model, Firmware, MAC string
	// Warnings name the settings that this model or firmware does not use.
	Warnings []string
	// Problem says why the phone did not run, or not to its end; "" when it did.
	Problem string
	Starts  []StartResult
}

// A StartResult is what came of one start.
type StartResult struct {
	// Start is its name in the plan.
	Start string
	By    Trigger
	Observation
	Shortfalls []Shortfall
	// Problem says why the start could not be judged; "" when it was.
	Problem string
}

// OK reports whether everything was as expected.
func (s StartResult) OK() bool { return s.Problem == "" && len(s.Shortfalls) == 0 }

// OK reports whether every start was as expected.
func (r Result) OK() bool {
	return r.Problem == "" && !slices.ContainsFunc(r.Starts, func(s StartResult) bool { return !s.OK() })
}

// Took is how long the starts took together.
func (r Result) Took() (sum time.Duration) {
	for _, s := range r.Starts {
		sum += s.Took
	}
	return sum
}

// OK reports whether every phone was as expected.
func (r Report) OK() bool { return r.Short() == 0 }

// Short is the number of phones that fell short.
func (r Report) Short() (n int) {
	for _, result := range r.Results {
		if !result.OK() {
			n++
		}
	}
	return n
}
