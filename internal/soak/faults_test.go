package soak

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
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

// faults are what clients and machines do to a server: connections that are held, a log that is not
// read, a full disk, files that are removed. A clock that is a year off is not here, because the
// clock of a program cannot be set from outside; tests of guard, digest and store have it.
func faults(ctx context.Context, t *testing.T, r *run, random *rand.Rand) {
	heldConnections(ctx, t, r, random)
	unreadLog(ctx, t, r, random)
	fullDisk(ctx, t, r, random)
	removedFiles(ctx, t, r, random)
	hostileFiles(ctx, t, r)
}

// held is how many connections one address holds in each way.
const held = 4096

// heldConnections opens connections that say nothing, half a request, half a greeting of TLS, or
// read no answer; phones log in beside them.
func heldConnections(ctx context.Context, t *testing.T, r *run, random *rand.Rand) {
	cert, key := certificate(t)
	devices := makeDevices(random, 0x700, 30, 0)
	n, data := r.fleet(ctx, t, devices, "--listen-tls", "127.0.0.1:0",
		"--tls-cert", cert, "--tls-key", key)
	opened := 0
	for _, way := range []struct{ addr, text string }{
		{n.phones, ""},
		{n.phones, "GET /7C2F80000700.xml HTTP/1.1\r\nHost: x\r\n"},
		{n.secure, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"},
		{n.phones, "GET /7C2F80000700.xml HTTP/1.1\r\nHost: x\r\n\r\n"},
	} {
		for range held {
			c, err := (&net.Dialer{Timeout: time.Second,
				LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 8, 8, 8)}}).DialContext(ctx, "tcp", way.addr)
			if err != nil {
				break
			}
			defer c.Close() // all are held to the end of this function
			_, _ = io.WriteString(c, way.text)
			opened++
		}
		for _, d := range devices {
			r.login(ctx, d, n.phones, loopback(random))
		}
	}
	r.count("connections opened by one address", int64(opened))
	n.alive(r)
	judgeFolder(r, data)
}

// unreadLog gives the server a log that nobody reads.
func unreadLog(ctx context.Context, t *testing.T, r *run, random *rand.Rand) {
	devices := makeDevices(random, 0x800, 200, 0)
	first, data := r.fleet(ctx, t, devices)
	addr := first.phones
	first.kill()
	reader, writer, err := os.Pipe()
	r.must(err)
	defer reader.Close()
	cmd := exec.Command(offhook, "serve", "--data", data, "--listen", addr, "--console", "")
	cmd.Stdout, cmd.Stderr = writer, writer
	r.must(cmd.Start())
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	}()
	awaitHTTP(context.WithoutCancel(ctx), addr)
	go func() { // until the reader is closed; the server sums its lines up and would not fill it
		defer writer.Close()
		for line := []byte("x\n"); err == nil; {
			_, err = writer.Write(line)
		}
	}()
	<-time.After(time.Second)           // a full pipe shows by nothing else
	after := context.WithoutCancel(ctx) // it has an end of its own
	for i := range 1000 {
		d := devices[i%len(devices)]
		short, cancel := context.WithTimeout(after, maxWait)
		status := r.guess(short, addr, d.path(), loopback(random), d.user, "wrong")
		cancel()
		r.checks.hangs.look(status == 0, "a wrong pair gets no answer while nobody reads the log")
		if status == 0 {
			break
		}
		r.count("requests with a log that nobody reads", 1)
	}
	for _, d := range devices[:3] {
		short, cancel := context.WithTimeout(after, 2*maxWait)
		r.login(short, d, addr, "")
		cancel()
	}
}

// awaitHTTP waits until a server answers.
func awaitHTTP(ctx context.Context, addr string) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for ctx.Err() == nil {
		if got := send(ctx, addr, "", http.MethodGet, "/", ""); got.status != 0 {
			return
		}
		<-tick.C
	}
}

