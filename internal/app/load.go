package app

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// ErrConfig is wrapped by every error that the operator mends in the configuration.
var ErrConfig = errors.New("configuration")

// configError is an ErrConfig that reads as its sentence alone.
type configError struct{ err error }

func (e *configError) Error() string { return e.err.Error() }

func (e *configError) Unwrap() []error { return []error{ErrConfig, e.err} }

func configErrorf(format string, args ...any) error {
	return &configError{fmt.Errorf(format, args...)}
}

// Loaded is a configuration with the origin of each value.
type Loaded struct {
	Config Config
	// Origins says for each key where its value came from: "default", "file NAME", "environment NAME" or "flag --NAME".
	Origins map[string]string
}

// Load puts a configuration together: the defaults, then the file, then the environment, then the flags, by key. An empty
// file name means none. It reports all faults of a layer at once.
func Load(file string, lookupEnv func(string) (string, bool), flags map[string]string) (Loaded, error) {
	l := Loaded{Config: Default(), Origins: make(map[string]string)}
	for _, f := range l.Config.Fields() {
		l.Origins[f.Key] = "default"
	}
	if file != "" {
		if err := l.readFile(file); err != nil {
			return l, err
		}
	}
	var errs []error
	for _, f := range l.Config.Fields() {
		if text, ok := lookupEnv(f.EnvironmentName()); ok {
			errs = append(errs, l.set(f, text, "environment "+f.EnvironmentName()))
		}
		if text, ok := flags[f.Key]; ok {
			errs = append(errs, l.set(f, text, "flag --"+f.FlagName()))
		}
	}
	errs = append(errs, l.readSecrets())
	return l, errors.Join(errs...)
}

func (l *Loaded) set(f Field, text, origin string) error {
	if err := f.Set(text); err != nil {
		return configErrorf("%s: %v", origin, err)
	}
	l.Origins[f.Key] = origin
	return nil
}

// readSecrets replaces @FILE by what the file holds.
func (l *Loaded) readSecrets() error {
	name, ok := strings.CutPrefix(l.Config.Database, "@")
	if !ok {
		return nil
	}
	data, err := readFile(name, maxSecretFile)
	if err != nil {
		return configErrorf("database: %v", err)
	}
	l.Config.Database = strings.TrimSpace(string(data))
	l.Origins["database"] += ", file " + name
	return nil
}

func (l *Loaded) readFile(name string) error {
	data, err := readFile(name, maxFile)
	if err != nil {
		return configErrorf("read configuration: %v", err)
	}
	return l.parse(name, data)
}

const (
	// maxFile bounds a configuration in bytes. All keys with their comments take a tenth of it.
	maxFile = 128 << 10
	// maxLines bounds its lines, because the decoder finds the place of each unknown key from the start.
	maxLines = 2000
	// maxSecretFile bounds a file with a secret.
	maxSecretFile = 4 << 10
)

// readFile reads a file of at most limit bytes.
func readFile(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("%s is larger than %d bytes, which is the most that such a file can have", name, limit)
	}
	return data, err
}

// parse takes the values of a file; name is for the errors.
func (l *Loaded) parse(name string, data []byte) error {
	if n := bytes.Count(data, []byte("\n")); n > maxLines {
		return configErrorf("%s has %d lines, and a configuration has at most %d", name, n, maxLines)
	}
	var given map[string]any
	if err := toml.Unmarshal(data, &given); err != nil {
		return fileError(name, err)
	}
	if err := l.checkKinds(name, data, given); err != nil {
		return err
	}
	d := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields()
	if err := d.Decode(&l.Config); err != nil {
		return fileError(name, err)
	}
	for key := range given {
		l.Origins[key] = "file " + name
	}
	return nil
}

// checkKinds reports every value of the file that is of another kind than its key takes. A duration without a unit is one: the
// decoder would take it for nanoseconds.
func (l *Loaded) checkKinds(name string, data []byte, given map[string]any) error {
	var errs []error
	for _, f := range l.Config.Fields() {
		value, ok := given[f.Key]
		if form := f.form(value); ok && form != "" {
			errs = append(errs, configErrorf("%s:%d: %s: write %s", name, lineOf(data, f.Key), f.Key, form))
		}
	}
	return errors.Join(errs...)
}

// lineOf returns the line of a file that gives a key, counted from 1.
func lineOf(data []byte, key string) int {
	for n, line := range bytes.Split(data, []byte("\n")) {
		if name, _, found := bytes.Cut(line, []byte("=")); found && strings.Trim(string(name), " \t\"'") == key {
			return n + 1
		}
	}
	return 1
}

// fileError names the line of each fault and what would be right.
func fileError(name string, err error) error {
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		var errs []error
		for i := range strict.Errors {
			line, column := strict.Errors[i].Position()
			key := strings.Join(strict.Errors[i].Key(), ".")
			errs = append(errs, configErrorf("%s:%d:%d: there is no key %q: offhook config example lists them", name, line, column, key))
		}
		return errors.Join(errs...)
	}
	if decode, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, column := decode.Position()
		return configErrorf("%s:%d:%d: %s", name, line, column, strings.TrimPrefix(decode.Error(), "toml: "))
	}
	return configErrorf("%s: %v", name, err)
}
