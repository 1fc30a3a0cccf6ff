package bolt

import (
	"bytes"

	"go.etcd.io/bbolt"

	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/tables"
)

// batch is updates that share a transaction of the file. They run in memory; the pages of
// the file change once, at the end, in the order of their keys.
type batch struct {
	tables.Overlay
	db *bbolt.DB
	// file is the file as it is while they run.
	file txn
}

func (l *Ledger) begin(before ledger.Batch) ledger.Batch {
	b := &batch{Overlay: tables.Overlay{Known: &l.known, Writes: tables.Writes{}}, db: l.db}
	if before, ok := before.(*batch); ok {
		b.Before = before.Writes
	}
	return b
}

// Run runs members one after another.
func (b *batch) Run(members []ledger.Member) []error {
	errs := make([]error, len(members))
	err := b.db.View(func(now *bbolt.Tx) error {
		b.file = txn{b: now}
		tx := tables.New(b)
		for i, run := range members {
			errs[i] = b.Attempt(func() error { return run(tx) })
		}
		return nil
	})
	for i := range errs {
		if err != nil {
			errs[i] = err
		}
	}
	return errs
}

// Get returns a value.
func (b *batch) Get(table *tables.Table, key []byte) ([]byte, error) {
	if v, known := b.Overlay.Get(table, key); known {
		return v, nil
	}
	v, err := b.file.Get(table, key)
	v = bytes.Clone(v) // the file's memory ends before the batch
	b.Known.Set(table, string(key), v)
	return v, err
}

// Fetch does nothing: the file is in memory.
func (b *batch) Fetch(*tables.Table, [][]byte) error { return nil }

// Each calls f with every record that the file has of a table.
func (b *batch) Each(table *tables.Table, f func(k, v []byte) error) error {
	return b.file.Each(table, f)
}

// Scan calls f with the records of a range.
func (b *batch) Scan(table *tables.Table, r tables.Range, f func(k, v []byte) (bool, error)) error {
	return b.Overlay.Scan(table, r, func(r tables.Range) (found []tables.Record, err error) {
		err = b.file.Scan(table, r, func(k, v []byte) (bool, error) {
			found = append(found, tables.Record{Key: bytes.Clone(k), Value: bytes.Clone(v)})
			return true, nil
		})
		return found, err
	}, f)
}

// Commit writes to the file.
func (b *batch) Commit() error {
	err := b.db.Update(func(now *bbolt.Tx) error { return write(&txn{b: now}, b.Writes) })
	if err != nil {
		b.Known.Forget() // what the file has now is for it to say
		return err
	}
	b.Known.Keep(b.Writes)
	return nil
}

func write(t *txn, w tables.Writes) error {
	for _, table := range tables.All {
		for _, key := range w.Sorted(table) {
			var err error
			if value := w[table][key]; value == nil {
				err = t.Delete(table, []byte(key))
			} else {
				err = t.Put(table, []byte(key), value)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}
