package server

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strconv"
	"syscall"

	"github.com/offhook/offhook/internal/provision"
)

// MaxFirmware is the size of the largest firmware file that is served, in bytes.
const MaxFirmware = 256 << 20

// Folder serves the firmware files of a folder: regular files directly in it, with names that provision.IsFirmwareName takes.
// Nothing outside of the folder is opened, whatever links there are in it. It is a provision.Firmware, safe for concurrent use,
// and sees new files at once.
type Folder struct {
	root *os.Root
}

// OpenFolder opens a folder with firmware files. It tells the log what in it is not served, once.
func OpenFolder(dir string, log *slog.Logger) (*Folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the folder with firmware: %w", err)
	}
	f := &Folder{root: root}
	entries, err := f.entries()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read the folder with firmware: %w", err), root.Close())
	}
	served := 0
	for _, e := range entries {
		if why := f.unserved(e.Name()); why != "" {
			log.Warn("a file in the folder with firmware is not served", "file", e.Name(), "reason", why)
			continue
		}
		served++
	}
	log.Info("firmware files are served", "folder", dir, "files", served)
	return f, nil
}

// Close lets go of the folder. Files that are open stay open.
func (f *Folder) Close() error { return f.root.Close() }

func (f *Folder) entries() ([]fs.DirEntry, error) { return fs.ReadDir(f.root.FS(), ".") }

// unserved says why a file is not served, and nothing when it is.
func (f *Folder) unserved(name string) string {
	if !provision.IsFirmwareName(name) {
		return "its name is none of a firmware file: take letters, digits and ._+- only, and .bin or .img at the end"
	}
	info, err := f.root.Stat(name)
	switch {
	case err != nil:
		return "it cannot be looked at inside the folder"
	case !info.Mode().IsRegular():
		return "it is no regular file"
	case info.Size() > MaxFirmware:
		return fmt.Sprintf("it has %d bytes, and at most %d are served", info.Size(), MaxFirmware)
	}
	return ""
}

// Names returns the names of the files that are served.
func (f *Folder) Names() ([]string, error) {
	entries, err := f.entries()
	if err != nil {
		return nil, fmt.Errorf("read the folder with firmware: %w", err)
	}
	var names []string
	for _, e := range entries {
		if f.unserved(e.Name()) == "" {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// Open opens a file that is served.
func (f *Folder) Open(name string) (*provision.Blob, error) {
	if f.unserved(name) != "" {
		return nil, fs.ErrNotExist
	}
	// O_NONBLOCK, should the file have been replaced by a pipe since it was looked at.
	file, err := f.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("open the firmware file: %w", err)
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &provision.Blob{Content: file, Size: info.Size(), Modified: info.ModTime(), ETag: tagOf(info)}, nil
}

// tagOf is an entity tag of size and time of change: hashing a hundred megabytes for each request is out of the question, and
// whoever replaces a file changes one of the two.
func tagOf(info fs.FileInfo) string {
	return `"` + strconv.FormatInt(info.ModTime().UnixNano(), 36) + "-" + strconv.FormatInt(info.Size(), 36) + `"`
}
