package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// publication returns one of a device as it is, with a text as document.
func publication(d *inventory.Device, text string, version time.Time) inventory.Publication {
	return inventory.Publication{
		Tenant: d.Tenant, MAC: d.MAC, Revision: d.Revision, Content: d.Content, LayerSeq: d.ContentSeq + 1,
		Version: version, Fingerprint: []byte("fingerprint of " + text),
		Document: inventory.PublishedDocument{Bytes: []byte(text), ETag: `"` + text + `"`, ContentType: "text/xml"},
	}
}

func mustPublish(t *testing.T, s inventory.Store, mac model.MAC, text string, version time.Time) {
	t.Helper()
	d := mustLoad(t, s, mac)
	done, err := s.Publish(t.Context(), []inventory.Publication{publication(&d, text, version)})
	if err != nil || !done[0] {
		t.Fatalf("Publish(%q) = %t, %v", text, done, err)
	}
}

func testPublications(t *testing.T, open Open) {
	t.Run("Publish", func(t *testing.T) { publish(t, open(t)) })
	t.Run("Served", func(t *testing.T) { noteServed(t, open(t)) })
	t.Run("Unpublished", func(t *testing.T) { unpublished(t, open(t)) })
	t.Run("Concurrent", func(t *testing.T) { publishAtOnce(t, open(t)) })
}

// publish checks that a publication is whole, moves nothing that operators and followers look at, and is refused for a device that is
// another by now.
func publish(t *testing.T, s inventory.Store) {
	mustCreate(t, s, Device(1))
	before := mustLoad(t, s, MAC(1))
	if before.Content != nil || before.ContentSeq != 0 {
		t.Errorf("a new device has content %q of layers %d, want none", before.Content, before.ContentSeq)
	}
	if _, err := s.GoodDocument(t.Context(), before.Tenant, before.MAC); !errors.Is(err, inventory.ErrNotFound) {
		t.Errorf("GoodDocument of a new device: %v, want ErrNotFound", err)
	}
	mustPublish(t, s, MAC(1), "first", at(60))
	after := mustLoad(t, s, MAC(1))
	if !after.Version.Equal(at(60)) || string(after.Content) != "fingerprint of first" || after.ContentSeq != 1 {
		t.Errorf("the published device has VERSION %v, content %q of layers %d", after.Version, after.Content, after.ContentSeq)
	}
	if seq, err := s.ChangeSeq(t.Context()); seq != 1 || after.Revision != 1 || !after.Updated.Equal(before.Updated) || err != nil {
		t.Errorf("a publication made ChangeSeq %d, revision %d, %v, want 1 and 1", seq, after.Revision, err)
	}
	good, err := s.GoodDocument(t.Context(), before.Tenant, before.MAC)
	if err != nil || string(good.Bytes) != "first" || good.ETag != `"first"` || good.ContentType != "text/xml" || good.Published.IsZero() || !good.Served.IsZero() {
		t.Errorf("GoodDocument = %v with tag %s, %v", good, good.ETag, err)
	}
	moved := mustUpdate(t, s, MAC(1), func(d *inventory.Device) { d.Set("S_SIP_SERVER", "other") })
	if !moved.Version.Equal(at(60)) || string(moved.Content) != "fingerprint of first" {
		t.Errorf("a change of a published device moved its VERSION to %v or its content to %q: that is for publishing", moved.Version, moved.Content)
	}
	for name, stale := range map[string]inventory.Device{"an older revision": after, "other content": {Tenant: before.Tenant, MAC: before.MAC, Revision: 2}} {
		done, err := s.Publish(t.Context(), []inventory.Publication{publication(&stale, "stale", at(120))})
		if err != nil || done[0] {
			t.Errorf("Publish for %s = %t, %v, want false", name, done, err)
		}
	}
	if good, err := s.GoodDocument(t.Context(), before.Tenant, before.MAC); err != nil || string(good.Bytes) != "first" {
		t.Errorf("refused publications left %v, %v, want the first document", good, err)
	}
	mustCreate(t, s, Device(2))
	second := mustLoad(t, s, MAC(2))
	done, err := s.Publish(t.Context(), []inventory.Publication{publication(&after, "stale", at(120)), publication(&second, "of another", at(120))})
	if err != nil || done[0] || !done[1] {
		t.Errorf("Publish of a stale and a fresh one = %t, %v, want the fresh one alone", done, err)
	}
	if err := s.DeleteDevice(t.Context(), before.Tenant, before.MAC); err != nil {
		t.Fatal(err)
	}
	if _, err := s.GoodDocument(t.Context(), before.Tenant, before.MAC); !errors.Is(err, inventory.ErrNotFound) {
		t.Errorf("GoodDocument of a removed device: %v, want ErrNotFound", err)
	}
}

