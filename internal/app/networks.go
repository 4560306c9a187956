package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/offhook/offhook/internal/guard"
	"github.com/offhook/offhook/internal/inventory"
)

// restoreAgain is how long after a failure the networks are read again.
const restoreAgain = 10 * time.Second

// restoreNetworks tells a guard in the background from where devices were served before the start.
// Until it has, a phone counts as one of a network that guessed nothing. While the database fails it
// tries again, and says so once. The function that it returns ends that.
func restoreNetworks(st inventory.Networks, g *guard.Guard, log *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		for failed := false; ; failed = true {
			err := st.EachGoodNetwork(ctx, inventory.DefaultTenant, func(n inventory.GoodNetwork) error {
				g.Restore(n.MAC, n.Network, n.Time)
				return ctx.Err()
			})
			switch {
			case ctx.Err() != nil:
				return
			case err == nil && failed:
				log.Info("the networks of devices are read")
			case err != nil && !failed:
				log.Warn("the networks of devices cannot be read yet; it is tried again", "err", err)
			}
			if err == nil {
				return
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(restoreAgain):
			}
		}
	})
	return func() { cancel(); done.Wait() }
}
