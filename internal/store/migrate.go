package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrationsTable is where the database keeps the number of its last
// migration.
const migrationsTable = "offhook_migrations"

// ErrNewer says that a newer version of this program has migrated the
// database.
var ErrNewer = errors.New("the database is newer than this program")

// migrateTries is how often migrate begins again when it fails. Each migration
// is one transaction, so a process that lost a race against another finds the
// work done when it looks again.
const migrateTries = 10

// migrate brings the tables to the state that this program needs. Several
// processes may do so at once.
func migrate(ctx context.Context, e engine, db *sql.DB, logger *slog.Logger) error {
	provider, err := newProvider(e, db)
	if err != nil {
		return err
	}
	for range migrateTries {
		if err = migrateOnce(ctx, provider, logger); err == nil || errors.Is(err, ErrNewer) || ctx.Err() != nil {
			return err
		}
	}
	return fmt.Errorf("migrate: %w", err)
}

// migrateOnce does what is left to do, which is nothing for most starts.
func migrateOnce(ctx context.Context, provider *goose.Provider, logger *slog.Logger) error {
	current, err := isCurrent(ctx, provider)
	if err != nil || current {
		return err
	}
	done, err := provider.Up(ctx)
	for _, result := range done {
		logger.InfoContext(ctx, "migrated the database", "migration", result.Source.Version, "dur", result.Duration)
	}
	return err
}

func newProvider(e engine, db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	options := append(e.migrationLock(), goose.WithTableName(migrationsTable), goose.WithDisableGlobalRegistry(true))
	return goose.NewProvider(e.dialect(), db, files, options...)
}

// isCurrent reports whether the database has every migration. ErrNewer when it
// has one that this program does not know.
func isCurrent(ctx context.Context, provider *goose.Provider) (bool, error) {
	version, err := provider.GetDBVersion(ctx)
	if err != nil {
		return false, err
	}
	sources := provider.ListSources()
	known := sources[len(sources)-1].Version
	if version > known {
		return false, fmt.Errorf("%w: it has migration %d and this program knows %d; install the version of offhook that wrote it", ErrNewer, version, known)
	}
	return version == known, nil
}
