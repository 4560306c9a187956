package soak

import (
	"context"
	"errors"
	"math/rand/v2"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// errSeeded stands for the end of a fuzz run that found something.
var errSeeded = errors.New("exit status 1")

// inputs runs every fuzz target, and counts what they tried.
func inputs(ctx context.Context, t *testing.T, r *run, _ *rand.Rand) {
	limit, _ := ctx.Deadline()
	seconds := max(1, int(time.Until(limit).Seconds()))
	after := context.WithoutCancel(ctx)
	fuzz := exec.CommandContext(after, "../../scripts/fuzz", strconv.Itoa(seconds))
	out, err := fuzz.CombinedOutput()
	r.count("fuzz inputs", r.checks.fuzzed(string(out), err))
	if err != nil {
		t.Logf("%s", out)
	}
}

var (
	fuzzTarget = regexp.MustCompile(`(?m)^-- Fuzz\w+ of `)
	fuzzInputs = regexp.MustCompile(`execs: (\d+)`)
)

// fuzzed judges what scripts/fuzz printed, and returns the number of inputs.
func (c *checks) fuzzed(out string, err error) (count int64) {
	targets := len(fuzzTarget.FindAllString(out, -1))
	for range targets {
		c.inputs.look(!strings.Contains(out, "execs: "), "no input was tried")
	}
	if err != nil {
		c.inputs.look(true, "%v", err)
	}
	for _, m := range fuzzInputs.FindAllStringSubmatch(out, -1) {
		n, _ := strconv.ParseInt(m[1], 10, 64) // digits
		count += n
	}
	return count
}
