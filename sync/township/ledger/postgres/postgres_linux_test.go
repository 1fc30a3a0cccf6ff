package postgres_test

import (
	"crypto/sha256"
	"fmt"
	"testing"

	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/ledgertest"
	"woshou/sync/township/ledger/postgres"
)

func open(t *testing.T, address string) *postgres.Ledger {
	t.Helper()
	l, err := postgres.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestLedger_KeepsTheContract(t *testing.T) {
	db := ledgertest.NewDatabase(t)
	ledgertest.Run(t, func(t *testing.T, place string) ledger.Ledger {
		return open(t, db.AddressOf(t, fmt.Sprintf("p%x", sha256.Sum256([]byte(place)))[:20]))
	})
}
