package main

import "github.com/offhook/offhook/internal/inventory"

// nameValue is a flag with a name of a site, a profile or a device, in the form in which names are
// kept.
type nameValue string

func (v *nameValue) String() string { return string(*v) }

func (v *nameValue) Type() string { return "string" }

func (v *nameValue) Set(text string) error {
	*v = nameValue(inventory.NormalName(text))
	return nil
}
