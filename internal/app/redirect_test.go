package app

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	foreign "github.com/icholy/digest"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

const (
	farUser     = "far-user"
	farPassword = "canary-far-9d"
)

// twoServers are one that redirects and the one where a device belongs, which opens its document with a pair of its own.
func twoServers(t *testing.T, name string) (near, far *App, mac model.MAC) {
	t.Helper()
	far = start(t, loopback(t), quiet, nil)
	mac = mustMAC(t, macA)
	add(t, far, inventory.Device{
		Tenant: inventory.DefaultTenant, MAC: mac, Model: name, Enabled: true, Accept: inventory.AcceptConfigured,
		Username: farUser, Configured: digest.NewSecret(farPassword),
	})
	return start(t, loopback(t), quiet, nil), far, mac
}

// redirectTo is a device that the near server sends to another, with the pair for there or without.
func redirectTo(far *App, mac model.MAC, name, firmware string, pair bool) inventory.Device {
	d := inventory.Device{
		Tenant: inventory.DefaultTenant, MAC: mac, Model: name, Firmware: firmware, Enabled: true, Accept: inventory.AcceptIntegrated,
		Integrated: digest.NewSecret(integrated), Redirect: inventory.Redirect{URL: "http://" + far.Addresses().Phones + "/far/%MACD.xml"},
	}
	if pair {
		d.Redirect.Username, d.Redirect.Password = farUser, digest.NewSecret(farPassword)
	}
	return d
}

// TestRedirectToAnotherServer: from 2.53 on a phone takes the pair for the other server from the redirect and keeps it; one with
// older firmware is sent there without, and is refused; one that has the pair already needs none. [W-redirdigest] [G p26]
func TestRedirectToAnotherServer(t *testing.T) {
	t.Parallel()
	const lower = "7c2f80123456.xml"
	for _, tt := range []struct {
		name, model string
		said, runs  string // firmware as the operator said, and as the phone has it
		pair, own   bool   // whether the pair goes along, and whether the phone has it
		want        string
		outcome     string
	}{
		{"2.53", "N870", "2.53", "2.53", true, false, "provisioning.xml 401 307 | " + lower + " 401 401 200", phone.Provisioned},
		{"the newest", "N610", "", "", true, false, "provisioning.xml 401 307 | " + lower + " 401 401 200", phone.Provisioned},
		{"2.52 that was said to be 2.53", "N870", "2.53", "2.52", true, false, "provisioning.xml 401 307 | " + lower + " 401 401", phone.Refused},
		{"2.52", "N870", "2.52", "2.52", false, false, "provisioning.xml 401 307 | " + lower + " 401 401", phone.Refused},
		{"2.52 with the pair entered", "N870", "2.52", "2.52", false, true, "provisioning.xml 401 307 | " + lower + " 401 401 200", phone.Provisioned},
		{"a legacy phone with the pair entered", "N720", "", "", false, true,
			"master.bin 401 200 | sifsroot.bin 401 200 | sih.bin 401 200 | sit.bin 401 200 | siu.bin 401 200 | " + macA + ".xml 401 307 | " + macA + ".xml 401 401 200", phone.Provisioned},
	} {
		near, far, mac := twoServers(t, tt.model)
		d := redirectTo(far, mac, tt.model, tt.said, tt.pair)
		add(t, near, d)
		c := phoneOf(t, &d)
		if tt.runs != "" {
			c.Firmware = firmwareOf(t, c.Model, tt.runs)
		}
		if tt.own {
			c.Username, c.Password = farUser, digest.NewSecret(farPassword)
		}
		c.NVM = &phone.NVM{}
		v := send(t, c, "http://"+near.Addresses().Phones+"/")
		if got := v.statuses(); got != tt.want || v.outcome.Outcome != tt.outcome {
			t.Errorf("%s: %s (%s)\n got %s\nwant %s", tt.name, v.outcome.Outcome, v.outcome.Reason, got, tt.want)
		}
		stored, _ := c.NVM.Get(c.Model.UsernameItem)
		if kept := stored == farUser; kept != (tt.outcome == phone.Provisioned) {
			t.Errorf("%s: the pair is kept: %t (%q)", tt.name, kept, stored)
		}
		near.recorder.stop()
		events, err := near.Store().DeviceEvents(t.Context(), inventory.DefaultTenant, mac, 1)
		if err != nil || len(events) != 1 || events[0].Reason != inventory.ReasonRedirected || events[0].Status != 307 ||
			!strings.Contains(events[0].Sentence, "http://"+far.Addresses().Phones) || strings.Contains(events[0].Sentence, "canary") {
			t.Errorf("%s: last event %+v, %v, want that of the redirect", tt.name, events, err)
		}
	}
}

