package console

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// layered returns a console over a device whose values come from every layer, secret ones among them.
func layered(t *testing.T) (http.Handler, inventory.Store, model.MAC) {
	t.Helper()
	h, st := newConsole(t, 0, nil)
	setting := func(pairs ...string) (settings []inventory.Setting) {
		for i := 0; i < len(pairs); i += 2 {
			settings = append(settings, inventory.Setting{Item: pairs[i], Value: pairs[i+1]})
		}
		return settings
	}
	for _, l := range []inventory.Layer{
		{Kind: inventory.LayerSite, Name: "berlin", Settings: setting("S_DATA_SERVER", "berlin.example.net")},
		{Kind: inventory.LayerProfile, Name: "lobby", Models: []string{"N510"}, Comment: "<i>front</i>",
			Settings: setting("S_SIP_SERVER", "a.example.net", "S_SIP_DISPLAYNAME", "a name", "S_SIP_PASSWORD", canary+"-profile")},
	} {
		l.Tenant = inventory.DefaultTenant
		if err := st.CreateLayer(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	set(t, st, inventory.LayerGlobal, "", "S_DATA_SERVER", "https://user:"+canary+"@prov.example.net/")
	err := st.CreateDevice(t.Context(), inventory.Device{
		Tenant: inventory.DefaultTenant, MAC: mac(1), Model: "N510", Enabled: true, Accept: inventory.AcceptIntegrated,
		Integrated: digest.NewSecret(canary), Site: "berlin", Profile: "lobby",
		Settings: setting("BS_IP_Data1.aucS_SIP_DISPLAYNAME", "<own> name", "S_SIP_PASSWORD", canary+"-own"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return h, st, mac(1)
}

// set changes one value of a layer.
func set(t *testing.T, st inventory.Store, kind inventory.LayerKind, name, item, value string) {
	t.Helper()
	_, err := st.UpdateLayer(t.Context(), inventory.DefaultTenant, kind, name, func(l *inventory.Layer) error {
		l.Set(item, value)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fetch lets a device get the document that it would get now.
func fetch(t *testing.T, st inventory.Store, mac model.MAC, now time.Time) {
	t.Helper()
	d, err := st.Device(t.Context(), inventory.DefaultTenant, mac)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := publisherOf(st).Document(t.Context(), now, d)
	if err != nil || doc.Held != nil {
		t.Fatalf("document of %s: %v, %v", mac, err, doc.Held)
	}
	if err := st.NoteServed(t.Context(), []inventory.Served{{Tenant: d.Tenant, MAC: mac, ETag: doc.ETag, Time: now}}); err != nil {
		t.Fatal(err)
	}
}

// devicePage is the page of a device; it has no secret, and nothing that a value could make of it.
func devicePage(t *testing.T, h http.Handler, mac model.MAC) string {
	t.Helper()
	got := ask(h, "GET", "/device?mac="+mac.String())
	page := got.Body.String()
	if got.Code != 200 || got.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("page of %s: %d, Cache-Control %q", mac, got.Code, got.Header().Get("Cache-Control"))
	}
	for _, not := range []string{canary, "<own>", "<i>", "style=", "<script"} {
		if strings.Contains(page, not) {
			t.Errorf("the page has %q:\n%s", not, page)
		}
	}
	return page
}

// wants reports which texts a page lacks, and which it has that it should not.
func wants(t *testing.T, when, page string, want, not []string) {
	t.Helper()
	for _, text := range want {
		if !strings.Contains(page, text) {
			t.Errorf("%s: the page lacks %q:\n%s", when, text, page)
		}
	}
	for _, text := range not {
		if strings.Contains(page, text) {
			t.Errorf("%s: the page has %q:\n%s", when, text, page)
		}
	}
}

func TestSecurity25PageOfDeviceTellsWhereValuesComeFrom(t *testing.T) {
	t.Parallel()
	h, _, mac := layered(t)
	page := devicePage(t, h, mac)
	for _, row := range []string{
		`<th scope="row"><code>S_DATA_SERVER</code></th>
<td data-label="Value" class="value"><code>berlin.example.net</code></td>
<td data-label="From">site berlin</td>
<td data-label="In place of"><span class="over"><code>[redacted]</code> <span class="quiet">global</span></span></td>`,
		`<th scope="row"><code>BS_IP_Data1.aucS_SIP_DISPLAYNAME</code></th>
<td data-label="Value" class="value"><code>&lt;own&gt; name</code></td>
<td data-label="From">device</td>
<td data-label="In place of"><span class="over"><code>a name</code> <span class="quiet">profile lobby</span></span></td>`,
		`<th scope="row"><code>S_SIP_PASSWORD</code></th>
<td data-label="Value" class="value"><code>[redacted]</code></td>
<td data-label="From">device</td>
<td data-label="In place of"><span class="over"><code>[redacted]</code> <span class="quiet">profile lobby</span></span></td>`,
	} {
		if !strings.Contains(page, row) {
			t.Errorf("the page lacks\n%s\n\n%s", row, page)
		}
	}
	wants(t, "layers", page, []string{`<a href="/profiles#profile-lobby">lobby</a>`, `<a href="/profiles#site-berlin">berlin</a>`}, nil)
}

func TestSecurity25PageOfDeviceTellsOfThePair(t *testing.T) {
	t.Parallel()
	h, st, mac := layered(t)
	set(t, st, inventory.LayerGlobal, "", "S_PROV_USERNAME", "abc")
	set(t, st, inventory.LayerGlobal, "", "S_PROV_PASSWORD", canary+"-global")
	_, err := st.UpdateDevice(t.Context(), inventory.DefaultTenant, mac, func(d *inventory.Device) error {
		d.Username, d.Configured, d.Accept = "u1", digest.NewSecret(canary+"-configured"), inventory.AcceptIntegrated|inventory.AcceptConfigured
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "with a pair", devicePage(t, h, mac), []string{
		`<th scope="row"><code>S_PROV_USERNAME</code></th>
<td data-label="Value" class="value"><code>u1</code></td>
<td data-label="From">configured pair</td>
<td data-label="In place of"><span class="over"><code>abc</code> <span class="quiet">global</span></span></td>`,
		`<th scope="row"><code>S_PROV_PASSWORD</code></th>
<td data-label="Value" class="value"><code>[redacted]</code></td>
<td data-label="From">configured pair</td>
<td data-label="In place of"><span class="over"><code>[redacted]</code> <span class="quiet">global</span></span></td>`,
	}, nil)
}

func TestPageOfDeviceTellsDifference(t *testing.T) {
	t.Parallel()
	h, st, mac := layered(t)
	now := time.Date(2026, 3, 1, 11, 0, 0, 0, time.UTC)
	wants(t, "before the first fetch", devicePage(t, h, mac), []string{"has not fetched a document yet. The first one has "}, []string{"differences"})
	fetch(t, st, mac, now)
	wants(t, "after a fetch", devicePage(t, h, mac), []string{"nothing has changed since it fetched it", "2026-03-01 11:00:00"}, []string{"differences"})
	set(t, st, inventory.LayerSite, "berlin", "S_DATA_SERVER", "b.example.net")
	set(t, st, inventory.LayerProfile, "lobby", "I_SIP_SERVER_PORT", "5062")
	wants(t, "after a change", devicePage(t, h, mac), []string{
		"These are the differences",
		`<td data-label="Before"><code>berlin.example.net</code></td>
<td data-label="After"><code>b.example.net</code></td>`,
		`<td data-label="Change"><span class="reason good">added</span></td>
<td data-label="Before"><span class="quiet">not set</span></td>
<td data-label="After"><code>5062</code></td>`,
	}, nil)
	_, err := st.UpdateDevice(t.Context(), inventory.DefaultTenant, mac, func(d *inventory.Device) error {
		d.Set("S_SIP_PASSWORD", canary+"-new")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "after a change of a secret", devicePage(t, h, mac), []string{`<td data-label="Before"><code>[redacted]</code></td>
<td data-label="After"><code>[redacted]</code></td>`}, nil)
}

func TestPageOfDeviceWithoutDocument(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		change func(*inventory.Device)
		want   []string
	}{
		{"disabled", func(d *inventory.Device) { d.Enabled = false }, []string{"disabled</span>", "so that it gets nothing"}},
		{"redirected", func(d *inventory.Device) { d.Redirect.URL = "https://other.example.net/x?key=" + canary },
			[]string{"gets no document: it is sent to https://other.example.net"}},
		{"with an error", func(d *inventory.Device) { d.Set("I_SIP_SERVER_PORT", "99999") },
			[]string{`<p class="notice look">`, "keeps getting the document that was published last"}},
		{"of a model that its profile is not for", func(d *inventory.Device) { d.Model = "N720" }, []string{`<p class="notice look">`}},
		{"with a document of its own", func(d *inventory.Device) {
			d.Document = []byte(`<?xml version="1.0" encoding="ISO-8859-1"?><ProviderFrame></ProviderFrame>`)
		}, []string{`id="document"`}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			h, st, mac := layered(t)
			fetch(t, st, mac, time.Date(2026, 3, 1, 11, 0, 0, 0, time.UTC))
			_, err := st.UpdateDevice(t.Context(), inventory.DefaultTenant, mac, func(d *inventory.Device) error {
				tc.change(d)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			wants(t, tc.name, devicePage(t, h, mac), tc.want, nil)
		})
	}
}

// TestPagesShowNameAndComment shows on both pages what people call a device, escaped.
func TestPagesShowNameAndComment(t *testing.T) {
	t.Parallel()
	h, st, mac := layered(t)
	note := func(name, comment string) {
		_, err := st.UpdateDevice(t.Context(), inventory.DefaultTenant, mac, func(d *inventory.Device) error {
			d.Name, d.Comment = name, comment
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	list := func() string { return ask(h, "GET", "/").Body.String() }
	wants(t, "without a name", devicePage(t, h, mac), nil, []string{"<dt>Name</dt>", "<dt>Comment</dt>"})
	note("Empfang <i>Süd</i>, 東京", `"lift" & <script>x</script>`)
	for _, page := range []string{devicePage(t, h, mac), list()} {
		wants(t, "with a name", page, []string{
			"Empfang &lt;i&gt;Süd&lt;/i&gt;, 東京", "&#34;lift&#34; &amp; &lt;script&gt;x&lt;/script&gt;",
		}, []string{"<script", "<i>"})
	}
}
