package webui_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/phone"
)

const updatePath = "/settings_management_firmware_update.html"

// Settings - Management - Firmware update has the data server and the button "Update profile". [W-files]
func TestDataServer(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N510", emulator.Config{})
	s.wait(t, "no answer", ended(phone.Unreachable))
	s.get(t, updatePath).wants(t, http.StatusOK, "Data server", "Update profile", "profile.gigaset.net/device")
	for refused, sentence := range map[string]string{
		"http://u:p@127.0.0.1/x.xml": "comes from a redirect only", "http://127.0.0.1/a b.xml": "without spaces",
		"http://127.0.0.1/" + strings.Repeat("x", 80): "at most 74 characters fit", "ftp://127.0.0.1/x.xml": "begins with http:// or https://",
		"http://127.0.0.1/%MAC.xml": "no token such as %MACD",
	} {
		before := s.State().DataServer
		s.post(t, updatePath, url.Values{"data_server": {refused}}).wants(t, http.StatusUnprocessableEntity, sentence, "Nothing was stored")
		if got := s.State().DataServer; got != before {
			t.Errorf("%q: stored %q", refused, got)
		}
	}
	server := newServer(t, address, devicePassword, document(""))
	s.post(t, updatePath, url.Values{"data_server": {server}, "action": {"server"}}).wants(t, http.StatusOK, "The data server is stored", server)
	p := s.post(t, updatePath, url.Values{"action": {"start"}})
	p.wants(t, http.StatusOK, "The phone asks its data server")
	if p.at != "/status_provisioning.html" {
		t.Errorf("the button led to %s", p.at)
	}
	s.wait(t, "the document", ended(phone.Provisioned))
	s.get(t, "/status_provisioning.html").wants(t, http.StatusOK, "by the button", "Provisioned (integrated pair)")
}

// A server that hands a password to anybody is told of in the list of attempts, in the drawing and in
// the steps.
func TestOpenServerOnThePage(t *testing.T) {
	t.Parallel()
	const password = `<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_PASSWORD" class="symb_item" value='"canary"'/>`
	open := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, document(password))
	}))
	t.Cleanup(open.Close)
	s := loggedIn(t, "N510", emulator.Config{})
	address := open.URL + "/x.xml"
	s.post(t, updatePath, url.Values{"data_server": {address}, "action": {"server"}}).wants(t, http.StatusOK)
	s.post(t, updatePath, url.Values{"action": {"start"}}).wants(t, http.StatusOK)
	s.wait(t, "the document", ended(phone.Provisioned))
	s.get(t, "/status_provisioning.html").wants(t, http.StatusOK, "open to anybody",
		"Open: anyone gets its password", "BS_IP_Data1.aucS_SIP_PASSWORD: anyone can fetch this document")
}

// The Nx70 class has the button "Start auto configuration". [W-n870] [W-gap]
func TestStartAutoConfiguration(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N670", emulator.Config{})
	s.get(t, "/settings_system_provisioning_and_configuration.html").wants(t, http.StatusOK, "Start auto configuration", "Provisioning and Configuration")
	s.get(t, updatePath).wants(t, http.StatusNotFound)
}

// The activation code is the field autocode, where the model takes one. [R-wazo] [G p8]
func TestActivationCode(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N510", emulator.Config{})
	const line = "/settings_telephony_voip.html?id=0"
	s.get(t, line).wants(t, http.StatusOK, `name="autocode"`, "No code is stored")
	s.post(t, line, url.Values{"autocode": {"nonsense"}, "go_profile": {"0"}}).wants(t, http.StatusUnprocessableEntity, "three digits for the provider", "Nothing was stored")
	s.post(t, line, url.Values{"autocode": {"12387426549864#0815"}, "go_profile": {"0"}}).wants(t, http.StatusOK, "The activation code is stored", "A code is stored")
	if !s.State().ActivationCode {
		t.Error("there is no activation code")
	}
	boots := len(s.State().Attempts)
	s.post(t, line, url.Values{"autocode": {""}, "go_profile": {"1"}}).wants(t, http.StatusOK, "The phone asks its data server")
	s.wait(t, "another attempt", func(s emulator.State) bool { return len(s.Attempts) > boots })
	s.post(t, updatePath, url.Values{"action": {"code"}, "autocode": {"12300"}}).wants(t, http.StatusOK, "The activation code is stored")

	desk := loggedIn(t, "DE410", emulator.Config{})
	desk.get(t, line).lacks(t, `name="autocode"`)
}

