package lab

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/offhook/offhook/digest"
)

// maxSecretFile bounds the file of a secret: a larger one is some other file, named by mistake.
const maxSecretFile = 4096

// sources is where the secrets of a plan come from.
type sources struct {
	// dir is the folder that file names are relative to.
	dir       string
	lookupEnv func(string) (string, bool)
}

// path returns the path of a file that the plan names.
func (s sources) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(s.dir, name)
}

// secret returns a secret: the text itself, the only line of @FILE, or the environment variable $NAME. Two of these signs
// stand for one, at the beginning of a text. An error repeats neither, since it may be a secret that was not written so.
func (s scope) secret(key string) (secret digest.Secret, given bool) {
	text, ok := as[string](s, key, `a text in quotes, "@FILE", or "$NAME" of the environment`)
	if !ok {
		return digest.Secret{}, false
	}
	text, err := s.resolve(text)
	if err != nil {
		s.wrong(key, "%w", err)
	}
	return digest.NewSecret(text), true
}

func (s sources) resolve(text string) (string, error) {
	switch {
	case strings.HasPrefix(text, "@@"), strings.HasPrefix(text, "$$"):
		return text[1:], nil
	case strings.HasPrefix(text, "@"):
		secret, err := readSecretFile(s.path(text[1:]))
		if cause, ok := errors.AsType[*fs.PathError](err); ok {
			err = fmt.Errorf("the file behind the @ cannot be read: %w; a secret that begins with @ is written with @@", cause.Err)
		}
		return secret, err
	case strings.HasPrefix(text, "$"):
		value, ok := s.lookupEnv(text[1:])
		if !ok || value == "" {
			return "", errors.New("the environment variable that stands behind the $ is not set; a secret that begins with $ is written with $$")
		}
		return value, nil
	}
	return text, nil
}

// readSecretFile returns the only line of a file.
func readSecretFile(path string) (string, error) {
	data, err := readFile(path, "a secret", maxSecretFile)
	if errors.Is(err, errTooLarge) {
		return "", fmt.Errorf("the file behind the @ is larger than %d bytes: one line is right", maxSecretFile)
	}
	if err != nil {
		return "", err
	}
	text := strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	if strings.ContainsAny(text, "\r\n") {
		return "", errors.New("the file behind the @ has several lines: one is right")
	}
	return text, nil
}
