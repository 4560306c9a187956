package inventory

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// sampleDevice returns a valid device that has everything.
func sampleDevice() Device {
	return Device{
		Tenant: DefaultTenant, MAC: macNumber(1), Model: "N720", Firmware: "BL84", Enabled: true,
		Accept: AcceptIntegrated | AcceptConfigured, Integrated: digest.NewSecret("factory-q8zk3vfw7rq2"),
		Username: "site42", Configured: digest.NewSecret("horse-w5nd9xhb4tmg"),
		Settings: []Setting{{"S_SIP_SERVER", "sip.example.net", false}}, Document: []byte("<x/>"),
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		change func(d *Device)
		says   string // empty: valid
	}{
		{"everything", func(*Device) {}, ""},
		{"no firmware, no settings, no document", func(d *Device) { d.Firmware, d.Settings, d.Document = "", nil, nil }, ""},
		{"integrated alone, password not known", func(d *Device) {
			d.Accept, d.Integrated, d.Username, d.Configured = AcceptIntegrated, digest.Secret{}, "", digest.Secret{}
		}, ""},
		{"50 characters of several bytes", func(d *Device) {
			d.Username, d.Configured = strings.Repeat("ü", 50), digest.NewSecret(strings.Repeat("ß", 50))
		}, ""},
		{"spaces within", func(d *Device) { d.Username, d.Configured = "a b", digest.NewSecret(" a b ") }, ""},

		{"no tenant", func(d *Device) { d.Tenant = "" }, `such as "default"`},
		{"a tenant with a zero byte", func(d *Device) { d.Tenant = "a\x00b" }, "tenant"},
		{"no MAC", func(d *Device) { d.MAC = model.MAC{} }, "000000000000"},
		{"no model", func(d *Device) { d.Model = "" }, "N510"},
		{"an unknown model", func(d *Device) { d.Model = "N999" }, `"N999"`},
		{"an unreadable firmware", func(d *Device) { d.Firmware = "newest" }, `"newest"`},
		{"an unknown form of the pair", func(d *Device) { d.PairForm = "xml" }, `"xml" is not known: give one of symb, symb-quoted, tags`},
		{"the form of another kind of document", func(d *Device) { d.PairForm = model.PairParams }, `"params" is not known: give one of symb, symb-quoted, tags`},
		{"tags in a provisioning document", func(d *Device) { d.Model, d.Firmware, d.PairForm = "N870", "", model.PairTags }, `"tags" is not known: give one of params`},
		{"the form of a provisioning document", func(d *Device) { d.Model, d.Firmware, d.PairForm = "N870", "", model.PairParams }, ""},
		{"no accept", func(d *Device) { d.Accept = 0 }, "accept must be"},
		{"an unknown accept", func(d *Device) { d.Accept = 4 }, "accept must be"},
		{"configured without a pair", func(d *Device) { d.Username, d.Configured = "", digest.Secret{} }, "needs a configured pair"},
		{"a user name alone", func(d *Device) { d.Configured = digest.Secret{} }, "needs both"},
		{"an empty password", func(d *Device) { d.Configured = digest.NewSecret("") }, "needs both"},
		{"a password alone", func(d *Device) { d.Username = "" }, "needs both"},
		{"51 characters of user name", func(d *Device) { d.Username = strings.Repeat("ü", 51) }, "51 characters: at most 50"},
		{"51 characters of password", func(d *Device) { d.Configured = digest.NewSecret(strings.Repeat("x", 51)) }, "51 characters: at most 50"},
		{"51 characters of device password", func(d *Device) { d.Integrated = digest.NewSecret(strings.Repeat("x", 51)) }, "the device password has 51"},
		{"a colon", func(d *Device) { d.Username = "a:b" }, "colon"},
		{"a line break in the user name", func(d *Device) { d.Username = "a\nb" }, "does not print"},
		{"a line break in the password", func(d *Device) { d.Configured = digest.NewSecret("a\nb") }, "does not print"},
		{"a user name that is not NFC", func(d *Device) { d.Username = "zu\u0308rich" }, "NFC"},
		{"a password that is not NFC", func(d *Device) { d.Configured = digest.NewSecret("zu\u0308rich") }, "NFC"},
		{"a user name that is not UTF-8", func(d *Device) { d.Username = "\xfc" }, "UTF-8"},
		{"a password that is not UTF-8", func(d *Device) { d.Configured = digest.NewSecret("\xfc") }, "UTF-8"},
		{"a space at the end of the user name", func(d *Device) { d.Username = "site42 " }, "space"},
		{"a setting without item", func(d *Device) { d.Settings = []Setting{{"", "x", false}} }, "ITEM=VALUE"},
		{"a setting with a space", func(d *Device) { d.Settings = []Setting{{"S A", "x", false}} }, "ITEM=VALUE"},
		{"a setting twice", func(d *Device) { d.Settings = []Setting{{"S_A", "x", false}, {"S_A", "y", false}} }, "twice"},
		{"a setting with a zero byte", func(d *Device) { d.Settings = []Setting{{"S_A", "canary\x00", false}} }, "does not print"},
		{"a setting that is too long", func(d *Device) { d.Settings = []Setting{{"S_A", strings.Repeat("x", MaxSettingValue+1), false}} }, "at most"},
		{"too many settings", func(d *Device) {
			d.Settings = nil
			for n := range MaxSettings + 1 {
				d.Settings = append(d.Settings, Setting{Item: fmt.Sprint("S_", n)})
			}
		}, "2001 settings"},
		{"an empty document", func(d *Device) { d.Document = []byte{} }, "document is empty"},
		{"a document that is too large", func(d *Device) { d.Document = make([]byte, MaxDocument+1) }, "at most"},
	} {
		d := sampleDevice()
		tc.change(&d)
		err := d.Validate()
		if tc.says == "" {
			if err != nil {
				t.Errorf("Validate of a device with %s: %v", tc.name, err)
			}
			continue
		}
		if !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("Validate of a device with %s = %v, want ErrInvalid with %q", tc.name, err, tc.says)
		}
		if err != nil && (strings.Contains(err.Error(), "canary") || strings.Contains(err.Error(), "horse")) {
			t.Errorf("Validate of a device with %s shows a secret: %v", tc.name, err)
		}
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		change func(d *Device)
		want   []string // parts of the warnings, in order
	}{
		{"nothing weak", func(*Device) {}, nil},
		{"a short password", func(d *Device) { d.Configured = digest.NewSecret("canary7") }, []string{"is short: the server limits guesses"}},
		{"a word and digits", func(d *Device) { d.Configured = digest.NewSecret("canary-1234") }, []string{"is easy to guess: the server limits guesses"}},
		{"a device password of the factory", func(d *Device) {
			d.Accept, d.Integrated = AcceptIntegrated|AcceptConfigured, digest.NewSecret("7K2P")
		}, []string{"the device password is short: the server limits guesses"}},
		{"the user name as password", func(d *Device) { d.Configured = digest.NewSecret("SITE42") }, []string{"is the user name"}},
		{"its MAC as password", func(d *Device) { d.Configured = digest.NewSecret(d.MAC.String()) }, []string{"is a MAC"}},
		{"its MAC with colons", func(d *Device) { d.Configured = digest.NewSecret(d.MAC.Colons()) }, []string{"is a MAC"}},
		{"its MAC of no known vendor", func(d *Device) {
			d.MAC = model.MAC{0x01, 0x23, 0x45, 0x67, 0x89, 0xAB}
			d.Configured = digest.NewSecret("pw-0123456789ab")
		}, []string{"is a MAC"}},
		{"the MAC of another phone", func(d *Device) { d.Configured = digest.NewSecret("14b370a0b1c2") }, []string{"is a MAC"}},
		{"a UUID", func(d *Device) { d.Configured = digest.NewSecret("550e8400-e29b-41d4-a716-446655440000") }, nil},
		{"a UUID that ends in its MAC", func(d *Device) {
			d.Configured = digest.NewSecret("550e8400-e29b-41d4-a716-" + d.MAC.Lower())
		}, nil},
		{"twelve random digits", func(d *Device) { d.Configured = digest.NewSecret("a3f9c2d4e5b6") }, nil},
		{"one character repeated", func(d *Device) { d.Configured = digest.NewSecret("aaaaaaaaaaaaaaaa") }, []string{"few different"}},
		{"an unknown device password", func(d *Device) { d.Integrated = digest.Secret{} }, []string{"opens nothing"}},
		{"a pair that opens nothing", func(d *Device) { d.Accept = AcceptIntegrated }, []string{"does not open its document"}},
		{"a firmware below the gate", func(d *Device) { d.Firmware = "BL83" }, []string{"N720 firmware BL83 does not know"}},
		{"a model whose document sets no pair", func(d *Device) { d.Model, d.Firmware, d.Document = "N870", "", nil }, []string{"no source tells how a document sets the pair of the N870"}},
		{"such a model with a form that tries", func(d *Device) { d.Model, d.Firmware, d.Document, d.PairForm = "N870", "", nil, model.PairParams }, nil},
		{"such a model with a document of its own", func(d *Device) { d.Model, d.Firmware, d.Document = "N870", "", []byte("<provisioning/>") }, nil},
		{"a Maxwell, whose document sets the pair", func(d *Device) { d.Model, d.Firmware, d.Document = "Maxwell3", "", nil }, nil},
	} {
		d := sampleDevice()
		tc.change(&d)
		got := d.Warnings()
		if len(got) != len(tc.want) {
			t.Errorf("Warnings with %s = %q, want %d", tc.name, got, len(tc.want))
			continue
		}
		for n := range got {
			if !strings.Contains(got[n], tc.want[n]) || strings.Contains(got[n], "canary") {
				t.Errorf("Warnings with %s = %q, want %q", tc.name, got, tc.want)
			}
		}
	}
}

