package soak

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// killed is a device whose values change while servers and commands are killed.
type killed struct {
	device
	acceptable []string // the acknowledged value, and those of commands that were killed since
}

// kills changes devices by commands, and kills the server and the commands at any moment.
func kills(ctx context.Context, t *testing.T, r *run, random *rand.Rand) {
	list := makeDevices(random, 0x500, 20, 5)
	n, data := r.fleet(ctx, t, list)
	devices := make([]*killed, len(list))
	for i := range devices {
		devices[i] = &killed{device: list[i], acceptable: []string{""}}
	}
	lives := map[string]device{} // added by acknowledged commands, and not removed since
	for round := 0; ctx.Err() == nil; round++ {
		moment, cancel := context.WithTimeout(ctx, time.Duration(100+random.IntN(1500))*time.Millisecond)
		done := make(chan struct{})
		seed := random.Uint64()
		go func() {
			defer close(done)
			together(moment, 2, rand.New(rand.NewPCG(seed, 1)), func(_ int, random *rand.Rand) {
				r.login(moment, list[random.IntN(len(list))], n.phones, loopback(random))
			})
		}()
		for i := 0; moment.Err() == nil; i++ {
			value := fmt.Sprintf("s%d-%d.example.net", round, i)
			r.change(moment, devices[random.IntN(len(devices))], data, value)
			r.addAndRemove(moment, lives, data, 0x10000+round*100+i, random)
		}
		cancel()
		n.kill()
		<-done
		r.count("kills of the server by kill -9", 1)
		var err error
		if n, err = start(t, r, data); err != nil {
			t.Fatal(err)
		}
		r.readBack(context.WithoutCancel(ctx), devices, lives, n)
	}
	judgeFolder(r, data)
	n.judgePages(context.WithoutCancel(ctx), r)
}

// change sets a value. A command that is killed may have stored it, or not.
func (r *run) change(ctx context.Context, d *killed, data, value string) {
	d.acceptable = append(d.acceptable, value)
	_, err := command(ctx, "device", "set", d.mac, "S_SIP_SERVER="+value, "--data", data)
	switch {
	case err == nil:
		d.acceptable = []string{value}
		r.count("changes that were acknowledged", 1)
	case ctx.Err() != nil:
		r.count("commands that were killed", 1)
	default:
		r.fail(err)
	}
}

// addAndRemove adds a device, and removes one now and then. What is killed meanwhile is not looked
// at any more.
func (r *run) addAndRemove(ctx context.Context, lives map[string]device, data string, number int,
	random *rand.Rand) {
	d := makeDevices(random, number, 1, 0)[0]
	_, err := command(ctx, "device", "add", d.mac, "--model", "N510", "--username", d.user,
		"--password", d.password, "--set", "S_SIP_PASSWORD="+d.canary(), "--data", data)
	if err == nil {
		lives[d.mac] = d
		r.count("changes that were acknowledged", 1)
	}
	for mac := range lives {
		if random.IntN(10) > 0 {
			break
		}
		delete(lives, mac)
		if _, err := command(ctx, "device", "rm", mac, "--data", data); err == nil {
			r.count("changes that were acknowledged", 1)
		}
		break
	}
}

var sipServer = regexp.MustCompile(`<S_SIP_SERVER class="string" value="([^"]*)"`)

// readBack lets the phones tell which values there are.
func (r *run) readBack(ctx context.Context, devices []*killed, lives map[string]device, n *node) {
	for _, d := range devices {
		got := r.login(ctx, d.device, n.phones, "")
		value := ""
		if m := sipServer.FindSubmatch(got.body); m != nil {
			value = string(m[1])
		}
		if got.status != http.StatusOK {
			value = "status " + strconv.Itoa(got.status)
		}
		if d.weak && got.status == http.StatusUnauthorized {
			continue // another check looks at weak pairs
		}
		r.checks.readBack(d.mac, value, d.acceptable...)
	}
	checked := 0
	for _, d := range lives {
		got := r.login(ctx, d, n.phones, "")
		r.checks.readBack(d.mac, strconv.Itoa(got.status), "200")
		if checked++; checked == 10 {
			break
		}
	}
}
