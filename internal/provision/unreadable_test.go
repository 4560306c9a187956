package provision

import (
	"strings"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
)

func TestUnreadableSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		u      Unreadable
		target string
		want   string
	}{
		{Unreadable{Line: "GET /%MACD.xml HTTP/1.1", Status: 400}, "/%MACD.xml", "still has " +
			"the token %MACD:"},
		{Unreadable{Line: "GET /%DVID/x.bin " +
			"HTTP/1.1", Status: 400}, "/%DVID/x.bin", "still has the token %DVID:"},
		{Unreadable{Line: "GET /100%.xml HTTP/1.1", Status: 400}, "/100%.xml", "write %25 instead"},
		{Unreadable{Line: "GET /my phone.xml " +
			"HTTP/1.1", Status: 400}, "/my phone.xml", "space in it: write %20 instead"},
		{Unreadable{Line: "GET  HTTP/1.1", Status: 400}, "", "no address"},
		{Unreadable{Line: "GET phone.xml HTTP/1.1", Status: 400}, "phone.xml", "does not " +
			"begin with a slash"},
		{Unreadable{Line: "GET /x", Status: 400}, "", "does not begin with a line of method"},
		{Unreadable{Line: "G<T /x HTTP/1.1", Status: 400}, "", "method of the request"},
		{Unreadable{Line: "GET /x HTTP/3", Status: 400}, "/x", "does not speak: HTTP/3"},
		{Unreadable{Line: "GET /x HTTP/1.1", Status: 400}, "/x", "a faulty line: not a name"},
		{Unreadable{Line: "GET /a\x01b HTTP/1.1", Status: 400}, "/[redacted]", "control character"},
		{Unreadable{Status: 400}, "", "breaks the rules of HTTP"},
		{Unreadable{Line: "GET /x HTTP/1.1", Status: 400, Said: "missing required Host " +
			"header"}, "/x", "no Host field"},
		{Unreadable{Line: "PRI * HTTP/2.0", Status: 505, Said: "unsupported protocol " +
			"version"}, "*", "HTTP/2.0. Use HTTP/1.1."},
		{Unreadable{Line: "GET /x HTTP/1.1", Status: 431}, "/x", "longer than 8 kB"},
		{Unreadable{Line: "GET /x HTTP/1.1", Status: 501, Said: "Unsupported transfer " +
			"encoding"}, "/x", "Transfer-Encoding"},
		{Unreadable{Line: "PROXY TCP4 192.0.2.1 192.0.2.2 1 2", Status: 400}, "", "PROXY header"},
		{Unreadable{Line: "\x16\x03\x01\x02", Status: 400}, "", "spoke TLS on a port for " +
			"plain HTTP"},
		{Unreadable{Line: "GET /x?pw=geheim HTTP/1.1"}, "/x?pw=[redacted]", "not complete " +
			"within 10 seconds"},
		{Unreadable{Line: "GET /x HTTP/1.1", Status: 400, Ended: true}, "/x", "ended before " +
			"the head of the request was complete"},
		{Unreadable{Line: "GET /%MACD HTTP/1.1", Status: 400, Ended: true}, "/%MACD", "the token %MACD"},
		{Unreadable{Line: "GET /x HT", Ended: true}, "", "ended before the head"},
		{Unreadable{Line: "GET http://u:geheim@h/%x " +
			"HTTP/1.1", Status: 400}, "http://h/%x", "write %25 instead"},
		{Unreadable{Line: "Authorization: Basic geheim", Status: 400}, "", "does not begin " +
			"with a line of method"},
	} {
		e := tt.u.Event()
		if !strings.Contains(e.Sentence, tt.want) || e.Target != tt.target ||
			e.Reason != inventory.ReasonUnreadableRequest {
			t.Errorf("%+v:\n%s %q\nwant the target %q and a sentence with "+
				"%q", tt.u, e.Sentence, e.Target, tt.target, tt.want)
		}
		if strings.Contains(e.Sentence+e.Target+e.Method, "geheim") {
			t.Errorf("%+v shows a secret: %+v", tt.u, e)
		}
	}
}

// A request line is what anybody sends: the event stays printable and short.
func FuzzUnreadable(f *testing.F) {
	f.Add("GET /%MACD.xml HTTP/1.1", 400, "")
	f.Add("\x16\x03\x01", 0, "")
	f.Add("GET /x HTTP/1.1", 400, "\x00odd")
	f.Fuzz(func(t *testing.T, line string, status int, said string) {
		e := Unreadable{line, status, said, status%2 == 1}.Event()
		for _, text := range []string{e.Method, e.Target, e.Sentence} {
			if strings.ContainsFunc(text, isControl) {
				t.Errorf("%q has a control character", text)
			}
		}
		if e.Sentence == "" || len(e.Sentence) > 10*maxShown || len(e.Target) > 5*maxShown {
			t.Errorf("sentence %q, target %q", e.Sentence, e.Target)
		}
	})
}
