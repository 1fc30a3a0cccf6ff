// Package postgres keeps a township's ledger in PostgreSQL, for counties and cities that
// run a database server: the tables of package tables, each a table of keys and values.
// It asks for plain SQL only: no procedures, no extensions, no order of numbers; what
// belongs to a village is keyed by it first. What Citus and CockroachDB make of it says
// ../README.md.
//
// One server at a time writes (see lease), which makes two things simple. What was read
// or written stays true until this server changes it, so it is kept in memory. And many
// updates run one after another against memory, and travel as one transaction.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/tables"
)

// most is how many updates share a transaction.
const most = 512

// commitTime is how long a transaction may take.
var commitTime = time.Minute

// maxConns is how many connections there are.
const maxConns = 8

// Ledger is a ledger in a PostgreSQL database.
type Ledger struct {
	pool  *pgxpool.Pool
	group *ledger.Group
	known tables.Known
	stop  context.CancelFunc
	done  chan struct{}

	// mu is held while something is written.
	mu    sync.Mutex
	lease lease
}

var _ ledger.Ledger = (*Ledger)(nil)

// Open opens the ledger of a database, named by an address such as
// postgres://user@host/name, and makes its tables if they are not there. The error wraps
// data.ErrLocked when another server has it, data.ErrNewer when a newer version made it.
func Open(ctx context.Context, address string) (*Ledger, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	config.MaxConns = max(config.MaxConns, maxConns)
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	l := &Ledger{pool: pool, done: make(chan struct{})}
	l.group = ledger.NewGroup(l.open, most)
	err = migrate(ctx, pool)
	if err == nil {
		err = l.lease.take(ctx, pool)
	}
	if err == nil {
		err = l.prepare(ctx)
	}
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("open ledger: %w", clear(err))
	}
	background, stop := context.WithCancel(context.Background())
	l.stop = stop
	go l.beat(background)
	return l, nil
}

// prepare makes an empty database a ledger.
func (l *Ledger) prepare(ctx context.Context) error {
	t := newTxn(ctx, l.pool, &l.known)
	if err := tables.Prepare(t); err != nil {
		return err
	}
	return l.write(ctx, t.Writes)
}

// View runs f on one snapshot.
func (l *Ledger) View(ctx context.Context, f func(ledger.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	snapshot, err := l.begin(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return fmt.Errorf("read ledger: %w", clear(err))
	}
	defer func() { _ = snapshot.Rollback(context.WithoutCancel(ctx)) }() // nothing to keep
	return f(tables.New(newTxn(ctx, snapshot, &tables.Known{})))
}

// begin begins a transaction. A kept connection may have died unnoticed: then on a new one.
func (l *Ledger) begin(ctx context.Context, o pgx.TxOptions) (tx pgx.Tx, err error) {
	for range maxConns + 1 {
		if tx, err = l.pool.BeginTx(ctx, o); err == nil || ctx.Err() != nil || !lost(err) {
			break
		}
	}
	return tx, err
}

// Update runs f in one transaction, durable before it returns nil. Updates that come
// together share it.
func (l *Ledger) Update(ctx context.Context, f func(ledger.Tx) error) error {
	return l.group.Update(ctx, f)
}

// Counts returns how many transactions became durable and how many updates were in them.
func (l *Ledger) Counts() (commits, updates uint64) { return l.group.Counts() }

// Backup writes everything, as of now.
func (l *Ledger) Backup(ctx context.Context, w io.Writer) error {
	snapshot, err := l.begin(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err == nil {
		defer func() { _ = snapshot.Rollback(context.WithoutCancel(ctx)) }()
		err = tables.Export(&txn{ctx: ctx, from: snapshot}, w)
	}
	if err != nil {
		return fmt.Errorf("back up ledger: %w", clear(err))
	}
	return nil
}

// Restore fills an empty ledger from a backup.
func (l *Ledger) Restore(ctx context.Context, r io.Reader) error {
	err := l.group.Alone(func() error { return l.restore(ctx, r) })
	if err != nil {
		return fmt.Errorf("restore ledger: %w", clear(err))
	}
	return nil
}

func (l *Ledger) restore(ctx context.Context, r io.Reader) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.known.Forget()
	tx, err := l.begin(ctx, pgx.TxOptions{})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // nothing after the commit
	t := newTxn(ctx, tx, &tables.Known{})
	beat := l.lease.beat
	flush := func() error {
		beat++
		defer func() { t.Overlay = tables.Overlay{Known: t.Known, Writes: tables.Writes{}} }()
		return l.send(ctx, tx, t.Writes, beat)
	}
	if err := tables.Import(t, r, flush); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("%w: %w", ledger.ErrUnclear, err)
	}
	l.lease.beat = beat
	return nil
}

// Close waits for running transactions, gives the lease back and ends the connections.
func (l *Ledger) Close() error {
	l.stop()
	<-l.done
	err := l.group.Alone(func() error {
		defer l.pool.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		return l.lease.release(ctx, l.pool)
	})
	if err != nil {
		return fmt.Errorf("close ledger: %w", clear(err))
	}
	return nil
}

// lost reports whether an error leaves open what became of a request, as when the
// connection is gone, and does not mean that the database refused it.
func lost(err error) bool {
	var refused *pgconn.PgError
	if !errors.As(err, &refused) {
		return true
	}
	switch refused.Code {
	case "57P01", "57P02", "57P03": // the server stops, crashed, or starts
		return true
	case "40003": // CockroachDB: the nodes that know do not answer
		return true
	}
	return strings.HasPrefix(refused.Code, "08") // between the one who answers and a node behind it
}

// again reports whether the database asks for the transaction to be run again.
func again(err error) bool {
	var refused *pgconn.PgError
	return errors.As(err, &refused) && (refused.Code == "40001" || refused.Code == "40P01")
}

// clear gives an error of the database the meaning it has for a ledger.
func clear(err error) error {
	var refused *pgconn.PgError
	if errors.As(err, &refused) && (refused.Code == "XX001" || refused.Code == "XX002") {
		return fmt.Errorf("%w: %w", data.ErrDamaged, err)
	}
	return err
}
