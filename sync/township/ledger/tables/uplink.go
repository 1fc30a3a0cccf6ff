package tables

import (
	"bytes"
	"fmt"
	"math"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// Uplink returns the township's link to its county.
func (t *tx) Uplink() (ledger.Uplink, error) { return read[ledger.Uplink](t, meta, keyUplink) }

// PutUplink writes it.
func (t *tx) PutUplink(u ledger.Uplink) error { return write(t, meta, keyUplink, u) }

// OwnEvents returns the township's own events after a seq.
func (t *tx) OwnEvents(e data.Epoch, seq uint64, maxBytes int) (out [][]byte, err error) {
	if seq == math.MaxUint64 {
		return nil, nil
	}
	size := 0
	err = t.s.Scan(own, Range{From: ownKey(e, seq+1), To: after(e[:])}, func(_, v []byte) (bool, error) {
		if size += len(v); size > maxBytes && len(out) > 0 {
			return false, nil
		}
		out = append(out, bytes.Clone(v))
		return true, nil
	})
	return out, err
}

// AppendOwn puts an event at the end of the own chain.
func (t *tx) AppendOwn(e data.Epoch, seq uint64, event []byte) error {
	there, err := t.has(own, ownKey(e, seq))
	before := seq == 1
	if err == nil && seq > 1 {
		before, err = t.has(own, ownKey(e, seq-1))
	}
	switch {
	case err != nil:
		return err
	case there:
		return fmt.Errorf("append own event: %w", ledger.ErrExists)
	case !before:
		return fmt.Errorf("append own event after a gap: %w", data.ErrNotFound)
	}
	return t.put(own, ownKey(e, seq), event)
}

func ownKey(e data.Epoch, seq uint64) []byte { return append(e[:], number(seq)...) }

// Dirty returns cases whose rows the own chain does not have yet.
func (t *tx) Dirty(limit int) (out []data.CaseID, err error) {
	if limit <= 0 {
		return nil, nil
	}
	err = t.s.Scan(dirty, Range{Limit: limit}, func(k, _ []byte) (bool, error) {
		var id data.CaseID
		copy(id[:], k)
		out = append(out, id)
		return true, nil
	})
	return out, err
}

// MarkDirty adds a case to them.
func (t *tx) MarkDirty(id data.CaseID) error { return t.put(dirty, id[:], []byte{}) }

// ClearDirty takes it out.
func (t *tx) ClearDirty(id data.CaseID) error { return t.delete(dirty, id[:]) }
