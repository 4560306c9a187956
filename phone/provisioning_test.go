package phone

import (
	"fmt"
	"strings"
	"testing"
)

// provisioning is a <provisioning> document for the phone, with params and with further elements behind them.
func provisioning(m *Machine, params, elements string) string {
	return fmt.Sprintf("<provisioning version=\"1.1\" productID=%q><nvm>%s</nvm>%s</provisioning>", m.config.Model.ProductID, params, elements)
}

// param is one setting of such a document.
func param(name, value string) string { return fmt.Sprintf("<param name=%q value=%q/>", name, value) }

// TestProvisioningFits: productID must be that of the model, and macAddress that of the phone; else nothing is changed. [W-n870]
func TestProvisioningFits(t *testing.T) {
	t.Parallel()
	const port = `<nvm><param name="SIP.Port" value="5070"/></nvm>`
	for name, c := range map[string]struct{ attributes, want string }{
		"its product":     {`productID="mx3b"`, Provisioned},
		"another product": {`productID="e2"`, Rejected},
		"no product":      {``, Provisioned},
		"empty product":   {`productID=""`, Rejected},
		"its MAC":         {`productID="mx3b" macAddress="7c:2f:80:12:34:56"`, Provisioned},
		"another MAC":     {`productID="mx3b" macAddress="7C2F80FFFFFF"`, Rejected},
		"no MAC":          {`productID="mx3b" macAddress="x"`, Rejected},
	} {
		m := newTestPhone(t, "Maxwell3", "")
		if got := play(m, start, found("<provisioning version=\"1.1\" "+c.attributes+">"+port+"</provisioning>")); got != "get, "+c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
		if stored := m.NVM().Len() > 0; stored != (c.want == Provisioned) {
			t.Errorf("%s: stored %v", name, stored)
		}
	}
	m := newTestPhone(t, "Maxwell3", "", withSwitch("product-id-missing", "reject"))
	want(t, "product-id-missing=reject", play(m, start, found("<provisioning>"+port+"</provisioning>")), "get, rejected")
	want(t, "a ProviderFrame", play(newTestPhone(t, "Maxwell3", ""), start, found(document(""))), "get, rejected")
	want(t, "on a legacy phone", play(newTestPhone(t, "N510", ""), start, found("<provisioning/>")), "get, rejected")
}

// TestProvisioningIsAppliedEachTime: there is no VERSION in it. (uncertain)
func TestProvisioningIsAppliedEachTime(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N870", "")
	for range 2 {
		want(t, "settings", play(m, start, found(provisioning(m, param("DmGlobal.0.TimeZone", "Europe/Berlin"), ""))), "get, provisioned")
	}
	holds(t, m, "DmGlobal.0.TimeZone", "Europe/Berlin")
}

// TestProvisioningPair: a document sets the configured pair of a Maxwell; whether one of the Nx70 class does is a switch.
func TestProvisioningPair(t *testing.T) {
	t.Parallel()
	for name, taken := range map[string]bool{"Maxwell2": true, "N670": false} {
		m := newTestPhone(t, name, "")
		row := m.config.Model
		body := provisioning(m, param(row.UsernameItem, testUser)+param(row.PasswordItem, testPassword), "")
		play(m, start, found(body))
		p, _ := m.configuredPair()
		if (p.username == testUser) != taken || (p.password.Reveal() == testPassword) != taken {
			t.Errorf("%s: got a pair of %q, want it taken: %v", name, p.username, taken)
		}
	}
}

// TestRedirectStep: the custom step Redirect leads to a second file, whose address may be relative and have tokens. [W-nest]
func TestRedirectStep(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "Maxwell3", "")
	files := map[string]Event{
		testURL: found(provisioning(m, param("SIP.Port", "1"),
			`<custom><step type="DownloadWallpaper" url="http://h/bg.png"/><step type="Redirect" url="%MACD.xml"/></custom>`)),
		"http://prov.example.net/7c2f80123456.xml": found(provisioning(m, param("SIP.Port", "2"), "")),
	}
	want(t, "chain", world{files: files}.fetch(m, start), "get "+testURL+", get http://prov.example.net/7c2f80123456.xml, provisioned")
	holds(t, m, "SIP.Port", "2")
	for name, answer := range map[string]Event{"missing": Response{Status: 404}, "another": found(`<provisioning productID="e2"/>`), "gone": gone} {
		fresh := newTestPhone(t, "Maxwell3", "")
		files["http://prov.example.net/7c2f80123456.xml"] = answer
		if o := (world{files: files}).outcome(t, fresh, start); o.Outcome == Provisioned || fresh.NVM().Len() != 0 {
			t.Errorf("%s: got %s and %d items, want nothing stored", name, o.Outcome, fresh.NVM().Len())
		}
	}
	for _, step := range []string{"http://user:secret@h/x.xml", "", "ftp://h/x", "http://h/%zz"} {
		fresh := newTestPhone(t, "Maxwell3", "")
		o := world{files: map[string]Event{
			testURL: found(provisioning(fresh, param("SIP.Port", "1"), fmt.Sprintf(`<custom><step type="Redirect" url=%q/></custom>`, step))),
		}}.outcome(t, fresh, start)
		if o.Outcome != Rejected || fresh.NVM().Len() != 0 || strings.Contains(o.Reason, "secret") {
			t.Errorf("step to %q: got %s, %s", step, o.Outcome, o.Reason)
		}
	}
}

