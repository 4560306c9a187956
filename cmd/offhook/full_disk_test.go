//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// limited runs the program with files that cannot grow beyond a size, as on a full disk.
func limited(t *testing.T, kilobytes int, stdout *os.File, args ...string) outcome {
	t.Helper()
	script := `trap '' XFSZ; ulimit -f "$0"; exec offhook "$@"`
	cmd := exec.CommandContext(t.Context(), "bash",
		append([]string{"-c", script, strconv.Itoa(kilobytes)}, args...)...)
	var out, diagnosis bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &diagnosis
	if stdout != nil {
		cmd.Stdout = stdout
	}
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return outcome{exit.ExitCode(), out.String(), diagnosis.String()}
	}
	if err != nil {
		t.Fatal(err)
	}
	return outcome{0, out.String(), diagnosis.String()}
}

// writingCommand is a command, and what tells whether its change is there.
type writingCommand struct {
	args, look []string
	there      string // is in what look prints if the change is there
	gone       bool   // is not in it if the change is there
}

const diskMAC = "7C2F80AA0001"

// writingCommands are all commands that write.
func writingCommands(t *testing.T) []writingCommand {
	t.Helper()
	table := writeFile(t, "more.csv", "mac,model,username,password,site\n"+
		"7C2F80BB0001,N510,u9,a-long-password-of-one,graz\n")
	document := writeFile(t, "taken.csv", "mac,model,username,password\n"+
		diskMAC+",N510,replaced,a-long-password-of-one\n")
	template := writeFile(t, "reception.xml", `<?xml version="1.0" encoding="ISO-8859-1"?>
<ProviderFrame xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<Provider><MAC_ADDRESS value="{{.MAC}}"/><VERSION value="{{.Version}}"/></Provider></ProviderFrame>`)
	show := []string{"device", "show", diskMAC, "--json"}
	list := []string{"device", "list", "--json"}
	return []writingCommand{
		{[]string{"device", "add", "7C2F80CC0001", "--model", "N720"}, list, "7C2F80CC0001", false},
		{[]string{"device", "set", diskMAC, "S_SIP_SERVER=new.example.net"}, show, "new.example.net", false},
		{[]string{"device", "unset", diskMAC, "S_STUN_SERVER"}, show, "old.example.net", true},
		{[]string{"device", "edit", diskMAC, "--comment", "edited"}, show, "edited", false},
		{[]string{"device", "disable", diskMAC}, show, `"enabled":false`, false},
		{[]string{"device", "line", diskMAC, "1", "--number", "4711"}, show, "4711", false},
		{[]string{"device", "rm", diskMAC}, list, diskMAC, true},
		{[]string{"device", "import", "--make-sites", table}, list, "7C2F80BB0001", false},
		{[]string{"device", "import", "--replace", document}, show, "replaced", false},
		{[]string{"global", "set", "S_SIP_REGISTRAR=global.example.net"},
			[]string{"global", "show", "--json"}, "global.example.net", false},
		{[]string{"site", "add", "linz"}, []string{"site", "list", "--json"}, "linz", false},
		{[]string{"site", "set", "wien", "S_SIP_REGISTRAR=wien.example.net"},
			[]string{"site", "show", "wien", "--json"}, "wien.example.net", false},
		{[]string{"site", "rm", "wien"}, []string{"site", "list", "--json"}, "wien", true},
		{[]string{"profile", "add", "hall", "--model", "N510"},
			[]string{"profile", "list", "--json"}, "hall", false},
		{[]string{"profile", "copy", "standard-n510", "copied"},
			[]string{"profile", "list", "--json"}, "copied", false},
		{[]string{"template", "save", "reception", template, "--author", "me"},
			[]string{"template", "list", "--json"}, "reception", false},
	}
}

// diskData makes a data folder with some data for writingCommands.
func diskData(t *testing.T, data string) {
	t.Helper()
	var csv strings.Builder
	csv.WriteString("mac,model,username,password,S_STUN_SERVER\n" +
		diskMAC + ",N510,user,a-long-password-of-one,old.example.net\n")
	for i := range 300 {
		fmt.Fprintf(&csv, "7C2F80DD%04X,N510,u%d,a-long-password-%d,stun.example.net\n", i, i, i)
	}
	for _, args := range [][]string{
		{"device", "import", writeFile(t, "phones.csv", csv.String())}, {"site", "add", "wien"},
	} {
		if got := endOf(t.Context(), t, append(args, "--data", data)...); got.code != 0 {
			t.Fatalf("%q: %+v", args, got)
		}
	}
}

// isThere reports whether the change of a command is in the database.
func (c *writingCommand) isThere(t *testing.T, data string) bool {
	t.Helper()
	got := endOf(t.Context(), t, append(c.look[:len(c.look):len(c.look)], "--data", data)...)
	if got.code != 0 {
		t.Errorf("%q: %+v", c.look, got)
	}
	return strings.Contains(got.out, c.there) != c.gone
}

func copyFolder(t *testing.T, from string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(to, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(to, "offhook.key"), 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// On a disk that gets full at any moment, the exit code of each command that writes and its
// words agree with what is stored.
func TestSecurity38FullDisk(t *testing.T) {
	t.Parallel()
	first := t.TempDir()
	diskData(t, first)
	for _, c := range writingCommands(t) {
		t.Run(strings.Join(c.args[:2], " "), func(t *testing.T) {
			t.Parallel()
			ends := map[bool]int{}
			for _, kilobytes := range []int{28, 32, 40, 48, 56, 64, 4096} {
				data := copyFolder(t, first)
				got := limited(t, kilobytes, nil, append(c.args[:len(c.args):len(c.args)], "--data", data)...)
				there := c.isThere(t, data)
				ends[there]++
				said := got.code == 0 || strings.Contains(got.errors, "the change is stored")
				if there != said || strings.Contains(got.errors, "panic") || got.code > 2 {
					t.Errorf("%d KB: stored is %t, and the command ended with %+v", kilobytes, there, got)
				}
			}
			if ends[true] == 0 || ends[false] == 0 {
				t.Errorf("the change was stored %v times: the disk was never full, or always", ends)
			}
		})
	}
}

// When the result cannot be printed, the command says that its change is stored.
func TestFullDiskOfTheOutput(t *testing.T) {
	t.Parallel()
	first := t.TempDir()
	diskData(t, first)
	for _, c := range writingCommands(t) {
		t.Run(strings.Join(c.args[:2], " "), func(t *testing.T) {
			t.Parallel()
			full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer full.Close()
			data := copyFolder(t, first)
			got := limited(t, 1<<20, full, append(c.args[:len(c.args):len(c.args)], "--data", data)...)
			if got.code != 1 || !strings.Contains(got.errors, "the change is stored, but afterwards: write") ||
				!c.isThere(t, data) {
				t.Errorf("%+v, want 1, and that the change is stored", got)
			}
		})
	}
}
