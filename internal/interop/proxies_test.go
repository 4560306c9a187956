package interop

import (
	"bufio"
	"crypto/md5"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// caller is the address that curl calls from. No example lists it as a proxy.
const caller = "127.0.0.9"

// example is one section of docs/proxies.md: what offhook.toml and a proxy are given.
type example struct {
	name, toml, kind, proxy string
}

var exampleBlocks = regexp.MustCompile("(?ms)^### (.*?)$.*?^```toml\n(.*?)^```\n+" +
	"```(nginx|apache|haproxy)\n(.*?)^```")

// proxyExamples reads the page.
func proxyExamples(t *testing.T) []example {
	t.Helper()
	page, err := os.ReadFile("../../docs/proxies.md")
	if err != nil {
		t.Fatal(err)
	}
	var list []example
	for _, m := range exampleBlocks.FindAllStringSubmatch(string(page), -1) {
		list = append(list, example{m[1], m[2], m[3], m[4]})
	}
	if want := strings.Count(string(page), "\n### "); len(list) != want || want == 0 {
		t.Fatalf("docs/proxies.md: %d sections, %d with lines for offhook and for a proxy", want,
			len(list))
	}
	return list
}

// TestProxiesPage: each configuration of docs/proxies.md, run as it stands but for addresses, lets
// phones and curl through to their documents, and nobody to what other credentials are for.
func TestProxiesPage(t *testing.T) {
	t.Parallel()
	for _, e := range proxyExamples(t) {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			p := startProxied(t, e)
			p.phonesGetThrough(t)
			p.curlGetsThrough(t)
			p.tidyPathsOpen(t)
			p.otherTargetsStayShut(t)
		})
	}
}

// proxied is offhook behind a proxy.
type proxied struct {
	example
	s         *ours
	base      string // what phones are given
	listed    bool   // offhook learns the address of the phone
	documents map[string]string
}

// startProxied starts both as the example says, on free ports.
func startProxied(t *testing.T, e example) *proxied {
	t.Helper()
	dir := publicDir(t)
	pem, front, plain, secure := filepath.Join(dir, "server.pem"), loopback(t), loopback(t),
		loopback(t)
	write(t, pem, selfSigned(t))
	_, port, _ := net.SplitHostPort(front)
	inPlace := strings.NewReplacer(
		"/etc/ssl/prov.example.net.pem", pem, "127.0.0.1:8480", plain, "127.0.0.1:8443", secure,
		"listen 80", "listen "+front, "listen 443", "listen "+front, "*:80", front, "*:443", front,
		"bind :80", "bind "+front, "bind :443", "bind "+front, "://prov.example.net", "://"+front,
		"server_name prov.example.net", "server_name 127.0.0.1", "ServerName prov.example.net",
		"ServerName 127.0.0.1:"+port,
	)
	p := &proxied{example: e, base: "http://" + front, listed: strings.Contains(e.toml,
		"trusted_proxies")}
	p.s = &ours{data: filepath.Join(dir, "data"), ca: pem}
	if strings.Contains(e.proxy, "443") {
		p.base = "https://" + front
	}
	if strings.Contains(e.toml+e.proxy, "/gigaset") {
		p.base += "/gigaset"
	}
	p.s.device(t, append([]string{"add"}, n510...)...)
	p.s.device(t, "add", neighbour, "--model", "DE410", "--username", user, "--password", password)
	p.documents = map[string]string{mac: p.s.device(t, "document", mac), neighbour: p.s.device(t,
		"document", neighbour)}
	config := filepath.Join(dir, "offhook.toml")
	write(t, config, inPlace.Replace(e.toml))
	runServer(t, exec.Command(offhook, "serve", "--config", config, "--data", p.s.data, "--listen",
		plain, "--console", ""), plain)
	starters := map[string]func(*testing.T, string, string, string) *exec.Cmd{
		"nginx": nginxProxy, "apache": apacheProxy, "haproxy": haproxyProxy,
	}
	runServer(t, starters[e.kind](t, dir, front, inPlace.Replace(e.proxy)), front)
	return p
}

