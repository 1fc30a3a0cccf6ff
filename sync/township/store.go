package township

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/bolt"
	"woshou/sync/township/ledger/postgres"
)

// OpenLedger opens the ledger at a store's address: one such as
// postgres://user@host/database names a PostgreSQL database, the empty one a file in dir.
// The error wraps data.ErrLocked, data.ErrNewer or data.ErrDamaged, is *data.Invalid for an
// address that is neither, or says what the store says.
func OpenLedger(store, dir string) (ledger.Ledger, error) {
	switch {
	case store == "":
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
		return asLedger(bolt.Open(filepath.Join(dir, fileLedger)))
	case strings.HasPrefix(store, "postgres://"), strings.HasPrefix(store, "postgresql://"):
		return asLedger(postgres.Open(context.Background(), store))
	}
	return nil, &data.Invalid{Field: "store", Code: "store.address"}
}

// asLedger keeps a store that did not open from being a ledger that is not nil.
func asLedger[L ledger.Ledger](l L, err error) (ledger.Ledger, error) {
	if err != nil {
		return nil, err
	}
	return l, nil
}
