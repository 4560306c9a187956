package main

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// startServer is the script command that runs `offhook serve` on a data folder for the rest of the script and puts the
// address of its phone-facing listener into an environment variable:
//
//	server VARIABLE DIR FLAG...
func startServer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: server VARIABLE DIR FLAG...")
	}
	ctx, cancel := context.WithCancel(context.Background())
	stderr := newLineBuffer()
	root := newRootCommand()
	root.SetArgs(append([]string{"serve", "--data", ts.MkAbs(args[1]), "--listen", "127.0.0.1:0", "--console", ""}, args[2:]...))
	root.SetErr(stderr)
	ended := make(chan error, 1)
	go func() { ended <- root.ExecuteContext(ctx) }()
	ts.Defer(func() {
		cancel()
		if err := <-ended; err != nil {
			ts.Logf("the server ended with %v", err)
		}
	})
	address, ok := stderr.await(regexp.MustCompile(`msg="listening for phones" addr=(\S+)`), 20*time.Second)
	if !ok {
		ts.Fatalf("the server did not start:\n%s", stderr)
	}
	ts.Setenv(args[0], "http://"+address)
}

// The script runs the example of the lab, which the package tests and the manual quotes.
func TestScriptRunsTheExample(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile("testdata/script/lab.txtar")
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile("../../lab/testdata/example.toml")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(script), "\n-- office.toml --\n"+string(example)+"-- ") {
		t.Error("office.toml in testdata/script/lab.txtar is not lab/testdata/example.toml")
	}
}