// noteServed checks that the document that a phone got last stays known while others are published that it did not get.
func noteServed(t *testing.T, s inventory.Store) {
	mustCreate(t, s, Device(1))
	served := func(want string) {
		t.Helper()
		d, err := s.ServedDocument(t.Context(), inventory.DefaultTenant, MAC(1))
		if want == "" && errors.Is(err, inventory.ErrNotFound) {
			return
		}
		if err != nil || string(d.Bytes) != want || d.Served.IsZero() {
			t.Errorf("ServedDocument = %q served at %v, %v, want %q", d.Bytes, d.Served, err, want)
		}
	}
	note := func(text string, seconds int) {
		t.Helper()
		err := s.NoteServed(t.Context(), []inventory.Served{
			{Tenant: inventory.DefaultTenant, MAC: MAC(1), ETag: `"` + text + `"`, Time: at(seconds)},
			{Tenant: inventory.DefaultTenant, MAC: MAC(9), ETag: `"` + text + `"`, Time: at(seconds)},
		})
		if err != nil {
			t.Errorf("NoteServed(%q): %v", text, err)
		}
	}
	mustPublish(t, s, MAC(1), "first", at(60))
	served("")
	note("never published", 1)
	served("")
	note("first", 2)
	served("first")
	mustPublish(t, s, MAC(1), "second", at(120))
	served("first")
	mustPublish(t, s, MAC(1), "third", at(180))
	served("first")
	note("third", 3)
	served("third")
	mustPublish(t, s, MAC(1), "first", at(240))
	served("third")
	note("first", 4)
	served("first")
	mustPublish(t, s, MAC(1), "fourth", at(300))
	mustPublish(t, s, MAC(1), "fifth", at(360))
	note("fourth", 5) // a moment too late to be the newest
	served("fourth")
	mustPublish(t, s, MAC(1), "sixth", at(420))
	served("fourth")
}

// unpublished checks which devices still have documents from older layers.
func unpublished(t *testing.T, s inventory.Store) {
	for n := range 7 {
		d := Device(n)
		d.Document, d.Redirect = nil, inventory.Redirect{}
		switch n {
		case 1:
			d.Enabled = false
		case 2:
			d.Document = Device(2).Document
		case 3:
			d.Redirect = Device(3).Redirect
		}
		mustCreate(t, s, d)
	}
	list := func(seq int64, after model.MAC, limit int) (macs []model.MAC) {
		t.Helper()
		devices, err := s.Unpublished(t.Context(), inventory.DefaultTenant, seq, after, limit)
		if err != nil {
			t.Fatalf("Unpublished: %v", err)
		}
		for _, d := range devices {
			if len(d.Settings) != 2 {
				t.Errorf("Unpublished gave device %s without its settings", d.MAC)
			}
			macs = append(macs, d.MAC)
		}
		return macs
	}
	check := func(what string, got []model.MAC, want ...int) {
		t.Helper()
		for i, n := range want {
			if len(got) != len(want) || got[i] != MAC(n) {
				t.Errorf("%s: unpublished are %v, want the numbers %v", what, got, want)
				return
			}
		}
	}
	check("all", list(1, model.MAC{}, 10), 0, 4, 5, 6)
	check("a page", list(1, MAC(0), 2), 4, 5)
	mustPublish(t, s, MAC(4), "of layers 1", at(0))
	if err := s.MarkPublished(t.Context(), inventory.DefaultTenant, []model.MAC{MAC(0), MAC(5)}, 2); err != nil {
		t.Fatal(err)
	}
	if err := s.MarkPublished(t.Context(), inventory.DefaultTenant, []model.MAC{MAC(5)}, 1); err != nil {
		t.Fatal(err)
	}
	check("after some work", list(2, model.MAC{}, 10), 4, 6)
	for seq, want := range map[int64]int{0: 0, 1: 1, 2: 2, 3: 4} {
		if n, err := s.CountUnpublished(t.Context(), inventory.DefaultTenant, seq); n != want || err != nil {
			t.Errorf("CountUnpublished(%d) = %d, %v, want %d", seq, n, err, want)
		}
	}
	for seq, want := range map[int64]int{0: 0, 1: 0, 2: 1, 3: 1} { // number 4 alone ever had a document
		if n, err := s.CountOutdated(t.Context(), inventory.DefaultTenant, seq); n != want || err != nil {
			t.Errorf("CountOutdated(%d) = %d, %v, want %d", seq, n, err, want)
		}
	}
}

// publishAtOnce lets many publish another content of one device at the same time: exactly one does.
func publishAtOnce(t *testing.T, s inventory.Store) {
	mustCreate(t, s, Device(1))
	d := mustLoad(t, s, MAC(1))
	var done atomic.Int32
	var group sync.WaitGroup
	for n := range 16 {
		group.Go(func() {
			ok, err := s.Publish(t.Context(), []inventory.Publication{publication(&d, fmt.Sprint("content ", n), at(60*n))})
			if err != nil {
				t.Errorf("Publish by %d: %v", n, err)
			} else if ok[0] {
				done.Add(1)
			}
		})
	}
	group.Wait()
	after := mustLoad(t, s, MAC(1))
	good, err := s.GoodDocument(t.Context(), d.Tenant, d.MAC)
	if done.Load() != 1 || err != nil || string(after.Content) != "fingerprint of "+string(good.Bytes) {
		t.Errorf("%d of 16 published, the device has %q and the document is %q, %v, want one and the same", done.Load(), after.Content, good.Bytes, err)
	}
}
