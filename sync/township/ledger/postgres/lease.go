package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// The holder of the lease changes its row at least every beatEvery; one that did not for
// leaseTime is taken for dead. No clock is compared: whoever waits looks whether the row
// changes. Safety does not rest on these times: every transaction changes the row first,
// and does nothing if another server has it.
var (
	beatEvery = 3 * time.Second
	leaseTime = 12 * time.Second
)

var errTaken = fmt.Errorf("another server has taken over the ledger: %w", data.ErrLocked)

// lease is the right of one server to write.
type lease struct {
	// holder names this server, beat the last transaction it made.
	holder string
	beat   int64
}

// take waits until nobody holds the lease and takes it.
func (l *lease) take(ctx context.Context, pool *pgxpool.Pool) error {
	l.holder = data.NewUID().String()
	var seen lease
	for waited := time.Duration(0); ; waited += beatEvery / 3 {
		var now lease
		if err := pool.QueryRow(ctx, "SELECT holder, beat FROM woshou_server WHERE id = 1").Scan(&now.holder, &now.beat); err != nil {
			return err
		}
		if now.holder == "" || waited >= leaseTime {
			return l.replace(ctx, pool, now)
		}
		if waited > 0 && now != seen {
			return fmt.Errorf("another server writes to it: %w", data.ErrLocked)
		}
		seen = now
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(beatEvery / 3):
		}
	}
}

func (l *lease) replace(ctx context.Context, pool *pgxpool.Pool, old lease) error {
	l.beat = old.beat + 1
	done, err := pool.Exec(ctx, "UPDATE woshou_server SET holder = $1, beat = $2 WHERE id = 1 AND holder = $3 AND beat = $4",
		l.holder, l.beat, old.holder, old.beat)
	if err == nil && done.RowsAffected() == 0 {
		err = fmt.Errorf("another server was faster: %w", data.ErrLocked)
	}
	return err
}

func (l *lease) release(ctx context.Context, pool *pgxpool.Pool) error {
	_, err := pool.Exec(ctx, "UPDATE woshou_server SET holder = '' WHERE id = 1 AND holder = $1", l.holder)
	return err
}

// beat shows that this server lives, until ctx ends.
func (l *Ledger) beat(ctx context.Context) {
	defer close(l.done)
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(beatEvery):
			l.mu.Lock()
			_ = l.write(ctx, nil) // whoever writes next sees what is wrong
			l.mu.Unlock()
		}
	}
}

// settled finds out what became of a transaction whose connection was lost while it was
// made durable: it moves the row on as the transaction did, which waits for it to end.
func (l *Ledger) settled(ctx context.Context, beat int64) (done bool, err error) {
	for try := 0; ; try++ {
		done, err = l.probe(ctx, beat)
		if err == nil || !lost(err) || ctx.Err() != nil {
			return done, err
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(min(time.Second, time.Duration(try+1)*50*time.Millisecond)):
		}
	}
}

func (l *Ledger) probe(ctx context.Context, beat int64) (done bool, err error) {
	_, err = l.pool.Exec(ctx, "UPDATE woshou_server SET beat = $1 WHERE id = 1 AND holder = $2 AND beat = $3",
		beat+1, l.lease.holder, l.lease.beat)
	if err != nil {
		return false, err
	}
	var now lease
	err = l.pool.QueryRow(ctx, "SELECT holder, beat FROM woshou_server WHERE id = 1").Scan(&now.holder, &now.beat)
	switch {
	case err != nil:
		return false, err
	case now.holder != l.lease.holder:
		return false, errors.Join(errTaken, ledger.ErrUnclear)
	}
	l.lease.beat = now.beat // beat when it was made durable, else one more
	return now.beat == beat, nil
}
