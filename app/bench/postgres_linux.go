package main

import "woshou/sync/township/ledger/ownpostgres"

// newDatabase starts a PostgreSQL server of the bench's own.
func newDatabase() (*ownpostgres.Server, error) { return ownpostgres.New() }
