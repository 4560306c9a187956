package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/internal/table"
	"github.com/offhook/offhook/provdoc"
)

// nearestLayer returns the name that was probably meant, "" when none is near.
func (i importInto) nearestLayer(kind inventory.LayerKind, name string) string {
	var names []string
	for _, l := range i.set.Layers {
		if l.Kind == kind {
			names = append(names, l.Name)
		}
	}
	at := slices.IndexFunc(names, func(other string) bool { return strings.EqualFold(other, name) })
	if at >= 0 {
		return names[at]
	}
	return provdoc.NearestOf(name, names)
}

// newSite is a site without values.
func newSite(name string) inventory.Layer {
	return inventory.Layer{Tenant: inventory.DefaultTenant, Kind: inventory.LayerSite, Name: name}
}

// withSites returns what it goes into with those sites that are missing, and can be made.
func (i importInto) withSites(names []string) importInto {
	set := i.set
	set.Layers = slices.Clone(set.Layers)
	for _, name := range names {
		site := newSite(name)
		if site.Validate() != nil || i.layers.Has(site.Kind, name) {
			continue
		}
		i.newSites = append(i.newSites, name)
		set.Layers = append(set.Layers, site)
	}
	if len(i.newSites) > 0 {
		i.set, i.layers = set, provision.NewLayers(set)
	}
	return i
}

// sitesOf returns the sites that an import names, each once.
func sitesOf(sources []importSource, change takeOverChange) (names []string) {
	if sources[0].isDocument {
		return []string{change.site}
	}
	return tableSites(sources[0].data)
}

// tableSites returns the sites that a table names, each once.
func tableSites(data []byte) (names []string) {
	text, err := table.Decode(data)
	if err != nil {
		return nil
	}
	r := table.NewReader(text.Data)
	seen := map[string]bool{"": true}
	column := -1
	for {
		record, err := r.Next()
		if _, readable := errors.AsType[*table.Fault](err); readable {
			continue
		}
		if err != nil {
			return names
		}
		if column < 0 {
			isSite := func(name string) bool { return columnName(name) == "site" }
			if column = slices.IndexFunc(record, isSite); column < 0 {
				return nil
			}
			continue
		}
		if column >= len(record) {
			continue
		}
		if name := inventory.NormalName(table.Unguard(record[column])); !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
}

// saveImport adds sites and stores devices, all of it or nothing.
func saveImport(ctx context.Context, s *desk, sites []string, devices []inventory.Device) error {
	made, err := s.makeSites(ctx, sites)
	if err == nil {
		err = s.SaveDevices(ctx, devices)
	}
	if err == nil {
		return nil
	}
	s.stored = false
	var left []string
	for _, name := range made {
		removed := s.DeleteLayer(ctx, inventory.DefaultTenant, inventory.LayerSite, name)
		if removed != nil && !errors.Is(removed, inventory.ErrNotFound) {
			left = append(left, name)
		}
	}
	s.stored = false
	if len(left) > 0 {
		err = fmt.Errorf("no device was imported, but these sites were added and could not be "+
			"removed again: %s: %w", someOf(left), err)
	}
	return err
}

// makeSites adds sites and returns those that it added. One that was made meanwhile is left alone.
func (s *desk) makeSites(ctx context.Context, names []string) (made []string, err error) {
	for _, name := range names {
		err := s.CreateLayer(ctx, newSite(name))
		switch {
		case err == nil:
			made = append(made, name)
		case !errors.Is(err, inventory.ErrConflict):
			return made, err
		}
	}
	return made, nil
}
