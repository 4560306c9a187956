package provision

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// publishTries is how often Publisher.Document begins again when others change the device at the same time.
const publishTries = 20

// Shelf is what a Publisher needs of the store.
type Shelf interface {
	Device(ctx context.Context, tenant string, mac model.MAC) (inventory.Device, error)
	Publish(ctx context.Context, ps []inventory.Publication) ([]bool, error)
	GoodDocument(ctx context.Context, tenant string, mac model.MAC) (inventory.PublishedDocument, error)
}

// Publisher gives documents their VERSION: the same content keeps it, another content gets a later minute, and no two contents of a
// device ever have the same, whoever publishes them and however fast they follow each other. [G p43]
type Publisher struct {
	// Shelf keeps what was published.
	Shelf Shelf
	// Key is that of the fingerprints, so that a database tells nothing of the passwords in its documents.
	Key [32]byte
	// Layers returns layers that are not older than the number, or an error.
	Layers func(ctx context.Context, seq int64) (*Layers, error)
}

// Document returns what a device gets, which d was read to be a moment ago: where it is sent, or its document. A document that has
// changed is published first. When the new one has an error, or cannot be stored now, the device gets the last good one, if there is
// one, and Document.Held says why: a VERSION that is not stored is never sent.
func (p *Publisher) Document(ctx context.Context, now time.Time, d inventory.Device) (Document, error) {
	for range publishTries {
		if !d.Redirect.IsZero() {
			return redirectOf(&d)
		}
		layers, err := p.Layers(ctx, d.ContentSeq)
		if err != nil {
			return p.held(ctx, &d, unavailable(err))
		}
		doc, news, err := p.settle(ctx, now, layers, &d)
		if err != nil {
			return p.held(ctx, &d, err)
		}
		if news == nil {
			return doc, nil
		}
		done, err := p.Shelf.Publish(ctx, []inventory.Publication{*news})
		if err != nil {
			return p.held(ctx, &d, errors.Join(ErrUnavailable, err))
		}
		if done[0] {
			return doc, nil
		}
		if d, err = p.Shelf.Device(ctx, d.Tenant, d.MAC); err != nil {
			return Document{}, unavailable(err)
		}
	}
	return p.held(ctx, &d, errors.Join(ErrUnavailable,
		fmt.Errorf("device %s kept changing while its document was made", d.MAC)))
}

// Renewal is what became of the documents of many devices.
type Renewal struct {
	// Changed have a new VERSION, Faulty keep the document from before, Moved were changed by others meanwhile; all others are as they
	// were.
	Changed, Faulty, Moved []model.MAC
	// Why is the error of the first of the faulty ones.
	Why error
}

// Renew publishes those of the devices, none of which is redirected, whose documents the layers change.
func (p *Publisher) Renew(ctx context.Context, now time.Time, layers *Layers, devices []inventory.Device) (Renewal, error) {
	var r Renewal
	var news []inventory.Publication
	for i := range devices {
		_, one, err := p.settle(ctx, now, layers, &devices[i])
		switch {
		case err != nil:
			r.Faulty = append(r.Faulty, devices[i].MAC)
			if r.Why == nil {
				r.Why = err
			}
		case one != nil:
			news = append(news, *one)
		}
	}
	done, err := p.Shelf.Publish(ctx, news)
	if err != nil {
		return Renewal{}, err
	}
	for i := range news {
		if done[i] {
			r.Changed = append(r.Changed, news[i].MAC)
		} else {
			r.Moved = append(r.Moved, news[i].MAC)
		}
	}
	return r, nil
}

// Current returns layers that are not older than the number, or an error.
func (p *Publisher) Current(ctx context.Context, seq int64) (*Layers, error) {
	return p.Layers(ctx, seq)
}

// unavailable is an error of the store, which passes, but for a device that is gone.
func unavailable(err error) error {
	if errors.Is(err, inventory.ErrNotFound) {
		return err
	}
	return errors.Join(ErrUnavailable, err)
}

