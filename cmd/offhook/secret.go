package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/digest"
)

// maxSecretFile bounds the file of a secret: a larger one is some other file, named by mistake.
const maxSecretFile = 4096

// secretValue is a flag that takes a secret: the value itself, @FILE, or an environment variable when the flag is not
// given. It never prints what it holds, so neither the help nor an error of pflag can show it.
type secretValue struct {
	flag, env string
	given     bool
	text      string
}

// secretFlag gives cmd a flag that takes a secret, and returns where it will be.
func secretFlag(cmd *cobra.Command, name, env, usage string) *secretValue {
	s := &secretValue{flag: name, env: env}
	cmd.Flags().Var(s, name, fmt.Sprintf("%s; the value, @FILE, or $%s", usage, env))
	return s
}

// Set keeps the argument; it is read by Secret, when the command runs.
func (s *secretValue) Set(text string) error {
	s.given, s.text = true, text
	return nil
}

// String is empty, so that no help text shows a secret.
func (s *secretValue) String() string { return "" }

// Type names the kind of argument in the help.
func (s *secretValue) Type() string { return "secret" }

// Secret returns the secret and whether there was one at all, which an empty one is too. The flag wins over the
// environment. Of a file the line ending at its end does not count.
func (s *secretValue) Secret() (digest.Secret, bool, error) {
	if !s.given {
		text, ok := os.LookupEnv(s.env)
		return digest.NewSecret(text), ok, nil
	}
	path, isFile := strings.CutPrefix(s.text, "@")
	if !isFile {
		return digest.NewSecret(s.text), true, nil
	}
	text, err := readSecretFile(path)
	if err != nil {
		return digest.Secret{}, false, exitError(exitUsage, fmt.Errorf("--%s: %w", s.flag, err))
	}
	return digest.NewSecret(text), true, nil
}

// readSecretFile returns the only line of a file.
func readSecretFile(path string) (string, error) {
	data, err := readLimitedFile(path, maxSecretFile)
	if errors.Is(err, errTooLarge) {
		return "", fmt.Errorf("%w: a file with a secret has one line", err)
	}
	if err != nil {
		return "", err
	}
	text := strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	if strings.ContainsAny(text, "\r\n") {
		return "", fmt.Errorf("%s has several lines: a file with a secret has one", path)
	}
	return text, nil
}
