package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/internal/table"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// maxCSV bounds an import: 100,000 phones with all that can be said of them fit.
const maxCSV = 256 << 20

// sealRoom is how much larger than a document what is encrypted of it may be.
const sealRoom = 1 << 20

// importSource is one file of an import, decrypted.
type importSource struct {
	file       string
	data       []byte
	isDocument bool
}

// readSources reads one table, or any number of documents. A folder among them is a file without
// anything.
func readSources(cmd *cobra.Command, files []string, identities []age.Identity) ([]importSource, error) {
	sources := make([]importSource, len(files))
	for i, file := range files {
		data, err := readTable(cmd, file)
		if len(files) > 1 && errors.Is(err, syscall.EISDIR) {
			err = nil
		}
		if err != nil {
			return nil, exitError(exitUsage, err)
		}
		if data, err = decrypt(data, identities, maxCSV); err != nil {
			return nil, exitError(exitUsage, fmt.Errorf("%s: %w", file, err))
		}
		sources[i] = importSource{file, data, isDocument(data)}
	}
	return sources, nil
}

// isDocument tells a document from a table: it is markup, has what no text has, or is the
// configuration of another phone.
func isDocument(data []byte) bool {
	if table.IsWide(data) {
		text, err := table.Decode(data)
		return err == nil && bytes.HasPrefix(bytes.TrimSpace(text.Data), []byte("<"))
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), " \t\r\n")
	if bytes.HasPrefix(text, []byte("<")) || provdoc.LooksLike(data) != "" {
		return true
	}
	return bytes.ContainsFunc(text[:min(len(text), 512)], func(r rune) bool { return r < ' ' && r != '\t' && r != '\r' && r != '\n' })
}

// readTable reads the file, or the standard input.
func readTable(cmd *cobra.Command, file string) ([]byte, error) {
	in := cmd.InOrStdin()
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, maxCSV+1))
	if err == nil && len(data) > maxCSV {
		err = fmt.Errorf("%s has more than %d bytes: split it", file, maxCSV)
	}
	return data, err
}

// importInto is what an import goes into. The zero value is a database without anything.
type importInto struct {
	// set are the layers of the database, and newSites the sites that the import adds to them.
	set        inventory.LayerSet
	newSites   []string
	layers     *provision.Layers
	replace    bool
	identities []age.Identity
	// lookup returns a device that is there; nil when there is none at all.
	lookup func(mac model.MAC) (inventory.Device, error)
	closer io.Closer
}

// openInto opens the database to look into it. Without one there is nothing, and none is made.
func (f *storeFlags) openInto(cmd *cobra.Command) (importInto, error) {
	s, key, err := f.open(cmd.Context(), reads)
	if errors.Is(err, store.ErrNoDatabase) {
		return importInto{layers: provision.NewLayers(inventory.LayerSet{})}, nil
	}
	if err != nil {
		return importInto{}, err
	}
	desk := newDesk(s, key)
	layers, err := desk.layers(cmd.Context())
	if err != nil {
		return importInto{}, errors.Join(err, s.Close())
	}
	set, err := desk.LayerSet(cmd.Context(), inventory.DefaultTenant)
	if err != nil {
		return importInto{}, errors.Join(err, s.Close())
	}
	lookup := func(mac model.MAC) (inventory.Device, error) {
		return s.Device(cmd.Context(), inventory.DefaultTenant, mac)
	}
	return importInto{set: set, layers: layers, lookup: lookup, closer: s}, nil
}

func (i importInto) close() error {
	if i.closer == nil {
		return nil
	}
	return i.closer.Close()
}

// find returns a device that is there already.
func (i importInto) find(mac model.MAC) (d inventory.Device, found bool, err error) {
	if i.lookup == nil {
		return d, false, nil
	}
	d, err = i.lookup(mac)
	if errors.Is(err, inventory.ErrNotFound) {
		return inventory.Device{}, false, nil
	}
	return d, err == nil, err
}

// readDocument reads a document, which may be encrypted.
func (i importInto) readDocument(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, provdoc.MaxSize+sealRoom))
	if err != nil {
		return nil, err
	}
	if data, err = decrypt(data, i.identities, provdoc.MaxSize); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return data[:min(len(data), provdoc.MaxSize+1)], nil
}

// defaultAccept is what opens the document of a device of which nothing else is said.
func defaultAccept(d *inventory.Device) inventory.Accept {
	if d.Username != "" {
		return inventory.AcceptConfigured
	}
	return inventory.AcceptIntegrated
}
