package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/offhook/offhook/digest"
)

// pruneMargin is how long the claims of an expired nonce are kept, so that no
// other node whose clock is behind still takes it.
const pruneMargin = 5 * time.Minute

// claimStatement adds the row of a nonce that has none, unless rows of that
// age have been removed, or marks one more count in the row that is there. It
// changes no row when the count was used, or lies below the window of 64. The
// shifts are within 0 to 63 wherever they are computed: both databases leave
// the others undefined or different.
const claimStatement = `
	INSERT INTO nonces (tenant, id, highest, mask, issued, expires)
	SELECT '', CAST($1 AS TEXT), CAST($2 AS BIGINT), 1, CAST($3 AS BIGINT), CAST($4 AS BIGINT)
	WHERE CAST($3 AS BIGINT) > (SELECT issued FROM nonce_marks WHERE tenant = '')
		OR EXISTS (SELECT 1 FROM nonces WHERE tenant = '' AND id = CAST($1 AS TEXT))
	ON CONFLICT (tenant, id) DO UPDATE SET
		mask = CASE
			WHEN excluded.highest - nonces.highest >= 64 THEN 1
			WHEN excluded.highest > nonces.highest
				THEN (nonces.mask << CAST(excluded.highest - nonces.highest AS INTEGER)) | 1
			ELSE nonces.mask | (CAST(1 AS BIGINT) << CAST(nonces.highest - excluded.highest AS INTEGER))
		END,
		highest = CASE WHEN excluded.highest > nonces.highest THEN excluded.highest ELSE nonces.highest END
	WHERE CASE
		WHEN excluded.highest > nonces.highest THEN TRUE
		WHEN nonces.highest - excluded.highest >= 64 THEN FALSE
		ELSE ((nonces.mask >> CAST(nonces.highest - excluded.highest AS INTEGER)) & 1) = 0
	END`

// Claim implements digest.ReplayStore. It is one statement, which the database
// serialises with every other on the same nonce. RFC 7616, Section 3.4.
func (s *Store) Claim(ctx context.Context, id digest.NonceID, issued time.Time, nc uint32, expires time.Time) (bool, error) {
	claimed, err := s.removed(ctx, claimStatement, hex.EncodeToString(id[:]), int64(nc), issued.UnixMilli(), expires.UnixMilli())
	if err != nil {
		return false, fmt.Errorf("claim a nonce: %w", err)
	}
	return claimed == 1, nil
}

// PruneNonces implements inventory.Store. The mark rises with the removed
// rows, so that a clock that is set back brings none of their nonces to life.
func (s *Store) PruneNonces(ctx context.Context, now time.Time) (removed int64, err error) {
	before := now.Add(-pruneMargin).UnixMilli()
	err = s.change(ctx, func(tx *sql.Tx) error {
		var newest sql.NullInt64
		err := tx.QueryRowContext(ctx, `SELECT max(issued) FROM nonces WHERE expires < $1`, before).Scan(&newest)
		if err != nil || !newest.Valid {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE nonce_marks SET issued = $1 WHERE tenant = '' AND issued < $1`, newest.Int64)
		if err != nil {
			return err
		}
		result, err := tx.ExecContext(ctx, `DELETE FROM nonces WHERE expires < $1 AND issued <= $2`, before, newest.Int64)
		if err != nil {
			return err
		}
		removed, err = result.RowsAffected()
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("remove expired nonces: %w", err)
	}
	return removed, nil
}

// removed runs one statement and returns how many rows it changed.
func (s *Store) removed(ctx context.Context, statement string, args ...any) (int64, error) {
	result, err := s.write.ExecContext(ctx, statement, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
