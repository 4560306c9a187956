package discovery

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/offhook/offhook/model"
)

// chain are the files of a provider, by the last segment of the address.
func chain(t *testing.T, format string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{"master.bin": unhex(t, minimalMaster)}
	for name, s := range map[string]Sifs{
		"sifsroot.bin": {Pointers: []Pointer{{4, "sih.bin"}}},
		"sih.bin":      {Pointers: []Pointer{{4, "sit.bin"}}},
		"sit.bin":      {Pointers: []Pointer{{4, "siu.bin"}}},
		"siu.bin":      {Format: format},
	} {
		file, err := s.Encode()
		if err != nil {
			t.Fatal(err)
		}
		files[name] = file
	}
	return files
}

// walk asks what the walk says, answers with files, and returns the addresses.
func walk(t *testing.T, d Device, a Address, files map[string][]byte) []string {
	t.Helper()
	w, err := NewWalk(d, a)
	if err != nil {
		t.Fatalf("%s, %+v: %v", d.Model.Name, a, err)
	}
	asked := []string{w.URL()}
	for w.Index() != "" {
		at := w.URL()[strings.LastIndex(w.URL(), "/")+1:]
		file, there := files[at]
		if !there {
			t.Fatalf("there is no file for %s", w.URL())
		}
		if _, err := w.Read(file); err != nil {
			t.Fatalf("%s: %v", w.URL(), err)
		}
		asked = append(asked, w.URL())
	}
	for w.Missing() {
		asked = append(asked, w.URL())
	}
	return asked
}

// What follows from which address, for each family and each way in which the address came. [W-urltab] [W-66] [W-n870]
func TestWalkFirstFile(t *testing.T) {
	t.Parallel()
	const base, file, template = "http://prov.example.net/dir", "http://prov.example.net/dir/file.xml", "http://prov.example.net/%MACD.xml"
	const upper, lower = "http://prov.example.net/7C2F801234AB.xml", "http://prov.example.net/7c2f801234ab.xml"
	const index, own, provisioning, ownLower = base + "/42/2/master.bin", base + "/7C2F801234AB.xml", base + "/provisioning.xml", base + "/7c2f801234ab.xml"
	tests := []struct {
		model  string
		source Source
		url    string
		want   string
	}{
		{"N510", Redirect, file, file},
		{"N510", Redirect, base, base},
		{"N510", Manual, base, index},
		{"N510", Manual, file, file},
		{"N510", Manual, template, upper},
		{"N510", DHCP114, base, index},
		{"N510", DHCP114, "prov.example.net/dir/", index},
		{"N510", DHCP66, base, own},
		{"N510", DHCP66, "prov.example.net", upper},
		{"N510", Multicast, base, index},
		{"C610", Manual, base, base + "/42/1/master.bin"},
		{"N720", Manual, base, base + "/70/1/master.bin"},
		{"DE900", Manual, base, base + "/60/1/master.bin"},
		{"DE310", DHCP114, base, base + "/63/1/master.bin"},
		{"DX800A", Manual, base, base + "/41/1/master.bin"},
		{"Maxwell3", Redirect, base, base},
		{"Maxwell3", Redirect, file, file},
		{"Maxwell3", Manual, file, file},
		{"Maxwell3", DHCP114, file, file},
		{"Maxwell3", Manual, template, lower},
		{"Maxwell3", DHCP66, template, lower},
		{"Maxwell3", Manual, base, provisioning + " " + ownLower},
		{"Maxwell3", DHCP114, base, provisioning + " " + ownLower},
		{"Maxwell3", DHCP66, base, provisioning + " " + ownLower},
		{"N870", Manual, base, provisioning + " " + ownLower},
		{"N870", DHCP114, base, provisioning + " " + ownLower},
		{"N870", Multicast, base, provisioning + " " + ownLower},
		{"N870", Manual, file, file},
		{"N870", Redirect, file, file},
		{"N870", Manual, "http://prov.example.net/ap?mac=%MACC", "http://prov.example.net/ap?mac=7c:2f:80:12:34:ab"},
		{"N510", Manual, "http://prov.example.net/ap?mac=%MACC", "http://prov.example.net/ap?mac=7C:2F:80:12:34:AB"},
	}
	for _, tt := range tests {
		w, err := NewWalk(newDevice(t, tt.model), Address{Source: tt.source, URL: tt.url})
		if err != nil {
			t.Errorf("%s, %s %s: %v", tt.model, tt.source, tt.url, err)
			continue
		}
		got := w.URL()
		for w.Missing() {
			got += " " + w.URL()
		}
		if got != tt.want {
			t.Errorf("%s, %s %s: asks %s, want %s", tt.model, tt.source, tt.url, got, tt.want)
		}
	}
}

