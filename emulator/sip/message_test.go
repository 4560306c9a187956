package sip

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// crlf ends the lines of a message as SIP wants it.
func crlf(text string) []byte {
	return []byte(strings.ReplaceAll(strings.TrimLeft(text, "\n"), "\n", "\r\n"))
}

func TestParseRequest(t *testing.T) {
	t.Parallel()
	m, err := Parse(crlf(`
NOTIFY sip:1001@192.0.2.7 SIP/2.0
v: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1
f : "A, B" <sip:a@example.net>;tag=1
t:<sip:1001@192.0.2.7>
i: 12@example.net
CSeq: 1
 NOTIFY
o: check-sync;reboot=true
l: 4

bodyand more`))
	if err != nil {
		t.Fatal(err)
	}
	want := &Message{
		Method: "NOTIFY", URI: "sip:1001@192.0.2.7", Body: []byte("body"),
		fields: []field{
			{"Via", "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1"}, {"From", `"A, B" <sip:a@example.net>;tag=1`},
			{"To", "<sip:1001@192.0.2.7>"}, {"Call-ID", "12@example.net"}, {"CSeq", "1 NOTIFY"}, {"Event", "check-sync;reboot=true"},
			{"Content-Length", "4"},
		},
	}
	if diff := cmp.Diff(want, m, cmp.AllowUnexported(Message{}, field{})); diff != "" {
		t.Error(diff)
	}
}

func TestParseTolerates(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"LF alone":             "OPTIONS sip:a SIP/2.0\nVia: x\n\n",
		"empty lines before":   "\r\n\r\nOPTIONS sip:a SIP/2.0\r\nVia: x\r\n\r\n",
		"version in lowercase": "OPTIONS sip:a sip/2.0\r\nVia: x\r\n\r\n",
		"no Content-Length":    "OPTIONS sip:a SIP/2.0\r\nVia: x\r\n\r\nbody",
		"a field in UTF-8":     "OPTIONS sip:a SIP/2.0\r\nVia: x\r\nSubject: Grüße\r\n\r\n",
		"an empty field":       "OPTIONS sip:a SIP/2.0\r\nVia: x\r\nSubject:\r\n\r\n",
	} {
		m, err := Parse([]byte(data))
		if err != nil || m.Method != "OPTIONS" {
			t.Errorf("%s: %+v, %v", name, m, err)
			continue
		}
		if via, _ := m.get("VIA"); via != "x" {
			t.Errorf("%s: Via %q", name, via)
		}
	}
}

