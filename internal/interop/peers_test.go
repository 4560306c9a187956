package interop

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	mathrand "math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
)

const realm = "Provisioning"

// foreignServer is an HTTP server of somebody else that keeps one folder, or
// a folder in it, behind HTTP Digest.
type foreignServer struct {
	url       string // without a slash at its end
	ca        string // PEM file to trust, "" for plain HTTP
	documents string // the folder served
	passwords string // its htdigest file, read anew for every request
	private   string // the folder in it behind Digest; "" is all of it
	moved     string // where moved.xml in private is redirected to with 307, "" for nowhere
}

// foreign says how a kind of server is configured and started.
type foreign struct {
	name  string
	start func(t *testing.T, s *foreignServer, port int) *exec.Cmd
}

var foreigners = []foreign{
	{"apache", startApache},
	{"lighttpd", startLighttpd},
}

// startForeign starts a server on a free port of loopback; it ends with the test.
func startForeign(t *testing.T, kind foreign, tls bool) *foreignServer {
	t.Helper()
	return startForeignAs(t, kind, tls, foreignServer{})
}

// startForeignAs starts a server whose private and moved are those of s.
func startForeignAs(t *testing.T, kind foreign, tls bool, as foreignServer) *foreignServer {
	t.Helper()
	dir := publicDir(t)
	s := &as
	s.documents, s.passwords = filepath.Join(dir, "documents"), filepath.Join(dir, "passwords")
	if err := os.MkdirAll(filepath.Join(s.documents, s.private), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, s.passwords, "")
	scheme := "http"
	if tls {
		scheme, s.ca = "https", filepath.Join(dir, "server.pem")
		write(t, s.ca, selfSigned(t))
	}
	port := freePort(t)
	s.url = fmt.Sprintf("%s://127.0.0.1:%d", scheme, port)
	runServer(t, kind.start(t, s, port), fmt.Sprintf("127.0.0.1:%d", port))
	return s
}

func (s *foreignServer) setPassword(t *testing.T, user, password string) {
	t.Helper()
	write(t, s.passwords, htdigest(user, realm, password))
}

func (s *foreignServer) setDocument(t *testing.T, name, text string) string {
	t.Helper()
	write(t, filepath.Join(s.documents, name), text)
	return s.url + "/" + name
}

// startApache runs httpd with mod_auth_digest in the foreground.
func startApache(t *testing.T, s *foreignServer, port int) *exec.Cmd {
	return apache(t, s, port, "Digest")
}

// startApacheBasic runs httpd with mod_auth_basic in the foreground.
func startApacheBasic(t *testing.T, s *foreignServer, port int) *exec.Cmd {
	return apache(t, s, port, "Basic")
}

// setBasicPassword writes the only user of a Basic server.
func setBasicPassword(t *testing.T, s *foreignServer, user, password string) {
	t.Helper()
	if r := command(t, peer(t, "htpasswd", "apache2-utils"), "-bcB", s.passwords, user, password); r.code != 0 {
		t.Fatalf("htpasswd: %s", r.stderr)
	}
}

func apache(t *testing.T, s *foreignServer, port int, authType string) *exec.Cmd {
	dir := filepath.Dir(s.documents)
	config := fmt.Sprintf(`ServerRoot %[1]s
ServerName 127.0.0.1
Listen 127.0.0.1:%[2]d
PidFile %[1]s/pid
ErrorLog %[1]s/error.log
Mutex file:%[1]s default
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
LoadModule authn_file_module /usr/lib/apache2/modules/mod_authn_file.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
LoadModule auth_basic_module /usr/lib/apache2/modules/mod_auth_basic.so
LoadModule auth_digest_module /usr/lib/apache2/modules/mod_auth_digest.so
LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
TransferLog %[1]s/access.log
DocumentRoot %[3]s
<Directory %[7]s>
  AuthType %[6]s
  AuthName %[5]q
  AuthUserFile %[4]s
  Require valid-user
</Directory>
`, dir, port, s.documents, s.passwords, realm, authType, filepath.Join(s.documents, s.private))
	if s.moved != "" {
		config += fmt.Sprintf("<Directory %s>\n  RedirectMatch 307 ^/%s/moved.xml$ %s\n</Directory>\n",
			filepath.Join(s.documents, s.private), s.private, s.moved)
	}
	if os.Geteuid() == 0 {
		config += "User nobody\nGroup nogroup\n"
	}
	if s.ca != "" {
		config += fmt.Sprintf("SSLEngine on\nSSLCertificateFile %s\n", s.ca)
	}
	write(t, filepath.Join(dir, "httpd.conf"), config)
	return exec.Command(peer(t, "apache2", "apache2"), "-f", filepath.Join(dir, "httpd.conf"), "-D", "FOREGROUND")
}

