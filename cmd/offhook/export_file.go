package main

import (
	"errors"
	"os"
	"path/filepath"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
)

// writeDocuments writes the documents of their own, encrypted.
func (f *exportFlags) writeDocuments(devices []inventory.Device, to []age.Recipient) error {
	if f.documents == "" {
		return nil
	}
	if err := os.MkdirAll(f.documents, 0o700); err != nil {
		return err
	}
	for i := range devices {
		if devices[i].Document == nil {
			continue
		}
		sealed, err := encrypt(devices[i].Document, to)
		if err != nil {
			return err
		}
		if err := writeWhole(filepath.Join(f.documents, documentName(devices[i].MAC)), sealed); err != nil {
			return err
		}
	}
	return nil
}

// writeResult writes a result to a file, or to the standard output for "-".
func writeResult(cmd *cobra.Command, file string, data []byte) error {
	if file == "-" {
		_, err := cmd.OutOrStdout().Write(data)
		return err
	}
	return writeWhole(file, data)
}

// writeWhole writes a file that only its owner reads: all of it, or the one before stays.
func writeWhole(file string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(file), ".offhook-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
