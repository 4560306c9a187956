package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/internal/store/storetest"
)

// outcome is how a command ended.
type outcome struct {
	code        int
	out, errors string
}

// endOf runs the program to its end.
func endOf(ctx context.Context, t *testing.T, args ...string) outcome {
	t.Helper()
	cmd := exec.CommandContext(ctx, "offhook", args...)
	var out, diagnosis bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &diagnosis
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		t.Fatalf("offhook %q: %v", args, err)
	} else if ok {
		return outcome{exit.ExitCode(), out.String(), diagnosis.String()}
	}
	return outcome{0, out.String(), diagnosis.String()}
}

// nothing is where a first command may find itself.
type nothing struct {
	name string
	url  string // of PostgreSQL, or empty
	dir  string
	made bool // whether the folder is there
	key  bool // whether the key is there
}

// flags are those of a command that works there.
func (n nothing) flags() []string {
	flags := []string{"--data", n.dir}
	if n.url != "" {
		flags = append(flags, "--database", n.url)
	}
	return flags
}

// untouched demands that a command made nothing.
func (n nothing) untouched(t *testing.T) {
	t.Helper()
	names, err := os.ReadDir(n.dir)
	switch {
	case !n.made && !errors.Is(err, fs.ErrNotExist):
		t.Errorf("%s: the folder was made, %v", n.name, err)
	case n.made && err != nil, n.key && len(names) != 1, !n.key && len(names) != 0:
		t.Errorf("%s: the folder has %v, %v", n.name, names, err)
	}
	if n.url != "" {
		if tables := tablesIn(t, n.url); tables != 0 {
			t.Errorf("%s: %d tables were made", n.name, tables)
		}
	}
}

