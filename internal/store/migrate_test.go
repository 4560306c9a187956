package store

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store/storetest"
)

// TestOldDatabase opens databases that earlier migrations made, and finds in them what was put there then.
func TestOldDatabase(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, config Config) {
		engine, name := engine(sqlite(config.DataDir)), "sqlite"
		if config.URL != "" {
			engine, name = postgres(config.URL), "postgres"
		}
		restore(t, engine, "testdata/migration_3_"+name+".sql")
		s := mustOpen(t, config)
		for n := 1; n <= 2; n++ {
			want := storetest.Device(n)
			want.Redirect, want.Name, want.Comment = inventory.Redirect{}, "", ""
			got, err := s.Device(t.Context(), inventory.DefaultTenant, want.MAC)
			want.Version, want.Revision, want.Created, want.Updated = got.Version, 1, got.Created, got.Updated
			if diff := cmp.Diff(want, got, storetest.CompareSecrets); err != nil || diff != "" {
				t.Errorf("device %d of the old database: %v (-want +got):\n%s", n, err, diff)
			}
		}
		changeOld(t, s)
	})
}

// restore runs the statements of a dump.
func restore(t *testing.T, e engine, file string) {
	t.Helper()
	dump, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	write, read, err := e.connect()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := write.ExecContext(t.Context(), string(dump)); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if err := write.Close(); err != nil {
		t.Fatal(err)
	}
	if read != write {
		if err := read.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// changeOld uses what the new migrations brought, and what the old ones kept.
func changeOld(t *testing.T, s *Store) {
	t.Helper()
	redirect := inventory.Redirect{URL: "https://prov.example.net/%MACD.xml"}
	_, err := s.UpdateDevice(t.Context(), inventory.DefaultTenant, storetest.MAC(1), func(d *inventory.Device) error {
		d.Redirect = redirect
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if d, err := s.Device(t.Context(), inventory.DefaultTenant, storetest.MAC(1)); err != nil || d.Redirect.URL != redirect.URL {
		t.Errorf("redirect of an old device: %q, %v", d.Redirect.URL, err)
	}
	back := storetest.Device(3)
	back.Configured = digest.NewSecret("another password")
	if err := s.CreateDevice(t.Context(), back); err != nil {
		t.Fatal(err)
	}
	old, err := s.Device(t.Context(), inventory.DefaultTenant, storetest.MAC(1))
	if err != nil {
		t.Fatal(err)
	}
	if d, err := s.Device(t.Context(), inventory.DefaultTenant, back.MAC); err != nil || !d.Version.After(old.Version) {
		t.Errorf("a device that was removed in the old database has VERSION %v, %v, want one after %v", d.Version, err, old.Version)
	}
	if events, err := s.DeviceEvents(t.Context(), inventory.DefaultTenant, storetest.MAC(1), 10); err != nil || len(events) != 1 || events[0].User != "zürich" {
		t.Errorf("events of the old database: %+v, %v", events, err)
	}
	if seq, err := s.ChangeSeq(t.Context()); err != nil || seq != 6 {
		t.Errorf("ChangeSeq = %d, %v, want 6: four from before and two", seq, err)
	}
}
