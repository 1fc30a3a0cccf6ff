package township

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/bolt"
	"woshou/sync/township/ledger/postgres"
)

// ErrElsewhere says that the records of a folder's server lie in another store: an empty one
// must not be taken for them.
var ErrElsewhere = errors.New("the records lie in another store")

// elsewhere reports whether a folder's server keeps its records in another store than the one
// named. What has an authority has a ledger, and only one in a file lies beside it.
func elsewhere(store, dir string) bool {
	is := func(name string) bool { _, err := os.Stat(filepath.Join(dir, name)); return err == nil }
	if store != "" {
		return is(fileLedger)
	}
	return is(fileCA) && !is(fileLedger)
}

// OpenLedger opens the ledger at a store's address: one such as
// postgres://user@host/database names a PostgreSQL database, the empty one a file in dir.
// The error wraps data.ErrLocked, data.ErrNewer, data.ErrDamaged or ErrElsewhere, is
// *data.Invalid for an address that is neither, or says what the store says.
func OpenLedger(store, dir string) (ledger.Ledger, error) {
	if elsewhere(store, dir) {
		return nil, fmt.Errorf("store %s: %w", dir, ErrElsewhere)
	}
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