// formOne are the files of form 1.0: provisioning.xml, updates.xml, configuration.xml.
func formOne(version string) map[string]Event {
	return map[string]Event{
		testBase + "/provisioning.xml":      found(`<provisioning version="1.0" productID="e2"><category type="nvm" url="nvm/updates.xml"/></provisioning>`),
		testBase + "/nvm/updates.xml":       found(`<nvm version="1.0" productID="e2"><file version="` + version + `" url="` + testBase + `/nvm/configuration.xml"/></nvm>`),
		testBase + "/nvm/configuration.xml": found(`<settings version="1.0" productID="e2"><param name="DmGlobal.0.TimeZone" value="Europe/Berlin"/></settings>`),
	}
}

const formOneWay = "get " + testBase + "/provisioning.xml, provisioning, get " + testBase + "/nvm/updates.xml, updates"

// TestFormOne: in form 1.0 provisioning.xml leads to a list of files, and that to the settings. [W-n870]
func TestFormOne(t *testing.T) {
	t.Parallel()
	const all = formOneWay + ", get " + testBase + "/nvm/configuration.xml, provisioned"
	m := newTestPhone(t, "N670", "")
	for range 2 {
		want(t, "each time", world{files: formOne("1")}.fetch(m, Start{URL: testBase}), all)
	}
	holds(t, m, "DmGlobal.0.TimeZone", "Europe/Berlin")

	m = newTestPhone(t, "N670", "", withSwitch("settings-version", "changed"))
	want(t, "first", world{files: formOne("1")}.fetch(m, Start{URL: testBase}), all)
	same := "get " + testBase + "/provisioning.xml, provisioning, get " + testBase + "/nvm/updates.xml, unchanged"
	want(t, "the same version", world{files: formOne("1")}.fetch(m, Start{URL: testBase}), same)
	want(t, "another version", world{files: formOne("2")}.fetch(m, Start{URL: testBase}), all)

	files := formOne("2")
	files[testBase+"/provisioning.xml"] = found(`<provisioning version="1.0" productID="e2"><nvm><param name="DmGlobal.0.TimeZone" value="UTC"/></nvm><category type="nvm" url="nvm/updates.xml"/></provisioning>`)
	want(t, "the same version beside a setting", world{files: files}.fetch(m, Start{URL: testBase}), strings.Replace(same, "unchanged", "provisioned", 1))
	holds(t, m, "DmGlobal.0.TimeZone", "UTC")
}

// TestUpload: a document that a person gives to the phone is taken as one of the data server, from where the files come that it
// leads to; what is no document for the phone changes nothing. [W-n870]
func TestUpload(t *testing.T) {
	t.Parallel()
	const server = "http://prov.example.net/gigaset"
	m := newTestPhone(t, "N670", "", withItem("Provisioning.global.ProvisioningServer", server))
	zone := func(value string) string { return param("DmGlobal.0.TimeZone", value) }
	want(t, "a document", play(m, Upload{provisioning(m, zone("Europe/Berlin"), "")}), "provisioned")
	holds(t, m, "DmGlobal.0.TimeZone", "Europe/Berlin")
	if got := m.Trigger(); got != TriggerUpload {
		t.Errorf("got trigger %q", got)
	}
	chain := provisioning(m, "", `<custom><step type="Redirect" url="%MACD.xml"/></custom>`)
	files := map[string]Event{"http://prov.example.net/gigaset/7c2f80123456.xml": found(provisioning(m, zone("Europe/Paris"), ""))}
	want(t, "with a second file", world{files: files}.fetch(m, Upload{chain}), "get http://prov.example.net/gigaset/7c2f80123456.xml, provisioned")
	holds(t, m, "DmGlobal.0.TimeZone", "Europe/Paris")
	for name, text := range map[string]string{"nothing": "", "a page": "<html/>", "another product": `<provisioning productID="mx3b"/>`} {
		before := memory(t, m)
		want(t, name, play(m, Upload{text}), "rejected")
		if memory(t, m) != before {
			t.Errorf("%s: the memory changed", name)
		}
	}
	m.Step(start)
	want(t, "during an attempt", play(m, Upload{provisioning(m, zone("x"), "")}), "")
}
