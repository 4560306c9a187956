package app

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/inventory"
)

// askRaw sends a request as it is written, and returns all of the answer.
func askRaw(t *testing.T, addr, head string) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, head); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("answer to %q: %v", head, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(resp.Header) + string(body)
}

// TestSecurity25SecretsOfRequestsStayInside: what a client puts into the line or the User-Agent of a
// request is in no line of the log, no event, no answer and no page, whatever its spelling.
func TestSecurity25SecretsOfRequestsStayInside(t *testing.T) {
	t.Parallel()
	var log logBuffer
	a := start(t, loopback(t), log.logger(), nil)
	add(t, a, deviceA(t))
	phones := a.Addresses().Phones
	targets := []string{
		"/" + macA + ".xml?a=1;password=X", "/" + macA + ".xml?p%61ssword=X", "/" + macA + ".xml?user%3Dx%26password%3DX",
		"/" + macA + ".xml?p%2561ssword=X", "//u:X@h/" + macA + ".xml", "/password=X/" + macA + ".xml", "/pass/X/" + macA + ".xml",
		"/u:X@h/" + macA + ".xml", "/u%3AX%40h/" + macA + ".xml", "http://u:X@h/" + macA + ".xml", "/" + macA + ".xml?X", "/a?password=X",
		"/%zz?password=X", "/a b?password=X", "/token%2FX/" + macA + ".xml", "/" + macA + ".xml#password=X",
	}
	var outputs strings.Builder
	for _, target := range targets {
		target = strings.ReplaceAll(target, "X", "canary-7k2m")
		agent := "N720 IP PRO/84;password=canary-7k2m;" + macA
		outputs.WriteString(askRaw(t, phones, "GET "+target+" HTTP/1.1\r\nHost: h\r\nUser-Agent: "+agent+"\r\n\r\n"))
		outputs.WriteString(askRaw(t, phones, "GET "+target+" HTTP/1.1\r\nHost: h\r\nAuthorization: Digest username=\""+username+
			"\", realm=\"r\", nonce=\"n\", uri=\"/g"+target+"\", response=\"00000000000000000000000000000000\"\r\n\r\n"))
	}
	outputs.WriteString(askRaw(t, phones, "GET /ok.xml?password=canary-7k2m HTTP/canary-7k2m\r\nHost: h\r\n\r\n"))
	a.recorder.stop()
	for _, page := range []string{"/", "/device?mac=" + macA} {
		outputs.WriteString(get(t, a.Addresses().Console, page).body)
	}
	events, err := a.Store().LatestEvents(t.Context(), inventory.DefaultTenant, 100)
	if err != nil || len(events) < len(targets) {
		t.Fatalf("%d events, %v: want one for each request", len(events), err)
	}
	for _, e := range events {
		fmt.Fprintf(&outputs, "%+v\n", e)
	}
	if !strings.Contains(outputs.String(), "/"+macA+".xml?a=1;password=[redacted]") {
		t.Error("no event shows what a phone asked for")
	}
	for place, text := range map[string]string{"log": log.String(), "answers, pages and events": outputs.String()} {
		if i := strings.Index(text, "canary"); i >= 0 {
			t.Errorf("a canary is in the %s: %.300q", place, text[max(0, i-200):])
		}
	}
}
