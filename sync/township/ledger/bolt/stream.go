package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// Head returns the end of a chain.
func (t *tx) Head(c ledger.Chain) (ledger.Head, error) {
	cur := t.b.Bucket(bucketChains).Cursor()
	prefix := chainKey(c, 0)[:len(c.Device)+len(c.Epoch)]
	k, v := cur.Seek(chainKey(c, math.MaxUint64))
	if k == nil {
		k, v = cur.Last()
	} else if !bytes.Equal(k, chainKey(c, math.MaxUint64)) {
		k, v = cur.Prev()
	}
	if !bytes.HasPrefix(k, prefix) {
		return ledger.Head{}, nil
	}
	h, err := hashOf(v)
	return ledger.Head{Seq: binary.BigEndian.Uint64(k[len(prefix):]), Hash: h}, err
}

func hashOf(v []byte) (h data.Hash, err error) {
	if copy(h[:], v) != len(h) {
		err = fmt.Errorf("chain: %w", data.ErrDamaged)
	}
	return h, err
}

// HashAt returns the hash of a chain at seq.
func (t *tx) HashAt(c ledger.Chain, seq uint64) (data.Hash, error) {
	v, err := t.get(bucketChains, chainKey(c, seq))
	if err != nil {
		return data.Hash{}, err
	}
	return hashOf(v)
}

// HasUID reports whether a uid has had its effect in a village.
func (t *tx) HasUID(v ledger.VillageID, uid data.UID) (bool, error) {
	return t.b.Bucket(bucketUIDs).Get(villageKey(v, uid[:])) != nil, nil
}

// MarkUID records that it has.
func (t *tx) MarkUID(v ledger.VillageID, uid data.UID) error {
	return t.put(bucketUIDs, villageKey(v, uid[:]), []byte{})
}

// Stream returns the entries of a village after a gsn.
func (t *tx) Stream(v ledger.VillageID, after uint64, limit, maxBytes int) (out []ledger.Entry, err error) {
	if after == math.MaxUint64 {
		return nil, nil
	}
	prefix := villageKey(v)
	cur := t.b.Bucket(bucketStream).Cursor()
	size := 0
	for k, b := cur.Seek(villageKey(v, number(after+1))); bytes.HasPrefix(k, prefix) && len(out) < limit; k, b = cur.Next() {
		e, err := unpackEntry(v, binary.BigEndian.Uint64(k[len(prefix):]), b)
		if err != nil {
			return nil, err
		}
		if size += len(e.Event); size > maxBytes && len(out) > 0 {
			break
		}
		out = append(out, e)
	}
	return out, nil
}

// DigestAt returns the digest of a village's stream up to gsn.
func (t *tx) DigestAt(v ledger.VillageID, gsn uint64) (data.Hash, error) {
	if gsn == 0 {
		return data.Hash{}, nil
	}
	b, err := t.get(bucketStream, villageKey(v, number(gsn)))
	if err != nil {
		return data.Hash{}, err
	}
	return digestOf(b)
}

// EntriesOf returns the entries of a village's stream about one case.
func (t *tx) EntriesOf(v ledger.VillageID, subject data.CaseID) (out []ledger.Entry, err error) {
	prefix := villageKey(v, subject[:])
	stream := t.b.Bucket(bucketStream)
	cur := t.b.Bucket(bucketAbout).Cursor()
	for k, _ := cur.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = cur.Next() {
		gsn := k[len(prefix):]
		e, err := unpackEntry(v, binary.BigEndian.Uint64(gsn), stream.Get(villageKey(v, gsn)))
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// Link moves the head of a chain by one.
func (t *tx) Link(c ledger.Chain, h ledger.Head) error {
	head, err := t.Head(c)
	switch {
	case err != nil:
		return err
	case h.Seq <= head.Seq:
		return fmt.Errorf("link event: %w", ledger.ErrExists)
	case h.Seq != head.Seq+1:
		return fmt.Errorf("link event after a gap: %w", data.ErrNotFound)
	}
	return t.put(bucketChains, chainKey(c, h.Seq), h.Hash[:])
}

// Append links an entry and puts it at the end of its village's stream.
func (t *tx) Append(e ledger.Entry) error {
	stream := t.b.Bucket(bucketStream)
	key := villageKey(e.Village, number(e.GSN))
	switch {
	case stream.Get(key) != nil:
		return fmt.Errorf("append entry: %w", ledger.ErrExists)
	case e.GSN == 0 || e.GSN > 1 && stream.Get(villageKey(e.Village, number(e.GSN-1))) == nil:
		return fmt.Errorf("append entry after a gap: %w", data.ErrNotFound)
	}
	before, err := t.DigestAt(e.Village, e.GSN-1)
	if err != nil {
		return err
	}
	if err := t.Link(e.Chain, ledger.Head{Seq: e.Seq, Hash: e.Hash}); err != nil {
		return err
	}
	e.Digest = data.Chain(before, e.Hash[:])
	return errors.Join(t.put(bucketStream, key, packEntry(e)),
		t.put(bucketAbout, villageKey(e.Village, e.Subject[:], number(e.GSN)), []byte{}))
}

// Hold sets an event aside.
func (t *tx) Hold(h ledger.Held) (bool, error) {
	place := append(append(append([]byte{}, h.Chain.Device[:]...), h.Hash[:]...), h.Reason...)
	if t.b.Bucket(bucketHeldAt).Get(place) != nil {
		return false, nil
	}
	size, err := t.HeldBytes(h.Chain.Device)
	if err != nil {
		return false, err
	}
	key, err := t.next(bucketHeld)
	if err != nil {
		return false, err
	}
	if err := t.put(bucketHeldAt, place, key); err != nil {
		return false, err
	}
	if err := t.put(bucketHeldSize, h.Chain.Device[:], number(uint64(size)+uint64(len(h.Event)))); err != nil {
		return false, err
	}
	return true, t.put(bucketHeld, key, packHeld(h))
}

// Held returns the newest entries that were set aside.
func (t *tx) Held(limit int) (out []ledger.Held, err error) {
	cur := t.b.Bucket(bucketHeld).Cursor()
	for k, v := cur.Last(); k != nil && len(out) < limit; k, v = cur.Prev() {
		h, err := unpackHeld(v)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

// HeldBytes returns how many bytes of a device's events are set aside.
func (t *tx) HeldBytes(d data.DeviceID) (int64, error) {
	v := t.b.Bucket(bucketHeldSize).Get(d[:])
	if v == nil {
		return 0, nil
	}
	if len(v) != 8 {
		return 0, fmt.Errorf("held bytes: %w", data.ErrDamaged)
	}
	return int64(binary.BigEndian.Uint64(v)), nil
}
