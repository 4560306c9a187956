package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// memoryFormat is the version of the memory file that this program writes, and the only one that it reads.
const memoryFormat = 1

// MaxMemory bounds the file of a phone's memory in bytes: a document of the largest size fits
// several times.
const MaxMemory = 32 << 20

// memory is what the file of a phone's memory holds: who the phone is, and its NVM, secrets included.
type memory struct {
	Format         int             `json:"format"`
	Model          string          `json:"model"`
	MAC            model.MAC       `json:"mac"`
	DevicePassword string          `json:"device_password"`
	Items          json.RawMessage `json:"items"`

	devicePassword digest.Secret
	nvm            *phone.NVM
}

// loadMemory reads a memory file; nil when there is none. What a power cut left beside it is taken away.
func loadMemory(path string) (*memory, error) {
	if err := sweep(path); err != nil {
		return nil, fmt.Errorf("load the phone's memory: %w", err)
	}
	data, err := readMemory(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("load the phone's memory: %w", err)
	}
	var kept memory
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&kept); err != nil {
		return nil, fmt.Errorf("load the phone's memory: %s is not a memory file: %w", path, err)
	}
	if kept.Format != memoryFormat {
		return nil, fmt.Errorf("load the phone's memory: %s has format %d; this program reads format %d", path, kept.Format, memoryFormat)
	}
	if kept.nvm, err = phone.ParseNVM(kept.Items); err != nil {
		return nil, fmt.Errorf("load the phone's memory: %s: %w", path, err)
	}
	kept.devicePassword, kept.DevicePassword = digest.NewSecret(kept.DevicePassword), ""
	return &kept, nil
}

// readMemory reads a file of at most MaxMemory bytes. A memory is replaced, so it is a file that can
// be.
func readMemory(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MaxMemory+1))
	if err == nil && len(data) > MaxMemory {
		err = fmt.Errorf("%s is larger than %d MB, which is the most that a memory file can have",
			path, MaxMemory>>20)
	}
	return data, err
}

// errMemory says that the memory could not be kept.
var errMemory = errors.New("save the phone's memory")

// save writes the memory to its file, when there is one and something has changed. Who asks for the state meanwhile does
// not wait for the disk.
func (p *Phone) save() error {
	p.saving.Lock()
	defer p.saving.Unlock()
	items, changed, err := p.takeItems()
	if err == nil && changed && p.config.NVMFile != "" {
		err = p.writeMemory(items)
		if broken, ok := errors.AsType[*fs.PathError](err); ok {
			err = fmt.Errorf("%s: %w", p.config.NVMFile, broken.Err) // what stands in broken is a file that nobody knows
		}
	}
	if err != nil {
		p.setDirty()
		return fmt.Errorf("%w: %w", errMemory, err)
	}
	return nil
}

// takeItems returns what is in memory, and whether it has changed since it was asked for last.
func (p *Phone) takeItems() (items []byte, changed bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.dirty {
		return nil, false, nil
	}
	p.dirty = false
	p.flashWrites++
	if p.config.NVMFile != "" {
		items, err = p.machine.NVM().Encode()
	}
	return items, true, err
}

// writeMemory replaces the memory file.
func (p *Phone) writeMemory(items []byte) error {
	data, err := json.MarshalIndent(memory{
		Format: memoryFormat, Model: p.config.Model.Name, MAC: p.config.MAC,
		DevicePassword: p.config.DevicePassword.Reveal(), Items: items,
	}, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(p.config.NVMFile, append(data, '\n'))
}

// sweep removes the files that writeFile did not come to rename.
func sweep(path string) error {
	dir, prefix := filepath.Dir(path), "."+filepath.Base(path)+"-"
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		number, ok := strings.CutPrefix(e.Name(), prefix)
		if ok && number != "" && strings.Trim(number, "0123456789") == "" {
			err = errors.Join(err, os.Remove(filepath.Join(dir, e.Name())))
		}
	}
	return err
}

// writeFile replaces a file with one that only its owner may read. Whenever the power goes, the old or the new one is
// there.
func writeFile(path string, data []byte) (err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(data); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

// syncDir makes a rename in dir last.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
