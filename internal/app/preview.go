package app

import (
	"context"
	"runtime"
	"sync"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
)

// previewQueue is how many devices wait for a worker.
const previewQueue = 256

// Preview tells for every device of a layer what a change of it does, before anything is stored: each is called with every effect, one
// at a time and in no order. It uses all processors, and memory for a few hundred devices. It stops at the first error.
func Preview(ctx context.Context, st inventory.Publications, before, after *provision.Layers, kind inventory.LayerKind, name string, each func(provision.Effect)) error {
	devices := make(chan inventory.Device, previewQueue)
	effects := make(chan provision.Effect, previewQueue)
	compare := provision.NewEffects(before, after)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for d := range devices {
				effects <- compare.Of(&d)
			}
		})
	}
	var err error
	go func() {
		err = st.Affected(ctx, inventory.DefaultTenant, kind, name, func(d *inventory.Device) error {
			devices <- *d
			return ctx.Err()
		})
		close(devices)
		workers.Wait()
		close(effects)
	}()
	for e := range effects {
		each(e)
	}
	return err
}
