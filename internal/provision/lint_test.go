package provision

import (
	"errors"
	"strings"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/provdoc"
)

// stored puts items into a document for the N510 with macA.
func stored(items string) []byte {
	return []byte(`<ProviderFrame><Provider><MAC_ADDRESS value="` + macA + `"/><VERSION value="0503261415"/>` +
		`<PROFILE_NAME class="string" value="N510"/>` + items + `</Provider></ProviderFrame>`)
}

// TestFaultyDocumentIsNotSent keeps a document with an error from the phone, and says what is wrong; what it allows itself with
// a reason goes out, and so does one with warnings.
func TestFaultyDocumentIsNotSent(t *testing.T) {
	t.Parallel()
	const wrong = `<S_SIP_PASSWORD_1 class="string" value="canary-3f81"/>`
	for _, tt := range []struct {
		name   string
		change func(*inventory.Device)
		status int
		fault  string
	}{
		{"right", func(d *inventory.Device) { d.Document = stored("") }, 200, ""},
		{"a warning", func(d *inventory.Device) { d.Document = stored(`<S_NO_SUCH_TAG class="string" value="1"/>`) }, 200, ""},
		{"an error", func(d *inventory.Device) { d.Document = stored(wrong) }, 404, "[wrong-suffix]"},
		{"allowed", func(d *inventory.Device) {
			d.Document = stored("<!-- offhook:allow wrong-suffix a test -->" + wrong)
		}, 200, ""},
		{"another device's", func(d *inventory.Device) {
			d.Document = []byte(strings.Replace(string(stored("")), macA, macB, 1))
		}, 404, "[other-device]"},
		{"another model's", func(d *inventory.Device) { d.Model, d.Document = "N670", stored("") }, 404, "[wrong-dialect]"},
		{"no document", func(d *inventory.Device) { d.Document = []byte("canary-3f81") }, 404, "[stray-text]"},
		{"generated", func(d *inventory.Device) {
			d.Settings = []inventory.Setting{{Item: "BS_IP_Data1.aucS_SIP_PASSWORD_1", Value: "canary-3f81"}}
		}, 404, "[wrong-suffix]"},
	} {
		d := device(t, "N510")
		d.MAC = mustMAC(t, macA)
		tt.change(d)
		got := preview(d)
		if got.Status != tt.status || !strings.Contains(got.Sentence, tt.fault) || strings.Contains(got.Sentence, "canary") {
			t.Errorf("%s: preview %d, %q; want %d with %q and no secret", tt.name, got.Status, got.Sentence, tt.status, tt.fault)
		}
		if _, err := (*Layers)(nil).Resolve(d); errors.Is(err, ErrFaulty) != (tt.status == 404) {
			t.Errorf("%s: Resolve: %v", tt.name, err)
		}
	}
}

// TestLintKnowsTheDevice checks for the model, the firmware and the address of the device.
func TestLintKnowsTheDevice(t *testing.T) {
	t.Parallel()
	d := device(t, "N510")
	d.MAC, d.Firmware = mustMAC(t, macB), "BL191"
	findings, err := Lint(d, stored(`<S_PROV_USERNAME class="string" value="u"/><S_PROV_PASSWORD class="string" value="p"/><S_SIP_SERVER_1 class="string" value="x"/>`))
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, f := range findings {
		codes = append(codes, f.Code)
	}
	if got, want := strings.Join(codes, " "), "other-device below-firmware below-firmware wrong-suffix"; got != want || !provdoc.HasErrors(findings) {
		t.Errorf("findings %s, want %s", got, want)
	}
	d.Firmware = "BL02.00.11"
	if _, err := Lint(d, stored("")); err == nil {
		t.Error("a firmware of another model is no error")
	}
	d.Model = "N999"
	if _, err := Lint(d, stored("")); err == nil {
		t.Errorf("a model that there is not: %v", err)
	}
}
