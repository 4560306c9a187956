package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
)

// layerNews is what the database knows of layers besides what they say.
type layerNews struct {
	// devices are counted by the names of layers.
	devices map[string]int
	edits   inventory.Edits
}

func (s *desk) layerNews(ctx context.Context) (news layerNews, err error) {
	if news.devices, err = s.CountLayers(ctx, inventory.DefaultTenant); err != nil {
		return news, err
	}
	news.edits, err = inventory.RecentEdits(ctx, s, inventory.DefaultTenant, time.Now())
	return news, err
}

// warnWear says that a layer changes so often that it wears out the flash of its phones.
func (n *layerNews) warnWear(cmd *cobra.Command, l *inventory.Layer) {
	if wear, wears := inventory.WearOf(l, n.edits, n.devices[l.String()]); wears {
		warn(cmd, "%s", wear)
	}
}

// warnLayerWear is warnWear for one layer as the database has it.
func (s *desk) warnLayerWear(ctx context.Context, cmd *cobra.Command, kind inventory.LayerKind, name string) error {
	l, err := s.layer(ctx, kind, name)
	if err != nil {
		return err
	}
	news, err := s.layerNews(ctx)
	if err == nil {
		news.warnWear(cmd, &l)
	}
	return err
}