// nginxProxy puts the lines where Debian's nginx.conf includes them.
func nginxProxy(t *testing.T, dir, _, lines string) *exec.Cmd {
	program := peer(t, "nginx", "nginx-light")
	config := fmt.Sprintf("daemon off;\npid %[1]s/pid;\nerror_log %[1]s/error.log;\n"+
		"worker_processes 1;\nevents {}\n", dir)
	if strings.HasPrefix(lines, "stream ") {
		config = "load_module /usr/lib/nginx/modules/ngx_stream_module.so;\n" + config + lines
	} else {
		config += fmt.Sprintf(`http {
access_log off;
client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/fastcgi;
uwsgi_temp_path %[1]s/uwsgi; scgi_temp_path %[1]s/scgi;
%[2]s}
`, dir, lines)
	}
	write(t, filepath.Join(dir, "nginx.conf"), config)
	return exec.Command(program, "-e", filepath.Join(dir, "error.log"), "-c", filepath.Join(dir,
		"nginx.conf"))
}

// apacheProxy loads the modules that the page names.
func apacheProxy(t *testing.T, dir, front, lines string) *exec.Cmd {
	var config strings.Builder
	fmt.Fprintf(&config,
		"ServerRoot %[1]s\nListen %[2]s\nPidFile %[1]s/pid\n"+
			"ErrorLog %[1]s/error.log\nMutex file:%[1]s default\n", dir, front)
	for _, module := range []string{"mpm_event", "authz_core", "proxy", "proxy_http",
		"headers", "ssl"} {
		fmt.Fprintf(&config, "LoadModule %[1]s_module /usr/lib/apache2/modules/mod_%[1]s.so\n",
			module)
	}
	if os.Geteuid() == 0 {
		config.WriteString("User nobody\nGroup nogroup\n")
	}
	config.WriteString(lines)
	write(t, filepath.Join(dir, "httpd.conf"), config.String())
	return exec.Command(peer(t, "apache2", "apache2"), "-f", filepath.Join(dir, "httpd.conf"), "-D",
		"FOREGROUND")
}

// haproxyProxy has the time limits that HAProxy asks for.
func haproxyProxy(t *testing.T, dir, _, lines string) *exec.Cmd {
	write(t, filepath.Join(dir, "haproxy.cfg"),
		"global\n    maxconn 100\ndefaults\n    timeout connect 5s\n    timeout client 30s\n"+
			"    timeout server 30s\n"+lines)
	return exec.Command(peer(t, "haproxy", "haproxy"), "-db", "-f", filepath.Join(dir,
		"haproxy.cfg"))
}

// phonesGetThrough: an N510 with a base address walks through the index files, and a DE410 knows
// its document.
func (p *proxied) phonesGetThrough(t *testing.T) {
	t.Helper()
	s := &foreignServer{ca: p.s.ca}
	tr := phone(t, s, p.base, "--model", "N510")
	want := strings.Repeat("none 401, integrated 200, ", 6) + "provisioned"
	if got := tr.ladder(); got != want || tr.code != 0 {
		t.Errorf("N510 at %s: %q, exit %d; want %q\n%s", p.base, got, tr.code, want, tr.stderr)
	}
	address := p.base + "/" + neighbour + ".xml"
	tr = phone(t, s, address, "--model", "DE410", "--mac", neighbour, "--username", user,
		"--password", password)
	if got, want := tr.ladder(),
		"none 401, integrated 401, configured 200, provisioned"; got != want || tr.code != 0 {
		t.Errorf("DE410 at %s: %q, exit %d; want %q\n%s", address, got, tr.code, want, tr.stderr)
	}
}

// curlGetsThrough: the event has the address of curl, and says whether it spoke TLS, where the
// example tells offhook so. What curl itself says of that changes nothing.
func (p *proxied) curlGetsThrough(t *testing.T) {
	t.Helper()
	source, tls, lie := "127.0.0.1", strings.HasPrefix(p.base, "https:"), "https"
	if tls {
		lie = "http"
	}
	if p.listed {
		source = caller
	}
	get := func(login string) string {
		return command(t, peer(t, "curl", "curl"), "-sf", "--digest", "--cacert", p.s.ca,
			"--interface", caller,
			"-H", "X-Forwarded-For: 203.0.113.1", "-H", "X-Forwarded-Proto: "+lie, "-H",
			"X-Forwarded-Prefix: /evil",
			"-u", login, p.base+"/"+mac+".xml").stdout
	}
	if got := get(mac + ":wrong"); got != "" {
		t.Errorf("curl with a wrong password gets %q", got)
	}
	if got := get(mac + ":" + devicePassword); got != p.documents[mac] {
		t.Errorf("curl gets %q, want the document", got)
	}
	eventually(t, fmt.Sprintf("the event of curl, from %s, TLS %t", source, tls), func() bool {
		var e struct {
			Reason, Source string
			TLS            bool
		}
		line, _, _ := strings.Cut(p.s.device(t, "events", mac, "--json", "--limit", "1"), "\n")
		err := json.Unmarshal([]byte(line), &e) // there may be no event yet
		return err == nil && e.Reason == "served" && e.Source == source && e.TLS == tls
	})
}

