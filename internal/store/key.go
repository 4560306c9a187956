package store

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// KeyFile is the name of the master key's file in the data folder.
const KeyFile = "offhook.key"

// keySize is the size of the master key and of that file.
const keySize = 32

// ErrKey is wrapped by every error about the master key and its file.
var ErrKey = errors.New("master key")

// keyError is an ErrKey that reads as its sentence alone.
type keyError struct {
	sentence string
	cause    error
}

func (e *keyError) Error() string { return e.sentence }

func (e *keyError) Unwrap() []error { return []error{ErrKey, e.cause} }

func keyErrorf(format string, args ...any) error {
	return &keyError{sentence: fmt.Sprintf(format, args...)}
}

// LoadKey reads the master key from the data folder. When there is none and
// create is true, it makes the folder, a random key and its file; of several
// processes that do so at once all get the same key. It refuses to make a key
// beside a database, which was sealed with another one. Without create, a
// missing file is an error that wraps fs.ErrNotExist.
func LoadKey(dir string, create bool) ([32]byte, error) {
	path := filepath.Join(dir, KeyFile)
	key, err := readKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if _, statErr := os.Stat(filepath.Join(dir, DatabaseFile)); statErr == nil {
		// The key is made before the database, maybe by another process a moment ago.
		if key, again := readKey(path); !errors.Is(again, fs.ErrNotExist) {
			return key, again
		}
		return key, &keyError{fmt.Sprintf("%s is missing, and %s was sealed with it: restore the key from its backup", path, DatabaseFile), err}
	}
	if !create {
		return key, err
	}
	if err := createKey(dir, path); err != nil {
		return key, err
	}
	return readKey(path)
}

// readKey reads and checks the file.
func readKey(path string) (key [32]byte, err error) {
	info, err := os.Stat(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return key, &keyError{fmt.Sprintf("there is no key file %s: the first command that writes makes it", path), err}
		}
		return key, &keyError{err.Error(), err}
	}
	if !info.Mode().IsRegular() {
		return key, keyErrorf("%s is not a regular file", path)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return key, keyErrorf("%s can be read or written by others (mode %04o): run chmod 600 on it", path, info.Mode().Perm())
	}
	if info.Size() != keySize {
		return key, keyErrorf("%s has %d bytes, and a key has %d: restore it from its backup", path, info.Size(), keySize)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return key, &keyError{err.Error(), err}
	}
	copy(key[:], data)
	if err := checkKey(key); err != nil {
		return [32]byte{}, keyErrorf("%s: %v", path, err)
	}
	return key, nil
}

// checkKey refuses a key that nobody drew at random: all bytes equal, or in
// sequence, as in an example.
func checkKey(key [32]byte) error {
	distinct := make(map[byte]bool)
	steps := make(map[byte]bool)
	for i, b := range key {
		distinct[b] = true
		if i > 0 {
			steps[b-key[i-1]] = true
		}
	}
	if len(distinct) < 8 || len(steps) < 8 {
		return keyErrorf("the master key is a sample or empty, not a random one: remove it to have one made, or restore it from its backup")
	}
	return nil
}

// createKey makes the file in such a way that it is there whole or not at all,
// also after a power cut, and that the first of several processes wins.
func createKey(dir, path string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return &keyError{err.Error(), err}
	}
	temporary, err := writeKey(dir)
	if temporary != "" {
		defer os.Remove(temporary)
	}
	if err != nil {
		return &keyError{fmt.Sprintf("make the key file %s: %v", path, reason(err)), err}
	}
	if err := os.Link(temporary, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return &keyError{err.Error(), err}
	}
	return syncDir(dir)
}

// reason is an error of a file without the file's name, which here is a temporary one.
func reason(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

// writeKey writes a random key to a temporary file, which has mode 0600, and
// returns its name.
func writeKey(dir string) (name string, err error) {
	file, err := os.CreateTemp(dir, "."+KeyFile+"-*")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	var key [keySize]byte
	if _, err := rand.Read(key[:]); err != nil {
		return file.Name(), err
	}
	if _, err := file.Write(key[:]); err != nil {
		return file.Name(), err
	}
	return file.Name(), file.Sync()
}

// syncDir makes the names in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// DeriveKey returns the key for one purpose, such as "digest nonce", so that
// no two purposes share one and the master key itself is used for none.
func DeriveKey(master [32]byte, purpose string) [32]byte {
	derived, err := hkdf.Key(sha256.New, master[:], nil, "offhook "+purpose+" v1", keySize)
	if err != nil {
		panic(err) // only for a size that HKDF cannot give
	}
	return [32]byte(derived)
}
