package server

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"sync"
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
	log  *slog.Logger

	mu        sync.Mutex // guards what follows
	announced bool       // files were logged
	files     []string
}

// OpenFolder opens a folder with firmware files. It logs which models get which files, again when
// the files change, and once which files are not served.
func OpenFolder(dir string, log *slog.Logger) (*Folder, error) {
	f, err := openFolder(dir)
	if err != nil {
		return nil, err
	}
	contents, err := f.contents()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	f.log = log
	for _, u := range contents.Unserved {
		log.Warn("a file in the firmware folder is not served",
			"file", u.File, "reason", u.Reason)
	}
	f.announce(contents.Served)
	return f, nil
}

func openFolder(dir string) (*Folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the folder with firmware: %w", err)
	}
	return &Folder{root: root}, nil
}

// FolderContents are the files of a folder with firmware.
type FolderContents struct {
	Served   []string
	Unserved []UnservedFile
}

// An UnservedFile is a file that is not served, with a sentence why.
type UnservedFile struct{ File, Reason string }

// ReadFolder returns the files of a folder with firmware, as a server that opens it serves them.
func ReadFolder(dir string) (FolderContents, error) {
	f, err := openFolder(dir)
	if err != nil {
		return FolderContents{}, err
	}
	contents, err := f.contents()
	return contents, errors.Join(err, f.Close())
}

func (f *Folder) contents() (c FolderContents, err error) {
	entries, err := fs.ReadDir(f.root.FS(), ".")
	if err != nil {
		return c, fmt.Errorf("read the firmware folder: %w", err)
	}
	for _, e := range entries {
		if why := f.unserved(e.Name()); why != "" {
			c.Unserved = append(c.Unserved, UnservedFile{e.Name(), why})
		} else {
			c.Served = append(c.Served, e.Name())
		}
	}
	return c, nil
}

// announce logs which models get which files, unless it has done so for these files.
func (f *Folder) announce(files []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.announced && slices.Equal(f.files, files) {
		return
	}
	f.files, f.announced = files, true
	offers, strangers := provision.OffersOf(files)
	for _, o := range offers {
		f.log.Info("firmware is available to phones", "file", o.File, "models", o.Models,
			"firmware", o.Firmware.String(), "effect", o.Way.String())
	}
	if len(strangers) > 0 {
		f.log.Warn("firmware files fit no model: phones get them only where a document names them",
			"count", len(strangers), "files", strangers[:min(len(strangers), shownFiles)],
			"names", provision.FirmwareNames())
	}
	f.log.Info("the firmware folder is open",
		"folder", f.root.Name(), "offered", len(offers), "others", len(strangers))
}

// shownFiles is how many files a line of the log names.
const shownFiles = 3

// Close lets go of the folder. Files that are open stay open.
func (f *Folder) Close() error { return f.root.Close() }

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

// Names returns the names of the files that are served, and logs new ones.
func (f *Folder) Names() ([]string, error) {
	contents, err := f.contents()
	if err != nil {
		return nil, err
	}
	f.announce(contents.Served)
	return contents.Served, nil
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
