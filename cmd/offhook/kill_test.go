package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// offhook runs the program to its end, or kills it with SIGKILL when ctx ends first; killed says which.
func offhook(ctx context.Context, t *testing.T, args ...string) (stdout string, killed bool) {
	t.Helper()
	cmd := exec.CommandContext(ctx, "offhook", args...)
	var out, diagnosis bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &diagnosis
	err := cmd.Run()
	if err == nil {
		return out.String(), false
	}
	if ctx.Err() == nil {
		t.Fatalf("offhook %q: %v\n%s", args, err, &diagnosis)
	}
	return out.String(), true
}

// countDevices returns how many devices a data folder holds, and fails when it cannot be read.
func countDevices(t *testing.T, data string) int {
	t.Helper()
	out, _ := offhook(t.Context(), t, "device", "list", "--json", "--data", data)
	return strings.Count(out, `"mac":`)
}

// batchSize is how many devices one import of the test has.
const batchSize = 100

// importFile writes an import that no other batch overlaps.
func importFile(t *testing.T, batch int) string {
	t.Helper()
	var csv strings.Builder
	csv.WriteString("mac,model,username,password\n")
	for i := range batchSize {
		fmt.Fprintf(&csv, "7C2F80%02X%04X,N720,user-%d-%d,a-long-password-%d\n", batch, i, batch, i, i)
	}
	file := filepath.Join(t.TempDir(), "devices.csv")
	if err := os.WriteFile(file, []byte(csv.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// A command that is killed at any moment leaves all of its change or nothing, and all of it once it has said so.
func TestSecurity38KilledCommandLosesNothing(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	start := time.Now()
	offhook(t.Context(), t, "device", "import", importFile(t, 0), "--data", data)
	whole := time.Since(start)

	const kills = 8
	sure := batchSize
	for i := 1; i <= kills; i++ {
		before := countDevices(t, data)
		ctx, cancel := context.WithTimeout(t.Context(), whole*time.Duration(i)/(kills-1))
		out, killed := offhook(ctx, t, "device", "import", importFile(t, i), "--data", data)
		cancel()
		added := countDevices(t, data) - before
		t.Logf("import %d: killed %v, said %q, added %d", i, killed, out, added)
		switch {
		case added != 0 && added != batchSize:
			t.Fatalf("import %d left %d of %d devices", i, added, batchSize)
		case (!killed || out != "") && added != batchSize:
			t.Fatalf("import %d said %q, and %d of %d devices are there", i, out, added, batchSize)
		case added == batchSize:
			sure += batchSize
		}
	}
	if got := countDevices(t, data); got != sure {
		t.Errorf("%d devices at the end, want %d", got, sure)
	}
}

// A server that is killed while devices change forgets none of the changes: the next one demands the newest password.
func TestSecurity38KilledServerLosesNothing(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	const mac = "7C2F80123456"
	offhook(t.Context(), t, "device", "add", mac, "--model", "N720", "--username", "user", "--password", "password-0-of-many", "--data", data)
	for round := 1; round <= 2; round++ {
		server := startServe(t, data)
		password := fmt.Sprintf("password-%d-of-many", round)
		offhook(t.Context(), t, "device", "edit", mac, "--password", password, "--data", data)
		server.kill()

		server = startServe(t, data)
		url := server.url + "/" + mac + ".xml"
		fetch := []string{"phone", "--model", "N720", "--mac", mac, "--username", "user", url}
		offhook(t.Context(), t, append(fetch, "--password", password)...)
		old := exec.CommandContext(t.Context(), "offhook", append(fetch, "--password", fmt.Sprintf("password-%d-of-many", round-1))...)
		exit, ok := errors.AsType[*exec.ExitError](old.Run())
		if !ok || exit.ExitCode() != exitRefused {
			t.Errorf("round %d: the old password ended with %v, want exit code %d", round, exit, exitRefused)
		}
		server.kill()
	}
}

// serving is a running `offhook serve`.
type serving struct {
	url  string
	kill func()
}

// startServe starts a server on a free port and waits until it answers. It is killed with SIGKILL, at the end of the test
// at the latest.
func startServe(t *testing.T, data string) serving {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	log := newLineBuffer()
	cmd := exec.CommandContext(ctx, "offhook", "serve", "--data", data, "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0")
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // it ends by SIGKILL
	}()
	kill := func() {
		cancel()
		<-ended
	}
	t.Cleanup(kill)
	s := serving{"http://" + log.find(t, `msg="listening for phones" addr=(\S+)`), kill}
	log.find(t, `msg=(ready)`)
	response, err := http.Get(s.url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusUnauthorized {
		t.Fatalf("the server answers %s, want 401", response.Status)
	}
	return s
}
