package provision

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

func TestDecideNotModified(t *testing.T) {
	t.Parallel()
	doc := newDocument([]byte("<ProviderFrame/>"), "text/xml")
	facts := Facts{
		Method: "GET", Document: &doc,
		Identity:       Identity{MAC: mustMAC(t, macA), Found: true, File: File{Kind: DocumentFile}},
		Authentication: Authentication{Known: true, Opens: true, Pair: PairConfigured},
	}
	for field, want := range map[string]int{
		"": 200, `"other"`: 200, doc.ETag: 304, "W/" + doc.ETag: 304, `"other", ` + doc.ETag: 304, "*": 304, strings.Trim(doc.ETag, `"`): 200,
	} {
		facts.IfNoneMatch = field
		if got := Decide(facts).Status; got != want {
			t.Errorf("If-None-Match %q: status = %d, want %d", field, got, want)
		}
	}
}

func TestEveryReasonHasASentence(t *testing.T) {
	t.Parallel()
	known := Authentication{Known: true, Record: inventory.Record{MAC: mustMAC(t, macA), Model: "N720"}, Credentials: true}
	for _, m := range inventory.Reasons() {
		f := Facts{
			Method: "GET", Identity: Identity{MAC: mustMAC(t, macA), Found: true, File: File{Kind: DocumentFile}}, Authentication: known,
			Document: &Document{Redirect: &Redirect{Place: "https://prov.example.net"}, Held: ErrFaulty},
		}
		f.Authentication.Reason = m.Reason
		d := Decide(f)
		if d.Reason != m.Reason || d.Status != 401 {
			t.Errorf("%s: decided %s with status %d, want the reason and 401", m.Reason, d.Reason, d.Status)
		}
		if !strings.Contains(d.Sentence, macA) || !strings.HasSuffix(d.Sentence, ".") {
			t.Errorf("%s: sentence %q does not name the device", m.Reason, d.Sentence)
		}
	}
}

func device(t testing.TB, modelName string) *inventory.Device {
	t.Helper()
	return &inventory.Device{
		Tenant: inventory.DefaultTenant, MAC: mustMAC(t, macA), Model: modelName, Enabled: true, Accept: inventory.AcceptConfigured,
		Username: "broadsoft-username", Configured: digest.NewSecret("broadsoft-password"),
		Version: time.Date(2012, 11, 28, 9, 28, 0, 0, time.UTC), Revision: 3,
	}
}

// itemsOf reads a document back as name and value.
func itemsOf(t *testing.T, body []byte) map[string]string {
	t.Helper()
	doc, findings := provdoc.Parse(body)
	if provdoc.HasErrors(findings) || !doc.Readable() {
		t.Fatalf("document is not readable: %v\n%s", findings, body)
	}
	items := make(map[string]string)
	for _, i := range doc.Items() {
		items[i.Name] = i.Text()
	}
	return items
}

func TestRenderPairInTheFamilysForm(t *testing.T) {
	t.Parallel()
	for modelName, names := range map[string][2]string{
		"N720":  {provdoc.ItemDigestUsername, provdoc.ItemDigestPassword},
		"N510":  {"S_PROV_USERNAME", "S_PROV_PASSWORD"},
		"DE410": {"S_PROV_USERNAME", "S_PROV_PASSWORD"},
		"DE900": {"S_PROV_USERNAME", "S_PROV_PASSWORD"},
	} {
		doc, err := (*Layers)(nil).Render(device(t, modelName))
		if err != nil {
			t.Fatalf("%s: %v", modelName, err)
		}
		items := itemsOf(t, doc.Bytes)
		if items[names[0]] != "broadsoft-username" || items[names[1]] != "broadsoft-password" {
			t.Errorf("%s: pair = %q, %q in\n%s", modelName, items[names[0]], items[names[1]], doc.Bytes)
		}
		parsed, _ := provdoc.Parse(doc.Bytes)
		mac, _ := parsed.MAC()
		version, _ := parsed.Version()
		if profile, ok := parsed.ProfileName(); mac != macA || version != "2811120928" || !ok || profile == "" {
			t.Errorf("%s: MAC_ADDRESS, VERSION, PROFILE_NAME = %q, %q, %q", modelName, mac, version, profile)
		}
	}
}

