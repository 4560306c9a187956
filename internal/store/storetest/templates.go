package storetest

import (
	"errors"
	"strings"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
)

func template(text, comment string) inventory.Template {
	return inventory.Template{
		Tenant: inventory.DefaultTenant, Name: "reception", Kind: inventory.TemplateText,
		TemplateVersion: inventory.TemplateVersion{Text: text, Author: "Jörg", Comment: comment},
	}
}

// testTemplates checks that versions are only ever added, and that the set has the newest.
func testTemplates(t *testing.T, open Open) {
	s := open(t)
	for n, text := range []string{"first <geheim>", "second", "first <geheim>"} {
		number, err := s.SaveTemplate(t.Context(), template(text, "change "+text))
		if number != int64(n+1) || err != nil {
			t.Fatalf("SaveTemplate of version %d = %d, %v", n+1, number, err)
		}
	}
	versions, err := s.TemplateVersions(t.Context(), inventory.DefaultTenant, "reception")
	if err != nil || len(versions) != 3 {
		t.Fatalf("TemplateVersions = %d versions, %v, want 3", len(versions), err)
	}
	for i, want := range []string{"first <geheim>", "second", "first <geheim>"} {
		v := versions[i]
		if v.Number != int64(3-i) || v.Text != want || v.Author != "Jörg" || v.Comment != "change "+want || v.Created.IsZero() {
			t.Errorf("version %d is number %d by %q with %q", 3-i, v.Number, v.Author, v.Comment)
		}
	}
	if set := mustLayerSet(t, s); len(set.Templates) != 1 || set.Templates[0].Number != 3 || set.Templates[0].Text != "first <geheim>" || set.Seq != 3 {
		t.Errorf("the set has %v at Seq %d, want version 3 alone at 3", set.Templates, set.Seq)
	}
	t.Run("Refused", func(t *testing.T) { refuseTemplates(t, s) })
	t.Run("Removed", func(t *testing.T) { removeTemplates(t, s) })
}

func refuseTemplates(t *testing.T, s inventory.Store) {
	other := template("x", "")
	other.Kind = inventory.TemplateTags
	if _, err := s.SaveTemplate(t.Context(), other); !errors.Is(err, inventory.ErrConflict) {
		t.Errorf("SaveTemplate of another kind = %v, want ErrConflict", err)
	}
	for name, change := range map[string]func(*inventory.Template){
		"no text":       func(t *inventory.Template) { t.Text = "" },
		"too much text": func(t *inventory.Template) { t.Text = strings.Repeat("x", inventory.MaxTemplate+1) },
		"a bad name":    func(t *inventory.Template) { t.Name = "../x" },
		"a bad kind":    func(t *inventory.Template) { t.Kind = "jinja" },
		"a bad author":  func(t *inventory.Template) { t.Author = "a\nb" },
	} {
		bad := template("x", "")
		change(&bad)
		if _, err := s.SaveTemplate(t.Context(), bad); !errors.Is(err, inventory.ErrInvalid) {
			t.Errorf("SaveTemplate with %s = %v, want ErrInvalid", name, err)
		}
	}
}

func removeTemplates(t *testing.T, s inventory.Store) {
	mustCreateLayers(t, s, Profile("lobby"))
	if err := s.DeleteTemplate(t.Context(), inventory.DefaultTenant, "reception"); !errors.Is(err, inventory.ErrConflict) {
		t.Errorf("DeleteTemplate of one that a profile uses = %v, want ErrConflict", err)
	}
	if err := s.DeleteLayer(t.Context(), inventory.DefaultTenant, inventory.LayerProfile, "lobby"); err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteTemplate(t.Context(), inventory.DefaultTenant, "reception"); err != nil {
		t.Errorf("DeleteTemplate: %v", err)
	}
	if err := s.DeleteTemplate(t.Context(), inventory.DefaultTenant, "reception"); !errors.Is(err, inventory.ErrNotFound) {
		t.Errorf("DeleteTemplate twice = %v, want ErrNotFound", err)
	}
	if _, err := s.TemplateVersions(t.Context(), inventory.DefaultTenant, "reception"); !errors.Is(err, inventory.ErrNotFound) {
		t.Errorf("TemplateVersions of a removed template = %v, want ErrNotFound", err)
	}
}
