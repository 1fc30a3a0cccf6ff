package bolt

import (
	"bytes"

	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/tables"
)

// batch is updates that share a transaction of the file. They run in memory.
type batch struct {
	tables.Overlay
	l *Ledger
	// file is the file as it is while they run.
	file *snapshot
}

func (l *Ledger) begin(before ledger.Batch) ledger.Batch {
	b := &batch{Overlay: tables.Overlay{Known: &l.known, Writes: tables.Writes{}}, l: l}
	if before, ok := before.(*batch); ok {
		b.Before = before.Writes
	}
	return b
}

// Run runs members one after another.
func (b *batch) Run(members []ledger.Member) []error {
	errs := make([]error, len(members))
	err := b.l.view(func(now *snapshot) error {
		b.file = now
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
	return b.Overlay.Scan(table, r, b.file.owned(table), f)
}

// Commit writes to the file.
func (b *batch) Commit() error {
	if len(b.Writes) == 0 {
		return nil
	}
	if err := b.l.log.commit(b.l.db, b.Writes); err != nil {
		b.Known.Forget() // what the file has now is for it to say
		return err
	}
	b.Known.Keep(b.Writes)
	return nil
}
