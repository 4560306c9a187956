//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// While a server has the database open, no command works on other files of its name.
func TestSecurity38ReplacedDatabase(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		do   func(data, backup string) error
	}{
		{"database, log and index removed", func(data, _ string) error {
			for _, ending := range []string{"", "-wal", "-shm"} {
				if err := os.Remove(filepath.Join(data, "offhook.db"+ending)); err != nil {
					return err
				}
			}
			return nil
		}},
		{"everything removed", func(data, _ string) error {
			names, err := filepath.Glob(filepath.Join(data, "*"))
			for _, name := range names {
				if err := os.Remove(name); err != nil {
					return err
				}
			}
			return err
		}},
		{"the log removed", func(data, _ string) error {
			return os.Remove(filepath.Join(data, "offhook.db-wal"))
		}},
		{"a backup put in its place", func(data, backup string) error {
			return os.Rename(backup, filepath.Join(data, "offhook.db"))
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			data, backup := t.TempDir(), filepath.Join(t.TempDir(), "backup")
			diskData(t, data)
			text, err := os.ReadFile(filepath.Join(data, "offhook.db"))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(backup, text, 0o600); err != nil {
				t.Fatal(err)
			}
			server := startServe(t, data)
			if err := tc.do(data, backup); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{
				{"device", "list"}, {"device", "add", "7C2F80EE0001", "--model", "N510"},
				{"device", "set", diskMAC, "S_SIP_SERVER=new.example.net"},
			} {
				got := endOf(t.Context(), t, append(args, "--data", data)...)
				if got.code != 2 || got.out != "" ||
					!strings.Contains(got.errors, "another offhook has the database open, but ") ||
					!strings.Contains(got.errors, "hint: stop the server") {
					t.Errorf("%q: %+v, want 2 and what would be right", args, got)
				}
			}
			server.kill()
		})
	}
}
