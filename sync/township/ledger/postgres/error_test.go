package postgres

import (
	"fmt"
	"io"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// What became of a request decides whether it may be run again: one that may be durable
// is looked after first.
func TestErrors_SayWhatBecameOfARequest(t *testing.T) {
	for _, test := range []struct {
		err         error
		lost, again bool
	}{
		{io.ErrUnexpectedEOF, true, false},
		{&pgconn.PgError{Code: "57P01"}, true, false}, // the server stops
		{&pgconn.PgError{Code: "40003"}, true, false}, // nobody knows
		{&pgconn.PgError{Code: "08006"}, true, false}, // a node is gone
		{&pgconn.PgError{Code: "40001"}, false, true}, // another order of transactions
		{&pgconn.PgError{Code: "40P01"}, false, true}, // a deadlock
		{&pgconn.PgError{Code: "53100"}, false, false},
		{&pgconn.PgError{Code: "42P01"}, false, false},
	} {
		err := fmt.Errorf("write ledger: %w", test.err)
		if lost(err) != test.lost || again(err) != test.again {
			t.Errorf("%v: lost %v, again %v", err, lost(err), again(err))
		}
	}
}
