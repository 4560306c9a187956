package app

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
)

// documentCacheSize is how many bytes of documents are kept in memory: packed, those of about 80,000 devices with an account.
const documentCacheSize = 64 << 20

// documentLimit bounds the wait for a document, and renderLimit the making of it, which leaves a
// second to read the last good one instead.
const (
	documentLimit = 5 * time.Second
	renderLimit   = documentLimit - time.Second
)

// The bounds of documents that are made at once. They share transactions when they are published.
const (
	renderOnce = 256
	renderMost = 1024
	// deviceOnce is how many read their device at once. It leaves connections for the claims of
	// phones whose document is in memory.
	deviceOnce  = 6
	deviceLimit = 3 * time.Second
)

// documentOverhead is what an entry costs besides the document.
const documentOverhead = 256

// documents is the provision.Documents: packed documents by device and revision, bounded in bytes, the one that was used
// longest ago gives way. It is safe for concurrent use.
type documents struct {
	store     inventory.Devices
	publisher *provision.Publisher
	limit     int
	flight    singleflight.Group
	gate      *gate
	devices   *gate // the reading of devices

	mu    sync.Mutex
	epoch int64 // counts forget, so that what was read before a change is not kept after it
	size  int
	byMAC map[model.MAC]*list.Element
	order *list.List // of *cached, the last used in front
}

type cached struct {
	mac      model.MAC
	revision int64
	document provision.Packed
}

func (c *cached) size() int { return c.document.Size() + documentOverhead }

func newDocuments(st inventory.Devices, p *provision.Publisher, limit int) *documents {
	g := newGate(documentLimit, renderOnce, renderMost)
	g.patient = true // one document may take long to make
	return &documents{
		store: st, publisher: p, limit: limit, gate: g,
		devices: newGate(deviceLimit, deviceOnce, renderMost),
		byMAC:   make(map[model.MAC]*list.Element), order: list.New(),
	}
}

// Document returns what a device gets at a revision or, when the device changed a moment ago, what it gets now.
func (d *documents) Document(ctx context.Context, tenant string, mac model.MAC, revision int64) (provision.Document, error) {
	if doc, ok := d.lookup(mac, revision); ok {
		return doc, nil
	}
	key := fmt.Sprintf("%s/%s/%d", tenant, mac, revision)
	result := d.flight.DoChan(key, func() (any, error) {
		doc, err := askThrough(context.WithoutCancel(ctx), d.gate,
			func(ctx context.Context) (provision.Document, error) {
				return d.render(ctx, tenant, mac)
			})
		if errors.Is(err, errSlow) || errors.Is(err, errBusy) {
			err = errors.Join(provision.ErrUnavailable, err)
		}
		return doc, err
	})
	select {
	case r := <-result:
		if r.Err != nil {
			return provision.Document{}, r.Err
		}
		return r.Val.(provision.Document), nil
	case <-ctx.Done():
		return provision.Document{}, errors.Join(provision.ErrUnavailable, ctx.Err())
	}
}

// render reads the device and makes its document, or where it is sent instead. A document that changed is published first.
func (d *documents) render(ctx context.Context, tenant string, mac model.MAC) (provision.Document, error) {
	ctx, cancel := context.WithTimeout(ctx, renderLimit)
	defer cancel()
	epoch := d.now()
	device, err := askThrough(ctx, d.devices,
		func(ctx context.Context) (inventory.Device, error) {
			return d.store.Device(ctx, tenant, mac)
		})
	switch {
	case errors.Is(err, inventory.ErrNotFound):
		return provision.Document{}, err
	case err != nil:
		return provision.Document{}, errors.Join(provision.ErrUnavailable, err)
	}
	doc, err := d.publisher.Document(ctx, time.Now(), device)
	if err != nil {
		return provision.Document{}, err
	}
	if errors.Is(doc.Held, provision.ErrUnavailable) {
		return doc, nil // the next request may find the database well
	}
	d.put(epoch, &cached{mac: mac, revision: device.Revision, document: doc.Pack()})
	return doc, nil
}

func (d *documents) lookup(mac model.MAC, revision int64) (provision.Document, bool) {
	c := d.cached(mac)
	if c == nil || c.revision != revision {
		return provision.Document{}, false
	}
	return c.document.Document(), true
}

// cached returns the entry of a device, nil without one. Entries never change.
func (d *documents) cached(mac model.MAC) *cached {
	d.mu.Lock()
	defer d.mu.Unlock()
	e := d.byMAC[mac]
	if e == nil {
		return nil
	}
	d.order.MoveToFront(e)
	return e.Value.(*cached)
}

func (d *documents) now() int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.epoch
}

// forget drops the document of a device that changed. A device that was removed and made again has the revisions of the old
// one, so the revision alone does not tell them apart.
func (d *documents) forget(mac model.MAC) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.epoch++
	if e := d.byMAC[mac]; e != nil {
		d.remove(e)
	}
}

// forgetAll drops all documents, as the layers that they were made of changed.
func (d *documents) forgetAll() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.epoch++
	d.size = 0
	clear(d.byMAC)
	d.order.Init()
}

// put keeps a document, unless any device changed since it was read.
func (d *documents) put(epoch int64, c *cached) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if epoch != d.epoch {
		return
	}
	if e := d.byMAC[c.mac]; e != nil {
		d.remove(e)
	}
	d.byMAC[c.mac] = d.order.PushFront(c)
	d.size += c.size()
	for d.size > d.limit {
		d.remove(d.order.Back())
	}
}

// remove takes an entry out. d.mu is held.
func (d *documents) remove(e *list.Element) {
	c := e.Value.(*cached)
	d.order.Remove(e)
	delete(d.byMAC, c.mac)
	d.size -= c.size()
}
