//go:build unix

package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// signalled is a server in a process of its own that gets signals.
type signalled struct {
	cmd   *exec.Cmd
	log   *lineBuffer
	ended chan error
}

// serveProcess starts `offhook serve` with more arguments and waits until it is ready.
func serveProcess(t *testing.T, args ...string) *signalled {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	s := &signalled{log: newLineBuffer(), ended: make(chan error, 1)}
	s.cmd = exec.CommandContext(ctx, "offhook", append([]string{"serve", "--console", ""}, args...)...)
	s.cmd.Stderr = s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.ended <- s.cmd.Wait() }()
	s.log.find(t, `msg=(ready)`)
	return s
}

func (s *signalled) send(t *testing.T, sig os.Signal) {
	t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
}

func (s *signalled) wait(t *testing.T) error {
	t.Helper()
	select {
	case err := <-s.ended:
		return err
	case <-time.After(20 * time.Second):
		t.Fatalf("the server did not end:\n%s", s.log)
		return nil
	}
}

// TestNoSignalLosesEvents ends a server by each signal. The events of logins that were answered are
// in the database.
func TestNoSignalLosesEvents(t *testing.T) {
	t.Parallel()
	for _, sig := range endSignals {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			phone := phoneAnswer{
				MAC: "7C2F80123456", User: "phone", Password: "kaeLo9Iequae7ohx",
			}
			offhook(t.Context(), t, "device", "add", phone.MAC, "--model", "N510",
				"--username", phone.User, "--password", phone.Password, "--data", data)
			s := serveProcess(t, "--data", data, "--listen", "127.0.0.1:0")
			url := "http://" + s.log.find(t, `msg="listening for phones" addr=(\S+)`)
			const logins = 300
			for range logins {
				if got, _ := askAs(t, url, phone); got.Status != http.StatusOK {
					t.Fatalf("a login has status %d, want 200", got.Status)
				}
			}
			s.send(t, syscall.SIGHUP)
			s.log.find(t, `msg="(configuration and certificates read again)" changed=nothing`)
			s.send(t, sig)
			if err := s.wait(t); err != nil {
				t.Errorf("the server ended with %v:\n%s", err, s.log)
			}
			out, _ := offhook(t.Context(), t, "device", "events", "7C2F80123456", "--limit",
				"1000", "--json", "--data", data)
			if n := strings.Count(out, `"reason":"served"`); n != logins {
				t.Errorf("%d events of logins, want %d", n, logins)
			}
		})
	}
}

// A second signal cuts the requests that are under way, and loses no event either.
func TestSecondSignalCuts(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := serveProcess(t, "--data", data, "--listen", "127.0.0.1:0")
	conn, err := net.Dial("tcp", s.log.find(t, `msg="listening for phones" addr=(\S+)`))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// A request that is answered, and one that does not end.
	if _, err := conn.Write([]byte("GET / HTTP/1.1\r\nHost: a\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 4096)); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write([]byte("GET / HTTP/1.1\r\nHost: a\r\n")); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	s.send(t, syscall.SIGTERM)
	s.log.find(t, `msg=(stopping)`)
	s.send(t, syscall.SIGTERM)
	_ = s.wait(t) // it says that it cut a request, or that there was none
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("the server took %v to end", took)
	}
	out, _ := offhook(t.Context(), t, "device", "events", "--json", "--data", data)
	if !strings.Contains(out, `"reason":"unauthenticated"`) {
		t.Errorf("events: %s\nwant the request that was answered", out)
	}
}

// A log that nobody reads any more does not end the server.
func TestServeWithoutAReaderOfItsLog(t *testing.T) {
	t.Parallel()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s := &signalled{log: newLineBuffer(), ended: make(chan error, 1)}
	data := t.TempDir()
	address := freeAddress(t)
	s.cmd = exec.CommandContext(t.Context(), "offhook", "serve", "--console", "", "--data", data,
		"--listen", address)
	s.cmd.Env, s.cmd.Stderr = append(os.Environ(), "OFFHOOK_LOG_LEVEL=debug"), write
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	go func() { s.ended <- s.cmd.Wait() }()
	line := make([]byte, 4096)
	for seen := ""; !strings.Contains(seen, "msg=ready"); {
		n, err := read.Read(line)
		if err != nil {
			t.Fatal(err)
		}
		seen += string(line[:n])
	}
	read.Close()
	for range 3 {
		response, err := http.Get("http://" + address + "/")
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
	}
	s.send(t, syscall.SIGTERM)
	if err := s.wait(t); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// fullPipe returns a pipe that takes nothing more, and is not read until the test ends.
func fullPipe(t *testing.T) *os.File {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		read.Close()
		write.Close()
	})
	if err := write.SetWriteDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = write.Write(make([]byte, 1024))
	}
	return write
}

