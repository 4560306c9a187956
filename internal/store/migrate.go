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

// migrate brings the tables to the state that this program needs. Several
// processes may do so at once.
func migrate(ctx context.Context, e engine, db *sql.DB, logger *slog.Logger) error {
	provider, err := newProvider(e, db)
	if err != nil {
		return err
	}
	for {
		before, err := checkVersion(ctx, provider)
		if err != nil {
			return err
		}
		done, err := provider.Up(ctx)
		if err == nil {
			for _, result := range done {
				logger.InfoContext(ctx, "migrated the database", "migration", result.Source.Version, "dur", result.Duration)
			}
			return nil
		}
		// A migration is one transaction, so when the version has moved on
		// nonetheless, another process has done it: look again.
		after, versionErr := checkVersion(ctx, provider)
		if versionErr != nil || after == before {
			return errors.Join(fmt.Errorf("migrate: %w", err), versionErr)
		}
	}
}

func newProvider(e engine, db *sql.DB) (*goose.Provider, error) {
	options, err := e.migrationLock()
	if err != nil {
		return nil, err
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	options = append(options, goose.WithTableName(migrationsTable), goose.WithDisableGlobalRegistry(true))
	return goose.NewProvider(e.dialect(), db, files, options...)
}

// checkVersion returns the number of the database's last migration, and
// ErrNewer when this program does not know it.
func checkVersion(ctx context.Context, provider *goose.Provider) (int64, error) {
	version, err := provider.GetDBVersion(ctx)
	if err != nil {
		return 0, err
	}
	sources := provider.ListSources()
	if known := sources[len(sources)-1].Version; version > known {
		return 0, fmt.Errorf("%w: it has migration %d and this program knows %d; install the version of offhook that wrote it", ErrNewer, version, known)
	}
	return version, nil
}
