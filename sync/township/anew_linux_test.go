package township

import (
	"testing"

	"woshou/sync/township/ledger/ledgertest"
)

// The same with PostgreSQL.
func TestCount_GoesOnWhereItEndedInPostgres(t *testing.T) {
	db := ledgertest.NewDatabase(t)
	for seed := range uint64(2) {
		testCountsAnew(t, seed, openStore(t, db.Address(t), ""))
	}
}