// A phone of the legacy families goes through the index files to its document, with dot segments as it sends them. [G p26] [G p60]
func TestWalkIndexFiles(t *testing.T) {
	t.Parallel()
	for name, id := range map[string]string{"N510": "42/2", "C610": "42/1", "N720": "70/1", "DE410": "62/1"} {
		const sifs = "/../../sifs/"
		base := "http://prov.example.net:8080/S/" + id
		got := walk(t, newDevice(t, name), Address{URL: "http://prov.example.net:8080/S"}, chain(t, "http://%DURL/%DVID/settings-%MACD.xml"))
		want := []string{
			base + "/master.bin", base + sifs + "sifsroot.bin", base + sifs + "sih.bin", base + sifs + "sit.bin", base + sifs + "siu.bin",
			base + "/settings-7C2F801234AB.xml",
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s asks %q, want %q", name, got, want)
		}
	}
}

func TestWalkIndexNames(t *testing.T) {
	t.Parallel()
	w, err := NewWalk(newDevice(t, "N510"), Address{URL: "prov.example.net"})
	if err != nil {
		t.Fatal(err)
	}
	files := chain(t, "http://%DURL/%MACD.xml")
	steps := []struct{ index, file, next string }{
		{"master", "master.bin", "../../sifs/sifsroot.bin"}, {"sifsroot", "sifsroot.bin", "sih.bin"}, {"sih", "sih.bin", "sit.bin"},
		{"sit", "sit.bin", "siu.bin"}, {"siu", "siu.bin", "http://%DURL/%MACD.xml"},
	}
	for _, s := range steps {
		if w.Index() != s.index || w.Missing() {
			t.Errorf("Index() = %q, want %q, and nothing in its place", w.Index(), s.index)
		}
		if next, err := w.Read(files[s.file]); next != s.next || err != nil {
			t.Errorf("the %s file leads to %q, %v; want %q", s.index, next, err, s.next)
		}
	}
	if w.Index() != "" || w.URL() != "http://prov.example.net/7C2F801234AB.xml" {
		t.Errorf("the walk ends at %q, index %q", w.URL(), w.Index())
	}
	if _, err := w.Read(files["siu.bin"]); !errors.Is(err, ErrNoIndex) {
		t.Errorf("an index file after the walk: %v, want ErrNoIndex", err)
	}
}