// settle renders a device, and returns besides what is to be published, nil when the document is the one from before. The error says
// why there is none that can be sent.
func (p *Publisher) settle(ctx context.Context, now time.Time, layers *Layers, d *inventory.Device) (Document, *inventory.Publication, error) {
	version := d.Version
	doc, err := layers.render(d, version)
	if err != nil {
		return Document{}, nil, err
	}
	mark := p.fingerprint(&doc)
	if bytes.Equal(mark, d.Content) {
		return doc, nil, nil
	}
	if d.Content != nil {
		version = inventory.NextVersion(d.Version, now)
		if doc, err = layers.render(d, version); err != nil {
			return Document{}, nil, err
		}
		mark = p.fingerprint(&doc)
	}
	if err := p.fit(ctx, d, &doc); err != nil {
		return Document{}, nil, err
	}
	return doc, &inventory.Publication{
		Tenant: d.Tenant, MAC: d.MAC, Revision: d.Revision, Content: d.Content, LayerSeq: layers.Seq(),
		Version: version, Fingerprint: mark,
		Document: inventory.PublishedDocument{Bytes: doc.Bytes, ETag: doc.ETag, ContentType: doc.ContentType},
	}, nil
}

// fit is ErrFaulty for a document that is not to be sent. VERSION follows the content of what is written here; of a document of the
// device's own it is the operator's, and other settings must have a later one.
func (p *Publisher) fit(ctx context.Context, d *inventory.Device, doc *Document) error {
	if d.Document == nil || d.Content == nil {
		return fit(d, doc.Bytes)
	}
	before, err := p.Shelf.GoodDocument(ctx, d.Tenant, d.MAC)
	if err != nil && !errors.Is(err, inventory.ErrNotFound) {
		return errors.Join(ErrUnavailable, err)
	}
	findings, err := LintAfter(d, doc.Bytes, before.Bytes)
	if err != nil {
		return err
	}
	return faultOf(findings)
}

// Would returns the document that a device would get if it were stored like d, with the VERSION that it would have. Nothing is
// published. The device is not redirected.
func (p *Publisher) Would(ctx context.Context, now time.Time, layers *Layers, d inventory.Device) (Document, error) {
	doc, _, err := p.settle(ctx, now, layers, &d)
	return doc, err
}

// heldLimit bounds the reading of a last good document, for which the context has no time left.
const heldLimit = time.Second

// held returns the last document of a device without an error, in place of one that cannot be sent: why says the reason. Without one
// there is none.
func (p *Publisher) held(ctx context.Context, d *inventory.Device, why error) (Document, error) {
	if errors.Is(why, ErrUnavailable) {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), heldLimit)
		defer cancel()
	}
	good, err := p.Shelf.GoodDocument(ctx, d.Tenant, d.MAC)
	switch {
	case errors.Is(err, inventory.ErrNotFound):
		return Document{}, why
	case err != nil:
		return Document{}, errors.Join(ErrUnavailable, why, err)
	}
	if errors.Is(why, ErrUnavailable) {
		why = &notStored{why}
	}
	return Document{Bytes: good.Bytes, ETag: good.ETag, ContentType: good.ContentType, Held: why}, nil
}

// notStored is the reason of a held document that passes with the database's trouble.
type notStored struct{ cause error }

// Error is for the sentence of an event, without the words of the database.
func (*notStored) Error() string { return "the newest cannot be read or stored in the database now" }

func (e *notStored) Unwrap() error { return e.cause }

// fingerprint stands for all bytes of a document, its VERSION included, and for how it is sent.
func (p *Publisher) fingerprint(doc *Document) []byte {
	mac := hmac.New(sha256.New, p.Key[:])
	mac.Write([]byte(doc.ContentType))
	mac.Write([]byte{0})
	mac.Write(doc.Bytes)
	return mac.Sum(nil)[:16]
}
