package main

import (
	"context"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
	"github.com/offhook/offhook/discovery"
)

// provider is the script command that starts a provisioning server for the rest of the script and puts its address into
// an environment variable:
//
//	provider VARIABLE digest|basic USER PASSWORD FILE
//	provider VARIABLE tls USER PASSWORD FILE          its certificate goes into the file VARIABLE.pem
//	provider VARIABLE files USER PASSWORD FOLDER      a folder: documents behind Digest, index files for everybody
//	provider VARIABLE status CODE [LOCATION]
func provider(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: provider VARIABLE digest|basic|tls|files USER PASSWORD FILE, or VARIABLE status CODE [LOCATION]")
	}
	s := httptest.NewUnstartedServer(providerHandler(ts, args[1], args[2:]))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	if args[1] != "tls" {
		s.Start()
	} else {
		s.StartTLS()
		data := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
		ts.Check(os.WriteFile(ts.MkAbs(args[0]+".pem"), data, 0o600))
	}
	ts.Defer(s.Close)
	ts.Setenv(args[0], s.URL)
}

// providerHandler is what the server of a kind does.
func providerHandler(ts *testscript.TestScript, kind string, args []string) http.Handler {
	if kind == "status" {
		status, err := strconv.Atoi(args[0])
		ts.Check(err)
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if len(args) > 1 {
				w.Header().Set("Location", args[1])
			}
			w.WriteHeader(status)
		})
	}
	if len(args) != 3 {
		ts.Fatalf("provider %s: USER PASSWORD FILE are missing", kind)
	}
	file := ts.MkAbs(args[2])
	document := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, file) })
	switch kind {
	case "basic":
		return basicHandler(args[0], args[1], document)
	case "files":
		return filesHandler(ts, args[0], args[1], file)
	}
	return digestHandler(ts, args[0], args[1], document)
}

// filesHandler serves a folder. It looks for the cleaned path, as phones send dot segments.
func filesHandler(ts *testscript.TestScript, user, password, folder string) http.Handler {
	send := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, _, _ := strings.Cut(r.RequestURI, "?")
		data, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(path.Clean(name))))
		if err != nil {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = w.Write(data)
	})
	protected := digestHandler(ts, user, password, send)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".bin") {
			send(w, r)
			return
		}
		protected.ServeHTTP(w, r)
	})
}

// indexFiles is the script command `indexfiles FOLDER VARIANT ADDRESS`: it writes the index files of the legacy families
// into a folder; they lead to the address. [G p26]
func indexFiles(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: indexfiles FOLDER VARIANT ADDRESS")
	}
	pointer := func(file string) discovery.Sifs {
		return discovery.Sifs{Pointers: []discovery.Pointer{{Type: 4, File: file}}}
	}
	for name, file := range map[string]interface{ Encode() ([]byte, error) }{
		args[1] + "/master.bin": discovery.Master{Sifs: "../../sifs/sifsroot.bin"},
		"sifs/sifsroot.bin":     pointer("sih.bin"),
		"sifs/sih.bin":          pointer("sit.bin"),
		"sifs/sit.bin":          pointer("siu.bin"),
		"sifs/siu.bin":          discovery.Sifs{Format: args[2]},
	} {
		data, err := file.Encode()
		ts.Check(err)
		target := filepath.Join(ts.MkAbs(args[0]), filepath.FromSlash(name))
		ts.Check(os.MkdirAll(filepath.Dir(target), 0o777))
		ts.Check(os.WriteFile(target, data, 0o666))
	}
}

// pairURL is the script command `pairurl FROM TO USER PASSWORD PATH`: it makes of the address in a variable one that has a
// pair in it.
func pairURL(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 5 {
		ts.Fatalf("usage: pairurl FROM TO USER PASSWORD PATH")
	}
	scheme, host, _ := strings.Cut(ts.Getenv(args[0]), "://")
	ts.Setenv(args[1], scheme+"://"+args[2]+":"+args[3]+"@"+host+args[4])
}

// fetch is the script command `fetch URL REGEXP`: it gets a page, which must match.
func fetch(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: fetch URL REGEXP")
	}
	resp, err := http.Get(args[0])
	ts.Check(err)
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	ts.Check(err)
	if !regexp.MustCompile(args[1]).Match(page) {
		ts.Fatalf("%s: status %d, and nothing in it matches %s:\n%s", args[0], resp.StatusCode, args[1], page)
	}
}

// notify is the script command `notify ADDRESS EVENT`: it sends a SIP NOTIFY, which must be answered with 200.
func notify(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: notify ADDRESS EVENT")
	}
	conn, err := net.Dial("udp", args[0])
	ts.Check(err)
	defer conn.Close()
	ts.Check(conn.SetDeadline(time.Now().Add(10 * time.Second)))
	_, err = fmt.Fprintf(conn, "NOTIFY sip:phone@%[1]s SIP/2.0\r\nVia: SIP/2.0/UDP %[2]s;branch=z9hG4bK%[3]d\r\n"+
		"From: <sip:pbx@%[2]s>;tag=1\r\nTo: <sip:phone@%[1]s>\r\nCall-ID: %[3]d@%[2]s\r\nCSeq: 1 NOTIFY\r\n"+
		"Max-Forwards: 70\r\nContact: <sip:pbx@%[2]s>\r\nEvent: %[4]s\r\nContent-Length: 0\r\n\r\n",
		args[0], conn.LocalAddr(), time.Now().UnixNano(), args[1])
	ts.Check(err)
	answer := make([]byte, 2048)
	n, err := conn.Read(answer)
	ts.Check(err)
	if !strings.HasPrefix(string(answer[:n]), "SIP/2.0 200 ") {
		ts.Fatalf("the NOTIFY was answered with\n%s", answer[:n])
	}
}

// taken is the script command `taken VARIABLE`: it takes a port for the rest of the script.
func taken(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: taken VARIABLE")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { l.Close() })
	ts.Setenv(args[0], l.Addr().String())
}

// await is the script command `await FILE REGEXP [VARIABLE]`: it waits until a line of a file that something writes matches,
// and puts the first group into an environment variable.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: await FILE REGEXP [VARIABLE]")
	}
	wanted, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	limit := time.After(20 * time.Second)
	for {
		data, err := os.ReadFile(ts.MkAbs(args[0]))
		if m := wanted.FindSubmatch(data); m != nil {
			if len(args) == 3 {
				ts.Setenv(args[2], string(m[1]))
			}
			return
		}
		select {
		case <-again.C:
		case <-limit:
			ts.Fatalf("%s has no line %s: %v\n%s", args[0], args[1], err, data)
		}
	}
}

func basicHandler(user, password string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if u, p, ok := r.BasicAuth(); ok && u == user && p == password {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="test"`)
		w.WriteHeader(http.StatusUnauthorized)
	})
}

func digestHandler(ts *testscript.TestScript, user, password string, next http.Handler) http.Handler {
	verifier, err := digest.NewVerifier(digest.Config{Realm: "Provisioning", Keys: digest.NewKeyRing(1, [32]byte{1}), Rand: rand.Reader})
	ts.Check(err)
	return &digesthttp.Handler{
		Verifier: verifier,
		Replay:   digest.NewMemoryReplay(1000, time.Unix(0, 0)),
		Lookup: func(_ context.Context, u digesthttp.User) (digesthttp.Account, error) {
			if u.Name != user {
				return digesthttp.Account{}, nil
			}
			return digesthttp.Account{Secrets: []digest.Secret{digest.NewSecret(password)}}, nil
		},
		Next: next,
	}
}
