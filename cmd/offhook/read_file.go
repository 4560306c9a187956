package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

// errTooLarge is an error about a file that has more bytes than are read of it.
var errTooLarge = errors.New("it is too large")

// sizeText is a limit in words: "16 MB", "4096 bytes".
func sizeText(limit int64) string {
	const mega = 1 << 20
	if limit >= mega && limit%mega == 0 {
		return fmt.Sprintf("%d MB", limit/mega)
	}
	return fmt.Sprintf("%d bytes", limit)
}

// readFile is readLimitedFile that the end of the context ends, even when the file is a pipe that
// nothing writes to.
func readFile(ctx context.Context, path string, limit int64) ([]byte, error) {
	return interruptibly(ctx, func() ([]byte, error) { return readLimitedFile(path, limit) })
}

// readLimitedFile reads a file of at most limit bytes. The error for a larger one is an errTooLarge,
// which comes with its beginning.
func readLimitedFile(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return readLimited(f, path, 0, limit)
	}
	return readLimited(f, path, min(info.Size(), limit), limit)
}

// readInput is readFile for an argument, of which - is the standard input.
func readInput(cmd *cobra.Command, file string, limit int64) ([]byte, error) {
	if file != "-" {
		return readFile(cmd.Context(), file, limit)
	}
	return interruptibly(cmd.Context(), func() ([]byte, error) {
		return readLimited(cmd.InOrStdin(), "the standard input", 0, limit)
	})
}

// readLimited reads what has probably a size and at most limit bytes.
func readLimited(in io.Reader, name string, size, limit int64) ([]byte, error) {
	var data []byte
	var err error
	if in = io.LimitReader(in, limit+1); size == 0 {
		data, err = io.ReadAll(in)
	} else {
		var b bytes.Buffer
		b.Grow(int(size) + bytes.MinRead)
		_, err = b.ReadFrom(in)
		data = b.Bytes()
	}
	if err == nil && int64(len(data)) > limit {
		err = &tooLarge{name, limit}
	}
	return data, err
}

// tooLarge is an errTooLarge that names the file.
type tooLarge struct {
	name  string
	limit int64
}

func (e *tooLarge) Error() string {
	return fmt.Sprintf("%s is larger than %s", e.name, sizeText(e.limit))
}

func (e *tooLarge) Unwrap() error { return errTooLarge }

// fileError gives the error of reading a file its exit code.
func fileError(err error) error {
	if errors.Is(err, errInterrupted) {
		return exitError(exitInternal, err)
	}
	return exitError(exitUsage, err)
}

// interruptibly returns what read returns, or errInterrupted when the context ends first. Read may
// then still wait for its file.
func interruptibly[T any](ctx context.Context, read func() (T, error)) (T, error) {
	type result struct {
		data T
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := read()
		done <- result{data, err}
	}()
	select {
	case r := <-done:
		return r.data, r.err
	case <-ctx.Done():
		var nothing T
		return nothing, errInterrupted
	}
}