func tablesIn(t *testing.T, address string) (n int) {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.QueryRowContext(t.Context(),
		`SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// nothings returns every kind of place without a database.
func nothings(t *testing.T) []nothing {
	t.Helper()
	var all []nothing
	for _, kind := range []string{"SQLite", "PostgreSQL"} {
		url := func() string {
			if kind == "SQLite" {
				return ""
			}
			return storetest.Postgres(t)
		}
		keyed := t.TempDir()
		if _, err := store.LoadKey(keyed, true); err != nil {
			t.Fatal(err)
		}
		all = append(all,
			nothing{kind + ", empty folder", url(), t.TempDir(), true, false},
			nothing{kind + ", missing folder", url(), filepath.Join(t.TempDir(), "a", "b"), false, false},
			nothing{kind + ", key alone", url(), keyed, true, true})
	}
	return all
}

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Any command that writes may be the first, and makes what is missing. Its dry run makes nothing.
func TestFirstCommandWrites(t *testing.T) {
	t.Parallel()
	table := writeFile(t, "phones.csv", "mac,model,username,password,site\n"+
		"7C2F80123456,N510,u0001,a-long-password-of-one,wien\n")
	template := writeFile(t, "reception.xml", `<?xml version="1.0" encoding="ISO-8859-1"?>
<ProviderFrame xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<Provider><MAC_ADDRESS value="{{.MAC}}"/><VERSION value="{{.Version}}"/></Provider></ProviderFrame>`)
	for _, tc := range []struct {
		args  []string
		dry   bool // whether it has --dry-run
		shows string
	}{
		{[]string{"device", "add", "7C2F80123456", "--model", "N720", "--username", "user",
			"--password", "a-long-password"}, true, "would get its first document"},
		{[]string{"device", "import", table, "--make-sites"}, true, "1 device could be imported"},
		{[]string{"global", "set", "S_SIP_SERVER=sip.example.net"}, true, ""},
		{[]string{"site", "add", "wien"}, false, ""},
		{[]string{"profile", "add", "lobby", "--model", "N510"}, false, ""},
		{[]string{"profile", "copy", "standard-n510", "lobby"}, false, ""},
		{[]string{"template", "save", "reception", template, "--author", "me"}, true, ""},
	} {
		t.Run(strings.Join(tc.args[:2], " "), func(t *testing.T) {
			t.Parallel()
			for _, n := range nothings(t) {
				if tc.dry {
					args := append(append([]string{"--dry-run"}, n.flags()...), tc.args[2:]...)
					got := endOf(t.Context(), t, append(tc.args[:2:2], args...)...)
					if got.code != 0 || !strings.Contains(got.out, tc.shows) {
						t.Errorf("%s: dry run %+v, want 0 and %q", n.name, got, tc.shows)
					}
					n.untouched(t)
				}
				list := append([]string{"device", "list"}, n.flags()...)
				if got := endOf(t.Context(), t, list...); got.code != 2 ||
					!strings.Contains(got.errors, "there is no database") {
					t.Errorf("%s: a command that reads ended with %+v", n.name, got)
				}
				n.untouched(t)
				args := append(tc.args[:len(tc.args):len(tc.args)], n.flags()...)
				if got := endOf(t.Context(), t, args...); got.code != 0 {
					t.Errorf("%s: %+v, want 0", n.name, got)
				}
				if got := endOf(t.Context(), t, list...); got.code != 0 {
					t.Errorf("%s: afterwards a command that reads ended with %+v", n.name, got)
				}
			}
		})
	}
}

// A command that changes what is there says that nothing is, and makes nothing.
func TestFirstCommandHasNothingToChange(t *testing.T) {
	t.Parallel()
	const mac = "7C2F80123456"
	places := nothings(t)
	for _, args := range [][]string{
		{"device", "set", mac, "S_SIP_SERVER=sip.example.net"},
		{"device", "unset", mac, "S_SIP_SERVER"},
		{"device", "edit", mac, "--firmware", "42.258"},
		{"device", "enable", mac}, {"device", "disable", mac}, {"device", "rm", mac},
		{"device", "line", mac, "1", "--number", "1001"},
		{"site", "rm", "wien"}, {"template", "rm", "reception"},
		{"template", "rollback", "reception", "1", "--author", "me"},
		{"device", "export"}, {"device", "show", mac}, {"device", "status"}, {"site", "list"},
	} {
		t.Run(strings.Join(args[:2], " "), func(t *testing.T) {
			t.Parallel()
			for _, n := range places {
				got := endOf(t.Context(), t, append(args[:len(args):len(args)], n.flags()...)...)
				if got.code != 2 || !strings.Contains(got.errors, "there is no database") {
					t.Errorf("%s: %+v, want 2 and a sentence", n.name, got)
				}
				n.untouched(t)
			}
		})
	}
}

// Data without its key is refused by every command, and no key is made beside it.
func TestSecurity26FirstCommandWithoutKey(t *testing.T) {
	t.Parallel()
	there := nothing{url: storetest.Postgres(t), dir: t.TempDir()}
	add := func(n nothing, more ...string) []string {
		args := append([]string{"device", "add", "7C2F80123456", "--model", "N510"}, more...)
		return append(args, n.flags()...)
	}
	if got := endOf(t.Context(), t, add(there)...); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	other := nothing{name: "other", url: there.url, dir: t.TempDir(), made: true}
	for _, args := range [][]string{
		add(other), add(other, "--dry-run"), append([]string{"device", "list"}, other.flags()...),
	} {
		got := endOf(t.Context(), t, args...)
		if got.code != 2 || !strings.Contains(got.errors, "or restore it from its backup") {
			t.Errorf("%q: %+v, want 2 and what helps", args, got)
		}
		if strings.Contains(got.errors, "first command that writes") {
			t.Errorf("%q: %s", args, got.errors)
		}
		if names, err := os.ReadDir(other.dir); err != nil || len(names) != 0 {
			t.Errorf("%q: the folder has %v, %v", args, names, err)
		}
	}
}

// First commands at the same time end well, and the key that is left opens the database.
func TestSecurity38FirstCommandsAtOnce(t *testing.T) {
	t.Parallel()
	for _, n := range nothings(t) {
		if n.key {
			continue
		}
		t.Run(n.name, func(t *testing.T) {
			t.Parallel()
			var group sync.WaitGroup
			for i := range 8 {
				group.Go(func() {
					args := []string{"device", "add", fmt.Sprintf("7C2F8012345%d", i), "--model", "N510"}
					if got := endOf(t.Context(), t, append(args, n.flags()...)...); got.code != 0 {
						t.Errorf("%+v, want 0", got)
					}
				})
			}
			group.Wait()
			got := endOf(t.Context(), t, append([]string{"device", "list", "--json"}, n.flags()...)...)
			if strings.Count(got.out, `"mac":`) != 8 {
				t.Errorf("%+v, want 8 devices", got)
			}
		})
	}
}
