package app

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// visit is one attempt of an emulated phone, as its trace has it.
type visit struct {
	outcome emulator.Outcome
	events  []emulator.TraceEvent
}

// statuses are the answers to what the phone asked, one word for each file: "master 401 200", "7C2F80000001.xml 307".
func (v *visit) statuses() string {
	var words []string
	last := ""
	for _, e := range v.events {
		switch e.Event {
		case emulator.EventRequest:
			if e.URL != last {
				words = append(words, "|", e.URL[strings.LastIndexByte(e.URL, '/')+1:])
			}
			last = e.URL
		case emulator.EventResponse:
			words = append(words, fmt.Sprint(e.Status))
		}
	}
	return strings.TrimPrefix(strings.Join(words, " "), "| ")
}

// send makes a phone and lets it ask an address.
func send(t *testing.T, c emulator.Config, address string) *visit {
	t.Helper()
	v := &visit{}
	c.Trace = func(e emulator.TraceEvent) { v.events = append(v.events, e) }
	p, _, err := emulator.New(c)
	if err != nil {
		t.Fatal(err)
	}
	if v.outcome, err = p.Fetch(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	return v
}

func lookupModel(t testing.TB, name string) *model.Model {
	t.Helper()
	m, err := model.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func firmwareOf(t testing.TB, m *model.Model, text string) model.Firmware {
	t.Helper()
	fw, err := m.ParseFirmware(text)
	if err != nil {
		t.Fatal(err)
	}
	return fw
}

// phoneOf is the phone of a device, as the factory and its owner made it.
func phoneOf(t testing.TB, d *inventory.Device) emulator.Config {
	t.Helper()
	m := lookupModel(t, d.Model)
	c := emulator.Config{Model: m, MAC: d.MAC, DevicePassword: d.Integrated, Username: d.Username, Password: d.Configured}
	if d.Firmware != "" {
		c.Firmware = firmwareOf(t, m, d.Firmware)
	}
	return c
}

// fleet adds a device of every model, all with one way to open their documents, and returns them.
func fleet(t *testing.T, a *App, series byte, change func(*inventory.Device)) []inventory.Device {
	t.Helper()
	var devices []inventory.Device
	for i, m := range model.Models() {
		d := inventory.Device{
			Tenant: inventory.DefaultTenant, MAC: model.MAC{0x7C, 0x2F, 0x84, series, 0, byte(i + 1)}, Model: m.Name, Enabled: true,
			Accept: inventory.AcceptIntegrated, Integrated: digest.NewSecret(fmt.Sprintf("factory-%d-%d", series, i)),
		}
		change(&d)
		if err := d.Validate(); err != nil {
			t.Fatal(err)
		}
		devices = append(devices, d)
		if err := a.Store().CreateDevice(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	sync1(t, a)
	return devices
}

// TestBaseAddress: a phone of any model that was given nothing but the address of the server, or any address below it, finds its
// document: through the index files, which are asked for without the MAC, or by provisioning.xml. [G p26] [W-urltab] [W-n870]
func TestBaseAddress(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), quiet, nil)
	configuredPair := func(d *inventory.Device) {
		d.Accept, d.Username, d.Configured = inventory.AcceptConfigured, "user-"+d.MAC.String(), digest.NewSecret("pair-of-"+d.MAC.String())
	}
	for series, c := range []struct {
		name   string
		change func(*inventory.Device)
		// index and document are the answers to each index file and to the document.
		index, document string
		configured      bool
	}{
		{"integrated pair", func(*inventory.Device) {}, "401 200", "401 200", false},
		{"configured pair", configuredPair, "401 401 200", "401 401 200", true},
		{"configured pair, and a device password that is not known", func(d *inventory.Device) {
			configuredPair(d)
			d.Integrated = digest.Secret{}
		}, "401 401 200", "401 401 200", true},
		{"one pair for all", func(d *inventory.Device) {
			d.Accept, d.Username, d.Configured = inventory.AcceptConfigured, "site42", digest.NewSecret("one-for-all")
		}, "401 401 200", "401 401 200", true},
		{"one name and two passwords", func(d *inventory.Device) {
			d.Accept, d.Username, d.Configured = inventory.AcceptConfigured, "site43", digest.NewSecret(fmt.Sprint("password-", d.MAC[5]%2))
		}, "401 401 200", "401 401 200", true},
	} {
		for _, d := range fleet(t, a, byte(series), c.change) {
			m := lookupModel(t, d.Model)
			if c.configured && !m.Has(model.ConfiguredPair, m.DefaultFirmware) {
				continue // the siblings of the legacy generation know no configured pair
			}
			for _, base := range []string{"/", "/any/base", "/%7Etilde/", "/42/2"} {
				v := send(t, phoneOf(t, &d), "http://"+a.Addresses().Phones+base)
				want := "provisioning.xml " + c.document
				if m.BaseWalk == model.WalkIndex {
					want = ""
					for _, file := range []string{"master.bin", "sifsroot.bin", "sih.bin", "sit.bin", "siu.bin"} {
						want += file + " " + c.index + " | "
					}
					want += d.MAC.String() + ".xml " + c.document
				}
				if got := v.statuses(); v.outcome.Outcome != phone.Provisioned || got != want {
					t.Errorf("%s, %s from %s: %s (%s)\n got %s\nwant %s", c.name, d.Model, base, v.outcome.Outcome, v.outcome.Reason, got, want)
				}
			}
		}
	}
}

// TestBaseAddressSwitches: the walk ends at the document however what is not known about it turns out. [G p27] (uncertain)
func TestBaseAddressSwitches(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), quiet, nil)
	address := a.Addresses().Phones
	digits := loopback(t)
	digits.IndexDigits, digits.IndexAddress = true, "http://"+address+"/%MACD.xml"
	b := start(t, digits, quiet, nil)
	for i, c := range []struct {
		model    string
		app      *App
		switches map[string]string
	}{
		{"N510", a, map[string]string{"sifs-pointer": "digit"}},
		{"N510", a, map[string]string{"sifs-pointer": "constant", "provider-code": "123"}},
		{"N510", a, map[string]string{"provider-code": "123"}},
		{"N510", a, map[string]string{"index-user-agent-mac": "on"}},
		{"N510", a, map[string]string{"username-case": "lower"}},
		{"N720", a, map[string]string{"provisioning-id": "222"}},
		{"N720", a, map[string]string{"user-agent-mac": "off"}},
		{"N510", b, map[string]string{"sifs-pointer": "digit", "provider-code": "101"}},
		{"N510", b, map[string]string{"sifs-pointer": "digit", "provider-code": "987"}},
		{"N510", b, map[string]string{"data-server-token": "stored"}},
	} {
		d := inventory.Device{
			Tenant: inventory.DefaultTenant, MAC: model.MAC{0x7C, 0x2F, 0x85, 0, 0, byte(i + 1)}, Model: c.model, Enabled: true,
			Accept: inventory.AcceptIntegrated, Integrated: digest.NewSecret("factory-secret"),
		}
		config := phoneOf(t, &d)
		config.Switches = make(map[string]string)
		for name, value := range c.switches {
			if !slices.ContainsFunc(config.Model.Switches, func(s model.Switch) bool { return s.Name == name }) {
				t.Errorf("%s has no switch %s", c.model, name)
				continue
			}
			config.Switches[name] = value
		}
		add(t, a, d)
		if c.app == b {
			add(t, b, d)
		}
		v := send(t, config, "http://"+c.app.Addresses().Phones+"/base")
		if v.outcome.Outcome != phone.Provisioned {
			t.Errorf("%s with %v: %s (%s), %s", c.model, c.switches, v.outcome.Outcome, v.outcome.Reason, v.statuses())
		}
	}
}