// startLighttpd runs lighttpd with mod_auth in the foreground.
func startLighttpd(t *testing.T, s *foreignServer, port int) *exec.Cmd {
	dir := filepath.Dir(s.documents)
	config := fmt.Sprintf(`server.bind = "127.0.0.1"
server.port = %d
server.document-root = %q
server.modules = ("mod_auth", "mod_authn_file", "mod_redirect", "mod_openssl")
mimetype.assign = (".xml" => "text/xml")
auth.backend = "htdigest"
auth.backend.htdigest.userfile = %q
auth.require = ("/%s" => ("method" => "digest", "realm" => %q, "require" => "valid-user"))
`, port, s.documents, s.passwords, s.private, realm)
	if s.moved != "" {
		config += fmt.Sprintf("url.redirect = (\"^/%s/moved.xml$\" => %q)\nurl.redirect-code = 307\n", s.private, s.moved)
	}
	if s.ca != "" {
		config += fmt.Sprintf("ssl.engine = \"enable\"\nssl.pemfile = %q\n", s.ca)
	}
	write(t, filepath.Join(dir, "lighttpd.conf"), config)
	return exec.Command(peer(t, "lighttpd", "lighttpd"), "-D", "-f", filepath.Join(dir, "lighttpd.conf"))
}

// runServer starts a server, waits until it accepts connections and ends it with the test.
func runServer(t *testing.T, cmd *exec.Cmd, address string) {
	t.Helper()
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // how it ended shows in its output
	}()
	t.Cleanup(func() { stop(cmd, ended) })
	ready := time.NewTicker(20 * time.Millisecond)
	defer ready.Stop()
	timeout := time.After(15 * time.Second)
	for {
		select {
		case <-ended:
			t.Fatalf("%s ended at once: %v\n%s", cmd.Path, cmd.ProcessState, output.String())
		case <-timeout:
			t.Fatalf("%s does not accept connections on %s", cmd.Path, address)
		case <-ready.C:
			if conn, err := net.Dial("tcp", address); err == nil {
				conn.Close()
				return
			}
		}
	}
}

// stop asks a server to end, and insists when it does not.
func stop(cmd *exec.Cmd, ended <-chan struct{}) {
	_ = cmd.Process.Signal(os.Interrupt) // one that has ended cannot be signalled
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		_ = cmd.Process.Kill()
		<-ended
	}
}

// The ports that servers get, below those that the kernel gives to whoever asks for any.
const firstPort, numberOfPorts = 20000, 12000

// portsTaken counts the ports that were given away, from a random place on.
var portsTaken = func() *atomic.Int32 {
	var n atomic.Int32
	n.Store(mathrand.Int32N(numberOfPorts))
	return &n
}()

// freePort returns a port that nobody has, and that nobody else is given.
func freePort(t *testing.T) int {
	t.Helper()
	for range numberOfPorts {
		port := firstPort + int(portsTaken.Add(1))%numberOfPorts
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("no port is free")
	return 0
}

// selfSigned returns a certificate for 127.0.0.1 and its key as PEM.
func selfSigned(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "127.0.0.1"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(24 * time.Hour),
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})) +
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}))
}
