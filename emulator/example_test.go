package emulator_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// The examples share a phone and a server under test, which has a document for everybody.
const (
	exampleMAC      = "7C2F80123456"
	exampleDocument = `<?xml version="1.0" encoding="ISO-8859-1"?>
<ProviderFrame><Provider>
  <MAC_ADDRESS value="7C2F80123456"/>
  <VERSION value="0503261415"/>
  <PROFILE_NAME class="string" value="N510"/>
  <S_PROV_USERNAME class="string" value="site42"/>
  <S_PROV_PASSWORD class="string" value="n0t-a-real-one"/>
</Provider></ProviderFrame>`
)

// exampleServer is the server under test.
func exampleServer() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, exampleDocument)
	}))
}

// exampleConfig is a phone of the named model.
func exampleConfig(name string) emulator.Config {
	m, err := model.Lookup(name)
	if err != nil {
		panic(err)
	}
	mac, err := model.ParseMAC(exampleMAC)
	if err != nil {
		panic(err)
	}
	return emulator.Config{Model: m, MAC: mac}
}

// A phone asks once for its document. What the server made of it is the outcome.
func ExamplePhone_Fetch() {
	server := exampleServer()
	defer server.Close()

	p, warnings, err := emulator.New(exampleConfig("N510"))
	if err != nil || len(warnings) > 0 {
		panic(fmt.Sprint(err, warnings))
	}
	outcome, err := p.Fetch(context.Background(), server.URL+"/7C2F80123456.xml")
	if err != nil {
		panic(err)
	}
	fmt.Println(outcome.Outcome, "with", outcome.Requests, "request on rung", outcome.Rung)
	fmt.Println(p.UserAgent())
	// Output:
	// provisioned with 1 request on rung none
	// N510 IP PRO/42.258.00.000.000;7C2F80123456
}

// The memory of a phone is what its document has set. The copy holds secrets; what State shows of it does not.
func ExamplePhone_NVM() {
	server := exampleServer()
	defer server.Close()

	p, _, err := emulator.New(exampleConfig("N510"))
	if err != nil {
		panic(err)
	}
	if _, err := p.Fetch(context.Background(), server.URL+"/x.xml"); err != nil {
		panic(err)
	}
	username, _ := p.NVM().Get("BS_IP_Data.aucS_HTTP_DIGEST_USERNAME")
	fmt.Println(username)
	for _, entry := range p.State().Settings {
		fmt.Println(entry)
	}
	// Output:
	// site42
	// BS_IP_Data.aucS_HTTP_DIGEST_USERNAME=site42
	// BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD=[redacted]
	// S_CURRENT_PROFILE_NAME=N510
	// I_CURRENT_PROFILE_DATE=503261415
}

// A trace shows the ladder of an attempt as it climbs: here no server wants any credentials.
func ExampleConfig_trace() {
	server := exampleServer()
	defer server.Close()

	c := exampleConfig("N510")
	c.Trace = func(e emulator.TraceEvent) {
		if e.Event == emulator.EventRequest || e.Event == emulator.EventResponse || e.Event == emulator.EventOutcome {
			e.URL = "URL" // the port is another one each time
			fmt.Println(e)
		}
	}
	p, _, err := emulator.New(c)
	if err != nil {
		panic(err)
	}
	if _, err := p.Fetch(context.Background(), server.URL+"/x.xml"); err != nil {
		panic(err)
	}
	// Output:
	// none        → GET URL
	//             ← 200
	// provisioned after 1 request
}

// A phone that runs boots, polls and listens like one on a desk. A test waits for the state that it wants to see.
func ExamplePhone_Wait() {
	server := exampleServer()
	defer server.Close()

	c := exampleConfig("N510")
	c.DataServer = server.URL + "/x.xml"
	p, _, err := emulator.New(c)
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	ended := make(chan error)
	go func() { ended <- p.Run(ctx) }()

	state, err := p.Wait(ctx, func(s emulator.State) bool { return s.Phase == emulator.PhaseIdle })
	if err != nil {
		panic(err)
	}
	fmt.Println(state.LastVersion, state.Username, state.HasPassword)
	cancel()
	fmt.Println(<-ended)
	// Output:
	// 503261415 site42 true
	// <nil>
}

