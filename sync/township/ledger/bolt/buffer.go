package bolt

import (
	"bytes"

	"woshou/sync/township/ledger/tables"
)

// buffer is a transaction of many updates: what they wrote over what the file is known to
// have over the file. The pages of the file change once, at the end, in the order of their
// keys.
type buffer struct {
	txn
	writes tables.Writes
	known  *tables.Known
}

// Get returns a value.
func (b *buffer) Get(table *tables.Table, key []byte) ([]byte, error) {
	if v, written := b.writes.Get(table, key); written {
		return v, nil
	}
	if v, known := b.known.Get(table, key); known {
		return v, nil
	}
	v, err := b.txn.Get(table, key)
	v = bytes.Clone(v) // the file's memory ends with the transaction
	b.known.Set(table, string(key), v)
	return v, err
}

// Put writes a value.
func (b *buffer) Put(table *tables.Table, key, value []byte) error {
	b.writes.Put(table, key, value)
	return nil
}

// Delete removes a record.
func (b *buffer) Delete(table *tables.Table, key []byte) error {
	b.writes.Delete(table, key)
	return nil
}

// Scan calls f with the records of a range.
func (b *buffer) Scan(table *tables.Table, r tables.Range, f func(k, v []byte) (bool, error)) error {
	return b.writes.Scan(table, r, func(r tables.Range) (found []tables.Record, err error) {
		err = b.txn.Scan(table, r, func(k, v []byte) (bool, error) {
			found = append(found, tables.Record{Key: k, Value: v})
			return true, nil
		})
		return found, err
	}, f)
}

// flush writes to the file.
func (b *buffer) flush() error {
	for _, table := range tables.All {
		for _, key := range b.writes.Sorted(table) {
			var err error
			if value := b.writes[table][key]; value == nil {
				err = b.txn.Delete(table, []byte(key))
			} else {
				err = b.txn.Put(table, []byte(key), value)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}
