package store

import (
	"errors"
	"fmt"
)

// AccessError says whose files keep a process from working on a data folder.
type AccessError struct {
	// Path is the file or folder.
	Path string
	// Owner is who has it, and User who runs the process.
	Owner, User string
	// Err is what the system says; nil when the process may do everything but
	// would leave files that Owner cannot use.
	Err error
}

// Error names owner and user.
func (e *AccessError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("the data folder %s belongs to %s, and this is %s: %s could not "+
			"open files that %s makes there",
			e.Path, e.Owner, e.User, e.Owner, e.User)
	}
	return fmt.Sprintf("%s belongs to %s, and this is %s: %v", e.Path, e.Owner, e.User, e.Err)
}

// Hint says what helps.
func (e *AccessError) Hint() string {
	if e.Err == nil {
		return fmt.Sprintf("run it as %s, such as with runuser -u %s -- offhook ..., or give "+
			"the folder to %s", e.Owner, e.Owner, e.User)
	}
	return fmt.Sprintf("run it as %s, or give the file to %s: chown %s "+
		"%s", e.Owner, e.User, e.User, e.Path)
}

func (e *AccessError) Unwrap() error { return e.Err }

// CheckFolder reports what keeps the process from making and changing files in
// a data folder, or nil. It changes nothing. For root in the folder of another
// user, it refuses to make files that are not there yet: their owner would be
// root. The error is an *AccessError.
func CheckFolder(dir string, files ...string) error { return checkFolder(dir, files) }

// folderFiles are the files that OpenData makes.
func (c Config) folderFiles() []string {
	if c.URL != "" {
		return []string{KeyFile}
	}
	return []string{KeyFile, DatabaseFile}
}

// explained returns err with whose file it is about, when that is the cause.
func (c Config) explained(err error) error {
	if err == nil {
		return nil
	}
	access, ok := errors.AsType[*AccessError](CheckFolder(c.DataDir, c.folderFiles()...))
	if !ok || access.Err == nil {
		return err
	}
	return access
}