// A scraper that sets up connections gets an answer, and nothing is said to have changed. [R-wazo]
func TestConnectionsAreTheDocuments(t *testing.T) {
	t.Parallel()
	elements := `<SYMB_ITEM ID="BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_1" class="symb_item" value="0x1"/>
		<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_ACCOUNT_NAME_1" class="symb_item" value='"Front desk"'/>
		<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_SERVER" class="symb_item" value='"pbx.example.net"'/>
		<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_SERVER_2" class="symb_item" value='"second.example.net"'/>
		<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_PASSWORD" class="symb_item" value='"Canary"'/>
		<SYMB_ITEM ID="BS_IP_Data1.aucS_VOIP_NET_AM_NUMBER_1" class="symb_item" value='"9001"'/>
		<SYMB_ITEM ID="BS_IP_Data1.ucB_VOIP_NET_AM_ENABLED_1" class="symb_item" value="1"/>
		<SYMB_ITEM ID="BS_IP_Data1.aucS_TIME_NTP_SERVER" class="symb_item" value='"ntp.example.net"'/>
		<SYMB_ITEM ID="BS_AE_Subscriber.stMtDat[1].aucTlnName" class="symb_item" value='"Kitchen"'/>
		<SYMB_ITEM ID="BS_Accounts.astAccounts[0].uiSendMask" class="symb_item" value="0x3"/>
		<SYMB_ITEM ID="BS_Accounts.astAccounts[1].uiSendMask" class="symb_item" value="0x2"/>`
	s := loggedIn(t, "N510", emulator.Config{DataServer: newServer(t, address, devicePassword, document(elements))})
	s.wait(t, "the document", ended(phone.Provisioned))
	s.get(t, "/settings_telephony_connections.html").wants(t, http.StatusOK, "Front desk", "pbx.example.net", "second.example.net", "Yes")
	p := s.get(t, "/settings_telephony_voip.html?id=0")
	p.wants(t, http.StatusOK, `name="account_name" value="Front desk"`, `name="sip_server" value="pbx.example.net"`, `name="sip_password" value=""`)
	for _, name := range []string{"sip_login_id", "sip_user_id", "sip_display_name", "sip_domain", "sip_server_port", "sip_registrar", "do_delete", "go_profile", "autocode"} {
		p.wants(t, http.StatusOK, `name="`+name+`"`)
	}
	s.get(t, "/settings_telephony_voip.html?id=1").wants(t, http.StatusOK, `name="sip_server" value="second.example.net"`)
	s.get(t, "/settings_telephony_voip.html?id=5").wants(t, http.StatusOK, `name="sip_server" value=""`)
	s.get(t, "/settings_telephony_network_mailboxes.html").wants(t, http.StatusOK, `name="ad_number_0" value="9001"`, `name="ad_active_0" disabled checked`)
	s.get(t, "/settings_management_date_n_time.html").wants(t, http.StatusOK, `name="timeserver" value="ntp.example.net"`, `name="use_ntp"`, `name="use_dst"`, `name="country"`, `name="timezone"`)
	s.get(t, "/settings_telephony_number_assignment.html").wants(t, http.StatusOK, `name="send_0" value="1"`, `name="send_1" value="1, 2"`, "Kitchen")
	for _, id := range []string{"-1", "100", "x", "1e3"} {
		s.get(t, "/settings_telephony_voip.html?id="+id).wants(t, http.StatusNotFound)
	}
	before := s.NVM().Len()
	for path, form := range map[string]url.Values{
		"/settings_telephony_voip.html?id=0":         {"sip_password": {"Other"}, "sip_password_2": {"Other"}, "sip_server": {"evil.example"}, "do_delete": {"1"}},
		"/settings_telephony_connections.html":       {"account_id": {"6"}, "action_type": {"1"}},
		"/settings_telephony_network_mailboxes.html": {"ad_number_0": {"1"}},
		"/settings_management_date_n_time.html":      {"timeserver": {"x"}},
	} {
		s.post(t, path, form).wants(t, http.StatusOK, "Nothing was changed")
	}
	if got := s.stored("BS_IP_Data1.aucS_SIP_SERVER"); got != "pbx.example.net" || s.NVM().Len() != before {
		t.Errorf("a form changed the memory: %q", got)
	}
}

// The stored settings can be filtered; a secret is found by its name and never by its value.
func TestSettings(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N510", emulator.Config{})
	s.post(t, pairPath, pairForm("alice", "wonderland"))
	s.get(t, "/status_stored_settings.html").wants(t, http.StatusOK, "BS_IP_Data.aucS_HTTP_DIGEST_USERNAME", "alice", "secret, not shown")
	p := s.get(t, "/status_stored_settings.html?filter=digest_PASS")
	p.wants(t, http.StatusOK, "aucS_HTTP_DIGEST_PASSWORD", "1 of ")
	p.lacks(t, "aucS_HTTP_DIGEST_USERNAME")
	s.get(t, "/status_stored_settings.html?filter=ALICE").wants(t, http.StatusOK, "aucS_HTTP_DIGEST_USERNAME")
	for _, guess := range []string{"wonderland", "redacted"} {
		s.get(t, "/status_stored_settings.html?filter="+guess).wants(t, http.StatusOK, "Nothing stored contains")
	}
}

