package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"iter"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// importRun reads the devices of an import twice: to look for faults, and to store them. In between
// it keeps only what tells that a device is the one it looked at, so that the memory does not grow
// with what the table says of each.
type importRun struct {
	sources []importSource
	change  takeOverChange
	into    importInto

	guess string
	taken []csvDevice // of documents
	// replaced are the revisions of those devices of a table that were there already.
	replaced map[model.MAC]int64
	// documents are the sums of the files that a table names.
	documents map[model.MAC][sha256.Size]byte
}

// look reads one table, or documents. The devices are for use as long as there are no faults.
func (r *importRun) look(
	ctx context.Context, faults *faultList, use func(*csvDevice) error,
) (err error) {
	if !isTable(r.sources) {
		r.taken, err = takeOver(ctx, r.sources, r.change, r.into, faults)
		for i := 0; i < len(r.taken) && err == nil && faults.all == 0; i++ {
			err = use(&r.taken[i])
		}
		return err
	}
	r.replaced = make(map[model.MAC]int64)
	r.documents = make(map[model.MAC][sha256.Size]byte)
	r.guess, err = readCSV(ctx, r.sources[0].file, r.sources[0].data, r.into, faults,
		func(d *csvDevice) error {
			if faults.all > 0 {
				return faults.err
			}
			r.remember(d)
			return use(d)
		})
	return err
}

// remember keeps what tells a device of a table when it is read again.
func (r *importRun) remember(d *csvDevice) {
	if d.Revision > 0 {
		r.replaced[d.MAC] = d.Revision
	}
	if d.document != "" {
		r.documents[d.MAC] = sha256.Sum256(d.Document)
	}
}

// devices are those that look found without a fault, to be stored.
func (r *importRun) devices(ctx context.Context, s *desk) iter.Seq2[inventory.Device, error] {
	return func(yield func(inventory.Device, error) bool) {
		for i := range r.taken {
			if !yield(r.taken[i].Device, nil) {
				return
			}
		}
		if !isTable(r.sources) {
			return
		}
		if err := r.readAgain(ctx, s, yield); err != nil {
			yield(inventory.Device{}, err)
		}
	}
}

// errEnough ends the reading of a table.
var errEnough = fmt.Errorf("no more devices are wanted")

// readAgain hands over the devices of a table. It returns no error after yield had enough.
func (r *importRun) readAgain(
	ctx context.Context, s *desk, yield func(inventory.Device, error) bool,
) error {
	into, faults := r.into, &faultList{}
	into.again, into.lookup = true, nil
	if len(r.replaced) > 0 {
		into.lookup = func(mac model.MAC) (inventory.Device, error) {
			return s.Device(ctx, inventory.DefaultTenant, mac)
		}
	}
	use := func(d *csvDevice) error {
		if err := r.sameAsBefore(d); err != nil {
			return err
		}
		if !yield(d.Device, nil) {
			return errEnough
		}
		return nil
	}
	_, err := readCSV(ctx, r.sources[0].file, r.sources[0].data, into, faults, use)
	switch {
	case err == errEnough: //nolint:errorlint // this very one, which is not wrapped
		return nil
	case err == nil && faults.all > 0:
		return fmt.Errorf("%w: %s", inventory.ErrConflict, faults.kept[0].Message)
	}
	return err
}

// sameAsBefore returns an error for a device that others changed since look.
func (r *importRun) sameAsBefore(d *csvDevice) error {
	if d.Revision != r.replaced[d.MAC] {
		return fmt.Errorf("%w: device %s was changed by others meanwhile: nothing was stored, try again",
			inventory.ErrConflict, d.MAC)
	}
	if d.document != "" && sha256.Sum256(d.Document) != r.documents[d.MAC] {
		return fmt.Errorf("%w: %s changed meanwhile: nothing was stored, try again",
			inventory.ErrConflict, d.document)
	}
	return nil
}
