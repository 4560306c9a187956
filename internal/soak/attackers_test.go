package soak

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
)

// attackers guess at the pairs of all devices, also with the right user names and at shared files.
// Phones log in beside them from addresses of their own and from those of the attackers.
func attackers(ctx context.Context, t *testing.T, r *run, random *rand.Rand) {
	devices := makeDevices(random, 0x400, 60, 3)
	n, data := r.fleet(ctx, t, devices)
	together(ctx, 4, random, func(worker int, random *rand.Rand) {
		// A few networks only, so that each of them uses up what it has.
		d := devices[random.IntN(len(devices))]
		source := fmt.Sprintf("127.9.%d.6", random.IntN(4))
		if worker == 0 {
			fresh := random.IntN(2) == 0
			if fresh {
				source = loopback(random)
			}
			got := r.login(ctx, d, n.phones, source)
			if fresh && d.weak && got.request != nil && got.status != 0 {
				r.checks.loggedInWeakly(got.status, d.mac)
			}
			return
		}
		path, user := d.path(), d.user
		switch random.IntN(4) {
		case 0:
			path = "/42/2/master.bin"
		case 1:
			user = "x"
		case 2:
			path = devices[random.IntN(len(devices))].path()
		}
		status := r.guess(ctx, n.phones, path, source, user, fmt.Sprintf("guess%d", random.Int()))
		if status != 0 {
			r.count("guesses at pairs", 1)
			r.checks.answeredStranger(status, "a guess")
		}
	})
	n.alive(r)
	n.judgePages(context.WithoutCancel(ctx), r)
	judgeFolder(r, data)
}