// With a manual clock thirty days of polls take no time. Advance returns when the phone is done with all of them.
func ExampleManualClock() {
	server := exampleServer()
	defer server.Close()

	clock := emulator.NewManualClock(time.Date(2026, time.March, 5, 12, 0, 0, 0, time.UTC))
	c := exampleConfig("N510")
	c.Clock, c.DataServer, c.History = clock, server.URL+"/x.xml", 1
	p, _, err := emulator.New(c)
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- p.Run(ctx) }()
	if _, err := p.Wait(ctx, func(s emulator.State) bool { return s.Boots == 1 }); err != nil {
		panic(err)
	}

	clock.Advance(30 * 24 * time.Hour)
	s := p.State()
	fmt.Println(s.Requests, "requests,", s.FlashWrites, "write of the memory")
	fmt.Println("the last:", s.Attempts[0].Trigger, s.Attempts[0].Outcome.Outcome)
	fmt.Println("the next:", s.NextPoll.Format(time.DateTime))
	cancel()
	fmt.Println(<-ended)
	// Output:
	// 31 requests, 1 write of the memory
	// the last: timer unchanged
	// the next: 2026-04-05 12:00:00
	// <nil>
}

// The person at a desk phone types the pair that the server wants on the phone's own keys.
func ExamplePhone_Press() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, err := digest.ParseAuthorization(r.Header.Get("Authorization"))
		if err != nil || a.Username != "bob" {
			w.Header().Set("WWW-Authenticate", `Digest realm="Provisioning", nonce="4242", algorithm=MD5, qop="auth"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = io.WriteString(w, exampleDocument)
	}))
	defer server.Close()

	c := exampleConfig("DE410")
	c.Keypad, c.DataServer, c.History = true, server.URL+"/x.xml", 1
	p, _, err := emulator.New(c)
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- p.Run(ctx) }()

	s, err := p.Wait(ctx, func(s emulator.State) bool { return s.Phase == emulator.PhasePrompt && s.Screen.Cursor != nil })
	if err != nil {
		panic(err)
	}
	fmt.Println(s.Screen.Lines[s.Screen.Cursor.Line-1].Text)
	for _, key := range []phone.Key{"2", "2", phone.KeyRight, "6", "6", "6", phone.KeyRight, "2", "2", phone.KeyDown} {
		p.Press(key)
	}
	for _, r := range "hunter2" {
		p.Type(r) // the keyboard of a computer
	}
	for _, line := range p.State().Screen.Lines {
		if line.Field {
			fmt.Println(line.Text)
		}
	}
	p.Press(phone.KeyOK)
	if s, err = p.Wait(ctx, func(s emulator.State) bool { return s.Phase == emulator.PhaseIdle }); err != nil {
		panic(err)
	}
	fmt.Println(s.Attempts[0].Outcome.Outcome, "on rung", s.Attempts[0].Outcome.Rung)
	cancel()
	fmt.Println(<-ended)
	// Output:
	// User name
	// bob
	// *******
	// provisioned on rung prompt
	// <nil>
}

// A fault of the phone or of its network shows what a server makes of it.
func ExampleFaults() {
	server := exampleServer()
	defer server.Close()

	c := exampleConfig("N510")
	c.Faults = []string{"lost-response"}
	p, _, err := emulator.New(c)
	if err != nil {
		panic(err)
	}
	for range 2 {
		outcome, err := p.Fetch(context.Background(), server.URL+"/x.xml")
		if err != nil {
			panic(err)
		}
		fmt.Println(outcome.Outcome, outcome.Reason)
	}
	// Output:
	// unreachable no answer came in time
	// provisioned
}
