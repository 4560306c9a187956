package provision

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// shelf is a Shelf with one device.
type shelf struct {
	device inventory.Device
	good   *inventory.PublishedDocument
	// before is called ahead of each publication, as another one that changes the device would.
	before    func(*shelf)
	published int
	err       error
}

func (s *shelf) Device(context.Context, string, model.MAC) (inventory.Device, error) {
	return s.device.Clone(), s.err
}

func (s *shelf) Publish(_ context.Context, ps []inventory.Publication) ([]bool, error) {
	if s.before != nil {
		s.before(s)
	}
	done := make([]bool, len(ps))
	for i, p := range ps {
		if s.err != nil {
			return nil, s.err
		}
		if p.Revision != s.device.Revision || !bytes.Equal(p.Content, s.device.Content) {
			continue
		}
		s.device.Version, s.device.Content, s.device.ContentSeq = p.Version, p.Fingerprint, p.LayerSeq
		s.good = &p.Document
		s.published++
		done[i] = true
	}
	return done, nil
}

func (s *shelf) GoodDocument(context.Context, string, model.MAC) (inventory.PublishedDocument, error) {
	if s.good == nil {
		return inventory.PublishedDocument{}, inventory.ErrNotFound
	}
	return *s.good, nil
}

// desk is a publisher with its shelf and the layers of the moment.
type desk struct {
	*shelf
	Publisher
	layers *Layers
}

func newDesk(t testing.TB, d *inventory.Device, layers ...inventory.Layer) *desk {
	t.Helper()
	k := &desk{shelf: &shelf{device: *d}}
	k.set(layers...)
	k.Publisher = Publisher{Shelf: k.shelf, Key: [32]byte{1}, Layers: func(context.Context, int64) (*Layers, error) { return k.layers, nil }}
	return k
}

// set changes the layers.
func (k *desk) set(layers ...inventory.Layer) {
	k.layers = NewLayers(inventory.LayerSet{Seq: k.layers.Seq() + 1, Layers: layers})
}

// ask is a phone that asks at a time.
func (k *desk) ask(t testing.TB, now time.Time) Document {
	t.Helper()
	doc, err := k.Document(t.Context(), now, k.device.Clone())
	if err != nil {
		t.Fatalf("Document: %v", err)
	}
	return doc
}

// versionOf is the VERSION of a document.
func versionOf(t testing.TB, doc Document) time.Time {
	t.Helper()
	d, _ := provdoc.Parse(doc.Bytes)
	text, _ := d.Version()
	v, err := provdoc.ParseVersion(text)
	if err != nil {
		t.Fatalf("VERSION %q: %v", text, err)
	}
	return v
}

func lobby(server string) inventory.Layer { return profile("lobby", "N510", "S_SIP_SERVER="+server) }

// TestVersionFollowsTheContent publishes edits within one minute, without effect, and back again.
func TestVersionFollowsTheContent(t *testing.T) {
	t.Parallel()
	d := device(t, "N510")
	d.Profile, d.Version = "lobby", start
	k := newDesk(t, d, lobby("a.example.net"))
	first := k.ask(t, start)
	if v := versionOf(t, first); !v.Equal(start) {
		t.Errorf("the first VERSION is %v, want that of the device, %v", v, start)
	}
	if again := k.ask(t, start.Add(48*time.Hour)); again.ETag != first.ETag || k.published != 1 {
		t.Errorf("two days later the document is another, or was published %d times, want the same and once", k.published)
	}
	k.set(lobby("b.example.net"))
	second := k.ask(t, start.Add(time.Second))
	k.set(lobby("c.example.net"))
	third := k.ask(t, start.Add(2*time.Second))
	k.set(lobby("a.example.net"))
	back := k.ask(t, start.Add(3*time.Second))
	for i, doc := range []Document{second, third, back} {
		if v := versionOf(t, doc); !v.Equal(start.Add(time.Duration(i+1) * time.Minute)) {
			t.Errorf("edit %d within a minute has VERSION %v, want the next minute", i+1, v)
		}
	}
	if back.ETag == first.ETag {
		t.Error("the content of before has its ETag although its VERSION is another")
	}
	k.set(lobby("a.example.net"), layer(inventory.LayerSite, "elsewhere", "S_DATA_SERVER=x"), layer(inventory.LayerGlobal, "", "DmGlobal.0.NtpServer=y"))
	if same := k.ask(t, start.Add(time.Hour)); same.ETag != back.ETag || k.published != 4 {
		t.Errorf("a change that is not for this device made another document, or %d publications, want 4", k.published)
	}
	k.set(lobby("d.example.net"))
	if v := versionOf(t, k.ask(t, start.Add(time.Hour+30*time.Second))); !v.Equal(start.Add(time.Hour)) {
		t.Errorf("an hour later an edit has VERSION %v, want the minute of the edit", v)
	}
}

