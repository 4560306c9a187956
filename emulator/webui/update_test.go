package webui_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/phone"
)

const configurationPath = "/settings_system_provisioning_and_configuration.html"

// Settings - Management - Firmware update has the user-defined firmware file, the automatic checks and the button "Update
// firmware", which looks at firmware where "Update profile" does not. [W-fw] [W-fw2]
func TestFirmwareUpdate(t *testing.T) {
	t.Parallel()
	const item = "BS_IP_Data1.aucS_USER_FIRMWARE_URL"
	asked := make(chan string, 10)
	firmware := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Path
		http.NotFound(w, r)
	}))
	t.Cleanup(firmware.Close)
	s := loggedIn(t, "N510", emulator.Config{DataServer: newServer(t, address, devicePassword, document(""))})
	s.wait(t, "the document", ended(phone.Provisioned))
	s.get(t, updatePath).wants(t, http.StatusOK, "Update firmware", "User-defined firmware file",
		`name="auto_profile" value="1" checked`, `name="auto_firmware" value="1" checked`)
	file := firmware.URL + "/merkur270_42.bin"
	s.post(t, updatePath, url.Values{"action": {"file"}, "user_firmware": {strings.Repeat("x", 80)}}).wants(t, http.StatusUnprocessableEntity, "too long")
	s.post(t, updatePath, url.Values{"action": {"file"}, "user_firmware": {file}}).wants(t, http.StatusOK, "The address of the firmware file is stored", file)
	for action, trigger := range map[string]string{"start": emulator.TriggerButton, "firmware": emulator.TriggerFirmware} {
		made := s.State().Attempts[0].ID
		s.post(t, updatePath, url.Values{"action": {action}}).wants(t, http.StatusOK, "The phone asks its data server")
		state := s.wait(t, "an attempt", func(s emulator.State) bool {
			return s.Phase == emulator.PhaseIdle && s.Attempts[0].ID > made && s.Attempts[0].Outcome.Outcome != ""
		})
		if state.Attempts[0].Trigger != trigger {
			t.Errorf("%s: the attempt is by %s", action, state.Attempts[0].Trigger)
		}
	}
	if len(asked) != 1 || <-asked != "/merkur270_42.bin" || s.stored(item) != file {
		t.Errorf("asked for another number of files than one, or another one; stored %q", s.stored(item))
	}
	s.post(t, updatePath, url.Values{"action": {"checks"}, "auto_profile": {"1"}}).wants(t, http.StatusOK, `name="auto_profile" value="1" checked`, `name="auto_firmware" value="1">`)
	if s.stored("BS_IP_Data.ucB_AUTO_UPDATE_PROFILE") != "1" || s.stored("BS_IP_Data.ucB_AUTO_UPDATE_FW") != "0" {
		t.Error("the checks are not in the memory")
	}
	desk := loggedIn(t, "DE410", emulator.Config{})
	desk.get(t, updatePath).lacks(t, "auto_profile", "user_firmware")
	desk.post(t, updatePath, url.Values{"action": {"file"}, "user_firmware": {file}}).wants(t, http.StatusUnprocessableEntity, "Nothing was stored")
	desk.post(t, updatePath, url.Values{"action": {"checks"}}).wants(t, http.StatusUnprocessableEntity, "Nothing was stored")
}

// upload sends a form with a file.
func upload(t *testing.T, s *set, path, action, contents string) page {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := form.WriteField("action", action); err != nil {
		t.Fatal(err)
	}
	part, err := form.CreateFormFile("document", "configuration.xml")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(part, contents)
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	req := s.request(t, http.MethodPost, path, body.String())
	req.Header.Set("Content-Type", form.FormDataContentType())
	return s.do(t, req)
}

// Settings - System - Provisioning and Configuration takes a file, and applies it as a document of the server. [W-n870] [W-gap]
func TestUploadOfADocument(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N670", emulator.Config{})
	s.wait(t, "no answer", ended(phone.Unreachable))
	s.get(t, configurationPath).wants(t, http.StatusOK, `type="file"`, "Upload", "Provisioning server", "Start auto configuration")
	good := `<provisioning version="1.1" productID="e2"><nvm><param name="DmGlobal.0.TimeZone" value="Europe/Berlin"/></nvm></provisioning>`
	if p := upload(t, s, configurationPath, "upload", good); p.at != "/status_provisioning.html" {
		t.Errorf("the upload led to %s", p.at)
	}
	s.wait(t, "the document", ended(phone.Provisioned))
	s.get(t, "/status_provisioning.html").wants(t, http.StatusOK, "by a file from the web interface")
	if got := s.stored("DmGlobal.0.TimeZone"); got != "Europe/Berlin" {
		t.Errorf("the memory has %q", got)
	}
	upload(t, s, configurationPath, "upload", "").wants(t, http.StatusUnprocessableEntity, "Choose a file")
	s.post(t, configurationPath, url.Values{"action": {"upload"}}).wants(t, http.StatusUnprocessableEntity, "Choose a file")
	upload(t, s, configurationPath, "upload", strings.Repeat("x", 5<<20)).wants(t, http.StatusRequestEntityTooLarge, "at most")
	upload(t, s, "/settings_system_security.html", "upload", good).wants(t, http.StatusUnsupportedMediaType)

	legacy := loggedIn(t, "N510", emulator.Config{})
	upload(t, legacy, updatePath, "upload", good).wants(t, http.StatusUnsupportedMediaType)
	legacy.post(t, updatePath, url.Values{"action": {"upload"}}).wants(t, http.StatusUnprocessableEntity, "Nothing was stored")
}

