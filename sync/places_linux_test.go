package sync_test

import (
	"testing"

	"woshou/sync/township/ledger/ledgertest"
)

func init() {
	places["postgres"] = func(t *testing.T) place {
		db := ledgertest.NewDatabase(t)
		return place{address: db.Address(t), kill: func() {
			db.Kill()
			db.Start(t)
		}}
	}
}
