package store

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// TestConnectTimeout: a connection does not wait without end, unless the URL says so.
func TestConnectTimeout(t *testing.T) {
	t.Setenv("PGCONNECT_TIMEOUT", "")
	for address, want := range map[string]time.Duration{
		"postgres://u@h/d":                    postgresConnect,
		"postgres://u@h/d?connect_timeout=17": 17 * time.Second,
		"postgres://u@h/d?connect_timeout=0":  0,
	} {
		config, err := pgx.ParseConfig(address)
		if err != nil {
			t.Fatal(err)
		}
		postgres(address).dial(config)
		if config.ConnectTimeout != want {
			t.Errorf("%s: %v, want %v", address, config.ConnectTimeout, want)
		}
	}
}
