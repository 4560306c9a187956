package main

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain gives the programs that tests run less time to end: with the race detector each that succeeds sleeps a second, in which
// goroutines that are left may show a race, and hundreds of commands end with their work done. Scripts in which servers or phones run on
// give them the second. Options that the caller sets come later, and win.
func TestMain(m *testing.M) {
	if err := os.Setenv("GORACE", "atexit_sleep_ms=10 "+os.Getenv("GORACE")); err != nil {
		panic(err)
	}
	testscript.Main(m, map[string]func(){"offhook": main})
}

func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code":       expectCode,
			"provider":   provider,
			"indexfiles": indexFiles,
			"pairurl":    pairURL,
			"await":      await,
			"fetch":      fetch,
			"notify":     notify,
			"taken":      taken,
			"server":     startServer,
			"seal":       seal,
		},
	})
}

// expectCode is the script command `code N args...`: it runs offhook with args and demands exit code N.
func expectCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: code N args...")
	}
	err := ts.Exec("offhook", args[1:]...)
	got := "0"
	if err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("offhook %q: %v", args[1:], err)
		}
		got = strconv.Itoa(exit.ExitCode())
	}
	if got != args[0] {
		ts.Fatalf("offhook %q: exit code %s, want %s", args[1:], got, args[0])
	}
}