// TestSecurity13NamesAreSafe checks that what becomes part of a realm or a
// path cannot be smuggled in by the name of a tenant or a device: both are
// printable, and the realm takes neither.
func TestSecurity13NamesAreSafe(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "a\r\nb", "a\x00b", "\x7f", "a\u202eb"} {
		d := sampleDevice()
		d.Tenant = name
		if err := d.Validate(); !errors.Is(err, ErrInvalid) {
			t.Errorf("a device of the tenant %q is valid", name)
		}
	}
}

func TestSettingRedacts(t *testing.T) {
	t.Parallel()
	d := Device{Settings: []Setting{{"S_SIP_PASSWORD", "canary", false}}, Configured: digest.NewSecret("canary"), Integrated: digest.NewSecret("canary")}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "setting", d.Settings[0])
	for _, text := range []string{
		fmt.Sprintf("%v %+v %#v %s %q", d, d, d, d.Settings, d.Settings[0]), log.String(), fmt.Sprint(d.Record()),
	} {
		if strings.Contains(text, "canary") {
			t.Errorf("a secret shows itself: %s", text)
		}
	}
}

func TestSetAndUnset(t *testing.T) {
	t.Parallel()
	d := Device{}
	d.Set("A", "1")
	d.Set("B", "2")
	clone := d.Clone()
	d.Set("A", "3")
	if want := []Setting{{"A", "3", false}, {"B", "2", false}}; !slices.Equal(d.Settings, want) {
		t.Errorf("after Set: %#v, want the new value in the old place", len(d.Settings))
	}
	if clone.Settings[0].Value != "1" {
		t.Error("Set changed a clone")
	}
	if !d.Unset("A") || d.Unset("A") || len(d.Settings) != 1 || d.Settings[0].Item != "B" {
		t.Error("Unset did not remove one setting once")
	}
	if len(clone.Settings) != 2 || clone.Settings[1].Item != "B" {
		t.Error("Unset changed a clone")
	}
}

