package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/tables"
)

// Commit makes durable what the members wrote.
func (b *batch) Commit() error {
	b.l.mu.Lock()
	defer b.l.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), commitTime)
	defer cancel()
	if err := b.l.write(ctx, b.Writes); err != nil {
		return fmt.Errorf("write ledger: %w", clear(err))
	}
	return nil
}

// write makes writes durable in one transaction, and shows that this server lives.
func (l *Ledger) write(ctx context.Context, w tables.Writes) error {
	var err error
	for range 10 {
		if err = l.writeOnce(ctx, w); err == nil {
			l.known.Keep(w)
			return nil
		}
		if !again(err) && !errors.Is(err, errAgain) {
			break
		}
	}
	l.known.Forget()
	return err
}

// errAgain says that nothing of a transaction is there and that it may be run again.
var errAgain = errors.New("connection lost")

func (l *Ledger) writeOnce(ctx context.Context, w tables.Writes) error {
	beat := l.lease.beat + 1
	tx, err := l.begin(ctx, pgx.TxOptions{})
	if err != nil {
		return err
	}
	if err := l.send(ctx, tx, w, beat); err != nil {
		_ = tx.Rollback(context.WithoutCancel(ctx)) // the connection may be gone with it
		if lost(err) && ctx.Err() == nil && !errors.Is(err, data.ErrLocked) {
			return fmt.Errorf("%w: %w", errAgain, err)
		}
		return err
	}
	err = tx.Commit(ctx)
	if err == nil {
		l.lease.beat = beat
		return nil
	}
	if !lost(err) {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTime)
	defer cancel()
	switch done, probeErr := l.settled(ctx, beat); {
	case probeErr != nil:
		return fmt.Errorf("%w: %w", ledger.ErrUnclear, errors.Join(err, probeErr))
	case !done:
		return fmt.Errorf("%w: %w", errAgain, err)
	}
	return nil
}

// send sends the lease and the writes, and reads the answers.
func (l *Ledger) send(ctx context.Context, tx pgx.Tx, w tables.Writes, beat int64) (err error) {
	batch := &pgx.Batch{}
	batch.Queue("UPDATE woshou_server SET beat = $1 WHERE id = 1 AND holder = $2 AND beat >= $3", beat, l.lease.holder, l.lease.beat)
	for _, t := range tables.All {
		queue(batch, t, w[t])
	}
	answers := tx.SendBatch(ctx, batch)
	defer func() { err = errors.Join(err, answers.Close()) }()
	for i := range batch.Len() {
		done, err := answers.Exec()
		if err != nil {
			return err
		}
		if i == 0 && done.RowsAffected() == 0 {
			return errTaken
		}
	}
	return nil
}

// queue adds the statements for what was written to one table.
func queue(batch *pgx.Batch, t *tables.Table, records map[string][]byte) {
	var put, values, drop [2][][]byte // the village's part and the rest; values use the first
	for key, value := range records {
		village, rest := split(t, []byte(key))
		if value == nil {
			drop[0], drop[1] = append(drop[0], village), append(drop[1], rest)
			continue
		}
		put[0], put[1], values[0] = append(put[0], village), append(put[1], rest), append(values[0], value)
	}
	switch {
	case t.ByVillage && len(put[1]) > 0:
		batch.Queue(sql[t].put, put[0], put[1], values[0])
	case len(put[1]) > 0:
		batch.Queue(sql[t].put, put[1], values[0])
	}
	switch {
	case t.ByVillage && len(drop[1]) > 0:
		batch.Queue(sql[t].drop, drop[0], drop[1])
	case len(drop[1]) > 0:
		batch.Queue(sql[t].drop, drop[1])
	}
}

// split divides a key into its village's part and the rest.
func split(t *tables.Table, key []byte) (village, rest []byte) {
	if !t.ByVillage || len(key) == 0 || len(key) < 1+int(key[0]) {
		return nil, key
	}
	return key[:1+key[0]], key[1+key[0]:]
}
