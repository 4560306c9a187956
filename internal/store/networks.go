package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/netip"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// NoteGood implements inventory.Networks.
func (s *Store) NoteGood(ctx context.Context, networks []inventory.GoodNetwork) error {
	if len(networks) == 0 {
		return nil
	}
	err := s.change(ctx, func(tx *sql.Tx) error {
		repeat := newRepeater(tx)
		for i := range networks {
			if err := noteGood(ctx, repeat, &networks[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep the networks of devices: %w", err)
	}
	return nil
}

func noteGood(ctx context.Context, repeat *repeater, n *inventory.GoodNetwork) error {
	mac := n.MAC.String()
	_, err := repeat.exec(ctx, `
		INSERT INTO good_networks (tenant, mac, network, time)
		SELECT tenant, mac, $3, $4 FROM devices WHERE tenant = $1 AND mac = $2
		ON CONFLICT (tenant, mac, network) DO UPDATE SET time = excluded.time`,
		n.Tenant, mac, n.Network.String(), n.Time.UnixMilli())
	if err != nil {
		return err
	}
	_, err = repeat.exec(ctx, `
		DELETE FROM good_networks WHERE tenant = $1 AND mac = $2 AND network NOT IN (
			SELECT network FROM good_networks WHERE tenant = $1 AND mac = $2
			ORDER BY time DESC, network LIMIT $3)`, n.Tenant, mac, inventory.MaxGoodNetworks)
	return err
}

// EachGoodNetwork implements inventory.Networks.
func (s *Store) EachGoodNetwork(
	ctx context.Context, tenant string, do func(inventory.GoodNetwork) error,
) error {
	rows, err := s.read.QueryContext(ctx, `
		SELECT mac, network, time FROM good_networks WHERE tenant = $1
		ORDER BY mac, time DESC, network`, tenant)
	if err != nil {
		return fmt.Errorf("read the networks of devices: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		n := inventory.GoodNetwork{Tenant: tenant}
		var mac, network string
		var at int64
		if err := rows.Scan(&mac, &network, &at); err != nil {
			return fmt.Errorf("read the networks of devices: %w", err)
		}
		if n.MAC, err = model.ParseMAC(mac); err != nil {
			return err
		}
		if n.Network, err = netip.ParsePrefix(network); err != nil {
			return fmt.Errorf("read the networks of device %s: %w", mac, err)
		}
		n.Time = fromMillis(at)
		if err := do(n); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the networks of devices: %w", err)
	}
	return nil
}

// Unblock implements inventory.Networks.
func (s *Store) Unblock(ctx context.Context, tenant string, mac model.MAC) error {
	found := true
	err := s.change(ctx, func(tx *sql.Tx) error {
		seq, err := nextSeq(ctx, tx, 1)
		if err != nil {
			return err
		}
		result, err := tx.ExecContext(ctx, `
			UPDATE devices SET change_seq = $1 WHERE tenant = $2 AND mac = $3`, seq, tenant, mac.String())
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		found = n > 0
		return err
	})
	if err != nil {
		return fmt.Errorf("unblock device %s: %w", mac, err)
	}
	if !found {
		return notFound(mac)
	}
	return nil
}
