package bolt

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"sync"

	"go.etcd.io/bbolt"

	"woshou/sync/township/ledger/tables"
)

// bucketLog has the batches that are durable and not in the tables yet, by their numbers.
// Batches touch the same pages again and again, and most of what a commit costs is the
// pages it writes: a batch in the log is a few pages in a row, and the tables take many
// batches at once. Who reads the file reads the tables through the log.
var bucketLog = []byte("log")

// What the log has before the next batch takes all of it into the tables.
const (
	maxLog      = 16
	maxLogBytes = 2 << 20
)

// log is the file's log as memory has it.
type log struct {
	mu sync.Mutex
	// batches has those of the log; one that is missing is read from the file.
	batches map[uint64]tables.Writes
	// last is the number of the last batch, which is given once while the file is open.
	last  uint64
	bytes int
}

// layers returns the log as a transaction has it.
func (l *log) layers(now *bbolt.Tx) (out tables.Layers, err error) {
	err = now.Bucket(bucketLog).ForEach(func(number, packed []byte) error {
		l.mu.Lock()
		w := l.batches[binary.BigEndian.Uint64(number)]
		l.mu.Unlock()
		if w == nil {
			var err error
			if w, err = tables.Unpack(packed); err != nil {
				return err
			}
		}
		out = append(out, w)
		return nil
	})
	return out, err
}

// commit makes a batch durable: in the log, or in the tables when the log is full. Only one
// is under way at a time.
func (l *log) commit(db *bbolt.DB, w tables.Writes) error {
	if len(l.batches) >= maxLog || l.bytes >= maxLogBytes {
		err := db.Update(func(now *bbolt.Tx) error { return l.settle(now, w) })
		if err == nil {
			l.clear()
		}
		return err
	}
	packed := w.Pack()
	err := db.Update(func(now *bbolt.Tx) error {
		return now.Bucket(bucketLog).Put(binary.BigEndian.AppendUint64(nil, l.last+1), packed)
	})
	if err == nil {
		l.add(w, len(packed))
	}
	return err
}

// settle takes the log, and a batch behind it, into the tables.
func (l *log) settle(now *bbolt.Tx, behind tables.Writes) error {
	layers, err := l.layers(now)
	if err != nil {
		return err
	}
	if err := write(&txn{b: now}, append(layers, behind).Flat()); err != nil {
		return err
	}
	logged := now.Bucket(bucketLog).Cursor()
	for k, _ := logged.First(); k != nil; k, _ = logged.First() {
		if err := logged.Delete(); err != nil {
			return err
		}
	}
	return nil
}

func (l *log) add(w tables.Writes, size int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.batches == nil {
		l.batches = map[uint64]tables.Writes{}
	}
	l.last++
	l.batches[l.last], l.bytes = w, l.bytes+size
}

// clear says that the log is empty. A transaction that began before reads it from the file.
func (l *log) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.batches, l.bytes = nil, 0
}

// stride is how many records are written before others get the processor: writing the log
// to the tables takes long enough to be felt by who waits for a page.
const stride = 32

// write writes to the tables.
func write(t *txn, w tables.Writes) error {
	for _, table := range tables.All {
		for i, key := range w.Sorted(table) {
			if i%stride == stride-1 {
				runtime.Gosched()
			}
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

// snapshot is the file as a transaction has it: the tables, and over them the log.
type snapshot struct {
	txn
	log tables.Layers
}

// at returns the file as a transaction has it.
func (l *log) at(now *bbolt.Tx) (*snapshot, error) {
	layers, err := l.layers(now)
	return &snapshot{txn{b: now}, layers}, err
}

// Get returns a value.
func (s *snapshot) Get(table *tables.Table, key []byte) ([]byte, error) {
	if v, written := s.log.Get(table, key); written {
		return v, nil
	}
	return s.txn.Get(table, key)
}

// Each calls f with every record of a table.
func (s *snapshot) Each(table *tables.Table, f func(k, v []byte) error) error {
	return s.Scan(table, tables.Range{}, func(k, v []byte) (bool, error) { return true, f(k, v) })
}

// Scan calls f with the records of a range.
func (s *snapshot) Scan(table *tables.Table, r tables.Range, f func(k, v []byte) (bool, error)) error {
	written := s.log.Within(table, r)
	if len(written) == 0 {
		return s.txn.Scan(table, r, f)
	}
	return written.Scan(table, r, func(r tables.Range) (found []tables.Record, err error) {
		err = s.txn.Scan(table, r, func(k, v []byte) (bool, error) {
			found = append(found, tables.Record{Key: k, Value: v})
			return true, nil
		})
		return found, err
	}, f)
}

// owned returns the first records of a range, which outlive the transaction.
func (s *snapshot) owned(table *tables.Table) tables.Stored {
	return func(r tables.Range) (found []tables.Record, err error) {
		err = s.Scan(table, r, func(k, v []byte) (bool, error) {
			found = append(found, tables.Record{Key: bytes.Clone(k), Value: bytes.Clone(v)})
			return true, nil
		})
		return found, err
	}
}