// TestStrangersAtTheIndex: a phone that is not known, and one with a wrong pair, find no index file.
func TestStrangersAtTheIndex(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), quiet, nil)
	d := deviceA(t)
	add(t, a, d)
	for name, change := range map[string]func(*emulator.Config){
		"another MAC":              func(c *emulator.Config) { c.MAC[5]++; c.Username, c.Password = "", digest.Secret{} },
		"another password":         func(c *emulator.Config) { c.Password = digest.NewSecret("guess") },
		"the integrated pair":      func(c *emulator.Config) { c.Username, c.Password = "", digest.Secret{} },
		"another MAC and the pair": func(c *emulator.Config) { c.MAC[5]++ },
	} {
		c := phoneOf(t, &d)
		change(&c)
		v := send(t, c, "http://"+a.Addresses().Phones+"/")
		want := phone.Refused
		if got := v.outcome.Outcome; got != want || strings.Contains(v.statuses(), ".xml 401 401 200") {
			t.Errorf("%s: %s, %s", name, got, v.statuses())
		}
		if opened := strings.Contains(v.statuses(), "master.bin 401 401 200"); opened != (name == "another MAC and the pair") {
			t.Errorf("%s: the index files open: %t (%s)", name, opened, v.statuses())
		}
	}
}

// certificate writes a certificate for loopback, and returns its files and whoever trusts it.
func certificate(t *testing.T) (certFile, keyFile string, trust *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, kind string, bytes []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	roots := x509.NewCertPool()
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots.AddCert(parsed)
	return write("cert.pem", "CERTIFICATE", der), write("key.pem", "PRIVATE KEY", secret), &tls.Config{RootCAs: roots}
}

// TestBaseAddressOverTLS: whoever asks for the index files over TLS is led to a document over TLS.
func TestBaseAddressOverTLS(t *testing.T) {
	t.Parallel()
	c := loopback(t)
	cert, key, trust := certificate(t)
	c.ListenTLS, c.TLSCert, c.TLSKey = "127.0.0.1:0", []string{cert}, []string{key}
	a := start(t, c, quiet, nil)
	d := deviceA(t)
	add(t, a, d)
	p := phoneOf(t, &d)
	p.TLS = trust
	v := send(t, p, "https://"+a.Addresses().PhonesTLS+"/base")
	if v.outcome.Outcome != phone.Provisioned {
		t.Fatalf("%s (%s): %s", v.outcome.Outcome, v.outcome.Reason, v.statuses())
	}
	for _, e := range v.events {
		if e.Event == emulator.EventRequest && !strings.HasPrefix(e.URL, "https://"+a.Addresses().PhonesTLS+"/base/") {
			t.Errorf("the phone asks %s", e.URL)
		}
	}
}