// TestSecurity25RedirectStaysInside: the pair of a redirect is in the Location after right credentials, and nowhere else.
func TestSecurity25RedirectStaysInside(t *testing.T) {
	t.Parallel()
	var log logBuffer
	c := loopback(t)
	a := start(t, c, log.logger(), nil)
	d := deviceA(t)
	d.Model, d.Redirect = "N870", inventory.Redirect{
		URL: "https://prov.example.net/%MACD.xml?key=canary-query", Username: "canary-user", Password: digest.NewSecret("canary-pass"),
	}
	add(t, a, d)
	target := "http://" + a.Addresses().Phones + "/" + macA + ".xml"
	ask := func(user, password string) *http.Response {
		client := &http.Client{
			Transport: &foreign.Transport{Username: user, Password: password}, Timeout: 10 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
		resp, err := client.Get(target)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { resp.Body.Close() })
		return resp
	}
	const want = "https://canary-user:canary-pass@prov.example.net/7c2f80123456.xml?key=canary-query"
	right := ask(username, configured)
	if got := right.Header["Location"]; right.StatusCode != 307 || len(got) != 1 || got[0] != want || right.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("right credentials: %d to %q with Cache-Control %q", right.StatusCode, got, right.Header.Get("Cache-Control"))
	}
	body := make([]byte, 1000)
	n, _ := right.Body.Read(body)
	if got := string(body[:n]); got != "Temporary Redirect\n" {
		t.Errorf("the body is %q", got)
	}
	for user, password := range map[string]string{username: "guess", macA: integrated, "nobody": "x"} {
		if got := ask(user, password); got.StatusCode != 401 || got.Header.Get("Location") != "" {
			t.Errorf("%s: %d with Location %q, want a 401 without", user, got.StatusCode, got.Header.Get("Location"))
		}
	}
	a.recorder.stop()
	var shown strings.Builder
	for _, page := range []string{"/", "/device?mac=" + macA, "/profiles"} {
		shown.WriteString(get(t, a.Addresses().Console, page).body)
	}
	if text := shown.String(); !strings.Contains(text, "https://prov.example.net") || !strings.Contains(text, "redirected") {
		t.Error("the console does not show the redirect")
	}
	events, err := a.Store().LatestEvents(t.Context(), inventory.DefaultTenant, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		shown.WriteString(e.Sentence + e.Target + e.User + "\n")
	}
	database, err := os.ReadFile(filepath.Join(c.Data, "offhook.db"))
	if err != nil {
		t.Fatal(err)
	}
	for place, text := range map[string]string{"log": log.String(), "pages and events": shown.String(), "database": string(database)} {
		if at := strings.Index(text, "canary-"); at >= 0 {
			t.Errorf("a canary is in the %s: %.150q", place, text[max(0, at-60):])
		}
	}
}

// TestRedirectLoop: a redirect to the server itself is told in the log and in the event, and the phone gives up by itself.
func TestRedirectLoop(t *testing.T) {
	t.Parallel()
	var log logBuffer
	a := start(t, loopback(t), log.logger(), nil)
	d := redirectTo(a, mustMAC(t, macA), "N870", "", false)
	add(t, a, d)
	v := send(t, phoneOf(t, &d), "http://"+a.Addresses().Phones+"/"+macA+".xml")
	if v.outcome.Outcome != phone.Unreachable || !strings.Contains(v.outcome.Reason, "redirects") {
		t.Errorf("%s (%s), want the phone to give up", v.outcome.Outcome, v.outcome.Reason)
	}
	a.recorder.stop()
	if !strings.Contains(log.String(), `level=WARN msg="a redirect leads back to this server" device=`+macA) {
		t.Errorf("the log does not tell of the loop")
	}
	events, err := a.Store().DeviceEvents(t.Context(), inventory.DefaultTenant, d.MAC, 1)
	if err != nil || len(events) != 1 || !strings.Contains(events[0].Sentence, "leads back to this server") {
		t.Errorf("last event %+v, %v", events, err)
	}
}

// TestRedirectTakesEffect: a redirect that is entered, changed or removed holds for the next request.
func TestRedirectTakesEffect(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), quiet, nil)
	d := deviceA(t)
	add(t, a, d)
	client := &http.Client{
		Transport: &foreign.Transport{Username: username, Password: configured}, Timeout: 10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	for _, address := range []string{"", "https://one.example.net/%MACD.xml", "https://two.example.net/%MACC", ""} {
		_, err := a.Store().UpdateDevice(t.Context(), d.Tenant, d.MAC, func(d *inventory.Device) error {
			d.Redirect.URL = address
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		sync1(t, a)
		got := do(t, client, a.Addresses().Phones, "/"+macA+".xml")
		want := strings.NewReplacer("%MACD", macA, "%MACC", "7C:2F:80:12:34:56").Replace(address)
		if got.header.Get("Location") != want || (got.status == 200) != (address == "") {
			t.Errorf("redirect %q: %d to %q, want %q", address, got.status, got.header.Get("Location"), want)
		}
	}
}
