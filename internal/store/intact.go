package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// ErrReplaced says that the files of an open database were removed or replaced.
var ErrReplaced = errors.New("removed or replaced while it is open")

// ReplacedError is an ErrReplaced that reads as its sentence alone.
type ReplacedError struct {
	// Path is what is no longer what it was.
	Path string
	// Others says that another process has it open, and not this one.
	Others bool
}

// Error says who has the file open.
func (e *ReplacedError) Error() string {
	if e.Others {
		return "another offhook has the database open, but " + e.Path + " was removed or replaced"
	}
	return e.Path + " was removed or replaced while it is open, so changes are not stored"
}

// Hint says what would be right.
func (e *ReplacedError) Hint() string {
	return "stop the server, which stores what it still can; then put the file back or restore the " +
		"folder from a backup, and start the server"
}

func (e *ReplacedError) Unwrap() error { return ErrReplaced }

// opened are the files of a database as they were when it was opened.
type opened struct {
	dir   sqlite
	file  *os.File // the database; closing it releases SQLite's locks, so it is the last
	mark  [4]byte  // that the file has as long as it is open
	names []string
	files []fs.FileInfo // of the names
}

// remember notes the files of an open database.
func (dir sqlite) remember() (*opened, error) {
	file, err := os.Open(dir.file())
	if err != nil {
		return nil, err
	}
	o := &opened{dir: dir, file: file}
	o.names = []string{dir.file(), string(dir), dir.file() + "-wal", dir.file() + "-shm"}
	for _, name := range o.names {
		info, err := os.Stat(name)
		if err != nil {
			return nil, errors.Join(err, file.Close())
		}
		o.files = append(o.files, info)
	}
	if _, err := file.ReadAt(o.mark[:], markOffset); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return o, nil
}

// intact returns a ReplacedError when a name no longer leads to the file that is open, or another
// file was copied into it.
func (o *opened) intact() error {
	for i, name := range o.names {
		info, err := os.Stat(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("look at the open database: %w", err)
		}
		if err != nil || !os.SameFile(info, o.files[i]) {
			return &ReplacedError{Path: name}
		}
	}
	return o.sameContent()
}

// sameContent returns a ReplacedError when the file that is open lacks the mark.
func (o *opened) sameContent() error {
	var mark [4]byte
	if _, err := o.file.ReadAt(mark[:], markOffset); err != nil || mark != o.mark {
		return &ReplacedError{Path: o.dir.file()}
	}
	return nil
}

// hasFile reports whether the database itself is still what was opened.
func (o *opened) hasFile() bool {
	info, err := os.Stat(o.dir.file())
	return err == nil && os.SameFile(info, o.files[0]) && o.sameContent() == nil
}