// TestFirmwareByIndex: a phone that finds firmware in the index of its variant downloads it from the folder and runs it. [G p26]
func TestFirmwareByIndex(t *testing.T) {
	t.Parallel()
	c := loopback(t)
	c.FirmwareDir = t.TempDir()
	for name, text := range map[string]string{"merkur258_42.bin": "new", "merkur192_42.bin": "old", "einsteiniwu117_70.bin": "of another model"} {
		if err := os.WriteFile(filepath.Join(c.FirmwareDir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	a := start(t, c, quiet, nil)
	d := deviceA(t)
	d.Model, d.Firmware = "N510", "BL245"
	add(t, a, d)
	v := send(t, phoneOf(t, &d), "http://"+a.Addresses().Phones+"/base")
	const walk = "| baselines.bin 401 401 200 | merkur258_42.bin 401 401 200"
	if got := v.statuses(); v.outcome.Outcome != phone.Provisioned || !strings.HasSuffix(got, walk) {
		t.Errorf("%s (%s): %s, want it to end with %s", v.outcome.Outcome, v.outcome.Reason, got, walk)
	}
	installed := slices.ContainsFunc(v.events, func(e emulator.TraceEvent) bool { return e.Event == emulator.EventFirmware && e.Installed })
	if !installed {
		t.Errorf("the phone did not install the firmware: %+v", v.events[len(v.events)-3:])
	}
	a.recorder.stop()
	events, err := a.Store().DeviceEvents(t.Context(), inventory.DefaultTenant, d.MAC, 1)
	if err != nil || len(events) != 1 || events[0].Reason != inventory.ReasonFirmwareServed || events[0].Bytes != 3 {
		t.Errorf("last event %+v, %v, want that of the firmware", events, err)
	}
}

// TestSecurity19SharedFiles: index files and firmware come after credentials only, on every listener, and so does what says that
// there are any.
func TestSecurity19SharedFiles(t *testing.T) {
	t.Parallel()
	c := loopback(t)
	c.FirmwareDir, c.LabBasic = t.TempDir(), "127.0.0.1:0"
	if err := os.WriteFile(filepath.Join(c.FirmwareDir, "merkur258_42.bin"), []byte("firmware"), 0o644); err != nil {
		t.Fatal(err)
	}
	a := start(t, c, quiet, nil)
	d := deviceA(t)
	d.Redirect.URL = "https://prov.example.net/"
	add(t, a, d)
	for _, target := range []string{
		"/42/2/master.bin", "/any/base/42/2/baselines.bin", "/sifs/sifsroot.bin", "/sifs/sih.bin", "/sifs/sit_44x.bin", "/sifs/siu_444.bin",
		"/merkur258_42.bin", "/42/2/merkur258_42.bin", "/fw?mac=" + macA + "&merkur258_42.bin", "/" + macA + ".xml", "/provisioning.xml",
	} {
		for name, got := range map[string]answer{
			"nobody": get(t, a.Addresses().Phones, target), "nobody by Basic": get(t, a.Addresses().LabBasic, target),
			"a wrong password": fetch(t, a.Addresses().Phones, target, username, "guess"),
			"the console":      get(t, a.Addresses().Console, target),
		} {
			if want := map[bool]int{false: 401, true: 404}[name == "the console"]; got.status != want || got.header.Get("Location") != "" {
				t.Errorf("%s at %s: %d with Location %q, want %d", name, target, got.status, got.header.Get("Location"), want)
			}
		}
	}
}

// TestIndexWhileLoading: after a start, whoever asks for an index file with a configured pair waits until the devices are read, known
// or not; nobody is refused who would be served a moment later.
func TestIndexWhileLoading(t *testing.T) {
	t.Parallel()
	c := loopback(t)
	seed := start(t, c, quiet, nil)
	add(t, seed, deviceA(t))
	stop(t, seed)
	var st *counted
	a := start(t, c, quiet, func(s inventory.Store) inventory.Store {
		st = &counted{Store: s, gate: make(chan struct{})}
		return st
	})
	const target = "/42/2/master.bin"
	type result struct {
		user   string
		status int
	}
	answers := make(chan result, 2)
	var phones sync.WaitGroup
	for _, user := range []string{username, "nobody"} {
		phones.Go(func() { answers <- result{user, fetch(t, a.Addresses().Phones, target, user, configured).status} })
	}
	if got := get(t, a.Addresses().Phones, target); got.status != 401 {
		t.Errorf("without credentials while loading: %d, want 401 at once", got.status)
	}
	select {
	case got := <-answers:
		t.Errorf("%s was answered with %d before the devices were read", got.user, got.status)
	default:
	}
	close(st.gate)
	phones.Wait()
	close(answers)
	for got := range answers {
		if want := map[string]int{username: 200, "nobody": 401}[got.user]; got.status != want {
			t.Errorf("%s after loading: %d, want %d", got.user, got.status, want)
		}
	}
}
