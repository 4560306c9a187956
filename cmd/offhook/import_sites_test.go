package main

import (
	"errors"
	"iter"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/internal/store/storetest"
)

// TestSaveImportIsAllOrNothing takes new sites away again when the devices cannot be stored, and
// leaves those alone that were there.
func TestSaveImportIsAllOrNothing(t *testing.T) {
	t.Parallel()
	s, key, err := store.OpenData(t.Context(), store.Config{DataDir: t.TempDir()}, true)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	desk := newDesk(s, key)
	if err := s.CreateLayer(t.Context(), newSite("berlin")); err != nil {
		t.Fatal(err)
	}
	sites := func() (names []string) {
		set, err := s.LayerSet(t.Context(), inventory.DefaultTenant)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range set.Layers {
			names = append(names, l.Name)
		}
		return names
	}
	stale := storetest.Device(1)
	stale.Revision = 7
	err = saveImport(t.Context(), desk, []string{"berlin", "wien"}, eachOf(stale))
	if got := sites(); !errors.Is(err, inventory.ErrNotFound) || len(got) != 1 || got[0] != "berlin" {
		t.Errorf("an import that fails with %v leaves the sites %v, want berlin alone", err, got)
	}
	there := storetest.Device(1)
	there.Site = "wien"
	if err := saveImport(t.Context(), desk, []string{"berlin", "wien"}, eachOf(there)); err != nil {
		t.Fatal(err)
	}
	if got := sites(); len(got) != 2 {
		t.Errorf("an import leaves the sites %v, want berlin and wien", got)
	}
}

// eachOf hands devices over one after another.
func eachOf(devices ...inventory.Device) iter.Seq2[inventory.Device, error] {
	return func(yield func(inventory.Device, error) bool) {
		for _, d := range devices {
			if !yield(d, nil) {
				return
			}
		}
	}
}
