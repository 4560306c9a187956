package store

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestLoadKeyCreates(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "folder")
	if _, err := LoadKey(dir, false); !errors.Is(err, fs.ErrNotExist) || !errors.Is(err, ErrKey) {
		t.Errorf("LoadKey without a file = %v, want fs.ErrNotExist", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Error("LoadKey without create made the folder")
	}
	made, err := LoadKey(dir, true)
	if err != nil {
		t.Fatalf("LoadKey with create: %v", err)
	}
	again, err := LoadKey(dir, false)
	if err != nil || made != again {
		t.Errorf("LoadKey gave another key the second time: %v", err)
	}
	info, err := os.Stat(filepath.Join(dir, KeyFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file has mode %v, %v, want 0600", info.Mode(), err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v, want the key file alone", entries, err)
	}
}

// TestLoadKeyAtOnce lets many make the key at the same time: all get the same.
func TestLoadKeyAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	keys := make([][32]byte, 32)
	var group sync.WaitGroup
	for n := range keys {
		group.Go(func() {
			var err error
			if keys[n], err = LoadKey(dir, true); err != nil {
				t.Errorf("LoadKey: %v", err)
			}
		})
	}
	group.Wait()
	for n, key := range keys {
		if key != keys[0] {
			t.Errorf("the %dth of several at once has another key", n)
		}
	}
}

// TestSecurity26KeyFile refuses every key file that is empty, a sample, or
// open to others, and never replaces one.
func TestSecurity26KeyFile(t *testing.T) {
	t.Parallel()
	good := bytes.Clone(testKey[:])
	sequence := make([]byte, 32)
	for i := range sequence {
		sequence[i] = byte(i)
	}
	for _, tc := range []struct {
		name string
		data []byte
		mode os.FileMode
		says string
	}{
		{"empty", nil, 0o600, "0 bytes"},
		{"short", good[:31], 0o600, "31 bytes"},
		{"long", append(bytes.Clone(good), '\n'), 0o600, "33 bytes"},
		{"zero", make([]byte, 32), 0o600, "sample or empty"},
		{"one byte repeated", bytes.Repeat([]byte("k"), 32), 0o600, "sample or empty"},
		{"a sequence", sequence, 0o600, "sample or empty"},
		{"a word", []byte("changemechangemechangemechangeme"), 0o600, "sample or empty"},
		{"readable by the group", good, 0o640, "chmod 600"},
		{"readable by all", good, 0o604, "chmod 600"},
		{"writable by the group", good, 0o620, "chmod 600"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, KeyFile)
		if err := os.WriteFile(path, tc.data, tc.mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, tc.mode); err != nil {
			t.Fatal(err)
		}
		for _, create := range []bool{false, true} {
			key, err := LoadKey(dir, create)
			if !errors.Is(err, ErrKey) || !strings.Contains(err.Error(), tc.says) || key != [32]byte{} {
				t.Errorf("LoadKey(create=%t) of a key file that is %s = %v, want an error with %q", create, tc.name, err, tc.says)
			}
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, tc.data) {
			t.Errorf("LoadKey changed a key file that is %s", tc.name)
		}
	}
	if _, err := LoadKey(dirWithFolder(t), true); !errors.Is(err, ErrKey) {
		t.Errorf("LoadKey of a folder instead of a file = %v", err)
	}
}

func dirWithFolder(t *testing.T) string {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, KeyFile), 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestSecurity26LostKey checks that a database whose key is lost gets no new
// one, which would open nothing.
func TestSecurity26LostKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mustOpen(t, Config{DataDir: dir, Key: testKey})
	if _, err := LoadKey(dir, true); !errors.Is(err, ErrKey) || !strings.Contains(err.Error(), "backup") {
		t.Errorf("LoadKey beside a database without its key = %v, want an error that says to restore it", err)
	}
	if _, err := os.Stat(filepath.Join(dir, KeyFile)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("LoadKey made a key beside a database of another key")
	}
}

func TestDeriveKey(t *testing.T) {
	t.Parallel()
	a, b := DeriveKey(testKey, "digest nonce"), DeriveKey(testKey, "database seal")
	if a == b || a == testKey {
		t.Error("two purposes have the same key")
	}
	if a != DeriveKey(testKey, "digest nonce") {
		t.Error("the key of a purpose changes")
	}
}
