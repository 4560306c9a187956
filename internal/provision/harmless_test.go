package provision

import (
	"net/url"
	"strings"
	"testing"
)

// TestEventShowsWhatPhonesAsk: an administrator sees what a phone asked for.
func TestEventShowsWhatPhonesAsk(t *testing.T) {
	t.Parallel()
	for _, target := range []string{
		"/", "*", "", "/7C2F80000007.xml", "/7c:2f:80:00:00:07.xml", "/7C%3A2F%3A80%3A12%3A34%3A56.xml", "/prov/42/2/7C2F80000007.xml",
		"/phones/berlin/master.bin?mac=7C2F80000007", "/a/b/%MACD.xml", "/%DVID/%MACC.xml", "/42/2/../../sifs/sifsroot.bin",
		"/42/2/..%2f..%2fsifs/sih_4xx.bin", "/sifs/siu_12x.bin", "/b/42/2/baselines.bin", "/42/2/N510/master.bin", "/N870/N870.bin",
		"/provisioning/DX800A.xml", "/phones/kunde-nord/Empfang.xml", "/büro/7C2F80000007.xml", "/gigaset_n510/config.xml",
		"/fw/42.258.00.000.000.bin", "/100%.xml", "/prov?model=N510&mac=7C2F80000007", "/prov?mac=7c-2f-80-00-00-07;version=42.258",
		"/prov?file=7C2F80000007.xml", "/ap?x=1", "/prov?7C2F80000007.xml", "/prov?unheard=7C2F80000007", "/a//b/./c",
		"http://prov.example.net/gigaset/7C2F80000007.xml", "http://prov.example.net:8080/", "/favicon.ico", "/x", "/phones/passau/master.bin",
	} {
		if got := safeTarget(target); got != target {
			t.Errorf("target %q is shown as %q", target, got)
		}
	}
	for _, agent := range []string{
		"", "N510 IP PRO/42.258.00.000.000;7C2F80123456", "Gigaset N720 IP PRO/83.00.000;7C:2F:80:12:34:56", "Maxwell Basic/2.22.12",
		"curl/8.5.0", "Wget/1.21.3", "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0", "python-requests/2.28.1",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36", "Go-http-client/1.1",
	} {
		if got := safeAgent(agent); got != agent {
			t.Errorf("User-Agent %q is shown as %q", agent, got)
		}
	}
}

// requestCanary is what no event may show, in any spelling.
const requestCanary = "q8Zk3vfwM2"

// showsCanary reports whether a text has the canary in it, encoded or not.
func showsCanary(text, canary string) bool {
	for range 8 {
		if strings.Contains(strings.ToLower(text), strings.ToLower(canary)) {
			return true
		}
		text = loose(text)
	}
	return false
}

// loose decodes every percent escape that is one.
func loose(text string) string {
	var b strings.Builder
	for at := 0; at < len(text); at++ {
		if at+2 < len(text) && text[at] == '%' {
			if plain, err := url.PathUnescape(text[at : at+3]); err == nil {
				b.WriteString(plain)
				at += 2
				continue
			}
		}
		b.WriteByte(text[at])
	}
	return b.String()
}

// escaped encodes every byte, so many times.
func escaped(text string, times int) string {
	for range times {
		var b strings.Builder
		for n := range len(text) {
			b.WriteString("%" + strings.ToUpper(string("0123456789abcdef"[text[n]>>4])+string("0123456789abcdef"[text[n]&15])))
		}
		text = b.String()
	}
	return text
}

// eventTexts are all texts of the events about a target and a User-Agent.
func eventTexts(t *testing.T, w *world, target, agent string) string {
	t.Helper()
	var b strings.Builder
	for _, r := range []Request{
		request(attempt{target: target, agent: agent}),
		w.signed(attempt{target: target, user: configuredA, password: "any", agent: agent}),
	} {
		o := w.handle(start, r)
		e := o.Event(start, r)
		b.WriteString(strings.Join([]string{e.Method, e.Target, e.UserAgent, e.User, e.Sentence}, "\n") + "\n")
		r.Digest.Target = "/g" + target
		o = w.handle(start, r)
		e = o.Event(start, r)
		b.WriteString(strings.Join([]string{e.Method, e.Target, e.UserAgent, e.User, e.Sentence}, "\n") + "\n")
		r.Digest.Target = "/7C2F80000001.xml"
		o = w.handle(start, r)
		b.WriteString(o.Event(start, r).Sentence + "\n")
	}
	for _, u := range []Unreadable{
		{Line: "GET " + target + " HTTP/1.1", Status: 400}, {Line: "GET " + target, Status: 400}, {Line: "GET /x " + target, Status: 400},
		{Line: "GET / HTTP/" + target, Status: 400}, {Line: target + " / HTTP/1.1", Status: 400},
		{Line: "GET / HTTP/1.1", Status: 400, Said: `malformed: "` + target + `"`},
	} {
		e := u.Event()
		b.WriteString(e.Method + "\n" + e.Target + "\n" + e.Sentence + "\n")
	}
	return b.String()
}

