package ledgertest

import (
	"fmt"
	"sync/atomic"
	"testing"

	"woshou/sync/township/ledger/ownpostgres"
)

// Database is a PostgreSQL server of a test's own.
type Database struct {
	own  *ownpostgres.Server
	name atomic.Int64
}

// NewDatabase starts a PostgreSQL server and ends it with the test. A machine without the
// programs fails the test, because make test installs them.
func NewDatabase(t testing.TB) *Database {
	t.Helper()
	own, err := ownpostgres.New()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(own.Remove)
	return &Database{own: own}
}

// Start starts the server and returns when it answers.
func (d *Database) Start(t testing.TB) {
	t.Helper()
	if err := d.own.Start(); err != nil {
		t.Fatal(err)
	}
}

// Kill ends the server as a loss of power would: nothing is finished.
func (d *Database) Kill() { d.own.Kill() }

// Address returns the address of an empty ledger's place in the database, a new one each
// time.
func (d *Database) Address(t testing.TB) string {
	t.Helper()
	return d.AddressOf(t, fmt.Sprint("place", d.name.Add(1)))
}

// AddressOf returns the address of a place with a name.
func (d *Database) AddressOf(t testing.TB, schema string) string {
	t.Helper()
	address, err := d.own.Place(schema)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// Run runs a statement at an address.
func (d *Database) Run(t testing.TB, address, statement string) {
	t.Helper()
	if err := d.own.Run(address, statement); err != nil {
		t.Fatal(err)
	}
}
