package bolt

import (
	"bytes"
	"fmt"
	"math"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// Uplink returns the township's link to its county.
func (t *tx) Uplink() (ledger.Uplink, error) { return read[ledger.Uplink](t, bucketMeta, keyUplink) }

// PutUplink writes it.
func (t *tx) PutUplink(u ledger.Uplink) error { return write(t, bucketMeta, keyUplink, u) }

// OwnEvents returns the township's own events after a seq.
func (t *tx) OwnEvents(e data.Epoch, after uint64, maxBytes int) (out [][]byte, err error) {
	if after == math.MaxUint64 {
		return nil, nil
	}
	size := 0
	cur := t.b.Bucket(bucketOwn).Cursor()
	for k, v := cur.Seek(ownKey(e, after+1)); bytes.HasPrefix(k, e[:]); k, v = cur.Next() {
		if size += len(v); size > maxBytes && len(out) > 0 {
			break
		}
		out = append(out, bytes.Clone(v))
	}
	return out, nil
}

// AppendOwn puts an event at the end of the own chain.
func (t *tx) AppendOwn(e data.Epoch, seq uint64, event []byte) error {
	own := t.b.Bucket(bucketOwn)
	switch {
	case own.Get(ownKey(e, seq)) != nil:
		return fmt.Errorf("append own event: %w", ledger.ErrExists)
	case seq == 0 || seq > 1 && own.Get(ownKey(e, seq-1)) == nil:
		return fmt.Errorf("append own event after a gap: %w", data.ErrNotFound)
	}
	return t.put(bucketOwn, ownKey(e, seq), event)
}

func ownKey(e data.Epoch, seq uint64) []byte { return append(e[:], number(seq)...) }

// Dirty returns cases whose rows the own chain does not have yet.
func (t *tx) Dirty(limit int) (out []data.CaseID, err error) {
	cur := t.b.Bucket(bucketDirty).Cursor()
	for k, _ := cur.First(); k != nil && len(out) < limit; k, _ = cur.Next() {
		out = append(out, data.CaseID(k))
	}
	return out, nil
}

// MarkDirty adds a case to them.
func (t *tx) MarkDirty(id data.CaseID) error { return t.put(bucketDirty, id[:], []byte{}) }

// ClearDirty takes it out.
func (t *tx) ClearDirty(id data.CaseID) error { return t.delete(bucketDirty, id[:]) }
