package store

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store/storetest"
)

// TestSecurity24LayersAreSealed looks for the values of layers, the texts of templates and the documents of devices in all that is
// stored.
func TestSecurity24LayersAreSealed(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, config Config) {
		s := mustOpen(t, config)
		profile := storetest.Profile("lobby")
		profile.Settings = []inventory.Setting{{Item: "S_SIP_PASSWORD_1", Value: "canary-layer-3b1e"}}
		_, err := s.SaveTemplate(t.Context(), inventory.Template{
			Tenant: inventory.DefaultTenant, Name: "reception", Kind: inventory.TemplateText,
			TemplateVersion: inventory.TemplateVersion{Text: "<x>canary-template-9f02</x>"},
		})
		err = errors.Join(err, s.CreateLayer(t.Context(), profile), s.CreateDevice(t.Context(), storetest.Device(1)))
		if err != nil {
			t.Fatal(err)
		}
		publish(t, s, 1, strings.Repeat("canary-published-77aa ", 100))
		dump := dumpDatabase(t, s, config)
		for _, there := range []string{"lobby", "reception", `"etag"`} {
			if !bytes.Contains(dump, []byte(there)) {
				t.Fatalf("the dump does not hold %q, so that finding no secret in it means nothing", there)
			}
		}
		if at := bytes.Index(dump, []byte("canary-")); at >= 0 {
			t.Errorf("the database holds a secret in the clear: %q", dump[at:at+30])
		}
	})
}

// publish publishes a text for a device of the tests.
func publish(t *testing.T, s *Store, device int, text string) {
	t.Helper()
	d, err := s.Device(t.Context(), inventory.DefaultTenant, storetest.MAC(device))
	if err != nil {
		t.Fatal(err)
	}
	done, err := s.Publish(t.Context(), []inventory.Publication{{
		Tenant: d.Tenant, MAC: d.MAC, Revision: d.Revision, Content: d.Content, Version: d.Version, Fingerprint: []byte("fingerprint"),
		Document: inventory.PublishedDocument{Bytes: []byte(text), ETag: `"etag"`, ContentType: "text/xml"},
	}})
	if err != nil || !done[0] {
		t.Fatalf("Publish = %t, %v", done, err)
	}
}

// TestSecurity24LayersAreSealedInPlace moves sealed values to where they do not belong: nothing opens there.
func TestSecurity24LayersAreSealedInPlace(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, config Config) {
		s := mustOpen(t, config)
		for n, name := range []string{"lobby", "office"} {
			for _, text := range []string{"first", "second"} {
				_, err := s.SaveTemplate(t.Context(), inventory.Template{
					Tenant: inventory.DefaultTenant, Name: name, Kind: inventory.TemplateText, TemplateVersion: inventory.TemplateVersion{Text: text + name},
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := errors.Join(s.CreateLayer(t.Context(), storetest.Profile(name)), s.CreateDevice(t.Context(), storetest.Device(n))); err != nil {
				t.Fatal(err)
			}
			publish(t, s, n, "a document of "+name)
		}
		set := func() error { _, err := s.LayerSet(t.Context(), inventory.DefaultTenant); return err }
		document := func() error {
			_, err := s.GoodDocument(t.Context(), inventory.DefaultTenant, storetest.MAC(0))
			return err
		}
		if err := errors.Join(set(), document()); err != nil {
			t.Fatal(err)
		}
		for _, move := range []struct {
			what, statement string
			read            func() error
		}{
			{"the values of another profile", `UPDATE layers SET settings = (SELECT settings FROM layers WHERE name = 'office') WHERE name = 'lobby'`, set},
			{"the document of another device", `UPDATE documents SET body = (SELECT body FROM documents WHERE mac <> '` + storetest.MAC(0).String() + `')`, document},
			{"the text of an older version", `UPDATE template_versions SET text = (SELECT text FROM template_versions WHERE name = 'office' AND number = 1) WHERE name = 'office'`, set},
		} {
			if _, err := s.write.ExecContext(t.Context(), move.statement); err != nil {
				t.Fatalf("%s: %v", move.what, err)
			}
			if err := move.read(); !errors.Is(err, errSealed) {
				t.Errorf("%s opens: %v", move.what, err)
			}
			if _, err := s.write.ExecContext(t.Context(), `DELETE FROM layers WHERE name = 'lobby'`); err != nil {
				t.Fatal(err)
			}
		}
	})
}