// tidyPathsOpen: whatever a proxy makes of these, the phone that signed them gets its file.
func (p *proxied) tidyPathsOpen(t *testing.T) {
	t.Helper()
	for _, path := range []string{
		"/" + mac + ".xml", "/42/2/../../sifs/sifsroot.bin", "/x//" + mac + ".xml", "/./x/" + mac +
			".xml",
		"/7C%3A2F%3A80%3a12%3A34%3A56.xml", "/7C:2F:80:12:34:56.xml", "/%7e%40/" + mac + ".xml",
		"/" + mac + ".xml?",
		"/" + mac + ".xml?a=%41%2F&b//c=..",
	} {
		if status, body := p.send(t, path, path); status != 200 || body == "" {
			t.Errorf("%s: %d %q, want 200", path, status, body)
		}
	}
}

// otherTargetsStayShut: right credentials for one address open no other, however much alike the two
// are to a proxy. An escaped slash in the target, signed as a slash, is not among them: nginx
// passes on what was signed.
func (p *proxied) otherTargetsStayShut(t *testing.T) {
	t.Helper()
	document := "/" + mac + ".xml"
	for _, try := range []struct{ target, uri string }{
		{document + "?a=1", document},
		{document, document + "?a=1"},
		{document + "?a=1&b=2", document + "?b=2&a=1"},
		{document + "?a=%2F", document + "?a=/"},
		{"/x/" + mac + ".xml", "/x%2F" + mac + ".xml"},
		{document, "/x%2F.." + document},
		{document, "/x%5C" + mac + ".xml"},
		{document, document + "%00"},
		{document, "/other" + document},
		{document, "/" + neighbour + ".xml"},
		{"/" + neighbour + ".xml", document},
		{"/" + neighbour + ".xml", "/" + neighbour + ".xml"},
		{"/x/../" + neighbour + ".xml", "/x/.." + document},
	} {
		status, body := p.send(t, try.target, try.uri)
		if status < 400 || status >= 500 || strings.Contains(body, "<Provider") {
			t.Errorf("%s with credentials of %s for %s: %d %q, want it refused", try.target, mac,
				try.uri, status, body)
		}
	}
}

var nonceOf = regexp.MustCompile(`nonce="([^"]+)"`)

// send asks for a target below the base with the integrated pair of mac, computed for uri below it,
// both byte by byte.
func (p *proxied) send(t *testing.T, target, uri string) (status int, body string) {
	t.Helper()
	prefix := ""
	if i := strings.Index(p.base, "/gigaset"); i > 0 {
		prefix = p.base[i:]
	}
	target, uri = prefix+target, prefix+uri
	first, _ := p.exchange(t, prefix+"/", "")
	m := nonceOf.FindStringSubmatch(first.Header.Get("WWW-Authenticate"))
	if m == nil {
		t.Fatalf("%s: %s without a challenge", p.base, first.Status)
	}
	a1, a2 := hash(mac+":"+realm+":"+devicePassword), hash("GET:"+uri)
	answer, body := p.exchange(t, target,
		fmt.Sprintf("Authorization: Digest username=%q, realm=%q, nonce=%q, uri=\"%s\", "+
			"algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\", response=%q\r\n",
			mac, realm, m[1], uri, hash(a1+":"+m[1]+":00000001:c:auth:"+a2)))
	return answer.StatusCode, body
}

func hash(s string) string {
	sum := md5.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}

// exchange sends one request over a connection of its own.
func (p *proxied) exchange(t *testing.T, target, fields string) (*http.Response, string) {
	t.Helper()
	scheme, rest, _ := strings.Cut(p.base, "://")
	host, _, _ := strings.Cut(rest, "/")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if scheme == "https" {
		conn = tls.Client(conn, &tls.Config{InsecureSkipVerify: true})
	}
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn,
		"GET "+target+" HTTP/1.1\r\nHost: "+host+
			"\r\nConnection: close\r\n"+fields+"\r\n"); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%s: %v", target, err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}