func TestNextVersion(t *testing.T) {
	t.Parallel()
	minute := time.Date(2026, 3, 5, 14, 15, 0, 0, time.UTC)
	berlin := time.FixedZone("CET", 3600)
	for _, tc := range []struct {
		name          string
		previous, now time.Time
		want          time.Time
	}{
		{"the first", time.Time{}, minute.Add(59 * time.Second), minute},
		{"a later minute", minute, minute.Add(5*time.Minute + 30*time.Second), minute.Add(5 * time.Minute)},
		{"the same minute", minute, minute.Add(30 * time.Second), minute.Add(time.Minute)},
		{"a clock set back", minute, minute.Add(-time.Hour), minute.Add(time.Minute)},
		{"another zone", minute, minute.Add(time.Minute).In(berlin), minute.Add(time.Minute)},
		{"an odd previous one", minute.Add(30 * time.Second), minute, minute.Add(time.Minute)},
	} {
		got := NextVersion(tc.previous, tc.now)
		if !got.Equal(tc.want) || got.Location() != time.UTC {
			t.Errorf("NextVersion for %s = %v, want %v", tc.name, got, tc.want)
		}
	}
}

func TestSameContent(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name          string
		change        func(d *Device)
		content, same bool
	}{
		{"nothing", func(*Device) {}, true, true},
		{"what the store sets", func(d *Device) { d.Revision, d.Updated, d.Version = 9, time.Unix(1, 0), time.Unix(60, 0) }, true, true},
		{"enabled", func(d *Device) { d.Enabled = false }, true, false},
		{"accept", func(d *Device) { d.Accept = AcceptConfigured }, true, false},
		{"the device password", func(d *Device) { d.Integrated = digest.NewSecret("x") }, true, false},
		{"the model", func(d *Device) { d.Model = "N510" }, false, false},
		{"the firmware", func(d *Device) { d.Firmware = "BL85" }, false, false},
		{"the user name", func(d *Device) { d.Username = "x" }, false, false},
		{"the password", func(d *Device) { d.Configured = digest.NewSecret("x") }, false, false},
		{"the form of the pair", func(d *Device) { d.PairForm = model.PairTags }, false, false},
		{"a value", func(d *Device) { d.Settings = []Setting{{"S_SIP_SERVER", "x", false}} }, false, false},
		{"the document", func(d *Device) { d.Document = []byte("<y/>") }, false, false},
		{"no document", func(d *Device) { d.Document = nil }, false, false},
	} {
		a, b := sampleDevice(), sampleDevice()
		tc.change(&b)
		if got := a.SameContent(&b); got != tc.content {
			t.Errorf("SameContent when %s changed = %t, want %t", tc.name, got, tc.content)
		}
		if got := a.Same(&b); got != tc.same {
			t.Errorf("Same when %s changed = %t, want %t", tc.name, got, tc.same)
		}
	}
}

func TestParseAccept(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Accept{
		"integrated": AcceptIntegrated, "Configured": AcceptConfigured,
		"integrated,configured": AcceptIntegrated | AcceptConfigured, "configured, integrated": AcceptIntegrated | AcceptConfigured,
		"configured,configured": AcceptConfigured,
	} {
		got, err := ParseAccept(text)
		if got != want || err != nil {
			t.Errorf("ParseAccept(%q) = %v, %v, want %v", text, got, err, want)
		}
		if again, err := ParseAccept(got.String()); again != got || err != nil {
			t.Errorf("ParseAccept(%q.String()) = %v, %v", got, again, err)
		}
	}
	for _, text := range []string{"", ",", "both", "integrated,", "integrated configured"} {
		if got, err := ParseAccept(text); !errors.Is(err, ErrInvalid) || got != 0 {
			t.Errorf("ParseAccept(%q) = %v, %v, want ErrInvalid", text, got, err)
		}
	}
}