// A log that is full and not read stops neither answers nor the end, also an end with an error.
func TestServeWithAnUnreadLog(t *testing.T) {
	t.Parallel()
	address := freeAddress(t)
	serve := func() *signalled {
		s := &signalled{log: newLineBuffer(), ended: make(chan error, 1)}
		s.cmd = exec.CommandContext(t.Context(), "offhook", "serve", "--console", "", "--data", t.TempDir(),
			"--listen", address)
		s.cmd.Env, s.cmd.Stderr = append(os.Environ(), "OFFHOOK_LOG_LEVEL=debug"), fullPipe(t)
		if err := s.cmd.Start(); err != nil {
			t.Fatal(err)
		}
		go func() { s.ended <- s.cmd.Wait() }()
		return s
	}
	first := serve()
	for n, limit := 0, time.Now().Add(20*time.Second); n < 100; {
		response, err := http.Get("http://" + address + "/")
		if err == nil {
			response.Body.Close()
			n++
		} else if time.Now().After(limit) {
			t.Fatalf("the server does not answer: %v", err)
		} else {
			<-time.After(20 * time.Millisecond)
		}
	}
	if err := serve().wait(t); err == nil {
		t.Errorf("the second server ended with %v, want an error: the address is taken", err)
	}
	first.send(t, syscall.SIGTERM)
	if err := first.wait(t); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// freeAddress returns an address on loopback that was free a moment ago.
func freeAddress(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

// A hangup puts to use what can change, names what needs a restart, and keeps everything when
// something is wrong.
func TestHangupReadsAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	config := filepath.Join(dir, "offhook.toml")
	first, second := newAuthority(t).issue(t, dir, "first"), newAuthority(t).issue(t, dir, "second")
	write := func(format string, args ...any) {
		t.Helper()
		base := fmt.Sprintf("data = %q\nlisten = \"\"\nlisten_tls = \"127.0.0.1:0\"\nconsole "+
			"= \"\"\n", filepath.Join(dir, "data"))
		if err := os.WriteFile(config, []byte(base+fmt.Sprintf(format, args...)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("tls_cert = [%q]\ntls_key = [%q]\n", first.certificate, first.key)
	s := serveProcess(t, "--config", config)
	address := s.log.find(t, `msg="listening for phones" addr=(\S+)`)
	serial := func() string {
		t.Helper()
		conn, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		return conn.ConnectionState().PeerCertificates[0].SerialNumber.String()
	}
	hangup := func(pattern string) {
		t.Helper()
		s.send(t, syscall.SIGHUP)
		s.log.find(t, pattern)
	}
	before := serial()

	write("tls_cert = [%q]\ntls_key = [%q]\nrealm = \"Another\"\nlog_level = "+
		"\"debug\"\ndrain_timeout = \"5s\"\n", second.certificate, second.key)
	hangup(`changed="(tls_cert tls_key drain_timeout log_level)"`)
	s.log.find(t, `level=WARN msg="changed values need a restart" keys=(realm)\n`)
	after := serial()
	if after == before {
		t.Error("the certificate is the old one after a hangup")
	}

	write("tls_cert = [%q]\ntls_key = [%q]\n", first.certificate, second.key)
	const kept = `level=ERROR msg="the new configuration has an error; the old one stays in use" `
	hangup(kept + `err="(read certificate)`)
	write("no_such_key = 1\n")
	hangup(kept + `err=".*(no_such_key)`)
	if got := serial(); got != after {
		t.Error("a faulty configuration changed the certificate")
	}
	trusting := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	response, err := (&http.Client{Transport: trusting}).Get("https://" + address)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if got := response.Header.Get("WWW-Authenticate"); !strings.Contains(got, `realm="Provisioning"`) {
		t.Errorf("challenge %s, want the realm of the start", got)
	}
	s.log.find(t, `level=DEBUG msg="(request answered)"`)
	s.send(t, syscall.SIGTERM)
	s.log.find(t, `msg=stopping within=(5s)`)
	if err := s.wait(t); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// Other commands end at a hangup as ever.
func TestHangupEndsOtherCommands(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0") // nobody answers there
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	cmd := exec.CommandContext(t.Context(), "offhook", "phone", "--model", "N510",
		"http://"+ln.Addr().String()+"/x.xml")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	conn, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok ||
		status.Signal() != syscall.SIGHUP {
		t.Errorf("the phone ended with %v, want by SIGHUP:\n%s", cmd.ProcessState, &out)
	}
}