func TestParseResponse(t *testing.T) {
	t.Parallel()
	m, err := Parse(crlf("SIP/2.0 200 Very OK\nCall-ID: 1\n\n"))
	if err != nil || m.Status != 200 || m.Method != "" {
		t.Errorf("Parse = %+v, %v", m, err)
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	const first, none = "this is no SIP message: the first line is not a method, an address and SIP/2.0", "this is no SIP message: no empty line ends its header"
	tests := []struct {
		data  string
		known bool // whether there is enough for an answer
		want  string
	}{
		{"", false, first},
		{"\r\n\r\n", false, first},
		{"GET / HTTP/1.1\r\n\r\n", false, first},
		{"NOTIFY  SIP/2.0\r\n\r\n", false, first},
		{"NOTIFY sip:a SIP/3.0\r\n\r\n", false, first},
		{"NOT(FY sip:a SIP/2.0\r\n\r\n", false, first},
		{"NOTIFY sip:a b SIP/2.0\r\n\r\n", false, first},
		{"NOTIFY sip:\x00 SIP/2.0\r\n\r\n", false, first},
		{"SIP/2.0 abc OK\r\n\r\n", false, "this is no SIP message: the status is no number from 100 to 699"},
		{"SIP/2.0 99 OK\r\n\r\n", false, "this is no SIP message: the status is no number from 100 to 699"},
		{"SIP/2.0 700 OK\r\n\r\n", false, "this is no SIP message: the status is no number from 100 to 699"},
		{"NOTIFY sip:a SIP/2.0", true, none},
		{"NOTIFY sip:a SIP/2.0\r\nVia: x\r\n", true, none},
		{"NOTIFY sip:a SIP/2.0\r\nVia x\r\n\r\n", true, "this is no SIP message: a line of its header is no name, a colon and a text"},
		{"NOTIFY sip:a SIP/2.0\r\nVi a: x\r\n\r\n", true, "this is no SIP message: a line of its header is no name, a colon and a text"},
		{"NOTIFY sip:a SIP/2.0\r\nVia: x\rX: y\r\n\r\n", true, "this is no SIP message: a line of its header is no name, a colon and a text"},
		{"NOTIFY sip:a SIP/2.0\r\nVia: x\x7f\r\n\r\n", true, "this is no SIP message: a line of its header is no name, a colon and a text"},
		{"NOTIFY sip:a SIP/2.0\r\n x\r\n\r\n", true, "this is no SIP message: a line of its header continues nothing"},
		{"NOTIFY sip:a SIP/2.0\r\nVia: x\r\n y\x00\r\n\r\n", true, "this is no SIP message: a line of its header continues nothing"},
		{"NOTIFY sip:a SIP/2.0\r\n" + strings.Repeat("A: b\r\n", 65) + "\r\n", true, "this is no SIP message: its header has more than 64 fields"},
		{"NOTIFY sip:a SIP/2.0\r\nContent-Length: 5\r\n\r\nbody", true, "this is no SIP message: its Content-Length is not that of its body"},
		{"NOTIFY sip:a SIP/2.0\r\nContent-Length: -1\r\n\r\n", true, "this is no SIP message: its Content-Length is not that of its body"},
		{"NOTIFY sip:a SIP/2.0\r\nContent-Length: 99999999999999999999\r\n\r\n", true, "this is no SIP message: its Content-Length is not that of its body"},
	}
	for _, tt := range tests {
		m, err := Parse([]byte(tt.data))
		if !errors.Is(err, ErrSyntax) || err.Error() != tt.want || (m != nil) != tt.known {
			t.Errorf("Parse(%.60q) = %v, error %v; want %s", tt.data, m, err, tt.want)
		}
	}
	const request = "OPTIONS sip:a SIP/2.0\r\nVia: x\r\n\r\n"
	if m, err := Parse([]byte(request + strings.Repeat("x", MaxSize-len(request)))); err != nil || len(m.Body) != MaxSize-len(request) {
		t.Errorf("a message of %d bytes: %v", MaxSize, err)
	}
	if m, err := Parse([]byte(strings.Replace(request, "Via", strings.Repeat("A: b\r\n", maxFields-1)+"Via", 1))); err != nil || len(m.fields) != maxFields {
		t.Errorf("a header of %d fields: %v", maxFields, err)
	}
	if m, err := Parse(make([]byte, MaxSize+1)); !errors.Is(err, ErrLength) || m != nil {
		t.Errorf("a message that is too long: %v, %v", m, err)
	}
}

func TestSplitOutside(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][]string{
		"":                             {""},
		"a, b":                         {"a", "b"},
		`"x, \"y, " <sip:a,b@c>;d, e`:  {`"x, \"y, " <sip:a,b@c>;d`, "e"},
		`<sip:"a,b@c>, d`:              {`<sip:"a,b@c>`, "d"},
		`"never closed, <a`:            {`"never closed, <a`},
		`<never closed, "a`:            {`<never closed, "a`},
		`"ends in a backslash \`:       {`"ends in a backslash \`},
		"SIP/2.0/UDP a,SIP/2.0/UDP b,": {"SIP/2.0/UDP a", "SIP/2.0/UDP b", ""},
	} {
		if got := splitOutside(in, ','); !cmp.Equal(got, want) {
			t.Errorf("splitOutside(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestParameter(t *testing.T) {
	t.Parallel()
	tests := []struct {
		value, name, want string
		there             bool
	}{
		{"check-sync;reboot=true", "reboot", "true", true},
		{"check-sync; Reboot = true", "reboot", "true", true},
		{`check-sync;reboot="true"`, "reboot", "true", true},
		{"check-sync;reboot", "reboot", "", true},
		{"check-sync", "reboot", "", false},
		{"<sip:a@b;tag=in>;tag=out", "tag", "out", true},
		{`"x;tag=in" <sip:a@b>`, "tag", "", false},
	}
	for _, tt := range tests {
		if got, there := parameter(tt.value, tt.name); got != tt.want || there != tt.there {
			t.Errorf("parameter(%q, %q) = %q, %v", tt.value, tt.name, got, there)
		}
	}
}

func TestUser(t *testing.T) {
	t.Parallel()
	tests := []struct {
		uri, want string
		ok        bool
	}{
		{"sip:1001@192.0.2.7", "1001", true}, {"SIPS:1001:secret@192.0.2.7;a=b", "1001", true}, {"sip:192.0.2.7", "", true},
		{"tel:1001", "", false}, {"1001", "", false}, {"", "", false},
	}
	for _, tt := range tests {
		if got, ok := user(tt.uri); got != tt.want || ok != tt.ok {
			t.Errorf("user(%q) = %q, %v", tt.uri, got, ok)
		}
	}
}