// What the last document set stands apart, also where it was so before; what only a person entered, or changed later, does not.
func TestSettingsOfTheLastDocument(t *testing.T) {
	t.Parallel()
	elements := `<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" class="symb_item" value='"alice"'/>
		<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_SERVER" class="symb_item" value='"pbx.example.net"'/>`
	s := loggedIn(t, "N510", emulator.Config{
		DataServer: newServer(t, address, devicePassword, document(elements)),
		Username:   "alice", Password: digest.NewSecret("wonderland"),
	})
	s.wait(t, "the document", ended(phone.Provisioned))
	groups := func(language string) (documented, others string) {
		t.Helper()
		p := s.get(t, "/status_stored_settings.html")
		words := map[string][2]string{"1": {"Set by the last document", "Others"}, "2": {"Vom letzten Dokument gesetzt", "Andere"}}[language]
		_, rest, ok := strings.Cut(p.body, "<caption>"+words[0])
		documented, others, both := strings.Cut(rest, "<caption>"+words[1])
		if !ok || !both {
			t.Fatalf("the page has not both groups:\n%s", p.body)
		}
		return documented, others
	}
	check := func(language string, documented, others []string) {
		t.Helper()
		first, second := groups(language)
		for _, item := range documented {
			if !strings.Contains(first, item+"<") || strings.Contains(second, item+"<") {
				t.Errorf("%s is not among what the document set", item)
			}
		}
		for _, item := range others {
			if strings.Contains(first, item+"<") || !strings.Contains(second, item+"<") {
				t.Errorf("%s is among what the document set", item)
			}
		}
	}
	const name, key, server = "aucS_HTTP_DIGEST_USERNAME", "aucS_HTTP_DIGEST_PASSWORD", "aucS_SIP_SERVER"
	check("1", []string{name, server}, []string{key, "aucS_DATA_SERVER"})
	s.post(t, pairPath, pairForm("bob", "builder"))
	s.post(t, "/language.html", url.Values{"language": {"2"}})
	check("2", []string{server}, []string{name, key})
}

func TestRestartAndReset(t *testing.T) {
	t.Parallel()
	const path = "/settings_management_restart_n_reset.html"
	s := loggedIn(t, "N510", emulator.Config{})
	s.post(t, pairPath, pairForm("alice", "wonderland"))
	s.wait(t, "the start", func(s emulator.State) bool { return s.Boots == 1 && s.Phase == emulator.PhaseIdle })
	s.post(t, path, url.Values{"action": {"restart"}}).wants(t, http.StatusOK, "The phone restarts")
	s.wait(t, "the second start", func(s emulator.State) bool { return s.Boots == 2 && s.Phase == emulator.PhaseIdle })
	s.post(t, path, url.Values{"action": {"reset"}}).wants(t, http.StatusUnprocessableEntity, "Nothing was erased")
	s.post(t, path, url.Values{}).wants(t, http.StatusUnprocessableEntity, "Nothing was erased")
	if s.State().Username != "alice" {
		t.Error("an unconfirmed reset erased the memory")
	}
	s.post(t, path, url.Values{"action": {"reset"}, "confirm": {"1"}}).wants(t, http.StatusOK, "erases its memory")
	s.wait(t, "the empty memory", func(s emulator.State) bool { return s.Username == "" && s.Phase == emulator.PhaseIdle })
}

// The keys of the face and the text field reach the display, and the dialogue of the specification runs on it. [SEED]
func TestFace(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "DE410", emulator.Config{DataServer: newServer(t, username, password, document(""))})
	s.wait(t, "the dialogue", prompting)
	press := func(key string) page { return s.post(t, "/phone.html", url.Values{"key": {key}}) }
	s.get(t, "/phone.html").wants(t, http.StatusOK, "Server login", "User name", `value="ok"`, `value="back"`, `value="cancel"`, `value="7"><b>7</b> <small>pqrs</small>`)
	press("2")
	press("right")
	press("3").wants(t, http.StatusOK, "ad")
	press("clear")
	press("clear")
	s.post(t, "/phone.html", url.Values{"text": {username}}).wants(t, http.StatusOK, username)
	press("down")
	p := s.post(t, "/phone.html", url.Values{"text": {password}})
	p.wants(t, http.StatusOK, strings.Repeat("*", len(password)))
	p.lacks(t, password)
	press("nonsense").wants(t, http.StatusUnprocessableEntity, "no such key")
	s.post(t, "/phone.html", url.Values{"text": {strings.Repeat("x", 51)}}).wants(t, http.StatusUnprocessableEntity, "At most 50 characters")
	press("ok")
	s.wait(t, "the document", ended(phone.Provisioned))
	s.get(t, "/phone.html").wants(t, http.StatusOK, "Provisioned (pair from the display)")
}