// TestOneVersionForOneContent makes random edits of device and layers at random times, also with a clock that goes back, and with phones that
// ask now and then: no VERSION ever stands for two contents, and the same content in a row keeps its VERSION.
func TestOneVersionForOneContent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		d := device(t, "N510")
		d.Profile, d.Version = "lobby", start
		k := newDesk(t, d, lobby("0.example.net"))
		contents := map[time.Time]string{}
		now, last, lastVersion := start, "", time.Time{}
		for range rapid.IntRange(1, 30).Draw(r, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(-90, 120).Draw(r, "seconds")) * time.Second)
			value := rapid.SampledFrom([]string{"0.example.net", "1.example.net", "2.example.net"}).Draw(r, "value")
			if rapid.Bool().Draw(r, "of the profile") {
				k.set(lobby(value))
			} else {
				k.device.Set("S_SIP_REGISTRAR", value)
				k.device.Revision++
			}
			if !rapid.Bool().Draw(r, "asked") {
				continue
			}
			doc := k.ask(t, now)
			v := versionOf(t, doc)
			content := strings.Replace(string(doc.Bytes), provdoc.FormatVersion(v), "", 1)
			if before, there := contents[v]; there && before != content {
				r.Fatalf("VERSION %v stands for two contents", v)
			}
			contents[v] = content
			if (content == last) != v.Equal(lastVersion) {
				r.Fatalf("the content is the same: %t, and its VERSION: %t", content == last, v.Equal(lastVersion))
			}
			if v.Before(lastVersion) {
				r.Fatalf("VERSION went back from %v to %v", lastVersion, v)
			}
			last, lastVersion = content, v
		}
	})
}

// TestPublishAgainstOthers lets another server change or publish the device while this one is at it.
func TestPublishAgainstOthers(t *testing.T) {
	t.Parallel()
	d := device(t, "N510")
	d.Profile, d.Version = "lobby", start
	k := newDesk(t, d, lobby("a.example.net"))
	k.before = func(s *shelf) {
		s.before = nil
		s.device.Set("S_SIP_REGISTRAR", "other.example.net")
		s.device.Revision++
	}
	if doc := k.ask(t, start); !strings.Contains(string(doc.Bytes), "other.example.net") {
		t.Error("a device that was changed meanwhile got the document from before the change")
	}
	k.before = func(s *shelf) {
		s.device.Revision++
	}
	k.set(lobby("b.example.net"))
	good := *k.good
	for _, tc := range []struct {
		what  string
		begin func()
	}{
		{"a device that never stops changing", func() {}},
		{"a store that fails", func() { k.before, k.err = nil, errors.New("disk full") }},
		{"layers that cannot be read", func() {
			k.Layers = func(context.Context, int64) (*Layers, error) { return nil, k.err }
		}},
	} {
		tc.begin()
		doc, err := k.Document(t.Context(), start, k.device.Clone())
		if err != nil || !errors.Is(doc.Held, ErrUnavailable) || doc.ETag != good.ETag ||
			!bytes.Equal(doc.Bytes, good.Bytes) {
			t.Errorf("%s: %v, %v, %v, want the last good document", tc.what, doc, doc.Held, err)
		}
		if strings.Contains(doc.Held.Error(), "disk") {
			t.Errorf("%s: an event has the words of the database: %v", tc.what, doc.Held)
		}
		kept := k.good
		k.good = nil
		if doc, err := k.Document(t.Context(), start, k.device.Clone()); !errors.Is(err, ErrUnavailable) {
			t.Errorf("%s, without a good document: %v, %v, want ErrUnavailable", tc.what, doc, err)
		}
		k.good = kept
	}
}

