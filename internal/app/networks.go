package app

import (
	"context"
	"log/slog"
	"sync"

	"github.com/offhook/offhook/internal/guard"
	"github.com/offhook/offhook/internal/inventory"
)

// restoreNetworks tells a guard in the background from where devices were served before the start.
// Until it has, a phone counts as one of a network that guessed nothing. The function that it
// returns ends that.
func restoreNetworks(st inventory.Networks, g *guard.Guard, log *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		err := st.EachGoodNetwork(ctx, inventory.DefaultTenant, func(n inventory.GoodNetwork) error {
			g.Restore(n.MAC, n.Network, n.Time)
			return ctx.Err()
		})
		if err != nil && ctx.Err() == nil {
			log.Warn("the networks of devices cannot be read", "err", err)
		}
	})
	return func() { cancel(); done.Wait() }
}