// Back and Cancel end the dialogue, and nothing is stored. [SEED]
func TestFaceLeavesTheDialogue(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{"back": "Back pressed", "cancel": "Cancel pressed"} {
		s := loggedIn(t, "DE900", emulator.Config{DataServer: newServer(t, username, password, document(""))})
		s.wait(t, "the dialogue", prompting)
		s.post(t, "/phone.html", url.Values{"text": {"alice"}})
		s.post(t, "/phone.html", url.Values{"key": {key}})
		state := s.wait(t, "the end", ended(phone.Stopped))
		s.get(t, "/status_provisioning.html").wants(t, http.StatusOK, want, "Stopped")
		if state.Username != "" || state.HasPassword {
			t.Errorf("%s: a pair was stored", key)
		}
	}
}

// A model without a display has no face.
func TestNoFaceWithoutDisplay(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N510", emulator.Config{})
	s.get(t, "/phone.html").wants(t, http.StatusNotFound)
	s.get(t, "/home.html").lacks(t, "/phone.html")
}

func TestAttempts(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N510", emulator.Config{})
	s.wait(t, "no answer", ended(phone.Unreachable))
	p := s.get(t, "/status_provisioning.html?attempt=1")
	p.wants(t, http.StatusOK, "<svg", `role="img"`, "no answer", "Unreachable", `<ol class="steps">`)
	s.get(t, "/status_provisioning.html?attempt=99").wants(t, http.StatusNotFound, "no longer kept")
	s.get(t, "/status_provisioning.html?attempt=%3Cb%3E").wants(t, http.StatusNotFound)
}

// The streams of one phone are bounded, and a logout ends them.
func TestStreamsAreBounded(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N510", emulator.Config{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var first *bufio.Scanner
	for i := range 65 {
		resp, err := s.client.Do(s.request(t, http.MethodGet, "/live", "").WithContext(ctx))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		want := http.StatusOK
		if i == 64 {
			want = http.StatusServiceUnavailable
		}
		if resp.StatusCode != want {
			t.Errorf("stream %d has status %d, want %d", i+1, resp.StatusCode, want)
		}
		if first == nil {
			first = bufio.NewScanner(resp.Body)
		}
	}
	s.get(t, "/logout.html")
	s.PowerCycle() // the next change
	for first.Scan() {
	}
	if err := first.Err(); err != nil {
		t.Errorf("the stream ended with %v", err)
	}
}

// A stream that has ended makes room for another, and one that was refused takes none.
func TestStreamsMakeRoom(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N510", emulator.Config{})
	late := time.Now().Add(20 * time.Second)
	for range 2 {
		ctx, cancel := context.WithCancel(t.Context())
		stream := func() int {
			resp, err := s.client.Do(s.request(t, http.MethodGet, "/live", "").WithContext(ctx))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = resp.Body.Close() }) // its context ends it
			return resp.StatusCode
		}
		// Those of the round before take a moment to end.
		for open := 0; open < 64; {
			if stream() == http.StatusOK {
				open++
			} else if time.Now().After(late) {
				t.Fatalf("there is room for %d streams, want 64", open)
			}
		}
		for range 3 {
			if status := stream(); status != http.StatusServiceUnavailable {
				t.Errorf("a stream too many has status %d", status)
			}
		}
		cancel()
	}
}

// The stream tells of every change to those who are logged in, and ends with the web interface.
func TestLive(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N510", emulator.Config{})
	s.wait(t, "no answer", ended(phone.Unreachable))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	resp, err := s.client.Do(s.request(t, http.MethodGet, "/live", "").WithContext(ctx))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got := resp.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("got Content-Type %q", got)
	}
	lines := bufio.NewScanner(resp.Body)
	if !lines.Scan() || !strings.HasPrefix(lines.Text(), "retry: ") {
		t.Fatalf("the stream begins with %q", lines.Text())
	}
	s.post(t, pairPath, pairForm("alice", "wonderland"))
	for lines.Scan() && lines.Text() != "data: changed" {
		if strings.Contains(lines.Text(), "alice") {
			t.Fatal("the stream tells what was stored")
		}
	}
	if err := lines.Err(); err != nil {
		t.Errorf("no change came: %v", err)
	}
}
