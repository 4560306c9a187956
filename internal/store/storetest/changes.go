package storetest

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// follower keeps what the changes say.
type follower struct {
	seq     int64
	records map[model.MAC]inventory.Record
}

// catchUp applies all pages of changes, and checks that their numbers rise.
func (f *follower) catchUp(t *testing.T, s inventory.Store, page int) (applied int) {
	t.Helper()
	for {
		changes, err := s.ChangesSince(t.Context(), f.seq, page)
		if err != nil {
			t.Fatalf("ChangesSince(%d): %v", f.seq, err)
		}
		for _, c := range changes {
			if c.Seq <= f.seq {
				t.Fatalf("ChangesSince gave the number %d after %d", c.Seq, f.seq)
			}
			f.seq = c.Seq
			f.records[c.MAC] = c.Record
			if c.Deleted {
				delete(f.records, c.MAC)
			}
		}
		applied += len(changes)
		if len(changes) < page {
			return applied
		}
	}
}

func testChanges(t *testing.T, open Open) {
	s := open(t)
	f := &follower{records: make(map[model.MAC]inventory.Record)}
	if n := f.catchUp(t, s, 10); n != 0 {
		t.Errorf("an empty store has %d changes", n)
	}
	var all []inventory.Device
	for n := range 12 {
		all = append(all, Device(n))
	}
	mustCreate(t, s, all...)
	mustUpdate(t, s, MAC(3), func(d *inventory.Device) { d.Enabled = false })
	mustUpdate(t, s, MAC(3), func(d *inventory.Device) { d.Username = "changed twice" })
	if err := s.DeleteDevice(t.Context(), inventory.DefaultTenant, MAC(5)); err != nil {
		t.Fatal(err)
	}
	if n := f.catchUp(t, s, 5); n != 12 {
		t.Errorf("a new follower applied %d changes, want 11 devices and 1 removal", n)
	}
	compareFollower(t, s, f)

	mustCreate(t, s, Device(5))
	mustUpdate(t, s, MAC(7), func(d *inventory.Device) { d.Username = "later" })
	if n := f.catchUp(t, s, 5); n != 2 {
		t.Errorf("a follower applied %d changes, want the 2 new ones", n)
	}
	compareFollower(t, s, f)
	t.Run("Concurrent", func(t *testing.T) { followWriters(t, s, f) })
}

// followWriters lets a follower read while several write: it must never pass
// over a change that becomes visible later than one with a higher number.
func followWriters(t *testing.T, s inventory.Store, f *follower) {
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for n := range 10 {
				if err := s.CreateDevice(t.Context(), Device(1000+100*w+n)); err != nil {
					t.Errorf("CreateDevice: %v", err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() {
		writers.Wait()
		close(done)
	}()
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		f.catchUp(t, s, 3)
	}
	compareFollower(t, s, f)
}

// compareFollower compares what a follower holds with the devices.
func compareFollower(t *testing.T, s inventory.Store, f *follower) {
	t.Helper()
	want := make(map[model.MAC]inventory.Record)
	devices, err := s.ListDevices(t.Context(), inventory.DefaultTenant, model.MAC{}, 1000)
	if err != nil {
		t.Fatalf("ListDevices: %v", err)
	}
	for _, d := range devices {
		want[d.MAC] = d.Record()
	}
	if diff := cmp.Diff(want, f.records, CompareSecrets); diff != "" {
		t.Errorf("a follower holds other devices than the store (-store +follower):\n%s", diff)
	}
	if seq, err := s.ChangeSeq(t.Context()); seq != f.seq || err != nil {
		t.Errorf("ChangeSeq = %d, %v; the follower has come to %d", seq, err, f.seq)
	}
}
