//go:build unix

package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store/storetest"
)

// rename moves a file, and fails the test if it cannot.
func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// replacement kinds of the files of an open database, and whether the changes are in the file of
// the name after all when the store is closed.
var replacements = []struct {
	name string
	do   func(t *testing.T, dir, backup string)
	kept bool
}{
	{"all three removed", func(t *testing.T, dir, _ string) {
		for _, ending := range []string{"", "-wal", "-shm"} {
			if err := os.Remove(filepath.Join(dir, DatabaseFile+ending)); err != nil {
				t.Fatal(err)
			}
		}
	}, false},
	{"the log removed", func(t *testing.T, dir, _ string) {
		if err := os.Remove(filepath.Join(dir, DatabaseFile+"-wal")); err != nil {
			t.Fatal(err)
		}
	}, true},
	{"the index removed", func(t *testing.T, dir, _ string) {
		if err := os.Remove(filepath.Join(dir, DatabaseFile+"-shm")); err != nil {
			t.Fatal(err)
		}
	}, true},
	{"another file put in its place", func(t *testing.T, dir, backup string) {
		rename(t, backup, filepath.Join(dir, DatabaseFile))
	}, false},
	{"another file copied into it", func(t *testing.T, dir, backup string) {
		data, err := os.ReadFile(backup)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, DatabaseFile), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}, false},
	{"the folder renamed", func(t *testing.T, dir, _ string) { rename(t, dir, dir+".old") }, false},
	{"the folder renamed and made again", func(t *testing.T, dir, _ string) {
		rename(t, dir, dir+".old")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}, false},
	{"the link to the folder turned", func(t *testing.T, dir, _ string) {
		target, err := os.Readlink(dir)
		if err != nil {
			t.Fatal(err)
		}
		other := target + ".other"
		if err := errors.Join(os.Mkdir(other, 0o700), os.Remove(dir), os.Symlink(other, dir)); err != nil {
			t.Fatal(err)
		}
	}, false},
}

// No change is acknowledged once the open files are not those of the name, and no command makes or
// uses others.
func TestSecurity38ReplacedFiles(t *testing.T) {
	t.Parallel()
	for _, tc := range replacements {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			target := filepath.Join(t.TempDir(), "target")
			config := Config{DataDir: target + "-link", Key: testKey}
			if err := errors.Join(os.Mkdir(target, 0o700), os.Symlink(target, config.DataDir)); err != nil {
				t.Fatal(err)
			}
			if tc.name != "the link to the folder turned" {
				config.DataDir = target
			}
			if err := os.WriteFile(filepath.Join(target, KeyFile), testKey[:], 0o600); err != nil {
				t.Fatal(err)
			}
			first := mustOpen(t, config)
			addDevice(t, first, 0)
			mustClose(t, first)
			backup := filepath.Join(t.TempDir(), "backup")
			data, err := os.ReadFile(filepath.Join(target, DatabaseFile))
			if err == nil {
				err = os.WriteFile(backup, data, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}

			s, err := Open(t.Context(), config)
			if err != nil {
				t.Fatal(err)
			}
			addDevice(t, s, 1)
			if err := s.Intact(); err != nil {
				t.Fatalf("Intact before: %v", err)
			}
			tc.do(t, config.DataDir, backup)
			if err := s.Intact(); !errors.Is(err, ErrReplaced) {
				t.Errorf("Intact = %v, want ErrReplaced", err)
			}
			if err := s.Ping(t.Context()); !errors.Is(err, ErrReplaced) {
				t.Errorf("Ping = %v, want ErrReplaced", err)
			}
			if err := s.CreateDevice(t.Context(), storetest.Device(2)); !errors.Is(err, ErrReplaced) {
				t.Errorf("CreateDevice = %v, want ErrReplaced", err)
			}
			if tc.name != "the folder renamed" && tc.name != "the folder renamed and made again" &&
				tc.name != "the link to the folder turned" { // a folder that is not there has no lock
				for _, create := range []bool{true, false} {
					if _, _, err := OpenData(t.Context(), config, create); !errors.Is(err, ErrReplaced) {
						t.Errorf("another one opens it (create %t): %v, want ErrReplaced", create, err)
					}
				}
			}
			if err := s.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
			if tc.kept {
				wantDevices(t, "after the end", config, 2)
			}
		})
	}
}

// A store whose file was replaced leaves the log of the other file alone when it ends.
func TestReplacedFilesKeepTheirLog(t *testing.T) {
	t.Parallel()
	config := newDisk(t)
	other := newDisk(t)
	s, err := Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	beside := mustOpen(t, other)
	addDevice(t, beside, 5)
	crashed := wholeFolder(t, other)
	for _, ending := range []string{"", "-wal", "-shm"} {
		rename(t, filepath.Join(crashed.DataDir, DatabaseFile+ending),
			filepath.Join(config.DataDir, DatabaseFile+ending))
	}
	mustClose(t, s)
	got := mustOpen(t, config)
	if _, err := got.Device(t.Context(), inventory.DefaultTenant, storetest.MAC(5)); err != nil {
		t.Errorf("the change in the log of the other file: %v", err)
	}
}
