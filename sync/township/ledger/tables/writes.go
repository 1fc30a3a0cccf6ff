package tables

import (
	"bytes"
	"maps"
	"slices"
)

// Writes is what a transaction wrote and its store does not have yet: by table and key,
// nil for what it removed. Many updates run against it one after another, and what several
// of them wrote to one key travels once.
type Writes map[*Table]map[string][]byte

// Record is one record of a table.
type Record struct{ Key, Value []byte }

// Stored returns the first records of a range with a limit as a store has them.
type Stored func(Range) ([]Record, error)

func (w Writes) set(t *Table, key string, value []byte) {
	if w[t] == nil {
		w[t] = map[string][]byte{}
	}
	w[t][key] = value
}

// Get returns what was written to a key: nil when it was removed.
func (w Writes) Get(t *Table, key []byte) (value []byte, written bool) {
	value, written = w[t][string(key)]
	return value, written
}

// Sorted returns the keys written to a table in their order.
func (w Writes) Sorted(t *Table) []string { return slices.Sorted(maps.Keys(w[t])) }

// How many records of a range are read at once: first, and then.
const firstSpan, nextSpan = 64, 1024

// Scan calls f with the records of a range, until it returns false: those that are stored,
// span by span, with what was written over them.
func (w Writes) Scan(t *Table, r Range, stored Stored, f func(k, v []byte) (bool, error)) error {
	left := r.Limit
	for size := firstSpan; ; size = nextSpan {
		span := r
		span.Limit = size
		if left > 0 {
			span.Limit = min(left, size)
		}
		have, err := stored(span)
		if err != nil {
			return err
		}
		whole := len(have) < span.Limit
		part := r
		if !whole {
			part = upTo(r, have[len(have)-1].Key)
		}
		for _, rec := range w.laid(t, part, have) {
			if more, err := f(rec.Key, rec.Value); err != nil || !more {
				return err
			}
			if left--; left == 0 {
				return nil
			}
		}
		if whole {
			return nil
		}
		r = behind(r, have[len(have)-1].Key)
	}
}

// over returns what a store has with what was written over it.
func (w Writes) over(t *Table, stored Stored) Stored {
	return func(r Range) (found []Record, err error) {
		err = w.Scan(t, r, stored, func(k, v []byte) (bool, error) {
			found = append(found, Record{k, v})
			return true, nil
		})
		return found, err
	}
}

// laid lays what was written to a range over what is stored of it.
func (w Writes) laid(t *Table, r Range, stored []Record) []Record {
	written := w[t]
	if len(written) == 0 {
		return stored
	}
	var out []Record
	for _, rec := range stored {
		if _, changed := written[string(rec.Key)]; !changed {
			out = append(out, rec)
		}
	}
	n := len(out)
	for key, value := range written {
		if value != nil && r.has(key) {
			out = append(out, Record{[]byte(key), value})
		}
	}
	if len(out) > n {
		slices.SortFunc(out, func(a, b Record) int {
			if r.Reverse {
				a, b = b, a
			}
			return bytes.Compare(a.Key, b.Key)
		})
	}
	return out
}

// upTo ends a range with a key; behind begins it after the key.
func upTo(r Range, key []byte) Range {
	if r.Reverse {
		r.From = key
	} else {
		r.To = following(key)
	}
	return r
}

func behind(r Range, key []byte) Range {
	if r.Reverse {
		r.To = key
	} else {
		r.From = following(key)
	}
	return r
}

// following is the first key after another.
func following(key []byte) []byte { return append(bytes.Clone(key), 0) }
