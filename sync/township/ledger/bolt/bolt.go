// Package bolt keeps a township's ledger in one bbolt file: the store of a
// township that needs no database server. It knows tables and nothing of what is
// in them.
package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/tables"
)

// most is how many updates share a transaction.
const most = 512

// knownSize is how many bytes of records are kept in memory before older ones go. Looking
// for a record in the file's pages takes ten times as long.
const knownSize = 16 << 20

// lockWait is how long Open waits for another program to let go of the file.
const lockWait = 2 * time.Second

// Ledger is a ledger in a bbolt file.
type Ledger struct {
	db    *bbolt.DB
	group *ledger.Group
	known tables.Known
	log   log
}

var _ ledger.Ledger = (*Ledger)(nil)

// Open opens the file at path and makes it if it is not there. The error wraps
// data.ErrLocked when another program holds it, data.ErrNewer when a newer
// version wrote it, data.ErrDamaged when it is no such file.
func Open(path string) (l *Ledger, err error) {
	defer func() {
		if p := recover(); p != nil { // bbolt panics on pages that contradict themselves
			l, err = nil, fmt.Errorf("open ledger %s: %w", path, data.ErrDamaged)
		}
	}()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockWait, FreelistType: bbolt.FreelistMapType})
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, fmt.Errorf("open ledger %s: %w", path, data.ErrLocked)
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return nil, fmt.Errorf("open ledger %s: %w", path, data.ErrDamaged)
	case err != nil:
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	l = &Ledger{db: db, known: tables.Known{Size: knownSize}}
	if err := db.Update(l.prepare); err != nil {
		return nil, errors.Join(fmt.Errorf("open ledger %s: %w", path, err), db.Close())
	}
	l.group = ledger.NewGroup(l.begin, most)
	return l, nil
}

// prepare makes the buckets, one a table and one for the log, and empties the log.
func (l *Ledger) prepare(b *bbolt.Tx) error {
	names := [][]byte{bucketLog}
	for _, t := range tables.All {
		names = append(names, []byte(t.Name))
	}
	for _, name := range names {
		if _, err := b.CreateBucketIfNotExists(name); err != nil {
			return err
		}
	}
	if err := tables.Prepare(&txn{b: b}); err != nil {
		return err
	}
	return l.log.settle(b, nil)
}

// View runs f on one snapshot.
func (l *Ledger) View(ctx context.Context, f func(ledger.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return l.view(func(now *snapshot) error { return f(tables.New(now)) })
}

// view runs f on the file as it is now.
func (l *Ledger) view(f func(now *snapshot) error) error {
	return l.db.View(func(b *bbolt.Tx) error {
		now, err := l.log.at(b)
		if err != nil {
			return err
		}
		return f(now)
	})
}

// Update runs f in one transaction, synced to disk before it returns nil. Updates that
// come together share it.
func (l *Ledger) Update(ctx context.Context, f func(ledger.Tx) error) error {
	return l.group.Update(ctx, f)
}

// Counts returns how many transactions became durable and how many updates were in them.
func (l *Ledger) Counts() (commits, updates uint64) { return l.group.Counts() }

// Backup writes everything, as of now.
func (l *Ledger) Backup(ctx context.Context, w io.Writer) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := l.view(func(now *snapshot) error { return tables.Export(now, w) })
	if err != nil {
		return fmt.Errorf("back up ledger: %w", err)
	}
	return nil
}

// Restore fills an empty ledger from a backup.
func (l *Ledger) Restore(ctx context.Context, r io.Reader) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := l.group.Alone(func() error {
		l.known.Forget()
		err := l.db.Update(func(b *bbolt.Tx) error {
			if err := l.log.settle(b, nil); err != nil {
				return err
			}
			return tables.Import(&txn{b: b}, r, func() error { return nil })
		})
		if err == nil {
			l.log.clear()
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("restore ledger: %w", err)
	}
	return nil
}

// Close waits for running transactions and closes the file.
func (l *Ledger) Close() error { return l.group.Alone(l.db.Close) }

// txn is a transaction of the file. It keeps the buckets it has used.
type txn struct {
	b    *bbolt.Tx
	used map[*tables.Table]*bbolt.Bucket
}

func (t *txn) bucket(table *tables.Table) *bbolt.Bucket {
	b := t.used[table]
	if b == nil {
		if t.used == nil {
			t.used = map[*tables.Table]*bbolt.Bucket{}
		}
		b = t.b.Bucket([]byte(table.Name))
		t.used[table] = b
	}
	return b
}

// Get returns a value.
func (t *txn) Get(table *tables.Table, key []byte) ([]byte, error) {
	return t.bucket(table).Get(key), nil
}

// Fetch does nothing: the file is in memory.
func (t *txn) Fetch(*tables.Table, [][]byte) error { return nil }

// Each calls f with every record of a table.
func (t *txn) Each(table *tables.Table, f func(k, v []byte) error) error {
	return t.bucket(table).ForEach(f)
}

// Put writes a value.
func (t *txn) Put(table *tables.Table, key, value []byte) error {
	return t.bucket(table).Put(key, value)
}

// Delete removes a record.
func (t *txn) Delete(table *tables.Table, key []byte) error { return t.bucket(table).Delete(key) }

// Scan calls f with the records of a range.
func (t *txn) Scan(table *tables.Table, r tables.Range, f func(k, v []byte) (bool, error)) error {
	cur := t.bucket(table).Cursor()
	k, v := start(cur, &r)
	for n := 0; k != nil && !r.Ended(k) && (r.Limit == 0 || n < r.Limit); n++ {
		if more, err := f(k, v); err != nil || !more {
			return err
		}
		if r.Reverse {
			k, v = cur.Prev()
		} else {
			k, v = cur.Next()
		}
	}
	return nil
}

// start moves a cursor to the first record of a range.
func start(cur *bbolt.Cursor, r *tables.Range) (k, v []byte) {
	switch {
	case !r.Reverse:
		return cur.Seek(r.From)
	case r.To == nil:
		return cur.Last()
	}
	if k, _ = cur.Seek(r.To); k == nil {
		return cur.Last()
	}
	return cur.Prev()
}
