package tables

// Overlay is what updates see of a store that run one after another and are not durable
// yet: what they wrote, over what the batch before them wrote, over what is known of the
// store, over the store.
type Overlay struct {
	Known *Known
	// Before is what the batch before wrote; it is not changed.
	Before Writes
	// Writes is what the updates wrote.
	Writes Writes
	// undo is what the present update wrote over, in order.
	undo []overwritten
}

// overwritten is what a transaction had of a key: nothing at all, or what was written.
type overwritten struct {
	table   *Table
	key     string
	value   []byte
	written bool
}

// Attempt runs an update; of one that fails nothing stays.
func (o *Overlay) Attempt(run func() error) error {
	o.undo = o.undo[:0]
	err := run()
	for i := len(o.undo) - 1; err != nil && i >= 0; i-- {
		if u := o.undo[i]; u.written {
			o.Writes.set(u.table, u.key, u.value)
		} else {
			delete(o.Writes[u.table], u.key)
		}
	}
	return err
}

// Get returns a value, unless only the store knows it.
func (o *Overlay) Get(t *Table, key []byte) (value []byte, known bool) {
	if value, known = o.Writes.Get(t, key); known {
		return value, true
	}
	if value, known = o.Before.Get(t, key); known {
		return value, true
	}
	return o.Known.Get(t, key)
}

// Put writes a value.
func (o *Overlay) Put(t *Table, key, value []byte) error {
	if value == nil {
		value = []byte{}
	}
	o.set(t, string(key), value)
	return nil
}

// Delete removes a record.
func (o *Overlay) Delete(t *Table, key []byte) error {
	o.set(t, string(key), nil)
	return nil
}

func (o *Overlay) set(t *Table, key string, value []byte) {
	old, written := o.Writes[t][key]
	o.undo = append(o.undo, overwritten{t, key, old, written})
	o.Writes.set(t, key, value)
}

// Scan calls f with the records of a range, until it returns false. stored returns the
// first records of a range with a limit as the store has them.
func (o *Overlay) Scan(t *Table, r Range, stored Stored, f func(k, v []byte) (bool, error)) error {
	if len(o.Before[t]) > 0 {
		stored = o.Before.over(t, stored)
	}
	return o.Writes.Scan(t, r, stored, f)
}