// The hundreds, tens and units of the provider code choose the files, with an activation code those of its first three
// digits. [G p26] [G p28]
func TestWalkProviderCode(t *testing.T) {
	t.Parallel()
	files := map[string]Sifs{}
	for i, name := range []string{"sifsroot", "sih", "sit"} {
		next := [...]string{"sih_%dxx.bin", "sit_x%dx.bin", "siu_xx%d.bin"}[i]
		for digit := range byte(10) {
			s := files[name]
			s.Pointers = append(s.Pointers, Pointer{digit, fmt.Sprintf(next, digit)})
			files[name] = s
		}
	}
	tests := []struct {
		model, code string
		set         []string
		want        [3]string
		uses        bool
	}{
		{"N510", "", nil, [3]string{"sih_4xx.bin", "sit_x4x.bin", "siu_xx4.bin"}, false},
		{"N510", "", []string{"provider-code", "7"}, [3]string{"sih_0xx.bin", "sit_x0x.bin", "siu_xx7.bin"}, false},
		{"N510", "12387426549864#0815", nil, [3]string{"sih_1xx.bin", "sit_x2x.bin", "siu_xx3.bin"}, true},
		{"N510", "12387426549864", []string{"sifs-pointer", "constant"}, [3]string{"sih_4xx.bin", "sit_x4x.bin", "siu_xx4.bin"}, true},
		{"N510", "90587426549864", []string{"sifs-pointer", "digit"}, [3]string{"sih_9xx.bin", "sit_x0x.bin", "siu_xx5.bin"}, true},
		{"DE410", "12387426549864#0815", nil, [3]string{"sih_4xx.bin", "sit_x4x.bin", "siu_xx4.bin"}, false},
	}
	for _, tt := range tests {
		d := newDevice(t, tt.model, tt.set...)
		d.Code = parseCode(t, tt.code)
		w, err := NewWalk(d, Address{URL: "prov.example.net"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Read(unhex(t, minimalMaster)); err != nil {
			t.Fatal(err)
		}
		var got [3]string
		for i, name := range []string{"sifsroot", "sih", "sit"} {
			file, err := files[name].Encode()
			if err != nil {
				t.Fatal(err)
			}
			if got[i], err = w.Read(file); err != nil {
				t.Fatal(err)
			}
		}
		if got != tt.want {
			t.Errorf("%s with code %q and %q goes to %q, want %q", tt.model, tt.code, tt.set, got, tt.want)
		}
		format := "http://prov.example.net/file.xml"
		if tt.uses {
			format = "http://prov.example.net/ap?ac=%ACTC"
		}
		file, err := Sifs{Format: format}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Read(file); err != nil || w.UsesActivationCode() != tt.uses {
			t.Errorf("%s at %s: uses the activation code: %v, %v", tt.model, w.URL(), w.UsesActivationCode(), err)
		}
		if tt.uses && !strings.HasSuffix(w.URL(), "?ac="+d.Code.User()) {
			t.Errorf("%s asks %s", tt.model, w.URL())
		}
	}
}

// A provider's code is three digits; what is none counts as none.
func TestWalkProviderCodeIsThreeDigits(t *testing.T) {
	t.Parallel()
	files := chain(t, "http://prov.example.net/file.xml")
	for _, code := range []string{"", "1", "12", "1234", "12x", "-12", "１２"} {
		d := newDevice(t, "N510")
		d.ProviderCode, d.Pointers = code, PointerDigit
		asked := walk(t, d, Address{URL: "prov.example.net"}, files)
		if last := asked[len(asked)-1]; last != "http://prov.example.net/file.xml" {
			t.Errorf("code %q leads to %s, want it to count as 444", code, last)
		}
	}
}

// A model that takes no activation code has nothing for %ACTC. [G p8]
func TestWalkActivationCode(t *testing.T) {
	t.Parallel()
	const template = "http://prov.example.net/phone/cgi/ap?ac=%ACTC"
	for name, want := range map[string]string{
		"N510": "http://prov.example.net/phone/cgi/ap?ac=87426549864", "N720": "http://prov.example.net/phone/cgi/ap?ac=87426549864",
		"C610": "http://prov.example.net/phone/cgi/ap?ac=87426549864", "DE410": "", "N870": "",
	} {
		d := newDevice(t, name)
		d.Code = parseCode(t, "12387426549864#0815")
		w, err := NewWalk(d, Address{URL: template})
		switch {
		case want == "":
			if err == nil || !strings.Contains(err.Error(), "has not got an activation code") {
				t.Errorf("%s: %v, want that it has no activation code", name, err)
			}
		case err != nil || w.URL() != want || !w.UsesActivationCode():
			t.Errorf("%s: %+v, %v; want %s", name, w, err, want)
		}
	}
	w, err := NewWalk(newDevice(t, "N510"), Address{URL: "http://prov.example.net/ap?ac=%%ACTC"})
	if err != nil || w.UsesActivationCode() {
		t.Errorf("a percent sign before ACTC: %+v, %v; want that it is no token", w, err)
	}
}

// %DURL is the stored data server in an address, and the address that the walk began at in what the index files lead to.
func TestWalkDataServer(t *testing.T) {
	t.Parallel()
	const format = "http://%DURL/%MACD.xml"
	tests := []struct {
		set    []string
		stored string
		url    string
		want   string
	}{
		{nil, "", format, "http://profile.gigaset.net/device/7C2F801234AB.xml"},
		{nil, "http://stored.example.net", format, "http://stored.example.net/7C2F801234AB.xml"},
		{nil, "stored.example.net", "https://prov.example.net/S/", "http://prov.example.net/S/7C2F801234AB.xml"},
		{[]string{"data-server-token", "stored"}, "stored.example.net", "http://prov.example.net/S", "http://stored.example.net/7C2F801234AB.xml"},
	}
	for _, tt := range tests {
		d := newDevice(t, "N510", tt.set...)
		d.DataServer = tt.stored
		got := walk(t, d, Address{URL: tt.url}, chain(t, format))
		if last := got[len(got)-1]; last != tt.want {
			t.Errorf("%q with data server %q asks %s, want %s", tt.url, tt.stored, last, tt.want)
		}
	}
}

// Option 66 of DHCP: from its gate on, or joined with option 15 where the NVM item says so. [W-66]
func TestWalkDHCP66(t *testing.T) {
	t.Parallel()
	const own, index = "http://prov/7C2F801234AB.xml", "/42/2/master.bin"
	tests := []struct {
		model, firmware string
		joined          bool
		domain          string
		set             []string
		want            string // "" when the option is not used
	}{
		{"N510", "BL245", false, "", nil, own},
		{"N510", "BL245", false, "example.net", nil, own},
		{"N510", "BL245", true, "example.net", nil, "http://prov.example.net" + index},
		{"N510", "BL245", true, "", nil, "http://prov" + index},
		{"N510", "BL244", false, "", nil, ""},
		{"N510", "BL226", true, "example.net", nil, "http://prov.example.net" + index},
		{"N510", "BL226", false, "", []string{"dhcp66-below-gate", "on"}, own},
		{"N720", "BL108", false, "", nil, ""},
		{"N720", "BL108", true, "example.net", nil, "http://prov.example.net/70/1/master.bin"},
		{"Maxwell3", "2.22.4", false, "", nil, "http://prov/provisioning.xml"},
		{"Maxwell3", "2.22.4", true, "", nil, "http://prov/provisioning.xml"},
		{"N870", "2.65.0", false, "", nil, ""},
		{"N870", "2.65.0", true, "", nil, ""},
	}
	for _, tt := range tests {
		d := newDevice(t, tt.model, tt.set...)
		fw, err := d.Model.ParseFirmware(tt.firmware)
		if err != nil {
			t.Fatal(err)
		}
		d.Firmware, d.DHCP66Joined = fw, tt.joined
		w, err := NewWalk(d, Address{Source: DHCP66, URL: "prov", Domain: tt.domain})
		switch {
		case tt.want == "":
			if want := d.Model.Name + " with firmware " + fw.String() + " does not use DHCP option 66"; err == nil || err.Error() != want {
				t.Errorf("%+v: %v, want %s", tt, err, want)
			}
		case err != nil || w.URL() != tt.want:
			t.Errorf("%+v: %+v, %v", tt, w, err)
		}
		if d.Takes(DHCP66) != (tt.want != "") || !d.Takes(DHCP114) {
			t.Errorf("%+v: Takes(DHCP66) = %v", tt, d.Takes(DHCP66))
		}
	}
}

// Maxwell appends option 15, which breaks the names of files. [W-66] [W-urltab]
func TestWalkOption15OnMaxwell(t *testing.T) {
	t.Parallel()
	tests := []struct {
		set    []string
		source Source
		url    string
		want   string
	}{
		{nil, DHCP66, "http://prov", "http://prov.example.net/provisioning.xml"},
		{nil, DHCP66, "http://prov/dir", "http://prov/dir.example.net/provisioning.xml"},
		{nil, DHCP66, "http://prov/%MACD.xml", "http://prov/7c2f801234ab.xml.example.net"},
		{nil, DHCP66, "http://prov/file.xml", "http://prov/file.xml.example.net"},
		{nil, DHCP114, "http://prov/dir", "http://prov/dir/provisioning.xml"},
		{nil, Manual, "http://prov/dir", "http://prov/dir/provisioning.xml"},
		{[]string{"option15-suffix", "with-dhcp"}, DHCP114, "http://prov", "http://prov.example.net/provisioning.xml"},
		{[]string{"option15-suffix", "with-dhcp"}, DHCP66, "http://prov", "http://prov.example.net/provisioning.xml"},
		{[]string{"option15-suffix", "with-dhcp"}, Manual, "http://prov", "http://prov/provisioning.xml"},
		{[]string{"option15-suffix", "off"}, DHCP66, "http://prov", "http://prov/provisioning.xml"},
	}
	for _, tt := range tests {
		w, err := NewWalk(newDevice(t, "Maxwell3", tt.set...), Address{Source: tt.source, URL: tt.url, Domain: "example.net"})
		if err != nil || w.URL() != tt.want {
			t.Errorf("%+v: %+v, %v", tt, w, err)
		}
	}
}

// Option 114 of DHCP has at most 74 characters. [W-114]
func TestWalkOption114Length(t *testing.T) {
	t.Parallel()
	fits := "http://prov.example.net/" + strings.Repeat("x", 74-24)
	tests := []struct {
		set    []string
		source Source
		url    string
		want   string
	}{
		{nil, DHCP114, fits, fits + "/42/2/master.bin"},
		{nil, DHCP114, fits + "y", ""},
		{[]string{"option114-too-long", "cut"}, DHCP114, fits + "y", fits + "/42/2/master.bin"},
		{[]string{"option114-too-long", "take"}, DHCP114, fits + "y", fits + "y/42/2/master.bin"},
		{nil, Manual, fits + "y", fits + "y/42/2/master.bin"},
	}
	for _, tt := range tests {
		w, err := NewWalk(newDevice(t, "N510", tt.set...), Address{Source: tt.source, URL: tt.url})
		switch {
		case tt.want == "":
			if err == nil || err.Error() != "DHCP option 114 carries at most 74 characters, not 75" {
				t.Errorf("%+v: %v", tt, err)
			}
		case err != nil || w.URL() != tt.want:
			t.Errorf("%+v: %+v, %v", tt, w, err)
		}
	}
}

// What no source settles, each at its other value.
func TestWalkSwitches(t *testing.T) {
	t.Parallel()
	const base, file, template = "http://prov.example.net/dir", "http://prov.example.net/file.xml", "http://prov.example.net/%MACD.xml"
	tests := []struct {
		model string
		set   []string
		a     Address
		want  string
	}{
		{"N510", []string{"dhcp-document", "append"}, Address{Source: DHCP114, URL: file}, file + "/42/2/master.bin"},
		{"N510", []string{"dhcp-document", "append"}, Address{Source: DHCP66, URL: file}, file + "/7C2F801234AB.xml"},
		{"N510", []string{"dhcp-document", "append"}, Address{URL: file}, file},
		{"N510", []string{"multicast-address", "document"}, Address{Source: Multicast, URL: base}, base},
		{"N510", []string{"multicast-address", "document"}, Address{Source: Multicast, URL: template}, "http://prov.example.net/7C2F801234AB.xml"},
		{"N510", []string{"redirect-tokens", "expand"}, Address{Source: Redirect, URL: template}, "http://prov.example.net/7C2F801234AB.xml"},
		{"N510", []string{"redirect-tokens", "expand"}, Address{Source: Redirect, URL: base}, base},
		{"N510", []string{"unknown-token", "keep"}, Address{URL: "http://prov.example.net/a%20b/%MACD.xml"}, "http://prov.example.net/a%20b/7C2F801234AB.xml"},
		{"N720", []string{"provisioning-id", "222"}, Address{URL: base}, base + "/70/222/master.bin"},
		{"N870", []string{"file-name-case", "upper"}, Address{URL: template}, "http://prov.example.net/7C2F801234AB.xml"},
		{"N510", []string{"file-name-case", "lower"}, Address{URL: template}, "http://prov.example.net/7c2f801234ab.xml"},
		{"N510", nil, Address{URL: template}, "http://prov.example.net/7C2F801234AB.xml"},
	}
	for _, tt := range tests {
		w, err := NewWalk(newDevice(t, tt.model, tt.set...), tt.a)
		if err != nil || w.URL() != tt.want {
			t.Errorf("%+v: %+v, %v", tt, w, err)
		}
	}
	d := newDevice(t, "N870") // it has no such switch
	d.AppendToDocument = true
	if w, err := NewWalk(d, Address{Source: DHCP114, URL: file}); err != nil || w.URL() != file {
		t.Errorf("dhcp-document on a model without index files: %+v, %v", w, err)
	}
}

// The zero switches are the defaults of the table.
func TestZeroDeviceIsTheDefault(t *testing.T) {
	t.Parallel()
	for _, m := range model.Models() {
		full := newDevice(t, m.Name)
		bare := Device{Model: m, Firmware: m.DefaultFirmware, MAC: mac, ProvisioningID: full.ProvisioningID, Switches: Switches{Option15: full.Option15}}
		for _, a := range []Address{
			{URL: "prov.example.net"}, {Source: DHCP114, URL: "prov.example.net/f.xml"}, {Source: DHCP66, URL: "prov", Domain: "example.net"},
			{Source: Multicast, URL: "prov.example.net"}, {Source: Redirect, URL: "http://prov.example.net"}, {URL: "http://%DURL/%MACD"},
			{URL: "http://h/%20%MACD"}, {Source: DHCP114, URL: strings.Repeat("x", 75)},
		} {
			one, errOne := NewWalk(full, a)
			other, errOther := NewWalk(bare, a)
			if fmt.Sprint(errOne) != fmt.Sprint(errOther) || errOne == nil && one.URL() != other.URL() {
				t.Errorf("%s, %+v: %v with the switches of the table, %v without", m.Name, a, errOne, errOther)
			}
		}
	}
}