// TestRenderProvisioning writes a <provisioning> document for the families that take one, with the pair where a source
// names the params, and nowhere else unless the operator says so.
func TestRenderProvisioning(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		model      string
		form       model.PairForm
		product    string
		name, pass string
	}{
		{"Maxwell3", "", "mx3b", "System.Security.HttpAuthUsername", "System.Security.HttpAuthPassword"},
		{"MaxwellBasic", model.PairParams, "mx3b", "System.Security.HttpAuthUsername", "System.Security.HttpAuthPassword"},
		{"N870", "", "e2", "", ""},
		{"N610", model.PairParams, "e2", "Provisioning.global.HttpAuthUsername", "Provisioning.global.HttpAuthPassword"},
	} {
		d := device(t, tt.model)
		d.PairForm = tt.form
		doc, err := (*Layers)(nil).Render(d)
		if err != nil {
			t.Fatalf("%s: %v", tt.model, err)
		}
		items := itemsOf(t, doc.Bytes)
		want := map[string]string{}
		if tt.name != "" {
			want = map[string]string{tt.name: "broadsoft-username", tt.pass: "broadsoft-password"}
		}
		if diff := cmp.Diff(want, items); diff != "" {
			t.Errorf("%s: items (-want +got):\n%s", tt.model, diff)
		}
		parsed, _ := provdoc.Parse(doc.Bytes)
		if product, _ := parsed.ProductID(); product != tt.product || doc.ContentType != "text/xml; charset=UTF-8" {
			t.Errorf("%s: product %q, content type %q", tt.model, product, doc.ContentType)
		}
	}
}

// TestRenderContentType names the encoding of a stored document, whatever it is.
func TestRenderContentType(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`<?xml version="1.0" encoding="ISO-8859-1"?><ProviderFrame/>`: "text/xml; charset=ISO-8859-1",
		`<?xml version="1.0" encoding="UTF-8"?><ProviderFrame/>`:      "text/xml; charset=UTF-8",
		`<provisioning/>`:        "text/xml; charset=UTF-8",
		"\x00\x0b2811120928\x00": "application/octet-stream",
	} {
		d := device(t, "N510")
		d.Document = []byte(body)
		if doc, err := (*Layers)(nil).Render(d); err != nil || doc.ContentType != want {
			t.Errorf("%q has the content type %q, %v, want %q", body, doc.ContentType, err, want)
		}
	}
}

func TestRenderIsStable(t *testing.T) {
	t.Parallel()
	d := device(t, "N720")
	first, err := (*Layers)(nil).Render(d)
	if err != nil {
		t.Fatal(err)
	}
	second, err := (*Layers)(nil).Render(d)
	if diff := cmp.Diff(first, second, cmpopts.IgnoreUnexported(Document{})); err != nil || diff != "" {
		t.Errorf("the same device rendered differently: %v\n%s", err, diff)
	}
	d.Configured = digest.NewSecret("another-password")
	if third, err := (*Layers)(nil).Render(d); err != nil || third.ETag == first.ETag {
		t.Errorf("ETag %s did not change with the document (%v)", third.ETag, err)
	}
	if strings.HasPrefix(first.ETag, "W/") || !strings.HasPrefix(first.ETag, `"`) || !strings.HasSuffix(first.ETag, `"`) {
		t.Errorf("ETag = %s, want a strong one", first.ETag)
	}
}

func TestRenderStoredDocumentIsUntouched(t *testing.T) {
	t.Parallel()
	d := device(t, "N510")
	d.Document = []byte("<?xml version=\"1.0\"?>\r\n<ProviderFrame>\xe4 & </ProviderFrame>")
	got, err := (*Layers)(nil).Render(d)
	if err != nil || string(got.Bytes) != string(d.Document) {
		t.Errorf("Render = %q, %v, want the stored bytes", got.Bytes, err)
	}
}