// fullDisk lets a small disk run full while commands change devices and phones log in; then there
// is room again. The disk is mounted for this test. Where that is forbidden no disk is counted.
func fullDisk(ctx context.Context, t *testing.T, r *run, random *rand.Rand) {
	ctx = context.WithoutCancel(ctx) // it has an end of its own
	disk := t.TempDir()
	mount := exec.Command("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk)
	if out, err := mount.CombinedOutput(); err != nil {
		t.Logf("no disk is filled, since none can be mounted: %v %s", err, out)
		r.count("disks that were full", 0)
		return
	}
	t.Cleanup(func() { r.must(exec.Command("umount", disk).Run()) })
	devices, data := makeDevices(random, 0x7C0, 10, 0), filepath.Join(disk, "data")
	r.importDevices(ctx, t, devices, "--data", data)
	n, err := start(t, r, data)
	r.must(err)
	want := map[string][]string{}
	for _, d := range devices {
		r.login(ctx, d, n.phones, "")
	}
	filler := filepath.Join(disk, "filler")
	r.must(fill(filler))
	for _, d := range devices {
		const value = "full.example.net"
		_, err := command(ctx, "device", "set", d.mac, "S_SIP_SERVER="+value, "--data", data)
		want[d.mac] = []string{value}
		if err != nil && strings.Contains(err.Error(), "stored") { // it says what is
			want[d.mac] = []string{value, ""}
		} else if err != nil {
			want[d.mac] = []string{""}
		}
		got := r.login(ctx, d, n.phones, "")
		r.checks.servedOnFullDisk(got.status, d.mac)
	}
	r.count("disks that were full", 1)
	n.alive(r)
	r.must(os.Remove(filler))
	n.kill()
	if n, err = start(t, r, data); err != nil {
		r.fail(err)
		return
	}
	for _, d := range devices {
		value := ""
		if m := sipServer.FindSubmatch(r.login(ctx, d, n.phones, "").body); m != nil {
			value = string(m[1])
		}
		r.checks.readBack(d.mac, value, want[d.mac]...)
	}
	judgeFolder(r, data)
	n.kill()
}

// removedFiles removes the files of a database in use. A change that is acknowledged afterwards is
// lost, since the server does not read it; phones get their documents as before.
func removedFiles(ctx context.Context, t *testing.T, r *run, random *rand.Rand) {
	ctx = context.WithoutCancel(ctx) // it has an end of its own
	devices := makeDevices(random, 0x7E0, 5, 0)
	n, data := r.fleet(ctx, t, devices)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		r.must(os.Remove(filepath.Join(data, "offhook.db"+suffix)))
	}
	for _, d := range devices {
		got := r.login(ctx, d, n.phones, "")
		r.checks.answeredInOutage(got.status, d.mac+" after the files were removed")
		_, err := command(ctx, "device", "set", d.mac, "S_SIP_SERVER=lost.example.net", "--data", data)
		result := "refused"
		if err == nil {
			result = "acknowledged"
		}
		r.checks.readBack(d.mac, result, "refused")
	}
	r.count("databases whose files were removed", 1)
	n.alive(r)
}

// hostileFiles gives commands files that take long to read, or have no end.
func hostileFiles(ctx context.Context, t *testing.T, r *run) {
	ctx = context.WithoutCancel(ctx) // it has an end of its own
	dir := t.TempDir()
	for name, text := range map[string]string{
		"columns.csv": "mac,model" + strings.Repeat(",a", 1_000_000) + "\n",
		"commas.csv":  strings.Repeat(",", 10_000_000),
		"quotes.csv":  strings.Repeat(`"`, 10_000_001),
		"tags.xml":    strings.Repeat("<a>", 1_000_000),
		"keys.toml":   strings.Repeat("a.", 200_000) + "b=1",
	} {
		file := filepath.Join(dir, name)
		r.must(os.WriteFile(file, []byte(text), 0o600))
		args := map[string][]string{
			".csv":  {"device", "import", file, "--data", filepath.Join(dir, "data")},
			".xml":  {"check", file, "--model", "N510"},
			".toml": {"config", "check", "--config", file},
		}[filepath.Ext(name)]
		begin := time.Now()
		_, err := command(ctx, args...)
		r.checks.refusedFile(time.Since(begin), err, name)
	}
}

// fill writes until the disk is full.
func fill(name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	for block := make([]byte, 4096); ; {
		_, err := f.Write(block)
		if errors.Is(err, syscall.ENOSPC) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
