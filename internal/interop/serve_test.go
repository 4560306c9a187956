package interop

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"
)

// ours is a running `offhook serve` on loopback.
type ours struct {
	data             string // its --data folder
	plain, tls       string // base addresses of the phone-facing listeners
	labBasic, health string
	ca               string // PEM file to trust
}

// serve starts the server with every kind of listener and with devices, each
// given as the arguments of `offhook device add`; it ends with the test.
func serve(t *testing.T, devices ...[]string) *ours {
	t.Helper()
	dir := publicDir(t)
	pem := filepath.Join(dir, "server.pem")
	write(t, pem, selfSigned(t))
	plain, tls, basic, console := loopback(t), loopback(t), loopback(t), loopback(t)
	s := &ours{
		data: filepath.Join(dir, "data"), ca: pem,
		plain: "http://" + plain, tls: "https://" + tls, labBasic: "http://" + basic, health: "http://" + console,
	}
	for _, device := range devices {
		s.device(t, append([]string{"add"}, device...)...)
	}
	runServer(t, exec.Command(offhook, "serve", "--data", s.data, "--listen", plain,
		"--listen-tls", tls, "--tls-cert", pem, "--tls-key", pem, "--lab-basic", basic, "--console", console), plain)
	return s
}

func loopback(t *testing.T) string {
	t.Helper()
	return fmt.Sprintf("127.0.0.1:%d", freePort(t))
}

// device runs `offhook device` on the server's data.
func (s *ours) device(t *testing.T, args ...string) string {
	t.Helper()
	r := command(t, offhook, append(append([]string{"device"}, args...), "--data", s.data)...)
	if r.code != 0 {
		t.Fatalf("offhook device %v: exit %d\n%s", args, r.code, r.stderr)
	}
	return r.stdout
}
