package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

// ageHeader begins every file that age encrypts.
const ageHeader = "age-encryption.org/"

// maxKeyFile bounds a file of keys.
const maxKeyFile = 1 << 20

// readRecipients reads keys to encrypt to: each is a key, or @FILE with keys.
func readRecipients(keys []string) ([]age.Recipient, error) {
	var recipients []age.Recipient
	for _, key := range keys {
		text, name := []byte(key), "--recipient"
		if path, isFile := strings.CutPrefix(key, "@"); isFile {
			var err error
			if text, err = readKeyFile(path); err != nil {
				return nil, exitError(exitUsage, fmt.Errorf("--recipient: %w", err))
			}
			name = path
		}
		found, err := age.ParseRecipients(bytes.NewReader(text))
		if err != nil {
			return nil, usageError("%s holds no key to encrypt to: give the public key that age-keygen prints, which begins with age1", name)
		}
		recipients = append(recipients, found...)
	}
	return recipients, nil
}

// readIdentities reads the file of keys to decrypt with; without a flag there are none.
func readIdentities(flag string) ([]age.Identity, error) {
	if flag == "" {
		return nil, nil
	}
	path, isFile := strings.CutPrefix(flag, "@")
	if !isFile {
		return nil, usageError("--identity takes @FILE with the key that age-keygen made: a key on the command line is seen by all")
	}
	text, err := readKeyFile(path)
	if err != nil {
		return nil, exitError(exitUsage, fmt.Errorf("--identity: %w", err))
	}
	identities, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil {
		return nil, usageError("%s holds no key to decrypt with: it has a line that begins with AGE-SECRET-KEY-", path)
	}
	return identities, nil
}

func readKeyFile(path string) ([]byte, error) {
	return readLimitedFile(path, maxKeyFile)
}

// encrypt seals data to keys.
func encrypt(data []byte, to []age.Recipient) ([]byte, error) {
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to...)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// decrypt opens what is encrypted, and returns what is not as it is. No more than limit bytes are read, and one that tells so.
func decrypt(data []byte, with []age.Identity, limit int64) ([]byte, error) {
	if !bytes.HasPrefix(data, []byte(ageHeader)) {
		return data, nil
	}
	if len(with) == 0 {
		return nil, errors.New("it is encrypted with age: give --identity @FILE with the key")
	}
	r, err := age.Decrypt(bytes.NewReader(data), with...)
	if _, other := errors.AsType[*age.NoIdentityMatchError](err); other {
		return nil, errors.New("it is encrypted to another key than those of --identity")
	}
	if err == nil {
		data, err = io.ReadAll(io.LimitReader(r, limit+1))
	}
	if err != nil {
		return nil, errors.New("it is encrypted with age and does not open: it was changed or cut off")
	}
	return data, nil
}