// TestSecurity21FaultyDocumentIsNotSent checks that a document with an error is never sent, and the one before is.
func TestSecurity21FaultyDocumentIsNotSent(t *testing.T) {
	t.Parallel()
	d := device(t, "N510")
	d.Profile, d.Version = "lobby", start
	k := newDesk(t, d, lobby(strings.Repeat("x", 75)))
	if doc, err := k.Document(t.Context(), start, k.device.Clone()); err == nil || errors.Is(err, ErrUnavailable) {
		t.Errorf("a first document over its limits: %v, %v, want its error", doc, err)
	}
	k.set(lobby("a.example.net"))
	good := k.ask(t, start)
	for name, layers := range map[string][]inventory.Layer{
		"a value over its limit": {lobby(strings.Repeat("x", 75))},
		"no profile":             nil,
	} {
		k.set(layers...)
		doc := k.ask(t, start.Add(time.Hour))
		if doc.ETag != good.ETag || !bytes.Equal(doc.Bytes, good.Bytes) || doc.Held == nil {
			t.Errorf("%s: the document is %v, held by %v, want the good one", name, doc, doc.Held)
		}
		decision := Preview(d, doc, nil)
		if decision.Status != 200 || decision.Reason != inventory.ReasonLastGood || !strings.Contains(decision.Sentence, "had before") {
			t.Errorf("%s: decision %d, %s, %q", name, decision.Status, decision.Reason, decision.Sentence)
		}
	}
	k.set(lobby("a.example.net"))
	if doc := k.ask(t, start.Add(2*time.Hour)); doc.ETag != good.ETag || doc.Held != nil || k.published != 1 {
		t.Errorf("after the mending: held by %v, %d publications, want the same document again", doc.Held, k.published)
	}
}

func TestRenew(t *testing.T) {
	t.Parallel()
	d := device(t, "N510")
	d.Profile, d.Version = "lobby", start
	k := newDesk(t, d, lobby("a.example.net"))
	renew := func() Renewal {
		t.Helper()
		r, err := k.Renew(t.Context(), start, k.layers, []inventory.Device{k.device.Clone()})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := renew(); len(r.Changed) != 1 || len(r.Faulty) != 0 {
		t.Errorf("a new document: %+v", r)
	}
	if r := renew(); len(r.Changed)+len(r.Faulty)+len(r.Moved) != 0 || k.published != 1 {
		t.Errorf("the same document: %+v", r)
	}
	k.set(lobby(strings.Repeat("x", 75)))
	if r := renew(); len(r.Faulty) != 1 || r.Why == nil {
		t.Errorf("a document with an error: %+v", r)
	}
	k.set(lobby("b.example.net"))
	k.before = func(s *shelf) { s.device.Revision++ }
	if r := renew(); len(r.Moved) != 1 || len(r.Changed) != 0 {
		t.Errorf("a device that was changed meanwhile: %+v", r)
	}
}

// TestOwnDocumentsNeedALaterVersion: other settings under the VERSION that the phone has are not sent, be it a document of the device's own
// before or not. The phone gets the one from before.
func TestOwnDocumentsNeedALaterVersion(t *testing.T) {
	t.Parallel()
	own := func(version, server string) []byte {
		return []byte(`<ProviderFrame><Provider><VERSION value="` + version + `"/><PROFILE_NAME class="string" value="N510"/>` +
			`<S_SIP_SERVER class="string" value="` + server + `"/></Provider></ProviderFrame>`)
	}
	d := device(t, "N510")
	d.Version = start
	k := newDesk(t, d)
	written := k.ask(t, start)
	edit := func(document []byte) Document {
		k.device.Document = document
		k.device.Revision++
		return k.ask(t, start.Add(time.Hour))
	}
	same := provdoc.FormatVersion(start)
	if got := edit(own(same, "a.example.net")); got.Held == nil || got.ETag != written.ETag {
		t.Errorf("a document of its own with the VERSION of the one before: held by %v, want that one", got.Held)
	}
	later := own(provdoc.FormatVersion(start.Add(time.Minute)), "a.example.net")
	if got := edit(later); got.Held != nil || !bytes.Equal(got.Bytes, later) {
		t.Errorf("with a later VERSION: held by %v", got.Held)
	}
	if got := edit(own(provdoc.FormatVersion(start.Add(time.Minute)), "b.example.net")); got.Held == nil || !bytes.Equal(got.Bytes, later) {
		t.Errorf("other settings under one VERSION: held by %v, want the document before", got.Held)
	}
	if got := edit(append(later, '\n')); got.Held != nil {
		t.Errorf("the same settings with another line feed: held by %v", got.Held)
	}
}
