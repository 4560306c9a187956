package demo

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// threeAccounts are three people on a phone of any family.
func threeAccounts() []provdoc.Account {
	server := provdoc.Provider{Server: provdoc.Endpoint{Host: "pbx.example.net"}}
	elsewhere := provdoc.Provider{Server: provdoc.Endpoint{Host: "other.example.net", Port: 5070}}
	return []provdoc.Account{
		{Index: 1, Number: "1001", Name: "Desk", Password: digest.NewSecret("n0t-a-real-one"), Provider: server},
		{Index: 2, Number: "1002", Name: "Büro & <Łódź>", Password: digest.NewSecret(`qu"o'te`), Provider: server},
		{Index: 3, Number: "1003", AuthName: "lab", Password: digest.NewSecret("n0t-a-real-one"), Provider: elsewhere},
	}
}

// lineSettings are the settings of a device with these accounts, and the accounts as they are meant to arrive.
func lineSettings(t *testing.T, m *model.Model) (settings []inventory.Setting, want []provdoc.Account) {
	t.Helper()
	var list []provdoc.Entry
	for _, a := range threeAccounts() {
		before, found, err := provdoc.FindAccount(m, list, a)
		if err == nil {
			a, err = a.Complete(m, before, found, provdoc.Provider{})
		}
		if err == nil {
			list, err = provdoc.SetAccount(m, list, a)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range list {
		settings = append(settings, inventory.Setting{Item: e.Name, Value: e.Value})
	}
	want, err := provdoc.AccountsOf(m, list)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		want[i].Register = false // asks the handset, and is no item of the memory
	}
	return settings, want
}

// TestLinesArriveOnThePhone gives every model the same three accounts over the real server: the emulated phone has no finding
// about the document, and afterwards its memory holds the accounts.
func TestLinesArriveOnThePhone(t *testing.T) {
	t.Parallel()
	r := &recorder{requests: map[string][]emulator.TraceEvent{}}
	config := Config{DataDir: t.TempDir(), Reporter: r}
	s, err := startServer(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.stop() })
	known := 0
	for _, m := range model.Models() {
		if _, err := provdoc.AccountsOf(m, nil); err != nil {
			continue
		}
		known++
		c := &Case{Name: m.Name, Model: m.Name, Firmware: m.DefaultFirmware.String()}
		b, err := unbox(c)
		if err != nil {
			t.Fatal(err)
		}
		d, err := b.device(Entry{Accept: inventory.AcceptIntegrated})
		if err != nil {
			t.Fatal(err)
		}
		settings, want := lineSettings(t, m)
		d.Settings = settings
		if err := s.app.Store().CreateDevice(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if err := s.app.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		p, err := b.connect(config)
		if err != nil {
			t.Fatal(err)
		}
		outcome, err := p.Fetch(t.Context(), s.url(false, b.mac))
		if err != nil || outcome.Outcome != "provisioned" {
			t.Errorf("%s: %v, %v", m.Name, outcome, err)
		}
		checkDocument(t, m.Name, r.requests[m.Name])
		if diff := cmp.Diff(want, accountsIn(t, m, p.NVM()), cmp.Comparer(sameSecret)); diff != "" {
			t.Errorf("%s: accounts in the memory of the phone (-want +got):\n%s", m.Name, diff)
		}
	}
	if all := len(model.Models()); known != all-1 { // of DX800A no source tells
		t.Errorf("the accounts of %d models are known, want %d of %d", known, all-1, all)
	}
}

func sameSecret(a, b digest.Secret) bool { return a.Reveal() == b.Reveal() }

// checkDocument demands that the phone has read one document and found nothing wrong with it.
func checkDocument(t *testing.T, name string, trace []emulator.TraceEvent) {
	t.Helper()
	documents := 0
	for _, e := range trace {
		if e.Event == emulator.EventDocument {
			documents++
			if len(e.Findings) > 0 || e.Items == 0 {
				t.Errorf("%s: a document of %d items with findings %v", name, e.Items, e.Findings)
			}
		}
	}
	if documents != 1 {
		t.Errorf("%s: %d documents, want 1", name, documents)
	}
}

// accountsIn finds the accounts in the memory of a phone.
func accountsIn(t *testing.T, m *model.Model, nvm *phone.NVM) []provdoc.Account {
	t.Helper()
	var list []provdoc.Entry
	for e := range nvm.All() {
		list = append(list, provdoc.Entry{Name: e.Item, Value: e.Value})
	}
	accounts, err := provdoc.AccountsOf(m, list)
	if err != nil {
		t.Fatal(err)
	}
	return accounts
}
