package app

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
)

// timedAnswers are wrong credentials whose answers must take equally long. The others are compared
// with the first.
var timedAnswers = []struct{ unit, target, user string }{
	{"known", "/" + macA + ".xml", username},
	{"unknown", "/7C2F80FFFFFF.xml", username},
	{"wronguser", "/" + macA + ".xml", "nobody"},
	{"throttled", "/" + macA + ".xml", username},
	{"index-known", "/42/2/master.bin", username},
	{"index-unknown", "/42/2/master.bin", "nobody"},
}

// BenchmarkTimeTellsNothing measures a server over loopback whose log goes into a pipe or
// a file. The requests with wrong credentials take turns in a random order, so that nothing else
// tells them apart. It reports the median of each kind, and its difference from the first.
func BenchmarkTimeTellsNothing(b *testing.B) {
	for _, kind := range []string{"pipe", "file"} {
		b.Run(kind, func(b *testing.B) { timeTellsNothing(b, timedLog(b, kind)) })
	}
}

// timedLog is where the log goes: a pipe that is read, or a file.
func timedLog(b *testing.B, kind string) io.Writer {
	if kind == "file" {
		f, err := os.Create(filepath.Join(b.TempDir(), "log"))
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { f.Close() })
		return f
	}
	read, write, err := os.Pipe()
	if err != nil {
		b.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, read) }()
	b.Cleanup(func() { write.Close() })
	return write
}

func timeTellsNothing(b *testing.B, to io.Writer) {
	c := loopback(b)
	c.TrustedProxies = []string{"127.0.0.1"} // each request has a network of its own
	log, _, queue := c.NewLogger(to)
	defer queue.Close(time.Minute)
	timeAnswers(b, c, log)
}

func timeAnswers(b *testing.B, c Config, log *slog.Logger) {
	a := start(b, c, log, nil)
	weak := deviceA(b)
	weak.Configured = digest.NewSecret("4711")
	add(b, a, weak)
	if err := a.Sync(b.Context()); err != nil {
		b.Fatal(err)
	}
	clients := make([]*timedClient, len(timedAnswers))
	took := make([][]time.Duration, len(timedAnswers))
	for i, t := range timedAnswers {
		clients[i] = dialTimed(b, a.Addresses().Phones)
		clients[i].sign(b, t.target, t.user)
	}
	const used, throttled = 1 << 24, 3
	for range 100 { // uses up the budget of a network
		clients[throttled].ask(b, used)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for n := 0; b.Loop(); n++ {
		for _, i := range random.Perm(len(clients)) {
			network := n << 8 // of another /24 each time
			if i == throttled {
				network = used
			}
			took[i] = append(took[i], clients[i].ask(b, network))
		}
	}
	var first float64
	for i, t := range timedAnswers {
		slices.Sort(took[i])
		median := float64(took[i][len(took[i])/2].Nanoseconds()) / 1000
		b.ReportMetric(median, "us-"+t.unit)
		if i == 0 {
			first = median
			continue
		}
		b.ReportMetric(median-first, "us-diff-"+t.unit)
	}
}

// timedClient sends one request again and again.
type timedClient struct {
	conn   net.Conn
	head   []byte
	answer []byte
}

func dialTimed(b *testing.B, address string) *timedClient {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	return &timedClient{conn: conn, answer: make([]byte, 4096)}
}

// sign gets a challenge and answers it with a wrong password.
func (c *timedClient) sign(b *testing.B, target, user string) {
	c.head = fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: h\r\n", target)
	c.ask(b, 0)
	_, rest, _ := bytes.Cut(c.answer, []byte("WWW-Authenticate: "))
	line, _, _ := bytes.Cut(rest, []byte("\r\n"))
	list, err := digest.ParseChallenges([]string{string(line)})
	if err != nil {
		b.Fatal(err)
	}
	in := digest.Input{
		Algorithm: digest.MD5, User: user, Realm: list[0].Realm, Password: digest.NewSecret("guess"),
		Nonce: list[0].Nonce, QOP: "auth", NC: "00000001", Cnonce: "c", Method: "GET", URI: target,
	}
	answer := digest.Authorization{
		Username: user, Realm: in.Realm, Nonce: in.Nonce, URI: target, Response: in.Response(),
		Algorithm: digest.MD5, QOP: "auth", NC: in.NC, Cnonce: in.Cnonce,
	}
	c.head = fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: h\r\nAuthorization: %s\r\n", target,
		answer.String())
}

// ask sends the request for a network and waits for the whole answer.
func (c *timedClient) ask(b *testing.B, network int) time.Duration {
	request := fmt.Appendf(bytes.Clone(c.head), "X-Forwarded-For: %d.%d.%d.1\r\n\r\n",
		10+network>>24, network>>16&255, network>>8&255)
	began := time.Now()
	if _, err := c.conn.Write(request); err != nil {
		b.Fatal(err)
	}
	n := 0
	for !bytes.HasSuffix(c.answer[:n], []byte("\n")) {
		more, err := c.conn.Read(c.answer[n:])
		if err != nil {
			b.Fatal(err)
		}
		n += more
	}
	if !bytes.HasPrefix(c.answer[:n], []byte("HTTP/1.1 401")) {
		b.Fatalf("the answer is %s", c.answer[:n])
	}
	return time.Since(began)
}