// TestSecurity25TargetsLoseSecrets: no event shows a secret that a client put into its request.
func TestSecurity25TargetsLoseSecrets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, secret := range []string{requestCanary, "hunter2", "geheim", "4711", "Tr0ub4dor&3", "a:b@c", "kanarienvogel"} {
		for _, form := range []string{
			"/?password=X", "/?a=1;password=X", "/?a=1&password=X", "/?p%61ssword=X", "/?%70%61%73%73%77%6f%72%64=X", "/?p%2561ssword=X",
			"/?user%3Dx%26password%3DX", "/?user%253Dx%2526password%253DX", "/?q=user%3Dx%26password%3DX", "/?PASSWORD=X", "/?a[password]=X",
			"/?unheard=X", "/?X", "/?a&X", "/?a=b=X", "/?=X", "/?a?password=X", "/?u:X@h", "/?url=http://u:X@h/", "/?{\"password\":\"X\"}",
			"//u:X@h/", "//u:X@h", "///u:X@h/a", "/u:X@h/a", "/user:X@host/", "/a/u%3AX%40h/b", "http://u:X@h/", "http://u:X@h", "HTTPS://u:X@h/a",
			"http:/u:X@h/", "ftp://u:X@h/", "http://u%3AX%40h/", "/http://u:X@h/", "/a/http%3A%2F%2Fu:X@h%2F", "http://a@u:X@h/",
			"/password=X/", "/password=X", "/a;password=X/b.xml", "/pass/X", "/pass//X", "/password/X/7C2F80000007.xml", "/p%61ss/X", "/token%2FX",
			"/key:X", "/password%20X", "/password%3DX/a.xml", "/prov/pin/X/", "/#X", "/#password=X", "/a?b#X", "/7C2F80000007.xml?password=X",
			"/7C2F80000007.xml;password=X", "/a\\password=X", "/a,password=X", "/a|password=X", "/password\tX", "/?mac=7C2F80000007,X=1&pin=X",
			"/?mac=password=X", "/?mac=u:X@h", "/?file=http://u:X@h/a.xml", "/?file=/pass/X/a.xml", "/?model=N510%26password=X", "/login/u/X", "/user/u/X", "/key/1/X", "/pw/u/a/X.xml", "/?file=/user/u/X.xml", "/userpass/X",
			"/sippass/X", "/adminpw/X", "/webpin/X", "/cookie/X", "/mot-de-passe/X", "/contrase%C3%B1a/X", "/schl%C3%BCssel/X", "/zugang/u/X",
			"/password-X/a.xml", "/passwordX", "/pin4/X", "/pin_X.xml", "/prov/user/X",
		} {
			target := strings.ReplaceAll(form, "X", secret)
			agent := strings.ReplaceAll("N510 IP PRO/42;password=X;user:X@h pass X token:X ?key=X p%61ssword=X", "X", secret)
			if texts := eventTexts(t, w, target, agent); strings.Contains(strings.ReplaceAll(texts, "7C2F80000007", ""), secret) {
				t.Errorf("the events of target %q show the secret:\n%s", target, texts)
			}
		}
	}
}

func FuzzEventsShowNoCanary(f *testing.F) {
	for _, seed := range []string{"/", "/?password=", "//u:", "/pass/", "http://h/", "/%2", "/7C2F80123456", "/?mac=", "/a;b=", "/#", "/\x00", "/?a%26"} {
		f.Add(seed, "", uint8(0))
		f.Add(seed, "@h/", uint8(1))
		f.Add(seed, ".xml", uint8(2))
		f.Add(seed, "7C2F80123456", uint8(5))
	}
	f.Add("\xfd", "00000000000", uint8(0x7f))
	f.Fuzz(func(t *testing.T, before, after string, times uint8) {
		text := before + escaped(requestCanary, int(times%7)) + after
		if !showsCanary(text, requestCanary) {
			return
		}
		if texts := eventTexts(t, newWorld(t), text, text); showsCanary(texts, requestCanary) {
			t.Errorf("the events of %q show the canary:\n%s", text, texts)
		}
	})
}