// Settings - Mobile devices - Administration lists the handsets with the columns of the device. [W-md]
func TestMobileDevices(t *testing.T) {
	t.Parallel()
	const path = "/settings_mobile_devices_administration.html"
	s := loggedIn(t, "N870", emulator.Config{})
	s.wait(t, "no answer", ended(phone.Unreachable))
	s.get(t, path).wants(t, http.StatusOK, "No document has set anything")
	upload(t, s, configurationPath, "upload", `<provisioning version="1.1" productID="e2"><nvm>`+
		`<param name="SipAccount.00001.UserName" value="1001"/><param name="SipAccount.00001.DisplayName" value="Desk"/>`+
		`<param name="SipAccount.029e74a599.UserName" value="1002"/><param name="hs.029e74a599.RegStatus" value="Registered"/></nvm></provisioning>`)
	s.wait(t, "the document", ended(phone.Provisioned))
	p := s.get(t, path)
	for _, column := range []string{"IPUI", "Username", "Display name", "Location", "DECT", "SIP", "Type", "FW"} {
		p.wants(t, http.StatusOK, `<th scope="col">`+column+`</th>`)
	}
	p.wants(t, http.StatusOK, `<tr><td>–</td><th scope="row">1001</th><td>Desk</td><td>–</td><td>ToReg</td>`,
		`<tr><td>029e74a599</td><th scope="row">1002</th><td>–</td><td>–</td><td>Registered</td>`)
	loggedIn(t, "N510", emulator.Config{}).get(t, path).wants(t, http.StatusNotFound)
}

// The pair in the address of a redirect is on the page of the pair once it has brought the document, and not before.
// [W-redirdigest]
func TestPairOfARedirect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		opens, outcome string
		shown          bool
	}{{password, phone.Provisioned, true}, {"another", phone.Refused, false}} {
		customer := newServer(t, username, c.opens, `<provisioning version="1.1" productID="e2"/>`)
		redirect := httptest.NewServer(http.RedirectHandler(strings.Replace(customer, "http://", "http://"+username+":"+password+"@", 1), http.StatusTemporaryRedirect))
		t.Cleanup(redirect.Close)
		s := loggedIn(t, "N870", emulator.Config{DataServer: redirect.URL + "/x.xml"})
		s.wait(t, c.outcome, ended(c.outcome))
		p := s.get(t, "/settings_system_security.html")
		p.lacks(t, password)
		if c.shown {
			p.wants(t, http.StatusOK, `value="`+username+`"`, "A password is stored")
		} else {
			p.wants(t, http.StatusOK, "No password is stored")
			p.lacks(t, username)
		}
	}
}

// An item that a document sets for all accounts is that of each of them that has none of its own. [R-wazo]
func TestItemsOfAllAccounts(t *testing.T) {
	t.Parallel()
	elements := `<SYMB_ITEM ID="BS_VOIP_Data.astVoipAccounts[%].ucB_SIP_ACCOUNT_IS_ACTIVE_1" class="symb_item" value="1"/>
		<SYMB_ITEM ID="BS_VOIP_Data.astVoipAccounts[0].aucS_SIP_USER_ID" class="symb_item" value='"2001"'/>
		<SYMB_ITEM ID="BS_VOIP_Data.astVoipAccounts[1].aucS_SIP_USER_ID" class="symb_item" value='"2002"'/>
		<SYMB_ITEM ID="BS_VOIP_Data.astVoipAccounts[1].ucB_SIP_ACCOUNT_IS_ACTIVE_1" class="symb_item" value="0"/>`
	s := loggedIn(t, "N720", emulator.Config{DataServer: newServer(t, address, devicePassword, document(elements))})
	s.wait(t, "the document", ended(phone.Provisioned))
	p := s.get(t, "/settings_telephony_connections.html")
	p.wants(t, http.StatusOK, "2001", "2002")
	if first, second, _ := strings.Cut(p.body, "2002"); !strings.Contains(first, "<td>Yes</td>") || !strings.Contains(second, "<td>No</td>") || strings.Contains(second, "<td>Yes</td>") {
		t.Errorf("the accounts are not as the document says:\n%s", p.body)
	}
}

// A certificate can be added in the web interface, where a document can bring one. [G p36]
func TestCertificateOfAPerson(t *testing.T) {
	t.Parallel()
	const path = "/settings_security_settings_certificates.html"
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	s := loggedIn(t, "N510", emulator.Config{})
	s.get(t, path).wants(t, http.StatusOK, "No certificate is stored", `type="file"`)
	upload(t, s, path, "", "nonsense").wants(t, http.StatusUnprocessableEntity, "This is no certificate")
	s.post(t, path, url.Values{}).wants(t, http.StatusUnprocessableEntity, "This is no certificate")
	upload(t, s, path, "", string(secure.Certificate().Raw)).wants(t, http.StatusOK, "The certificate is stored", "A certificate is stored")
	if !strings.HasPrefix(s.stored(phone.ItemCertificate), "-----BEGIN CERTIFICATE-----") {
		t.Error("the certificate is not in the memory")
	}
	loggedIn(t, "N720", emulator.Config{}).get(t, path).wants(t, http.StatusNotFound)
}