func TestSecurity20ValuesAreEscaped(t *testing.T) {
	t.Parallel()
	for _, value := range []string{`a&b`, `<S_X value="y"/>`, `"quoted"`, `'single'`, `]]>`, `&amp;`, `a"/><REBOOT value="1"/>`, "umläut"} {
		d := device(t, "N510")
		d.Configured = digest.NewSecret(value)
		doc, err := (*Layers)(nil).Render(d)
		if err != nil {
			t.Errorf("value %q: %v", value, err)
			continue
		}
		items := itemsOf(t, doc.Bytes)
		if got := items["S_PROV_PASSWORD"]; got != value && value != `"quoted"` {
			t.Errorf("value %q came back as %q from\n%s", value, got, doc.Bytes)
		}
		if _, ok := items["REBOOT"]; ok {
			t.Errorf("value %q became an element of its own", value)
		}
	}
	d := device(t, "N510")
	d.Configured = digest.NewSecret("bell\x07")
	if doc, err := (*Layers)(nil).Render(d); err == nil {
		t.Errorf("a control character was rendered:\n%s", doc.Bytes)
	}
}

func TestRenderErrorsHoldNoSecret(t *testing.T) {
	t.Parallel()
	const canary = "canary-3f81"
	for _, change := range []func(*inventory.Device){
		func(d *inventory.Device) { d.Model = "N999" },
		func(d *inventory.Device) { d.Configured = digest.NewSecret(canary + strings.Repeat("x", 60)) },
		func(d *inventory.Device) { d.Configured = digest.NewSecret(canary + "\x01") },
		func(d *inventory.Device) { d.Settings = []inventory.Setting{{Item: "NO_SUCH_ITEM", Value: canary}} },
		func(d *inventory.Device) {
			d.Settings = []inventory.Setting{{Item: "S_PROV_PASSWORD", Value: canary + strings.Repeat("x", 60)}}
		},
	} {
		d := device(t, "N510")
		change(d)
		_, err := (*Layers)(nil).Render(d)
		if err == nil {
			t.Errorf("%v was rendered, want an error", d.Settings)
			continue
		}
		shown := preview(d)
		if strings.Contains(err.Error()+shown.Sentence, canary) {
			t.Errorf("a secret is in the error: %v", err)
		}
		if shown.Status != 404 || shown.Reason != inventory.ReasonNoDocument {
			t.Errorf("preview = %d, %s, want 404, no-document", shown.Status, shown.Reason)
		}
	}
}

func TestPreviewIsWhatThePhoneGets(t *testing.T) {
	t.Parallel()
	d := device(t, "N720")
	want, err := (*Layers)(nil).Render(d)
	if err != nil {
		t.Fatal(err)
	}
	got := preview(d)
	if got.Status != 200 || got.Reason != inventory.ReasonServed || got.Document == nil || got.Document.ETag != want.ETag {
		t.Errorf("Preview = %d, %s, %v, want the rendered document", got.Status, got.Reason, got.Document)
	}
	d.Enabled = false
	if got := preview(d); got.Status != 401 || got.Reason != inventory.ReasonDisabledDevice || got.Document != nil {
		t.Errorf("Preview of a disabled device = %d, %s, %v", got.Status, got.Reason, got.Document)
	}
}

func TestUnavailableIsNotMissing(t *testing.T) {
	t.Parallel()
	f := Facts{
		Method: "GET", DocumentError: errors.Join(ErrUnavailable, errors.New("database canary")),
		Identity:       Identity{MAC: mustMAC(t, macA), Found: true, File: File{Kind: DocumentFile}},
		Authentication: Authentication{Known: true, Opens: true},
	}
	if d := Decide(f); d.Status != 503 || strings.Contains(d.Sentence, "canary") {
		t.Errorf("decision = %d, %q, want 503 without the cause", d.Status, d.Sentence)
	}
}
